"""The print queue: rows that survive everything, a printer that fails and recovers, and papers that never block another."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from desk import print_queue
from desk.errors import RuleBroken, Trouble
from desk.print_queue import Job, JobState
from desk.progress import Progress
from desk.records.base import VIETNAM
from desk.store import Store
from printing.printers import Printer, PrinterState
from tests.desk.conftest import PASSPHRASE
from ui.papers.sending import Service, take_back, turn

EIGHT = datetime(2026, 11, 25, 8, 0, tzinfo=VIETNAM)


@dataclass
class Spool:
    """A print service that does what the test says and remembers what it was given."""

    troubles: list[Trouble] = field(default_factory=list)
    off: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    printed: list[tuple[bytes, str, str, int]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)

    def service(self) -> Service:
        return Service(self.send, self.held.__contains__, self.take, self.printers)

    def send(self, pdf: bytes, title: str, size: str, printer: str, copies: int) -> str:
        if printer in self.off:
            raise Trouble("printer_off", f"Không gọi được máy in “{printer}”.", "Hãy kiểm tra nguồn điện.")
        if self.troubles:
            raise self.troubles.pop(0)
        self.printed.append((pdf, size, printer, copies))
        number = f"{printer}-{len(self.printed)}"
        self.held.add(number)
        return number

    def take(self, number: str) -> None:
        self.cancelled.append(number)
        self.held.discard(number)

    def printers(self) -> tuple[Printer, ...]:
        return (Printer("quay", "Máy in quầy", True, PrinterState.OFF if self.off else PrinterState.READY),)


class Desk:
    """A store, a spool, and a clock that the test moves."""

    def __init__(self, store: Store) -> None:
        self.store, self.spool, self.now = store, Spool(), EIGHT

    def put(self, title: str = "H44.900-261125-0001", printer: str = "quay", copies: int = 1) -> Job:
        sha256, _size = self.store.vault.put([f"%PDF {title}".encode()])
        with self.store.keep() as session:
            return print_queue.enqueue(session, title, sha256, "A5", printer, "tiepnhan1", self.now, copies)

    def turn(self, after: timedelta = timedelta(0)) -> dict[str, Job]:
        self.now += after
        jobs = turn(self.store, self.spool.service(), lambda: self.now, Progress())
        return {job.title: job for job in jobs}


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_a_queued_paper_is_handed_on_once_and_is_out_when_the_service_lets_go(desk: Desk) -> None:
    job = desk.put(copies=2)
    assert desk.turn()[job.title].state is JobState.PRINTING
    assert desk.turn()[job.title].state is JobState.PRINTING
    desk.spool.held.clear()
    assert desk.turn()[job.title].state is JobState.DONE
    assert desk.spool.printed == [(b"%PDF H44.900-261125-0001", "A5", "quay", 2)]


@pytest.mark.parametrize("failures", [1, 3, 6])
def test_a_printer_that_fails_some_times_gets_the_paper_when_it_is_back(desk: Desk, failures: int) -> None:
    desk.spool.troubles = [Trouble("printer_out_of_paper", "Máy in hết giấy.", "Hãy nạp giấy.")] * failures
    job = desk.put()
    for _failure in range(failures):
        waiting = desk.turn(timedelta(seconds=121))[job.title]
        assert (waiting.state, waiting.why) == (JobState.WAITING, "Máy in hết giấy. Hãy nạp giấy.")
        assert desk.turn()[job.title].tries == waiting.tries, "not before its time"
    assert desk.turn(timedelta(seconds=121))[job.title].state is JobState.PRINTING
    assert len(desk.spool.printed) == 1


def test_one_printer_that_is_off_holds_up_no_other(desk: Desk) -> None:
    desk.spool.off.add("quay")
    stuck, other = desk.put("giấy 1"), desk.put("giấy 2", printer="tầng 2")
    jobs = desk.turn()
    assert jobs[stuck.title].state is JobState.WAITING
    assert jobs[other.title].state is JobState.PRINTING


def test_an_unknown_printer_needs_a_person_who_chooses_another(desk: Desk) -> None:
    desk.spool.troubles = [
        Trouble("printer_unknown", "Không còn thấy máy in “quay”.", "Hãy chọn máy in khác.")
    ]
    job = desk.put()
    assert desk.turn()[job.title].state is JobState.FAILED
    assert desk.turn(timedelta(hours=1))[job.title].state is JobState.FAILED
    with desk.store.keep() as session:
        print_queue.again(session, job.id, desk.now, "tầng 2")
    assert desk.turn()[job.title].state is JobState.PRINTING
    assert desk.spool.printed[0][2] == "tầng 2"


def test_after_half_a_day_nobody_expects_the_paper_and_a_person_is_asked(desk: Desk) -> None:
    desk.spool.off.add("quay")
    job = desk.put()
    assert desk.turn()[job.title].state is JobState.WAITING
    assert desk.turn(timedelta(hours=5))[job.title].state is JobState.FAILED


def test_a_printer_that_stops_with_the_paper_in_the_service_is_told(desk: Desk) -> None:
    job = desk.put()
    desk.turn()
    desk.spool.off.add("quay")
    held = desk.turn()[job.title]
    assert (held.state, held.code) == (JobState.PRINTING, "printer_off")
    desk.spool.off.clear()
    assert desk.turn()[job.title].why == ""


def test_a_cancelled_paper_is_taken_back_from_the_service_too(desk: Desk) -> None:
    waiting, printing = desk.put("giấy 1", printer="tắt"), desk.put("giấy 2")
    desk.spool.off.add("tắt")
    desk.turn()
    for job in (waiting, printing):
        take_back(desk.store, desk.spool.service(), job.id, desk.now)
    assert desk.spool.cancelled == ["quay-1"]
    assert {job.state for job in desk.turn(timedelta(minutes=10)).values()} == {JobState.CANCELLED}
    with desk.store.keep() as session, pytest.raises(RuleBroken):
        print_queue.again(session, printing.id, desk.now)


def test_the_queue_survives_the_end_of_the_program(desk: Desk) -> None:
    job = desk.put()
    desk.store.close()
    again = Desk(Store.open(desk.store.folder, lambda new: PASSPHRASE))
    assert again.turn()[job.title].state is JobState.PRINTING
    again.store.close()


def test_papers_that_are_out_leave_the_list_and_then_the_store(desk: Desk) -> None:
    job = desk.put()
    desk.turn()
    desk.spool.held.clear()
    assert job.title in desk.turn()
    assert job.title not in desk.turn(timedelta(hours=13))
    late = desk.put("giấy sau")
    desk.turn(timedelta(days=8))
    desk.spool.held.clear()
    desk.turn()
    with desk.store.read() as session, pytest.raises(RuleBroken):
        print_queue.cancel(session, job.id, desk.now)
    assert late.id


def test_a_lost_paper_is_told_and_not_tried_for_ever(desk: Desk) -> None:
    job = desk.put()
    (desk.store.folder / "vault" / job.sha256[:2] / job.sha256).unlink()
    assert desk.turn()[job.title].state is JobState.FAILED
