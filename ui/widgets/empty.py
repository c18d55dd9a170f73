"""What does an empty place say? A picture, what would be here, and the one thing that can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.icons import Icon
from ui.theme import BETWEEN, CLOSE, READABLE, TIGHT, WIDE, px
from ui.widgets.buttons import Button
from ui.widgets.marks import IconLabel
from ui.widgets.text import label, row

PICTURE = 40
WORDS_STRETCH = 100


class Empty(QWidget):
    """An empty state. Nothing to do reads as praise: choose Icon.GOOD and a kind sentence."""

    def __init__(
        self,
        icon: Icon,
        title: str,
        teach: str = "",
        action: Button | None = None,
        *,
        tone: str = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        head = label(title, "strong", wrap=True)
        words = label(teach, "muted", wrap=True)
        for text in (head, words):
            text.setAlignment(middle)
            text.setMaximumWidth(px(READABLE * 3 // 4))
            text.setMinimumWidth(px(READABLE // 2))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(BETWEEN), px(WIDE), px(BETWEEN), px(WIDE))
        box.setSpacing(px(TIGHT))
        box.addStretch(2)
        box.addWidget(IconLabel(icon, tone, PICTURE), 0, middle)
        box.addSpacing(px(CLOSE))
        for text in (head, words):
            # In a row of its own with stretch beside it: an aligned label would be given the height of one line.
            line = row(0, text, 0)
            line.setStretch(1, WORDS_STRETCH)
            box.addLayout(line)
        words.setVisible(bool(teach))
        if action is not None:
            box.addSpacing(px(BETWEEN))
            box.addWidget(action, 0, middle)
        box.addStretch(3)
