"""Which code comes next? Serials of the day from the leases that the province granted; a provisional number without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.records.dossiers import DossierRow
from desk.records.office import LeaseRow, SerialRow
from desk.rules.dossier_code import (
    DossierCode,
    Lease,
    code_for,
    device_tag,
    next_serial,
    parse,
    provisional_code,
)
from desk.rules.lifecycle import Note
from desk.search import index
from desk.store import Change

PROVISIONAL = 0
"""The lease number under which provisional serials are counted."""


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A code that no other dossier will get; provisional ones are mapped to an official code later."""

    code: DossierCode
    provisional: bool


def leases_of(session: Session) -> tuple[Lease, ...]:
    """The leases of this desk, lowest serial first."""
    return tuple(Lease(row.agency, row.first, row.last) for row in _rows(session))


def give_code(change: Change, agency: str, day: date) -> GivenCode:
    """The next code of that day, counted in this transaction: it is given once or the transaction has not happened."""
    official = _official(change.session, agency, day)
    if official is not None:
        return GivenCode(official, provisional=False)
    counter = _serial(change.session, agency, day, PROVISIONAL)
    counter.last += 1
    return GivenCode(provisional_code(agency, day, device_tag(change.device), counter.last), provisional=True)


def grant(change: Change, leases: tuple[Lease, ...]) -> None:
    """Take in leases from the province; those already known change nothing. Then map provisional numbers."""
    known = set(leases_of(change.session))
    for lease in leases:
        if lease in known:
            continue
        change.session.add(
            LeaseRow(agency=lease.agency, first=lease.first, last=lease.last, granted_at=change.at)
        )
        change.session.flush()
        change.note("lease", {"agency": lease.agency, "first": lease.first, "last": lease.last})
    settle_provisional(change)


def settle_provisional(change: Change) -> int:
    """Give every dossier with a provisional number its official code, where a lease serves its day; how many."""
    waiting = change.session.scalars(
        select(DossierRow).where(DossierRow.provisional_code == DossierRow.code).order_by(DossierRow.no)
    ).all()
    settled = 0
    for row in waiting:
        agency, day = parse(row.code).agency, row.received_at.date()
        code = _official(change.session, agency, day)
        if code is None:
            continue
        row.code = code
        entry = change.note(Note.ASSIGN_CODE, {"code": code, "provisional": row.provisional_code}, row.id)
        row.last_seq = entry.seq
        index(change.session, row)
        settled += 1
    return settled


def _official(session: Session, agency: str, day: date) -> DossierCode | None:
    for row in _rows(session):
        if row.agency != agency:
            continue
        known = session.get(SerialRow, (agency, day, row.id))
        serial = next_serial(Lease(row.agency, row.first, row.last), None if known is None else known.last)
        if serial is not None:
            _serial(session, agency, day, row.id).last = serial
            return code_for(agency, day, serial)
    return None


def _serial(session: Session, agency: str, day: date, lease: int) -> SerialRow:
    row = session.get(SerialRow, (agency, day, lease))
    if row is None:
        row = SerialRow(agency=agency, day=day, lease=lease, last=0)
        session.add(row)
    return row


def _rows(session: Session) -> list[LeaseRow]:
    return list(session.scalars(select(LeaseRow).order_by(LeaseRow.first)))
