"""What does the day hold? Four numbers that are sentences, and under them the dossiers, what hurts first on top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desk.clock import now as system_now
from desk.datasets import working_calendar_of
from desk.progress import Progress
from desk.rules.lifecycle import RUNNING, Role, State
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from desk.search import COUNT_LIMIT, Filter, Row, Today, today
from desk.store import Store
from ui.icons import Icon
from ui.memory import Memory
from ui.page import Key, Page
from ui.pages.moments import day_words, greeting, moment_words, office_words, span_words
from ui.seat import Seat
from ui.theme import BETWEEN, INSIDE, SECTION, TIGHT, Meaning, px
from ui.widgets.buttons import Button, Kind, add_key
from ui.widgets.cards import SentenceCard
from ui.widgets.empty import Empty
from ui.widgets.marks import Sent
from ui.widgets.table import Column, Table
from ui.widgets.text import ElidedLabel, column, label, row
from ui.work import Area, Task

URGENCY = {Meaning.LATE: 0, Meaning.SOON: 1, Meaning.GOOD: 2}
"""What hurts first: overdue, then due today, then results that wait for their citizen."""

NARROW = 880
SENT_COLUMN = 4


@dataclass(frozen=True, slots=True)
class Morning:
    """One look at the record: the numbers, the list, and whether the office works."""

    at: datetime
    day: Today
    office: str


def look(store: Store, at: datetime) -> Morning:
    """Everything that this page shows, of one moment."""
    with store.read() as session:
        return Morning(at, today(session, at), office_words(working_calendar_of(session), at))


def urgency(one: Row, at: datetime) -> Meaning:
    """Why a dossier stands on this page: overdue, due today, or its result waits."""
    if one.state is State.FINISHED:
        return Meaning.GOOD
    return Meaning.LATE if one.due_at < at else Meaning.SOON


def urgency_words(one: Row, at: datetime) -> str:
    """The same in words: "Quá hạn 2 ngày", "Hạn 15:00", "Chờ trả kết quả"."""
    match urgency(one, at):
        case Meaning.GOOD:
            return _("Chờ trả kết quả")
        case Meaning.LATE:
            return _("Quá hạn {span}").format(span=span_words(at - one.due_at))
        case _meaning:
            return _("Hạn {hour}").format(hour=moment_words(one.due_at, at))


class TodayPage(Page):
    """The first page of the day. `open_list(Filter)`, `open_dossier(code)` and `new_dossier()` ask the frame to go on."""

    open_list = Signal(object)
    open_dossier = Signal(str)
    new_dossier = Signal()

    title = _("Hôm nay")
    icon = Icon.TODAY
    concerns = Area.DOSSIERS | Area.EXCHANGE | Area.CATALOGUE | Area.SETTINGS
    scrolls = False

    def __init__(
        self,
        seat: Seat,
        *,
        memory: Memory | None = None,
        clock: Callable[[], datetime] = system_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("today")
        self.setAccessibleName(self.title)
        self._seat, self._clock, self._at = seat, clock, clock()
        self._asked: Task[Morning] | None = None
        self._greeting = label("", "title")
        self._greeting.setObjectName("today.greeting")
        self._day = ElidedLabel("", "muted")
        self._day.setObjectName("today.day")
        self._new = self._new_button()
        self._cards = self._make_cards()
        self._list_title = label(_("Cần làm trước"), "strong")
        self._list_aside = label("", "small")
        self._list_aside.setObjectName("today.received")
        self.table = self._make_table(memory)
        head = row(column(self._greeting, self._day, space=TIGHT), self._new, space=BETWEEN)
        head.setStretch(0, 1)
        head.setAlignment(self._new, Qt.AlignmentFlag.AlignTop)
        cards = row(*self._cards.values(), space=BETWEEN)
        list_head = row(self._list_title, 0, self._list_aside, space=INSIDE)
        body = column(list_head, self.table, space=INSIDE)
        body.setStretch(1, 1)
        page = column(head, cards, body, space=SECTION, margin=SECTION)
        page.setStretch(2, 1)
        self.setLayout(page)

    def _make_cards(self) -> dict[str, SentenceCard]:
        cards = {
            "overdue": SentenceCard(_("hồ sơ đã quá hạn"), Meaning.LATE, self._open_overdue, key="1"),
            "due": SentenceCard(_("hồ sơ đến hạn hôm nay"), Meaning.SOON, self._open_due, key="2"),
            "ready": SentenceCard(_("kết quả chờ trả cho dân"), Meaning.GOOD, self._open_ready, key="3"),
            "unsent": SentenceCard(_("hồ sơ chưa gửi lên tỉnh"), Meaning.QUIET, self._open_unsent, key="4"),
        }
        for number, (name, card) in enumerate(cards.items(), start=1):
            card.setObjectName(f"today.{name}")
            card.setCheckable(False)  # it opens a list elsewhere, nothing here stays pressed
            add_key(self, str(number), card.click)
        return cards

    def _new_button(self) -> Button:
        button = Button(
            _("Tiếp nhận hồ sơ"), self.new_dossier.emit, icon=Icon.RECEIVE, kind=Kind.PRIMARY, parent=self
        )
        button.key = (
            "F2"  # shown only: the frame answers F2 on every page, a second shortcut would silence both
        )
        button.setObjectName("today.new")
        button.setEnabled(self._seat.actor.role is Role.RECEPTION)
        return button

    def _make_table(self, memory: Memory | None) -> Table[Row]:
        table: Table[Row] = Table(
            "today.list",
            (
                Column(
                    "when",
                    _("Vì sao"),
                    lambda one: urgency_words(one, self._at),
                    width=160,
                    sort=lambda one: (URGENCY[urgency(one, self._at)], one.due_at),
                    meaning=lambda one: urgency(one, self._at),
                ),
                Column("code", _("Mã hồ sơ"), lambda one: one.code, width=196, strong=True, tail=True),
                Column("applicant", _("Người nộp"), lambda one: one.applicant, width=184),
                Column("procedure", _("Thủ tục"), lambda one: one.procedure_name, stretch=True),
                Column(
                    "sent",
                    _("Lên tỉnh"),
                    lambda one: one.mark.value,
                    width=120,
                    sent=lambda one: Sent(one.mark.value),
                ),
            ),
            key=lambda one: one.id,
            memory=memory,
            empty=self._praise(0),
        )
        table.view.setAccessibleName(_("Cần làm trước"))
        table.opened.connect(lambda one: self.open_dossier.emit(one.code))
        return table

    def _praise(self, received: int) -> Empty:
        """Nothing is late and nobody waits: said as the good news it is."""
        teach = (
            _("Làm tốt lắm! Hôm nay đã tiếp nhận {count} hồ sơ.").format(count=received)
            if received
            else _("Làm tốt lắm! Có người dân đến thì bấm F2.")
        )
        return Empty(Icon.GOOD, _("Không hồ sơ nào trễ, không ai phải chờ"), teach, tone="good")

    def keys(self) -> list[Key]:
        """The keys of this page, for F1."""
        return [
            Key("1 … 4", _("Mở danh sách của con số tương ứng")),
            Key("Enter", _("Mở hồ sơ đang chọn")),
        ]

    def arrive(self) -> None:
        """The list first: the arrows and Enter work at once."""
        (self.table if self.table.rows else self._new).setFocus()

    def refresh(self) -> None:
        """Look at the record again."""
        self._asked = self._seat.work.ask(self._look, self.show_morning, owner=self, instead_of=self._asked)

    def _look(self, _progress: Progress) -> Morning:
        return look(self._seat.store, self._clock())

    def show_morning(self, morning: Morning) -> None:
        """Show this moment."""
        self._at, day = morning.at, morning.day
        self._greeting.setText(greeting(self._seat.actor.name, morning.at))
        self._day.setText(f"{day_words(morning.at.astimezone(VIETNAM).date())} · {morning.office}")
        for name, number in (
            ("overdue", day.overdue),
            ("due", day.due),
            ("ready", day.ready),
            ("unsent", day.unsent),
        ):
            self._cards[name].show_number(number, most=COUNT_LIMIT if name == "unsent" else None)
        self._list_aside.setText(
            _("Hôm nay đã tiếp nhận {count} hồ sơ").format(count=day.received_today) if day.rows else ""
        )
        self._list_title.setVisible(bool(day.rows))
        if not day.rows:
            self.table.teach(self._praise(day.received_today))
        self.table.show_rows(
            sorted(day.rows, key=lambda one: (URGENCY[urgency(one, morning.at)], one.due_at))
        )
        if self.table.current() is None:
            self.table.choose_first()
            if self._new.hasFocus() or self.focusWidget() is None:
                self.arrive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow page the name of the procedure is worth more than the mark of the exchange."""
        super().resizeEvent(event)
        view, narrow = self.table.view, self.width() < px(NARROW)
        if view.isColumnHidden(SENT_COLUMN) != narrow:
            view.setColumnHidden(SENT_COLUMN, narrow)
            view.resized.emit()  # the stretching column takes the room that is there now

    def _open_overdue(self) -> None:
        self.open_list.emit(Filter(states=RUNNING, due_before=self._at))

    def _open_due(self) -> None:
        """What falls due today and is still ahead."""
        tonight = datetime.combine(self._at.astimezone(VIETNAM).date() + timedelta(days=1), time.min, VIETNAM)
        self.open_list.emit(Filter(states=RUNNING, due_from=self._at, due_before=tonight))

    def _open_ready(self) -> None:
        self.open_list.emit(Filter(states=frozenset({State.FINISHED})))

    def _open_unsent(self) -> None:
        self.open_list.emit(Filter(unsent=True))
