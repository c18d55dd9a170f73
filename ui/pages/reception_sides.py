"""Where do the steps and the receipt stand? Beside each other; under each other when there is no room for both."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QLayout, QScrollArea, QWidget

from ui.theme import BETWEEN, INSIDE, SECTION, TIGHT, px
from ui.widgets.text import column, row, rule, set_role

CARD_WIDTH = 372
FOLDS_UNDER = 960
"""Narrower than this (large type on a small screen) the receipt goes under the steps, so that no field is squeezed."""
NARROWEST = 700
NO_LIMIT = (1 << 24) - 1
"""QWIDGETSIZE_MAX, which PySide does not export."""


class Sides(QWidget):
    """Two layouts that keep their places while there is room."""

    folded = Signal(bool)
    """the receipt stands under the steps now (True), or beside them"""

    def __init__(self, left: QLayout, right: QLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = QWidget()
        right.setContentsMargins(0, 0, 0, 0)
        self._side.setLayout(right)
        self._box = row(left, self._side, space=SECTION)
        self._box.setStretch(0, 1)
        self._box.setContentsMargins(px(SECTION - TIGHT), px(TIGHT), px(SECTION), px(BETWEEN))
        self.setLayout(self._box)
        self._be_narrow(False)

    @property
    def narrow(self) -> bool:
        """Whether the receipt stands under the steps."""
        return self._box.direction() is QBoxLayout.Direction.TopToBottom

    def _be_narrow(self, narrow: bool) -> None:
        way = QBoxLayout.Direction
        self._box.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        self._side.setMinimumWidth(0 if narrow else px(CARD_WIDTH))
        self._side.setMaximumWidth(NO_LIMIT if narrow else px(CARD_WIDTH))

    def minimumSizeHint(self) -> QSize:
        # The width is ours to give: a scroll area must hand over what it has, for only then can we fold.
        return QSize(px(NARROWEST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < px(FOLDS_UNDER)
        if narrow != self.narrow:
            self._be_narrow(narrow)
            self.folded.emit(narrow)


class Scrolled(QScrollArea):
    """The form where there is less room than it needs: what has the focus is always in sight."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(inside, "bare")
        self.setWidget(inside)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            # Only after the step has been laid out that was opened just now.
            QTimer.singleShot(0, self, self._show_focus)

    def _show_focus(self) -> None:
        here = QApplication.focusWidget()
        if here is not None and self.isAncestorOf(here):
            self.ensureWidgetVisible(here, 0, px(BETWEEN))


def over_bar(head: QWidget, form: QWidget, *ends: QWidget | int) -> QWidget:
    """The form with the bar that ends the work: in reach whatever the form needs, it never scrolls away."""
    bar = row(*ends, space=INSIDE)
    bar.setStretch(1, 99)  # the line takes the room while it is shown; else the buttons keep their size
    bar.setContentsMargins(px(SECTION), px(INSIDE), px(SECTION), px(INSIDE))
    whole = column(head, form, rule(), bar, space=0)
    whole.setStretch(1, 1)
    made = QWidget()
    made.setLayout(whole)
    return made
