"""From what is a paper filled? The record of one dossier as the fillers get it, and what leaves as a printed paper."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final

from sqlalchemy.orm import Session

from desk.access import Staff
from desk.office import Office
from desk.papers import Issued, Made
from desk.rules.broken import RuleBroken
from desk.rules.chain import canonical, sha256
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import Role
from printing.documents.parts import Agency, Corrected, Document, Reprint
from printing.layout import A4, A5
from printing.render import FORMS, sheet_of
from printing.sheets import media

OF_THE_OFFICE: Final = frozenset({"agency", "edition", "reprint"})
"""What may change without making it another paper: who the office says it is, our template, the mark itself."""


class PaperSize(Enum):
    """A5 is the legal size of form 01 in the rules of 2018, A4 what most offices print."""

    A5 = A5
    A4 = A4


def sheet_name(form: str, size: PaperSize) -> str:
    """What the print service calls the sheet of this form when `size` is asked for: a label is never an A5."""
    kind = _kinds().get(form)
    return media(sheet_of(kind, size.value)) if kind is not None else size.name


@cache
def _kinds() -> Mapping[str, type]:
    return {kind.specimen().edition.form: kind for kind in FORMS}


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper ready for the printer: its bytes, and what the journal notes about it."""

    code: str
    template: str
    pdf: bytes
    copies: int
    form: str
    made: Made

    @property
    def sha256(self) -> str:
        """The name under which its bytes are kept."""
        return sha256(self.pdf)


@dataclass(frozen=True, slots=True)
class Record:
    """One dossier as a filler reads it: folded facts, the office, staff by login, which papers left before.

    `at` is the moment of printing, and the day of a form that has no day of its own. `session` is for
    what the dossier does not hold (its journal).
    """

    session: Session
    dossier: Dossier
    office: Office
    staff: Mapping[str, Staff]
    issued: tuple[Issued, ...]
    at: datetime
    form: str = ""

    def of(self, form: str) -> Record:
        """The same record for filling `form`."""
        return dataclasses.replace(self, form=form)

    @property
    def issued_before(self) -> int:
        """How often this form left."""
        return sum(1 for paper in self.issued if paper.form == self.form)

    def name(self, login: str) -> str:
        """The name of a member of staff; the login of one who is not on the list any more."""
        return self.staff[login].name if login in self.staff else login

    def leads(self, login: str) -> bool:
        """Whether this is a leader, who signs in the agency's name."""
        return login in self.staff and self.staff[login].role is Role.LEADER

    @property
    def agency(self) -> Agency:
        """The office, with the counter that took the dossier."""
        counters = self.office.counters
        return agency(self.office, next((one.name for one in counters if one.id == self.dossier.counter), ""))

    @property
    def provisional(self) -> bool:
        """The code is the one that the desk gave itself, without a line."""
        return self.dossier.code == self.dossier.provisional_code

    @property
    def corrected(self) -> Corrected | None:
        """The mark of a paper that replaces one which left before the record was put right."""
        first = next((paper.at for paper in self.issued if paper.form == self.form), None)
        changed = [one for one in self.dossier.corrections if first is not None and one.at > first]
        if not changed:
            return None
        fields = dict.fromkeys(fact_words(one.field) for each in changed for one in each.fields)
        return Corrected(changed[-1].at, tuple(fields))

    @property
    def reprint(self) -> Reprint | None:
        """The mark of a paper that left before."""
        return Reprint(self.issued_before, self.at) if self.issued_before else None


Filler = Callable[[Record], Document]
"""Fills one form; RuleBroken(field, "not_recorded") names what the record lacks."""


def agency(office: Office, counter: str = "") -> Agency:
    """The office as official paper heads it."""
    desk = f"{office.desk_name} – {counter}" if counter else office.desk_name
    named = Agency(
        office.parent, office.name, desk, office.place, office.phone, office.lookup_url,
        courtesy=office.courtesy, footer=office.footer, emblem=office.emblem,
    )  # fmt: skip
    return dataclasses.replace(named, head=office.head) if office.head else named


FACTS: Final[Mapping[str, str]] = {
    "applicant": "thông tin người nộp",
    "holder": "thông tin chủ hồ sơ",
    "representative": "người được ủy quyền",
    "subjects": "danh sách người được giải quyết",
    "components": "thành phần hồ sơ",
    "fees": "phí, lệ phí",
    "return_by": "cách nhận kết quả",
    "note": "ghi chú",
    "quantity": "số lượng hồ sơ",
    "name": "họ tên",
    "personal_id": "số định danh",
    "born": "ngày sinh",
    "sex": "giới tính",
    "address": "địa chỉ",
    "phone": "số điện thoại",
    "email": "email",
    "organisation": "tên tổ chức",
    "tax_code": "mã số thuế",
}
OWNERS: Final = {"applicant": "người nộp", "holder": "chủ hồ sơ", "representative": "người được ủy quyền"}


def fact_words(field: str) -> str:
    """A corrected fact in the words of the form: `applicant.phone` is "số điện thoại người nộp"."""
    owner, _dot, part = field.partition(".")
    if part:
        return f"{FACTS.get(part, part)} {OWNERS.get(owner, owner)}"
    return FACTS.get(owner, owner)


def not_recorded(field: str, sentence: str) -> RuleBroken:
    """The record does not hold what this form states; `sentence` says what is missing and how it comes about."""
    return RuleBroken(field, "not_recorded", sentence)


def party(person: Person) -> str:
    """A person as a form names them; an organisation with who speaks for it."""
    return f"{person.organisation} ({person.name})" if person.organisation else person.name


def facts_of(document: Document) -> str:
    """The hash of what a document says. A field that a later version adds does not change it while it is empty."""
    return sha256(canonical(_plain(document, OF_THE_OFFICE)).encode())


def _plain(value: Any, without: frozenset[str] = frozenset()) -> Any:
    if dataclasses.is_dataclass(value):
        return {
            part.name: _plain(getattr(value, part.name))
            for part in dataclasses.fields(value)
            if part.name not in without and getattr(value, part.name) != part.default
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _plain(value.value) if isinstance(value, Enum) else value
