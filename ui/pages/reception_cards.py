"""How does a card reach the page? Typed by a scanner wherever the focus is, or on a photo; read whole or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desk.errors import RuleBroken
from desk.rules.card_qr import read_card
from ui.card_scanner import CardScanner
from ui.desk_tray import DeskTray
from ui.pages.camera import CameraDialog, with_camera
from ui.pages.reception_photo import AskPhoto, CardPhoto, holds_photo
from ui.seat import Seat


class Cards(QObject):
    """`read(person)` for each good card; `refused(told)` for what is none, and nothing else happens then."""

    read = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        seat: Seat,
        clock: Callable[[], datetime],
        page: QWidget,
        may_paste: Callable[[], bool],
        ask_photo: AskPhoto | None = None,
    ) -> None:
        super().__init__(page)
        page.setAcceptDrops(True)
        page.installEventFilter(self)
        self._page = page
        self._clock, self._may_paste = clock, may_paste
        self.scanner = CardScanner(self._pasted, self)
        self.photo = CardPhoto(seat, ask_photo, self)
        self.scanner.scanned.connect(self._came)
        self.photo.read.connect(self._came)
        self.photo.refused.connect(self.refused)
        self._seat = seat

    def look(self) -> None:
        """With the camera where there is one, else on a photo that is chosen."""

        def opened(dialog: CameraDialog) -> None:
            dialog.read.connect(self._came)
            dialog.other_photo.connect(lambda: self.photo.choose(self._page))

        with_camera(
            self._seat.work, DeskTray.of(self._seat).habits, self._page, opened,
            lambda _none: self.photo.choose(self._page), cards=True,
        )  # fmt: skip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The scanner is heard while the page is shown; a photo may be dropped anywhere on it."""
        if watched is not self._page:
            return False
        kind = event.type()
        if kind is QEvent.Type.Show:
            self.scanner.watch(self._page.window().windowHandle())
        elif kind is QEvent.Type.Hide:
            self.scanner.watch(None)
        elif isinstance(event, QDragEnterEvent) and holds_photo(event.mimeData()):
            event.acceptProposedAction()
            return True
        elif isinstance(event, QDropEvent) and kind is QEvent.Type.Drop:
            return self.photo.take_dropped(event.mimeData())
        return False

    def _pasted(self) -> bool:
        return self._may_paste() and self.photo.take_clipboard()

    def _came(self, text: str) -> None:
        try:
            card = read_card(text, self._clock().date())
        except RuleBroken as broken:
            self.refused.emit(broken)
            return
        self.read.emit(card.person)
