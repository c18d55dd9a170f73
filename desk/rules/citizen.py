"""Who is this person? Names, the 12-digit personal id, phones, births: cleaned, folded, ordered, checked.

Sources: Luật Căn cước 26/2023/QH15 and Nghị định 137/2015/NĐ-CP (structure of the personal id); the tax code's
check digit as the tax authority publishes it. A mismatch inside an id is a warning, never a refusal: historical
errors exist.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NewType

from desk.rules.broken import RuleBroken
from desk.rules.words import _

PersonalId = NewType("PersonalId", str)

MAX_NAME = 500
MAX_ADDRESS = 500
MAX_EMAIL = 254
MAX_FOLDED = 4_000
MAX_SHOWN = 60
OLDEST_BIRTH_YEAR = 1880
PHONE_DIGITS = range(9, 14)
"""From a landline with its area code to an international number without its plus sign."""
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
SEXES = ("Nam", "Nữ")
PERSON_KEYS = ("name", "personal_id", "born", "sex", "address", "phone", "email", "organisation", "tax_code")

PLACES: Mapping[str, str] = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai",
    "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên",
    "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc", "027": "Bắc Ninh",
    "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam", "036": "Nam Định",
    "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh", "044": "Quảng Bình", "045": "Quảng Trị",
    "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam", "051": "Quảng Ngãi", "052": "Bình Định",
    "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận", "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai",
    "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng", "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương",
    "075": "Đồng Nai", "077": "Bà Rịa - Vũng Tàu", "079": "TP Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang",
    "083": "Bến Tre", "084": "Trà Vinh", "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang",
    "092": "Cần Thơ", "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip
"""The 63 place codes; ids keep them after the mergers of 2025."""
FIRST_FOREIGN_PLACE = 100
"""Codes from 100 on stand for countries of birth registration."""
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""Vietnamese order; f, j, w and z, which only foreign and ethnic names have, keep their Latin places."""
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""The order of the tones: level, huyền, hỏi, ngã, sắc, nặng."""
_FIRST_EMOJI, _PICTURE_MARKS = 0x1F000, "\u20e3\ufe0e\ufe0f"
_PICTURES = frozenset(_PICTURE_MARKS)


@dataclass(frozen=True, slots=True)
class Person:
    """A person or organisation as a dossier names it; empty text where nothing was given."""

    name: str
    personal_id: str = ""
    born: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    organisation: str = ""
    tax_code: str = ""

    def to_plain(self) -> dict[str, str]:
        """The keys of the paper backlog that are filled, as `read_person` takes them."""
        return {key: value for key in PERSON_KEYS if (value := getattr(self, key))}


def fold(text: str) -> str:
    """Text as it is searched: without diacritics (đ -> d), case-folded, spaces collapsed."""
    apart = unicodedata.normalize("NFD", text[:MAX_FOLDED])
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.replace("đ", "d").replace("Đ", "d").casefold().split())


def clean_text(text: str, field: str, most: int = 2_000) -> str:
    """Text in NFC on one line, spaces collapsed; what begins like a formula (=, +, -, @) stays text.

    Raises RuleBroken: too_long; bad_letter for what cannot be printed (control characters, direction marks, private
    use); symbol for emoji, which no official typeface holds.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    for letter in "" if _is_plain(text) else text:
        # Cf holds the bidirectional marks that make a name read as another one; Cs, Co, Cn print as holes.
        if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            raise RuleBroken(
                field,
                "bad_letter",
                _("Có ký tự ẩn hoặc không in được (U+{code}); hãy xóa và gõ lại.").format(
                    code=f"{ord(letter):04X}"
                ),
            )
        if ord(letter) >= _FIRST_EMOJI or letter in _PICTURE_MARKS:
            raise RuleBroken(field, "symbol", _("Có biểu tượng cảm xúc; hãy xóa và gõ lại bằng chữ."))
    if len(text) > most:
        raise RuleBroken(field, "too_long", _("Dài quá {most} ký tự; hãy viết gọn lại.").format(most=most))
    return text


def _is_plain(text: str) -> bool:
    """Whether every letter prints and none is of a picture: nearly always, and told without a look at each."""
    return (
        text.isprintable() and max(text, default="") < chr(_FIRST_EMOJI) and not _PICTURES.intersection(text)
    )


def clean_note(text: str, field: str, most: int = 2_000) -> str:
    """Free text as it was written: lines, spaces and pictures stay; only NFC, and no letter that hides.

    Raises RuleBroken: too_long; bad_letter for control characters other than line breaks and tabs, and for marks that
    turn the direction of reading.
    """
    text = unicodedata.normalize("NFC", text)
    for letter in text:
        if letter not in "\n\r\t" and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            raise RuleBroken(
                field,
                "bad_letter",
                _("Có ký tự ẩn hoặc không in được (U+{code}); hãy xóa và gõ lại.").format(
                    code=f"{ord(letter):04X}"
                ),
            )
    if len(text) > most:
        raise RuleBroken(field, "too_long", _("Dài quá {most} ký tự; hãy viết gọn lại.").format(most=most))
    return text


def clean_name(text: str, field: str = "name") -> str:
    """A name of a person or organisation; besides clean_text: not empty (missing), no symbols (symbol), Latin letters
    (no_letter, wrong_script). A Cyrillic А or Greek Ο looks right, is never found again and is no Vietnamese name."""
    name = clean_text(text, field, MAX_NAME)
    if not name:
        raise RuleBroken(field, "missing", _("Hãy nhập họ và tên."))
    if any(unicodedata.category(letter) == "So" for letter in name):
        raise RuleBroken(field, "symbol", _("Họ tên không được có biểu tượng."))
    letters = [letter for letter in name if letter.isalpha()]
    if not letters:
        raise RuleBroken(field, "no_letter", _("Họ tên phải có chữ cái."))
    for letter in letters:
        # Modifier letters (Lm) are the apostrophes of ethnic names: HʼLan.
        if unicodedata.category(letter) != "Lm" and not unicodedata.name(letter, "").startswith("LATIN"):
            sentence = _("Họ tên phải viết bằng chữ La-tinh; hãy gõ lại chữ “{letter}”.")
            raise RuleBroken(field, "wrong_script", sentence.format(letter=letter))
    return name


def sort_key(name: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Vietnamese order: by given name, then family name, then middle names; letters in the order a ă â b …, tones
    only where all letters of a word are equal."""
    words = name.split()
    return tuple(_word_key(word) for word in (words[-1:] + words[:-1]))


def name_order(people: Iterable[Person]) -> tuple[Person, ...]:
    """People in the order of a Vietnamese list; equal names by birth and id, so that the order is always the same."""
    return tuple(sorted(people, key=lambda one: (sort_key(one.name), one.born, one.personal_id)))


def check_personal_id(
    personal_id: str, born: str = "", sex: str = "", field: str = "personal_id"
) -> tuple[str, ...]:
    """Warnings where place, century, sex or year inside the id do not fit; RuleBroken(bad_id) where it is none."""
    if not re.fullmatch(r"[0-9]{12}", personal_id):
        raise RuleBroken(field, "bad_id", _("Số định danh phải đủ 12 chữ số."))
    warnings = []
    place, mark, year = personal_id[:3], int(personal_id[3]), int(personal_id[4:6])
    if place not in PLACES and int(place) < FIRST_FOREIGN_PLACE:
        warnings.append(_("Ba số đầu {place} không phải mã tỉnh nào.").format(place=place))
    if sex and sex != SEXES[mark % 2]:
        warnings.append(
            _("Số định danh là của {expected}, giới tính ghi {sex}.").format(
                expected=SEXES[mark % 2], sex=sex
            )
        )
    if born and int(born[:4]) != 1900 + 100 * (mark // 2) + year:
        warnings.append(
            _("Số định danh là của người sinh năm {expected}, năm sinh ghi {year}.").format(
                expected=1900 + 100 * (mark // 2) + year, year=born[:4]
            )
        )
    return tuple(warnings)


def check_born(born: object, on: date, field: str = "born") -> str:
    """An ISO date or a year only, as text; RuleBroken: bad_birth, future."""
    text = str(born).strip() if isinstance(born, str | int) and not isinstance(born, bool) else ""
    try:
        day = date(int(text), 1, 1) if re.fullmatch(r"[0-9]{4}", text) else _iso_day(text)
    except ValueError:
        day = None
    if day is None or day.year < OLDEST_BIRTH_YEAR:
        raise RuleBroken(field, "bad_birth", _("Ngày sinh phải viết kiểu 1984-03-02, hoặc chỉ năm 1984."))
    if day > on:
        raise RuleBroken(field, "future", _("Ngày sinh không được ở tương lai."))
    return text


def check_phone(phone: str, field: str = "phone") -> str:
    """The digits of a phone number; +84 becomes 0, any other plus sign is dropped, as are spaces, dots, dashes and
    brackets. RuleBroken(bad_phone)."""
    digits = re.sub(r"[\s.()-]", "", unicodedata.normalize("NFC", phone))
    digits = re.sub(r"^\+840?", "0", digits).removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) not in PHONE_DIGITS:
        raise RuleBroken(field, "bad_phone", _("Số điện thoại chỉ gồm chữ số, ví dụ 0912345678."))
    return digits


def check_tax_code(code: str, field: str = "tax_code") -> str:
    """A tax code of 10 digits with its check digit, of 13 with a branch, or a personal id of 12. RuleBroken."""
    digits = code.replace("-", "").replace(" ", "")
    if re.fullmatch(r"[0-9]{12}", digits):
        return digits
    if not re.fullmatch(r"[0-9]{10}|[0-9]{13}", digits):
        raise RuleBroken(field, "bad_tax_code", _("Mã số thuế phải có 10 hoặc 13 chữ số."))
    total = sum(int(digit) * weight for digit, weight in zip(digits, TAX_WEIGHTS, strict=False))
    if 10 - total % 11 != int(digits[9]):
        raise RuleBroken(field, "bad_check_digit", _("Mã số thuế sai chữ số kiểm tra; hãy xem lại."))
    return digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"


def read_person(document: Mapping[str, object], field: str, on: date) -> Person:
    """A person from the keys of the paper backlog; strict: unknown keys are refused by name, only `name` is needed.

    `on` is the day of reception: births after it are refused. Raises RuleBroken with the field that is wrong. What
    the id says about sex and birth is left to `check_personal_id`: a mismatch warns and never refuses.
    """
    if not isinstance(document, Mapping):
        raise RuleBroken(field, "not_an_object", _("Mục này phải gồm họ tên và các thông tin của một người."))
    for key in map(str, document):
        if key not in PERSON_KEYS:
            raise RuleBroken(
                f"{field}.{key[:MAX_SHOWN]}",
                "unknown_key",
                _("Mục “{key}” không có trong mẫu.").format(key=key[:MAX_SHOWN]),
            )
    given = {key: _given(document, key, field) for key in PERSON_KEYS if key != "born"}
    born = document.get("born")
    if given["sex"] not in ("", *SEXES):
        raise RuleBroken(f"{field}.sex", "bad_sex", _("Giới tính chỉ ghi Nam hoặc Nữ."))
    if given["personal_id"]:
        check_personal_id(given["personal_id"], field=f"{field}.personal_id")
    return Person(
        name=clean_name(given["name"], f"{field}.name"),
        personal_id=given["personal_id"],
        born="" if born in (None, "") else check_born(born, on, f"{field}.born"),
        sex=given["sex"],
        address=clean_text(given["address"], f"{field}.address", MAX_ADDRESS),
        phone=check_phone(given["phone"], f"{field}.phone") if given["phone"] else "",
        email=_email(given["email"], f"{field}.email"),
        organisation=clean_name(given["organisation"], f"{field}.organisation")
        if given["organisation"]
        else "",
        tax_code=check_tax_code(given["tax_code"], f"{field}.tax_code") if given["tax_code"] else "",
    )


def _given(document: Mapping[str, object], key: str, field: str) -> str:
    value = document.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RuleBroken(f"{field}.{key}", "not_text", _("Mục này phải là chữ."))
    return unicodedata.normalize("NFC", value).strip()


def _email(text: str, field: str) -> str:
    # Printable ASCII only: a hidden or foreign letter in an address sends the answer to somebody else.
    shape = r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+"
    if text and (len(text) > MAX_EMAIL or not re.fullmatch("[!-~]+", text) or not re.fullmatch(shape, text)):
        raise RuleBroken(field, "bad_email", _("Thư điện tử không đúng, ví dụ đúng: ten@example.vn."))
    return text


def _iso_day(text: str) -> date | None:
    day = date.fromisoformat(text)
    return day if day.isoformat() == text else None


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    letters: list[int] = []
    tones: list[int] = []
    apart = unicodedata.normalize("NFD", word.lower())
    for base in unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONES)):
        place = _ALPHABET.find(base)
        letters.append(place if place >= 0 else len(_ALPHABET) + ord(base))
    for mark in apart:
        if mark in _TONES:
            tones[-1:] = [_TONES[mark]]
        elif not unicodedata.combining(mark):
            tones.append(0)
    return tuple(letters), tuple(tones)
