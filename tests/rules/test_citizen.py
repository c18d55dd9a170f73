"""People: what is typed, what is kept, what is refused and why. Everyone here is invented."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.broken import RuleBroken
from desk.rules.citizen import (
    MAX_ADDRESS,
    MAX_EMAIL,
    MAX_NAME,
    PERSON_KEYS,
    PLACES,
    Person,
    check_born,
    check_personal_id,
    check_phone,
    check_tax_code,
    clean_name,
    clean_text,
    fold,
    read_person,
    sort_key,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Thị Minh Họa", "nguyen thi minh hoa"),
        ("Đặng Đình Đức", "dang dinh duc"),
        ("  Trần   Văn\tVí  Dụ ", "tran van vi du"),
        (unicodedata.normalize("NFD", "Lê Thị Ngọc Huyền"), "le thi ngoc huyen"),
        ("ƯƠNG ỷ", "uong y"),
        ("2.000815", "2.000815"),
        ("", ""),
    ],
)
def test_text_is_searched_without_diacritics(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=200))
def test_what_is_folded_stays_so_however_it_was_written(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nguyễn  Văn   Mẫu ", "Nguyễn Văn Mẫu"),
        (unicodedata.normalize("NFD", "Nguyễn Văn Mẫu"), "Nguyễn Văn Mẫu"),
        ("H'Lan Niê", "H'Lan Niê"),
        ("HʼLan Niê", "HʼLan Niê"),
        ("K`Brêu", "K`Brêu"),
        ("Y Bhĭm Ƀuôn Krông", "Y Bhĭm Ƀuôn Krông"),
        ("Công ty TNHH 2 thành viên Ví Dụ & Con", "Công ty TNHH 2 thành viên Ví Dụ & Con"),
        ("=SUM(A1)", "=SUM(A1)"),  # text that a spreadsheet would take for a formula stays text
        ("-Mẫu", "-Mẫu"),
        ("@Mẫu", "@Mẫu"),
        ("N" * MAX_NAME, "N" * MAX_NAME),
    ],
)
def test_a_name_is_kept_as_written(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "missing"),
        (" \t\n ", "missing"),
        ("123", "no_letter"),
        ("...", "no_letter"),
        ("Mẫu\x00", "bad_letter"),
        ("Mẫu\x1b[31m", "bad_letter"),
        ("Mẫu\u202etxt", "bad_letter"),  # right to left: the name would read as another one
        ("Mẫu\u200bVăn", "bad_letter"),
        ("\ufeffMẫu", "bad_letter"),
        ("Mẫu\ue000", "bad_letter"),
        ("Mẫu\ud800", "bad_letter"),
        ("Mẫu 😀", "symbol"),
        ("Mẫu ❤", "symbol"),
        ("Mẫu ☎\ufe0f", "symbol"),
        ("Mẫu ©", "symbol"),
        ("Nguyễn Vаn Mẫu", "wrong_script"),  # a Cyrillic а
        ("山田", "wrong_script"),
        ("Ｍau", "wrong_script"),
        ("N" * (MAX_NAME + 1), "too_long"),
    ],
)
def test_what_is_no_name_is_refused(typed: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        clean_name(typed, "applicant.name")
    assert (broken.value.field, broken.value.code) == ("applicant.name", code)
    assert broken.value.message


@given(st.text(max_size=60))
def test_a_name_that_passes_passes_again_unchanged(typed: str) -> None:
    try:
        name = clean_name(typed)
    except RuleBroken:
        return
    assert clean_name(name) == name
    assert name.isprintable()
    assert name == unicodedata.normalize("NFC", name)


def test_other_text_may_be_empty_and_hold_other_signs() -> None:
    assert clean_text("", "note") == ""
    assert clean_text("Số 5, ngõ 12/3 – tổ 7 (25 m²) №4", "note") == "Số 5, ngõ 12/3 – tổ 7 (25 m²) №4"


@pytest.mark.parametrize(
    ("text", "code"), [("x" * 11, "too_long"), ("a\u2066b", "bad_letter"), ("ổn 👍", "symbol")]
)
def test_other_text_is_bounded_and_printable(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        clean_text(text, "note", 10)
    assert broken.value.code == code


def test_a_list_stands_in_vietnamese_order() -> None:
    ordered = [
        "Trần Văn An",  # by given name; then family name
        "Vũ Thị An",
        "Lê Ánh",  # a before á: the tone decides after the letters
        "Lê Ạnh",
        "Đỗ Văn Ân",  # a, ă, â are three letters
        "Lê Bình",
        "Lê Dũng",  # d before đ
        "Lê Đăng",
        "Lê Hoa",  # level, huyền, hỏi, ngã, sắc, nặng
        "Lê Hòa",
        "Lê Hỏa",
        "Lê Hõa",
        "Lê Hóa",
        "Lê Họa",
        "Lê Hoàng",
        "Nguyễn Anh Khoa",  # same given and family name: by the middle name
        "Nguyễn Ánh Khoa",
        "Nguyễn Văn Khoa",
        "Lê Ngọc",
        "Lê Oanh",  # o, ô, ơ
        "Lê Ông",
        "Lê Ơn",
        "Lê Uyên",
        "Lê Ước",
        "Lê Vy",
        "Lê William",
        "Lê Xuân",
    ]
    mixed = ordered[1::2] + ordered[::2]
    assert sorted(mixed, key=sort_key) == ordered


def test_capitals_and_ways_of_encoding_do_not_change_the_order() -> None:
    assert sort_key("NGUYỄN VĂN MẪU") == sort_key("nguyễn văn mẫu")
    assert sort_key(unicodedata.normalize("NFD", "Nguyễn Văn Mẫu")) == sort_key("Nguyễn Văn Mẫu")


@given(st.text(max_size=40))
def test_anything_can_be_put_in_order(name: str) -> None:
    assert sort_key(name) <= sort_key(name)


@pytest.mark.parametrize(
    ("personal_id", "born", "sex", "warnings"),
    [
        ("026084000001", "1984-03-02", "Nam", []),
        ("026184000001", "1984", "Nữ", []),
        ("025206000001", "2006-01-01", "Nam", []),
        ("025306000001", "2006-01-01", "Nữ", []),
        ("026084000001", "", "", []),
        ("026084000001", "1984-03-02", "Nữ", ["giới tính"]),
        ("026084000001", "1985-03-02", "Nam", ["năm sinh"]),
        ("026284000001", "1984-03-02", "Nam", ["năm sinh"]),  # the century is wrong: 2084
        ("026184000001", "1985", "Nam", ["giới tính", "năm sinh"]),
        ("003084000001", "1984", "Nam", ["003"]),  # no province has this code
        ("000084000001", "1984", "Nam", ["000"]),
        ("101084000001", "1984", "Nam", []),  # births registered abroad have codes of countries
    ],
)
def test_an_id_that_does_not_fit_warns(personal_id: str, born: str, sex: str, warnings: list[str]) -> None:
    found = check_personal_id(personal_id, born, sex)
    assert len(found) == len(warnings)
    assert all(word in sentence for word, sentence in zip(warnings, found, strict=True))


@pytest.mark.parametrize(
    "personal_id", ["", "02608400000", "0260840000011", "02608400000a", "026 84000001", "٠٢٦٠٨٤٠٠٠٠٠١"]
)
def test_what_is_no_id_is_refused(personal_id: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_personal_id(personal_id)
    assert (broken.value.field, broken.value.code) == ("personal_id", "bad_id")


def test_all_63_places_are_known() -> None:
    assert len(PLACES) == 63
    assert (PLACES["025"], PLACES["026"], PLACES["017"]) == ("Phú Thọ", "Vĩnh Phúc", "Hòa Bình")


@pytest.mark.parametrize(
    ("born", "kept"),
    [
        ("1984-03-02", "1984-03-02"),
        ("1984", "1984"),
        (1984, "1984"),
        ("2026-11-24", "2026-11-24"),
        ("2026", "2026"),
    ],
)
def test_a_birth_is_a_day_or_a_year(born: object, kept: str) -> None:
    assert check_born(born, TODAY) == kept


@pytest.mark.parametrize(
    ("born", "code"),
    [
        ("2026-11-25", "future"),
        ("2027", "future"),
        ("1984-02-30", "bad_birth"),
        ("02/03/1984", "bad_birth"),
        ("1984-3-2", "bad_birth"),
        ("19840302", "bad_birth"),
        ("84", "bad_birth"),
        ("1879", "bad_birth"),
        ("0000", "bad_birth"),
        ("", "bad_birth"),
        (True, "bad_birth"),
        (1984.0, "bad_birth"),
        (None, "bad_birth"),
    ],
)
def test_what_is_no_birth_is_refused(born: object, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_born(born, TODAY)
    assert broken.value.code == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0912345678", "0912345678"),
        ("0912 345 678", "0912345678"),
        ("0912.345-678", "0912345678"),
        ("+84912345678", "0912345678"),
        ("+84 (0)912 345 678", "0912345678"),
        ("0513831903", "0513831903"),
        ("0740234045", "0740234045"),
        ("02103 846 647", "02103846647"),
        ("+856 20 1234 5678", "8562012345678"),
    ],
)
def test_a_phone_is_kept_as_digits(typed: str, kept: str) -> None:
    assert check_phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["12345678", "01234567890123", "không có", "09l2345678", "٠٩١٢٣٤٥٦٧٨", "0912345678 x2", "++"]
)
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_phone(typed)
    assert broken.value.code == "bad_phone"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9999999997", "9999999997"),  # 9 × 147 = 1323, 3 over 11s: 10 - 3
        ("0000000017", "0000000017"),
        ("0000000200", "0000000200"),  # 10 over: the check digit is 0
        ("99 9999 9997", "9999999997"),
        ("9999999997-001", "9999999997-001"),
        ("9999999997001", "9999999997-001"),  # a branch
        ("026084000001", "026084000001"),  # the tax code of a person is the personal id
    ],
)
def test_a_tax_code_that_is_right_is_kept(typed: str, kept: str) -> None:
    assert check_tax_code(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9999999998", "bad_check_digit"),
        ("9999999998-001", "bad_check_digit"),
        *(
            (f"000000012{digit}", "bad_check_digit") for digit in range(10)
        ),  # 11 over nothing: never given out
        ("999999999", "bad_tax_code"),
        ("99999999970", "bad_tax_code"),
        ("999999999A", "bad_tax_code"),
        ("", "bad_tax_code"),
    ],
)
def test_a_tax_code_that_is_wrong_is_refused(typed: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_tax_code(typed)
    assert broken.value.code == code


WHOLE = {
    "name": "Nguyễn Thị Ví Dụ",
    "personal_id": "026184000001",
    "born": "1984-03-02",
    "sex": "Nữ",
    "address": "Thôn Minh Họa, xã Minh Họa, tỉnh Phú Thọ",
    "phone": "0912345678",
    "email": "vi.du@example.vn",
    "organisation": "Hợp tác xã Minh Họa",
    "tax_code": "9999999997",
}


def test_a_whole_person_reads_and_is_given_back_with_the_same_keys() -> None:
    person = read_person(WHOLE, "applicant", TODAY)
    assert person.to_plain() == WHOLE
    assert tuple(person.to_plain()) == PERSON_KEYS


def test_a_name_is_enough_and_what_is_empty_is_left_out() -> None:
    person = read_person({"name": "Mẫu", "phone": "", "born": None}, "applicant", TODAY)
    assert person == Person("Mẫu")
    assert person.to_plain() == {"name": "Mẫu"}


@given(st.sets(st.sampled_from(PERSON_KEYS)))
def test_what_was_given_back_reads_as_the_same_person(keys: set[str]) -> None:
    person = read_person({key: WHOLE[key] for key in keys | {"name"}}, "holder", TODAY)
    assert read_person(person.to_plain(), "holder", TODAY) == person


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": ""}, "name", "missing"),
        ({"name": None}, "name", "missing"),
        ({"name": 5}, "name", "not_text"),
        ({"nickname": "Tí"}, "nickname", "unknown_key"),
        ({"personal_id": "123"}, "personal_id", "bad_id"),
        ({"personal_id": 26184000001}, "personal_id", "not_text"),
        ({"born": "2026-11-25"}, "born", "future"),
        ({"born": ["1984"]}, "born", "bad_birth"),
        ({"sex": "nữ"}, "sex", "bad_sex"),
        ({"address": "x" * (MAX_ADDRESS + 1)}, "address", "too_long"),
        ({"address": "Thôn \u202e"}, "address", "bad_letter"),
        ({"phone": "gọi bác Ví"}, "phone", "bad_phone"),
        ({"email": "vi.du"}, "email", "bad_email"),
        ({"email": "a@b@example.vn"}, "email", "bad_email"),
        ({"email": "vi du@example.vn"}, "email", "bad_email"),
        ({"email": "vi.du\u202e@example.vn"}, "email", "bad_email"),
        ({"email": "ví.dụ@example.vn"}, "email", "bad_email"),
        ({"email": "x" * MAX_EMAIL + "@example.vn"}, "email", "bad_email"),
        ({"organisation": "Hội 😀"}, "organisation", "symbol"),
        ({"tax_code": "9999999998"}, "tax_code", "bad_check_digit"),
    ],
)
def test_the_field_that_is_wrong_is_named(change: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_person(WHOLE | change, "applicant", TODAY)
    assert (broken.value.field, broken.value.code) == (f"applicant.{field}", code)
    assert broken.value.message


@pytest.mark.parametrize("document", [[], "Nguyễn Văn Mẫu", None, 5])
def test_what_is_no_object_is_no_person(document: object) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_person(document, "applicant", TODAY)  # type: ignore[arg-type]
    assert (broken.value.field, broken.value.code) == ("applicant", "not_an_object")


def test_an_id_that_does_not_fit_the_birth_does_not_stop_the_dossier() -> None:
    person = read_person(WHOLE | {"born": "1985"}, "applicant", TODAY)
    assert check_personal_id(person.personal_id, person.born, person.sex)
