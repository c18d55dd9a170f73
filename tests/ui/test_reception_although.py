"""Something speaks against the dossier: the desk asks why, once, and the reason stays with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk.errors import RuleBroken
from desk.reception import Request
from desk.records.base import VIETNAM
from desk.rules.dossier import Overruled
from desk.store import Store
from tests.ui.test_reception import CTRL, ENTER, THU, Hands, hands, page, receive_one, sit_down, taken
from ui.pages.reception import Reception
from ui.pages.reception_although import WhyAlthough, moment_of
from ui.seat import Seat

__all__ = ["hands", "page", "sit_down"]


def question(page: Reception) -> WhyAlthough:
    (found,) = page.findChildren(WhyAlthough)
    return found


def test_a_second_dossier_of_the_same_kind_needs_a_reason(
    qtbot: QtBot, hands: Hands, page: Reception, store: Store, seat: Seat
) -> None:
    receive_one(store, seat, Request("2.000815", THU))
    first = taken(store)[0].code
    hands.certification_of_seven_pages()
    hands.save()
    asked = question(page)
    assert any(first in one.text() for one in asked.findChildren(QLabel))
    qtbot.keyClick(asked, ENTER, CTRL)
    assert asked.reason.error() == "Hãy ghi lý do."
    qtbot.keyClicks(asked.reason.control, "Xin them ban nua")
    qtbot.keyClick(asked, ENTER, CTRL)
    hands.rest()
    second, _first = taken(store)
    assert second.although == (Overruled("duplicate", "Xin them ban nua"),)


def test_escape_takes_nothing_and_keeps_what_was_typed(
    qtbot: QtBot, hands: Hands, page: Reception, store: Store, seat: Seat
) -> None:
    receive_one(store, seat, Request("2.000815", THU))
    hands.certification_of_seven_pages()
    hands.save()
    qtbot.keyClick(question(page), Qt.Key.Key_Escape)
    hands.rest()
    assert len(taken(store)) == 1
    assert page.typed.applicant["name"] == THU.name
    assert page.save.isEnabled()


def test_a_missing_paper_can_be_taken_as_an_exception(
    qtbot: QtBot, hands: Hands, page: Reception, store: Store
) -> None:
    hands.certification_of_seven_pages()
    page.components.rows[0].tick.setChecked(False)
    hands.rest()
    hands.save()
    asked = question(page)
    qtbot.keyClicks(asked.reason.control, "Nop chieu nay")
    qtbot.keyClick(asked, ENTER, CTRL)
    hands.rest()
    (dossier,) = taken(store)
    assert dossier.although == (Overruled("incomplete", "Nop chieu nay"),)


def test_a_reason_that_was_begun_survives_escape_and_a_power_cut(
    qtbot: QtBot, hands: Hands, page: Reception, store: Store, sit_down: Callable[[], Reception]
) -> None:
    hands.certification_of_seven_pages()
    page.components.rows[0].tick.setChecked(False)
    hands.rest()
    hands.save()
    qtbot.keyClicks(question(page).reason.control, "Nop chieu")
    qtbot.keyClick(question(page), Qt.Key.Key_Escape)
    hands.rest()
    page.save.click()
    hands.rest()
    assert question(page).reason.text() == "Nop chieu"
    page.drafts.flush()
    hands.rest()
    again = sit_down()  # as if the program had been started anew
    assert again.typed.unsaid == {"incomplete": "Nop chieu"}
    assert taken(store) == []


def test_an_id_of_somebody_else_that_does_not_fit_is_asked_about_too(
    qtbot: QtBot, hands: Hands, page: Reception, store: Store
) -> None:
    hands.certification_of_seven_pages()
    page.applicant.holder.put(
        {"name": "Trần Văn Ví Dụ", "personal_id": "001190000013", "born": "1985"}, False
    )
    page.applicant.edited.emit()
    hands.rest()
    hands.save()
    asked = question(page)
    assert any("chủ hồ sơ" in one.text() and "1990" in one.text() for one in asked.findChildren(QLabel))
    qtbot.keyClicks(asked.reason.control, "The ghi dung")
    qtbot.keyClick(asked, ENTER, CTRL)
    hands.rest()
    (dossier,) = taken(store)
    assert dossier.although == (Overruled("personal_id", "The ghi dung"),)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("26/11/2026 09:30", (9, 30)),
        ("26-11-2026 9h30", (9, 30)),
        (" 26.11.2026  14h ", (14, 0)),
        ("26/11/2026 8 giờ", (8, 0)),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, hour: tuple[int, int]) -> None:
    assert moment_of(text) == datetime(2026, 11, 26, *hour, tzinfo=VIETNAM)


@pytest.mark.parametrize("text", ["", "mai", "26/11/2026", "31/02/2026 08:00", "26/11/2026 25:00"])
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        moment_of(text)
    assert broken.value.field == "due"


def test_what_was_said_of_one_person_does_not_lie_over_the_next(
    qtbot: QtBot, hands: Hands, page: Reception, store: Store, seat: Seat
) -> None:
    receive_one(store, seat, Request("2.000815", THU))
    hands.certification_of_seven_pages()
    hands.save()
    assert question(page).windowTitle() == "Cần một lý do"
    qtbot.keyClick(question(page), Qt.Key.Key_Escape)
    hands.rest()
    (told,) = page.notices.shown
    assert "đang giải quyết" in told.title
    page.begin_new()
    hands.rest()
    assert not any("đang giải quyết" in one.title for one in page.notices.shown)
