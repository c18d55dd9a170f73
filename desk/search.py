"""Where is that dossier? Search as one types over code, names, id, phone and procedure; lists for the pages.

Each list is one statement that reads no more than it shows: the index of words (desk/narrowing.py) leads, newest first,
or the B-tree of what is due. Counts end at COUNT_LIMIT.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.narrowing import Filter as Filter
from desk.narrowing import Found, expression, procedure_number
from desk.plain_sql import cursor
from desk.records.base import VIETNAM, read_moment, written_moment
from desk.records.dossiers import DossierRow
from desk.records.journal import HeldRow
from desk.rules.broken import RuleBroken
from desk.rules.dossier_code import parse
from desk.rules.lifecycle import RUNNING, State

SEARCH_LIMIT = 200
COUNT_LIMIT = 1_000
"""A count ends here: nobody reads on, and "more than a thousand" is known at once."""
FEW = 1_000
"""So many dossiers of a B-tree are looked up; of more, the newest are walked until enough fit."""


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
    chosen = _chosen(session, filter_, sort)
    return _shown(session, f"{chosen.sql} ORDER BY {chosen.order} LIMIT :limit",
                  {**chosen.values, "limit": limit}, sort)  # fmt: skip


def count(session: Session, filter_: Filter, most: int = COUNT_LIMIT) -> int:
    """How many dossiers match; `most` + 1 stands for more than `most`."""
    chosen = _chosen(session, filter_, Sort.NEWEST)
    return _number(session, f"SELECT count(*) FROM ({chosen.sql}{chosen.walk} LIMIT :most)",
                   {**chosen.values, "most": most + 1})  # fmt: skip


def count_all(session: Session) -> int:
    """How many dossiers there are: the newest number, because numbers leave no gap and no dossier is ever deleted."""
    return _number(session, "SELECT coalesce(max(no), 0) FROM dossiers", {})


def today(session: Session, now: datetime, limit: int = SEARCH_LIMIT) -> Today:
    """What the day holds: due today, overdue, results ready to hand out, not yet with the province.

    What is unsent is counted to COUNT_LIMIT; one more stands for more.
    """
    day = now.astimezone(VIETNAM).date()
    evening = datetime.combine(day, time.max, VIETNAM)
    values = {"now": written_moment(now), "evening": written_moment(evening), "limit": limit,
              "morning": written_moment(datetime.combine(day, time.min, VIETNAM))}  # fmt: skip
    running = f"state IN ({_listed(RUNNING)})"
    ready = f"state = '{State.FINISHED}'"
    numbers = f"""
        SELECT no, 0 AS ready, due_at FROM (SELECT no, due_at FROM dossiers WHERE {running} AND due_at <= :evening
                                            ORDER BY due_at, no LIMIT :limit)
        UNION ALL
        SELECT no, 1 AS ready, due_at FROM (SELECT no, due_at FROM dossiers WHERE {ready}
                                            ORDER BY due_at, no LIMIT :limit)
        ORDER BY ready, due_at, no LIMIT :limit"""
    counted = "SELECT count(*) FROM dossiers WHERE"
    return Today(
        due=_number(session, f"{counted} {running} AND due_at >= :now AND due_at <= :evening", values),
        overdue=_number(session, f"{counted} {running} AND due_at < :now", values),
        ready=_number(session, f"{counted} {ready}", values),
        unsent=count(session, Filter(unsent=True)),
        received_today=_number(
            session, f"{counted} received_at >= :morning AND received_at <= :evening", values
        ),
        rows=_shown(session, numbers, values, Sort.DUE, first="n.ready, "),
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


INDEX = "INSERT INTO dossier_search (rowid, words) VALUES (?, ?)"


def index(session: Session, row: DossierRow) -> None:
    """Write the words under which this dossier is found (again, where they changed)."""
    statements = cursor(session)
    person = statements.execute(
        "SELECT personal_id, phone FROM applicants WHERE id = ?", (row.applicant,)
    ).fetchone()
    columns = {column.key: getattr(row, column.key) for column in DossierRow.__table__.columns}
    found = found_by(session, {**columns, "received_at": written_moment(row.received_at)}, *person)
    statements.execute("DELETE FROM dossier_search WHERE rowid = ?", (row.no,))
    statements.execute(INDEX, (row.no, found.words(State(row.state))))


def received_after(session: Session, at: datetime, limit: int = 20) -> tuple[tuple[str, datetime], ...]:
    """Code and moment of dossiers that were received after `at`, the last first: taken while a clock was fast."""
    rows = session.execute(
        select(DossierRow.code, DossierRow.received_at)
        .where(DossierRow.received_at > at)
        .order_by(DossierRow.received_at.desc())
        .limit(limit)
    )
    return tuple((row.code, row.received_at) for row in rows)


def found_by(session: Session, columns: Mapping[str, Any], personal_id: str, phone: str) -> Found:
    """What a dossier with these columns is found by."""
    return Found(
        code=columns["code"], provisional_code=columns["provisional_code"], paper_no=columns["paper_no"],
        applicant=columns["applicant_name"], holder=columns["holder_name"], personal_id=personal_id, phone=phone,
        procedure=procedure_number(session, columns["procedure"], columns["procedure_name"], columns["field"]),
        counter=columns["counter"], received_on=read_moment(columns["received_at"]).date(),
        people=columns["people"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A query for the numbers of dossiers, without its order and limit; `walk` is the order in which counting is cheap."""

    sql: str
    values: Mapping[str, object]
    order: str
    walk: str


def _chosen(session: Session, wanted: Filter, sort: Sort) -> _Chosen:
    """The way to these dossiers: by code, by the index of words, by what is due, or the newest first."""
    if _is_code(wanted.text):
        return _by_code(session, wanted, sort)
    conditions, values = _dues(wanted)
    if wanted.unsent:
        conditions.append(_unsent(session, values))
    only_due = Filter(states=wanted.states, due_from=wanted.due_from, due_before=wanted.due_before)
    by_due = wanted == only_due and bool(wanted.states) and bool(conditions or sort is Sort.DUE)
    if by_due:
        # Nothing but states and days: the B-tree of (state, due_at) has them in this order.
        conditions.insert(0, f"d.state IN ({_listed(wanted.states)})")
        words = ""
    else:
        words = expression(session, wanted)
    if words:
        values["words"] = words
        conditions.insert(0, "s.dossier_search MATCH :words")
    tables = "dossier_search AS s" if words else "dossiers AS d"
    if words and (len(conditions) > 1 or sort is Sort.DUE):
        tables += " CROSS JOIN dossiers AS d ON d.no = s.rowid"  # in this order: the index of words leads
    number = "s.rowid" if words else "d.no"
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    due = ", d.due_at" if sort is Sort.DUE else ""
    return _Chosen(f"SELECT {number} AS no{due} FROM {tables}{where}", values, _order(sort, number, "d."),
                   "" if by_due else f" ORDER BY {number} DESC")  # fmt: skip


def _by_code(session: Session, wanted: Filter, sort: Sort) -> _Chosen:
    """One or two dossiers: the rest of the filter is asked of their columns."""
    code = wanted.text.strip().upper()
    conditions, values = _dues(wanted)
    conditions.insert(
        0, "d.no IN (SELECT no FROM dossiers WHERE code = :code"
           " UNION ALL SELECT no FROM dossiers WHERE provisional_code = :code)")  # fmt: skip
    values["code"] = code
    if wanted.states:
        conditions.append(f"d.state IN ({_listed(wanted.states)})")
    if wanted.received_from is not None:
        conditions.append("d.received_at >= :received_from")
        values["received_from"] = written_moment(datetime.combine(wanted.received_from, time.min, VIETNAM))
    if wanted.received_to is not None:
        conditions.append("d.received_at < :received_to")
        following = wanted.received_to + timedelta(days=1)
        values["received_to"] = written_moment(datetime.combine(following, time.min, VIETNAM))
    for column, value in (("counter", wanted.counter), ("field", wanted.field_)):
        if value:
            conditions.append(f"d.{column} = :{column}")
            values[column] = value
    if wanted.unsent:
        conditions.append(_unsent(session, values))
    sql = f"SELECT d.no AS no, d.due_at FROM dossiers AS d WHERE {' AND '.join(conditions)}"
    return _Chosen(sql, values, _order(sort, "d.no", "d."), "")


def _is_code(typed: str) -> bool:
    try:
        parse(typed)
    except RuleBroken:
        return False
    return True


def _dues(wanted: Filter) -> tuple[list[str], dict[str, object]]:
    conditions: list[str] = []
    values: dict[str, object] = {}
    if wanted.due_from is not None:
        conditions.append("d.due_at >= :due_from")
        values["due_from"] = written_moment(wanted.due_from)
    if wanted.due_before is not None:
        conditions.append("d.due_at < :due_before")
        values["due_before"] = written_moment(wanted.due_before)
    return conditions, values


def _unsent(session: Session, values: dict[str, object]) -> str:
    """The condition of what the province does not have in full.

    Of few such dossiers the numbers are looked up. Of many, the newest dossiers are walked: they are most of them.
    """
    values["held"] = _number(session, "SELECT held_seq FROM exchange", {})
    waiting = "SELECT dossier FROM attachments WHERE confirmed_at IS NULL"
    later = "SELECT no FROM dossiers WHERE last_seq > :held"
    if _number(session, f"SELECT count(*) FROM ({later} LIMIT :few)", {**values, "few": FEW + 1}) > FEW:
        return f"(+d.last_seq > :held OR d.no IN ({waiting}))"  # the sign: no index of last_seq, which would sort
    return f"d.no IN ({later} UNION ALL {waiting})"


def _order(sort: Sort, number: str, due: str) -> str:
    return f"{due}due_at, {number}" if sort is Sort.DUE else f"{number} DESC"


def _listed(states: Iterable[State]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))


def _number(session: Session, sql: str, values: Mapping[str, object]) -> int:
    return int(cursor(session).execute(sql, dict(values)).fetchone()[0] or 0)


SHOWN = """
    SELECT d.id, d.code, d.applicant_name, d.holder_name, d.procedure, d.procedure_name, d.field, d.state,
           d.received_at, d.due_at, d.counter, d.fees_vnd,
           CASE WHEN d.last_seq > (SELECT held_seq FROM exchange) THEN 'here'
                WHEN EXISTS (SELECT 1 FROM attachments WHERE dossier = d.no AND confirmed_at IS NULL) THEN 'sent'
                ELSE 'confirmed' END
    FROM ({numbers}) AS n CROSS JOIN dossiers AS d ON d.no = n.no ORDER BY {order}"""


def _shown(
    session: Session, numbers: str, values: Mapping[str, object], sort: Sort, first: str = ""
) -> tuple[Row, ...]:
    """The rows behind a query of numbers, in the same order. Plain tuples: 200 mapped objects cost more than the query."""
    sql = SHOWN.format(numbers=numbers, order=first + _order(sort, "n.no", "n."))
    rows = cursor(session).execute(sql, dict(values)).fetchall()
    refused = _refused(session) if rows else frozenset()
    return tuple(
        Row(id_, code, applicant, holder, procedure, name, field_, State(state), read_moment(received), read_moment(due),
            counter, fees, Mark.REFUSED if id_ in refused else Mark(mark))
        for (id_, code, applicant, holder, procedure, name, field_, state, received, due, counter, fees,
             mark) in rows
    )  # fmt: skip


def _refused(session: Session) -> frozenset[str]:
    rows = cursor(session).execute(
        "SELECT DISTINCT journal.dossier FROM verdicts CROSS JOIN journal ON journal.seq = verdicts.seq"
        " WHERE journal.dossier IS NOT NULL"
    )
    return frozenset(row[0] for row in rows)


def held_since(session: Session, seq: int) -> datetime | None:
    """Since when the province has had the entry `seq`; None while it has not."""
    return session.scalars(
        select(HeldRow.at).where(HeldRow.seq >= seq).order_by(HeldRow.seq).limit(1)
    ).first()
