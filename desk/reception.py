"""How is a dossier taken? Proposes what the citizen will get while one types, then writes it once: record and journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.attachments import NewFile
from desk.columns import people_words, remember, write_components, write_fees
from desk.datasets import catalogue_of, working_calendar_of
from desk.handling import note_on
from desk.leases import give_code
from desk.records.base import VIETNAM
from desk.records.dossiers import AttachmentRow, DossierRow
from desk.records.office import OfficeRow, RegisterRow
from desk.rules.appointment import Appointment, ProcessingTime, appointment
from desk.rules.broken import RuleBroken
from desk.rules.checklist import clean_components, handed_in_by_default, missing
from desk.rules.citizen import Person, clean_note
from desk.rules.course import plain
from desk.rules.dossier import Attachment, Dossier, HandedIn, ReturnBy, apply
from desk.rules.fees import Channel, FeeLine, UnknownFee, clean_fees, fee_lines
from desk.rules.lifecycle import Action, Note
from desk.rules.procedures import Case, Procedure
from desk.rules.words import _, official_words
from desk.search import index
from desk.store import Change

MAX_NOTE_LENGTH = 2000
"""TrichYeuHoSo of the provincial systems."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is typed at the counter. None for components and fees means: as the procedure says."""

    procedure: str
    applicant: Person
    case: str = ""
    holder: Person | None = None
    components: tuple[HandedIn, ...] | None = None
    fees: tuple[FeeLine, ...] | None = None
    quantity: int = 1
    return_by: ReturnBy = ReturnBy.DESK
    note: str = ""
    files: tuple[NewFile, ...] = ()
    received_at: datetime | None = None
    paper_no: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the citizen will get, before anything is saved; what the catalogue does not know is named."""

    procedure: Procedure
    case: Case
    time: ProcessingTime | None
    appointment: Appointment | None
    components: tuple[HandedIn, ...]
    missing: tuple[str, ...]
    fees: tuple[FeeLine, ...]
    unknown_fees: tuple[UnknownFee, ...]


def propose(session: Session, procedure_code: str, *, case: str = "", at: datetime, quantity: int = 1,
            components: Sequence[HandedIn] | None = None) -> Proposal:  # fmt: skip
    """Appointment with its reasons, checklist and fees for this procedure if it were received at `at`.

    Raises RuleBroken(procedure or case) for one that the catalogue does not have.
    """
    procedure = _procedure(session, procedure_code)
    chosen = procedure.case(case)
    time = procedure.time_for(chosen)
    due = None if time is None else appointment(time, at, working_calendar_of(session))
    handed = tuple(components) if components is not None else handed_in_by_default(procedure.components)
    known, unknown = fee_lines(procedure.fees, case=chosen.name, on=at.astimezone(VIETNAM).date(),
                               channel=Channel.DESK, quantity=quantity)  # fmt: skip
    return Proposal(
        procedure, chosen, time, due, handed, missing(procedure.components, handed), known, unknown
    )


def receive(change: Change, request: Request) -> Dossier:
    """Take the dossier: code, appointment, register number, rows and journal, in the caller's transaction.

    Raises RuleBroken for each field that is wrong; nothing is half taken. Files must lie in the vault already.
    """
    received_at = (request.received_at or change.at).astimezone(VIETNAM)
    if received_at > change.at:
        raise RuleBroken("received_at", "future", _("Thời điểm tiếp nhận không được ở tương lai."))
    with official_words():  # the reasons go into the journal and onto the paper
        proposal = propose(change.session, request.procedure, case=request.case, at=received_at,
                           quantity=request.quantity, components=request.components)  # fmt: skip
    if proposal.appointment is None or proposal.time is None:
        raise RuleBroken(
            "procedure",
            "no_time",
            _(
                "Danh mục chưa có thời hạn giải quyết của thủ tục {code}. Hãy nhờ quản trị bổ sung danh mục."
            ).format(code=proposal.procedure.code),
        )
    office = change.session.scalars(select(OfficeRow)).one()
    given = give_code(change, office.code, received_at.date())
    fees = request.fees if request.fees is not None else proposal.fees
    facts = {
        "role": change.actor.role.value,
        "code": given.code,
        "provisional": True if given.provisional else None,
        "office": office.code,
        "counter": change.actor.counter,
        "paper_no": request.paper_no,
        "received_at": received_at.isoformat(),
        "at": received_at.isoformat(),
        "procedure": {
            "code": proposal.procedure.code,
            "name": proposal.procedure.name,
            "field": proposal.procedure.field,
            "catalogue": catalogue_of(change.session).version,
        },
        "case": proposal.case.name,
        "time": {"amount": proposal.time.amount, "unit": proposal.time.unit.value},
        "due": proposal.appointment.due.isoformat(),
        "reasons": list(proposal.appointment.reasons),
        "applicant": request.applicant.to_plain(),
        "holder": request.holder.to_plain() if request.holder else None,
        "components": plain(clean_components(proposal.components)),
        "fees": plain(clean_fees(fees)),
        "return_by": request.return_by.value,
        "note": clean_note(request.note, "note", MAX_NOTE_LENGTH),
        "register_no": _register_no(change.session, received_at.year),
    }
    return _record(change, {key: value for key, value in facts.items() if value is not None}, request.files)


def attach(change: Change, dossier: Dossier, file: NewFile) -> Dossier:
    """Add a file that lies in the vault already to a dossier."""
    facts = {"file": file.file, "component": file.component, "sha256": file.sha256, "size": file.size}
    after = note_on(change, dossier, Note.ATTACH, facts)
    row = change.session.scalars(select(DossierRow).where(DossierRow.id == dossier.id)).one()
    _keep_attachments(change.session, row.no, after.attachments, first=len(dossier.attachments))
    return after


def _record(change: Change, facts: dict[str, object], files: Sequence[NewFile]) -> Dossier:
    entry = change.note(Action.RECEIVE, facts, change.next_dossier())
    dossier = apply(None, entry)
    assert dossier is not None
    session = change.session
    row = DossierRow(
        id=dossier.id, code=dossier.code, provisional_code=dossier.provisional_code, paper_no=dossier.paper_no,
        applicant=remember(session, dossier), applicant_name=dossier.applicant.name,
        holder_name=dossier.holder.name if dossier.holder else "", procedure=dossier.procedure,
        procedure_name=dossier.procedure_name, field=dossier.field, case=dossier.case, counter=dossier.counter,
        received_at=dossier.received_at, due_at=dossier.due_at, finished_at=None, state=dossier.state.value,
        return_by=dossier.return_by.value,
        fees_vnd=0, cash_vnd=0, register_no=dossier.register_no, note=dossier.note, last_seq=entry.seq,
        people=people_words(dossier), quantity=dossier.quantity, group_id=dossier.group,
    )  # fmt: skip
    session.add(row)
    session.flush()
    write_components(session, row, dossier)
    write_fees(session, row, dossier)
    index(session, row)
    for file in files:
        dossier = attach(change, dossier, file)
    return dossier


def _keep_attachments(session: Session, number: int, attachments: Sequence[Attachment], first: int) -> None:
    for position, item in enumerate(attachments[first:], start=first):
        confirmed = session.scalars(
            select(AttachmentRow.confirmed_at).where(
                AttachmentRow.sha256 == item.sha256, AttachmentRow.confirmed_at.is_not(None)
            )
        ).first()
        session.add(AttachmentRow(dossier=number, position=position, file=item.file, component=item.component,
                                  sha256=item.sha256, size=item.size, confirmed_at=confirmed))  # fmt: skip


def _register_no(session: Session, year: int) -> int:
    row = session.get(RegisterRow, year)
    if row is None:
        row = RegisterRow(year=year, last=0)
        session.add(row)
    row.last += 1
    return row.last


def _procedure(session: Session, code: str) -> Procedure:
    procedure = catalogue_of(session).get(code)
    if procedure is None:
        raise RuleBroken(
            "procedure", "unknown", _("Danh mục không có thủ tục mã “{code}”.").format(code=code[:60])
        )
    return procedure
