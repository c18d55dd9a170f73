"""Printing a receipt: noted before it leaves, the very bytes that are seen, and a printer's trouble stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk.errors import Trouble
from desk.handling import dossier_of
from desk.journal import timeline
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.rules.chain import sha256
from desk.rules.citizen import Person
from desk.store import Store
from printing.printers import Printer, PrinterState
from ui.pages.print_preview import PrintPreview
from ui.seat import Seat

AT_TEN = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
OFFICE_PRINTER = Printer("van-phong", "Máy in văn phòng", True, PrinterState.READY)


class Paper:
    """A printer that remembers what it was given, and jams when the test says so."""

    def __init__(self) -> None:
        self.jammed = False
        self.printed: list[tuple[bytes, str, str]] = []

    def send(self, pdf: bytes, title: str, paper: str, printer: str) -> None:
        if self.jammed:
            raise Trouble("printer_jammed", "Máy in bị kẹt giấy.", "Hãy gỡ giấy kẹt, rồi in lại.")
        self.printed.append((pdf, paper, printer))


@pytest.fixture
def code(store: Store, seat: Seat) -> str:
    with store.write(seat.actor, AT_TEN) as change:
        return receive(change, Request("2.000815", Person("Nguyễn Thị Thử"))).code


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def saved_to(tmp_path: Path) -> Path:
    return tmp_path / "giấy.pdf"


@pytest.fixture
def open_preview(
    qtbot: QtBot, seat: Seat, code: str, paper: Paper, saved_to: Path
) -> Callable[[], PrintPreview]:
    def open_it() -> PrintPreview:
        dialog = PrintPreview(
            seat,
            code,
            clock=lambda: AT_TEN + timedelta(minutes=1),
            offered=lambda: (OFFICE_PRINTER,),
            send=paper.send,
            ask_file=lambda _parent, _name: str(saved_to),
        )
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: dialog.preview.page_count > 0 and seat.work.resting)
        return dialog

    return open_it


def noted(store: Store, code: str) -> list[dict[str, object]]:
    with store.read() as session:
        entries = timeline(session, dossier_of(session, code).id)
        return [dict(entry.facts()) for entry in entries if entry.action == "print"]


def press(qtbot: QtBot, seat: Seat, dialog: PrintPreview, key: Qt.Key) -> None:
    qtbot.keyClick(dialog, key, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: seat.work.resting)


def test_what_is_printed_is_noted_with_the_hash_of_its_bytes(
    qtbot: QtBot, seat: Seat, store: Store, code: str, paper: Paper, open_preview: Callable[[], PrintPreview]
) -> None:
    dialog = open_preview()
    with qtbot.waitSignal(dialog.left):
        press(qtbot, seat, dialog, Qt.Key.Key_P)
    ((pdf, size, printer),) = paper.printed
    (note,) = noted(store, code)
    assert (note["sha256"], note["printer"], note["reprint"]) == (sha256(pdf), "van-phong", False)
    assert (size, printer) == ("A5", "van-phong")


def test_a_jam_is_told_with_advice_and_the_same_paper_goes_again_without_a_second_note(
    qtbot: QtBot, seat: Seat, store: Store, code: str, paper: Paper, open_preview: Callable[[], PrintPreview]
) -> None:
    dialog = open_preview()
    paper.jammed = True
    press(qtbot, seat, dialog, Qt.Key.Key_P)
    (notice,) = dialog.notices.shown
    assert "gỡ giấy" in notice.advice
    assert dialog.isVisible()
    paper.jammed = False
    assert notice.button is not None
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: seat.work.resting)
    assert len(paper.printed) == 1
    assert len(noted(store, code)) == 1


def test_the_second_paper_of_a_dossier_is_a_reprint(
    qtbot: QtBot, seat: Seat, store: Store, code: str, open_preview: Callable[[], PrintPreview]
) -> None:
    for _time in range(2):
        press(qtbot, seat, open_preview(), Qt.Key.Key_P)
    assert [note["reprint"] for note in noted(store, code)] == [False, True]


def test_a_paper_saved_as_pdf_left_the_desk_too(
    qtbot: QtBot,
    seat: Seat,
    store: Store,
    code: str,
    saved_to: Path,
    open_preview: Callable[[], PrintPreview],
) -> None:
    press(qtbot, seat, open_preview(), Qt.Key.Key_S)
    (note,) = noted(store, code)
    assert (note["sha256"], note["printer"]) == (sha256(saved_to.read_bytes()), "PDF")


def test_a_machine_without_a_print_service_can_still_save(qtbot: QtBot, seat: Seat, code: str) -> None:
    def silent() -> tuple[Printer, ...]:
        raise Trouble("no_print_service", "Dịch vụ in không chạy.", "Giấy vẫn lưu được thành tệp PDF.")

    dialog = PrintPreview(seat, code, offered=silent)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.preview.page_count > 0 and seat.work.resting)
    assert "lưu được" in dialog.printer.control.accessibleDescription()
    assert dialog.save.isEnabled()
