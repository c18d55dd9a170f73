"""The whole program, as it is opened in the morning: sign in, take a dossier, find it, hand it out, sign out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk.access import sign_in
from desk.clock import now
from desk.files import DESK_LOCK
from desk.journal import walk
from desk.leases import grant
from desk.reception import Request, receive
from desk.rules.citizen import Person
from desk.rules.dossier_code import Lease
from desk.store import SYSTEM, Store
from tests.desk.conftest import PASSPHRASE
from tests.ui.conftest import PASSWORD
from ui.album import USUAL, album
from ui.app import Program
from ui.pages.dossier import DossierPage
from ui.pages.dossiers import DossiersPage
from ui.pages.handing_out import HandingOutPage
from ui.pages.reception import Reception
from ui.pages.settings import SettingsPage
from ui.pages.sign_in import SignIn
from ui.pages.today import TodayPage
from ui.theme import remembered
from ui.training import shown_logins, training_store
from ui.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
PERSON = Person("Nguyễn Thị Thử", "026184000001", "1984-03-02", "Nữ", "Thôn Đông, xã Minh Họa", "0999000001")


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, store: Store) -> Iterator[Program]:
    made = Program(qapp, store)
    made.begin()
    yield made
    qtbot.waitUntil(lambda: made.work.resting, timeout=20_000)
    window = made.window
    assert window is not None
    made.work.close()
    window.close()
    made.work.wait()
    made.deleteLater()


@pytest.fixture
def at_work(program: Program, qtbot: QtBot) -> MainWindow:
    """The receptionist has signed in by the keyboard."""
    window = program.window
    assert window is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    page = window.findChild(SignIn)
    assert page is not None
    type_in(page, "login.input", "tiepnhan1")
    line = type_in(page, "password.input", PASSWORD)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page, TodayPage), timeout=10_000)
    qtbot.waitUntil(lambda: program.work.resting)
    return window


def type_in(page: QWidget, name: str, text: str) -> QLineEdit:
    line = page.findChild(QLineEdit, name)
    assert line is not None
    line.insert(text)
    return line


def press(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, mods)
    qtbot.waitUntil(lambda: window._work.resting)


def test_building_the_pages_opens_no_window_of_its_own(at_work: MainWindow) -> None:
    """A part that is shown before it has a parent flashes on the screen and takes the focus away."""
    assert QApplication.activeWindow() is at_work


def test_keys_lead_to_every_page_and_the_status_line_says_whether_the_province_knows_us(
    at_work: MainWindow, qtbot: QtBot
) -> None:
    for key, kind in (
        (Qt.Key.Key_2, Reception),
        (Qt.Key.Key_3, DossiersPage),
        (Qt.Key.Key_4, HandingOutPage),
    ):
        press(qtbot, at_work, key, CTRL)
        assert isinstance(at_work.page, kind)
    press(qtbot, at_work, Qt.Key.Key_F2)
    assert isinstance(at_work.page, Reception)
    press(qtbot, at_work, Qt.Key.Key_F3)
    assert isinstance(at_work.page, HandingOutPage)
    assert "Chưa đăng ký với tỉnh" in at_work.status.line.accessibleName()


def test_the_navigation_calls_each_place_as_its_page_calls_itself(at_work: MainWindow) -> None:
    """The places have their names before their pages are made."""
    for at, item in enumerate(at_work.rail.items):
        page = at_work.page_at(at)
        assert (item.text(), item.mark) == (page.title, page.icon)


def test_a_dossier_is_found_from_anywhere_opened_and_its_result_handed_out(
    program: Program, at_work: MainWindow, store: Store, qtbot: QtBot
) -> None:
    actor = sign_in(store, "tiepnhan1", PASSWORD, "1", now())
    with store.write(SYSTEM, now()) as change:
        grant(change, (Lease("H44.900", 1, 4999),))
        if not change.entries:
            change.note("nothing", {})
    with store.write(actor, now()) as change:
        code = receive(change, Request("1.004873", PERSON)).code
    press(qtbot, at_work, Qt.Key.Key_K, CTRL)
    at_work.search.insert("nguyen thi thu")
    qtbot.waitUntil(lambda: program.work.resting)
    # The first thing found is the dossier; Enter goes there.
    qtbot.keyClick(at_work.search, Qt.Key.Key_Down)
    qtbot.keyClick(at_work.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(at_work.page, DossierPage), timeout=10_000)
    page = at_work.page
    assert isinstance(page, DossierPage)
    page.hand_out.emit(code)
    assert isinstance(at_work.page, HandingOutPage)


def test_settings_take_effect_at_once_and_are_remembered(
    program: Program, at_work: MainWindow, qtbot: QtBot
) -> None:
    at_work.settings.emit()
    page = at_work.page
    assert isinstance(page, SettingsPage)
    from ui.theme import Mode, look

    page.mode.choose(Mode.DARK)
    assert look().dark
    assert remembered(program.memory) == (Mode.DARK, 1.0)
    page.mode.choose(Mode.LIGHT)
    assert not look().dark


def test_signing_out_is_noted_and_the_next_person_starts_fresh(
    program: Program, at_work: MainWindow, store: Store, qtbot: QtBot
) -> None:
    at_work.sign_out.emit()
    qtbot.waitUntil(lambda: at_work.findChild(SignIn) is not None, timeout=10_000)
    with store.read() as session:
        assert [entry.action for entry in walk(session)][-1] == "sign_out"
    page = at_work.findChild(SignIn)
    assert page is not None
    type_in(page, "login.input", "xuly")
    qtbot.keyClick(type_in(page, "password.input", PASSWORD), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.window is not at_work and program.window is not None, timeout=10_000)
    window = program.window
    assert window is not None
    assert isinstance(window.page, TodayPage)


def test_a_training_office_shows_its_logins_and_opens_again(tmp_path: Path) -> None:
    store = training_store(tmp_path / "training", lambda new: PASSPHRASE)
    logins = shown_logins(store)
    store.close()
    assert {login for login, _password, _name in logins} >= {"tiepnhan1", "xuly", "quantri"}
    again = training_store(tmp_path / "training", lambda new: PASSPHRASE)
    login, password, _name = logins[0]
    assert sign_in(again, login, password, "1", now()).login == login
    again.close()


def test_a_real_office_shows_no_logins(store: Store) -> None:
    assert shown_logins(store) == ()


def test_every_page_is_drawn_for_the_guide(store: Store, tmp_path: Path) -> None:
    written = album(store, tmp_path, USUAL)
    assert {path.stem for path in written} >= {
        "sign_in",
        "today",
        "reception",
        "dossiers",
        "handing_out",
        "closing",
    }
    assert all(path.stat().st_size > 5_000 for path in written)


OPEN = "import sys; from ui.entry import main; sys.exit(main())"


def opened(data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    import os

    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, "-c", OPEN, "--data", str(data)],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_second_start_on_the_same_data_says_so(store: Store) -> None:
    with FileLock(store.folder / DESK_LOCK):
        done = opened(store.folder, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    assert "đang mở dữ liệu này" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("passphrase", "said"), [("sai", "không đúng"), (PASSPHRASE, "không có màn hình")])
def test_what_keeps_the_desk_from_opening_is_one_sentence(store: Store, passphrase: str, said: str) -> None:
    store.close()
    platform = {"QT_QPA_PLATFORM": "offscreen"} if passphrase == "sai" else {}
    done = opened(store.folder, MOTCUA_PASSPHRASE=passphrase, **platform)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_an_office_says_how_to_make_one(tmp_path: Path) -> None:
    done = opened(tmp_path / "nothing", QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    assert "motcua init" in done.stderr
