"""What was being typed when the lights went out? Drafts of dossiers: scratch of one person, in no journal.

A draft is kept at every change and dropped in the very transaction that takes its dossier, so that after a power
cut there is either the draft or the dossier, never both and never neither.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desk.clock import now
from desk.records.journal import DraftRow
from desk.rules.chain import canonical
from desk.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """One dossier being typed: `title` tells it from others in a list, `document` is the page's own."""

    id: str
    title: str
    document: Mapping[str, Any]
    updated_at: datetime


def keep(store: Store, login: str, id: str, title: str, document: Mapping[str, Any]) -> None:
    """Keep what is typed, durable on return; the draft of this id is replaced. Trouble: disk full, store busy."""
    with store.keep() as session:
        row = session.get(DraftRow, id)
        if row is None:
            row = DraftRow(id=id, login=login)
            session.add(row)
        row.title, row.document, row.updated_at = title, canonical(document), now()


def drafts(session: Session, login: str) -> tuple[Draft, ...]:
    """The drafts of this person, the latest first; nobody sees those of others."""
    rows = session.scalars(
        select(DraftRow)
        .where(DraftRow.login == login)
        .order_by(DraftRow.updated_at.desc(), DraftRow.id.desc())
    )
    return tuple(Draft(row.id, row.title, json.loads(row.document), row.updated_at) for row in rows)


def drop(session: Session, id: str) -> None:
    """Forget a draft, in the caller's transaction (`store.write` when its dossier is taken, else `store.keep`).
    One that is not there is forgotten already."""
    session.execute(delete(DraftRow).where(DraftRow.id == id))
