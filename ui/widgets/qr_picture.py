"""How does a screen show a QR that a phone reads? Squares of whole pixels, black on white in every look."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desk.rules.words import _
from ui.theme import look, px

QUIET_ZONE = 4


class QrPicture(QWidget):
    """A QR as squares of whole pixels, with its quiet zone, black on white in every look."""

    def __init__(self, side: int = 220) -> None:
        super().__init__()
        self._rows: list[list[int]] = []
        self.text = ""
        self.setFixedSize(px(side), px(side))
        self.setAccessibleName(_("Mã QR chuyển khoản"))

    def show_text(self, text: str) -> None:
        """Show the code of this text; none for an empty one."""
        import segno  # no start pays for it

        if text != self.text:
            self.text = text
            self._rows = (
                [list(row) for row in segno.make(text, error="m", micro=False).matrix] if text else []
            )
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(look().tones.paper))
        count = len(self._rows) + 2 * QUIET_ZONE
        module = max(1, min(self.width(), self.height()) // count)
        left = (self.width() - module * len(self._rows)) // 2
        top = (self.height() - module * len(self._rows)) // 2
        for y, line in enumerate(self._rows):
            for x, dark in enumerate(line):
                if dark:
                    painter.fillRect(
                        QRectF(left + x * module, top + y * module, module, module), QColor(look().tones.ink)
                    )
        painter.end()
