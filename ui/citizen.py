"""What does the citizen see, and when? Ties the reception page and the queue to the second screen.

reception.shown ─▶ what is recorded     reception.taken ─▶ the three questions     queue_bar.stands ─▶ who is called
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desk.clock import now as system_now
from desk.errors import RuleBroken
from desk.payments import account_of
from desk.progress import Progress
from desk.rules.fees import format_vnd, total_vnd
from desk.rules.vietqr import BankAccount
from desk.survey import Rating, rate
from ui.memory import Memory
from ui.queue_bar import Standing
from ui.seat import Seat
from ui.work import Area

if TYPE_CHECKING:
    from ui.pages.reception_look_up import Outlook
    from ui.pages.reception_typed import Typed
    from ui.second_screen import SecondScreen, Shown

OPEN = "second_screen"
"""The habit under which the memory keeps that the second screen is wanted."""
TICK_MS = 10_000


class CitizenSide(QObject):
    """Owns the second screen of one person's session; closed by default, kept open from then on."""

    def __init__(
        self,
        seat: Seat,
        memory: Memory,
        *,
        clock: Callable[[], datetime] = system_now,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._seat, self._memory, self._clock = seat, memory, clock
        self._account: BankAccount | None = None
        self._standing = Standing(None, None)
        self._counters = {counter.id: counter.name for counter in seat.office.counters}
        self.screen: SecondScreen | None = None
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._show_hour)
        seat.work.changed.connect(self._changed)
        self._look_up_account()
        if memory.text(OPEN) == "1":
            self.open()

    @property
    def is_open(self) -> bool:
        """Whether the citizen sees anything."""
        return self.screen is not None and self.screen.isVisible()

    def toggle(self) -> None:
        """Open or close the second screen, and remember it."""
        if self.is_open:
            self.close()
        else:
            self.open()
        self._memory.keep(OPEN, "1" if self.is_open else "")

    def open(self) -> None:
        """Show the second screen."""
        if self.screen is None:
            from ui.second_screen import SecondScreen

            self.screen = SecondScreen(self._seat.office.name, self._rated)
        self._show_hour()
        self.screen.show_board(self._standing.board, self._counters)
        self.screen.show_where_it_belongs()
        self._tick.start()

    def close(self) -> None:
        """Put the second screen away."""
        self._tick.stop()
        if self.screen is not None:
            self.screen.close()
            self.screen.deleteLater()
            self.screen = None

    def show_typed(self, typed: Typed, outlook: Outlook | None) -> None:
        """The reception page shows this; the citizen may see it, too."""
        if self.screen is not None:
            self.screen.show_recording(shown_of(typed, outlook, self._account))

    def taken(self, code: str) -> None:
        """A dossier was taken: ask whether the citizen is content."""
        if self.screen is not None:
            self.screen.ask_rating(code)

    def show_standing(self, standing: Standing) -> None:
        """The queue stands so."""
        self._standing = standing
        if self.screen is not None:
            self.screen.show_board(standing.board, self._counters)

    def _rated(self, code: str, rating: Rating) -> None:
        store, actor, at = self._seat.store, self._seat.actor, self._clock()

        def keep(_progress: Progress) -> None:
            with store.write(actor, at) as change:
                rate(change, code, rating)

        # A second rating of one dossier is the citizen's slip, and nothing that the clerk must answer.
        self._seat.work.change(keep, None, lambda _told: None, touches=Area.NOTHING)

    def _show_hour(self) -> None:
        if self.screen is not None:
            self.screen.tick(self._clock())

    def _changed(self, area: Area) -> None:
        if area & Area.SETTINGS:
            self._look_up_account()

    def _look_up_account(self) -> None:
        def read(_progress: Progress) -> BankAccount | None:
            with self._seat.store.read() as session:
                return account_of(session)

        self._seat.work.ask(read, self._keep_account, lambda _told: None, owner=self)

    def _keep_account(self, account: BankAccount | None) -> None:
        self._account = account


def shown_of(typed: Typed, outlook: Outlook | None, account: BankAccount | None) -> Shown:
    """What the citizen sees of what is typed."""
    from ui.pages.reception_card import due_words
    from ui.pages.reception_look_up import transfer_of
    from ui.pages.reception_typed import fees_of
    from ui.second_screen import Shown

    name = typed.applicant.get("name", "").strip()
    number = typed.applicant.get("personal_id", "").strip()
    if outlook is None:
        return Shown(name, number)
    appointment = outlook.proposal.appointment
    due = " ".join(due_words(appointment.due, outlook.at)) if appointment is not None else ""
    try:
        total = total_vnd(fees_of(typed, outlook.fees, outlook.names_unknown()))
    except RuleBroken:
        return Shown(name, number, outlook.procedure.name, due)  # the clerk still asks for a sum
    fee = format_vnd(total) if total else ""
    text, words = transfer_of(typed, total, account)
    return Shown(name, number, outlook.procedure.name, due, fee, text, words)
