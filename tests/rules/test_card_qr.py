"""The QR of a citizen card: what scanners really deliver, and what is told when it is no whole card. All invented."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.broken import RuleBroken
from desk.rules.card_qr import MAX_SCAN, read_card
from desk.rules.citizen import check_personal_id

TODAY = date(2026, 11, 24)
PLACE = "Thôn Minh Họa, Minh Họa, Yên Lạc, Vĩnh Phúc"
OF_2021 = f"026184000001|123456789|Nguyễn Thị Ví Dụ|02031984|Nữ|{PLACE}|22122021"
OF_2024 = f"026084000002||Trần Văn Mẫu|15071984|Nam|{PLACE}|10082024||||"


def test_a_card_of_2021_fills_the_person() -> None:
    card = read_card(OF_2021, TODAY)
    assert card.person.to_plain() == {
        "name": "Nguyễn Thị Ví Dụ",
        "personal_id": "026184000001",
        "born": "1984-03-02",
        "sex": "Nữ",
        "address": PLACE,
    }
    assert (card.old_id, card.issued_on) == ("123456789", date(2021, 12, 22))


def test_a_card_of_2024_has_more_fields_and_no_old_id() -> None:
    card = read_card(OF_2024, TODAY)
    assert (card.person.name, card.old_id, card.issued_on) == ("Trần Văn Mẫu", "", date(2024, 8, 10))


@pytest.mark.parametrize(
    "text",
    [
        OF_2021 + "\r\n",
        OF_2021 + "\r",
        "\n  " + OF_2021 + "\t\n",
        unicodedata.normalize("NFD", OF_2021),
        OF_2021.replace("|", " | "),
        OF_2021 + "|" * 4,
        OF_2021 + "|Nguyễn Văn Cha|Trần Thị Mẹ||gì nữa",  # what later fields mean is not known: ignored
    ],
)
def test_the_same_card_however_the_scanner_ends_it(text: str) -> None:
    assert read_card(text, TODAY) == read_card(OF_2021, TODAY)


@pytest.mark.parametrize(
    ("birth", "born"),
    [("02031984", "1984-03-02"), ("1984", "1984"), ("00001984", "1984"), ("29022024", "2024-02-29")],
)
def test_a_birth_may_be_a_year_only(birth: str, born: str) -> None:
    assert read_card(OF_2021.replace("02031984", birth), TODAY).person.born == born


@pytest.mark.parametrize(
    ("old", "kept"), [("", ""), ("123456789", "123456789"), ("026184000001", "026184000001"), ("không", "")]
)
def test_the_old_number_is_kept_where_it_is_one(old: str, kept: str) -> None:
    assert read_card(OF_2021.replace("|123456789|", f"|{old}|"), TODAY).old_id == kept


@pytest.mark.parametrize(
    "name",
    ["H'Lan Niê", "Ksor Mlơr", "Y Bhĭm Buôn Krông", "K`Brêu", "Lee Moon Soo", "Zơ Râm Jư", "Đỗ Sĩ Ước"],
)
def test_ethnic_and_foreign_names_are_not_taken_for_damage(name: str) -> None:
    assert read_card(OF_2024.replace("Trần Văn Mẫu", name), TODAY).person.name == name


REFUSED = [
    # scanned text, code
    ("", "not_a_card"),
    ("\r\n", "not_a_card"),
    ("2.000815", "not_a_card"),
    ("8934563138165", "not_a_card"),  # goods
    ("https://example.vn/ho-so?ma=H44.900|x", "not_a_card"),
    ("00020101021238570010A000000727", "not_a_card"),  # a bank's code
    ("Nguyễn Văn Mẫu|026084000001", "not_a_card"),
    (OF_2021.replace("Nguyễn Thị Ví Dụ", ""), "not_a_card"),
    (OF_2021 + "x" * MAX_SCAN, "not_a_card"),
    ("123456789||Nguyễn Văn Mẫu|02031984|Nam|Minh Họa|22122021", "bad_id"),
    (OF_2021[1:], "bad_id"),
    ("0261" + OF_2021, "bad_id"),
    (OF_2021[:40], "too_few_fields"),
    (OF_2021[: OF_2021.rindex("|")], "too_few_fields"),
    (OF_2021[: OF_2021.rindex("|") + 1], "bad_issue_date"),
    (OF_2021[:-1], "bad_issue_date"),
    (OF_2021.replace("22122021", "32122021"), "bad_issue_date"),
    (OF_2021 + OF_2021, "doubled"),
    (OF_2021 + "\r\n" + OF_2021, "doubled"),
    (OF_2024 + OF_2024, "doubled"),
    (OF_2021 + OF_2024, "doubled"),  # two people, one after the other
    (OF_2021.replace("02031984", "30021984"), "bad_birth"),
    (OF_2021.replace("02031984", "02/03/84"), "bad_birth"),
    (OF_2021.replace("02031984", ""), "bad_birth"),
    (OF_2021.replace("Nguyễn Thị Ví Dụ", "Nguyeenx Thij Vis Duj"), "mangled_by_input_method"),  # Telex
    (OF_2021.replace("Nguyễn Thị Ví Dụ", "Nguye6n4 Thi5 Vi1 Du5"), "mangled_by_input_method"),  # VNI
    (OF_2021.replace("Nguyễn Thị Ví Dụ", "Nguy?n Th? Ví D?"), "mangled_by_input_method"),
    (
        OF_2021.replace("Nguyễn Thị Ví Dụ", "Nguyá»…n Thá»‹ VÃ Dá»¥"),
        "mangled_by_input_method",
    ),  # wrong code page
    (OF_2021.replace("Nguyễn", "Nguy\ufffdn"), "mangled_by_input_method"),
    (OF_2021.replace("|Nữ|", "|Nuwx|"), "mangled_by_input_method"),
    (OF_2021.replace("|Nữ|", "|Nu74|"), "mangled_by_input_method"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_is_no_whole_card_is_told_and_fills_nothing(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_card(text, TODAY)
    assert (broken.value.field, broken.value.code) == ("card", code)
    assert broken.value.message


def test_a_birth_in_the_future_is_refused() -> None:
    with pytest.raises(RuleBroken) as broken:
        read_card(OF_2021.replace("02031984", "25112026"), TODAY)
    assert (broken.value.field, broken.value.code) == ("card.born", "future")


def test_a_card_whose_id_does_not_fit_is_read_and_warned_about() -> None:
    person = read_card(OF_2021.replace("02031984", "02031985"), TODAY).person
    assert len(check_personal_id(person.personal_id, person.born, person.sex)) == 1


@given(st.integers(0, len(OF_2021) - 1))
def test_a_card_of_2021_that_is_cut_anywhere_is_never_taken(length: int) -> None:
    with pytest.raises(RuleBroken):
        read_card(OF_2021[:length], TODAY)


@given(st.one_of(st.text(), st.text("|0123456789NamữNguyễn \r\n", max_size=120)))
def test_whatever_is_scanned_is_a_card_or_told(text: str) -> None:
    try:
        card = read_card(text, TODAY)
    except RuleBroken:
        return
    assert len(card.person.personal_id) == 12
