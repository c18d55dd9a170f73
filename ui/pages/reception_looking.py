"""Who asks the record while the clerk types? One question at a time; the newest answer counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desk.progress import Progress
from ui.pages.reception_look_up import Outlook, look_up
from ui.pages.reception_typed import Typed
from ui.seat import Seat
from ui.work import Task


class Looking(QObject):
    """`found(outlook)` follows each look, `found(None)` where no procedure is chosen; `refused(told)` otherwise."""

    found = Signal(object)
    refused = Signal(object)

    def __init__(self, seat: Seat, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat, self._clock = seat, clock
        self._asked: Task[Outlook] | None = None

    def look(self, typed: Typed) -> None:
        """Ask for the outlook of what is typed, were it received now."""
        at = self._clock()
        if not typed.procedure:
            if self._asked is not None:
                self._asked.forget()
            self.found.emit(None)
            return

        def read(_progress: Progress) -> Outlook:
            with self._seat.store.read() as session:
                return look_up(session, typed, at)

        self._asked = self._seat.work.ask(
            read, self.found.emit, self.refused.emit, owner=self, instead_of=self._asked
        )
