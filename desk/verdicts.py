"""Which of the province's refusals are over? A dossier with a new code that was accepted takes its older ones with it."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desk.records.journal import JournalRow, VerdictRow
from desk.rules.lifecycle import Note


def forget_mended(session: Session, held_seq: int) -> None:
    """A dossier whose new code the province took is whole again: its older refusals are over."""
    refused = (
        select(JournalRow.dossier)
        .join(VerdictRow, VerdictRow.seq == JournalRow.seq)
        .where(JournalRow.dossier.is_not(None))
        .distinct()
    )
    for dossier in session.scalars(refused).all():
        named = session.scalar(
            select(func.max(JournalRow.seq))
            .outerjoin(VerdictRow, VerdictRow.seq == JournalRow.seq)
            .where(
                JournalRow.dossier == dossier,
                JournalRow.action == Note.ASSIGN_CODE,
                JournalRow.seq <= held_seq,
                VerdictRow.seq.is_(None),
            )
        )
        if named is not None:
            theirs = select(JournalRow.seq).where(JournalRow.dossier == dossier, JournalRow.seq < named)
            session.execute(delete(VerdictRow).where(VerdictRow.seq.in_(theirs)))
