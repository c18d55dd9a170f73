"""Printing a paper: kept and noted before it leaves, the very bytes that are seen, and nobody waits for a printer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk import print_queue
from desk.errors import Trouble
from desk.handling import dossier_of
from desk.journal import timeline
from desk.print_queue import Job
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.rules.chain import sha256
from desk.rules.citizen import Person
from desk.store import Store
from printing.printers import Printer, PrinterState
from ui.memory import Memory
from ui.pages.print_preview import PrintPreview
from ui.papers import PaperSize
from ui.seat import Seat
from ui.widgets.buttons import Kind

AT_TEN = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
OFFICE_PRINTER = Printer("van-phong", "Máy in văn phòng", True, PrinterState.READY)


@pytest.fixture
def code(store: Store, seat: Seat) -> str:
    with store.write(seat.actor, AT_TEN) as change:
        return receive(change, Request("2.000815", Person("Nguyễn Thị Thử"))).code


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def saved_to(tmp_path: Path) -> Path:
    return tmp_path / "giấy.pdf"


@pytest.fixture
def open_preview(
    qtbot: QtBot, seat: Seat, code: str, saved_to: Path, memory: Memory
) -> Callable[[], PrintPreview]:
    def open_it() -> PrintPreview:
        dialog = PrintPreview(
            seat,
            code,
            clock=lambda: AT_TEN + timedelta(minutes=1),
            offered=lambda: (OFFICE_PRINTER,),
            memory=memory,
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


def queued(store: Store) -> tuple[Job, ...]:
    with store.read() as session:
        return print_queue.queue(session, AT_TEN)


def test_what_is_printed_is_kept_noted_and_queued_and_the_clerk_is_free_at_once(
    qtbot: QtBot, seat: Seat, store: Store, code: str, open_preview: Callable[[], PrintPreview]
) -> None:
    dialog = open_preview()
    with qtbot.waitSignal(dialog.left):
        press(qtbot, seat, dialog, Qt.Key.Key_P)
    (job,) = queued(store)
    (note,) = noted(store, code)
    assert not dialog.isVisible()
    assert (note["sha256"], note["printer"], note["reprint"]) == (job.sha256, "van-phong", False)
    assert (job.title, job.size, job.printer, job.copies) == (code, "A5", "van-phong", 1)
    assert sha256(b"".join(store.vault.read(job.sha256))) == job.sha256


def test_printer_size_and_number_are_remembered_for_the_form_and_the_counter(
    qtbot: QtBot, seat: Seat, store: Store, memory: Memory, open_preview: Callable[[], PrintPreview]
) -> None:
    dialog = open_preview()
    dialog.size_choice.choose(PaperSize.A4)
    dialog.sets.put(3)
    qtbot.waitUntil(lambda: seat.work.resting)
    press(qtbot, seat, dialog, Qt.Key.Key_P)
    again = open_preview()
    assert again.size_choice.value() is PaperSize.A4
    assert again.sets.value() == 3
    assert (queued(store)[0].size, queued(store)[0].copies) == ("A4", 3)
    elsewhere = replace(seat, actor=replace(seat.actor, counter="2"))
    other = PrintPreview(elsewhere, again._code, memory=memory, offered=lambda: (OFFICE_PRINTER,))
    qtbot.addWidget(other)
    qtbot.waitUntil(lambda: seat.work.resting)
    assert other.size_choice.value() is PaperSize.A5


def test_the_preview_tells_the_page_and_goes_larger_and_back_by_keys(
    qtbot: QtBot, open_preview: Callable[[], PrintPreview]
) -> None:
    dialog = open_preview()
    assert dialog.page.text() == "Trang 1/2"
    bar = dialog.preview.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert dialog.page.text() == "Trang 2/2"
    qtbot.keyClick(dialog, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert dialog.preview.zoom == 1.25
    qtbot.keyClick(dialog, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert dialog.preview.zoom == 1.0


def test_the_second_paper_of_a_dossier_is_a_reprint(
    qtbot: QtBot, seat: Seat, store: Store, code: str, open_preview: Callable[[], PrintPreview]
) -> None:
    for _time in range(2):
        dialog = open_preview()
        press(qtbot, seat, dialog, Qt.Key.Key_P)
    assert [note["reprint"] for note in noted(store, code)] == [False, True]
    assert "Đúng giấy đã in lúc 10:01 25/11/2026" in dialog.about.text()


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
    assert dialog.save.kind is Kind.PRIMARY, "what Enter does is what can be done"
    assert not dialog.print.isEnabled()
