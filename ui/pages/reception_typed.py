"""What has been typed so far? One frozen value: the page shows it, a draft keeps it, and a Request is made of it.

Here text becomes a value: births as they are written at the counter, sums with dots, and counts. Knows no Qt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from desk.attachments import NewFile
from desk.errors import RuleBroken
from desk.reception import Although, Request
from desk.rules.citizen import PERSON_KEYS, Person, fold, read_person
from desk.rules.dossier import HandedIn, ReturnBy
from desk.rules.fees import FeeLine, Method, Quantity
from desk.rules.procedures import Procedure
from desk.rules.words import _

MAX_AMOUNT_VND = 10**12
"""More than any fee of a commune; a longer number is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Everything on the page, as typed. `components` None: nobody has looked yet; `amounts` by the fee's name."""

    applicant: Mapping[str, str] = field(default_factory=dict)
    holder: Mapping[str, str] | None = None
    procedure: str = ""
    procedure_name: str = ""
    case: str = ""
    pages: int = 1
    copies: int = 1
    components: tuple[HandedIn, ...] | None = None
    files: tuple[NewFile, ...] = ()
    amounts: Mapping[str, str] = field(default_factory=dict)
    method: Method = Method.CASH
    reason: str = ""
    return_by: ReturnBy = ReturnBy.DESK
    note: str = ""
    by_authority: bool = False
    """the applicant hands in what the holder authorised him to"""
    id_reason: str = ""
    """why a personal id that fits nothing else is written down all the same"""
    although: Mapping[str, str] = field(default_factory=dict)
    """Reasons that were given when something stopped the desk; they hold for one saving and are in no draft."""
    unsaid: Mapping[str, str] = field(default_factory=dict)
    """Reasons that were typed and not given yet, so that Escape or a power cut loses none."""
    due: datetime | None = None
    subjects: tuple[Mapping[str, str], ...] = ()
    """the people of one dossier for several"""
    more: tuple[Typed, ...] = ()
    """The other dossiers that are saved together with this one; the people of this one are theirs."""

    @property
    def empty(self) -> bool:
        """Nothing that would be missed."""
        if self.more or self.subjects:
            return False
        holder = self.holder or {}
        typed = [*self.applicant.values(), *holder.values(), self.procedure, self.note, self.reason]
        return not any(text.strip() for text in typed) and not self.files

    @property
    def looked_at(self) -> bool:
        """Whether a person has compared the papers with the list."""
        return self.components is not None

    @property
    def quantity(self) -> Quantity:
        """What the fees count: pages of the original, copies of it; what is counted singly follows the copies."""
        persons = len(self.subjects) or self.copies
        return Quantity(pages=self.pages, copies=self.copies, persons=persons, items=self.copies)

    @property
    def pieces(self) -> tuple[Typed, ...]:
        """Every dossier that is saved by one press, this one last; one that was not begun is none of them."""
        here = (self,) if self.procedure or not self.more else ()
        return tuple(replace(one, **self._people(), more=()) for one in (*self.more, *here))

    def with_another(self) -> Typed:
        """Room for another dossier of the same people; this one is saved together with it."""
        return Typed(**self._people(), more=(*self.more, replace(self, more=())))

    def turned_to(self, at: int) -> Typed:
        """The dossier at `at` of `more` comes back to the page; what stands there takes its place, if anything does."""
        here = (replace(self, more=()),) if self.procedure else ()
        more = (*self.more[:at], *here, *self.more[at + 1 :])
        return replace(self.more[at], **self._people(), more=more)

    def without(self, at: int) -> Typed:
        """The dossier at `at` of `more` is not wanted after all."""
        return replace(self, more=(*self.more[:at], *self.more[at + 1 :]))

    def _people(self) -> dict[str, Any]:
        """Who hands in, and for whom: the same for all dossiers of one saving."""
        return {
            "applicant": self.applicant, "holder": self.holder,
            "by_authority": self.by_authority, "id_reason": self.id_reason,
        }  # fmt: skip

    def title(self) -> str:
        """How this draft is told from others."""
        who = self.applicant.get("name", "").strip() or _("Chưa có tên")
        what = self.procedure_name or (self.more[0].procedure_name if self.more else "")
        if self.more and len(self.pieces) > 1:
            what = _("{procedure} và {n} hồ sơ nữa").format(procedure=what, n=len(self.pieces) - 1)
        return f"{who} · {what}" if what else who

    def to_plain(self) -> dict[str, Any]:
        """The document of a draft."""
        return {
            "applicant": dict(self.applicant),
            "holder": dict(self.holder) if self.holder is not None else None,
            "procedure": self.procedure,
            "procedure_name": self.procedure_name,
            "case": self.case,
            "pages": self.pages,
            "copies": self.copies,
            "components": None
            if self.components is None
            else [
                [item.name, item.originals, item.copies, item.certified, item.electronic, item.pages]
                for item in self.components
            ],
            "files": [[file.file, file.component, file.sha256, file.size] for file in self.files],
            "amounts": dict(self.amounts),
            "method": self.method.value,
            "reason": self.reason,
            "return_by": self.return_by.value,
            "note": self.note,
            "by_authority": self.by_authority,
            "id_reason": self.id_reason,
            "unsaid": dict(self.unsaid),
            "subjects": [dict(person) for person in self.subjects],
            "more": [one.to_plain() for one in self.more],
        }


def typed_from(document: Mapping[str, Any]) -> Typed:
    """What a draft kept; keys that it does not have are as on an empty page."""
    empty, components = Typed(), document.get("components")
    return Typed(
        applicant=document.get("applicant") or {},
        holder=document.get("holder"),
        procedure=document.get("procedure", ""),
        procedure_name=document.get("procedure_name", ""),
        case=document.get("case", ""),
        pages=document.get("pages", empty.pages),
        copies=document.get("copies", empty.copies),
        components=None if components is None else tuple(HandedIn(*item) for item in components),
        files=tuple(NewFile(*item) for item in document.get("files", ())),
        amounts=document.get("amounts") or {},
        method=Method(document.get("method", empty.method)),
        reason=document.get("reason", ""),
        return_by=ReturnBy(document.get("return_by", empty.return_by)),
        note=document.get("note", ""),
        by_authority=bool(document.get("by_authority")),
        id_reason=document.get("id_reason", ""),
        unsaid=document.get("unsaid") or {},
        subjects=tuple(document.get("subjects") or ()),
        more=tuple(typed_from(one) for one in document.get("more") or ()),
    )


def repeated(typed: Typed) -> Typed:
    """What the next of a queue of the same kind begins with: the procedure, its case and how much, nobody's facts."""
    typed = typed.pieces[-1]
    return Typed(
        procedure=typed.procedure,
        procedure_name=typed.procedure_name,
        case=typed.case,
        pages=typed.pages,
        copies=typed.copies,
        return_by=typed.return_by,
    )


def person_of(typed: Mapping[str, str], which: str, on: date) -> Person:
    """The person behind what was typed. RuleBroken with the field ("applicant.born") that is wrong."""
    given: dict[str, object] = {key: typed[key].strip() for key in PERSON_KEYS if typed.get(key, "").strip()}
    if "personal_id" in given:
        given["personal_id"] = re.sub(r"[\s.]", "", str(given["personal_id"]))
    if "born" in given:
        given["born"] = born_iso(str(given["born"]))
    try:
        return read_person({"name": "", **given}, which, on)
    except RuleBroken as broken:
        if broken.code == "bad_birth":
            sentence = _("Ngày sinh viết kiểu 02/03/1984, hoặc chỉ năm 1984.")
            raise RuleBroken(broken.field, broken.code, sentence) from broken
        raise


def born_iso(text: str) -> str:
    """A birth as people write it (02/03/1984, 2-3-1984, 02031984, 1984) in the order of ISO; the rule checks it."""
    text = text.strip()
    found = re.fullmatch(r"(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})", text) or re.fullmatch(
        r"(\d{2})(\d{2})(\d{4})", text
    )
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}" if found else text


def born_words(iso: str) -> str:
    """A birth as people read it: 02/03/1984, or the year alone."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else iso


def typed_person(person: Person) -> dict[str, str]:
    """A known person in the way that the fields show it."""
    shown = person.to_plain()
    if "born" in shown:
        shown["born"] = born_words(shown["born"])
    return shown


def amount_of(text: str, name: str) -> int | None:
    """A sum as it is typed ("14.000", "14000 đ"); None while nothing is typed. RuleBroken(fees.<name>)."""
    digits = re.sub(r"[\s.,đ₫]", "", text.strip().lower())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()) or int(digits) > MAX_AMOUNT_VND:
        raise RuleBroken(f"fees.{name}", "bad_amount", _("Số tiền chỉ gồm chữ số, ví dụ 14.000."))
    return int(digits)


def fees_of(typed: Typed, known: Sequence[FeeLine], unknown: Sequence[str]) -> tuple[FeeLine, ...]:
    """The lines as the clerk leaves them: computed ones with their sum corrected, unknown ones with the sum asked for.

    RuleBroken: an exemption without a reason, a sum that is none, an unknown fee that nobody filled in.
    """
    names = [line.name for line in known] + list(unknown)
    if typed.method is Method.EXEMPT and names:
        reason = " ".join(typed.reason.split())
        if not reason:
            raise RuleBroken("fees.reason", "missing", _("Hãy ghi lý do miễn phí, lệ phí."))
        return tuple(
            FeeLine(
                _("{fee} (miễn: {reason})").format(fee=name, reason=reason), 0, Method.EXEMPT, reason=reason
            )
            for name in names
        )
    lines = []
    for line in known:
        amount = amount_of(typed.amounts.get(line.name, ""), line.name)
        if amount in (None, line.amount_vnd):
            lines.append(replace(line, method=typed.method))
        else:
            lines.append(
                FeeLine(line.name, amount, typed.method)
            )  # the reckoning is no longer that of the sum
    for name in unknown:
        amount = amount_of(typed.amounts.get(name, ""), name)
        if amount is None:
            sentence = _("Danh mục chưa có mức thu này; hãy nhập số tiền, hoặc 0 nếu không thu.")
            raise RuleBroken(f"fees.{name}", "missing", sentence)
        if amount:
            lines.append(FeeLine(name, amount, typed.method))
    return tuple(lines)


def request_of(typed: Typed, fees: tuple[FeeLine, ...], on: date) -> Request:
    """What the desk is asked to receive. RuleBroken for each field that the rules refuse, the first one."""
    applicant = person_of(typed.applicant, "applicant", on)
    holder = representative = None
    if typed.holder is not None and any(text.strip() for text in typed.holder.values()):
        holder = person_of(typed.holder, "holder", on)
    if holder is not None and typed.by_authority:
        # The dossier is the holder's own; who stands at the counter only hands it in (người được ủy quyền).
        applicant, holder, representative = holder, None, applicant
    if not typed.procedure:
        raise RuleBroken("procedure", "missing", _("Hãy chọn thủ tục."))
    return Request(
        procedure=typed.procedure,
        applicant=applicant,
        case=typed.case,
        holder=holder,
        representative=representative,
        components=typed.components or (),
        fees=fees,
        quantity=typed.quantity,
        return_by=typed.return_by,
        note=typed.note,
        files=typed.files,
        due=typed.due,
        subjects=tuple(person_of(person, f"subjects[{at}]", on) for at, person in enumerate(typed.subjects)),
        although=Although(**{"personal_id": typed.id_reason, **typed.although}),
    )


def piece_of(field: str) -> tuple[int | None, str]:
    """Which of the pieces a rule speaks of, and its field there: `requests[2].fees` is (2, "fees")."""
    found = re.fullmatch(r"requests\[(\d+)\]\.(.+)", field)
    return (int(found[1]), found[2]) if found else (None, field)


def looks_like_card(text: str) -> bool:
    """Whether a scanner is typing the QR of a citizen card, so that no name is looked for meanwhile."""
    return "|" in text


def placed(text: str) -> tuple[str, str]:
    """Where one line of typing belongs: twelve digits are a personal id, other digits a phone, the rest a name."""
    digits = re.sub(r"[\s.+-]", "", text)
    if digits.isascii() and digits.isdigit() and digits:
        return ("personal_id" if len(digits) == 12 else "phone"), digits
    return "name", " ".join(text.split())


def has_background(procedure: Procedure) -> bool:
    """Whether the catalogue's word on this procedure, or on anything in it, waits for the province's decision."""
    marks = [procedure.mark, *(case.mark for case in procedure.cases if case.mark is not None)]
    marks += [item.mark for item in procedure.components] + [fee.mark for fee in procedure.fees]
    return any(mark.value == "B" for mark in marks)


def counted(procedure: Procedure) -> tuple[str, ...]:
    """What the fees of this procedure count: "page" and "copy", "copy" alone (papers, persons), or nothing."""
    kinds = {fee.per.value for fee in procedure.fees if fee.amount_vnd}
    if "page" in kinds:
        return ("page", "copy")
    return ("copy",) if kinds - {"dossier"} else ()


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, letters' case and spaces aside."""
    return fold(one) == fold(other)
