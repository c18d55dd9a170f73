"""What was done today? The day's counts and sums, closing the day, and the province's receipt of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.errors import RuleBroken
from desk.journal import tip, to_entry
from desk.records.base import VIETNAM
from desk.records.dossiers import DossierRow, FeeRow
from desk.records.journal import JournalRow
from desk.records.office import ClosingRow
from desk.rules.chain import canonical
from desk.rules.day_compare import parts_of
from desk.rules.dossier import fold
from desk.rules.lifecycle import Action, State
from desk.rules.words import _
from desk.store import Change


@dataclass(frozen=True, slots=True)
class DaySummary:
    """A day in numbers; money in đồng. `returned` counts results handed out, `open` what is still running."""

    day: date
    received: int
    returned: int
    ready: int
    fees_vnd: int
    cash_vnd: int
    transfer_vnd: int
    cancelled: int = 0
    """Taken by mistake and undone: not in `received`, no fee of theirs in the sums."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A closed day; `receipt` is the province's signed answer, None until the exchange has brought it."""

    summary: DaySummary
    closed_at: datetime
    closed_by: str
    receipt: Mapping[str, Any] | None


def summary(session: Session, day: date) -> DaySummary:
    """The numbers of one day, by the moment of reception (fees) and of handing out (results)."""
    start = datetime.combine(day, time.min, VIETNAM)
    end = start + timedelta(days=1)
    inside = (DossierRow.received_at >= start, DossierRow.received_at < end)
    taken = session.scalar(select(func.count()).select_from(DossierRow).where(*inside)) or 0
    undone = DossierRow.state == State.CANCELLED
    cancelled = session.scalar(select(func.count()).select_from(DossierRow).where(*inside, undone)) or 0
    by_method: dict[str, int] = dict(
        session.execute(
            select(FeeRow.method, func.sum(FeeRow.amount_vnd))
            .join(DossierRow, DossierRow.no == FeeRow.dossier)
            .where(*inside)
            .group_by(FeeRow.method)
        ).all()
    )
    ready = (
        session.scalar(select(func.count()).select_from(DossierRow).where(DossierRow.state == State.FINISHED))
        or 0
    )
    cash, transfer = int(by_method.get("cash", 0)), int(by_method.get("transfer", 0))
    return DaySummary(
        day,
        taken - cancelled,
        _returned(session, start, end),
        ready,
        cash + transfer,
        cash,
        transfer,
        cancelled,
    )


def close_day(change: Change, day: date) -> DaySummary:
    """Close the day: its numbers and the journal's end go into the journal. A closed day can be closed again later
    the same day (more dossiers came); the last closing counts. Raises RuleBroken for a day to come."""
    if day > change.at.astimezone(VIETNAM).date():
        raise RuleBroken(
            "day", "future", _("Chưa đến ngày {day} nên chưa chốt được.").format(day=f"{day:%d/%m/%Y}")
        )
    numbers = summary(change.session, day)
    text = canonical({**asdict(numbers), "day": day.isoformat()})
    row = change.session.get(ClosingRow, day)
    if row is None:
        change.session.add(
            ClosingRow(day=day, closed_at=change.at, closed_by=change.actor.login, summary=text, receipt=None)
        )
    else:
        row.closed_at, row.closed_by, row.summary, row.receipt = change.at, change.actor.login, text, None
    seq, hash_, _at = tip(change.session)
    change.note("close_day", {**json.loads(text), "seq": seq, "hash": hash_})
    return numbers


def closed(session: Session, day: date) -> ClosedDay | None:
    """The closing of that day, if there was one."""
    row = session.get(ClosingRow, day)
    if row is None:
        return None
    numbers = json.loads(row.summary)
    numbers["day"] = date.fromisoformat(numbers["day"])
    receipt = None if row.receipt is None else json.loads(row.receipt)
    return ClosedDay(DaySummary(**numbers), row.closed_at, row.closed_by, receipt)


def day_parts(session: Session, day: date, seq: int) -> dict[str, dict[str, str]]:
    """The dossiers received on `day` as the journal stood at `seq`, folded anew: code -> parts to be compared with the
    province's. What was erased is left out."""
    start = datetime.combine(day, time.min, VIETNAM)
    rows = session.execute(
        select(DossierRow.code, JournalRow)
        .join(DossierRow, DossierRow.id == JournalRow.dossier)
        .where(
            DossierRow.received_at >= start,
            DossierRow.received_at < start + timedelta(days=1),
            JournalRow.seq <= seq,
        )
        .order_by(DossierRow.code, JournalRow.seq)
    )
    found = {}
    for code, of_one in groupby(rows, lambda row: str(row[0])):
        with suppress(RuleBroken):  # an erased reception leaves nothing to fold the rest upon
            folded = fold(to_entry(row[1]) for row in of_one)
            if folded is not None:
                found[code] = parts_of(folded)
    return found


def _returned(session: Session, start: datetime, end: datetime) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(JournalRow)
            .where(JournalRow.action == Action.RETURN, JournalRow.at >= start, JournalRow.at < end)
        )
        or 0
    )
