"""How does what is typed become a dossier? One write at a time, after its last file is in the vault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desk.drafts import drop
from desk.progress import Progress
from desk.rules.dossier import Dossier
from ui.pages.reception_look_up import receive_typed
from ui.pages.reception_typed import Typed
from ui.seat import Seat
from ui.work import Area, Told

TOUCHED = Area.DOSSIERS | Area.DRAFTS | Area.PEOPLE | Area.MONEY


class Saving(QObject):
    """Writes dossiers and journal and drops the draft in one transaction; a second press meanwhile does nothing."""

    received = Signal(object)
    refused = Signal(object)
    began = Signal()

    def __init__(self, seat: Seat, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat, self._clock = seat, clock
        self.busy = False

    def save(self, typed: Typed, draft: str) -> None:
        """Take what is typed; `received(dossiers)` or `refused(told)` follows."""
        if self.busy:
            return
        self.busy = True
        self.began.emit()

        def receive(_progress: Progress) -> tuple[Dossier, ...]:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                taken = receive_typed(change, typed)
                drop(change.session, draft)
                return taken

        self._seat.work.change(receive, self._received, self._refused, touches=TOUCHED, owner=self)

    def _received(self, taken: tuple[Dossier, ...]) -> None:
        self.busy = False
        self.received.emit(taken)

    def _refused(self, told: Told) -> None:
        self.busy = False
        self.refused.emit(told)
