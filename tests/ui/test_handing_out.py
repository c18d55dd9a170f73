"""Handing out: a scan and two keys give a result to its citizen; who received it stands in the journal."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk.handling import dossier_of
from desk.journal import timeline
from desk.practice import practice_person
from desk.reception import Although, Request, receive
from desk.records.base import VIETNAM
from desk.returning import result_arrived
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import State
from desk.store import Actor, Store
from tests.desk.conftest import XU_LY
from ui.pages.handing_out import HandingOutPage
from ui.pages.handout_card import Who
from ui.pictures import settle
from ui.seat import Seat
from ui.widgets.field import Field

FRIDAY = datetime(2026, 11, 27, 9, 30, tzinfo=VIETNAM)
CONTROL = Qt.KeyboardModifier.ControlModifier


class Counter:
    """A counter with dossiers of made-up people."""

    def __init__(self, store: Store, lan: Actor, chance: random.Random) -> None:
        self.store, self.lan, self.chance = store, lan, chance

    def take(self, days_ago: float, person: Person | None = None, holder: Person | None = None) -> Dossier:
        at = FRIDAY - timedelta(days=days_ago)
        someone = person or practice_person(self.chance, at.date())
        with self.store.write(self.lan, at) as change:
            again = Although(duplicate="Xin thêm bản")
            return receive(change, Request("2.000815", someone, holder=holder, although=again))

    def ready(self, days_ago: float, person: Person | None = None, holder: Person | None = None) -> Dossier:
        dossier = self.take(days_ago, person, holder)
        with self.store.write(self.lan, FRIDAY - timedelta(days=days_ago, minutes=-5)) as change:
            return result_arrived(change, dossier.code)

    def state(self, dossier: Dossier) -> State:
        with self.store.read() as session:
            return dossier_of(session, dossier.code).state

    def last_facts(self, dossier: Dossier) -> dict[str, object]:
        with self.store.read() as session:
            return dict(list(timeline(session, dossier.id))[-1].facts())


@pytest.fixture
def counter(store: Store, lan: Actor, chance: random.Random) -> Counter:
    return Counter(store, lan, chance)


@pytest.fixture
def open_page(qtbot: QtBot, seat: Seat) -> Callable[[], HandingOutPage]:
    def opened(at: Seat = seat) -> HandingOutPage:
        page = HandingOutPage(at, clock=lambda: FRIDAY)
        at.work.changed.connect(page.changed)
        qtbot.addWidget(page)
        page.resize(1182, 672)
        with qtbot.waitExposed(page):
            page.show()
        page.arrive()
        rest(qtbot, page)
        return page

    return opened


def rest(qtbot: QtBot, page: HandingOutPage) -> None:
    """Nothing is under way, and what came of it is laid out."""
    qtbot.waitUntil(lambda: page._seat.work.resting)
    settle()


def scan(qtbot: QtBot, page: HandingOutPage, typed: str) -> None:
    """A scanner types fast and ends with Enter, before any answer of the search can be there."""
    qtbot.keyClicks(page.scan, typed)
    qtbot.keyClick(page.scan, Qt.Key.Key_Return)
    rest(qtbot, page)


def said(page: QWidget, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def test_a_scan_and_ctrl_enter_hand_the_result_to_the_applicant(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    dossier = counter.ready(2)
    counter.ready(1)
    page = open_page()
    scan(qtbot, page, dossier.code)
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert counter.state(dossier) is State.RETURNED
    facts = counter.last_facts(dossier)
    assert (facts["receiver"], facts["authorised"]) == (dossier.applicant.name, False)
    assert said(page, "handing.given_code") == dossier.code
    assert dossier.applicant.name in said(page, "handing.given_to")
    assert page.scan.hasFocus()
    assert page.scan.text() == ""


def test_the_longest_waiting_result_stands_on_top(
    counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    first, second = counter.ready(3), counter.ready(1)
    counter.take(0.1)
    page = open_page()
    assert [line.row.code for line in page.table.rows] == [first.code, second.code]
    assert said(page, "handing.count") == "2 kết quả đang chờ người dân"


def test_a_name_finds_ready_ones_before_those_without_a_result(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    person = practice_person(counter.chance, FRIDAY.date())
    waits = counter.take(3, person)
    ready = counter.ready(2, person)
    page = open_page()
    qtbot.keyClicks(page.scan, person.personal_id)
    rest(qtbot, page)
    assert [line.row.code for line in page.table.rows] == [ready.code, waits.code]


def test_an_authorised_person_is_named_and_the_journal_says_so(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    dossier = counter.ready(2)
    page = open_page()
    scan(qtbot, page, dossier.code)
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Right)
    assert page.card.who.value() is Who.AUTHORISED
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert page.card.receiver.error()
    assert counter.state(dossier) is State.FINISHED
    qtbot.keyClicks(page.card.receiver.control, "Tran Thi Thu")
    qtbot.keyClicks(page.card.receiver_id.control, "026184000123")
    qtbot.keyClicks(page.card.note.control, "UQ 12")
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    facts = counter.last_facts(dossier)
    assert facts["receiver"] == "Tran Thi Thu"
    assert facts["receiver_id"] == "026184000123"
    assert facts["authorised"] is True
    assert "(được ủy quyền)" in said(page, "handing.given_to")


def test_the_holder_may_come_instead_of_the_applicant(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    holder = practice_person(counter.chance, FRIDAY.date())
    dossier = counter.ready(2, holder=holder)
    page = open_page()
    scan(qtbot, page, dossier.code)
    qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Right)
    assert holder.name in said(page, "handing.known")
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert counter.last_facts(dossier)["receiver"] == holder.name


def test_what_was_typed_stays_when_the_list_is_renewed(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    dossier = counter.ready(2)
    page = open_page()
    scan(qtbot, page, dossier.code)
    page.card.who.choose(Who.AUTHORISED)
    qtbot.keyClicks(page.card.receiver.control, "Tran Thi Thu")
    counter.ready(1)
    page.refresh()
    rest(qtbot, page)
    assert page.card.receiver.text() == "Tran Thi Thu"
    assert page.card.who.value() is Who.AUTHORISED


def test_a_result_that_has_just_come_is_noted_and_can_be_handed_out_at_once(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    dossier = counter.take(1)
    page = open_page()
    scan(qtbot, page, dossier.code)
    assert "Ghi nhận đã có kết quả" in said(page, "handing.explain")
    qtbot.keyClick(page, Qt.Key.Key_G, CONTROL)
    rest(qtbot, page)
    assert counter.state(dossier) is State.FINISHED
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert counter.state(dossier) is State.RETURNED


def test_ctrl_enter_gives_nothing_away_before_the_result_is_there(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    dossier = counter.take(1)
    page = open_page()
    scan(qtbot, page, dossier.code)
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert counter.state(dossier) is State.RECEIVED


def test_a_returned_dossier_says_to_whom_it_went(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    dossier = counter.ready(2)
    page = open_page()
    scan(qtbot, page, dossier.code)
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    scan(qtbot, page, dossier.code)
    assert dossier.applicant.name in said(page, "handing.explain")
    assert not page.card.give_button.isVisible()


def test_enter_goes_on_to_the_next_result_of_the_same_person(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    person = practice_person(counter.chance, FRIDAY.date())
    first, second = counter.ready(3, person), counter.ready(2, person)
    page = open_page()
    scan(qtbot, page, first.code)
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert page.card.same_button.hasFocus()
    qtbot.keyClick(page.card.same_button, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert page.card.shown == second.code


def test_escape_makes_room_for_the_next_person(
    qtbot: QtBot, counter: Counter, open_page: Callable[[], HandingOutPage]
) -> None:
    dossier = counter.ready(2)
    page = open_page()
    scan(qtbot, page, dossier.code)
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.card.shown == ""
    assert page.scan.hasFocus()


def test_a_handler_sees_the_result_but_does_not_hand_it_out(
    qtbot: QtBot, counter: Counter, open_page: Callable[[Seat], HandingOutPage], seat: Seat
) -> None:
    dossier = counter.ready(2)
    page = open_page(Seat(seat.store, XU_LY, seat.office, seat.work))
    scan(qtbot, page, dossier.code)
    assert not page.card.give_button.isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert counter.state(dossier) is State.FINISHED


def test_nothing_waiting_reads_as_good_news(open_page: Callable[[], HandingOutPage]) -> None:
    page = open_page()
    assert any("Không còn kết quả nào chờ trả" in one.text() for one in page.findChildren(QLabel))


def test_every_field_has_a_name_for_those_who_hear_the_page(open_page: Callable[[], HandingOutPage]) -> None:
    page = open_page()
    fields = page.findChildren(Field)
    assert {one.objectName() for one in fields} == {"receiver", "receiver_id", "note"}
    assert all(one.control.accessibleName() for one in fields)
    assert page.scan.accessibleName()
    assert page.table.view.accessibleName()
