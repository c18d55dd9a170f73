"""How is a state shown to everyone? A shape and a word beside the colour, the same wherever the state appears."""

from __future__ import annotations

import math
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desk.rules.words import _
from ui.icons import LARGE, SMALL, Icon
from ui.icons import paint as paint_icon
from ui.theme import INSIDE, TIGHT, Meaning, Shape, Size, look, px

SHAPE_SIDE = 10
PILL_HEIGHT = 22


class Sent(Enum):
    """How far an entry has come on its way to the province."""

    HERE = "here"
    """kept at this desk only"""
    SENT = "sent"
    """gone, no answer yet"""
    CONFIRMED = "confirmed"
    """the province holds it and said so"""
    REFUSED = "refused"
    """the province said no; a person must look"""

    @property
    def word(self) -> str:
        """What the clerk reads beside the mark."""
        return {
            Sent.HERE: _("Tại máy"),
            Sent.SENT: _("Đã gửi"),
            Sent.CONFIRMED: _("Đã xác nhận"),
            Sent.REFUSED: _("Cần xem lại"),
        }[self]

    @property
    def icon(self) -> Icon:
        """The mark of this state."""
        return {
            Sent.HERE: Icon.HERE,
            Sent.SENT: Icon.SENT,
            Sent.CONFIRMED: Icon.CONFIRMED,
            Sent.REFUSED: Icon.ALERT,
        }[self]

    @property
    def meaning(self) -> Meaning:
        """Only what is confirmed is good; the way there is no fault of anybody."""
        return {Sent.CONFIRMED: Meaning.GOOD, Sent.REFUSED: Meaning.LATE}.get(self, Meaning.QUIET)


def paint_shape(painter: QPainter, shape: Shape, box: QRectF, colour: str) -> None:
    """Draw the outline that tells a meaning without its colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    centre, half = box.center(), box.width() / 2
    if shape is Shape.DISC:
        painter.drawEllipse(centre, half * 0.9, half * 0.9)
    elif shape is Shape.TRIANGLE:
        painter.drawPolygon(
            QPolygonF([centre + QPointF(math.cos(a), math.sin(a)) * half * 1.12 for a in _UP])
        )
    elif shape is Shape.DIAMOND:
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) * half * 1.08 for x, y in _DIAMOND]))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colour), box.width() * 0.18))
        painter.drawEllipse(centre, half * 0.75, half * 0.75)
    painter.restore()


_UP = [math.radians(angle) for angle in (-90, 30, 150)]
_DIAMOND = ((0, -1), (1, 0), (0, 1), (-1, 0))


class Mark(QWidget):
    """A shape and its word, as on the status line: "● Có mạng"."""

    def __init__(
        self, meaning: Meaning = Meaning.QUIET, word: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._meaning, self._word = meaning, word
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(meaning, word)

    def show_state(self, meaning: Meaning, word: str) -> None:
        """Show another state."""
        self._meaning, self._word = meaning, word or meaning.word
        self.setAccessibleName(self._word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = px(SHAPE_SIDE + INSIDE) + metrics.horizontalAdvance(self._word) + px(2)
        return QSize(width, max(metrics.height(), px(SHAPE_SIDE)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = px(SHAPE_SIDE)
        ink = look().ink(self._meaning)
        paint_shape(painter, self._meaning.shape, QRectF(0, (self.height() - side) / 2, side, side), ink)
        painter.setPen(QColor(ink if self._meaning is not Meaning.QUIET else look().tones.text))
        box = self.rect().adjusted(side + px(INSIDE), 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._word)


def pill_size(word: str) -> QSize:
    """The room that `paint_pill` needs."""
    return QSize(_small_width(word) + px(SHAPE_SIDE - 2 + TIGHT + 2 * INSIDE), px(PILL_HEIGHT))


def paint_pill(painter: QPainter, box: QRectF, meaning: Meaning, word: str) -> None:
    """A state inside a table: shape and word on the soft ground of the meaning."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink, radius = look().ink(meaning), box.height() / 2
    strong_edge = look().soft(meaning) == look().tones.surface
    painter.setPen(QPen(QColor(ink), px(1)) if strong_edge else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look().soft(meaning)))
    painter.drawRoundedRect(box, radius, radius)
    side = px(SHAPE_SIDE - 2)
    mark = QRectF(box.x() + px(INSIDE), box.center().y() - side / 2, side, side)
    paint_shape(painter, meaning.shape, mark, ink)
    painter.setPen(QColor(ink))
    painter.setFont(look().font(Size.SMALL, strong=True))
    text = box.adjusted(px(INSIDE) + side + px(TIGHT), 0, -px(TIGHT), 0)
    shown = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, int(text.width()))
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    painter.restore()


def _small_width(word: str) -> int:
    return QFontMetrics(look().font(Size.SMALL, strong=True)).horizontalAdvance(word) + 1


class Pill(QWidget):
    """A state standing alone: beside a dossier's code, on a card."""

    def __init__(self, meaning: Meaning, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meaning, self._word = meaning, word or meaning.word
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._word)

    def show_state(self, meaning: Meaning, word: str) -> None:
        """Show another state."""
        self._meaning, self._word = meaning, word
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return pill_size(self._word)

    def paintEvent(self, event: QPaintEvent) -> None:
        edge = 0.5
        paint_pill(
            QPainter(self), QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), self._meaning, self._word
        )


class IconLabel(QWidget):
    """An icon beside a word, in a colour of the theme; `tone` is the name of a token."""

    def __init__(
        self, icon: Icon, tone: str = "muted", size: int = SMALL, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon, self._tone, self._size = icon, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: Icon, tone: str) -> None:
        """Show another icon or colour."""
        self._icon, self._tone = icon, tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(self._size), px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        side = px(self._size)
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        paint_icon(QPainter(self), self._icon, box, getattr(look().tones, self._tone))


class SentMark(QWidget):
    """Where an entry is on its way: the mark and the word for here, sent or confirmed."""

    def __init__(self, sent: Sent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sent = sent
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFont(look().font(Size.SMALL))
        self.setAccessibleName(sent.word)

    def show_state(self, sent: Sent) -> None:
        """Show another state."""
        self._sent = sent
        self.setAccessibleName(sent.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = px(SMALL + TIGHT) + self.fontMetrics().horizontalAdvance(self._sent.word) + px(2)
        return QSize(width, px(LARGE))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sent(QPainter(self), QRectF(self.rect()), self._sent)


def paint_sent(painter: QPainter, box: QRectF, sent: Sent) -> None:
    """The mark of an entry's way and its word, from the left of `box`."""
    painter.save()
    ink, side = look().ink(sent.meaning), px(SMALL)
    paint_icon(painter, sent.icon, QRectF(box.x(), box.center().y() - side / 2, side, side), ink)
    painter.setFont(look().font(Size.SMALL))
    painter.setPen(QColor(ink))
    text = box.adjusted(side + px(TIGHT), 0, 0, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, sent.word)
    painter.restore()
