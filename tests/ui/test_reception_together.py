"""Several dossiers in one saving, several people in one dossier: what the clerk does, and what the record then says."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desk.drafts import drafts
from desk.reception import Request, group_of
from desk.store import Store
from tests.ui.test_reception import (
    ALT,
    CTRL,
    ENTER,
    THU,
    Hands,
    NoPaper,
    hands,
    page,
    receive_one,
    seen,
    sit_down,
    taken,
)
from ui.pages.reception import Reception
from ui.pages.reception_although import WhyAlthough
from ui.pages.reception_people import SeveralPeople
from ui.pages.reception_typed import Typed, typed_from
from ui.papers import paper_pdf
from ui.seat import Seat

__all__ = ["hands", "page", "sit_down"]

COPIES, SIGNATURE = "2.000815", "2.000884"


def next_procedure(hands: Hands, code: str) -> None:
    hands.type(code)
    hands.press(ENTER)
    hands.press(Qt.Key.Key_F6)


def two_together(hands: Hands) -> None:
    hands.certification_of_seven_pages()
    hands.press(Qt.Key.Key_H, ALT)
    next_procedure(hands, SIGNATURE)


def back_on(hands: Hands, page: Reception) -> None:
    """The window system gives the keys back to the page; no screen does it here."""
    page.activateWindow()
    hands.qtbot.waitUntil(page.isActiveWindow)


def chosen(page: Reception, words: str) -> None:
    menu = page.findChild(QMenu, "reception.together_menu")
    assert menu is not None
    action = next(one for one in menu.findChildren(QAction) if one.text().startswith(words))
    action.trigger()
    menu.close()


def test_two_dossiers_of_one_person_are_saved_by_one_press_and_have_one_slip(
    hands: Hands, page: Reception, store: Store, seat: Seat
) -> None:
    two_together(hands)
    assert page.beside.together.isVisible()
    hands.save()
    both = sorted(taken(store), key=lambda one: one.code)
    assert [one.procedure for one in both] == [COPIES, SIGNATURE]
    assert {one.applicant.name for one in both} == {THU.name}
    with store.read() as session:
        assert len(group_of(session, both[0].group)) == 2
        assert drafts(session, seat.actor.login) == ()
        slip = paper_pdf(session, page.saved.code, page.saved.form)
    assert NoPaper.asked == [both[0].code]
    assert slip.form == "many"
    assert "2" in seen(page, "saved.done")
    for one in both:
        assert one.code in seen(page, "saved.all")


def test_a_dossier_that_is_not_right_does_not_leave_the_page(hands: Hands, page: Reception) -> None:
    hands.press(Qt.Key.Key_H, ALT)
    assert page.applicant.fields["name"].error()
    hands.press(Qt.Key.Key_1, ALT)
    hands.paste("Nguyễn Thị Thử")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_2, ALT)
    hands.type("ct bs")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_H, ALT)
    assert page.steps.sections[2].is_open
    assert page.typed.more == ()
    assert page.typed.procedure == COPIES


def test_saving_with_an_empty_last_one_saves_those_before(
    hands: Hands, page: Reception, store: Store
) -> None:
    hands.certification_of_seven_pages()
    hands.press(Qt.Key.Key_H, ALT)
    hands.save()
    (one,) = taken(store)
    assert (one.procedure, one.group) == (COPIES, "")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # a menu on no screen
def test_one_of_several_comes_back_to_be_mended_or_goes(hands: Hands, page: Reception, store: Store) -> None:
    two_together(hands)
    hands.press(Qt.Key.Key_J, ALT)
    chosen(page, "Sửa")
    hands.rest()
    assert (page.typed.procedure, page.typed.pages) == (COPIES, 7)
    assert [one.procedure for one in page.typed.more] == [SIGNATURE]
    back_on(hands, page)
    hands.press(Qt.Key.Key_J, ALT)
    chosen(page, "Bỏ")
    hands.rest()
    assert page.typed.more == ()
    back_on(hands, page)
    hands.save()
    assert [one.procedure for one in taken(store)] == [COPIES]


def test_what_stops_one_of_several_brings_it_to_the_page(
    hands: Hands, page: Reception, store: Store, seat: Seat
) -> None:
    receive_one(store, seat, Request(COPIES, THU))
    two_together(hands)
    hands.save()
    assert len(taken(store)) == 1
    assert page.typed.procedure == COPIES
    why = page.findChild(WhyAlthough)
    assert why is not None
    why.reason.put("Nộp thêm bản khác")
    hands.qtbot.keyClick(why, ENTER, CTRL)
    hands.rest()
    assert len(taken(store)) == 3


def test_the_others_are_kept_when_the_program_ends(hands: Hands, store: Store, seat: Seat) -> None:
    two_together(hands)
    with store.read() as session:
        (draft,) = drafts(session, seat.actor.login)
    again = typed_from(draft.document)
    assert [one.procedure for one in again.pieces] == [COPIES, SIGNATURE]
    assert "và 1 hồ sơ nữa" in draft.title


def test_nothing_of_the_others_is_asked_for_where_only_people_stand() -> None:
    assert Typed(subjects=({"name": "A"},)).empty is False
    assert Typed().empty is True


# -- people ----------------------------------------------------------------------------------------------


def several(hands: Hands, page: Reception) -> SeveralPeople:
    hands.press(Qt.Key.Key_N, ALT)
    found = page.findChild(SeveralPeople)
    assert found is not None
    found.activateWindow()
    hands.qtbot.waitUntil(found.isActiveWindow)
    return found


def put(dialog: SeveralPeople, at: int, *texts: str) -> None:
    for place, text in enumerate(texts):
        item = dialog.table.item(at, place)
        assert item is not None
        item.setText(text)


def test_one_dossier_for_people_that_were_typed(hands: Hands, page: Reception, store: Store) -> None:
    hands.certification_of_seven_pages()
    dialog = several(hands, page)
    put(dialog, 0, "Trần Văn Mẫu", "026084000011", "1984")
    put(dialog, 2, "Lê Thị Giả", "", "02/03/1990")
    hands.qtbot.keyClick(dialog, ENTER, CTRL)
    hands.rest()
    assert "2" in page.beside.several.text()
    back_on(hands, page)
    hands.save()
    (one,) = taken(store)
    assert [(person.name, person.born) for person in one.subjects] == [
        ("Trần Văn Mẫu", "1984"), ("Lê Thị Giả", "1990-03-02"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("", "026084000011"), "Dòng 1, Họ và tên"),
        (("Trần Văn Mẫu", "12"), "Dòng 1, Số định danh"),
        (("Trần Văn Mẫu", "", "31/02/1984"), "Dòng 1, Ngày sinh"),
    ],
)
def test_a_wrong_row_is_told_and_nothing_typed_goes(
    hands: Hands, page: Reception, texts: tuple[str, ...], said: str
) -> None:
    dialog = several(hands, page)
    put(dialog, 0, *texts)
    hands.qtbot.keyClick(dialog, ENTER, CTRL)
    assert said in dialog.wrong.text()
    assert dialog.isVisible()
    assert [item.text() for n in range(len(texts)) if (item := dialog.table.item(0, n))] == list(texts)
    hands.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert page.typed.subjects == ()


def test_a_list_comes_in_from_the_template_with_every_wrong_row_told(
    hands: Hands, page: Reception, tmp_path: Path
) -> None:
    file = tmp_path / "danh-sach.xlsx"
    dialog = several(hands, page)
    dialog.ask_place = lambda _parent: str(file)
    dialog.ask_file = lambda _parent: str(file)
    hands.qtbot.keyClick(dialog, Qt.Key.Key_S, CTRL)
    hands.rest()
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for at, texts in enumerate((("Trần Văn Mẫu", "026084000011"), ("Lê Thị Giả", "026")), start=2):
        for place, text in enumerate(texts, start=1):
            sheet.cell(at, place, text)
    book.save(file)
    hands.qtbot.keyClick(dialog, Qt.Key.Key_O, CTRL)
    hands.rest()
    assert "Dòng 3, Số định danh" in dialog.wrong.text()
    assert dialog._rows() == []
    sheet.cell(3, 2, "026190000012")
    book.save(file)
    hands.qtbot.keyClick(dialog, Qt.Key.Key_O, CTRL)
    hands.rest()
    assert [texts["name"] for _at, texts in dialog._rows()] == ["Trần Văn Mẫu", "Lê Thị Giả"]
    hands.qtbot.keyClick(dialog, ENTER, CTRL)
    hands.rest()
    assert len(page.typed.subjects) == 2
