"""How does a page write a sentence? Labels by role, lines that shorten instead of being cut, and boxes of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeVar

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import INSIDE, px

B = TypeVar("B", bound=QBoxLayout)
Role = Literal["body", "muted", "small", "strong", "title", "display", "overline", "error"]


def set_role(widget: QWidget, role: str) -> None:
    """Name what the widget is for; the style sheet dresses it by that name, also when it changes later."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        restyle(widget)


def set_flag(widget: QWidget, name: str, value: bool) -> None:
    """A state that the style sheet knows (`wrong`, `open`)."""
    if bool(widget.property(name)) != value:
        widget.setProperty(name, value)
        restyle(widget)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at the widget's properties again; Qt does not do so by itself."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def label(text: str = "", role: Role = "body", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label that writes plain text only: what citizens are called never becomes markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    if role in ("title", "display"):
        made.setFont(_standing_alone())
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


def _standing_alone() -> QFont:
    """Only says that figures keep their own widths; the rest comes from the style sheet."""
    font = QFont()
    font.setFeature(QFont.Tag("tnum"), 0)
    return font


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis when there is no room; the whole text is its tooltip then."""

    def __init__(self, text: str = "", role: Role = "body", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if role in ("title", "display"):
            self.setFont(_standing_alone())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(40), super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())

    def _tell(self) -> None:
        self.setToolTip(self.text() if self._shown() != self.text() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), self._shown())


def column(*parts: QWidget | QLayout | int, space: int = INSIDE, margin: int = 0) -> QVBoxLayout:
    """Things under each other; a number is a space of so many grid pixels, 0 a stretch."""
    return _fill(QVBoxLayout(), parts, space, margin)


def row(*parts: QWidget | QLayout | int, space: int = INSIDE, margin: int = 0) -> QHBoxLayout:
    """Things beside each other; a number is a space of so many grid pixels, 0 a stretch."""
    return _fill(QHBoxLayout(), parts, space, margin)


def _fill(box: B, parts: Iterable[QWidget | QLayout | int], space: int, margin: int) -> B:
    box.setSpacing(px(space))
    box.setContentsMargins(QMargins(*(px(margin),) * 4))
    for part in parts:
        if isinstance(part, QWidget):
            box.addWidget(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        elif part:
            box.addSpacing(px(part))
        else:
            box.addStretch(1)
    return box


def empty_out(box: QLayout) -> None:
    """Take all parts away: from the screen at once, and altogether a moment later."""
    while box.count():
        gone = box.takeAt(0)
        widget = gone.widget() if gone is not None else None
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()


def card(layout: QLayout, role: str = "card") -> QFrame:
    """A surface with a fine edge around what belongs together."""
    frame = QFrame()
    frame.setProperty("role", role)
    frame.setLayout(layout)
    return frame


def rule() -> QFrame:
    """A hairline; use space first."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line
