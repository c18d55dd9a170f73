"""What did both sides change, and who decides? An order of the province that came too late, a step of ours that a recovery met.

    ours   │ at the desk: where the dossier stands, by whom, since when
    theirs │ what the other side says, by whom, when
    decide ▶ ours, theirs, or both as a note: a person, a reason, an entry of the dossier's own, which travels

Open is what no decision names. A decision may be taken back until it was sent; afterwards another step follows, as usual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desk.corrections import check_money_open
from desk.errors import RuleBroken
from desk.handling import dossier_of, note_on, reason_of
from desk.journal import timeline, to_entry
from desk.orders import NOT_TAKEN
from desk.records.base import VIETNAM
from desk.records.dossiers import DossierRow
from desk.records.journal import ExchangeRow, JournalRow
from desk.recovery import NOT_REJOINED
from desk.rules.chain import Entry
from desk.rules.course import Choice, Decision, changes, plain, read_fact
from desk.rules.dossier import Dossier, fold
from desk.rules.lifecycle import IMPOSED, Action, Note, Role
from desk.rules.words import _
from desk.store import Change

TOLD_BY = text("journal.action IN ('status_not_taken', 'not_rejoined')")
"""Word for word the condition of the index (migration 0007), or SQLite reads the whole journal."""
STATE, DUE = "state", "due_at"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact as each side has it; an empty text where a side says nothing of it."""

    field: str
    ours: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.ours != self.theirs


@dataclass(frozen=True, slots=True)
class Side:
    """Who says so, by login or as the province names them, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute (xung đột). `key` stays the same wherever the journal goes; `of_province`: an order of the province,
    else a step of this desk that was noted after its backup."""

    key: str
    dossier: str
    code: str
    action: str
    of_province: bool
    ours: Side
    theirs: Side
    lines: tuple[Line, ...]
    decided: Decision | None
    undoable: bool


def disputes(session: Session) -> tuple[Dispute, ...]:
    """What is to be decided, and what was decided and can be taken back, oldest first; each once."""
    found: dict[str, Dispute] = {}
    for row in session.scalars(select(JournalRow).where(TOLD_BY).order_by(JournalRow.seq)):
        entry = to_entry(row)
        if entry.payload_hash not in found and (one := _dispute(session, entry)) is not None:
            found[one.key] = one
    return tuple(one for one in found.values() if one.decided is None or one.undoable)


def decide(change: Change, key: str, choice: Choice, reason: str) -> Dossier:
    """Decide a dispute, with a reason; the dossier after it. What travels is the decision, with the step where one is taken.

    Raises RuleBroken: unknown, decided already, no reason, not_yours, day_closed, or what is wrong with the step.
    """
    one, entry = _named(change.session, key)
    if one.decided is not None:
        raise RuleBroken(
            "dispute", "decided", _("Việc này đã có quyết định. Hãy hoàn tác trước nếu muốn đổi.")
        )
    dossier = dossier_of(change.session, one.dossier)
    said: dict[str, Any] = {
        "role": change.actor.role.value, "dispute": key, "choice": choice.value, "reason": reason_of(reason),
    }  # fmt: skip
    # What an older version noted does not say which order it was.
    if one.of_province and "at" in entry.facts():
        said["told"] = {"action": one.action, "at": entry.facts()["at"]}
    if choice is (Choice.THEIRS if one.of_province else Choice.OURS):
        said["step"] = {"action": one.action, "facts": _step_facts(change, dossier, entry, said["reason"])}
    return note_on(change, dossier, Note.DECIDE, said)


def undo(change: Change, key: str) -> Dossier:
    """Take the decision back. RuleBroken: sent already, or something else was noted on the dossier since."""
    one, _entry = _named(change.session, key)
    if one.decided is None or not one.undoable:
        raise RuleBroken(
            "dispute", "too_late",
            _("Quyết định này đã gửi đi hoặc hồ sơ đã có việc khác; không hoàn tác được nữa."),
        )  # fmt: skip
    dossier = dossier_of(change.session, one.dossier)
    facts = {"role": change.actor.role.value, "dispute": key, "choice": Choice.UNDO.value}
    return note_on(change, dossier, Note.DECIDE, facts)


def _named(session: Session, key: str) -> tuple[Dispute, Entry]:
    row = session.scalars(
        select(JournalRow).where(TOLD_BY, JournalRow.payload_hash == key).order_by(JournalRow.seq)
    ).first()
    one = None if row is None else _dispute(session, to_entry(row))
    if row is None or one is None:
        raise RuleBroken("dispute", "not_found", _("Không có việc cần quyết định nào như vậy ở máy này."))
    return one, to_entry(row)


def _dispute(session: Session, entry: Entry) -> Dispute | None:
    facts = entry.facts()
    known = session.scalars(select(DossierRow).where(DossierRow.id == facts.get("dossier", ""))).first()
    said = facts.get("facts") or {}
    if known is None or facts["action"] not in (*IMPOSED, Note.CORRECT):
        return None
    if entry.action == NOT_REJOINED and said.get("role") == Role.PROVINCE:
        return None  # an order comes again by itself
    entries = timeline(session, known.id)
    decision, seq = _decision(entries, entry.payload_hash)
    before = fold(one for one in entries if one.seq < entry.seq)
    now = fold(entries)
    if before is None or now is None:
        return None
    last = before.events[-1]
    desk, other = Side(last.by, last.at), Side(str(facts.get("by") or entry.actor), _moment(facts, entry))
    of_province = entry.action == NOT_TAKEN
    lines = _lines(before, facts)
    if not of_province:  # what the desk said itself is ours, and what came back from the province theirs
        desk, other = other, desk
        lines = tuple(Line(one.field, one.theirs, one.ours) for one in lines)
    if not any(one.differs for one in lines):
        return None  # both did the same: there is nothing to decide, and the journal has both
    held = session.get_one(ExchangeRow, 1).held_seq
    undoable = decision is not None and seq > held and now.undo is not None
    return Dispute(entry.payload_hash, known.id, known.code, str(facts["action"]), of_province, desk, other, lines,
                   decision, undoable)  # fmt: skip


def _decision(entries: list[Entry], key: str) -> tuple[Decision | None, int]:
    """The decision that stands, and its number."""
    found: tuple[Decision | None, int] = (None, 0)
    for one in entries:
        said = one.facts() if one.action == Note.DECIDE else {}
        if said.get("dispute") != key:
            continue
        choice = Choice(said["choice"])
        undone = choice is Choice.UNDO
        found = (
            None if undone else Decision(one.at.astimezone(VIETNAM), one.actor, said["reason"], choice, key),
            one.seq,
        )
    return found


def _lines(dossier: Dossier, facts: Mapping[str, Any]) -> tuple[Line, ...]:
    """Fact by fact: the dossier as it stands, and as the step would have it."""
    action, said = str(facts["action"]), dict(facts.get("facts") or {})
    if action == Note.CORRECT:
        found = []
        for item in said["fields"]:
            now = getattr(dossier, item["field"])
            wanted = read_fact(item["field"], item["after"], dossier.received_at.date())
            found += [Line(one.field, one.before, one.after) for one in changes(item["field"], now, wanted)]
        return tuple(found)
    due = datetime.fromisoformat(said["due"]) if "due" in said else dossier.due_at
    lines = [
        Line(STATE, dossier.state.value, IMPOSED[Action(action)].value),
        Line(DUE, dossier.due_at.isoformat(), due.astimezone(VIETNAM).isoformat()),
    ]
    ours = _last_facts(dossier)
    lines += [
        Line(key, ours.get(key, ""), str(said.get(key, ""))) for key in SHOWN if key in said or key in ours
    ]
    return tuple(lines)


SHOWN = ("reason", "basis", "note", "receiver", "number", "signer")
"""What a step says beside the state, in the order in which it is shown."""


def _last_facts(dossier: Dossier) -> dict[str, str]:
    """What the dossier's own last steps said under the names of SHOWN."""
    said = dossier.stop or dossier.refusal or dossier.extension
    handed = dossier.handovers[-1] if dossier.handovers else None
    found = {key: str(getattr(said, key, "") or getattr(handed, key, "") or "") for key in SHOWN}
    return {key: words for key, words in found.items() if words}


def _step_facts(change: Change, dossier: Dossier, entry: Entry, reason: str) -> dict[str, Any]:
    said = dict(entry.facts().get("facts") or {})
    if entry.facts()["action"] != Note.CORRECT:
        return said
    fields = []
    for item in said["fields"]:
        now = plain(getattr(dossier, item["field"]))
        if now != item["after"]:
            fields.append({"field": item["field"], "before": now, "after": item["after"]})
            if item["field"] == "fees":
                check_money_open(change.session, dossier)
    return {"role": change.actor.role.value, "reason": reason, "fields": fields}


def _moment(facts: Mapping[str, Any], entry: Entry) -> datetime:
    said = facts.get("at") or (facts.get("facts") or {}).get("at")
    return (datetime.fromisoformat(said) if said else entry.at).astimezone(VIETNAM)
