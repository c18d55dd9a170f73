"""Who sends when nobody presses a button? Rounds of the exchange beside the day's work, as the desk has chosen.

every two minutes ─► allowance (desk/rules/sending.py) ─► one round, a minute at most ─► time over, line carries: the next
somebody sends, pauses, takes a bundle ─► the round ends within a second; what was under way goes on from its byte
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk.clock import now
from desk.outbox import line_state
from desk.progress import Progress
from desk.rules.sending import allowance
from desk.rules.words import _
from desk.sending import pause, resume, sending_of
from desk.store import Store
from ui.work import Area, Lane, Task, Told, Work

if TYPE_CHECKING:
    from sync.outbox import Report
    from ui.seat import Seat

EVERY_MS = 120_000
"""While there is a line the desk sends by itself; the person at the counter does not have to think of it."""
ROUND_S = 60.0
PAUSE_KEY = "Ctrl+Shift+G"


class Background(QObject):
    """The rounds of one store, also while nobody is signed in. `stepped(Step)` says what goes now."""

    stepped = Signal(object)

    def __init__(self, store: Store, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._work = store, work
        self._round: Task[Report | None] | None = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.turn)

    @property
    def sending(self) -> bool:
        """Whether a round is under way."""
        return self._round is not None and self._work.under_way(self._round)

    def begin(self) -> None:
        """From now on, every two minutes."""
        self._timer.start()

    def turn(self) -> None:
        """One round now, where the desk is enrolled and the choice allows it; never two at a time."""
        if not self.sending and not self._work.closing:
            self._round = self._work.change(
                self._run, self._over, lambda _told: None, touches=Area.EXCHANGE, lane=Lane.LINE, owner=self,
                watch=self.stepped.emit, yields=True,
            )  # fmt: skip

    def _run(self, progress: Progress) -> Report | None:
        with self._store.read() as session:
            most_kbit = allowance(sending_of(session), now()) if line_state(session).enrolled else None
        if most_kbit is None:
            return None
        from ui.exchange import exchange

        return exchange(self._store, progress, seconds=ROUND_S, most_kbit=most_kbit)

    def _over(self, report: Report | None) -> None:
        if report is not None and report.goes_on:
            QTimer.singleShot(0, self, self.turn)


def pause_or_resume(seat: Seat, said: Callable[[str], object], failed: Callable[[Told], object]) -> None:
    """Send nothing by itself any more, or again; whoever works here may, and the journal knows who it was.

    A round that is under way ends; what a person has begun to send goes on.
    """

    def turn(_progress: Progress) -> bool:
        with seat.store.write(seat.actor, now()) as change:
            paused = sending_of(change.session).paused_at is not None
            (resume if paused else pause)(change)
        return not paused

    def tell(paused: bool) -> None:
        if paused:
            seat.work.give_way(Lane.LINE)
        said(
            _("Đã tạm dừng gửi nền; hồ sơ chờ ở máy này. “Gửi ngay” và chốt ngày vẫn gửi.")
            if paused
            else _("Máy lại tự gửi nền.")
        )

    seat.work.change(turn, tell, failed, touches=Area.EXCHANGE)
