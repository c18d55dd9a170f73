"""A day's exchange on a good line: everything arrives once, in order, and both sides can say so."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from desk.rules.lifecycle import Action
from sync.day_receipt import DayDifference
from sync.gateway.export import export
from sync.gateway.store import dossiers, journal
from sync.outbox import Ending
from tests.sync.desks import MORNING
from tests.sync.held import files_there, journal_there

SCAN = bytes(range(256)) * 700


def a_day(desk, dossiers: int = 5) -> None:
    for number in range(dossiers):
        dossier = desk.receive(fee_vnd=2_000 * number)
        desk.attach(dossier, f"%PDF-{number}".encode() + SCAN)
        desk.act(dossier, Action.HAND_OVER)


def test_everything_that_the_desk_wrote_is_held_once_and_in_order(province, desk, exchange) -> None:
    a_day(desk)
    report = exchange(desk)
    assert report.outcome is Ending.DONE
    assert (report.sent_dossiers, report.sent_files, report.attention) == (5, 5, ())
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]
    assert files_there(province, desk) == desk.files
    assert desk.held() == desk.tip()


def test_a_second_exchange_sends_nothing_again(province, desk, exchange) -> None:
    a_day(desk)
    exchange(desk)
    report = exchange(desk)
    assert (report.outcome, report.sent_entries, report.sent_files) == (Ending.DONE, 0, 0)
    assert report.bytes_up + report.bytes_down < 3_000


def test_one_connection_serves_the_whole_exchange(province, desk, exchange) -> None:
    from sync.relay import BadLine

    a_day(desk)
    with BadLine(province.port) as line:
        exchange(desk, line.url)
        assert line.connections == 1


def test_the_export_is_what_went_in(province, desk, exchange, tmp_path: Path) -> None:
    a_day(desk, 3)
    exchange(desk)
    done = export(province.gateway.store, province.gateway.files, tmp_path / "out")
    assert (done.dossiers, done.files, done.missing) == (3, 3, ())
    lines = [json.loads(line) for line in (tmp_path / "out/dossiers.jsonl").read_text("utf-8").splitlines()]
    assert [line["code"] for line in lines] == desk.codes
    assert {line["state"] for line in lines} == {"processing"}
    for line in lines:
        for attachment in line["attachments"]:
            written = (tmp_path / "out" / attachment["file"]).read_bytes()
            assert written == desk.files[attachment["sha256"]]


def test_the_export_is_the_same_every_time(province, desk, exchange, tmp_path: Path) -> None:
    a_day(desk, 4)
    exchange(desk)
    for name in ("one", "two"):
        export(province.gateway.store, province.gateway.files, tmp_path / name)
    assert (tmp_path / "one/dossiers.jsonl").read_bytes() == (tmp_path / "two/dossiers.jsonl").read_bytes()


def test_the_same_scan_in_two_dossiers_travels_once(province, desk, exchange) -> None:
    for _time in range(2):
        desk.attach(desk.receive(), b"%PDF-" + SCAN)
    assert exchange(desk).sent_files == 1
    other = province.new_desk()
    other.attach(other.receive(), b"%PDF-" + SCAN)
    assert exchange(other).sent_files == 0
    assert other.unsent_files() == []


def test_a_lost_file_does_not_keep_the_others(province, desk, exchange) -> None:
    lost = desk.attach(desk.receive(), b"%PDF-lost")
    kept = desk.attach(desk.receive(), b"%PDF-kept")
    del desk.files[lost]
    report = exchange(desk)
    assert report.outcome is Ending.DONE
    assert [(one.code, one.about) for one in report.attention] == [("file_missing", lost)]
    assert desk.confirmed == {kept}


def test_a_desk_that_is_not_enrolled_says_so(exchange) -> None:
    from tests.sync.desks import MemoryDesk

    report = exchange(MemoryDesk())
    assert (report.outcome, report.attention[0].code) == (Ending.NOT_ENROLLED, "not_enrolled")


def test_the_day_is_signed_when_both_count_the_same(province, desk, exchange) -> None:
    a_day(desk)
    closing = desk.day()
    report = exchange(desk, closings=(closing,))
    (receipt,) = report.receipts
    assert (receipt.receipt.agreed, receipt.receipt.dossiers, receipt.receipt.fees_vnd) == (True, 5, 20_000)
    assert (receipt.receipt.seq, receipt.receipt.hash) == (closing.seq, closing.hash)
    assert desk.receipts == [receipt]


def test_work_after_the_closing_makes_no_difference(province, desk, exchange) -> None:
    a_day(desk)
    closing = desk.day()
    desk.receive()
    assert exchange(desk, closings=(closing,)).receipts[0].receipt.agreed


def test_money_given_back_after_the_closing_makes_no_difference_and_then_counts(
    province, desk, exchange
) -> None:
    a_day(desk, 2)
    gone = desk.receive(fee_vnd=9_000)
    closing = desk.day()
    desk.note(Action.CANCEL, {"role": "reception", "reason": "Nhầm thủ tục"}, gone)
    assert exchange(desk, closings=(closing,)).receipts[0].receipt.agreed
    seq, hash_ = desk.tip()
    items = tuple((code, 0 if code == desk.codes[-1] else fees) for code, fees in closing.items)
    again = replace(closing, fees_vnd=closing.fees_vnd - 9_000, seq=seq, hash=hash_, items=items)
    (receipt,) = exchange(desk, closings=(again,)).receipts
    assert (receipt.receipt.agreed, receipt.receipt.dossiers) == (True, 3)


def test_a_difference_is_shown_to_the_item(province, desk, exchange) -> None:
    a_day(desk, 3)
    refused = desk.receive("H44.900-261124-9999")
    assert refused
    report = exchange(desk, closings=(desk.day(),))
    (receipt,) = report.receipts
    assert (receipt.receipt.agreed, receipt.receipt.differing) == (False, ["H44.900-261124-9999"])
    assert "day_differs" in {one.code for one in report.attention}


def test_a_step_that_the_province_did_not_take_is_a_difference_although_the_sums_agree(
    province, desk, exchange
) -> None:
    a_day(desk, 4)
    second = desk.entries[3]
    exchange(desk)
    refuse(province, desk, 6)
    (receipt,) = exchange(desk, closings=(desk.day(),)).receipts
    told = receipt.receipt
    assert (told.agreed, told.dossiers, told.fees_vnd) == (False, 4, 12_000)
    assert told.differences == [DayDifference(second.facts()["code"], "state", "processing", "received")]


@pytest.mark.parametrize("seed", range(4))
def test_on_a_random_day_exactly_the_one_difference_is_named(province, desk, exchange, seed: int) -> None:
    chance = random.Random(seed)
    a_day(desk, chance.randint(2, 12))
    assert exchange(desk, closings=(desk.day(),)).receipts[0].receipt.agreed
    code = chance.choice(desk.codes)
    lose = seed % 2
    with province.gateway.store.write(desk.device) as change:
        if lose:
            change.execute(delete(dossiers).where(dossiers.c.code == code))
        else:
            change.execute(update(dossiers).where(dossiers.c.code == code).values(fees_vnd=77))
    told = exchange(desk, closings=(desk.day(),)).receipts[0].receipt
    assert told.differing == [code]
    mine = dict(desk.day().items)[code]
    one = DayDifference(code, "dossier", "1") if lose else DayDifference(code, "fees_vnd", str(mine), "77")
    assert told.differences == [one]


def test_a_desk_that_tells_no_parts_is_compared_by_its_fees(province, desk, exchange) -> None:
    """As an older desk does: it could not check a signature over what it does not know."""
    a_day(desk, 2)
    refused = desk.receive("H44.900-261124-9999")
    assert refused
    desk.day_parts = lambda day, seq: {}
    (receipt,) = exchange(desk, closings=(desk.day(),)).receipts
    assert (receipt.receipt.differing, receipt.receipt.differences) == (["H44.900-261124-9999"], [])


def refuse(province, desk, seq: int) -> None:
    """The province has this entry, and does not fold it."""
    with province.gateway.store.write(desk.device) as change:
        of_it = (journal.c.device == desk.device) & (journal.c.seq == seq)
        change.execute(update(journal).where(of_it).values(verdict="not_allowed", message="thử"))


def test_a_receipt_that_another_key_signed_is_not_kept(province, desk, exchange) -> None:
    from dataclasses import replace

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    a_day(desk, 1)
    desk.known = replace(desk.known, gateway_key=Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    report = exchange(desk, closings=(desk.day(),))
    assert [one.code for one in report.attention] == ["bad_receipt"]
    assert desk.receipts == []


def test_a_status_of_the_province_comes_down_and_its_step_comes_up(province, desk, exchange) -> None:
    dossier = desk.receive()
    desk.act(dossier, Action.HAND_OVER)
    exchange(desk)
    province.gateway.news.set_status(desk.codes[0], Action.FINISH, "tinh1", MORNING)
    report = exchange(desk)
    assert [(one.dossier, one.action, one.by) for one in desk.statuses] == [(dossier, "finish", "tinh1")]
    assert report.attention == ()
    assert desk.held() == desk.tip()
    exchange(desk)
    assert len(desk.statuses) == 1


def test_catalogue_and_calendar_come_down_when_they_change(province, desk, exchange, tmp_path: Path) -> None:
    from importlib import resources

    for kind in ("catalogue", "calendar"):
        shipped = resources.files("desk.data").joinpath(f"{kind}.json").read_text("utf-8")
        (tmp_path / kind).write_text(shipped, "utf-8")
    version = province.gateway.news.set_catalogue(tmp_path / "catalogue", MORNING)
    province.gateway.news.set_calendar(tmp_path / "calendar", MORNING)
    said = []
    desk.apply_news = lambda news, at: said.append(news)
    exchange(desk)
    assert json.loads(said[0].catalogue)["version"] == version
    assert json.loads(said[0].calendar)["years"]


def test_a_catalogue_that_the_desk_cannot_read_does_not_keep_statuses_from_it(
    province, desk, exchange, tmp_path: Path
) -> None:
    from importlib import resources

    from desk.rules.broken import RuleBroken

    dossier = desk.receive()
    exchange(desk)
    (tmp_path / "catalogue").write_text(
        resources.files("desk.data").joinpath("catalogue.json").read_text("utf-8"), "utf-8"
    )
    province.gateway.news.set_catalogue(tmp_path / "catalogue", MORNING)
    province.gateway.news.set_status(desk.codes[0], Action.HAND_OVER, "tinh1", MORNING)
    takes = desk.apply_news

    def older_desk(news, at) -> None:
        if news.catalogue is not None:
            raise RuleBroken("procedures[0].fees", "unknown_key", "Khóa này không có trong mẫu.")
        takes(news, at)

    desk.apply_news = older_desk
    report = exchange(desk)
    assert [one.code for one in report.attention] == ["news_refused"]
    assert [status.dossier for status in desk.statuses] == [dossier]


def test_many_statuses_come_in_several_answers_and_in_order(province, desk, exchange, monkeypatch) -> None:
    from sync import wire

    monkeypatch.setattr(wire, "MAX_NEWS", 2)
    for _number in range(5):
        desk.receive()
    exchange(desk)
    for code in desk.codes:
        province.gateway.news.set_status(code, Action.HAND_OVER, "tinh1", MORNING)
    exchange(desk)
    assert [status.code for status in desk.statuses] == desk.codes
    assert desk.held() == desk.tip()


def test_a_status_that_the_table_does_not_have_is_refused_at_the_province(province, desk, exchange) -> None:
    import pytest

    from desk.rules.broken import RuleBroken

    desk.receive()
    exchange(desk)
    for code, action in ((desk.codes[0], Action.RETURN), ("H44.900-261124-4444", Action.HAND_OVER)):
        with pytest.raises(RuleBroken):
            province.gateway.news.set_status(code, action, "tinh1", MORNING)


def test_the_screens_hear_what_is_going_on(province, desk, exchange) -> None:
    from desk.progress import Progress

    heard = []
    a_day(desk)
    exchange(desk, progress=Progress(heard.append))
    assert all(step.what for step in heard)
    bars = [step for step in heard if step.total]
    assert bars
    assert all(0 <= step.done <= step.total for step in bars)
