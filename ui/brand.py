"""What does the program look like from afar? Its mark, a doorway with a tick, drawn from lines at any size."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import look, px
from ui.tones import LIGHT

GRID = 32
"""The mark is drawn on 32 × 32 and scaled."""
SIZES = (16, 24, 32, 48, 64, 128, 256)


def paint_mark(painter: QPainter, box: QRectF, ground: str, ink: str) -> None:
    """The doorway (một cửa: one door) and the tick of work done."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / GRID, box.height() / GRID)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(0, 0, GRID, GRID), 8, 8)
    door = QPainterPath(QPointF(8, 25))
    door.lineTo(8, 15)
    door.arcTo(QRectF(8, 7, 16, 16), 180, -180)
    door.lineTo(24, 25)
    pen = QPen(QColor(ink), 2.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(door)
    painter.drawPolyline(QPolygonF([QPointF(12.4, 18.6), QPointF(15.2, 21.4), QPointF(19.8, 15.4)]))
    painter.restore()


def app_icon() -> QIcon:
    """The icon of the window and of the task bar; the same in every look."""
    made = QIcon()
    for side in SIZES:
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_mark(painter, QRectF(0, 0, side, side), LIGHT.fill, LIGHT.on_fill)
        painter.end()
        made.addPixmap(picture)
    return made


class BrandMark(QWidget):
    """The mark as a widget, for the head of the navigation and the sign-in."""

    def __init__(self, side: int = GRID, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(self._side), px(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        tones = look().tones
        paint_mark(QPainter(self), QRectF(self.rect()), tones.fill, tones.on_fill)
