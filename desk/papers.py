"""Which papers left the desk? Each is kept, sealed and by its hash, before the journal notes that it left.

A paper of last year is printed again from the bytes that were kept, whatever its template has become since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.handling import dossier_of, note_on
from desk.journal import timeline
from desk.records.dossiers import DossierRow
from desk.records.journal import JournalRow
from desk.rules.chain import Entry
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import Note
from desk.store import Change

RECEIPT = "01"
"""Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Thông tư 03/2025/TT-VPCP, Mẫu số 01)."""
PAPER = "paper"
"""Where the entry tells how a kept paper was made; entries of papers that were not kept do not have it."""


@dataclass(frozen=True, slots=True)
class Made:
    """How a paper was made: its size, its copies (liên), when, the hash of what it says.

    `original` is the hash of the paper of which this one is a reprint, or "".
    """

    size: str
    copies: int
    at: datetime
    facts: str
    original: str = ""


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper that left, as the journal noted it; `made` is None for one whose bytes were not kept."""

    seq: int
    at: datetime
    by: str
    form: str
    template: str
    sha256: str
    printer: str
    reprint: bool
    made: Made | None


def issued(session: Session, dossier: str, form: str) -> int:
    """How many times this form was issued for the dossier of this id."""
    return sum(1 for paper in papers_of(session, dossier) if paper.form == form)


def papers_of(session: Session, dossier: str) -> tuple[Issued, ...]:
    """Every paper that left for the dossier of this id, in the order of leaving."""
    return tuple(_issued(one) for one in timeline(session, dossier) if one.action == Note.PRINT)


def kept_before(session: Session, dossier: str, form: str, size: str, copies: int) -> Issued | None:
    """The newest original that was kept of this form in this size: what a reprint is a reprint of."""
    found = None
    for paper in papers_of(session, dossier):
        made = paper.made
        if made and (paper.form, made.size, made.copies, made.original) == (form, size, copies, ""):
            found = paper
    return found


def note_issue(
    change: Change,
    code: str,
    form: str,
    template: str,
    pdf: bytes,
    printer: str,
    made: Made | None = None,
) -> Dossier:
    """Keep `pdf` and note that it was issued as `form`; the second and later ones are noted as reprints.

    The bytes are durable before the note is, so that no noted paper is missing. They stay on this desk.
    """
    dossier = dossier_of(change.session, code)
    sha256, _size = change.vault.put([pdf])
    facts: dict[str, Any] = {
        "form": form,
        "template": template,
        "sha256": sha256,
        "printer": printer,
        "reprint": issued(change.session, dossier.id, form) > 0,
        PAPER: _told(made or Made("", 1, change.at, "")),
    }
    return note_on(change, dossier, Note.PRINT, facts)


def all_kept(session: Session) -> Iterator[tuple[str, str]]:
    """(dossier code, hash) of every paper whose bytes must be here."""
    printed = select(JournalRow.payload, DossierRow.code).where(JournalRow.action == Note.PRINT)
    rows = session.execute(printed.join(DossierRow, DossierRow.id == JournalRow.dossier)).all()
    for payload, code in rows:
        facts = json.loads(payload) if payload is not None else {}
        if PAPER in facts:
            yield code, facts["sha256"]


def _told(made: Made) -> dict[str, Any]:
    told: dict[str, Any] = {
        "size": made.size,
        "copies": made.copies,
        "made_at": made.at.isoformat(),
        "facts": made.facts,
    }
    return told | ({"original": made.original} if made.original else {})


def _issued(entry: Entry) -> Issued:
    facts = entry.facts()
    return Issued(
        seq=entry.seq,
        at=entry.at,
        by=entry.actor,
        form=facts.get("form", ""),
        template=facts.get("template", ""),
        sha256=facts.get("sha256", ""),
        printer=facts.get("printer", ""),
        reprint=bool(facts.get("reprint", False)),
        made=_made(facts.get(PAPER)),
    )


def _made(told: Mapping[str, Any] | None) -> Made | None:
    if told is None:
        return None
    return Made(
        told.get("size", ""),
        told.get("copies", 1),
        datetime.fromisoformat(told["made_at"]),
        told.get("facts", ""),
        told.get("original", ""),
    )
