"""How is a list of many shown? A table of frozen rows: sorted by any column, walked by keys, kept as it was left."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.icons import Icon
from ui.memory import Memory
from ui.theme import CLOSE, RING, ROW, TIGHT, Meaning, Size, look, px
from ui.widgets.empty import Empty
from ui.widgets.export import Sheet
from ui.widgets.marks import Sent, paint_pill, paint_sent, pill_size
from ui.widgets.text import card, column, set_role

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
FORMAT = "2"
"""Raise when columns change their meaning: kept widths of an older format are dropped."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: its head, what a row says in it, and how it is drawn.

    `sort` orders where the text would order wrongly (dates, sums); `meaning` draws the text as a state with
    a shape; `sent` draws the mark of the exchange. `width` is in pixels at 100 %; one column may `stretch`.
    """

    name: str
    head: str
    text: Callable[[R], str]
    width: int = 120
    sort: Callable[[R], Any] | None = None
    right: bool = False
    strong: bool = False
    muted: bool = False
    meaning: Callable[[R], Meaning | None] | None = None
    sent: Callable[[R], Sent] | None = None
    stretch: bool = False
    tail: bool = False
    """The end tells it apart from its neighbours, as with codes: where room is short the middle is left out."""


class Rows(QAbstractTableModel, Generic[R]):
    """The rows as Qt sees them. Sorting is stable and remembers the column through every refill."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[R] = []
        self._given: list[R] = []
        self._order: tuple[int, Qt.SortOrder] | None = None

    def fill(self, rows: Iterable[R]) -> None:
        """Show these rows, in the chosen order or, without one, as given."""
        self.beginResetModel()
        self._given = list(rows)
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        self.rows = list(self._given)
        if self._order is not None:
            at, order = self._order
            column = self.columns[at]
            self.rows.sort(key=column.sort or column.text, reverse=order is Qt.SortOrder.DescendingOrder)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        self._order = (column, order) if 0 <= column < len(self.columns) else None
        before, held = self.rows, self.persistentIndexList()
        self._arrange()
        # What Qt holds on to (the chosen row) follows its row to the new place.
        places = {id(row): at for at, row in enumerate(self.rows)}
        moved = [self.index(places[id(before[one.row()])], one.column()) for one in held]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.sent(row).word if column.sent else column.text(row)
        return row if role == ROW_ROLE else None

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if side is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side_of = (
                Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            )
            return side_of | Qt.AlignmentFlag.AlignVCenter
        return None


class _Cells(QStyledItemDelegate):
    """Draws a cell from the theme: no grid, a soft ground for the chosen row, the ring around it while focused."""

    def __init__(self, table: QTableView, columns: Sequence[Column[Any]]) -> None:
        super().__init__(table)
        self._table, self._columns = table, columns

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(self._columns[index.column()].width), px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column = self._columns[index.column()]
        row, tones = index.data(ROW_ROLE), look().tones
        state: QStyle.StateFlag = option.state
        area: QRect = option.rect
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(area, QColor(tones.accent_soft))
        elif index.row() == self._table.property("hovered"):
            painter.fillRect(area, QColor(tones.canvas))
        inner = QRectF(area).adjusted(px(CLOSE), 0, -px(CLOSE), 0)
        meaning = column.meaning(row) if column.meaning else None
        text = column.text(row)
        if column.sent is not None:
            paint_sent(painter, inner, column.sent(row))
        elif meaning is not None and text:
            size = pill_size(text)
            width = min(float(size.width()), inner.width() + px(TIGHT * 2))
            height = size.height()
            paint_pill(
                painter, QRectF(inner.x(), inner.center().y() - height / 2, width, height), meaning, text
            )
        else:
            font = look().font(Size.BASE, column.strong)
            painter.setFont(font)
            painter.setPen(QColor(tones.muted if column.muted else tones.text))
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            cut = Qt.TextElideMode.ElideMiddle if column.tail else Qt.TextElideMode.ElideRight
            shown = QFontMetrics(font).elidedText(text, cut, int(inner.width()))
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(QColor(tones.line))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if chosen and self._table.hasFocus():
            self._ring(painter, area, index)
        painter.restore()

    def _ring(self, painter: QPainter, area: QRect, index: Index) -> None:
        """The ring runs around the whole row: each cell draws its top and bottom, the outer ones their side."""
        header, width = self._table.horizontalHeader(), px(RING)
        colour = QColor(look().tones.accent)
        painter.fillRect(QRect(area.x(), area.y(), area.width(), width), colour)
        painter.fillRect(QRect(area.x(), area.bottom() - width + 1, area.width(), width), colour)
        place = header.visualIndex(index.column())
        if place == 0:
            painter.fillRect(QRect(area.x(), area.y(), width, area.height()), colour)
        if place == header.count() - 1:
            painter.fillRect(QRect(area.right() - width + 1, area.y(), width, area.height()), colour)


class _View(QTableView):
    """Qt's table, with Enter opening, Tab leaving, and the row under the mouse known to the cells."""

    opened = Signal()
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        if event.key() == Qt.Key.Key_Home:
            self.selectRow(0)
            return
        if event.key() == Qt.Key.Key_End:
            self.selectRow(self.model().rowCount() - 1)
            return
        super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Leave, QEvent.Type.HoverLeave):
            self.setProperty("hovered", -1)
            self.viewport().update()
        return super().viewportEvent(event)


class Table(QWidget, Generic[R]):
    """The table of a page. `name` is what its habits are kept under, `key` tells a row from others through refills."""

    opened = Signal(object)
    """Enter or a double click on a row"""
    chosen = Signal(object)
    """the row that is chosen now, or None"""

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
        *,
        memory: Memory | None = None,
        empty: Empty | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._key, self._memory = key, memory or Memory()
        self._rows: Rows[R] = Rows(columns, self)
        self.view = _View()
        self.view.setObjectName(f"{name}.rows")
        self.view.setProperty("role", "plain")
        self.view.setModel(self._rows)
        self.view.setItemDelegate(_Cells(self.view, self._rows.columns))
        self._dress()
        self._empty = empty or Empty(Icon.EMPTY, "")
        self._pages = QStackedLayout(self)
        frame = card(column(self.view, space=0, margin=1))
        set_role(self._empty, "bare")
        self._pages.addWidget(frame)
        self._pages.addWidget(self._empty)
        self.setFocusProxy(self.view)
        self._restore()
        self.view.selectionModel().selectionChanged.connect(
            lambda _new, _old: self.chosen.emit(self.current())
        )
        self.view.opened.connect(self._open)
        self.view.doubleClicked.connect(lambda _index: self._open())
        self.view.entered.connect(self._hover)

    def _dress(self) -> None:
        view, header = self.view, self.view.horizontalHeader()
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setMouseTracking(True)
        view.setWordWrap(False)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setCornerButtonEnabled(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(px(ROW))
        view.verticalHeader().setMinimumSectionSize(px(ROW))
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(px(56))
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for at, one in enumerate(self._rows.columns):
            header.resizeSection(at, px(one.width))
        header.sectionResized.connect(lambda at, *_sizes: self._stretch(at))
        view.resized.connect(self._stretch)
        view.setSortingEnabled(True)

    def _stretch(self, moved: int = -1) -> None:
        """Give the stretching column what the others leave, but never less than its own width: then one scrolls."""
        header = self.view.horizontalHeader()
        for at, one in enumerate(self._rows.columns):
            if one.stretch and at != moved:
                others = header.length() - header.sectionSize(at)
                header.resizeSection(at, max(px(one.width), self.view.viewport().width() - others))

    def _restore(self) -> None:
        header = self.view.horizontalHeader()
        names = ",".join(one.name for one in self._rows.columns)
        self._place = f"table/{self.objectName()}/{FORMAT}/{names}"
        kept = self._memory.state(self._place)
        if not kept.isEmpty():
            header.restoreState(kept)
            self._rows.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        for happened in (header.sectionResized, header.sectionMoved, header.sortIndicatorChanged):
            happened.connect(lambda *_args: self._memory.keep_state(self._place, header.saveState()))

    def _hover(self, index: QModelIndex) -> None:
        self.view.setProperty("hovered", index.row())
        self.view.viewport().update()

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these rows. The chosen row stays chosen if it is still there, and the place of reading is kept."""
        before = self.current()
        scrolled = self.view.verticalScrollBar().value()
        self._rows.fill(rows)
        self._pages.setCurrentIndex(0 if rows else 1)
        if before is not None:
            self.choose(self._key(before))
        self.view.verticalScrollBar().setValue(scrolled)
        if self.current() is None:
            self.chosen.emit(None)

    def teach(self, empty: Empty) -> None:
        """Another empty state, for instance for a search that finds nothing."""
        self._pages.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = empty
        self._pages.addWidget(empty)
        self._pages.setCurrentIndex(0 if self._rows.rows else 1)

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows in the order in which they are shown."""
        return tuple(self._rows.rows)

    def current(self) -> R | None:
        """The chosen row."""
        chosen = self.view.selectionModel().selectedRows()
        return self._rows.rows[chosen[0].row()] if chosen and chosen[0].row() < len(self._rows.rows) else None

    def choose(self, key: Hashable) -> bool:
        """Choose the row of this key and bring it into sight; False when it is not here."""
        for at, row in enumerate(self._rows.rows):
            if self._key(row) == key:
                index = self._rows.index(at, 0)
                flags = QItemSelectionModel.SelectionFlag
                self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
                self.view.scrollTo(index)
                return True
        return False

    def choose_first(self) -> None:
        """Choose the first row, so that the arrows go on from there."""
        if self._rows.rows:
            self.choose(self._key(self._rows.rows[0]))

    def sheet(self, title: str) -> Sheet:
        """What is shown, as text and in the shown order of rows and columns, for ui/widgets/export."""
        header = self.view.horizontalHeader()
        order = [self._rows.columns[header.logicalIndex(at)] for at in range(header.count())]
        heads = tuple(one.head for one in order)
        lines = tuple(
            tuple(one.sent(r).word if one.sent else one.text(r) for one in order) for r in self.rows
        )
        return Sheet(title, heads, lines)
