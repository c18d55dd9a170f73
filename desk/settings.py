"""Which choices has this office made? The account for fees, the queue, the second screen: each one document, each change noted.

A choice is read and checked by the module that owns it (`desk/queue.py`, `desk/payments.py`); here it is only kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from desk.errors import RuleBroken
from desk.records.office import SettingRow
from desk.rules.chain import canonical
from desk.rules.lifecycle import Role
from desk.rules.words import _
from desk.store import Change

SET = "set"
"""The journal's action for a choice of the office."""


def setting(session: Session, name: str) -> Mapping[str, Any] | None:
    """The document of a choice; None where the office never chose."""
    row = session.get(SettingRow, name)
    return None if row is None else dict(json.loads(row.document))


def choose(change: Change, name: str, document: Mapping[str, Any]) -> None:
    """Keep a choice and note it. Raises RuleBroken where it is no administrator who chooses."""
    if change.actor.role is not Role.ADMIN:
        raise RuleBroken("login", "not_yours", _("Chỉ người quản trị được đổi cài đặt của văn phòng."))
    if keep(change, name, document):
        change.note(SET, {"name": name, "value": document})


def keep(change: Change, name: str, document: Mapping[str, Any]) -> bool:
    """Keep a document without a note of its own, where another entry says it; False where it is the same already."""
    text = canonical(document)
    row = change.session.get(SettingRow, name)
    if row is not None and row.document == text:
        return False
    if row is None:
        row = SettingRow(name=name)
        change.session.add(row)
    row.document = text
    return True
