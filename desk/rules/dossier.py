"""What is a dossier now? A fold over its journal entries: the same function at the desk and at the province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from desk.rules.appointment import ProcessingTime, Unit
from desk.rules.broken import RuleBroken
from desk.rules.chain import Entry
from desk.rules.citizen import Person, read_person
from desk.rules.fees import FeeLine, Method
from desk.rules.lifecycle import OPEN, Action, Note, Role, State, step
from desk.rules.words import _

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class ReturnBy(StrEnum):
    """How the result reaches the citizen (HinhThuc of the portal)."""

    DESK = "desk"
    POST = "post"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One component (thành phần hồ sơ) as it was handed in."""

    name: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of the dossier; its bytes are found by `sha256`."""

    file: str
    component: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class StateEvent:
    """The dossier entered `state` at `at` by the hand of `by` (a login)."""

    state: State
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier (hồ sơ) as its journal tells it. Procedure, time, fees and components are frozen at reception."""

    id: str
    code: str
    provisional_code: str | None
    office: str
    device: str
    counter: str
    paper_no: str | None
    received_at: datetime
    recorded_at: datetime
    procedure: str
    procedure_name: str
    field: str
    catalogue: str
    case: str
    time: ProcessingTime
    due_at: datetime
    reasons: tuple[str, ...]
    applicant: Person
    holder: Person | None
    components: tuple[HandedIn, ...]
    fees: tuple[FeeLine, ...]
    return_by: ReturnBy
    note: str
    register_no: int
    state: State
    events: tuple[StateEvent, ...]
    attachments: tuple[Attachment, ...] = ()

    @property
    def finished_at(self) -> datetime | None:
        """When the settlement ended (NgayKetThucXuLy), by the first deciding state."""
        return next((event.at for event in self.events if event.state not in OPEN), None)

    @property
    def taken_in_later(self) -> bool:
        """Written on paper first and entered afterwards."""
        return self.paper_no is not None


def fold(entries: Iterable[Entry]) -> Dossier | None:
    """The dossier after these entries of its own, in order; None when there is none yet.

    Raises RuleBroken at the first entry that the lifecycle does not allow. Entries whose payload was
    erased by order of law change nothing.
    """
    dossier: Dossier | None = None
    for entry in entries:
        dossier = apply(dossier, entry)
    return dossier


def apply(dossier: Dossier | None, entry: Entry) -> Dossier | None:
    """The dossier after one more entry of its own."""
    if entry.payload is None:
        return dossier
    facts = entry.facts()
    try:
        if entry.action in set(Note):
            return _noted(dossier, Note(entry.action), facts)
        return _acted(dossier, Action(entry.action), entry, facts)
    except (KeyError, TypeError, ValueError) as wrong:
        raise RuleBroken(
            "payload",
            "unreadable",
            _("Mục nhật ký số {seq} ({action}) không đọc được.").format(seq=entry.seq, action=entry.action),
        ) from wrong


def _acted(dossier: Dossier | None, action: Action, entry: Entry, facts: Mapping[str, Any]) -> Dossier:
    row = step(dossier.state if dossier else None, action, Role(facts["role"]))
    event = StateEvent(row.next, datetime.fromisoformat(facts.get("at") or entry.at.isoformat()), entry.actor)
    if dossier is None:
        if action is not Action.RECEIVE:
            raise RuleBroken("action", "not_allowed", _("Hồ sơ này chưa được tiếp nhận."))
        return _received(entry, facts, event)
    due = datetime.fromisoformat(facts["due"]) if "due" in facts else dossier.due_at
    return replace(dossier, state=row.next, events=(*dossier.events, event), due_at=due)


def _received(entry: Entry, facts: Mapping[str, Any], event: StateEvent) -> Dossier:
    assert entry.dossier is not None
    procedure, time = facts["procedure"], facts["time"]
    received_at = datetime.fromisoformat(facts["received_at"])
    return Dossier(
        id=entry.dossier,
        code=facts["code"],
        provisional_code=facts["code"] if facts.get("provisional") else None,
        office=facts["office"],
        device=entry.device,
        counter=facts["counter"],
        paper_no=facts.get("paper_no"),
        received_at=received_at,
        recorded_at=entry.at.astimezone(VIETNAM),
        procedure=procedure["code"],
        procedure_name=procedure["name"],
        field=procedure["field"],
        catalogue=procedure["catalogue"],
        case=facts.get("case", ""),
        time=ProcessingTime(time["amount"], Unit(time["unit"])),
        due_at=datetime.fromisoformat(facts["due"]),
        reasons=tuple(facts["reasons"]),
        applicant=read_person(facts["applicant"], "applicant", received_at.date()),
        holder=read_person(facts["holder"], "holder", received_at.date()) if "holder" in facts else None,
        components=tuple(
            HandedIn(item["name"], item["originals"], item["copies"]) for item in facts["components"]
        ),
        fees=tuple(FeeLine(item["name"], item["amount"], Method(item["method"])) for item in facts["fees"]),
        return_by=ReturnBy(facts["return_by"]),
        note=facts.get("note", ""),
        register_no=facts["register_no"],
        state=event.state,
        events=(event,),
    )


def _noted(dossier: Dossier | None, note: Note, facts: Mapping[str, Any]) -> Dossier:
    if dossier is None:
        raise RuleBroken("action", "not_allowed", _("Hồ sơ này chưa được tiếp nhận."))
    match note:
        case Note.ATTACH:
            attached = Attachment(facts["file"], facts["component"], facts["sha256"], facts["size"])
            return replace(dossier, attachments=(*dossier.attachments, attached))
        case Note.ASSIGN_CODE:
            return replace(dossier, code=facts["code"])
        case Note.PRINT:
            return dossier


def exported(dossier: Dossier) -> dict[str, Any]:
    """The dossier as `gateway export` writes it: one JSON object, moments in RFC 3339 with +07:00."""
    return {
        "code": dossier.code,
        "provisional_code": dossier.provisional_code,
        "paper_no": dossier.paper_no,
        "received_at": _rfc3339(dossier.received_at),
        "appointment": _rfc3339(dossier.due_at),
        "procedure": dossier.procedure,
        "case": dossier.case or None,
        "applicant": dossier.applicant.to_plain(),
        "holder": dossier.holder.to_plain() if dossier.holder else None,
        "components": [
            {"name": item.name, "originals": item.originals, "copies": item.copies}
            for item in dossier.components
        ],
        "fees": [
            {"name": line.name, "amount": line.amount_vnd, "method": line.method.value}
            for line in dossier.fees
        ],
        "return_by": dossier.return_by.value,
        "note": dossier.note or None,
        "state": dossier.state.value,
        "events": [
            {"state": event.state.value, "at": _rfc3339(event.at), "by": event.by} for event in dossier.events
        ],
        "attachments": [
            {"file": item.file, "component": item.component, "sha256": item.sha256, "size": item.size}
            for item in dossier.attachments
        ],
        "device": dossier.device,
        "office": dossier.office,
    }


def _rfc3339(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat()
