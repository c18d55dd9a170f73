"""Today: the numbers are those of the record, what hurts first stands on top, and every key leads somewhere."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk.datasets import working_calendar_of
from desk.practice import practice_person
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.returning import result_arrived
from desk.rules.lifecycle import RUNNING, State
from desk.search import Filter
from desk.store import Actor, Store
from ui.pages.moments import greeting, moment_words, office_words, span_words, waited_words
from ui.pages.today import TodayPage
from ui.seat import Seat
from ui.widgets.cards import SentenceCard

FRIDAY = datetime(2026, 11, 27, 9, 30, tzinfo=VIETNAM)
SAME_DAY, THREE_DAYS = "2.000815", "1.004873"


@pytest.fixture
def take(store: Store, lan: Actor, chance: random.Random) -> Callable[[str, datetime], str]:
    """Takes a dossier of a procedure at a moment."""

    def taken(procedure: str, at: datetime) -> str:
        with store.write(lan, at) as change:
            return receive(change, Request(procedure, practice_person(chance, at.date()))).code

    return taken


@pytest.fixture
def open_page(qtbot: QtBot, seat: Seat) -> Callable[[], TodayPage]:
    def opened() -> TodayPage:
        page = TodayPage(seat, clock=lambda: FRIDAY)
        qtbot.addWidget(page)
        page.resize(1182, 672)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda: seat.work.resting)
        return page

    return opened


def card_words(page: QWidget, name: str) -> str:
    card = page.findChild(SentenceCard, name)
    assert isinstance(card, SentenceCard)
    return card.accessibleName()


def test_what_hurts_first_stands_on_top_and_the_four_numbers_agree(
    store: Store, lan: Actor, take: Callable[[str, datetime], str], open_page: Callable[[], TodayPage]
) -> None:
    late = take(SAME_DAY, FRIDAY - timedelta(days=2))
    waiting = take(SAME_DAY, FRIDAY - timedelta(days=1, hours=1))
    with store.write(lan, FRIDAY - timedelta(days=1)) as change:
        result_arrived(change, waiting)
    due = take(SAME_DAY, FRIDAY - timedelta(hours=1))
    page = open_page()
    assert [one.code for one in page.table.rows] == [late, due, waiting]
    assert [card_words(page, f"today.{name}") for name in ("overdue", "due", "ready", "unsent")] == [
        "1 hồ sơ đã quá hạn",
        "1 hồ sơ đến hạn hôm nay",
        "1 kết quả chờ trả cho dân",
        "3 hồ sơ chưa gửi lên tỉnh",
    ]


def test_nothing_to_do_reads_as_praise_and_f2_is_named(open_page: Callable[[], TodayPage]) -> None:
    page = open_page()
    said = [
        one.text() for one in page.table.findChildren(QWidget) if hasattr(one, "text") and one.isVisible()
    ]  # type: ignore[attr-defined]
    assert "Không hồ sơ nào trễ, không ai phải chờ" in said
    assert any("F2" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (Qt.Key.Key_1, Filter(states=RUNNING, due_before=FRIDAY)),
        (
            Qt.Key.Key_2,
            Filter(states=RUNNING, due_from=FRIDAY, due_before=datetime(2026, 11, 28, tzinfo=VIETNAM)),
        ),
        (Qt.Key.Key_3, Filter(states=frozenset({State.FINISHED}))),
        (Qt.Key.Key_4, Filter(unsent=True)),
    ],
)
def test_a_digit_opens_the_list_of_its_number(
    qtbot: QtBot, open_page: Callable[[], TodayPage], key: Qt.Key, wanted: Filter
) -> None:
    page = open_page()
    with qtbot.waitSignal(page.open_list) as opened:
        qtbot.keyClick(page, key)
    assert opened.args == [wanted]


def test_enter_opens_the_dossier_that_the_arrows_chose(
    qtbot: QtBot, take: Callable[[str, datetime], str], open_page: Callable[[], TodayPage]
) -> None:
    take(SAME_DAY, FRIDAY - timedelta(days=2))
    second = take(SAME_DAY, FRIDAY - timedelta(days=1))
    page = open_page()
    page.arrive()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.open_dossier) as opened:
        qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert opened.args == [second]


def test_every_control_can_be_named_and_found(open_page: Callable[[], TodayPage]) -> None:
    page = open_page()
    controls = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    named = [one for one in controls if one.objectName().startswith("today.")]
    assert {one.objectName() for one in named} >= {"today.new", "today.overdue", "today.list.rows"}
    assert all(one.accessibleName() or getattr(one, "text", str)() for one in named)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ((2026, 11, 25, 7, 0), "Mở cửa lúc 07:30"),
        ((2026, 11, 25, 9, 0), "Đang mở cửa đến 11:30"),
        ((2026, 11, 25, 12, 0), "Nghỉ trưa, mở cửa lại lúc 13:30"),
        ((2026, 11, 25, 14, 0), "Đang mở cửa đến 17:00"),
        ((2026, 11, 25, 18, 0), "Đã hết giờ làm việc lúc 17:00"),
        ((2026, 11, 28, 9, 0), "Hôm nay nghỉ; làm việc lại thứ Hai 30/11"),
        ((2026, 11, 24, 9, 0), "Hôm nay nghỉ Ngày Văn hóa Việt Nam; làm việc lại thứ Tư 25/11"),
    ],
)
def test_the_day_says_whether_the_office_works(
    store: Store, at: tuple[int, int, int, int, int], said: str
) -> None:
    with store.read() as session:
        calendar = working_calendar_of(session)
    assert office_words(calendar, datetime(*at, tzinfo=VIETNAM)) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=5), "1 phút"),
        (timedelta(minutes=59), "59 phút"),
        (timedelta(hours=23, minutes=59), "23 giờ"),
        (timedelta(days=2, hours=5), "2 ngày"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(span: timedelta, said: str) -> None:
    assert span_words(span) == said


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(hours=1), "Chờ từ hôm nay"),
        (timedelta(hours=10), "Chờ từ hôm qua"),
        (timedelta(days=3), "Chờ 3 ngày"),
    ],
)
def test_waiting_is_counted_in_days_of_the_calendar(back: timedelta, said: str) -> None:
    assert waited_words(FRIDAY - back, FRIDAY) == said


def test_a_moment_of_another_day_carries_its_day() -> None:
    assert moment_words(FRIDAY, FRIDAY) == "09:30"
    assert moment_words(FRIDAY - timedelta(days=1), FRIDAY) == "09:30 ngày 26/11"
    assert moment_words(FRIDAY - timedelta(days=365), FRIDAY) == "09:30 ngày 27/11/2025"


@pytest.mark.parametrize(("hour", "part"), [(7, "sáng"), (11, "trưa"), (13, "chiều"), (18, "tối")])
def test_the_greeting_follows_the_day(hour: int, part: str) -> None:
    assert greeting("Lan Mẫu", FRIDAY.replace(hour=hour)) == f"Chào buổi {part}, Lan Mẫu"
