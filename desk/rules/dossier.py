"""What is a dossier now? A fold over its journal entries: the same function at the desk and at the province."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from desk.rules.appointment import ProcessingTime, Unit
from desk.rules.broken import RuleBroken
from desk.rules.chain import Entry
from desk.rules.citizen import Person, read_person
from desk.rules.course import (
    Cancellation,
    Changed,
    Choice,
    Correction,
    Decision,
    Extension,
    HandedIn,
    Handover,
    Overruled,
    Refusal,
    ReturnBy,
    Said,
    Stop,
    SupplementRequest,
    Timing,
    changes,
    event_plain,
    fee_plain,
    plain,
    read_components,
    read_fact,
    read_fees,
    timing,
)
from desk.rules.fees import FeeLine, total_vnd
from desk.rules.lifecycle import (
    CORRECTORS,
    DECIDERS,
    IMPOSED,
    OPEN,
    Action,
    Note,
    Role,
    State,
    role_words,
    step,
)
from desk.rules.words import _

__all__ = [
    "CORRECTABLE", "Attachment", "Cancellation", "Changed", "Choice", "Correction", "Decision", "Dossier",
    "Extension", "FeeLine", "HandedIn", "Handover", "Overruled", "Refusal", "ReturnBy", "StateEvent",
    "Stop", "SupplementRequest", "Timing", "apply", "exported", "fold",
]  # fmt: skip

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
PERSONS = ("applicant", "holder", "representative")
CORRECTABLE = (*PERSONS, "subjects", "components", "fees", "return_by", "note", "quantity")
"""What may be put right after reception. Procedure, code and moment never: cancel the dossier and take it again."""


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
    representative: Person | None = None
    """Who hands in by authorisation (người được ủy quyền)."""
    quantity: int = 1
    """Sets or copies (số bộ, số bản)."""
    subjects: tuple[Person, ...] = ()
    """The people of one dossier for several."""
    group: str = ""
    """Shared by dossiers that were taken together."""
    although: tuple[Overruled, ...] = ()
    supplements: tuple[SupplementRequest, ...] = ()
    refusal: Refusal | None = None
    extension: Extension | None = None
    stop: Stop | None = None
    cancellation: Cancellation | None = None
    handovers: tuple[Handover, ...] = ()
    corrections: tuple[Correction, ...] = ()
    decisions: tuple[Decision, ...] = ()
    undo: Dossier | None = None
    """As it was before the decision that came last; None once anything else was noted."""

    @property
    def finished_at(self) -> datetime | None:
        """When the settlement ended (NgayKetThucXuLy), by the first deciding state."""
        if self.state in OPEN:
            return None
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
            after = _noted(dossier, Note(entry.action), entry, facts)
        else:
            after = _acted(dossier, Action(entry.action), entry, facts)
    except (KeyError, TypeError, ValueError) as wrong:
        raise RuleBroken(
            "payload",
            "unreadable",
            _("Mục nhật ký số {seq} ({action}) không đọc được.").format(seq=entry.seq, action=entry.action),
        ) from wrong
    return after if entry.action == Note.DECIDE or after.undo is None else replace(after, undo=None)


def _acted(dossier: Dossier | None, action: Action, entry: Entry, facts: Mapping[str, Any]) -> Dossier:
    row = step(dossier.state if dossier else None, action, Role(facts["role"]))
    event = StateEvent(row.next, datetime.fromisoformat(facts.get("at") or entry.at.isoformat()), entry.actor)
    if dossier is None:
        if action is not Action.RECEIVE:
            raise RuleBroken("action", "not_allowed", _("Hồ sơ này chưa được tiếp nhận."))
        return _received(entry, facts, event)
    due = datetime.fromisoformat(facts["due"]) if "due" in facts else dossier.due_at
    after = replace(dossier, state=row.next, events=(*dossier.events, event), due_at=due)
    return _told(dossier, after, action, Said(event.at.astimezone(VIETNAM), event.by, facts))


def _told(before: Dossier, after: Dossier, action: Action, said: Said) -> Dossier:
    """What the step said, beside the state that it led to."""
    match action:
        case Action.REQUEST_SUPPLEMENT:
            return replace(after, supplements=(*before.supplements, said.supplement()))
        case Action.REFUSE:
            return replace(after, refusal=said.refusal())
        case Action.WITHDRAW | Action.STOP:
            return replace(after, stop=said.stop(by_applicant=action is Action.WITHDRAW))
        case Action.EXTEND:
            return replace(after, extension=_extended(before, after.due_at, said))
        case Action.CANCEL:
            _check_same_day(before, said.at)
            undone = Cancellation(said.at, said.by, said.text("reason"), total_vnd(before.fees))
            return replace(after, cancellation=undone, fees=())
        case Action.HAND_OVER:
            return replace(after, handovers=(*before.handovers, said.handover()))
        case Action.FINISH:
            back = said.handover(timing(said.at, before.due_at))
            return replace(after, handovers=(*before.handovers, back))
        case _:
            return after


def _extended(before: Dossier, due: datetime, said: Said) -> Extension:
    if before.extension is not None:
        raise RuleBroken(
            "action",
            "extended_before",
            _("Hồ sơ {code} đã gia hạn một lần; quy định chỉ cho một lần.").format(code=before.code),
        )
    if due <= before.due_at:
        raise RuleBroken(
            "due",
            "not_later",
            _("Ngày hẹn mới phải sau ngày hẹn cũ ({due}).").format(due=f"{before.due_at:%H:%M %d/%m/%Y}"),
        )
    return said.extension(before.due_at, due)


def _check_same_day(dossier: Dossier, at: datetime) -> None:
    day = dossier.recorded_at.astimezone(VIETNAM).date()
    if at.astimezone(VIETNAM).date() != day:
        raise RuleBroken(
            "action",
            "too_late",
            _("Chỉ hủy được trong ngày ghi hồ sơ ({day}). Hãy dùng “Rút hồ sơ” hoặc “Dừng xử lý”.").format(
                day=f"{day:%d/%m/%Y}"
            ),
        )


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
        holder=read_fact("holder", facts.get("holder"), received_at.date()),
        components=read_components(facts["components"]),
        fees=read_fees(facts["fees"]),
        return_by=ReturnBy(facts["return_by"]),
        note=facts.get("note", ""),
        register_no=facts["register_no"],
        state=event.state,
        events=(event,),
        representative=read_fact("representative", facts.get("representative"), received_at.date()),
        quantity=read_fact("quantity", facts.get("quantity", 1), received_at.date()),
        subjects=read_fact("subjects", facts.get("subjects", ()), received_at.date()),
        group=facts.get("group", ""),
        although=tuple(Overruled(rule, reason) for rule, reason in facts.get("although", {}).items()),
    )


def _noted(dossier: Dossier | None, note: Note, entry: Entry, facts: Mapping[str, Any]) -> Dossier:
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
        case Note.CORRECT:
            return _corrected(dossier, Said(entry.at.astimezone(VIETNAM), entry.actor, facts))
        case Note.PASS_ON:
            passed = Said(entry.at.astimezone(VIETNAM), entry.actor, facts).handover()
            return replace(dossier, handovers=(*dossier.handovers, passed))
        case Note.DECIDE:
            return _decided(dossier, Said(entry.at.astimezone(VIETNAM), entry.actor, facts))


def _decided(dossier: Dossier, said: Said) -> Dossier:
    """The dossier as a person decided: with the step that is imposed, or as it is; or as before the last decision."""
    role, choice = Role(said.facts["role"]), Choice(said.facts["choice"])
    if role not in DECIDERS:
        told = _("Quyết định xung đột không thuộc vai trò “{role}”.").format(role=role_words(role))
        raise RuleBroken("action", "not_yours", told)
    if choice is Choice.UNDO:
        if dossier.undo is None:
            raise RuleBroken("action", "nothing_to_undo", _("Không còn quyết định nào hoàn tác được."))
        return dossier.undo
    decision = Decision(said.at, said.by, said.text("reason"), choice, said.text("dispute"))
    after = replace(dossier, decisions=(*dossier.decisions, decision))
    if (taken := said.facts.get("step")) is not None:
        after = _imposed(after, str(taken["action"]), replace(said, facts=taken["facts"]))
    return replace(after, undo=replace(dossier, undo=None))


def _imposed(dossier: Dossier, action: str, said: Said) -> Dossier:
    if action == Note.CORRECT:
        return _corrected(dossier, said)
    event = StateEvent(IMPOSED[Action(action)], said.at, said.by)
    due = datetime.fromisoformat(said.facts["due"]) if "due" in said.facts else dossier.due_at
    after = replace(dossier, state=event.state, events=(*dossier.events, event), due_at=due)
    return _told(dossier, after, Action(action), said)


def _corrected(dossier: Dossier, said: Said) -> Dossier:
    """The dossier with what was put right; every fact must stand as the correction found it."""
    role = Role(said.facts["role"])
    if role not in CORRECTORS:
        told = _("Sửa thông tin đã tiếp nhận không thuộc vai trò “{role}”.").format(role=role_words(role))
        raise RuleBroken("action", "not_yours", told)
    if dossier.state is State.CANCELLED:
        raise RuleBroken("action", "not_allowed", _("Hồ sơ đã hủy nên không sửa được nữa."))
    after = dossier
    changed: list[Changed] = []
    for item in said.facts["fields"]:
        field = item["field"]
        if field not in CORRECTABLE:
            told = _("Không sửa được mục này. Hãy hủy hồ sơ và tiếp nhận lại.")
            raise RuleBroken(str(field)[:60], "not_correctable", told)
        before, value = getattr(after, field), read_fact(field, item["after"], dossier.received_at.date())
        if plain(before) != item["before"]:
            told = _("Thông tin đã đổi trong lúc sửa. Hãy mở lại hồ sơ rồi sửa tiếp.")
            raise RuleBroken(field, "changed_meanwhile", told)
        changed += changes(field, before, value)
        after = replace(after, **{field: value})
    correction = Correction(said.at, said.by, said.text("reason"), tuple(changed))
    return replace(after, corrections=(*dossier.corrections, correction))


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
        "components": [item.to_plain() for item in dossier.components],
        "fees": [fee_plain(line) for line in dossier.fees],
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
        "representative": plain(dossier.representative),
        "quantity": dossier.quantity,
        "subjects": plain(dossier.subjects),
        "group": dossier.group or None,
        "although": {one.rule: one.reason for one in dossier.although},
        **{
            key: event_plain(getattr(dossier, key))
            for key in ("supplements", "handovers", "corrections", "decisions")
        },
        **{
            key: event_plain(said) if (said := getattr(dossier, key)) else None
            for key in ("refusal", "extension", "stop", "cancellation")
        },
    }


def _rfc3339(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat()
