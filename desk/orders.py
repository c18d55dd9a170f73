"""What becomes of a step that the province ordered? Taken, or noted as not taken: then a person decides (desk/disputes.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from desk.errors import RuleBroken
from desk.handling import act
from desk.journal import timeline
from desk.rules.chain import Entry
from desk.rules.lifecycle import Action, Role
from desk.store import Change

NOT_TAKEN = "status_not_taken"
"""The journal's action for an order that does not follow on what the dossier is here."""


def take_order(
    change: Change, dossier: str, action: str, by: str, at: datetime, facts: Mapping[str, str]
) -> None:
    """Take the province's step on this dossier; one that the lifecycle does not allow here is noted, and nothing else."""
    entries = timeline(change.session, dossier)
    if any(_is_it(entry, action, at) for entry in entries):
        return  # a restored desk hears again what its journal has from the province
    try:
        act(change, dossier, Action(action), {**facts, "at": at.isoformat(), "by": by})
    except (RuleBroken, ValueError) as broken:
        said = {"dossier": dossier, "action": action, "by": by, "at": at.isoformat(), "facts": dict(facts),
                "why": str(broken)}  # fmt: skip
        change.note(NOT_TAKEN, said)


def _is_it(entry: Entry, action: str, at: datetime) -> bool:
    facts = entry.facts() if entry.action == action else {}
    return facts.get("role") == Role.PROVINCE and "at" in facts and datetime.fromisoformat(facts["at"]) == at
