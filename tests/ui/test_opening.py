"""A start: the sign-in page stands before the store is open, and nothing that is typed meanwhile goes away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk import keys
from desk.errors import Trouble
from desk.files import DESK_LOCK
from desk.journal import walk
from desk.office import Office
from desk.store import Store
from tests.desk.conftest import PASSPHRASE
from tests.ui.conftest import PASSWORD
from ui.front import Front, keep_front, remembered_front
from ui.memory import Memory
from ui.opening import Opening
from ui.pages.sign_in import SignIn
from ui.pages.today import TodayPage
from ui.stage import MEMORY
from ui.window import MainWindow

FRONT = Front("UBND xã Mẫu", "Tỉnh Mẫu", "Bộ phận một cửa", (("1", "Quầy số 1"), ("2", "Quầy số 2")))


class Door:
    """The store's door, which a test opens when it wants; or somebody breaks it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.may_open, self.wrong = folder, threading.Event(), None
        self.wrong: Exception | None

    def __call__(self, ask: keys.AskPassphrase) -> Store:
        self.may_open.wait()
        if self.wrong is not None:
            raise self.wrong
        return Store.open(self.folder, ask)


@pytest.fixture
def door(store: Store, monkeypatch: pytest.MonkeyPatch) -> Door:
    store.close()
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, PASSPHRASE)
    return Door(store.folder)


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, door: Door) -> Iterator[Callable[[], MainWindow]]:
    """Begin a start; its window."""
    openings: list[Opening] = []

    def begin() -> MainWindow:
        openings.append(Opening(qapp, door.folder, door))
        openings[0].begin(founds=False)
        window = openings[0]._stage.window
        with qtbot.waitActive(window):
            window.activateWindow()
        return window

    yield begin
    door.may_open.set()
    finish(openings[0], qtbot)


def finish(opening: Opening, qtbot: QtBot) -> None:
    """As the program ends, and the parts that would live until the end of the process go too."""
    qtbot.waitUntil(lambda: opening._stage.work.resting, timeout=20_000)
    opening._stage.window.close()
    opening.end()
    opening.deleteLater()


def sign_in_page(window: MainWindow) -> SignIn:
    page = window._alone
    assert isinstance(page, SignIn)
    return page


def labels(page: SignIn) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel)]


def test_the_office_that_opened_last_stands_on_the_page_before_its_store_is_open(
    door: Door, start: Callable[[], MainWindow]
) -> None:
    keep_front(Memory(door.folder / MEMORY), FRONT)
    page = sign_in_page(start())
    assert "UBND xã Mẫu" in labels(page)
    assert [words for _value, words in page.front.counters] == ["Quầy số 1", "Quầy số 2"]


def test_who_presses_enter_before_the_store_is_open_gets_in_when_it_is(
    office: Office, door: Door, start: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    keep_front(Memory(door.folder / MEMORY), Front.of(office))
    window = start()
    page = sign_in_page(window)
    qtbot.keyClicks(page.login.control, "tiepnhan1")
    qtbot.keyClicks(page.password.control, PASSWORD)
    qtbot.keyClick(page.password.control, Qt.Key.Key_Return)
    assert page.enter.text() == "Đang mở dữ liệu…"
    door.may_open.set()
    qtbot.waitUntil(lambda: window._framed and isinstance(window.page, TodayPage), timeout=20_000)


def test_on_the_first_start_the_office_comes_with_the_store_and_what_was_typed_stays(
    door: Door, start: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    window = start()
    before = sign_in_page(window)
    assert before.counter.isHidden()
    qtbot.keyClicks(before.login.control, "tiepnhan1")
    before.password.control.setFocus()
    qtbot.keyClicks(before.password.control, "mat")
    door.may_open.set()
    qtbot.waitUntil(lambda: window._alone is not before, timeout=20_000)
    page = sign_in_page(window)
    assert (page.login.text(), page.password.text()) == ("tiepnhan1", "mat")
    assert not page.counter.isHidden()
    assert page.focusWidget() is page.password.control
    assert remembered_front(Memory(door.folder / MEMORY)) == page.front


def test_what_is_kept_in_the_clear_is_the_sign_on_the_door_and_nobodys_name(
    door: Door, start: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    door.may_open.set()
    window = start()
    qtbot.waitUntil(lambda: window._framed, timeout=20_000)
    qtbot.waitUntil((door.folder / MEMORY).exists)  # Qt writes it between two events
    kept = (door.folder / MEMORY).read_text("utf-8")
    assert "Cán bộ" not in kept
    assert "tiepnhan1" not in kept


@pytest.mark.parametrize("kept", ["", "null", "[]", '{"counters": 3}', '{"counters": [], "x": 1}', '{"name"'])
def test_habits_that_somebody_has_spoilt_do_not_keep_the_desk_from_opening(kept: str) -> None:
    memory = Memory()
    memory.keep("front", kept)
    assert remembered_front(memory).counters == ()


def test_trouble_with_the_store_is_told_and_the_lock_is_free_again(
    door: Door, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", lambda code=0: codes.append(code))
    door.wrong = Trouble("keyring_locked", "Kho mật khẩu của máy không mở được.", "Hãy mở khóa.")
    opening = Opening(qapp, door.folder, door)
    opening.begin(founds=False)
    door.may_open.set()
    qtbot.waitUntil(lambda: bool(codes), timeout=20_000)
    assert codes == [1]
    assert "Kho mật khẩu của máy không mở được. Hãy mở khóa." in capsys.readouterr().err
    finish(opening, qtbot)
    with FileLock(door.folder / DESK_LOCK, timeout=0):
        pass


def test_our_own_fault_at_opening_is_told_by_a_code(
    door: Door, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    codes: list[int] = []
    monkeypatch.setattr(QApplication, "exit", lambda code=0: codes.append(code))
    door.wrong = KeyError("Nguyễn Thị Thử")
    opening = Opening(qapp, door.folder, door)
    opening.begin(founds=False)
    door.may_open.set()
    qtbot.waitUntil(lambda: bool(codes), timeout=20_000)
    told = capsys.readouterr().err
    assert "Chương trình gặp lỗi" in told
    assert "Thử" not in told
    finish(opening, qtbot)


def test_the_first_page_is_rehearsed_out_of_sight_and_the_person_types_on(
    office: Office, door: Door, start: Callable[[], MainWindow], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bool] = []
    draw = MainWindow.draw_frame
    monkeypatch.setattr(MainWindow, "draw_frame", lambda window: (draw(window), drawn.append(True)))
    keep_front(Memory(door.folder / MEMORY), Front.of(office))
    window = start()
    page = sign_in_page(window)
    page.password.control.setFocus()
    qtbot.keyClicks(page.password.control, "mat")
    door.may_open.set()
    qtbot.waitUntil(lambda: bool(drawn), timeout=20_000)
    assert sign_in_page(window) is page
    assert QApplication.focusWidget() is page.password.control
    assert QApplication.activeWindow() is window
    qtbot.keyClicks(QApplication.focusWidget(), "khau")
    assert page.password.text() == "matkhau"
    with Store.open(door.folder, lambda _new: PASSPHRASE).read() as session:
        assert "sign_in" not in [entry.action for entry in walk(session)], "nobody has been at the desk"
