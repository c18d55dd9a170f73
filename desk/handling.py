"""What happens to a dossier after reception? One function for every action of the lifecycle table, and what may come next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from desk.columns import follow
from desk.journal import timeline
from desk.records.dossiers import DossierRow
from desk.rules.broken import RuleBroken
from desk.rules.citizen import clean_text
from desk.rules.dossier import Dossier, apply, fold
from desk.rules.lifecycle import Action
from desk.rules.words import _
from desk.search import find
from desk.store import Change

MAX_REASON_LENGTH = 1500
"""LyDoBoSung of the provincial systems."""
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

    Raises RuleBroken where the table does not allow it, the role may not, or a reason is missing.
    """
    dossier = dossier_of(change.session, code)
    said: dict[str, Any] = dict(facts or {})
    if action in NEEDS_REASON:
        said["reason"] = clean_text(str(said.get("reason", "")), "reason", MAX_REASON_LENGTH)
        if not said["reason"]:
            raise RuleBroken("reason", "missing", _("Hãy ghi lý do."))
    payload = {**said, "role": change.actor.role.value}
    return note_on(change, dossier, action, payload)


def note_on(change: Change, dossier: Dossier, action: str, payload: Mapping[str, Any]) -> Dossier:
    """Append an entry to a dossier, fold it, and keep the searching columns in step."""
    row = change.session.get_one(DossierRow, _number(change.session, dossier.id))
    entry = change.note(action, payload, dossier.id)
    after = apply(dossier, entry)
    assert after is not None
    follow(change.session, row, dossier, after, entry)
    return after


def _number(session: Session, dossier: str) -> int:
    row = find(session, dossier)
    assert row is not None
    return row.no
