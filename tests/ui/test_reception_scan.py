"""A card is scanned: anywhere on the page, whole or damaged, at an empty page or in the middle of another dossier."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.scanner import Scanner
from tests.ui.test_reception import ALT, CARD, ENTER, Hands, hands, page, seen, sit_down
from ui.pages.reception import Reception

__all__ = ["hands", "page", "sit_down"]

OTHER = "026184000002||Trần Văn Mẫu|1984|Nam|Thôn Tây, xã Minh Họa|01012022|||||"
"""The card of 2024 with its empty fields, no former number, and the year of birth only."""
TELEX = "026184000001|123456789|Nguyeenx Thij Thuwr|02031984|Nuwx|Thoon DDoong|01012022"


@pytest.fixture
def scanner(page: Reception) -> Scanner:
    return Scanner(page)


def focused(page: Reception, widget: QWidget) -> QWidget:
    widget.setFocus()
    assert QApplication.focusWidget() is not None
    return widget


def applicant(page: Reception) -> str:
    return page.typed.applicant.get("name", "")


def everything(page: Reception) -> list[str]:
    """What stands in every input of the page, shown or not."""
    lines = [line.text() for line in page.findChildren(QLineEdit)]
    return lines + [box.currentText() for box in page.findChildren(QComboBox)]


def test_a_scan_at_the_empty_page_fills_the_applicant_and_goes_on(
    hands: Hands, page: Reception, scanner: Scanner
) -> None:
    scanner.scan(CARD)
    hands.rest()
    assert (applicant(page), page.typed.applicant["born"]) == ("Nguyễn Thị Thử", "02/03/1984")
    assert page.steps.sections[1].is_open
    assert page.applicant.line.text() == ""


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab, None])
def test_a_scanner_may_end_with_enter_with_tab_or_with_nothing(
    hands: Hands, page: Reception, scanner: Scanner, end: Qt.Key | None
) -> None:
    scanner.scan(CARD, end)
    hands.qtbot.waitUntil(lambda: applicant(page) == "Nguyễn Thị Thử")
    hands.rest()


PLACES = ["applicant.name", "applicant.sex", "applicant.phone", "quantity.pages", "note", "case", "procedure"]


@pytest.mark.parametrize("place", PLACES)
def test_the_focus_may_be_anywhere_and_nothing_of_the_code_stays_there(
    hands: Hands, page: Reception, scanner: Scanner, place: str
) -> None:
    field = next(one for one in page.findChildren(QWidget, f"{place}.input"))
    step = next(at for at, one in enumerate(page.steps.all) if one.isAncestorOf(field))
    page.steps.sections[step].open()
    before = everything(page)
    focused(page, field)
    scanner.scan("026184000001|123456789|Nguyễn Thị Thử|02031984|Nữ")  # cut: it must not fill anything
    hands.rest()
    assert everything(page) == before
    assert "thiếu" in page.notices.shown[-1].title
    scanner.scan(CARD)
    hands.rest()
    assert applicant(page) == "Nguyễn Thị Thử"


def test_the_search_of_the_window_may_have_the_focus(qtbot: QtBot, hands: Hands, page: Reception) -> None:
    search = QLineEdit(page)
    search.show()
    search.setText("tran")
    search.setFocus()
    Scanner(page).scan(CARD)
    hands.rest()
    assert (search.text(), applicant(page)) == ("tran", "Nguyễn Thị Thử")


def test_letters_and_a_selection_that_stood_in_a_field_come_back(
    hands: Hands, page: Reception, scanner: Scanner
) -> None:
    phone = page.applicant.fields["phone"].control
    assert isinstance(phone, QLineEdit)
    phone.setText("0999")
    phone.setFocus()
    phone.selectAll()
    scanner.scan("https://example.vn/?ma=1")
    hands.rest()
    assert (phone.text(), phone.selectedText()) == ("0999", "0999")
    assert "không phải thẻ" in page.notices.shown[-1].title


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (CARD[:40], "thiếu"),
        (CARD + CARD, "dính"),
        (CARD[20:], "không phải thẻ"),
        (TELEX, "Bộ gõ"),
        ("https://example.vn/ho-so", "không phải thẻ"),
        (CARD.replace("02031984", "31021984"), "Ngày sinh"),
        (CARD.replace("026184000001", "02618400000"), "12 chữ số"),
    ],
)
def test_a_bad_code_is_told_and_changes_nothing(
    hands: Hands, page: Reception, scanner: Scanner, code: str, said: str
) -> None:
    hands.paste("Lê Giả Định")
    hands.press(ENTER)
    before, stood = page.typed, everything(page)
    scanner.scan(code)
    hands.rest()
    assert said in page.notices.shown[-1].title
    assert (page.typed, everything(page)) == (before, stood)


def test_a_person_who_types_fast_is_no_scanner(hands: Hands, page: Reception) -> None:
    hands_of_a_typist = Scanner(page, gap_ms=60)
    hands_of_a_typist.scan("026184000001", end=None)
    assert page.applicant.line.text() == "026184000001"
    Scanner(page, gap_ms=200).scan("ab|cd|ef", end=None)
    assert page.applicant.line.text() == "026184000001ab|cd|ef"
    hands.rest()


def test_an_input_method_between_scanner_and_page_is_seen_through(
    hands: Hands, page: Reception, scanner: Scanner
) -> None:
    """Letters come composed, and letters are taken back, as the usual Vietnamese input methods do it."""
    scanner.scan("026184000001|123456789|", end=None)
    scanner.compose("Nguyễn ")
    scanner.compose("Thị ")
    for letter in "Thuw":
        scanner.key(ord(letter.upper()), letter)
    for _back in range(2):
        scanner.key(Qt.Key.Key_Backspace, "\b")
    for letter in "ử|02031984|Nữ|Thôn Đông, xã Minh Họa|01012022":
        scanner.key(0, letter)
    scanner.key(Qt.Key.Key_Return, "\r")
    hands.rest()
    assert applicant(page) == "Nguyễn Thị Thử"


def test_cr_and_lf_are_one_end(hands: Hands, page: Reception, scanner: Scanner) -> None:
    scanner.scan(CARD)
    scanner.key(Qt.Key.Key_Return, "\n")
    hands.rest()
    assert page.steps.sections[1].is_open
    assert page.steps.procedure.find.error() == ""


def test_the_same_card_again_changes_nothing(hands: Hands, page: Reception, scanner: Scanner) -> None:
    scanner.scan(CARD)
    hands.rest()
    page.applicant.fields["phone"].put("0999000001")
    before = page.steps.gather(page.typed)
    scanner.scan(CARD)
    hands.rest()
    assert page.typed == before
    assert page.other.isHidden()


def test_somebody_elses_card_asks_and_enter_parks_what_is_half_typed(
    hands: Hands, page: Reception, scanner: Scanner
) -> None:
    hands.certification_of_seven_pages()
    scanner.scan(OTHER)
    hands.rest()
    assert applicant(page) == "Nguyễn Thị Thử"
    assert "Trần Văn Mẫu" in seen(page, "reception.other.words")
    hands.press(ENTER)
    assert applicant(page) == "Trần Văn Mẫu"
    assert page.typed.procedure == ""
    (parked,) = page.parked.drafts
    assert parked.title.startswith("Nguyễn Thị Thử · ")


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (Qt.Key.Key_K, ("Nguyễn Thị Thử", "Trần Văn Mẫu")),
        (Qt.Key.Key_T, ("Trần Văn Mẫu", "")),
        (Qt.Key.Key_Escape, ("Nguyễn Thị Thử", "")),
    ],
)
def test_or_it_is_the_holders_or_replaces_or_is_put_away(
    hands: Hands, page: Reception, scanner: Scanner, key: Qt.Key, names: tuple[str, str]
) -> None:
    hands.certification_of_seven_pages()
    scanner.scan(OTHER)
    hands.press(key)
    assert (applicant(page), (page.typed.holder or {}).get("name", "")) == names
    assert page.typed.procedure == "2.000815"
    assert page.other.isHidden()


def test_where_a_holder_is_asked_for_the_next_card_is_the_holders(
    hands: Hands, page: Reception, scanner: Scanner
) -> None:
    scanner.scan(CARD)
    hands.press(Qt.Key.Key_1, ALT)
    hands.press(Qt.Key.Key_K, ALT)
    scanner.scan(OTHER)
    hands.rest()
    assert (applicant(page), (page.typed.holder or {}).get("name")) == ("Nguyễn Thị Thử", "Trần Văn Mẫu")


def test_after_saving_the_next_card_begins_the_next_dossier(
    hands: Hands, page: Reception, scanner: Scanner
) -> None:
    hands.certification_of_seven_pages()
    hands.save()
    scanner.scan(OTHER)
    hands.rest()
    assert page.saved.isHidden()
    assert (applicant(page), page.typed.procedure) == ("Trần Văn Mẫu", "")


def test_a_count_gets_its_number_back(hands: Hands, page: Reception, scanner: Scanner) -> None:
    hands.certification_of_seven_pages()
    page.steps.sections[1].open()
    pages = page.steps.procedure.pages.control
    assert isinstance(pages, QSpinBox)
    pages.setFocus()
    scanner.scan("https://example.vn")
    hands.rest()
    assert (pages.value(), page.typed.pages) == (7, 7)
