"""What was said and handed over on a dossier's way? The facts of each step as values, and how the journal writes them.

Sources: Nghị định 118/2025/NĐ-CP and Nghị định 61/2018/NĐ-CP Điều 17–20 (what each step must say), Thông tư
03/2025/TT-VPCP Phụ lục I (the papers 02–06 that say it). A key that an older journal does not have reads as empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from desk.rules.citizen import PERSON_KEYS, Person, read_person
from desk.rules.fees import FeeLine, Method, format_vnd
from desk.rules.words import _

_T = TypeVar("_T")


class ReturnBy(StrEnum):
    """How the result reaches the citizen (HinhThuc of the portal)."""

    DESK = "desk"
    POST = "post"
    ONLINE = "online"


class Timing(StrEnum):
    """How a handover stands to its time, as form 06 asks (kết quả giải quyết)."""

    NONE = ""
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One component (thành phần hồ sơ) as it was handed in: bản chính, bản sao, bản chứng thực, bản điện tử, trang."""

    name: str
    originals: int = 0
    copies: int = 0
    certified: int = 0
    electronic: int = 0
    pages: int = 0

    def to_plain(self) -> dict[str, Any]:
        """As the journal writes it; what was not counted is left out, so that old entries read and look the same."""
        more = {key: number for key in ("certified", "electronic", "pages") if (number := getattr(self, key))}
        return {"name": self.name, "originals": self.originals, "copies": self.copies, **more}

    def words(self) -> str:
        """The component and its counts on one line."""
        counts = (
            (self.originals, _("{n} bản chính")),
            (self.copies, _("{n} bản sao")),
            (self.certified, _("{n} bản chứng thực")),
            (self.electronic, _("{n} bản điện tử")),
            (self.pages, _("{n} trang")),
        )
        said = ", ".join(words.format(n=number) for number, words in counts if number)
        return f"{self.name} ({said})" if said else self.name


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """The citizen was asked to complete the dossier (form 02); `number` as the paper heads it, "12/HDHS"."""

    at: datetime
    by: str
    reason: str
    items: tuple[HandedIn, ...] = ()
    guidance: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The dossier was refused (form 03), with the article that it rests on."""

    at: datetime
    by: str
    reason: str
    basis: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """The one new appointment (form 04), signed by the head (Nghị định 61/2018/NĐ-CP Điều 19.9)."""

    at: datetime
    by: str
    reason: str
    due_before: datetime
    due: datetime
    signer: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Settling stopped (form 05): by the citizen's wish or by the office; `returned` is what was given back."""

    at: datetime
    by: str
    reason: str
    basis: str = ""
    requested_by_applicant: bool = False
    returned: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The reception was an error of the desk and was undone the same day; its fees were given back."""

    at: datetime
    by: str
    reason: str
    returned_vnd: int


@dataclass(frozen=True, slots=True)
class Handover:
    """One line of the control sheet (form 06): who gave the papers to whom; the first giver and last receiver is the desk."""

    at: datetime
    by: str
    giver: str = ""
    receiver: str = ""
    unit: str = ""
    verdict: Timing = Timing.NONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """One fact before and after a correction, as text; parts of a person are named `applicant.phone`."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What was written down wrongly at the counter and put right afterwards."""

    at: datetime
    by: str
    reason: str
    fields: tuple[Changed, ...]


class Choice(StrEnum):
    """What a person decides about a dispute."""

    OURS = "ours"
    THEIRS = "theirs"
    BOTH = "both"
    """Nothing changes; both stay readable side by side."""
    UNDO = "undo"
    """The decision before is taken back, while it has not been sent."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A dispute that a person decided; `dispute` names the entry that told of it, by the hash of its words."""

    at: datetime
    by: str
    reason: str
    choice: Choice
    dispute: str


@dataclass(frozen=True, slots=True)
class Overruled:
    """A warning that a person overruled at reception: `rule` is duplicate, incomplete, personal_id or due."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """A step's facts with its moment and hand; reading something of another type raises TypeError."""

    at: datetime
    by: str
    facts: Mapping[str, Any]

    def text(self, key: str) -> str:
        return _typed(self.facts.get(key, ""), str)

    def supplement(self) -> SupplementRequest:
        items = read_components(self.facts.get("items", ()))
        return SupplementRequest(
            self.at, self.by, self.text("reason"), items, self.text("guidance"), self.text("number")
        )

    def refusal(self) -> Refusal:
        return Refusal(self.at, self.by, self.text("reason"), self.text("basis"), self.text("number"))

    def stop(self, by_applicant: bool) -> Stop:
        return Stop(
            self.at, self.by, self.text("reason"), self.text("basis"), by_applicant, self.text("returned"),
            self.text("number"),
        )  # fmt: skip

    def extension(self, due_before: datetime, due: datetime) -> Extension:
        return Extension(
            self.at, self.by, self.text("reason"), due_before, due, self.text("signer"), self.text("number")
        )

    def handover(self, verdict: Timing = Timing.NONE) -> Handover:
        return Handover(
            self.at, self.by, self.text("giver"), self.text("receiver"), self.text("unit"), verdict,
            self.text("note"),
        )  # fmt: skip


def timing(at: datetime, due_at: datetime) -> Timing:
    """Whether something that was ready at `at` was early (an earlier day), on time or late."""
    if at > due_at:
        return Timing.LATE
    return Timing.EARLY if at.astimezone(due_at.tzinfo).date() < due_at.date() else Timing.ON_TIME


def timing_words(verdict: Timing) -> str:
    """The words of form 06; official paper is never translated."""
    return {
        Timing.NONE: "",
        Timing.EARLY: "Trước hạn",
        Timing.ON_TIME: "Đúng hạn",
        Timing.LATE: "Quá hạn",
    }[verdict]


def read_components(items: Sequence[Mapping[str, Any]]) -> tuple[HandedIn, ...]:
    """Components as the journal has them."""
    return tuple(
        HandedIn(
            _typed(item["name"], str), _typed(item["originals"], int), _typed(item["copies"], int),
            *(_typed(item.get(key, 0), int) for key in ("certified", "electronic", "pages")),
        )
        for item in items
    )  # fmt: skip


def fee_plain(line: FeeLine) -> dict[str, Any]:
    """A fee as the journal writes it."""
    more = {key: text for key in ("reckoning", "reason") if (text := getattr(line, key))}
    return {"name": line.name, "amount": line.amount_vnd, "method": line.method.value, **more}


def read_fees(items: Sequence[Mapping[str, Any]]) -> tuple[FeeLine, ...]:
    """Fees as the journal has them."""
    return tuple(
        FeeLine(
            _typed(item["name"], str), _typed(item["amount"], int), Method(item["method"]),
            _typed(item.get("reckoning", ""), str), _typed(item.get("reason", ""), str),
        )
        for item in items
    )  # fmt: skip


def read_fact(field: str, value: Any, on: date) -> Any:
    """A fact of the dossier from what the journal has; TypeError, ValueError or RuleBroken for what is none."""
    match field:
        case "applicant":
            return read_person(value, field, on)
        case "holder" | "representative":
            return None if value is None else read_person(value, field, on)
        case "subjects":
            return tuple(read_person(one, f"subjects[{number}]", on) for number, one in enumerate(value))
        case "components":
            return read_components(value)
        case "fees":
            return read_fees(value)
        case "return_by":
            return ReturnBy(value)
        case "quantity":
            if type(value) is not int or value < 1:
                raise ValueError("quantity is a count")
            return value
        case _:
            if not isinstance(value, str):
                raise TypeError("a note is text")
            return value


def plain(value: Any) -> Any:
    """A fact of a dossier as the journal writes it."""
    match value:
        case Person() | HandedIn():
            return value.to_plain()
        case FeeLine():
            return fee_plain(value)
        case ReturnBy():
            return value.value
        case tuple():
            return [plain(item) for item in value]
        case None | str() | int():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} is no fact of a dossier")


def changes(field: str, before: Any, after: Any) -> tuple[Changed, ...]:
    """What differs between two values of one fact, in words a person can compare."""
    if isinstance(before, Person) or isinstance(after, Person):
        old, new = ({} if one is None else one.to_plain() for one in (before, after))
        return tuple(
            Changed(f"{field}.{key}", old.get(key, ""), new.get(key, ""))
            for key in PERSON_KEYS
            if old.get(key, "") != new.get(key, "")
        )
    return () if before == after else (Changed(field, _shown(before), _shown(after)),)


def event_plain(value: Any) -> Any:
    """A step's facts as an export writes them: moments in RFC 3339, what is empty left out."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [event_plain(item) for item in value]
    if isinstance(value, HandedIn):
        return value.to_plain()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str | int):
        return value
    named = ((one.name, event_plain(getattr(value, one.name))) for one in fields(value))
    return {name: said for name, said in named if said not in ("", [], False)}


def _shown(value: Any) -> str:
    match value:
        case HandedIn():
            return value.words()
        case FeeLine():
            return f"{value.name}: {format_vnd(value.amount_vnd)}"
        case Person():
            return value.name
        case tuple():
            return "; ".join(_shown(item) for item in value)
        case _:
            return str(value)


def _typed(value: Any, kind: type[_T]) -> _T:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not {kind.__name__}")
    return value
