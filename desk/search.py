"""Where is that dossier? Search as one types over code, names, id, phone and procedure; lists for the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Integer, Select, String, and_, column, func, or_, select, table, text
from sqlalchemy.orm import Session

from desk.records.base import VIETNAM
from desk.records.dossiers import ApplicantRow, AttachmentRow, DossierRow
from desk.records.journal import ExchangeRow, HeldRow, JournalRow, VerdictRow
from desk.rules.broken import RuleBroken
from desk.rules.citizen import fold
from desk.rules.dossier_code import parse
from desk.rules.lifecycle import RUNNING, State

SEARCH_LIMIT = 200
MAX_QUERY_LENGTH = 120
MAX_QUERY_WORDS = 8
WORDS = table("dossier_search", column("rowid", Integer), column("words", String))
"""The full-text index (FTS5) of desk/records/migrations; rowid is the dossier's number."""


class Mark(StrEnum):
    """Where a dossier stands on its way to the province (a state of its own, apart from the business state)."""

    HERE = "here"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Sort(StrEnum):
    """Orders of a list."""

    NEWEST = "newest"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier as lists show it. SENT: the journal is there but a file is not; CONFIRMED: all of it is there."""

    id: str
    code: str
    applicant: str
    holder: str
    procedure: str
    procedure_name: str
    field: str
    state: State
    received_at: datetime
    due_at: datetime
    counter: str
    fees_vnd: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty means everything. Days are inclusive."""

    text: str = ""
    states: frozenset[State] = field(default_factory=frozenset)
    received_from: date | None = None
    received_to: date | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    counter: str = ""
    field_: str = ""
    unsent: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The four numbers of the Today page and the list under them, what hurts first on top."""

    due: int
    overdue: int
    ready: int
    unsent: int
    received_today: int
    rows: tuple[Row, ...]


def search(
    session: Session, filter_: Filter, *, sort: Sort = Sort.NEWEST, limit: int = SEARCH_LIMIT
) -> tuple[Row, ...]:
    """The dossiers that match, at most `limit`. Words match the beginnings of words, without diacritics, in any order."""
    query = select(DossierRow).where(*_conditions(session, filter_))
    query = (
        query.order_by(DossierRow.due_at, DossierRow.no)
        if sort is Sort.DUE
        else query.order_by(DossierRow.no.desc())
    )
    return _shown(session, query.limit(limit))


def count(session: Session, filter_: Filter) -> int:
    """How many dossiers match in all."""
    return (
        session.scalar(select(func.count()).select_from(DossierRow).where(*_conditions(session, filter_)))
        or 0
    )


def today(session: Session, now: datetime, limit: int = SEARCH_LIMIT) -> Today:
    """What the day holds: due today, overdue, results ready to hand out, not yet with the province."""
    day = now.astimezone(VIETNAM).date()
    evening = datetime.combine(day, time.max, VIETNAM)
    running = DossierRow.state.in_([state.value for state in RUNNING])
    ready = DossierRow.state == State.FINISHED
    overdue_when = and_(running, DossierRow.due_at < now)
    due_when = and_(running, DossierRow.due_at >= now, DossierRow.due_at <= evening)
    rows = _shown(
        session,
        select(DossierRow)
        .where(or_(overdue_when, due_when, ready))
        .order_by(ready, DossierRow.due_at, DossierRow.no)
        .limit(limit),
    )
    return Today(
        due=_count(session, due_when),
        overdue=_count(session, overdue_when),
        ready=_count(session, ready),
        unsent=_count(session, _unsent(session)),
        received_today=_count(session, and_(*_day_range(day, day))),
        rows=rows,
    )


def find(session: Session, code: str) -> DossierRow | None:
    """The dossier of this code, official or provisional, or of this id."""
    wanted = code.strip().upper()
    return session.scalars(
        select(DossierRow).where(
            or_(
                DossierRow.code == wanted,
                DossierRow.provisional_code == wanted,
                DossierRow.id == code.strip().lower(),
            )
        )
    ).first()


def index(session: Session, row: DossierRow) -> None:
    """Write the words under which this dossier is found (again, where they changed)."""
    session.flush()
    applicant = session.get_one(ApplicantRow, row.applicant)
    words = " ".join(
        (row.code, row.provisional_code or "", row.paper_no or "", fold(row.applicant_name), fold(row.holder_name),
         applicant.personal_id, applicant.phone, row.procedure, fold(row.procedure_name), fold(row.field))
    )  # fmt: skip
    session.execute(text("DELETE FROM dossier_search WHERE rowid = :no"), {"no": row.no})
    session.execute(
        text("INSERT INTO dossier_search (rowid, words) VALUES (:no, :words)"),
        {"no": row.no, "words": words.lower()},
    )


def matching(words: str) -> str:
    """The full-text query for what was typed: every word as the beginning of a word; empty for no word."""
    folded = fold(words[:MAX_QUERY_LENGTH])
    tokens = "".join(letter if letter.isalnum() else " " for letter in folded).split()[:MAX_QUERY_WORDS]
    return " ".join(f'"{token}"*' for token in tokens)


def _conditions(session: Session, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if _is_code(wanted.text):
        code = wanted.text.strip().upper()
        conditions.append(or_(DossierRow.code == code, DossierRow.provisional_code == code))
    elif query := matching(wanted.text):
        matches = text("dossier_search MATCH :query").bindparams(query=query)
        conditions.append(DossierRow.no.in_(select(WORDS.c.rowid).where(matches)))
    if wanted.states:
        conditions.append(DossierRow.state.in_([state.value for state in wanted.states]))
    conditions += _day_range(wanted.received_from, wanted.received_to)
    if wanted.due_from is not None:
        conditions.append(DossierRow.due_at >= wanted.due_from)
    if wanted.due_before is not None:
        conditions.append(DossierRow.due_at < wanted.due_before)
    if wanted.counter:
        conditions.append(DossierRow.counter == wanted.counter)
    if wanted.field_:
        conditions.append(DossierRow.field == wanted.field_)
    if wanted.unsent:
        conditions.append(_unsent(session))
    return conditions


def _is_code(typed: str) -> bool:
    try:
        parse(typed)
    except RuleBroken:
        return False
    return True


def _day_range(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if first is not None:
        conditions.append(DossierRow.received_at >= datetime.combine(first, time.min, VIETNAM))
    if last is not None:
        conditions.append(
            DossierRow.received_at < datetime.combine(last + timedelta(days=1), time.min, VIETNAM)
        )
    return conditions


def _unsent(session: Session) -> ColumnElement[bool]:
    held = session.scalar(select(ExchangeRow.held_seq)) or 0
    waiting = select(AttachmentRow.dossier).where(AttachmentRow.confirmed_at.is_(None))
    return or_(DossierRow.last_seq > held, DossierRow.no.in_(waiting))


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(DossierRow).where(condition)) or 0


def _shown(session: Session, query: Select[DossierRow]) -> tuple[Row, ...]:
    rows = session.scalars(query).all()
    marks = _marks(session, rows)
    return tuple(
        Row(row.id, row.code, row.applicant_name, row.holder_name, row.procedure, row.procedure_name, row.field,
            State(row.state), row.received_at, row.due_at, row.counter, row.fees_vnd, marks[row.no])
        for row in rows
    )  # fmt: skip


def _marks(session: Session, rows: Sequence[DossierRow]) -> dict[int, Mark]:
    held = session.scalar(select(ExchangeRow.held_seq)) or 0
    numbers = [row.no for row in rows]
    waiting = set(
        session.scalars(
            select(AttachmentRow.dossier).where(
                AttachmentRow.dossier.in_(numbers), AttachmentRow.confirmed_at.is_(None)
            )
        )
    )
    refused = _refused(session)
    marks = {}
    for row in rows:
        if row.id in refused:
            marks[row.no] = Mark.REFUSED
        elif row.last_seq > held:
            marks[row.no] = Mark.HERE
        else:
            marks[row.no] = Mark.SENT if row.no in waiting else Mark.CONFIRMED
    return marks


def _refused(session: Session) -> set[str]:
    return {
        dossier
        for dossier in session.scalars(
            select(JournalRow.dossier).join(VerdictRow, VerdictRow.seq == JournalRow.seq).distinct()
        )
        if dossier
    }


def held_since(session: Session, seq: int) -> datetime | None:
    """Since when the province has had the entry `seq`; None while it has not."""
    return session.scalars(
        select(HeldRow.at).where(HeldRow.seq >= seq).order_by(HeldRow.seq).limit(1)
    ).first()
