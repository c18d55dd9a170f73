"""What people paste and mistype: each field says what is wrong in a sentence, keeps what was typed, and records nothing.

One table for the whole page: field, what stands in it, and a piece of the sentence beside it.
"""

from __future__ import annotations

import unicodedata

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desk.drafts import drafts
from desk.store import Store
from tests.ui.test_reception import ALT, CARD, ENTER, Hands, hands, page, sit_down, taken
from ui.pages.reception import Reception
from ui.pages.reception_typed import typed_from
from ui.seat import Seat
from ui.widgets.field import Field

__all__ = ["hands", "page", "sit_down"]

LONG = "Nguyễn " * 100
BIDI, ZERO_WIDTH, BELL, EMOJI = "\u202e", "\u200b", "\x07", "😀"

REFUSED = [
    ("applicant.name", "", "Hãy nhập họ và tên"),
    ("applicant.name", "   ", "Hãy nhập họ và tên"),
    ("applicant.name", LONG, "Dài quá"),
    ("applicant.name", "Иван Петров", "La-tinh"),
    ("applicant.name", "阮氏试", "La-tinh"),
    ("applicant.name", "Nguy\u0435n Thị Thử", "La-tinh"),  # a Cyrillic letter that looks right
    ("applicant.name", f"Nguyễn {EMOJI} Thử", "biểu tượng"),
    ("applicant.name", f"Nguyễn{BELL} Thử", "ký tự ẩn"),
    ("applicant.name", f"{BIDI}Nguyễn Thử", "ký tự ẩn"),
    ("applicant.name", f"Nguyễn{ZERO_WIDTH} Thử", "ký tự ẩn"),
    ("applicant.name", "123456", "chữ cái"),
    ("applicant.personal_id", "02618400000", "12"),
    ("applicant.personal_id", "0261840000011", "12"),
    ("applicant.personal_id", "02618400000x", "12"),
    ("applicant.personal_id", "０２６１８４００００01", "12"),  # full-width digits
    ("applicant.personal_id", "=026184000001", "12"),
    ("applicant.born", "30/02/1984", "Ngày sinh"),
    ("applicant.born", "31/04/2001", "Ngày sinh"),
    ("applicant.born", "26/11/2026", "tương lai"),  # tomorrow
    ("applicant.born", "2027", "tương lai"),
    ("applicant.born", "01/01/1700", ""),
    ("applicant.born", "hôm qua", "Ngày sinh"),
    ("applicant.born", "00/00/0000", "Ngày sinh"),
    ("applicant.address", LONG, "Dài quá"),
    ("applicant.address", f"Thôn Đông {EMOJI}", "biểu tượng"),
    ("applicant.address", f"Thôn{BIDI} Đông", "ký tự ẩn"),
    ("applicant.phone", "0912", "chữ số"),
    ("applicant.phone", "09123456789012345", "chữ số"),
    ("applicant.phone", "không có", "chữ số"),
    ("applicant.phone", "=SUM(A1)", "chữ số"),
    ("applicant.email", "ten@", "Thư điện tử"),
    ("applicant.email", "tên@example.vn", "Thư điện tử"),
    ("applicant.email", "a b@example.vn", "Thư điện tử"),
    ("applicant.email", "x" * 250 + "@example.vn", "Thư điện tử"),
    ("applicant.email", f"ten{ZERO_WIDTH}@example.vn", "Thư điện tử"),
    ("applicant.organisation", LONG, "Dài quá"),
    ("applicant.organisation", f"Công ty {EMOJI}", "biểu tượng"),
    ("applicant.tax_code", "1234567890", "thuế"),
    ("applicant.tax_code", "12345", "thuế"),
    ("applicant.tax_code", "abc", "thuế"),
    ("note", f"Ghi chú {BIDI} ngược", "ký tự ẩn"),
    ("note", "x" * 2_001, "Dài quá"),
]
TAKEN = [
    ("applicant.name", unicodedata.normalize("NFD", "Nguyễn Thị Thử"), "Nguyễn Thị Thử"),
    ("applicant.name", "  Nguyễn   Thị  Thử ", "Nguyễn Thị Thử"),
    ("applicant.name", "=Nguyễn Thị Thử", "=Nguyễn Thị Thử"),  # stays text; a sheet writes it as text
    ("applicant.name", "HʼLan Niê", "HʼLan Niê"),
    ("applicant.address", "+84 đường số 1", "+84 đường số 1"),
    ("applicant.phone", "0912 345 678", "0912345678"),
    ("applicant.born", "2-3-1984", "1984-03-02"),
]


def field_of(page: Reception, name: str) -> Field:
    found = page.findChild(Field, name)
    assert found is not None
    return found


def fill(hands: Hands, page: Reception, name: str, text: str) -> Field:
    """Everything in order but this one field, filled as an input method or a paste does it."""
    hands.certification_of_seven_pages()
    step = 4 if name == "note" else 1
    hands.press({1: Qt.Key.Key_1, 4: Qt.Key.Key_4}[step], ALT)
    if name.rpartition(".")[2] in ("email", "organisation", "tax_code"):
        hands.press(Qt.Key.Key_M, ALT)
    field = field_of(page, name)
    field.jump()
    line = field.control
    assert isinstance(line, QLineEdit)
    line.clear()
    line.insert(text)
    line.textEdited.emit(line.text())
    hands.rest()
    return field


@pytest.mark.parametrize(("name", "text", "said"), REFUSED)
def test_a_bad_input_is_told_stays_and_records_nothing(
    hands: Hands, page: Reception, store: Store, seat: Seat, name: str, text: str, said: str
) -> None:
    field = fill(hands, page, name, text)
    stood = field.text()
    hands.save()
    assert field.error(), stood
    assert said in field.error()
    assert field.isVisible()
    assert field.text() == stood
    assert taken(store) == []
    hands.rest()
    with store.read() as session:  # what was typed is on disk, too
        (draft,) = drafts(session, seat.actor.login)
    assert typed_from(draft.document) == page.typed


@pytest.mark.parametrize(("name", "text", "recorded"), TAKEN)
def test_what_only_looks_odd_is_taken_and_tidied(
    hands: Hands, page: Reception, store: Store, name: str, text: str, recorded: str
) -> None:
    fill(hands, page, name, text)
    hands.save()
    (dossier,) = taken(store)
    assert getattr(dossier.applicant, name.rpartition(".")[2]) == recorded


@pytest.mark.parametrize("text", ["=1+1", "mười nghìn", "-5", "1" * 20, EMOJI, "１４０００"])
def test_a_sum_that_is_none_is_told_and_stays(hands: Hands, page: Reception, store: Store, text: str) -> None:
    hands.certification_of_seven_pages()
    hands.press(Qt.Key.Key_4, ALT)
    (field,) = page.steps.fees.sums.values()
    hands.paste(text) if field.control.hasFocus() else None
    hands.save()
    assert "chữ số" in field.error()
    assert text in field.text()
    assert taken(store) == []


@pytest.mark.parametrize("text", ["khongcothutucnay", "=cmd|' /C calc'!A0", EMOJI, "9.999999", "x" * 5_000])
def test_a_procedure_that_is_none_is_told_and_stays(
    hands: Hands, page: Reception, store: Store, text: str
) -> None:
    hands.paste(CARD)
    hands.press(ENTER)
    hands.paste(text)
    hands.press(ENTER)
    assert page.steps.procedure.find.error()
    assert page.steps.procedure.line.text() == text
    hands.save()
    assert taken(store) == []


@pytest.mark.parametrize("text", [f"Giấy {EMOJI}", f"Giấy{BIDI}", "Giấy " * 300])
def test_a_paper_of_ones_own_with_a_bad_name_is_told_and_stays(
    hands: Hands, page: Reception, store: Store, text: str
) -> None:
    hands.certification_of_seven_pages()
    hands.press(Qt.Key.Key_T, ALT)
    hands.paste(text)
    hands.save()
    assert page.components._wrong.text()
    assert page.components.rows[-1].line.text() == text
    assert taken(store) == []
