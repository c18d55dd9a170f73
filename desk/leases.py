"""Which code comes next? Serials of the day from the leases that the province granted; a provisional number without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk.plain_sql import cursor
from desk.records.base import VIETNAM
from desk.records.dossiers import DossierRow
from desk.records.journal import JournalRow, VerdictRow
from desk.records.office import LeaseRow
from desk.renamed import remember_renamed
from desk.rules.broken import RuleBroken
from desk.rules.dossier_code import (
    DossierCode,
    Lease,
    code_for,
    device_tag,
    next_serial,
    parse,
    provisional_code,
)
from desk.rules.lifecycle import Note, Role, role_words
from desk.rules.words import _
from desk.search import find, index
from desk.store import Change

WRONG_CODE = frozenset({"code_taken", "code_not_leased"})
"""What the province says when nothing but the code is wrong with a dossier."""
RENAMERS = frozenset({Role.RECEPTION, Role.LEADER, Role.ADMIN})
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
    count = cursor(change.session).execute(
        "INSERT INTO serials (agency, day, lease, last) VALUES (?, ?, ?, 1)"
        " ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        (agency, day.isoformat(), PROVISIONAL),
    ).fetchone()[0]  # fmt: skip
    return GivenCode(provisional_code(agency, day, device_tag(change.device), count), provisional=True)


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


def reassign(change: Change, code: str) -> str:
    """Give a dossier whose code the province refused a new one; it. The paper that left bears the old one: print again.

    The old code stays searchable unless another dossier of this desk has it. Raises RuleBroken: code not_found; not_refused
    where the province did not refuse it; action not_yours.
    """
    row = find(change.session, code)
    if row is None:
        raise RuleBroken(
            "code", "not_found", _("Không có hồ sơ mã “{code}” ở quầy này.").format(code=code[:60])
        )
    if change.actor.role not in RENAMERS:
        told = _("Cấp mã mới không thuộc vai trò “{role}”.").format(role=role_words(change.actor.role))
        raise RuleBroken("action", "not_yours", told)
    refused = change.session.scalars(
        select(VerdictRow.code)
        .join(JournalRow, JournalRow.seq == VerdictRow.seq)
        .where(JournalRow.dossier == row.id, VerdictRow.code.in_(WRONG_CODE))
    ).first()
    if refused is None:
        told = _("Tỉnh không từ chối mã {code}; không cần cấp mã mới.").format(code=row.code)
        raise RuleBroken("code", "not_refused", told)
    elsewhere = select(DossierRow.no).where(
        DossierRow.no != row.no, or_(DossierRow.code == row.code, DossierRow.provisional_code == row.code)
    )
    return rename(change, row, row.code, findable=change.session.scalars(elsewhere).first() is None)


def rename(change: Change, row: DossierRow, old: str, *, findable: bool) -> str:
    """The next code of the dossier's day, noted; `findable`: its old one finds it, too, unless it has a provisional one."""
    given = give_code(change, parse(old).agency, row.received_at.astimezone(VIETNAM).date())
    row.code = given.code
    if findable and row.provisional_code is None:
        row.provisional_code = old
    entry = change.note(Note.ASSIGN_CODE, {"code": given.code, "instead_of": old}, row.id)
    row.last_seq = entry.seq
    index(change.session, row)
    remember_renamed(change, row.id, old, entry.seq)
    return given.code


def _official(session: Session, agency: str, day: date) -> DossierCode | None:
    statements = cursor(session)
    leases = statements.execute(
        """SELECT leases.id, leases.first, leases.last, serials.last FROM leases LEFT JOIN serials
               ON serials.agency = leases.agency AND serials.day = ? AND serials.lease = leases.id
           WHERE leases.agency = ? ORDER BY leases.first""",
        (day.isoformat(), agency),
    ).fetchall()
    for number, first, last, used in leases:
        serial = next_serial(Lease(agency, first, last), used)
        if serial is not None:
            statements.execute(
                "INSERT INTO serials (agency, day, lease, last) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET last = excluded.last",
                (agency, day.isoformat(), number, serial),
            )
            return code_for(agency, day, serial)
    return None


def _rows(session: Session) -> list[LeaseRow]:
    return list(session.scalars(select(LeaseRow).order_by(LeaseRow.first)))
