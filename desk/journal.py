"""What happened, in order? Appends to the hash-chained journal, verifies it, tells what is unsent and one dossier's timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.plain_sql import cursor
from desk.records.base import read_moment
from desk.records.journal import ExchangeRow, JournalRow
from desk.rules.chain import ENTRY, GENESIS, Entry, derived_id, link, moment, verify

VERIFY_BATCH = 2_000


def following(
    session: Session,
    device: str,
    at: datetime,
    actor: str,
    dossier: str | None,
    action: str,
    facts: Mapping[str, Any],
    end: tuple[int, str] | None = None,
) -> Entry:
    """The entry that comes next, linked to the last one (`end`: its number and hash, where the caller knows them); it is
    not written yet."""
    seq, before = end or tip(session)[:2]
    return link(
        before, id=derived_id(device, seq + 1, at, ENTRY), device=device, seq=seq + 1, at=at, actor=actor, dossier=dossier,
        action=str(action), payload=facts,
    )  # fmt: skip


def extend(session: Session, entries: Sequence[Entry]) -> None:
    """Write entries that are linked to the tip already. Plain inserts: mapped objects cost more than all of the rest."""
    cursor(session).executemany(
        "INSERT INTO journal (seq, id, device, at, actor, dossier, action, payload, payload_hash, hash_before, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (one.seq, one.id, one.device, moment(one.at), one.actor, one.dossier, one.action, one.payload,
             one.payload_hash, one.hash_before, one.hash)
            for one in entries
        ],
    )  # fmt: skip


def tip(session: Session) -> tuple[int, str, datetime | None]:
    """Sequence number, hash and moment of the newest entry; (0, GENESIS, None) before the first."""
    row = cursor(session).execute("SELECT seq, hash, at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return (0, GENESIS, None) if row is None else (row[0], row[1], read_moment(row[2]))


def after(session: Session, seq: int, limit: int) -> list[Entry]:
    """The entries that follow `seq`, in order, at most `limit`."""
    rows = session.scalars(
        select(JournalRow).where(JournalRow.seq > seq).order_by(JournalRow.seq).limit(limit)
    )
    return [to_entry(row) for row in rows]


def timeline(session: Session, dossier: str) -> list[Entry]:
    """Everything noted about one dossier, in order."""
    rows = session.scalars(select(JournalRow).where(JournalRow.dossier == dossier).order_by(JournalRow.seq))
    return [to_entry(row) for row in rows]


def unsent(session: Session) -> int:
    """How many entries the province has not acknowledged."""
    held = session.scalar(select(ExchangeRow.held_seq)) or 0
    return session.scalar(select(func.count()).select_from(JournalRow).where(JournalRow.seq > held)) or 0


def verify_all(session: Session) -> tuple[int, str]:
    """Walk the whole chain; last seq and hash. Raises ChainBroken at the first entry that does not follow."""
    seq, tip_hash = 0, GENESIS
    while batch := after(session, seq, VERIFY_BATCH):
        seq, tip_hash = verify(batch, after_seq=seq, before=tip_hash)
        session.expire_all()
    return seq, tip_hash


def walk(session: Session) -> Iterator[Entry]:
    """Every entry in order, in bounded memory."""
    seq = 0
    while batch := after(session, seq, VERIFY_BATCH):
        yield from batch
        seq = batch[-1].seq
        session.expire_all()


def to_entry(row: JournalRow) -> Entry:
    """A row as the value that the rules know."""
    return Entry(row.id, row.device, row.seq, row.at, row.actor, row.dossier, row.action, row.payload,
                 row.payload_hash, row.hash_before, row.hash)  # fmt: skip
