"""Papers of the day at the closing page, and the note of a result at the handing-out page: by what the clerk presses and sees."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desk.closing import close_day
from desk.handling import act
from desk.journal import timeline, to_entry
from desk.practice import practice_person
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.records.journal import JournalRow
from desk.returning import result_arrived
from desk.rules.chain import Entry
from desk.rules.lifecycle import Action
from desk.store import Actor, Store
from tests.printing.reading import texts
from ui.pages.closing import ClosingPage
from ui.pages.day_papers import DayPreview
from ui.pages.handing_out import HandingOutPage
from ui.pages.print_preview import PrintPreview
from ui.pictures import settle
from ui.seat import Seat

EVENING = datetime(2026, 11, 27, 16, 50, tzinfo=VIETNAM)
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def take(store: Store, lan: Actor, chance: random.Random) -> str:
    with store.write(lan, EVENING.replace(hour=8)) as change:
        return receive(change, Request("2.000815", practice_person(chance, EVENING.date()))).code


def rest(qtbot: QtBot, seat: Seat) -> None:
    qtbot.waitUntil(lambda: seat.work.resting)
    settle()


def noted(store: Store, action: str) -> list[Entry]:
    with store.read() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.action == action).order_by(JournalRow.seq))
        return [to_entry(row) for row in rows]


@pytest.fixture
def closing(qtbot: QtBot, seat: Seat, tmp_path: Path) -> Callable[[], ClosingPage]:
    def opened() -> ClosingPage:
        page = ClosingPage(seat, clock=lambda: EVENING, ask_book=lambda _parent, name: str(tmp_path / name))
        seat.work.changed.connect(page.changed)
        qtbot.addWidget(page)
        page.resize(1182, 672)
        with qtbot.waitExposed(page):
            page.show()
        rest(qtbot, seat)
        return page

    return opened


def preview_of(page: ClosingPage, seat: Seat, qtbot: QtBot) -> DayPreview:
    rest(qtbot, seat)
    (shown,) = page.findChildren(DayPreview)
    return shown


def test_the_receipt_of_the_day_is_shown_kept_and_noted(
    closing: Callable[[], ClosingPage], seat: Seat, store: Store, lan: Actor, chance: random.Random,
    tmp_path: Path, qtbot: QtBot,
) -> None:  # fmt: skip
    take(store, lan, chance)
    with store.write(lan, EVENING) as change:
        close_day(change, EVENING.date())
    page = closing()
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL)
    preview = preview_of(page, seat, qtbot)
    preview._ask_file = lambda _parent, name: str(tmp_path / name)
    preview.save.click()
    rest(qtbot, seat)
    said = texts((tmp_path / "27-11-2026.pdf").read_bytes())[0]
    assert "BIÊN NHẬN CHỐT NGÀY" in said
    assert "Hồ sơ tiếp nhận trong ngày 1" in said
    (entry,) = noted(store, "print_list")
    assert (entry.facts()["form"], entry.facts()["day"]) == ("day", "2026-11-27")
    assert store.vault.has(str(entry.facts()["sha256"]))
    preview.close()


def test_a_day_with_nothing_to_print_says_why(
    closing: Callable[[], ClosingPage], seat: Seat, qtbot: QtBot
) -> None:
    page = closing()
    page.papers.buttons["handover-list"].click()
    preview = preview_of(page, seat, qtbot)
    assert "chưa chuyển hồ sơ nào" in " ".join(one.text() for one in preview.findChildren(QLabel))
    preview.close()


def test_the_handover_list_of_the_day_opens_by_its_key(
    closing: Callable[[], ClosingPage],
    seat: Seat,
    store: Store,
    lan: Actor,
    chance: random.Random,
    qtbot: QtBot,
) -> None:
    code = take(store, lan, chance)
    with store.write(lan, EVENING) as change:
        act(change, code, Action.HAND_OVER)
    page = closing()
    qtbot.keyClick(page, Qt.Key.Key_H, CONTROL | SHIFT)
    preview = preview_of(page, seat, qtbot)
    assert preview.windowTitle() == "In biên bản giao nhận hồ sơ"
    assert preview._paper is not None
    assert code in " ".join(texts(preview._paper.pdf))
    assert preview._paper.made.size == "A4"
    preview.close()


def test_the_register_of_the_year_is_saved_and_noted(
    closing: Callable[[], ClosingPage], seat: Seat, store: Store, lan: Actor, chance: random.Random,
    tmp_path: Path, qtbot: QtBot,
) -> None:  # fmt: skip
    code = take(store, lan, chance)
    page = closing()
    qtbot.keyClick(page, Qt.Key.Key_B, CONTROL | SHIFT)
    rest(qtbot, seat)
    assert code in texts((tmp_path / "So-theo-doi-2026.pdf").read_bytes())[0]
    (entry,) = noted(store, "print_list")
    assert (entry.facts()["form"], entry.facts()["rows"], entry.actor) == ("07", 1, lan.login)


def test_after_handing_out_the_note_to_sign_is_one_key_away(
    seat: Seat, store: Store, lan: Actor, chance: random.Random, qtbot: QtBot
) -> None:
    code = take(store, lan, chance)
    with store.write(lan, EVENING.replace(hour=9)) as change:
        result_arrived(change, code)
    page = HandingOutPage(seat, clock=lambda: EVENING)
    seat.work.changed.connect(page.changed)
    qtbot.addWidget(page)
    page.resize(1182, 672)
    with qtbot.waitExposed(page):
        page.show()
    rest(qtbot, seat)
    page.show_dossier(code)
    rest(qtbot, seat)
    page.card.give_button.click()
    rest(qtbot, seat)
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL)
    rest(qtbot, seat)
    (preview,) = page.findChildren(PrintPreview)
    assert preview.windowTitle() == "In phiếu biên nhận kết quả"
    assert preview._paper is not None
    assert "NGƯỜI NHẬN KẾT QUẢ" in texts(preview._paper.pdf)[0]
    preview.print.setEnabled(True)
    preview._ask_file = lambda _parent, _name: ""
    preview.close()
    with store.read() as session:
        assert timeline(session, _id(store, code))


def _id(store: Store, code: str) -> str:
    from desk.handling import dossier_of

    with store.read() as session:
        return dossier_of(session, code).id
