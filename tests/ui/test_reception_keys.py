"""The speed of speech: a known citizen, a common procedure, from the scan of the card to the printed receipt, by keys.

The whole program as staff open it: window, store on disk, catalogue, preview, and `lp` as the print service offers it
(a program on the PATH that keeps what it is given). Every key that a finger presses is counted, modifiers too.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk.clock import now
from desk.handling import dossier_of
from desk.journal import timeline
from desk.reception import Request, receive
from desk.rules.citizen import Person
from desk.search import Filter, search
from desk.store import Actor, Store
from tests.ui.conftest import *  # noqa: F403 - the training office behind the window
from tests.ui.scanner import Scanner
from tests.ui.test_app import at_work, program
from tests.ui.test_reception import CARD
from ui.app import Program
from ui.pages.print_preview import PrintPreview
from ui.pages.reception import Reception
from ui.pages.today import TodayPage
from ui.window import MainWindow

__all__ = ["at_work", "program"]

PROMISED = 12
"""Key presses beyond the scan that the counter was promised at most."""
NEEDED = 11
"""What it takes now: ct bs (5), Enter, 7 pages, F6 (the papers are all here), Ctrl and Enter, Enter at the preview."""
THU = Person("Nguyễn Thị Thử", "026184000001", "1984-03-02", "Nữ", "Thôn Đông, xã Minh Họa", "0999000001")
LPSTAT = """#!/bin/sh
case "$*" in
-r) echo "scheduler is running" ;;
-d) echo "system default destination: quay1" ;;
-a) echo "quay1 accepting requests" ;;
"-l -p") printf 'printer quay1 is idle.  enabled since\\n\\tDescription: Quay 1\\n\\tAlerts: none\\n' ;;
esac
"""
LP = """#!/bin/sh
cat > "$PAPERS/paper.pdf"
echo "request id is quay1-7 (1 file(s))"
"""


class Fingers:
    """Presses keys of the real window and counts them all."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self._qtbot, self._program = qtbot, program
        self.pressed = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.pressed += 1 + (modifier is not Qt.KeyboardModifier.NoModifier)
        window = QApplication.activeWindow()
        assert window is not None
        QTest.keyClick(window.windowHandle(), key, modifier)
        self.rest()

    def type(self, text: str) -> None:
        for letter in text:
            self.press(Qt.Key(ord(letter.upper())))

    def rest(self) -> None:
        self._qtbot.waitUntil(lambda: self._program.work.resting)


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the office's printer puts what it is given."""
    for name, script in (("lpstat", LPSTAT), ("lp", LP)):
        (tmp_path / name).write_text(script, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("PAPERS", str(tmp_path))
    return tmp_path / "paper.pdf"


@pytest.fixture
def known(store: Store, lan: Actor) -> Store:
    """The citizen has been here before."""
    with store.write(lan, now()) as change:
        receive(change, Request("1.004873", THU))
    return store


def test_from_the_scan_to_the_paper_in_eleven_keys(
    paper: Path, known: Store, program: Program, at_work: MainWindow, qtbot: QtBot
) -> None:
    fingers = Fingers(qtbot, program)
    at_work.new_dossier.emit()  # the page where reception sits all day
    assert isinstance(at_work.page, Reception)
    fingers.rest()

    Scanner(at_work).scan(CARD)
    fingers.rest()
    assert at_work.page.typed.applicant["phone"] == THU.phone  # we know this person
    fingers.type("ct bs")
    fingers.press(Qt.Key.Key_Return)
    fingers.type("7")
    fingers.press(Qt.Key.Key_F6)
    fingers.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), PrintPreview))
    preview = QApplication.activeWindow()
    assert isinstance(preview, PrintPreview)
    qtbot.waitUntil(lambda: preview.preview.page_count > 0)
    fingers.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: at_work.findChild(PrintPreview) is None)
    at_work.activateWindow()

    with known.read() as session:
        code = search(session, Filter())[0].code
        dossier, entries = dossier_of(session, code), timeline(session, dossier_of(session, code).id)
    assert (dossier.applicant, dossier.procedure, dossier.fees[0].amount_vnd) == (THU, "2.000815", 9_000)
    assert [entry.action for entry in entries] == ["receive", "print"]
    printed = pypdfium2.PdfDocument(io.BytesIO(paper.read_bytes()))
    assert code in printed[0].get_textpage().get_text_range()
    assert fingers.pressed == NEEDED <= PROMISED


def test_the_next_one_of_the_queue_begins_with_the_scan(
    paper: Path, known: Store, program: Program, at_work: MainWindow, qtbot: QtBot
) -> None:
    test_from_the_scan_to_the_paper_in_eleven_keys(paper, known, program, at_work, qtbot)
    page = at_work.page
    assert isinstance(page, Reception)
    Scanner(at_work).scan(CARD.replace("026184000001", "026184000009").replace("Thử", "Mẫu"))
    qtbot.waitUntil(lambda: program.work.resting)
    assert page.typed.applicant["name"] == "Nguyễn Thị Mẫu"
    assert page.steps.procedure.line.hasFocus()


def test_the_page_of_the_morning_is_one_key_away(program: Program, at_work: MainWindow, qtbot: QtBot) -> None:
    assert isinstance(at_work.page, TodayPage)
    Fingers(qtbot, program).press(Qt.Key.Key_F2)
    assert isinstance(at_work.page, Reception)
    assert at_work.page.applicant.line.hasFocus()
