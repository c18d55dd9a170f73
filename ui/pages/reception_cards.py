"""How does a card reach the page? Typed by a scanner wherever the focus is, or on a photo; read whole or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desk.errors import RuleBroken
from desk.rules.card_qr import read_card
from ui.card_scanner import CardScanner
from ui.pages.reception_photo import AskPhoto, CardPhoto
from ui.seat import Seat


class Cards(QObject):
    """`read(person)` for each good card; `refused(told)` for what is none, and nothing else happens then."""

    read = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        seat: Seat,
        clock: Callable[[], datetime],
        may_paste: Callable[[], bool],
        ask_photo: AskPhoto | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock, self._may_paste = clock, may_paste
        self.scanner = CardScanner(self._pasted, self)
        self.photo = CardPhoto(seat, ask_photo, self)
        self.scanner.scanned.connect(self._came)
        self.photo.read.connect(self._came)
        self.photo.refused.connect(self.refused)

    def _pasted(self) -> bool:
        return self._may_paste() and self.photo.take_clipboard()

    def _came(self, text: str) -> None:
        try:
            card = read_card(text, self._clock().date())
        except RuleBroken as broken:
            self.refused.emit(broken)
            return
        self.read.emit(card.person)
