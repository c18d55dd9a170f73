"""The queue as the clerk sees it: a sentence below, a list with reasons, another printer, a file, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk import print_queue
from desk.print_queue import JobState
from desk.store import Store
from printing.printers import Printer, PrinterState
from tests.ui.test_sending import EIGHT, Spool
from ui.pages.print_queue import PrintQueue
from ui.papers.sending import Service
from ui.print_desk import PrintDesk, queue_sentence
from ui.work import Area, Work

PRINTERS = (
    Printer("quay", "Máy in quầy", True, PrinterState.READY),
    Printer("tang-2", "Máy in tầng 2", False, PrinterState.READY),
)


class TwoPrinters(Spool):
    def service(self) -> Service:
        return Service(self.send, self.held.__contains__, self.take, lambda: PRINTERS)


@pytest.fixture
def spool() -> TwoPrinters:
    return TwoPrinters()


@pytest.fixture
def print_desk(store: Store, work: Work, spool: TwoPrinters) -> PrintDesk:
    return PrintDesk(store, work, service=spool.service(), clock=lambda: EIGHT + timedelta(minutes=1))


@pytest.fixture
def put(store: Store, work: Work, qtbot: QtBot, print_desk: PrintDesk) -> Callable[[str], None]:
    """Queue a paper as the preview does, and wait for the turn that it brings."""

    def put_it(title: str) -> None:
        def queue(_progress: object) -> None:
            sha256, _size = store.vault.put([f"%PDF {title}".encode()])
            with store.keep() as session:
                print_queue.enqueue(session, title, sha256, "A5", "quay", "tiepnhan1", EIGHT)

        work.change(queue, touches=Area.PAPERS)
        qtbot.waitUntil(lambda: title in [job.title for job in print_desk.jobs] and work.resting)

    return put_it


@pytest.fixture
def open_queue(qtbot: QtBot, work: Work, print_desk: PrintDesk, tmp_path: Path) -> Callable[[], PrintQueue]:
    def open_it() -> PrintQueue:
        queue = PrintQueue(print_desk, work, ask_file=lambda _parent, name: str(tmp_path / name))
        qtbot.addWidget(queue)
        queue.open()
        qtbot.waitUntil(lambda: work.resting and queue.printer.count() == len(PRINTERS))
        return queue

    return open_it


def states(print_desk: PrintDesk) -> list[JobState]:
    return [job.state for job in print_desk.jobs]


def test_a_paper_that_is_queued_goes_to_the_printer_by_itself(
    put: Callable[[str], None], spool: TwoPrinters, print_desk: PrintDesk
) -> None:
    put("giấy 1")
    assert spool.printed == [("%PDF giấy 1".encode(), "A5", "quay", 1)]
    assert queue_sentence(print_desk.jobs) == "1 giấy chờ in"


def test_a_printer_that_is_off_is_told_in_one_sentence_and_another_one_takes_the_paper(
    qtbot: QtBot,
    work: Work,
    put: Callable[[str], None],
    spool: TwoPrinters,
    print_desk: PrintDesk,
    open_queue: Callable[[], PrintQueue],
) -> None:
    spool.off.add("quay")
    put("giấy 1")
    queue = open_queue()
    assert "nguồn điện" in queue.table.rows[0].why
    queue.printer.setCurrentIndex(queue.printer.findData("tang-2"))
    qtbot.keyClick(queue, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: states(print_desk) == [JobState.PRINTING] and work.resting)
    assert spool.printed[0][2] == "tang-2"


def test_a_paper_that_is_saved_as_a_file_does_not_come_out_of_the_printer_as_well(
    qtbot: QtBot,
    work: Work,
    tmp_path: Path,
    put: Callable[[str], None],
    spool: TwoPrinters,
    print_desk: PrintDesk,
    open_queue: Callable[[], PrintQueue],
) -> None:
    spool.off.add("quay")
    put("giấy 1")
    queue = open_queue()
    qtbot.keyClick(queue, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: states(print_desk) == [JobState.CANCELLED] and work.resting)
    assert (tmp_path / "giấy 1.pdf").read_bytes() == "%PDF giấy 1".encode()
    assert spool.printed == []


def test_a_paper_that_nobody_needs_is_cancelled_by_a_key(
    qtbot: QtBot,
    work: Work,
    put: Callable[[str], None],
    spool: TwoPrinters,
    print_desk: PrintDesk,
    open_queue: Callable[[], PrintQueue],
) -> None:
    spool.off.add("quay")
    put("giấy 1")
    qtbot.keyClick(open_queue(), Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: states(print_desk) == [JobState.CANCELLED] and work.resting)
    assert queue_sentence(print_desk.jobs) == ""


def test_a_paper_that_needs_a_person_is_announced_once(
    qtbot: QtBot, put: Callable[[str], None], spool: TwoPrinters, print_desk: PrintDesk
) -> None:
    from desk.errors import Trouble

    spool.troubles = [Trouble("print_refused", "Dịch vụ in không nhận giấy này.", "Hãy thử máy in khác.")]
    told: list[object] = []
    print_desk.failed.connect(told.append)
    put("giấy 1")
    print_desk.turn()
    put("giấy 2")
    assert len(told) == 1
    assert queue_sentence(print_desk.jobs) == "1 giấy chưa in được · 1 giấy chờ in"
