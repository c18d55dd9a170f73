"""Which keys does this page have? A panel under F1 that lists them, the page's own first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QFrame,
    QGraphicsDropShadowEffect,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desk.rules.words import _
from ui.icons import Icon
from ui.page import Key
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, TIGHT, look, px
from ui.widgets.buttons import IconButton, KeyHint
from ui.widgets.text import label, restyle, row, set_role

WIDTH = 360


class HelpPanel(QFrame):
    """Floats at the right edge over the page; the arrows scroll, F1 or Esc puts it away and the focus goes back."""

    def __init__(self, host: QWidget, closed: Callable[[], object]) -> None:
        super().__init__(host)
        self.setProperty("role", "floating")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._host, self._closed = host, closed
        self._title = label("", "title", wrap=True)
        self._close = IconButton(Icon.CLOSE, _("Đóng trợ giúp"), self.put_away)
        head = row(self._title, self._close)
        head.setStretch(0, 1)
        inside = QWidget()
        set_role(inside, "bare")
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(0, 0, px(INSIDE), 0)
        self._inside.setSpacing(px(INSIDE))
        self._list = QScrollArea()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setWidget(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(SECTION), px(BETWEEN), px(BETWEEN), px(BETWEEN))
        box.setSpacing(px(BETWEEN))
        box.addLayout(head)
        box.addWidget(self._list, 1)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(px(SECTION))
        shadow.setOffset(0, px(TIGHT))
        colour = look().colour("shadow")
        colour.setAlphaF(0.2)
        shadow.setColor(colour)
        self.setGraphicsEffect(shadow)
        self.hide()

    def show_keys(self, title: str, groups: Sequence[tuple[str, Sequence[Key]]]) -> None:
        """List the keys by group and take the focus."""
        self._title.setText(title)
        while self._inside.count():
            gone = self._inside.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.deleteLater()
        for head, keys in groups:
            if keys:
                self._inside.addWidget(self._group(head, keys))
        restyle(self)
        self.place()
        self.show()
        self.raise_()
        self.setFocus()

    @staticmethod
    def _group(head: str, keys: Sequence[Key]) -> QWidget:
        group = QWidget()
        lines = QGridLayout(group)
        lines.setContentsMargins(0, 0, 0, px(CLOSE))
        lines.setVerticalSpacing(px(INSIDE))
        lines.setHorizontalSpacing(px(CLOSE))
        lines.addWidget(label(head, "overline"), 0, 0, 1, 2)
        for at, one in enumerate(keys, start=1):
            hint = KeyHint(one.key)
            lines.addWidget(hint, at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            lines.addWidget(label(one.what, wrap=True), at, 0)
        lines.setColumnStretch(0, 1)
        return group

    def place(self) -> None:
        """Keep to the right edge of the host."""
        host, layout = self._host, self.layout()
        assert layout is not None
        margin, width = px(BETWEEN), min(px(WIDTH), self._host.width() - px(2 * BETWEEN))
        inside = self._inside.totalHeightForWidth(width - px(SECTION + BETWEEN))
        needed = inside + self._title.sizeHint().height() + px(4 * BETWEEN)
        height = min(host.height() - 2 * margin, max(needed, px(WIDTH)))
        self.setGeometry(host.width() - width - margin, margin, width, height)

    def put_away(self) -> None:
        """Close and give the focus back."""
        self.hide()
        self._closed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scroll = {
            Qt.Key.Key_Down: QAbstractSlider.SliderAction.SliderSingleStepAdd,
            Qt.Key.Key_Up: QAbstractSlider.SliderAction.SliderSingleStepSub,
            Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
            Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
        }.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif scroll is not None:
            self._list.verticalScrollBar().triggerAction(scroll)
        else:
            super().keyPressEvent(event)
