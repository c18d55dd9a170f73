"""Buttons in lines: what does not fit beside the others goes below them, and nothing is ever cut at the edge."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class Flow(QLayout):
    """Lays its parts from left to right as wide as they want to be, and begins a new line where the width ends."""

    def __init__(self, *parts: QWidget, space: int = 0) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(space)
        for part in parts:
            self.addWidget(part)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(size.width() for size in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, max((size.height() for size in shown), default=0))

    def minimumSize(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        return QSize(
            max((size.width() for size in shown), default=0),
            max((size.height() for size in shown), default=0),
        )

    def setGeometry(self, area: QRect) -> None:
        super().setGeometry(area)
        self._place(area, move=True)

    def _place(self, area: QRect, move: bool) -> int:
        """The height that is needed; moves the parts there when told to. All lines are as high as the highest part."""
        shown = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        line = max((size.height() for _item, size in shown), default=0)
        x, y = area.x(), area.y()
        for item, size in shown:
            width = min(size.width(), max(area.width(), 1))
            if x > area.x() and x + width > area.x() + area.width():
                x, y = area.x(), y + line + self.spacing()
            if move:
                item.setGeometry(QRect(x, y + (line - size.height()) // 2, width, size.height()))
            x += width + self.spacing()
        return y + line - area.y()
