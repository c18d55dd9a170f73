"""A restored desk: the closing page says what happened, one key shows who has what, one more brings both together."""

from __future__ import annotations

import random
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk import outbox as record
from desk.attachments import NewFile
from desk.clock import now
from desk.handling import dossier_of
from desk.missing import look_for_missing
from desk.papers import note_issue
from desk.practice import practice_person
from desk.progress import Progress
from desk.reception import Request, attach, receive
from desk.records.dossiers import DossierRow
from desk.recovery import Apart
from desk.rules.lifecycle import Role
from desk.store import Actor, Store
from sync.gateway.serve import Embedded
from tests.desk.conftest import LAN, PASSPHRASE
from tests.province import gateway as gateway
from ui.exchange import enrol_desk, exchange
from ui.pages.closing import ClosingPage
from ui.pages.dossier import DossierPage
from ui.pages.recovering import Recovering
from ui.pictures import settle
from ui.seat import Seat
from ui.work import Work

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ADMIN = Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "")


@pytest.fixture
def restored(tmp_path: Path, store: Store, gateway: Embedded, chance) -> Iterator[tuple[Store, str]]:
    """A desk whose backup was opened again, and the code that it gave twice."""

    def take(into: Store) -> str:
        with into.write(LAN, now()) as change:
            code = receive(change, Request("1.004873", practice_person(chance, now().date()))).code
            note_issue(change, code, "01", "2025-1", b"%PDF- giay hen", "Quay 1")
        return code

    enrol_desk(store, gateway.url, gateway.gateway.devices.invite("H44.900", now()).code)
    take(store)
    exchange(store, Progress(), None, 30)
    folder = store.folder
    store.close()
    shutil.copytree(folder, tmp_path / "sao-luu")
    lost = Store.open(folder, lambda new: PASSPHRASE)
    code = take(lost)
    exchange(lost, Progress(), None, 30)
    lost.close()
    back = Store.open(tmp_path / "sao-luu", lambda new: PASSPHRASE)
    assert take(back) == code, "the old number comes back"
    yield back, code
    back.close()


@pytest.fixture
def open_page(qtbot: QtBot, restored, office, work: Work) -> Callable[[Actor], ClosingPage]:
    def opened(actor: Actor) -> ClosingPage:
        page = ClosingPage(Seat(restored[0], actor, office, work))
        work.changed.connect(page.changed)
        qtbot.addWidget(page)
        page.resize(1182, 720)
        with qtbot.waitExposed(page):
            page.show()
        rest(qtbot, page)
        qtbot.keyClick(page, Qt.Key.Key_G, CONTROL)
        rest(qtbot, page)
        return page

    return opened


def words(page: QWidget) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def rest(qtbot: QtBot, page: ClosingPage) -> None:
    qtbot.waitUntil(lambda: page._seat.work.resting, timeout=20_000)
    settle()


def dialog_of(qtbot: QtBot, page: ClosingPage) -> Recovering:
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is page.windowHandle())
    qtbot.keyClick(page, Qt.Key.Key_L, CONTROL | SHIFT)
    rest(qtbot, page)
    return page.findChild(Recovering)


def test_what_happened_is_said_and_two_keys_bring_both_together(
    qtbot: QtBot, open_page, restored, gateway: Embedded
) -> None:
    store, code = restored
    page = open_page(ADMIN)
    assert "khôi phục từ bản sao lưu" in words(page)
    dialog = dialog_of(qtbot, page)
    assert "1 hồ sơ" in dialog.findChild(QLabel, "recovering.theirs").text()
    assert "1 hồ sơ" in dialog.findChild(QLabel, "recovering.mine").text()
    assert "khôi phục từ bản sao lưu cũ" in dialog.findChild(QLabel, "recovering.why").text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert f"Mã {code} đã thuộc hồ sơ khác" in words(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    rest(qtbot, page)
    with store.read() as session:
        assert record.backlog(session).dossiers == 0, "what is ours went up at once"
        new = session.query(DossierRow.code).order_by(DossierRow.code.desc()).first()[0]
    assert f"mang mã cũ {code}" in words(page)
    with store.write(LAN, now()) as change:
        note_issue(change, new, "01", "2025-1", b"%PDF- giay moi", "Quay 1")
    page.refresh()
    rest(qtbot, page)
    assert f"mang mã cũ {code}" not in words(page), "the new receipt is out"


def test_whoever_looks_up_an_old_paper_is_told_whose_it_may_be(qtbot: QtBot, open_page, restored) -> None:
    _store, code = restored
    page = open_page(ADMIN)
    dialog = dialog_of(qtbot, page)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    looked_up = DossierPage(page._seat, code)
    qtbot.addWidget(looked_up)
    looked_up.show()
    looked_up.refresh()
    rest(qtbot, page)
    assert "cũng mang mã này" in words(looked_up)


def test_leaving_the_dialog_changes_nothing(qtbot: QtBot, open_page, restored) -> None:
    store, _code = restored
    page = open_page(ADMIN)
    before = record.tip_of(store)
    dialog = dialog_of(qtbot, page)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    rest(qtbot, page)
    assert record.tip_of(store) == before


def test_a_clerk_is_told_whom_to_ask(qtbot: QtBot, open_page, restored) -> None:
    store, _code = restored
    page = open_page(LAN)
    before = record.tip_of(store)
    dialog = dialog_of(qtbot, page)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert "nhờ người ấy đăng nhập" in words(dialog)
    assert record.tip_of(store) == before
    assert dialog.take.isEnabled()


def test_a_dead_line_is_told_in_the_dialog(qtbot: QtBot, open_page, gateway: Embedded) -> None:
    page = open_page(ADMIN)
    gateway.stop()
    dialog = dialog_of(qtbot, page)
    assert not dialog.take.isEnabled()
    assert "thử lại" in words(dialog)


def test_files_that_did_not_come_are_told_and_fetched_by_the_same_key(
    qtbot: QtBot, open_page, restored, gateway: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _code = restored
    page = open_page(ADMIN)
    dialog = dialog_of(qtbot, page)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    rest(qtbot, page)
    sha256, size = store.vault.put([b"%PDF-lost"])
    with store.write(LAN, now()) as change:
        code = receive(change, Request("1.004873", practice_person(random.Random(3), now().date()))).code
        attach(change, dossier_of(change.session, code), NewFile("don.pdf", "Tờ khai", sha256, size))
    exchange(store, Progress(), None, 30)
    next(store.vault._folder.rglob(f"*{sha256[2:]}*")).unlink()
    with store.keep() as session:
        look_for_missing(session, store.vault)
    page.refresh()
    rest(qtbot, page)
    assert "1 tệp đính kèm chỉ còn ở tỉnh" in words(page)
    again = dialog_of(qtbot, page)
    assert "còn 1 tệp đính kèm chỉ có ở tỉnh" in words(again)
    qtbot.keyClick(again, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert again._mark.accessibleName() == "Đã lấy lại 1 tệp đính kèm từ tỉnh."
    assert store.vault.verify(sha256)
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    rest(qtbot, page)
    assert "chỉ còn ở tỉnh" not in words(page)


def test_escape_stops_the_question_and_the_line_is_free(qtbot: QtBot, restored, office, work: Work) -> None:
    asked = threading.Event()

    def look(_store: Store, progress: Progress) -> Apart:
        asked.set()
        progress.wait(600)
        raise AssertionError("nobody waits for so long")

    dialog = Recovering(Seat(restored[0], ADMIN, office, work), look=look)
    dialog.open()
    qtbot.waitUntil(asked.is_set, timeout=20_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: work.resting, timeout=20_000)
