"""How is a number said? As a sentence that can be pressed: "3 hồ sơ đến hạn hôm nay" opens those three."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import BETWEEN, CLOSE, INSIDE, RADIUS_CARD, TIGHT, Meaning, Size, look, px
from ui.widgets.buttons import paint_keycap, paint_ring
from ui.widgets.marks import SHAPE_SIDE, paint_shape

NARROWEST = 168


class SentenceCard(QAbstractButton):
    """A number and the sentence that it begins. The meaning colours a number that asks for something; zero is calm."""

    def __init__(
        self,
        sentence: str,
        meaning: Meaning = Meaning.QUIET,
        press: Callable[[], object] | None = None,
        *,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sentence, self._meaning, self._key = sentence, meaning, key
        self._number: int | None = None
        self._shown = ""
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Minimum, not Fixed: Fixed would hold the height of one line when the sentence needs two.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_number(None)
        if press is not None:
            self.clicked.connect(lambda: press())

    def show_number(self, number: int | None, sentence: str = "", most: int | None = None) -> None:
        """Show a number, more than `most` as such, None while nobody knows it yet; a sentence replaces the old one."""
        more = number is not None and most is not None and number > most
        self._number, self._shown = number, "–" if number is None else f"{most}+" if more else str(number)
        self._sentence = sentence or self._sentence
        self.updateGeometry()
        self.setAccessibleName(f"{'…' if number is None else self._shown} {self._sentence}")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(NARROWEST + 48), self.heightForWidth(px(NARROWEST + 48)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROWEST), self._number_height() + px(2 * CLOSE))

    @staticmethod
    def _number_height() -> int:
        return QFontMetrics(look().font(Size.DISPLAY, strong=True)).height() + px(TIGHT)

    def heightForWidth(self, width: int) -> int:
        """A long sentence takes another line; it is never cut."""
        room = QRect(0, 0, width - px(2 * BETWEEN) - 1, 10_000)
        words = QFontMetrics(look().font()).boundingRect(room, Qt.TextFlag.TextWordWrap, self._sentence)
        return self._number_height() + words.height() + px(2 * CLOSE) + px(2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones, on = look().tones, self.isChecked()
        box, radius = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(RADIUS_CARD)
        ground = tones.accent_soft if on else tones.canvas if self.isDown() else tones.surface
        edge = tones.accent if on else tones.edge if self.underMouse() else tones.line
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(edge), 1))
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus():
            paint_ring(painter, box, radius, tones.accent)
        speaks = self._number is not None and self._number > 0
        meaning = self._meaning if speaks else Meaning.QUIET
        ink = look().ink(meaning) if meaning is not Meaning.QUIET else tones.text if speaks else tones.muted
        inner = box.adjusted(px(BETWEEN), px(CLOSE), -px(BETWEEN), -px(CLOSE))
        self._draw_number(painter, inner, ink, meaning)
        painter.setFont(look().font())
        painter.setPen(QColor(tones.text if speaks else tones.muted))
        top = inner.top() + self._number_height()
        words = QRectF(inner.x(), top, inner.width(), inner.bottom() - top)
        painter.drawText(words, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self._sentence)

    def _draw_number(self, painter: QPainter, inner: QRectF, ink: str, meaning: Meaning) -> None:
        font = look().font(Size.DISPLAY, strong=True)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        number = self._shown
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, number)
        middle = inner.top() + QFontMetrics(font).height() / 2
        if meaning is not Meaning.QUIET:
            side = px(SHAPE_SIDE + 1)
            x = inner.x() + QFontMetrics(font).horizontalAdvance(number) + px(INSIDE + 2)
            paint_shape(painter, meaning.shape, QRectF(x, middle - side / 2, side, side), ink)
        if self._key:
            paint_keycap(painter, inner.right(), middle, self._key, look().tones.muted)
