"""How do queued papers reach their printers? One turn: hand on what is due, look after what the print service has.

Knows no Qt and no clock of its own: the open desk turns it every few seconds, a command once where no desk is open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from desk import print_queue
from desk.errors import Trouble
from desk.print_queue import Job
from desk.progress import Progress
from desk.store import Store
from printing import printers
from printing.printers import Printer, PrinterState

Send = Callable[[bytes, str, str, str, int], str]
"""(pdf, title, size, printer, copies) -> the service's number of the job, "" where it tells none."""


@dataclass(frozen=True, slots=True)
class Service:
    """What a turn needs of the print service of this machine; a test puts its own here."""

    send: Send
    is_waiting: Callable[[str], bool]
    cancel: Callable[[str], None]
    printers: Callable[[], tuple[Printer, ...]]


CUPS = Service(printers.send, printers.is_waiting, printers.cancel, printers.printers)


def turn(
    store: Store, service: Service, clock: Callable[[], datetime], progress: Progress
) -> tuple[Job, ...]:
    """Hand on what is due and look at what was handed on; the queue afterwards.

    A paper that its printer does not take waits for its own next try and holds up no other.
    """
    with store.read() as session:
        due, handed = print_queue.due(session, clock()), print_queue.handed_on(session)
    for job in due:
        progress.check()
        _hand_on(store, service, job, clock)
    for job in handed:
        progress.check()
        _look_after(store, service, job, clock)
    with store.read() as session:
        return print_queue.queue(session, clock())


def take_back(store: Store, service: Service, job: str, at: datetime) -> None:
    """Cancel a paper in our queue and, where it has it, in the print service's."""
    with store.keep() as session:
        gone = print_queue.cancel(session, job, at)
    if gone.spool:
        service.cancel(gone.spool)


def _hand_on(store: Store, service: Service, job: Job, clock: Callable[[], datetime]) -> None:
    try:
        pdf = b"".join(store.vault.read(job.sha256))
        spool = service.send(pdf, job.title, job.size, job.printer, job.copies)
    except Trouble as trouble:
        with store.keep() as session:
            print_queue.not_taken(session, job.id, trouble, clock())
        return
    with store.keep() as session:
        print_queue.taken(session, job.id, spool, clock())


def _look_after(store: Store, service: Service, job: Job, clock: Callable[[], datetime]) -> None:
    try:
        if not service.is_waiting(job.spool):
            with store.keep() as session:
                print_queue.came_out(session, job.id, clock())
            return
        trouble = _standing_of(service, job)
    except Trouble as silent:
        trouble = silent
    if trouble.title != job.why:
        with store.keep() as session:
            print_queue.held_up(session, job.id, trouble)


def _standing_of(service: Service, job: Job) -> Trouble:
    queue_name = job.spool.rpartition("-")[0]
    found = next((one for one in service.printers() if one.name == queue_name), None)
    if found is None or found.state is PrinterState.READY:
        return Trouble("", "", "")
    return printers.not_ready(found)
