"""What does the QR of a citizen card say? Both generations, or the reason why not.

card of 2021–2024   id | old id (may be empty) | name | ddMMyyyy | Nam/Nữ | residence | ddMMyyyy of issue
card of 07/2024 on  the same seven, then more fields, seen empty: at least seven are needed, the rest is ignored
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from desk.rules.broken import RuleBroken
from desk.rules.citizen import Person, read_person
from desk.rules.words import _

SEPARATOR = "|"
NEEDED_FIELDS = 7
MAX_SCAN = 2_000


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says about its holder."""

    person: Person
    old_id: str
    issued_on: date | None


def read_card(text: str, on: date) -> Card:
    """The card behind one scanned text. Raises RuleBroken(card, …): not_a_card, cut, doubled, bad_id, bad_birth,
    mangled (by a Vietnamese input method); nothing is guessed."""
    text = text.strip("\r\n\t ")
    fields = [field.strip() for field in text[:MAX_SCAN].split(SEPARATOR)]
    if len(fields) < 2 or not re.match(r"[0-9]{9,12}$", fields[0]):
        raise _refused("not_a_card", _("Mã vừa quét không phải thẻ căn cước."))
    if len(re.findall(r"(?:^|\D)(?=[0-9]{12}\|)", text)) > 1:
        raise _refused("doubled", _("Thẻ bị quét hai lần liền nhau; hãy quét lại một lần."))
    if len(fields) < NEEDED_FIELDS:
        raise _refused("cut", _("Mã quét bị thiếu phần cuối; hãy quét lại."))
    if len(fields[0]) != 12:
        raise _refused("bad_id", _("Số định danh trên mã quét không đủ 12 chữ số."))
    if _mangled(fields[2]):
        raise _refused("mangled", _("Bộ gõ tiếng Việt đã làm sai chữ trên thẻ; hãy tắt bộ gõ rồi quét lại."))
    document = {
        "name": fields[2],
        "personal_id": fields[0],
        "born": _born(fields[3]),
        "sex": fields[4],
        "address": fields[5],
    }
    return Card(read_person(document, "card", on), fields[1], _day(fields[6]))


def _born(digits: str) -> str:
    """ddMMyyyy, or a year only (unknown day and month are left out or written 00)."""
    if re.fullmatch(r"[0-9]{4}", digits):
        return digits
    if re.fullmatch(r"0000[0-9]{4}", digits):
        return digits[4:]
    day = _day(digits)
    if day is None:
        raise _refused("bad_birth", _("Ngày sinh trên mã quét không đọc được."))
    return day.isoformat()


def _day(digits: str) -> date | None:
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def _mangled(name: str) -> bool:
    """Letters and digits side by side in a name are what Telex and VNI leave behind."""
    return bool(re.search(r"[^\W\d_][0-9]|[fjwzFJWZ]\b.*[fjwzFJWZ]\b", name))


def _refused(code: str, sentence: str) -> RuleBroken:
    return RuleBroken("card", code, sentence)
