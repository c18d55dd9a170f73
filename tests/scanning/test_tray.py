"""Do pages that wait survive crashes, full disks and second thoughts, sealed like the vault?"""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from desk import vault as vault_module
from desk.attachments import keep
from desk.drafts import keep as keep_draft
from desk.errors import Trouble
from desk.store import Store
from scanning.intake import taken
from scanning.pages import bound, turned
from scanning.tray import FOLDER, Bundle, Tray, named_in
from tests.desk.conftest import MORNING
from tests.scanning import papers


@pytest.fixture
def tray(store: Store) -> Tray:
    return Tray(store)


def put(tray: Tray, data: bytes | None = None, name: str = "to-khai.jpg") -> Bundle:
    return tray.add(taken(data or papers.jpeg(), name), name, MORNING)


def files(store: Store) -> list[Path]:
    return list((store.folder / FOLDER).glob("??/*"))


def test_a_tray_opened_again_holds_what_it_held(store: Store, tray: Tray) -> None:
    first, second = put(tray), put(tray, papers.pdf(3, papers.with_file), "don.pdf")
    again = Tray(store)
    assert again.waiting() == (first, second)
    assert second.notes == ("đã bỏ tệp ẩn bên trong",)
    assert len(second.pages) == 3
    assert again.read(first.pages[0].picture).startswith(b"\xff\xd8")


def test_nothing_in_the_tray_is_readable_without_the_key(store: Store, tray: Tray) -> None:
    put(tray, papers.pdf(1), "Nguyễn Thị Mẫu.pdf")
    for path in (store.folder / FOLDER).rglob("*"):
        if path.is_file():
            assert "Nguyễn Thị Mẫu".encode() not in path.read_bytes()
            assert b"%PDF" not in path.read_bytes()


def test_pages_of_a_batch_come_one_by_one_into_one_bundle(store: Store, tray: Tray) -> None:
    bundle = put(tray)
    for _ in range(3):
        tray.add(taken(papers.jpeg(), "trang"), "trang", MORNING, to=bundle.id)
    [now] = Tray(store).waiting()
    assert len(now.pages) == 4


def test_arranged_pages_are_kept_and_joined_bundles_replace_their_parts(store: Store, tray: Tray) -> None:
    first, second = put(tray), put(tray)
    both = Bundle(first.id, "gộp", MORNING, (turned(first.pages[0]), *second.pages))
    tray.put(both, instead_of=[second.id])
    assert Tray(store).waiting() == (both,)


def test_what_was_removed_can_be_put_back_until_the_program_ends(store: Store, tray: Tray) -> None:
    bundle = put(tray)
    tray.remove(bundle.id)
    assert tray.waiting() == ()
    tray.put(bundle)
    assert bound(tray.waiting()[0].pages, tray.read).startswith(b"%PDF")
    tray.remove(bundle.id)
    tray.settle(lambda sha256: False)
    assert len(files(store)) == 1  # the list alone


def test_killed_between_the_vault_and_the_record_the_pages_wait_again(store: Store, tray: Tray) -> None:
    bundle = put(tray)
    file = keep(store.vault, bound(bundle.pages, tray.read), name="to-khai.pdf", component="")
    tray.attached(bundle.id, file.sha256)
    assert tray.waiting() == ()
    # here the power goes; the record never heard of the file
    again = Tray(store)
    with store.read() as session:
        again.settle(named_in(session))
    assert [one.id for one in again.waiting()] == [bundle.id]


def test_a_file_that_a_draft_names_waits_no_more(store: Store, tray: Tray) -> None:
    bundle = put(tray)
    file = keep(store.vault, bound(bundle.pages, tray.read), name="to-khai.pdf", component="")
    tray.attached(bundle.id, file.sha256)
    keep_draft(store, "tiepnhan1", "d1", "nháp", {"files": [[file.file, "", file.sha256, file.size]]})
    with store.read() as session:
        tray.settle(named_in(session))
    assert Tray(store).waiting() == ()
    assert len(files(store)) == 1


def test_a_file_taken_off_the_page_again_waits_again(tray: Tray) -> None:
    bundle = put(tray)
    tray.attached(bundle.id, "a" * 64)
    tray.released("a" * 64)
    assert [one.id for one in tray.waiting()] == [bundle.id]


def test_a_full_disk_changes_nothing_and_says_so(
    store: Store, tray: Tray, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = put(tray)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(vault_module.os, "fsync", full)
        with pytest.raises(Trouble) as trouble:
            put(tray)
        assert trouble.value.code == "disk_full"
        with pytest.raises(Trouble):
            keep(store.vault, bound(bundle.pages, tray.read), name="a.pdf", component="")
    assert tray.waiting() == Tray(store).waiting() == (bundle,)


@pytest.mark.parametrize("step", range(12))
def test_killed_at_any_write_the_tray_opens_with_the_old_or_the_new(
    new_office: Callable[[str], Store], monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """The program dies at the step-th rename; what is opened next holds one bundle or two, whole."""
    store = new_office("desk")
    tray = Tray(store)
    put(tray)
    left = step

    class Killed(BaseException):
        pass

    renamed = vault_module.os.replace

    def replace(source: object, target: object) -> None:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1
        renamed(source, target)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(vault_module.os, "replace", replace)
        with suppress(Killed):
            put(tray, papers.jpeg(papers.sheet("khác")))
    again = Tray(store)
    assert len(again.waiting()) in (1, 2)
    for bundle in again.waiting():
        assert bound(bundle.pages, again.read).startswith(b"%PDF")


def test_a_damaged_tray_is_told_and_left_alone(store: Store, tray: Tray) -> None:
    put(tray)
    (store.folder / FOLDER / "head").write_text("0" * 64)
    with pytest.raises(Trouble) as trouble:
        Tray(store)
    assert trouble.value.code == "tray_damaged"
    assert len(files(store)) > 1
