"""A week without a line: bundles go and answers come, in any order, cut, altered, foreign, twice; exactly once all the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from desk.errors import Trouble
from desk.progress import Cancelled, Progress
from desk.rules.lifecycle import Action
from sync.bundle import take_answer, write_bundle
from sync.gateway.refusal import Refusal
from sync.outbox import Ending
from tests.sync.desks import MORNING, Killed, MemoryDesk
from tests.sync.held import files_there, journal_there, verdicts_there

SCAN = bytes(range(256)) * 700


def a_day(desk: MemoryDesk, dossiers: int = 4) -> None:
    for number in range(dossiers):
        dossier = desk.receive(fee_vnd=2_000 * number)
        desk.attach(dossier, f"%PDF-{desk.device}-{len(desk.entries)}".encode() + SCAN)
        desk.act(dossier, Action.HAND_OVER)


class Stick:
    """A folder that walks between desk and province."""

    def __init__(self, folder: Path, province) -> None:
        self.folder, self.province = folder, province
        self.number = 0

    def bundle(self, desk: MemoryDesk, **more) -> Path:
        self.number += 1
        path = self.folder / f"di-{self.number}.motcua"
        write_bundle(desk, path, desk.clock(), Progress(), **more)
        return path

    def answer(self, bundle: Path) -> Path:
        self.number += 1
        path = self.folder / f"ve-{self.number}.motcua"
        self.province.gateway.bundles.take(bundle, path, Progress())
        return path

    def take(self, desk: MemoryDesk, answer: Path):
        return take_answer(desk, answer, desk.clock(), Progress())


@pytest.fixture
def stick(tmp_path: Path, province) -> Stick:
    folder = tmp_path / "usb"
    folder.mkdir()
    return Stick(folder, province)


def all_there(province, desk: MemoryDesk) -> bool:
    there = journal_there(province, desk)
    return (
        there == [entry.hash for entry in desk.entries[: len(there)]]
        and files_there(province, desk) == desk.files
    )


def test_a_day_goes_and_its_answer_comes_back(stick, province, desk) -> None:
    a_day(desk)
    desk.receive("H44.900-261124-9999")
    closing = desk.day()
    report = stick.take(desk, stick.answer(stick.bundle(desk, closings=(closing,))))
    assert all_there(province, desk)
    assert desk.held()[0] == closing.seq
    assert desk.confirmed == set(desk.files)
    assert {one.code for one in desk.verdicts.values()} == {"code_not_leased"}
    assert report.outcome is Ending.DONE
    assert len(desk.receipts) == 1
    assert desk.receipts[0].receipt.differing == ["H44.900-261124-9999"]
    province.gateway.news.set_status(desk.codes[0], Action.FINISH, "tinh1", MORNING)
    stick.take(desk, stick.answer(stick.bundle(desk)))
    assert [one.action for one in desk.statuses] == ["finish"]


def test_nothing_of_a_bundle_can_be_read_on_the_stick(stick, desk) -> None:
    dossier = desk.receive()
    desk.attach(dossier, b"%PDF-the secret scan" * 1_000)
    raw = stick.bundle(desk).read_bytes()
    assert b"secret" not in raw
    assert "Nguyễn".encode() not in raw
    assert desk.codes[0].encode() not in raw


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (0, 0, 2, 2, 1), (1,)])
def test_bundles_and_answers_in_any_order(stick, province, desk, order: tuple[int, ...]) -> None:
    bundles, answers = [], {}
    for _day in range(3):
        a_day(desk, 2)
        bundles.append(stick.bundle(desk))
    for number in order:
        answers[number] = stick.answer(bundles[number])
    assert all(
        hash_ == entry.hash for hash_, entry in zip(journal_there(province, desk), desk.entries, strict=False)
    )
    tips: list[int] = []
    for number in reversed(order):
        stick.take(desk, answers[number])
        tips.append(desk.held()[0])
    assert tips == sorted(tips), "an older answer takes nothing back"
    stick.take(desk, stick.answer(stick.bundle(desk)))
    assert all_there(province, desk)
    assert len(journal_there(province, desk)) >= 2 * 3 * 3


def test_the_line_comes_back_between_bundle_and_answer(stick, province, desk, exchange) -> None:
    a_day(desk, 2)
    bundle = stick.bundle(desk)
    answer = stick.answer(bundle)
    a_day(desk, 2)
    assert exchange(desk).outcome is Ending.DONE
    held, statuses = desk.held(), list(desk.statuses)
    report = stick.take(desk, answer)
    assert (desk.held(), desk.statuses) == (held, statuses)
    assert [one.code for one in report.attention] == ["bundle_old"]
    assert exchange(desk).sent_entries <= len(desk.entries) - held[0]
    assert all_there(province, desk)


def test_a_status_comes_once_whether_by_line_or_by_stick(stick, province, desk, exchange) -> None:
    a_day(desk, 1)
    exchange(desk)
    bundle = stick.bundle(desk)
    province.gateway.news.set_status(desk.codes[0], Action.FINISH, "tinh1", MORNING)
    answer = stick.answer(bundle)
    exchange(desk)
    for _time in range(2):
        stick.take(desk, answer)
    assert [one.action for one in desk.statuses] == ["finish"]


def test_a_gateway_that_was_restored_is_told_again(stick, province, desk, tmp_path: Path) -> None:
    a_day(desk, 2)
    province.embedded.stop()
    province.back_up(tmp_path / "yesterday")
    province.restart()
    stick.take(desk, stick.answer(stick.bundle(desk)))
    province.embedded.stop()
    province.restore(tmp_path / "yesterday")
    province.restart()
    a_day(desk, 1)
    report = stick.take(desk, stick.answer(stick.bundle(desk)))
    assert "province_went_back" in {one.code for one in report.attention}
    stick.take(desk, stick.answer(stick.bundle(desk)))
    assert len(journal_there(province, desk)) == desk.held()[0] >= len(desk.entries) - 1
    assert all_there(province, desk)


CUTS = [0, 10, 16, 19, 100, 400, 5_000, -65, -64, -1]


@pytest.mark.parametrize("at", CUTS)
def test_a_bundle_that_was_cut_brings_nothing(stick, province, desk, at: int) -> None:
    a_day(desk, 1)
    bundle = stick.bundle(desk)
    bundle.write_bytes(bundle.read_bytes()[:at] if at else b"")
    with pytest.raises(Trouble) as told:
        stick.answer(bundle)
    assert told.value.code == ("bundle_foreign" if at == 0 else "bundle_cut")
    assert journal_there(province, desk) == []


def test_an_altered_byte_anywhere_brings_nothing(stick, province, desk) -> None:
    desk.attach(desk.receive(), b"%PDF-small")
    bundle = stick.bundle(desk)
    raw = bundle.read_bytes()
    places = {*random.Random(3).sample(range(len(raw)), 60), len(raw) - 1, 20, 40}
    for place in sorted(places):
        changed = bytearray(raw)
        changed[place] ^= 1
        bundle.write_bytes(changed)
        with pytest.raises((Trouble, Refusal)):
            stick.answer(bundle)
        assert journal_there(province, desk) == []
    bundle.write_bytes(raw + b"x")
    with pytest.raises(Trouble, match="thay đổi"):
        stick.answer(bundle)


def test_a_piece_of_another_bundle_in_its_place_is_refused(stick, province, desk) -> None:
    """Even a sender who signs what he did not seal brings nothing in: each piece is bound to its file and place."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from sync import sealed

    a_day(desk, 1)
    one, two = stick.bundle(desk).read_bytes(), stick.bundle(desk).read_bytes()
    size = len(sealed.MAGIC) + 4 + int.from_bytes(one[16:20], "big")
    body = one[:size] + two[size:-64]
    key = Ed25519PrivateKey.from_private_bytes(desk.known.private_key)
    import hashlib

    forged = stick.folder / "forged"
    forged.write_bytes(body + key.sign(sealed.MAGIC + hashlib.sha256(body).digest()))
    with pytest.raises(Trouble) as told:
        stick.answer(forged)
    assert told.value.code == "bundle_altered"
    assert journal_there(province, desk) == []


def test_foreign_bundles_are_refused_with_a_sentence(stick, province, desk, tmp_path: Path) -> None:
    from tests.sync.conftest import Province

    a_day(desk, 1)
    bundle = stick.bundle(desk)
    answer = stick.answer(bundle)
    other_province = Province(tmp_path / "other")
    with pytest.raises(Trouble, match="tỉnh khác"):
        other_province.gateway.bundles.take(bundle, tmp_path / "out", Progress())
    other_province.embedded.stop()
    assert not (tmp_path / "out").exists()
    with pytest.raises(Trouble, match="máy khác"):
        stick.take(province.new_desk(), answer)
    with pytest.raises(Trouble, match="do máy quầy lập"):
        stick.take(desk, bundle)
    with pytest.raises(Trouble, match="trả lời của tỉnh"):
        stick.answer(answer)
    with pytest.raises(Trouble, match="chưa đăng ký"):
        write_bundle(MemoryDesk(), tmp_path / "none", MORNING, Progress())
    letter = tmp_path / "thu.txt"
    letter.write_text("Kính gửi …" * 50, "utf-8")
    with pytest.raises(Trouble, match="không phải gói"):
        stick.answer(letter)


def test_a_device_that_was_shut_out_or_has_a_new_key_is_refused(stick, province, desk) -> None:
    a_day(desk, 1)
    bundle = stick.bundle(desk)
    province.enrolled(desk)
    with pytest.raises(Trouble, match="khóa khác"):
        stick.answer(bundle)
    bundle = stick.bundle(desk)
    province.gateway.devices.revoke(desk.device, MORNING)
    with pytest.raises(Refusal) as told:
        stick.answer(bundle)
    assert told.value.code == "device_revoked"


def test_a_fork_is_told_through_the_answer(stick, province, desk) -> None:
    a_day(desk, 1)
    stick.answer(stick.bundle(desk))
    clone = MemoryDesk(desk.office, desk.device)
    clone.known, clone.leases = desk.known, desk.leases
    clone.receive()
    report = stick.take(clone, stick.answer(stick.bundle(clone)))
    assert report.outcome is Ending.REFUSED
    assert "fork" in {one.code for one in report.attention}
    assert all_there(province, desk)


def test_a_desk_killed_while_it_takes_the_answer_takes_it_again(stick, province, desk) -> None:
    a_day(desk, 2)
    answer = stick.answer(stick.bundle(desk))
    for dies_at in range(3):
        desk.dies_at = dies_at
        with pytest.raises(Killed):
            stick.take(desk, answer)
            stick.take(desk, answer)
            stick.take(desk, answer)
    stick.take(desk, answer)
    assert desk.confirmed == set(desk.files)
    assert desk.verdicts == {}


def test_a_bundle_that_was_cancelled_leaves_no_file(desk, province, tmp_path: Path) -> None:
    a_day(desk, 2)
    progress = Progress(lambda step: progress.cancel() if "tệp" in step.what else None)
    with pytest.raises(Cancelled):
        write_bundle(desk, tmp_path / "usb.motcua", MORNING, progress)
    assert [one.name for one in tmp_path.iterdir() if "usb" in one.name] == []


def test_what_does_not_fit_goes_with_the_next_bundle_and_a_lost_file_is_told(stick, province, desk) -> None:
    a_day(desk, 3)
    lost = desk.attach(desk.receive(), b"%PDF-lost")
    del desk.files[lost]
    written = write_bundle(desk, stick.folder / "a", MORNING, Progress(), most=len(SCAN) * 2 + 20_000)
    assert (written.files, written.left) == (2, 2)
    assert [one.code for one in written.attention] == ["file_missing"]
    stick.take(desk, stick.answer(stick.folder / "a"))
    assert len(desk.confirmed) == 2
    stick.take(desk, stick.answer(stick.bundle(desk)))
    assert desk.confirmed == set(desk.files)


def test_a_file_that_breaks_while_it_is_read_does_not_keep_the_others(
    stick, province, desk, monkeypatch
) -> None:
    a_day(desk, 2)
    broken = next(iter(desk.files))
    whole: Callable = desk.open_file

    def torn(sha256: str, offset: int):
        yield from list(whole(sha256, offset))[: 2 if sha256 == broken else None]
        if sha256 == broken:
            raise Trouble("file_damaged", "Tệp hỏng.")

    monkeypatch.setattr(desk, "open_file", torn)
    stick.take(desk, stick.answer(stick.bundle(desk)))
    assert desk.confirmed == set(desk.files) - {broken}
    assert not province.gateway.files.has(broken)
    assert verdicts_there(province, desk) == {}


def test_memory_is_bounded_by_pieces(stick, desk) -> None:
    from sync.sealed import PIECE_BYTES, opened

    desk.attach(desk.receive(), random.Random(1).randbytes(3_000_000))
    with open(stick.bundle(desk), "rb") as file:
        sizes = [len(piece) for piece in opened(file, stick.province.gateway.devices.private_key)]
    assert max(sizes) <= PIECE_BYTES
    assert sum(sizes) > 3_000_000
