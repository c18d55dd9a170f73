"""Who carries papers to the printer while the clerk serves the next person? Turns the queue, tells how it stands.

Nothing waits for it: what is to be printed is a row of the store, and is handed on at the next turn, also after
the program was closed or died.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk import print_queue
from desk.clock import now as system_now
from desk.print_queue import Job, JobState
from desk.progress import Progress
from desk.rules.words import _
from desk.store import Store
from ui.work import Area, Lane, Task, Told, Work

if TYPE_CHECKING:
    from ui.papers.sending import Service

TURN_MS = 3_000
"""Between turns while something is on its way."""
IDLE_MS = 15_000
"""Otherwise: a command may have queued a paper from outside."""


def queue_sentence(jobs: tuple[Job, ...]) -> str:
    """What the status line says; nothing while every paper came out."""
    failed = sum(1 for job in jobs if job.state is JobState.FAILED)
    waiting = sum(1 for job in jobs if job.open) - failed
    parts = []
    if failed:
        parts.append(_("{n} giấy chưa in được").format(n=failed))
    if waiting:
        parts.append(_("{n} giấy chờ in").format(n=waiting))
    return " · ".join(parts)


class PrintDesk(QObject):
    """The queue of this desk. `changed` says that `jobs` is new; `failed(Job)` that a person must look at one."""

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        store: Store,
        work: Work,
        *,
        service: Service | None = None,
        clock: Callable[[], datetime] = system_now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self.jobs: tuple[Job, ...] = ()
        self._store, self._work, self._clock = store, work, clock
        self._turning: Task[tuple[Job, ...]] | None = None
        self._once_more = False
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.timeout.connect(self.turn)
        work.changed.connect(self._something_changed)

    @property
    def service(self) -> Service:
        """The print service; this machine's own, loaded at the first paper, where no other was given."""
        if self._service is None:
            from ui.pages.paper_printers import SERVICE

            self._service = SERVICE
        return self._service

    def turn(self) -> None:
        """Look now; once more afterwards where a turn is under way already."""
        if self._work.closing:
            return
        if self._turning is not None:
            self._once_more = True
            return

        def run(progress: Progress) -> tuple[Job, ...]:
            from ui.papers.sending import turn

            return turn(self._store, self.service, self._clock, progress)

        self._turning = self._work.change(
            run, self._turned, self._not_turned, touches=Area.NOTHING, lane=Lane.PAPER, owner=self
        )

    def again(self, job: Job, printer: str | None = None) -> None:
        """Try this paper now, on another printer where one is named."""
        self._change(lambda at: self._again(job, printer, at))

    def cancel(self, job: Job) -> None:
        """Do not print this paper."""

        def take_back(at: datetime) -> None:
            from ui.papers import sending

            sending.take_back(self._store, self.service, job.id, at)

        self._change(take_back)

    def bytes_of(self, job: Job) -> bytes:
        """The paper itself. Called off the UI thread."""
        return b"".join(self._store.vault.read(job.sha256))

    def _again(self, job: Job, printer: str | None, at: datetime) -> None:
        with self._store.keep() as session:
            print_queue.again(session, job.id, at, printer)

    def _change(self, fn: Callable[[datetime], None]) -> None:
        self._work.change(
            lambda _progress: fn(self._clock()), touches=Area.PAPERS, lane=Lane.PAPER, owner=self
        )

    def _something_changed(self, area: Area) -> None:
        if area & Area.PAPERS:
            self.turn()

    def _turned(self, jobs: tuple[Job, ...]) -> None:
        self._turning = None
        failed_before = {job.id for job in self.jobs if job.state is JobState.FAILED}
        is_new, self.jobs = jobs != self.jobs, jobs
        if is_new:
            self.changed.emit()
        for job in jobs:
            if job.state is JobState.FAILED and job.id not in failed_before:
                self.failed.emit(job)
        on_its_way = any(job.state in (JobState.WAITING, JobState.PRINTING) for job in jobs)
        self._timer.start(TURN_MS if on_its_way else IDLE_MS)
        if self._once_more:
            self._once_more = False
            self.turn()

    def _not_turned(self, told: Told) -> None:
        """The store itself is in trouble; whoever saves next is told, and the queue looks again later."""
        self._turning = None
        self._timer.start()
