"""What stands in the register of a year? Every dossier as its journal tells it, in the order of its numbers, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from desk.journal import to_entry
from desk.records.base import VIETNAM
from desk.records.dossiers import DossierRow
from desk.records.journal import JournalRow
from desk.rules.broken import RuleBroken
from desk.rules.chain import Entry
from desk.rules.dossier import Dossier, fold
from desk.rules.lifecycle import Action
from desk.rules.words import _
from desk.store import Change

BATCH = 200
"""Dossiers folded at a time."""
FIRST_YEAR, LAST_YEAR = 2000, 2200


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the register: the dossier, and when and to whom its result was handed out."""

    dossier: Dossier
    returned_at: datetime | None
    receiver: str


def register_lines(session: Session, first: date, last: date) -> Iterator[Line]:
    """The dossiers received from `first` to `last`, both included, by year and number (Quyển số, Số thứ tự).

    They are read as they are asked for, and each is the fold of its journal, so that the book never differs from
    the papers. Raises RuleBroken for days in the wrong order or out of any calendar.
    """
    check_days(first, last)
    for year in range(first.year, last.year + 1):
        yield from _lines(session, max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))


def check_days(first: date, last: date) -> None:
    """RuleBroken where `first` is after `last`, or a year is none that a desk writes in."""
    if first > last or not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        raise RuleBroken(
            "from",
            "bad_days",
            _("Khoảng ngày từ {first} đến {last} không đúng.").format(
                first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}"
            ),
        )


def note_list(change: Change, form: str, facts: dict[str, object]) -> None:
    """Note that a list, book or day's paper left: it belongs to no one dossier."""
    change.note("print_list", {"form": form, **facts})


def _lines(session: Session, first: date, last: date) -> Iterator[Line]:
    start = datetime.combine(first, time.min, VIETNAM)
    end = datetime.combine(last + timedelta(days=1), time.min, VIETNAM)
    place = tuple_(DossierRow.register_no, DossierRow.no)
    after = (-1, -1)
    while True:
        batch = session.execute(
            select(DossierRow.id, DossierRow.register_no, DossierRow.no)
            .where(DossierRow.received_at >= start, DossierRow.received_at < end)
            .where(place > after)
            .order_by(DossierRow.register_no, DossierRow.no)
            .limit(BATCH)
        ).all()
        if not batch:
            return
        after = (batch[-1].register_no, batch[-1].no)
        entries = session.scalars(
            select(JournalRow)
            .where(JournalRow.dossier.in_([row.id for row in batch]))
            .order_by(JournalRow.dossier, JournalRow.seq)
        )
        stories = {
            dossier: [to_entry(row) for row in rows]
            for dossier, rows in groupby(entries, attrgetter("dossier"))
        }
        for row in batch:
            line = _line(stories[row.id])
            if line is not None:
                yield line
        session.expire_all()


def _line(story: list[Entry]) -> Line | None:
    dossier = fold(story)
    if dossier is None:  # erased by order of law
        return None
    handed = next((entry for entry in reversed(story) if entry.action == Action.RETURN), None)
    if handed is None or handed.payload is None:
        return Line(dossier, None, "")
    facts = handed.facts()
    at = datetime.fromisoformat(facts["at"]) if "at" in facts else handed.at
    return Line(dossier, at.astimezone(VIETNAM), str(facts.get("receiver") or dossier.applicant.name))
