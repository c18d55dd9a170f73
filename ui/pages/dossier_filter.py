"""What is the list of dossiers narrowed to? The line that one types into, the chips, and when, where and what about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desk.errors import RuleBroken
from desk.office import Counter
from desk.rules.lifecycle import OPEN, RUNNING, State
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from desk.search import COUNT_LIMIT, Filter
from ui.icons import Icon
from ui.theme import INSIDE, TIGHT, px
from ui.widgets.buttons import KeyHint, add_key
from ui.widgets.choices import Chip
from ui.widgets.field import Combo, LineEdit
from ui.widgets.flow import Flow
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, label, row, set_flag

COMBO, DAY = 148, 112
CENTURY = 100


class View(Enum):
    """The saved filters, in the order of the chips."""

    RUNNING = "running"
    DUE = "due"
    OVERDUE = "overdue"
    READY = "ready"
    RETURNED = "returned"
    UNSENT = "unsent"

    @property
    def words(self) -> str:
        """What the chip says."""
        return {
            View.RUNNING: _("Đang xử lý"),
            View.DUE: _("Đến hạn hôm nay"),
            View.OVERDUE: _("Quá hạn"),
            View.READY: _("Chờ trả"),
            View.RETURNED: _("Đã trả"),
            View.UNSENT: _("Chưa gửi"),
        }[self]

    def narrow(self, base: Filter, now: datetime) -> Filter:
        """The base filter with this view on top; DUE is what falls due today and is still ahead."""
        match self:
            case View.RUNNING:
                return replace(base, states=OPEN)
            case View.DUE:
                return replace(base, states=RUNNING, due_from=now, due_before=tonight(now))
            case View.OVERDUE:
                return replace(base, states=RUNNING, due_before=now)
            case View.READY:
                return replace(base, states=frozenset({State.FINISHED}))
            case View.RETURNED:
                return replace(base, states=frozenset({State.RETURNED}))
            case View.UNSENT:
                return replace(base, unsent=True)

    @property
    def by_due(self) -> bool:
        """Whether what is due first stands on top, instead of the newest."""
        return self in (View.RUNNING, View.DUE, View.OVERDUE, View.READY)


class Days(Enum):
    """Common spans of days of reception."""

    ANY = "any"
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"
    LAST_MONTH = "last_month"
    OTHER = "other"

    @property
    def words(self) -> str:
        """What the list of choices says."""
        return {
            Days.ANY: _("Mọi ngày nhận"),
            Days.TODAY: _("Nhận hôm nay"),
            Days.YESTERDAY: _("Nhận hôm qua"),
            Days.WEEK: _("Nhận 7 ngày qua"),
            Days.MONTH: _("Nhận tháng này"),
            Days.LAST_MONTH: _("Nhận tháng trước"),
            Days.OTHER: _("Khoảng khác…"),
        }[self]

    def span(self, today: date) -> tuple[date | None, date | None]:
        """First and last day, both inclusive; None is open."""
        first = today.replace(day=1)
        last_month = first - timedelta(days=1)
        return {
            Days.ANY: (None, None),
            Days.TODAY: (today, today),
            Days.YESTERDAY: (today - timedelta(days=1),) * 2,
            Days.WEEK: (today - timedelta(days=6), today),
            Days.MONTH: (first, today),
            Days.LAST_MONTH: (last_month.replace(day=1), last_month),
            Days.OTHER: (None, None),
        }[self]


def tonight(now: datetime) -> datetime:
    """Midnight after this day."""
    return datetime.combine(now.astimezone(VIETNAM).date() + timedelta(days=1), time.min, VIETNAM)


def read_day(typed: str, field: str, today: date) -> date | None:
    """A day as a clerk types it: "24/11/2026", "24/11" (the latest one), "24" (of this month), "241126"; None for nothing.

    Raises RuleBroken for what is no day.
    """
    bare = typed.strip()
    if not bare:
        return None
    parts = "".join(sign if sign.isdigit() else " " for sign in bare).split()
    if len(parts) == 1 and len(parts[0]) in (6, 8):
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    try:
        return _latest([int(part) for part in parts], today)
    except ValueError as wrong:
        raise RuleBroken(
            field, "bad_day", _("“{typed}” không phải một ngày. Gõ như 24/11/2026.").format(typed=bare[:20])
        ) from wrong


def _latest(numbers: list[int], today: date) -> date:
    """The day of these numbers; what is left out is this month's, or the year in which the day has been already."""
    match numbers:
        case [day]:
            return today.replace(day=day)
        case [day, month]:
            this_year = date(today.year, month, day)
            return this_year if this_year <= today else date(today.year - 1, month, day)
        case [day, month, year] if year < CENTURY:
            return date(today.year // CENTURY * CENTURY + year, month, day)
        case [day, month, year]:
            return date(year, month, day)
        case _other:
            raise ValueError


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: a view (or none) on a base."""

    base: Filter
    view: View | None


class SearchLine(LineEdit):
    """The line that answers while one types. Down goes into the list, Enter opens the first that is found."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.down.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """Everything that narrows the list. `changed` follows each change by a person; what cannot be read is said here."""

    changed = Signal()

    def __init__(
        self,
        counters: Sequence[Counter],
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self.line = SearchLine(_("Gõ mã, tên, số định danh, điện thoại, thủ tục…"), Icon.SEARCH)
        self.line.setObjectName("dossiers.search")
        self.line.setAccessibleName(_("Tìm hồ sơ"))
        self.line.setClearButtonEnabled(False)
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        self.days = self._combo("dossiers.days", _("Ngày nhận"), [(one.words, one.value) for one in Days])
        self.days.activated.connect(lambda _at: self._days_chosen())
        self.counter = self._combo(
            "dossiers.counter", _("Quầy"), [(_("Mọi quầy"), ""), *((one.name, one.id) for one in counters)]
        )
        self.counter.activated.connect(lambda _at: self.changed.emit())
        if len(counters) < 2:
            self.counter.hide()
        self.field = self._combo("dossiers.field", _("Lĩnh vực"), [(_("Mọi lĩnh vực"), "")])
        self.field.activated.connect(lambda _at: self.changed.emit())
        self.first, self.last = (
            self._day("dossiers.first", _("Từ ngày")),
            self._day("dossiers.last", _("Đến ngày")),
        )
        self._error_mark, self._error = IconLabel(Icon.ALERT, "late"), label("", "error")
        self._error.setObjectName("dossiers.days_error")
        self._between = self._between_days()
        self.chips = self._make_chips()
        head = row(self.line, self.days, self.counter, self.field, space=INSIDE)
        head.setStretch(0, 1)
        self._hint = KeyHint("Alt+1…6")
        self._chip_row = chips = Flow(*self.chips.values(), self._hint, space=px(INSIDE))
        self.setLayout(column(head, self._between, chips, space=INSIDE + TIGHT))

    def _combo(self, name: str, spoken: str, choices: Sequence[tuple[str, object]]) -> Combo:
        combo = Combo(choices)
        combo.setObjectName(name)
        combo.setAccessibleName(spoken)
        combo.setFixedWidth(px(COMBO))
        combo.view().setMinimumWidth(px(COMBO))
        return combo

    def _day(self, name: str, spoken: str) -> LineEdit:
        made = LineEdit(_("24/11/2026"))
        made.setObjectName(name)
        made.setAccessibleName(spoken)
        made.setFixedWidth(px(DAY))
        made.textEdited.connect(lambda _text: self.changed.emit())
        return made

    def _between_days(self) -> QWidget:
        part = QWidget()
        part.setLayout(
            row(
                label(_("Nhận từ ngày"), "muted"),
                self.first,
                label(_("đến hết ngày"), "muted"),
                self.last,
                self._error_mark,
                self._error,
                0,
                space=INSIDE,
            )
        )
        self._error_mark.hide()
        part.hide()
        return part

    def _make_chips(self) -> dict[View, Chip]:
        chips = {}
        for number, view in enumerate(View, start=1):
            chip = Chip(view.words)
            chip.setObjectName(f"dossiers.{view.value}")
            chip.setToolTip(f"Alt+{number}")
            chip.clicked.connect(lambda on, view=view: self._pressed(view, on))
            add_key(self, f"Alt+{number}", chip.click)
            chips[view] = chip
        return chips

    def _pressed(self, view: View, on: bool) -> None:
        self._choose(view if on else None)
        self.changed.emit()

    def _choose(self, view: View | None) -> None:
        for other, chip in self.chips.items():
            chip.setChecked(other is view)
            chip.updateGeometry()

    def _days_chosen(self) -> None:
        other = self._days is Days.OTHER
        self._between.setVisible(other)
        if other:
            self.first.setFocus()
        self.changed.emit()

    def be_narrow(self, narrow: bool) -> None:
        """Where there is little room the chips need it more than the hint of their keys."""
        self._hint.setVisible(not narrow)
        self._chip_row.setSpacing(px(TIGHT if narrow else INSIDE))

    # -- what is asked -----------------------------------------------------------------------------------

    @property
    def view(self) -> View | None:
        """The chip that is pressed."""
        return next((view for view, chip in self.chips.items() if chip.isChecked()), None)

    @property
    def is_open(self) -> bool:
        """Whether nothing narrows the list."""
        return self.asked() == Asked(Filter(), None)

    @property
    def _days(self) -> Days:
        return Days(self.days.currentData())

    def asked(self) -> Asked:
        """What is wanted now. A day that cannot be read is said beside it and left out until it can."""
        first, last = self._span()
        base = Filter(
            text=self.line.text().strip(),
            received_from=first,
            received_to=last,
            counter=str(self.counter.currentData() or ""),
            field_=str(self.field.currentData() or ""),
        )
        return Asked(base, self.view)

    def _span(self) -> tuple[date | None, date | None]:
        today, days = self._clock().astimezone(VIETNAM).date(), self._days
        if days is not Days.OTHER:
            self._say("")
            return days.span(today)
        read: list[date | None] = []
        wrong: list[RuleBroken] = []
        for line, name in ((self.first, "received_from"), (self.last, "received_to")):
            try:
                read.append(read_day(line.text(), name, today))
                set_flag(line, "wrong", False)
            except RuleBroken as broken:
                read.append(None)
                wrong.append(broken)
                set_flag(line, "wrong", True)
        first, last = read
        backwards = first is not None and last is not None and last < first
        self._say(wrong[0].message if wrong else _("Ngày cuối đứng trước ngày đầu.") if backwards else "")
        return first, last

    def _say(self, message: str) -> None:
        self._error.setText(message)
        self._error_mark.setVisible(bool(message))
        for line in (self.first, self.last):
            line.setAccessibleDescription(message)

    # -- what the program puts here ----------------------------------------------------------------------

    def clear(self) -> None:
        """Nothing is narrowed any more."""
        self.show_filter(Filter())

    def show_filter(self, wanted: Filter, now: datetime | None = None) -> None:
        """Show a filter of another page: its view as a chip, the rest in the controls."""
        now = now or self._clock()
        self.line.setText(wanted.text)
        self._put(self.counter, wanted.counter)
        self._put(self.field, wanted.field_)
        span = (wanted.received_from, wanted.received_to)
        today = now.astimezone(VIETNAM).date()
        named = next((one for one in Days if one.span(today) == span), Days.OTHER)
        self._put(self.days, named.value)
        self._between.setVisible(named is Days.OTHER)
        self.first.setText(f"{span[0]:%d/%m/%Y}" if span[0] else "")
        self.last.setText(f"{span[1]:%d/%m/%Y}" if span[1] else "")
        self._choose(view_of(wanted, now))

    def show_fields(self, fields: Sequence[str]) -> None:
        """The fields of the catalogue in force; the chosen one stays."""
        chosen = str(self.field.currentData() or "")
        if [self.field.itemData(at) for at in range(1, self.field.count())] != list(fields):
            self.field.clear()
            self.field.addItem(_("Mọi lĩnh vực"), "")
            for one in fields:
                self.field.addItem(one, one)
            self._put(self.field, chosen)
            widest = max((self.fontMetrics().horizontalAdvance(one) for one in fields), default=0)
            self.field.view().setMinimumWidth(widest + px(48))

    def show_counts(self, counts: dict[View, int]) -> None:
        """How many each chip would show, counted to COUNT_LIMIT."""
        for view, chip in self.chips.items():
            chip.show_count(counts[view], most=COUNT_LIMIT)

    @staticmethod
    def _put(combo: Combo, value: object) -> None:
        combo.setCurrentIndex(max(0, combo.findData(value)))


def view_of(wanted: Filter, now: datetime) -> View | None:
    """The chip that stands for a filter of another page; None when it has neither states nor a due day."""
    if wanted.unsent:
        return View.UNSENT
    if wanted.due_before is not None:
        return View.OVERDUE if wanted.due_before <= now else View.DUE
    by_states = {
        frozenset({State.FINISHED}): View.READY,
        frozenset({State.RETURNED}): View.RETURNED,
        OPEN: View.RUNNING,
        RUNNING: View.RUNNING,
    }
    return by_states.get(wanted.states)
