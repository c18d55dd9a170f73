"""Which papers wait for a printer, and why? A queue of rows; handing on to the printer is the caller's.

    WAITING ──taken by the print service──▶ PRINTING ──service has let go──▶ DONE
       │  ▲ tries again by itself (rules/print_retry)  │
       │  └──again() ◀── FAILED ◀── given up ──┘       └──cancel()──▶ CANCELLED

Guarantee: a paper that was queued is handed on at least once. The danger: a machine that dies between the
service's yes and our row prints it twice; two equal receipts harm nobody, a lost one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from desk.errors import RuleBroken, Trouble
from desk.ids import new_id
from desk.records.printing import PrintJobRow
from desk.rules.print_retry import next_try
from desk.rules.words import _

SHOWN_AFTER_END = timedelta(hours=12)
"""How long a paper that came out stays on the list of today."""
FORGOTTEN_AFTER = timedelta(days=7)


class JobState(StrEnum):
    """Where a paper stands."""

    WAITING = "waiting"
    """it is handed on at `due_at`; `why` tells what was in the way last time"""
    PRINTING = "printing"
    """the print service has it under its own number `spool`"""
    DONE = "done"
    """the print service has let go of it"""
    FAILED = "failed"
    """a person must look: choose another printer, save as PDF, or try again"""
    CANCELLED = "cancelled"


OPEN = frozenset({JobState.WAITING, JobState.PRINTING, JobState.FAILED})


@dataclass(frozen=True, slots=True)
class Job:
    """A paper in the queue. Its bytes lie in the vault under `sha256`; an empty `printer` is the default one."""

    id: str
    title: str
    sha256: str
    size: str
    printer: str
    copies: int
    state: JobState
    tries: int
    code: str
    why: str
    spool: str
    by: str
    created_at: datetime
    due_at: datetime

    @property
    def open(self) -> bool:
        """Whether it has not come out yet."""
        return self.state in OPEN


def enqueue(
    session: Session, title: str, sha256: str, size: str, printer: str, by: str, at: datetime, copies: int = 1
) -> Job:
    """Queue a paper that lies in the vault already; due at once."""
    row = PrintJobRow(
        id=new_id(), title=title, sha256=sha256, size=size, printer=printer, copies=copies,
        state=JobState.WAITING, tries=0, code="", why="", spool="", by=by, created_at=at, due_at=at, ended_at=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return _job(row)


def queue(session: Session, now: datetime) -> tuple[Job, ...]:
    """What is open, oldest first, then what ended lately, newest first."""
    recent = or_(PrintJobRow.state.in_(OPEN), PrintJobRow.ended_at > now - SHOWN_AFTER_END)
    jobs = [_job(row) for row in session.scalars(select(PrintJobRow).where(recent).order_by(PrintJobRow.id))]
    return (*(job for job in jobs if job.open), *(job for job in reversed(jobs) if not job.open))


def due(session: Session, now: datetime) -> tuple[Job, ...]:
    """What is to be handed on now, oldest first."""
    waiting = select(PrintJobRow).where(PrintJobRow.state == JobState.WAITING, PrintJobRow.due_at <= now)
    return tuple(_job(row) for row in session.scalars(waiting.order_by(PrintJobRow.id)))


def handed_on(session: Session) -> tuple[Job, ...]:
    """What the print service has, oldest first."""
    printing = select(PrintJobRow).where(PrintJobRow.state == JobState.PRINTING)
    return tuple(_job(row) for row in session.scalars(printing.order_by(PrintJobRow.id)))


def taken(session: Session, job: str, spool: str, at: datetime) -> None:
    """The print service has it; without a number of the service's own it is as good as out."""
    row = _row(session, job)
    if row.state != JobState.WAITING:
        return  # cancelled in the meantime
    row.state, row.spool, row.code, row.why = JobState.PRINTING, spool, "", ""
    if not spool:
        row.state, row.ended_at = JobState.DONE, at


def came_out(session: Session, job: str, at: datetime) -> None:
    """The print service has let go of it."""
    row = _row(session, job)
    if row.state == JobState.PRINTING:
        row.state, row.ended_at, row.code, row.why = JobState.DONE, at, "", ""
    session.execute(delete(PrintJobRow).where(PrintJobRow.ended_at < at - FORGOTTEN_AFTER))


def held_up(session: Session, job: str, trouble: Trouble) -> None:
    """The print service has it, but its printer lets it wait (or no longer does: an empty sentence)."""
    row = _row(session, job)
    row.code, row.why = trouble.code, trouble.title


def not_taken(session: Session, job: str, trouble: Trouble, at: datetime) -> None:
    """It was not taken: tried again by itself, or a person must look."""
    row = _row(session, job)
    if row.state != JobState.WAITING:
        return
    row.tries += 1
    row.code, row.why = trouble.code, f"{trouble.title} {trouble.advice}".strip()
    again_at = next_try(trouble.code, row.tries, row.created_at, at)
    if again_at is None:
        row.state = JobState.FAILED
    else:
        row.due_at = again_at


def again(session: Session, job: str, at: datetime, printer: str | None = None) -> Job:
    """Try at once, on another printer where one is named; its patience begins anew.

    Raises RuleBroken for a paper that the print service has, or that is out already.
    """
    row = _row(session, job)
    if row.state not in (JobState.WAITING, JobState.FAILED):
        raise RuleBroken("job", "not_waiting", _("Giấy này không còn chờ in."))
    if printer is not None:
        row.printer = printer
    row.state, row.tries, row.code, row.why = JobState.WAITING, 0, "", ""
    row.created_at = row.due_at = at
    session.flush()
    return _job(row)


def cancel(session: Session, job: str, at: datetime) -> Job:
    """Take it out of the queue; what the print service has is the caller's to take back by `spool`."""
    row = _row(session, job)
    if row.state in OPEN:
        row.state, row.ended_at = JobState.CANCELLED, at
    session.flush()
    return _job(row)


def _row(session: Session, job: str) -> PrintJobRow:
    row = session.get(PrintJobRow, job)
    if row is None:
        raise RuleBroken("job", "not_found", _("Giấy này không còn trong hàng in."))
    return row


def _job(row: PrintJobRow) -> Job:
    return Job(
        row.id, row.title, row.sha256, row.size, row.printer, row.copies, JobState(row.state), row.tries,
        row.code, row.why, row.spool, row.by, row.created_at, row.due_at,
    )  # fmt: skip
