"""What can be pressed, and by which key? Buttons that carry their key faintly and answer to it.

They paint themselves from the theme: a style sheet can draw neither a key's cap nor a tinted icon."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from ui.icons import LARGE, SMALL, Icon
from ui.icons import paint as paint_icon
from ui.theme import CLOSE, CONTROL, INSIDE, RADIUS, RING, TIGHT, Size, look, px

KEYCAP = 18
SMALL_BUTTON = 28


class Kind(Enum):
    """How much a button asks for attention; one primary on a page."""

    PRIMARY = "primary"
    NORMAL = "normal"
    QUIET = "quiet"
    DANGER = "danger"


def key_words(key: str) -> str:
    """A key as it is printed on the keyboards here: "Return" is "Enter"."""
    return key.replace("Return", "Enter").replace("Escape", "Esc").replace("Del", "Delete")


def keys_of(key: str) -> list[QKeySequence]:
    """Both Enter keys of a keyboard mean the same."""
    if key.endswith(("Return", "Enter")):
        stem = key.removesuffix("Return").removesuffix("Enter")
        return [QKeySequence(stem + "Return"), QKeySequence(stem + "Enter")]
    return [QKeySequence(key)]


def keycap_width(key: str) -> int:
    """The room that `paint_keycap` needs."""
    return QFontMetrics(look().font(Size.SMALL)).horizontalAdvance(key_words(key)) + px(2 * 5)


def paint_keycap(painter: QPainter, right: float, middle: float, key: str, ink: str) -> None:
    """A key, faint, ending at `right`: an outline of a key's cap and its name, no louder than a hint."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width, height = keycap_width(key), px(KEYCAP)
    box = QRectF(right - width, middle - height / 2, width, height).adjusted(0.5, 0.5, -0.5, -0.5)
    edge = QColor(ink)
    edge.setAlphaF(0.3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(box, px(TIGHT), px(TIGHT))
    painter.setFont(look().font(Size.SMALL))
    painter.setPen(QColor(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key_words(key))
    painter.restore()


class KeyHint(QWidget):
    """A key written beside what it does, where there is no button."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setAccessibleName(key_words(key))

    def sizeHint(self) -> QSize:
        return QSize(keycap_width(self._key), px(LARGE))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look().tones.muted
        paint_keycap(QPainter(self), keycap_width(self._key), self.height() / 2, self._key, ink)


def paint_ring(painter: QPainter, box: QRectF, radius: float, colour: str) -> None:
    """The focus ring, inside the edge of what has the focus."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = px(RING)
    painter.setPen(QPen(QColor(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)
    painter.restore()


class Button(QPushButton):
    """A button that shows its key and answers to it while its page is shown.

    Enter presses it when it has the focus, as a clerk expects and Qt does not do outside dialogs.
    """

    def __init__(
        self,
        text: str,
        press: Callable[[], object] | None = None,
        *,
        key: str = "",
        icon: Icon | None = None,
        kind: Kind = Kind.NORMAL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.mark, self.kind, self.key = icon, kind, key
        self.setObjectName(text)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMinimumHeight(px(CONTROL))
        if press is not None:
            self.clicked.connect(lambda: press())
        if key:
            add_key(self, key, self._by_key)

    def _by_key(self) -> None:
        if self.isEnabled():
            self.click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _parts(self) -> tuple[int, int, int]:
        text = QFontMetrics(look().font(strong=self._strong)).horizontalAdvance(self.text())
        icon = px(SMALL + INSIDE) if self.mark else 0
        key = keycap_width(self.key) + px(CLOSE) if self.key else 0
        return icon, text, key

    @property
    def _strong(self) -> bool:
        return self.kind is Kind.PRIMARY

    def sizeHint(self) -> QSize:
        return QSize(sum(self._parts()) + px(2 * CLOSE) + px(2), px(CONTROL))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _colours(self) -> tuple[str, str, str]:
        """Ground, edge and ink; an empty name is nothing drawn."""
        tones, hot = look().tones, self.underMouse() or self.isDown()
        if not self.isEnabled():
            return ("", "" if self.kind is Kind.QUIET else tones.line, tones.muted)
        if self.kind is Kind.PRIMARY:
            ground = tones.fill_hover if hot else tones.fill
            return ground, ground, tones.on_fill
        ground = tones.hover if hot else ("" if self.kind is Kind.QUIET else tones.surface)
        edge = "" if self.kind is Kind.QUIET else tones.edge_soft
        return ground, edge, tones.late if self.kind is Kind.DANGER else tones.text

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, ink = self._colours()
        radius, box = px(RADIUS), QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(edge), 1) if edge else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, radius, radius)
        if self.hasFocus():
            inner = look().tones.on_fill if self.kind is Kind.PRIMARY else look().tones.accent
            if self.kind is Kind.PRIMARY:
                # A ring on the fill must differ from it: a light line inside the outer edge.
                paint_ring(painter, box, radius, look().tones.accent)
                paint_ring(
                    painter, box.adjusted(px(RING), px(RING), -px(RING), -px(RING)), radius - px(RING), inner
                )
            else:
                paint_ring(painter, box, radius, inner)
        icon, text, key = self._parts()
        x = (self.width() - icon - text - key) / 2
        middle = self.height() / 2
        if self.mark:
            paint_icon(painter, self.mark, QRectF(x, middle - px(SMALL) / 2, px(SMALL), px(SMALL)), ink)
        painter.setFont(look().font(strong=self._strong))
        painter.setPen(QColor(ink))
        area = QRectF(x + icon, 0, text + 1, self.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.key:
            faint = ink if self.kind is Kind.PRIMARY or not self.isEnabled() else look().tones.muted
            paint_keycap(painter, x + icon + text + key, middle, self.key, faint)


def add_key(widget: QWidget, key: str, run: Callable[[], object]) -> None:
    """Let a key do something while the widget can be seen, wherever in its window the focus is."""
    shortcut = QShortcut(widget)
    shortcut.setKeys(keys_of(key))
    shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
    shortcut.activated.connect(lambda: run())


class IconButton(QAbstractButton):
    """A small button of one icon, for what needs no word because the word stands beside it; `name` is spoken."""

    def __init__(self, icon: Icon, name: str, press: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.mark = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if press is not None:
            self.clicked.connect(lambda: press())

    def sizeHint(self) -> QSize:
        return QSize(px(SMALL_BUTTON), px(SMALL_BUTTON))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, tones = QRectF(self.rect()), look().tones
        if self.underMouse() and self.isEnabled():
            painter.setBrush(QColor(tones.hover))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        if self.hasFocus():
            paint_ring(painter, box, px(RADIUS), tones.accent)
        side = px(SMALL)
        corner = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        paint_icon(painter, self.mark, corner, tones.text if self.underMouse() else tones.muted)
