"""What a step says is what its paper states: which papers, on what basis, until when, what is given back, to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk.datasets import catalogue_of
from desk.handling import act, dossier_of
from desk.reception import Although, Request, receive
from desk.records.base import VIETNAM
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier, HandedIn
from desk.rules.lifecycle import Action, Role, State
from desk.store import Actor, Store
from tests.desk.conftest import LAN, XU_LY
from tests.printing.reading import texts
from ui.memory import Memory
from ui.pages.dossier import DossierPage
from ui.pages.print_preview import PrintPreview
from ui.papers import paper_pdf
from ui.seat import Seat

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=VIETNAM)
TUESDAY = MONDAY + timedelta(days=1)
LEADER = Actor("lanhdao", "Lãnh đạo Mẫu", Role.LEADER, "")
PROCEDURE = "1.004873"
"""Three working days."""
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def code(store: Store) -> str:
    with store.write(LAN, MONDAY) as change:
        given = (HandedIn("Tờ khai theo mẫu", originals=1),)
        although = Although(incomplete="Bổ sung sau")
        taken = Request(PROCEDURE, Person("Nguyễn Thị Thử"), components=given, although=although)
        return receive(change, taken).code


@pytest.fixture
def in_hand(store: Store, code: str) -> str:
    with store.write(LAN, MONDAY) as change:
        act(change, code, Action.HAND_OVER)
    return code


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def open_page(qtbot: QtBot, seat: Seat, memory: Memory) -> Callable[..., DossierPage]:
    def opened(code: str, actor: Actor = LAN) -> DossierPage:
        page = DossierPage(replace(seat, actor=actor), code, memory=memory, clock=lambda: TUESDAY)
        seat.work.changed.connect(page.changed)
        qtbot.addWidget(page)
        page.resize(1150, 672)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda: seat.work.resting)
        return page

    return opened


def write(qtbot: QtBot, page: DossierPage, **said: str) -> None:
    for name, words in said.items():
        control: Any = page.steps.part.fields[name].control
        control.setFocus()
        control.selectAll()
        qtbot.keyClicks(control, words)


def confirm(qtbot: QtBot, page: DossierPage) -> None:
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: page._seat.work.resting)


def paper_opens(qtbot: QtBot, page: DossierPage) -> str:
    qtbot.waitUntil(lambda: page.findChild(PrintPreview) is not None and page._seat.work.resting)
    preview = page.findChild(PrintPreview)
    title: str = preview.windowTitle()
    preview.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return title


def now_is(store: Store, code: str) -> Dossier:
    with store.read() as session:
        return dossier_of(session, code)


def paper(store: Store, code: str, form: str) -> str:
    with store.read() as session:
        return " ".join(" ".join(texts(paper_pdf(session, code, form).pdf)).split())


def warning(page: QWidget) -> str:
    found = page.findChild(QLabel, "dossier.warning")
    return found.text() if found is not None and found.isVisible() else ""


def test_a_supplement_request_names_the_ticked_papers_and_its_paper_states_them(
    qtbot: QtBot, store: Store, in_hand: str, open_page: Callable[..., DossierPage]
) -> None:
    with store.read() as session:
        asked = catalogue_of(session).get(PROCEDURE)
    assert asked is not None
    page = open_page(in_hand)
    qtbot.keyClick(page, Qt.Key.Key_5, ALT)
    rows = page.steps.part.papers
    assert [one.name for one in rows] == [*(one.name for one in asked.components), "Tờ khai theo mẫu", ""]
    assert rows[0].tick.hasFocus()
    qtbot.keyClick(rows[0].tick, Qt.Key.Key_Space)
    qtbot.keyClicks(rows[-1].line, "Giay uy quyen")
    write(qtbot, page, reason="Thieu giay to", guidance="Mang ban chinh")
    confirm(qtbot, page)
    assert "bổ sung" in paper_opens(qtbot, page).lower()
    (request,) = now_is(store, in_hand).supplements
    assert [one.name for one in request.items] == [asked.components[0].name, "Giay uy quyen"]
    said = paper(store, in_hand, "02")
    for words in (asked.components[0].name, "Giay uy quyen", "Mang ban chinh", "Thieu giay to"):
        assert words in said


def test_an_extension_counts_working_days_warns_and_its_paper_states_the_new_day(
    qtbot: QtBot, store: Store, in_hand: str, open_page: Callable[..., DossierPage]
) -> None:
    before = now_is(store, in_hand).due_at
    assert before.astimezone(VIETNAM).date() == date(2026, 11, 27)
    page = open_page(in_hand, XU_LY)
    qtbot.keyClick(page, Qt.Key.Key_E, ALT)
    part = page.steps.part
    assert (warning(page), part.fields["signer"].text()) == ("", "Lãnh đạo Trung tâm Mẫu")
    part.days.setFocus()
    part.days.selectAll()
    qtbot.keyClicks(part.days, "5")
    assert part.fields["due"].text().endswith("04/12/2026")
    assert warning(page) == "Thời gian gia hạn dài hơn thời hạn giải quyết ban đầu."
    part.fields["due"].put("")
    write(qtbot, page, due="29/11/2026", reason="Cho xac minh")
    confirm(qtbot, page)
    assert "không trong giờ làm việc" in part.fields["due"].error(), "a Sunday"
    write(qtbot, page, due="hom nao do")
    confirm(qtbot, page)
    assert "ngày hẹn mới" in part.fields["due"].error()
    write(qtbot, page, due="30/11/2026")
    confirm(qtbot, page)
    assert "xin lỗi" in paper_opens(qtbot, page)
    extension = now_is(store, in_hand).extension
    assert extension is not None
    assert (extension.due.astimezone(VIETNAM).day, extension.signer) == (30, "Lãnh đạo Trung tâm Mẫu")
    assert Action.EXTEND not in page.steps.buttons, "once only"
    said = paper(store, in_hand, "04")
    assert "Cho xac minh" in said
    assert "30 tháng 11 năm 2026" in said


def test_a_refusal_states_its_basis(
    qtbot: QtBot, store: Store, in_hand: str, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(in_hand, LEADER)
    qtbot.keyClick(page, Qt.Key.Key_0, ALT)
    write(qtbot, page, reason="Khong du dieu kien", basis="Dieu 5 Luat Mau")
    confirm(qtbot, page)
    paper_opens(qtbot, page)
    assert "Dieu 5 Luat Mau" in paper(store, in_hand, "03")


def test_a_withdrawal_states_what_is_given_back_and_begins_with_the_papers_of_the_dossier(
    qtbot: QtBot, store: Store, code: str, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(code)
    qtbot.keyClick(page, Qt.Key.Key_2, ALT)
    assert page.steps.part.fields["returned"].text() == "Tờ khai theo mẫu (1 bản chính)"
    assert page.may_leave() == "", "what the desk proposed is nothing that was typed"
    write(qtbot, page, reason="Cong dan doi y")
    confirm(qtbot, page)
    paper_opens(qtbot, page)
    assert now_is(store, code).state is State.WITHDRAWN
    assert "Tờ khai theo mẫu (1 bản chính)" in paper(store, code, "05")


def test_a_hand_over_asks_to_whom_and_proposes_the_same_next_time(
    qtbot: QtBot, store: Store, code: str, open_page: Callable[..., DossierPage]
) -> None:
    with store.write(LAN, MONDAY) as change:
        next_one = receive(change, Request(PROCEDURE, Person("Trần Văn Mẫu"))).code
    page = open_page(code)
    qtbot.keyClick(page, Qt.Key.Key_1, ALT)
    write(qtbot, page, receiver="Le Thi Minh Hoa", unit="Tu phap")
    confirm(qtbot, page)
    (line,) = now_is(store, code).handovers
    assert (line.giver, line.receiver, line.unit) == (LAN.name, "Le Thi Minh Hoa", "Tu phap")
    assert "Le Thi Minh Hoa" in paper(store, code, "06")
    page = open_page(next_one)
    qtbot.keyClick(page, Qt.Key.Key_1, ALT)
    assert [page.steps.part.fields[name].text() for name in ("receiver", "unit")] == [
        "Le Thi Minh Hoa",
        "Tu phap",
    ]
    qtbot.keyClick(page.steps.reason.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._seat.work.resting)
    assert now_is(store, next_one).handovers[0].receiver == "Le Thi Minh Hoa"
