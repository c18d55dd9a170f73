"""How does a person choose? Chips for saved filters, boxes to tick, one of a few; each by mouse and by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QWidget

from ui.icons import SMALL, Icon
from ui.icons import paint as paint_icon
from ui.theme import CLOSE, INSIDE, RADIUS, TIGHT, look, px
from ui.widgets.buttons import paint_ring

V = TypeVar("V")
CHIP = 30
BOX = 18


class Chip(QAbstractButton):
    """A saved filter: pressed it holds, pressed again it lets go. The number is how many it would show."""

    def __init__(self, text: str, count: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = "" if count is None else str(count)
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name()

    def show_count(self, count: int | None, most: int | None = None) -> None:
        """Show how many there are now, more than `most` as such; None while nobody knows."""
        more = count is not None and most is not None and count > most
        self._count = "" if count is None else f"{most}+" if more else str(count)
        self._name()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(f"{self.text()} ({self._count})" if self._count else self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _widths(self) -> tuple[int, int, int]:
        metrics = self.fontMetrics()
        tick = px(SMALL + TIGHT) if self.isChecked() else 0
        count = px(6) + metrics.horizontalAdvance(self._count) if self._count else 0
        return tick, metrics.horizontalAdvance(self.text()), count

    def sizeHint(self) -> QSize:
        # The tick's room is kept free, so that chips do not walk when one is pressed.
        _tick, text, count = self._widths()
        return QSize(px(SMALL + TIGHT) + text + count + px(2 * CLOSE), px(CHIP))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones, on = look().tones, self.isChecked()
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = box.height() / 2
        painter.setBrush(
            QColor(tones.accent_soft if on else tones.hover if self.underMouse() else tones.surface)
        )
        painter.setPen(QPen(QColor(tones.accent if on else tones.edge_soft), 1))
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus():
            paint_ring(painter, box, radius, tones.accent)
        tick, text, count = self._widths()
        x, ink = (self.width() - tick - text - count) / 2, tones.accent if on else tones.text
        if tick:
            paint_icon(
                painter, Icon.TICK, QRectF(x, box.center().y() - px(SMALL) / 2, px(SMALL), px(SMALL)), ink
            )
        painter.setPen(QColor(ink))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(x + tick, 0, text + 1, self.height()), left, self.text())
        if self._count:
            painter.setPen(QColor(ink if on else tones.muted))
            painter.drawText(QRectF(x + tick + text + px(6), 0, count, self.height()), left, self._count)


def _paint_choice(button: QAbstractButton, *, round_mark: bool) -> None:
    painter = QPainter(button)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tones, side, enabled = look().tones, px(BOX), button.isEnabled()
    box = QRectF(px(3), (button.height() - side) / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
    on, radius = button.isChecked(), box.width() / 2 if round_mark else px(TIGHT)
    fill = tones.fill if enabled else tones.edge
    painter.setBrush(QColor(fill if on and not round_mark else tones.surface))
    edge = fill if on else tones.text if button.underMouse() and enabled else tones.edge
    painter.setPen(QPen(QColor(edge), px(2) if on and round_mark else 1))
    painter.drawRoundedRect(box, radius, radius)
    if on and round_mark:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        painter.drawEllipse(box.center(), side * 0.25, side * 0.25)
    elif on:
        paint_icon(painter, Icon.TICK, box.adjusted(1, 1, -1, -1), tones.on_fill)
    painter.setPen(QColor(tones.text if enabled else tones.muted))
    text = QRectF(button.rect()).adjusted(px(3) + side + px(INSIDE), 0, 0, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, button.text())
    if button.hasFocus():
        paint_ring(painter, QRectF(button.rect()), px(RADIUS), tones.accent)


def _choice_size(button: QAbstractButton) -> QSize:
    words = button.fontMetrics().horizontalAdvance(button.text())
    return QSize(px(3 + BOX) + (px(INSIDE) + words if words else 0) + px(INSIDE), px(CHIP))


class Tick(QCheckBox):
    """A box to tick; Space ticks it, as everywhere."""

    def sizeHint(self) -> QSize:
        return _choice_size(self)

    def hitButton(self, at: QPoint) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint_choice(self, round_mark=False)


class Radio(QRadioButton):
    """One of a few; the arrows move between them."""

    def sizeHint(self) -> QSize:
        return _choice_size(self)

    def hitButton(self, at: QPoint) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint_choice(self, round_mark=True)


class OneOf(QWidget, Generic[V]):
    """A row of radio marks with a value each: "tiền mặt, chuyển khoản, miễn"."""

    chosen = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[V, str]], value: V | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._values = [value for value, _words in choices]
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(CLOSE))
        for at, (_value, words) in enumerate(choices):
            radio = Radio(words)
            self._group.addButton(radio, at)
            box.addWidget(radio)
        box.addStretch(1)
        self._group.idToggled.connect(self._follow)
        self.setFocusProxy(self._group.button(0))
        self.choose(value)
        self._group.idToggled.connect(self._toggled)

    def _follow(self, at: int, on: bool) -> None:
        """Who brings the focus here means what is chosen; a row of marks has no cursor of its own."""
        if on:
            self.setFocusProxy(self._group.button(at))

    def _toggled(self, at: int, on: bool) -> None:
        if on:
            self.chosen.emit(self._values[at])

    def value(self) -> V | None:
        """What is chosen, or None."""
        at = self._group.checkedId()
        return self._values[at] if at >= 0 else None

    def choose(self, value: V | None) -> None:
        """Choose a value; None chooses nothing."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
