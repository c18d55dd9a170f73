"""What happens to a dossier after reception? One function for every action of the lifecycle table, and what may come next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.columns import follow
from desk.datasets import working_calendar_of
from desk.journal import timeline
from desk.numbers import Series, next_number
from desk.records.base import VIETNAM
from desk.records.dossiers import DossierRow
from desk.rules.appointment import ProcessingTime
from desk.rules.broken import RuleBroken
from desk.rules.checklist import clean_components
from desk.rules.citizen import clean_name, clean_text
from desk.rules.course import plain
from desk.rules.dossier import Dossier, apply, fold
from desk.rules.extension import new_due, resumed
from desk.rules.lifecycle import OPEN, Action, Note, Role, State
from desk.rules.words import _
from desk.search import find
from desk.store import Change

MAX_REASON_LENGTH = 1500
"""LyDoBoSung of the provincial systems."""
LIMITS = {
    "guidance": 2000, "basis": 1000, "returned": 1000, "signer": 200, "number": 50, "giver": 200, "receiver": 500,
    "unit": 500, "note": 1000,
}  # fmt: skip
"""The longest text of each fact that a paper states."""
PAUSED = frozenset({State.SUPPLEMENT, State.PAYMENT})
"""The settlement clock stands until the citizen has come; then the appointment is later by the days waited."""
NEEDS_REASON = frozenset(
    {Action.REFUSE, Action.WITHDRAW, Action.STOP, Action.REQUEST_SUPPLEMENT, Action.EXTEND, Action.CANCEL}
)


def dossier_of(session: Session, code: str) -> Dossier:
    """The dossier of this code (official, provisional) or id, folded from its journal; RuleBroken(code, not_found)."""
    row = find(session, code)
    dossier = None if row is None else fold(timeline(session, row.id))
    if dossier is None:
        raise RuleBroken(
            "code", "not_found", _("Không có hồ sơ mã “{code}” ở quầy này.").format(code=code[:60])
        )
    return dossier


def act(change: Change, code: str, action: Action, facts: Mapping[str, Any] | None = None) -> Dossier:
    """Take one step of the lifecycle; the dossier after it.

    What papers need beside the reason: `items` (HandedIn) and `guidance` of a supplement request, `basis` of a refusal
    or stop, `returned` of a stop or withdrawal, `receiver`, `unit` and `note` of a handover, `due` and `signer` of an
    extension (see `extend`). Forms 02 and 03 get their number here. Raises RuleBroken where the table does not allow
    it, the role may not, or a reason is missing.
    """
    dossier = dossier_of(change.session, code)
    said: dict[str, Any] = dict(facts or {})
    for key, most in LIMITS.items():
        if key in said:
            said[key] = clean_text(str(said[key]), key, most)
    if action in NEEDS_REASON:
        said["reason"] = reason_of(str(said.get("reason", "")))
    if "items" in said:
        said["items"] = plain(clean_components(said["items"]))
    if change.actor.role is not Role.PROVINCE:
        _fill(change, action, said)
    if dossier.state in PAUSED and action in (Action.SUPPLEMENT, Action.PAY) and "due" not in said:
        at = datetime.fromisoformat(said["at"]) if "at" in said else change.at
        calendar = working_calendar_of(change.session)
        said["due"] = resumed(dossier.due_at, dossier.events[-1].at, at, calendar).isoformat()
    return note_on(change, dossier, action, {**said, "role": change.actor.role.value})


def extend(
    change: Change,
    code: str,
    by: ProcessingTime | date | datetime,
    *,
    reason: str,
    signer: str,
    number: str = "",
) -> Dossier:
    """Move the appointment once (form 04): by so much working time, or to a day or moment; `signer` is the head.

    `number` is the office's own for this letter. What does not fit the rules of timing only warns: see
    `desk.rules.extension.warnings`. Raises RuleBroken: due outside working time or not later, extended before.
    """
    dossier = dossier_of(change.session, code)
    due = new_due(dossier.due_at, by, working_calendar_of(change.session))
    facts = {
        "due": due.isoformat(),
        "reason": reason,
        "signer": clean_name(signer, "signer"),
        "number": number,
    }
    return act(change, code, Action.EXTEND, facts)


def pass_on(
    change: Change, code: str, *, giver: str, receiver: str, unit: str = "", note: str = ""
) -> Dossier:
    """Note that the papers went to the next pair of hands: one more line of the control sheet (form 06)."""
    dossier = dossier_of(change.session, code)
    if dossier.state not in OPEN:
        raise RuleBroken("action", "not_allowed", _("Hồ sơ đã kết thúc nên không bàn giao tiếp được."))
    said = {"giver": clean_name(giver, "giver"), "receiver": clean_name(receiver, "receiver"), "unit": unit}
    facts = {**said, "unit": clean_text(unit, "unit", LIMITS["unit"]),
             "note": clean_text(note, "note", LIMITS["note"])}  # fmt: skip
    return note_on(change, dossier, Note.PASS_ON, facts)


def reason_of(text: str) -> str:
    """The reason as it is kept. RuleBroken(reason, missing or too_long)."""
    reason = clean_text(text, "reason", MAX_REASON_LENGTH)
    if not reason:
        raise RuleBroken("reason", "missing", _("Hãy ghi lý do."))
    return reason


def _fill(change: Change, action: Action, said: dict[str, Any]) -> None:
    """What the desk knows by itself: the numbers of its papers, and its own name on the control sheet."""
    year = change.at.astimezone(VIETNAM).year
    match action:
        case Action.REQUEST_SUPPLEMENT:
            said["number"] = next_number(change.session, Series.SUPPLEMENT, year)
        case Action.REFUSE:
            said["number"] = next_number(change.session, Series.REFUSAL, year)
        case Action.HAND_OVER:
            said.setdefault("giver", change.actor.name)
        case Action.FINISH:
            said.setdefault("receiver", change.actor.name)


def note_on(change: Change, dossier: Dossier, action: str, payload: Mapping[str, Any]) -> Dossier:
    """Append an entry to a dossier, fold it, and keep the searching columns in step.

    What does not fold is not written either: whoever catches the RuleBroken may go on with the change.
    """
    row = change.session.get_one(DossierRow, _number(change.session, dossier.id))
    entry = change.draft(action, payload, dossier.id)
    after = apply(dossier, entry)
    assert after is not None
    change.note_linked([entry])
    follow(change.session, row, dossier, after, entry)
    return after


def _number(session: Session, dossier: str) -> int:
    row = find(session, dossier)
    assert row is not None
    return row.no
