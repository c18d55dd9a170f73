"""Small things that made a counter stumble: a focus that was lost, a text that stayed, a panel that was cut."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desk.clock import now
from desk.reception import Request, receive
from desk.rules.citizen import Person
from desk.store import Actor, Store
from printing.printers import Printer, PrinterState
from tests.ui.test_app import at_work, program
from ui.app import Program
from ui.pages.dossier import DossierPage
from ui.pages.print_preview import PrintPreview
from ui.pages.reception import Reception
from ui.qt_words import speak_to_qt
from ui.seat import Seat
from ui.widgets.buttons import Kind
from ui.window import MainWindow

__all__ = ["at_work", "program"]

CTRL = Qt.KeyboardModifier.ControlModifier


def press(
    window: MainWindow, key: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(window.windowHandle(), key, mods)


@pytest.fixture
def code(store: Store, lan: Actor) -> str:
    with store.write(lan, now()) as change:
        return receive(change, Request("2.000815", Person("Nguyễn Thị Thử"))).code


def test_the_keys_of_reception_can_all_be_read(program: Program, at_work: MainWindow, qtbot: QtBot) -> None:
    press(at_work, Qt.Key.Key_F2)
    assert isinstance(at_work.page, Reception)
    press(at_work, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: program.work.resting)
    help, keys = at_work.help, at_work.page.keys()
    for key in keys:
        (line,) = [one for one in help.findChildren(QLabel) if one.text() == key.what]
        assert line.heightForWidth(line.width()) <= line.height()
    bar = help._list.verticalScrollBar()
    while bar.value() < bar.maximum():
        before = bar.value()
        press(at_work, Qt.Key.Key_PageDown)
        assert bar.value() > before
    assert help.isVisible()


def test_what_was_searched_for_is_gone_when_the_person_is_elsewhere(
    program: Program, at_work: MainWindow, qtbot: QtBot
) -> None:
    press(at_work, Qt.Key.Key_K, CTRL)
    QTest.keyClicks(at_work.search, "thu")
    press(at_work, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: program.work.resting)
    assert at_work.search.text() == ""


def test_the_focus_is_never_lost_on_the_way_to_a_dossier_to_settings_and_back(
    program: Program, at_work: MainWindow, code: str, qtbot: QtBot
) -> None:
    press(at_work, Qt.Key.Key_F2)  # the page is made when somebody first goes there
    qtbot.waitUntil(lambda: program.work.resting)
    reception = at_work.findChild(Reception)
    assert reception is not None
    reception.open_dossier.emit(code)
    qtbot.waitUntil(lambda: program.work.resting)
    page = at_work.page
    assert isinstance(page, DossierPage)
    assert page.isAncestorOf(QApplication.focusWidget())
    press(at_work, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert at_work.page is not None
    assert at_work.page.isAncestorOf(QApplication.focusWidget())
    at_work.settings.emit()
    assert at_work.page.isAncestorOf(QApplication.focusWidget())


def test_the_title_of_the_window_says_nothing_after_signing_out(
    program: Program, at_work: MainWindow, qtbot: QtBot
) -> None:
    assert at_work.windowTitle().startswith("Hôm nay")
    at_work.sign_out.emit()
    qtbot.waitUntil(lambda: at_work.windowTitle() == "Một Cửa Desk")


@pytest.mark.parametrize(
    ("printers", "first"), [((), "save"), ((Printer("q", "Quầy", True, PrinterState.READY),), "print")]
)
def test_without_a_printer_enter_saves_the_paper(
    seat: Seat, code: str, qtbot: QtBot, printers: Sequence[Printer], first: str
) -> None:
    dialog = PrintPreview(seat, code, offered=lambda: printers)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.open()
    qtbot.waitUntil(lambda: seat.work.resting)
    button = getattr(dialog, first)
    assert button.kind is Kind.PRIMARY
    assert button.hasFocus()


def test_qts_own_dialogs_and_menus_speak_vietnamese(qapp: QApplication, qtbot: QtBot) -> None:
    speak_to_qt(qapp)
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    said = {
        one.text().replace("&", "") for kind in (QAbstractButton, QLabel) for one in dialog.findChildren(kind)
    }
    assert {"Mở", "Thôi", "Tên tệp:", "Loại tệp:", "Xem trong:"} <= said
    line = QLineEdit()
    qtbot.addWidget(line)
    menu = line.createStandardContextMenu()
    assert [one.text().partition("\t")[0].replace("&", "") for one in menu.actions() if one.text()] == [
        "Hoàn tác", "Làm lại", "Cắt", "Chép", "Dán", "Xóa", "Chọn hết",
    ]  # fmt: skip
