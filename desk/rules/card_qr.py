"""What does the QR of a citizen card say? Both generations, or the reason why not.

    id | old id (may be empty) | NAME | birth ddMMyyyy | Nam/Nữ | residence | issued ddMMyyyy [ | … ]

The card of 2021 (thẻ CCCD) has these seven fields. The card of 01/07/2024 (thẻ căn cước) adds more, seen empty: at
least seven are needed, the rest is ignored. The text comes from a scanner that types, so it may end in CR and LF, be
cut, come twice, or have passed through a Vietnamese input method. Nothing is guessed: a card is read whole or refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from desk.rules.broken import RuleBroken
from desk.rules.citizen import SEXES, Person, read_person
from desk.rules.words import _

SEPARATOR = "|"
NEEDED_FIELDS = 7
MAX_SCAN = 2_000
"""Longer than any card; a text beyond it is another code."""
ID_DIGITS = 12
_ONE_CARD = re.compile(r"[0-9]{12}\|[0-9]*\|[^|]*\|[0-9]{4,8}\|")
_NAME_SIGNS = " '’ʼ`.-"
_TELEX_LETTER = re.compile(r"aa|ee|oo|dd|[aou]w")
_TELEX_TONE = re.compile(r"[aeiouyăâêôơư]\w*[sfrxj]$")


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says about its holder; `old_id` is the number of the former identity card, or empty."""

    person: Person
    old_id: str
    issued_on: date


def read_card(text: str, on: date) -> Card:
    """The card behind one scanned text; `on` is today.

    Raises RuleBroken with the field `card` and one of the codes not_a_card, doubled, too_few_fields, bad_id,
    bad_birth, bad_issue_date, mangled_by_input_method, or with the field of the person that is wrong (a birth in the
    future). Whether the id fits sex and birth is asked of `check_personal_id`: it warns and never refuses.
    """
    text = unicodedata.normalize("NFC", text).strip()
    fields = [field.strip() for field in text.split(SEPARATOR)]
    if len(text) > MAX_SCAN or len(fields) < 2 or not re.fullmatch(r"[0-9]{9,24}", fields[0]):
        raise _refused("not_a_card", _("Mã vừa quét không phải thẻ căn cước."))
    if len(_ONE_CARD.findall(text)) > 1:
        raise _refused("doubled", _("Hai lần quét dính vào nhau; hãy quét lại một lần."))
    if len(fields[0]) != ID_DIGITS:
        raise _refused("bad_id", _("Số định danh trên mã quét không phải 12 chữ số; hãy quét lại."))
    if len(fields) < NEEDED_FIELDS:
        raise _refused("too_few_fields", _("Mã quét bị thiếu phần cuối; hãy quét lại."))
    identifier, old_id, name, birth, sex, residence, issued = fields[:NEEDED_FIELDS]
    if not name:
        raise _refused("not_a_card", _("Mã vừa quét không có họ tên nên không phải thẻ căn cước."))
    if sex not in SEXES or _mangled(name):
        sentence = _(
            "Bộ gõ tiếng Việt đã làm sai chữ trên thẻ; hãy chuyển bộ gõ sang tiếng Anh rồi quét lại."
        )
        raise _refused("mangled_by_input_method", sentence)
    born, issued_on = _born(birth), _day(issued)
    if issued_on is None:
        # The date is the last field of the card of 2021: cut there, all the rest may look right.
        raise _refused("bad_issue_date", _("Ngày cấp trên mã quét bị thiếu hoặc sai; hãy quét lại."))
    document = {"name": name, "personal_id": identifier, "born": born, "sex": sex, "address": residence}
    person = read_person(document, "card", on)
    return Card(person, old_id if re.fullmatch(r"[0-9]{9}|[0-9]{12}", old_id) else "", issued_on)


def _born(digits: str) -> str:
    """ddMMyyyy, or a year only: an unknown day and month are left out or written 0000."""
    if re.fullmatch(r"(0000)?[0-9]{4}", digits):
        return digits[-4:]
    day = _day(digits)
    if day is None:
        raise _refused("bad_birth", _("Ngày sinh trên mã quét không đọc được; hãy quét lại."))
    return day.isoformat()


def _day(digits: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def _mangled(name: str) -> bool:
    """Signs and digits where only letters can be (VNI, wrong code page), or the keys of Telex left standing.

    Ethnic and foreign names (Ksor, Lee) end in a tone key or double a vowel, too: both together must be there.
    """
    if any(
        not letter.isalpha() and letter not in _NAME_SIGNS and not unicodedata.combining(letter)
        for letter in name
    ):
        return True
    words = name.casefold().split()
    return any(_TELEX_LETTER.search(word) for word in words) and any(
        _TELEX_TONE.search(word) for word in words
    )


def _refused(code: str, sentence: str) -> RuleBroken:
    return RuleBroken("card", code, sentence)
