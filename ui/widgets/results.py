"""What was found for what was typed? A short list that opens under a line of text and never takes the keyboard.

The person keeps typing; the arrows move in the list, Enter takes, Esc closes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desk.rules.words import _
from ui.icons import SMALL, Icon
from ui.icons import paint as paint_icon
from ui.theme import CLOSE, INSIDE, RADIUS, TIGHT, Size, look, px
from ui.widgets.text import column, label

Index = QModelIndex | QPersistentModelIndex
ROWS_SHOWN = 9
ROW_ONE, ROW_TWO = 36, 52


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: what it is called, what tells it from others, and what it stands for."""

    title: str
    detail: str = ""
    value: Any = None
    icon: Icon | None = None
    group: str = ""
    aside: str = ""
    """said at the right: a code, a key"""
    words: str = field(default="", compare=False)
    """the spoken form when it differs from title and detail"""


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Found] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and index.isValid():
            found = self.rows[index.row()]
            return found.words or " · ".join(part for part in (found.title, found.detail) if part)
        return None

    def fill(self, rows: Sequence[Found]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()


class _Delegate(QStyledItemDelegate):
    def __init__(self, model: _Model, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        found = self._model.rows[index.row()]
        group = px(CLOSE * 2) if self._starts_group(index.row()) else 0
        return QSize(px(200), px(ROW_TWO if found.detail else ROW_ONE) + group)

    def _starts_group(self, at: int) -> bool:
        group = self._model.rows[at].group
        return bool(group) and (at == 0 or self._model.rows[at - 1].group != group)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state: QStyle.StateFlag = option.state
        area: QRect = option.rect
        found, tones = self._model.rows[index.row()], look().tones
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if self._starts_group(index.row()):
            head = QRect(area.x() + px(CLOSE), area.y(), area.width(), px(CLOSE * 2))
            painter.setFont(look().font(Size.SMALL, strong=True))
            painter.setPen(QColor(tones.muted))
            painter.drawText(head, left, found.group)
            area = area.adjusted(0, px(CLOSE * 2), 0, 0)
        box = QRectF(area).adjusted(px(TIGHT), 1, -px(TIGHT), -1)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tones.accent_soft))
            painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
            bar = QRectF(box.x(), box.y() + px(INSIDE), px(3), box.height() - px(2 * INSIDE))
            painter.setBrush(QColor(tones.accent))
            painter.drawRoundedRect(bar, px(1.5), px(1.5))
        inner = box.adjusted(px(CLOSE), 0, -px(CLOSE), 0)
        if found.icon is not None:
            side = px(SMALL)
            paint_icon(
                painter, found.icon, QRectF(inner.x(), inner.center().y() - side / 2, side, side), tones.muted
            )
            inner.setLeft(inner.left() + side + px(CLOSE - 2))
        if found.aside:
            painter.setFont(look().font(Size.SMALL))
            painter.setPen(QColor(tones.muted))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, found.aside)
            inner.setRight(inner.right() - painter.fontMetrics().horizontalAdvance(found.aside) - px(CLOSE))
        title = QRectF(inner)
        if found.detail:
            title.setBottom(inner.center().y() + px(1))
            title.setTop(inner.top() + px(5))
            detail = QRectF(inner.x(), inner.center().y() + px(1), inner.width(), inner.height() / 2 - px(5))
            _line(painter, detail, found.detail, Size.SMALL, tones.muted)
        _line(painter, title, found.title, Size.BASE, tones.text)
        painter.restore()


def _line(painter: QPainter, box: QRectF, text: str, size: Size, ink: str) -> None:
    font = look().font(size)
    painter.setFont(font)
    painter.setPen(QColor(ink))
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class Results(QFrame):
    """The floating list under a line. It belongs to the line's window, so it costs no focus and no second window."""

    taken = Signal(object)
    """the Found that the person took"""

    def __init__(self, line: QLineEdit, *, width: int = 0) -> None:
        super().__init__(line.window())
        self._line, self._width = line, width
        self.setProperty("role", "floating")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._model = _Model(self)
        self._view = QListView()
        self._view.setProperty("role", "plain")
        self._view.setModel(self._model)
        self._view.setItemDelegate(_Delegate(self._model, self))
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setMouseTracking(True)
        self._view.clicked.connect(self._clicked)
        self._nothing = label("", "muted", wrap=True)
        self._nothing.setContentsMargins(px(CLOSE), px(INSIDE), px(CLOSE), px(INSIDE))
        self.setLayout(column(self._view, self._nothing, space=0, margin=TIGHT))
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(px(24))
        shadow.setOffset(0, px(TIGHT))
        colour = look().colour("shadow")
        colour.setAlphaF(0.22)
        shadow.setColor(colour)
        self.setGraphicsEffect(shadow)
        self.hide()
        line.installEventFilter(self)

    def show_found(self, rows: Sequence[Found], nothing: str = "") -> None:
        """Show these, the first one chosen; none shows the sentence `nothing`, or closes the list."""
        self._model.fill(rows)
        self._view.setVisible(bool(rows))
        self._nothing.setText(nothing)
        self._nothing.setVisible(not rows and bool(nothing))
        if not rows and not nothing:
            self.hide()
            return
        if rows:
            self._view.setCurrentIndex(self._model.index(0))
        self._place()
        self.show()
        self.raise_()
        found = _("{count} kết quả").format(count=len(rows)) if rows else nothing
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._line, found))

    @property
    def rows(self) -> Sequence[Found]:
        """What is shown."""
        return tuple(self._model.rows)

    def chosen(self) -> Found | None:
        """The one that Enter would take."""
        at = self._view.currentIndex().row()
        return self._model.rows[at] if self.isVisible() and 0 <= at < len(self._model.rows) else None

    def _place(self) -> None:
        window = self._line.window()
        if self.parent() is not window:
            self.setParent(window)
        delegate = self._view.itemDelegate()
        option = QStyleOptionViewItem()
        heights = [
            delegate.sizeHint(option, self._model.index(at)).height() for at in range(len(self._model.rows))
        ]
        corner = self._line.mapTo(window, QPoint(0, self._line.height() + px(TIGHT)))
        width = max(self._line.width(), px(self._width))
        room = max(px(ROW_TWO * 2), window.height() - corner.y() - px(CLOSE))
        edges = px(2 * TIGHT) + 2
        list_height = sum(heights[:ROWS_SHOWN])
        text_height = self._nothing.heightForWidth(width - edges) if not heights else 0
        # Wider than its line, the list grows to the left when the window ends at the right.
        room_right = window.width() - px(INSIDE)
        left = corner.x() if corner.x() + width <= room_right else corner.x() + self._line.width() - width
        self.setGeometry(max(0, left), corner.y(), width, min(room, list_height + text_height + edges))

    def _clicked(self, index: QModelIndex) -> None:
        self._view.setCurrentIndex(index)
        self._take()

    def _take(self) -> None:
        found = self.chosen()
        if found is not None:
            self.hide()
            self.taken.emit(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self.hide()
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self.isVisible():
            return self._key(event.key())
        return False

    def _key(self, key: int) -> bool:
        moves: dict[int, Callable[[int, int], int]] = {
            Qt.Key.Key_Down: lambda at, last: 0 if at >= last else at + 1,
            Qt.Key.Key_Up: lambda at, last: last if at <= 0 else at - 1,
            Qt.Key.Key_PageDown: lambda at, last: min(last, at + ROWS_SHOWN - 1),
            Qt.Key.Key_PageUp: lambda at, last: max(0, at - ROWS_SHOWN + 1),
        }
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        if not self._model.rows:
            return False
        if key in moves:
            at = moves[key](self._view.currentIndex().row(), len(self._model.rows) - 1)
            self._view.setCurrentIndex(self._model.index(at))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
            return True
        return False


def hide_results(owner: QWidget) -> None:
    """Close every list that floats over this window, for instance before another page is shown."""
    for open_list in owner.window().findChildren(Results):
        open_list.hide()
