"""Who is at this counter? The clerk's side of the queue: call the next, call again, not there; seen only where there is a queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desk import queue
from desk.clock import now as system_now
from desk.progress import Progress
from desk.queue import Board
from desk.records.base import VIETNAM
from desk.rules.queue import Ticket
from desk.rules.words import _
from ui.icons import Icon
from ui.notices import Notices
from ui.seat import Seat
from ui.theme import INSIDE
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import label, row
from ui.work import Area, Told

LOOK_EVERY_MS = 4_000
"""Other counters call, and people take numbers at the kiosk: both are other processes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The queue as this counter sees it; no board: the office has no queue."""

    board: Board | None
    here: Ticket | None


class QueueBar(QWidget):
    """The buttons and the number. `stands(Standing)` follows every look at the queue."""

    stands = Signal(object)

    def __init__(
        self,
        seat: Seat,
        notices: Notices,
        *,
        clock: Callable[[], datetime] = system_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("queue_bar")
        self.setAccessibleName(_("Hàng chờ"))
        self._seat, self._notices, self._clock = seat, notices, clock
        self.number = label("", "title")
        self.number.setObjectName("queue_bar.number")
        self.waiting = label("", "small")
        self.waiting.setObjectName("queue_bar.waiting")
        self.next = Button(_("Mời tiếp"), self._next, key="F9", icon=Icon.FORWARD, kind=Kind.NORMAL)
        self.again = Button(_("Gọi lại"), self._again, key="F10", kind=Kind.QUIET)
        self.absent = Button(_("Vắng mặt"), self._absent, key="F11", kind=Kind.QUIET)
        for button, name in ((self.next, "next"), (self.again, "again"), (self.absent, "absent")):
            button.setObjectName(f"queue_bar.{name}")
        self.setLayout(row(self.number, self.waiting, self.next, self.again, self.absent, space=INSIDE))
        self.hide()
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        seat.work.destroyed.connect(self._timer.stop)  # a window may outlive its program for a moment
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Look at the queue again."""
        at = self._clock()

        def read(_progress: Progress) -> Standing:
            with self._seat.store.read() as session:
                if not queue.services_of(session):
                    return Standing(None, None)
                day = at.astimezone(VIETNAM).date()
                here = queue.current(session, self._seat.actor.counter, day)
                return Standing(queue.board(session, day), here)

        self._seat.work.ask(read, self._show, lambda _trouble: None, owner=self)

    def link(self, code: str) -> None:
        """The person at this counter got this dossier."""
        store, counter, at = self._seat.store, self._seat.actor.counter, self._clock()
        self._do(lambda: queue.link(store, counter, at, code), lambda _done: None)

    def _show(self, standing: Standing) -> None:
        self.setVisible(standing.board is not None)
        if standing.board is not None:
            self.number.setText(standing.here.name if standing.here else "–")
            self.waiting.setText(_("{count} người chờ").format(count=standing.board.waiting))
            self.again.setEnabled(standing.here is not None)
            self.absent.setEnabled(standing.here is not None)
        self.stands.emit(standing)

    def _next(self) -> None:
        store, actor, at = self._seat.store, self._seat.actor, self._clock()
        self._do(lambda: queue.call_next(store, actor, at), self._called)

    def _called(self, ticket: Ticket | None) -> None:
        if ticket is None:
            self._notices.say(_("Không còn ai chờ."))

    def _again(self) -> None:
        store, actor, at, name = self._seat.store, self._seat.actor, self._clock(), self.number.text()
        if name != "–":
            self._do(lambda: queue.recall(store, actor, at, name), lambda _ticket: None)

    def _absent(self) -> None:
        store, actor, at = self._seat.store, self._seat.actor, self._clock()
        self._do(lambda: queue.absent(store, actor, at), lambda _ticket: None)

    def _do(self, change: Callable[[], object], then: Callable[[Ticket | None], object]) -> None:
        def done(result: object) -> None:
            assert result is None or isinstance(result, Ticket)
            then(result)
            self.look()

        self._seat.work.change(
            lambda _progress: change(), done, self._refused, touches=Area.NOTHING, owner=self
        )

    def _refused(self, told: Told) -> None:
        self._notices.trouble(told)
