"""How does this desk send by itself? The choice is one document, kept and noted; whoever works here may change it.

The rules of it are in desk/rules/sending.py. A pause is remembered over a restart, with since when and by whom.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from desk.rules.sending import CLOCK, USUAL, Sending
from desk.settings import SET, keep, setting
from desk.store import Change

SENDING = "sending"


def sending_of(session: Session) -> Sending:
    """What was chosen, or what is usual."""
    document = setting(session, SENDING)
    if document is None:
        return USUAL
    return Sending(
        int(document["most_kbit"]),
        _time(document["begins"]),
        _time(document["ends"]),
        datetime.fromisoformat(document["paused_at"]) if document["paused_at"] else None,
        str(document["paused_by"]),
    )


def set_sending(change: Change, chosen: Sending) -> Sending:
    """Choose allowance and hours; a pause stays as it is. What holds now."""
    before = sending_of(change.session)
    return _keep(change, replace(chosen, paused_at=before.paused_at, paused_by=before.paused_by))


def pause(change: Change) -> Sending:
    """Send nothing by itself from now on; a pause that holds already keeps its hour. What holds now."""
    before = sending_of(change.session)
    if before.paused_at is not None:
        return before
    return _keep(change, replace(before, paused_at=change.at, paused_by=change.actor.login))


def resume(change: Change) -> Sending:
    """Send by itself again. What holds now."""
    return _keep(change, replace(sending_of(change.session), paused_at=None, paused_by=""))


def _keep(change: Change, plan: Sending) -> Sending:
    document: dict[str, Any] = {
        "most_kbit": plan.most_kbit,
        "begins": _words(plan.begins),
        "ends": _words(plan.ends),
        "paused_at": plan.paused_at.isoformat() if plan.paused_at else "",
        "paused_by": plan.paused_by,
    }
    if keep(change, SENDING, document):
        change.note(SET, {"name": SENDING, "value": document})
    return plan


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def _words(hour: time | None) -> str:
    return hour.strftime(CLOCK) if hour else ""
