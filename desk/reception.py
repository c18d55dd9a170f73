"""How is a dossier taken? Proposes what the citizen will get while one types, then writes it once: record and journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.attachments import NewFile
from desk.columns import write_new
from desk.datasets import catalogue_of, working_calendar_of
from desk.handling import MAX_REASON_LENGTH, dossier_of, note_on
from desk.ids import new_id
from desk.leases import give_code
from desk.people import open_alike
from desk.plain_sql import cursor
from desk.records.base import VIETNAM
from desk.records.dossiers import AttachmentRow, DossierRow
from desk.records.journal import JournalRow
from desk.rules.appointment import Appointment, ProcessingTime, Unit, appointment
from desk.rules.broken import RuleBroken
from desk.rules.catalogue import Per
from desk.rules.checklist import clean_components, handed_in_by_default, missing
from desk.rules.citizen import Person, check_personal_id, clean_note, clean_text
from desk.rules.course import plain
from desk.rules.dossier import Attachment, Dossier, HandedIn, ReturnBy, apply
from desk.rules.extension import in_working_time
from desk.rules.fees import Channel, FeeLine, Quantity, UnknownFee, clean_fees, fee_lines
from desk.rules.lifecycle import Action, Note, State
from desk.rules.procedures import Case, Procedure
from desk.rules.words import _, official_words
from desk.store import Change

MAX_NOTE_LENGTH = 2000
"""TrichYeuHoSo of the provincial systems."""
MAX_SUBJECTS = 300
"""So that an entry of the journal stays well below what the province takes in one piece."""
MAX_BATCH = 50
MISSING_SAID = 4
"""More missing papers are counted: form 02 lists them all."""


@dataclass(frozen=True, slots=True)
class Although:
    """Why a person takes the dossier although something speaks against it; each reason is kept in the dossier."""

    duplicate: str = ""
    """The same person has an open dossier of this procedure."""
    incomplete: str = ""
    """An obligatory paper is missing (Nghị định 61/2018/NĐ-CP Điều 17 knows it only as an exception)."""
    personal_id: str = ""
    """What the personal id says about place, sex or birth does not fit."""
    due: str = ""
    """The catalogue has no time, and the appointment was stated at the counter."""

    def reasons(self) -> dict[str, str]:
        """The reasons that were given, cleaned, by the name of what they overrule."""
        said = {one.name: clean_text(getattr(self, one.name), f"although.{one.name}", MAX_REASON_LENGTH)
                for one in fields(self)}  # fmt: skip
        return {name: reason for name, reason in said.items() if reason}


@dataclass(frozen=True, slots=True)
class Request:
    """What is typed at the counter. None for components and fees means: as the procedure says."""

    procedure: str
    applicant: Person
    case: str = ""
    holder: Person | None = None
    components: tuple[HandedIn, ...] | None = None
    fees: tuple[FeeLine, ...] | None = None
    quantity: int | Quantity = 1
    return_by: ReturnBy = ReturnBy.DESK
    note: str = ""
    files: tuple[NewFile, ...] = ()
    received_at: datetime | None = None
    paper_no: str | None = None
    representative: Person | None = None
    """Who hands in for the applicant by authorisation."""
    subjects: tuple[Person, ...] = ()
    """The people of one dossier for several; fees by person count them."""
    group: str = ""
    due: datetime | None = None
    """Stated at the counter where the catalogue has no time; needs `although.due`."""
    although: Although = Although()


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


def propose(session: Session, procedure_code: str, *, case: str = "", at: datetime, quantity: int | Quantity = 1,
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

    Raises RuleBroken for each field that is wrong; nothing is half taken. What a person may overrule with a reason
    (`Request.although`) has the codes open_alike, id_doubt, incomplete and no_time; rows of the paper backlog happened already
    and are not asked. Files must lie in the vault already.
    """
    received_at = (request.received_at or change.at).astimezone(VIETNAM)
    if received_at > change.at:
        raise RuleBroken("received_at", "future", _("Thời điểm tiếp nhận không được ở tương lai."))
    if len(request.subjects) > MAX_SUBJECTS:
        raise RuleBroken("subjects", "too_many", _("Quá {n} người trong một hồ sơ.").format(n=MAX_SUBJECTS))
    components = None if request.components is None else clean_components(request.components)
    quantity = request.quantity
    if request.subjects and quantity == 1:
        quantity = Quantity(persons=len(request.subjects))
    with official_words():  # the reasons go into the journal and onto the paper
        proposal = propose(change.session, request.procedure, case=request.case, at=received_at,
                           quantity=quantity, components=components)  # fmt: skip
    although = request.although.reasons()
    promise = _promise(change.session, request, proposal, received_at, although)
    if request.paper_no is None:
        _check_exceptions(change.session, request, proposal, although)
    office = str(cursor(change.session).execute("SELECT code FROM office").fetchone()[0])
    given = give_code(change, office, received_at.date())
    fees = request.fees if request.fees is not None else proposal.fees
    facts = {
        "role": change.actor.role.value,
        "code": given.code,
        "provisional": True if given.provisional else None,
        "office": office,
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
        "time": {"amount": promise.time.amount, "unit": promise.time.unit.value},
        "due": promise.due.isoformat(),
        "reasons": list(promise.reasons),
        "applicant": request.applicant.to_plain(),
        "holder": request.holder.to_plain() if request.holder else None,
        "components": plain(proposal.components),
        "fees": plain(clean_fees(fees)),
        "return_by": request.return_by.value,
        "note": clean_note(request.note, "note", MAX_NOTE_LENGTH),
        "register_no": _register_no(change.session, received_at.year),
        "representative": request.representative.to_plain() if request.representative else None,
        "quantity": _copies(quantity, proposal.procedure),
        "subjects": plain(request.subjects) or None,
        "group": request.group or None,
        "although": although or None,
    }
    return _record(change, {key: value for key, value in facts.items() if value is not None}, request.files)


def receive_many(change: Change, requests: Sequence[Request]) -> tuple[Dossier, ...]:
    """Take several dossiers of one applicant together: all of them or none, with one `group`.

    Raises RuleBroken with the field as `requests[n].field`; other_person where they are not of one applicant.
    """
    if not 1 <= len(requests) <= MAX_BATCH:
        told = _("Mỗi lần nhận từ 1 đến {n} hồ sơ.").format(n=MAX_BATCH)
        raise RuleBroken("requests", "bad_length", told)
    group = requests[0].group or new_id()
    taken = []
    for number, request in enumerate(requests):
        field = f"requests[{number}]"
        if request.applicant != requests[0].applicant:
            told = _("Các hồ sơ nhận cùng lúc phải của cùng một người nộp.")
            raise RuleBroken(f"{field}.applicant", "other_person", told)
        try:
            taken.append(receive(change, replace(request, group=group)))
        except RuleBroken as broken:
            raise RuleBroken(f"{field}.{broken.field}", broken.code, broken.message) from broken
    return tuple(taken)


def group_of(session: Session, group: str) -> tuple[Dossier, ...]:
    """The dossiers that were taken together, in their order; none for ""."""
    if not group:
        return ()
    ids = session.scalars(select(DossierRow.id).where(DossierRow.group_id == group).order_by(DossierRow.no))
    return tuple(dossier_of(session, one) for one in ids)


def last_request(session: Session, login: str) -> Request | None:
    """What this person took last, to be repeated: everything but its files, note and reasons."""
    last = session.scalars(
        select(JournalRow.dossier)
        .where(JournalRow.action == Action.RECEIVE, JournalRow.actor == login)
        .order_by(JournalRow.seq.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    dossier = dossier_of(session, last)
    return Request(
        dossier.procedure, dossier.applicant, case=dossier.case, holder=dossier.holder,
        components=dossier.components, quantity=Quantity(copies=dossier.quantity), return_by=dossier.return_by,
        representative=dossier.representative, subjects=dossier.subjects,
    )  # fmt: skip


def attach(change: Change, dossier: Dossier, file: NewFile) -> Dossier:
    """Add a file that lies in the vault already to a dossier. Raises RuleBroken(files) where it was cancelled."""
    if dossier.state is State.CANCELLED:
        raise RuleBroken(
            "files",
            "cancelled",
            _("Hồ sơ này đã hủy do nhận nhầm nên không nhận thêm tệp; hãy đính vào hồ sơ đúng."),
        )
    facts = {"file": file.file, "component": file.component, "sha256": file.sha256, "size": file.size}
    after = note_on(change, dossier, Note.ATTACH, facts)
    row = change.session.scalars(select(DossierRow).where(DossierRow.id == dossier.id)).one()
    _keep_attachments(change.session, row.no, after.attachments, first=len(dossier.attachments))
    return after


@dataclass(frozen=True, slots=True)
class _Promise:
    time: ProcessingTime
    due: datetime
    reasons: tuple[str, ...]


def _promise(
    session: Session, request: Request, proposal: Proposal, received_at: datetime, although: Mapping[str, str]
) -> _Promise:
    """The appointment: computed, or stated at the counter where the catalogue has no time."""
    if proposal.time is not None and proposal.appointment is not None:
        if request.due is not None:
            told = _("Danh mục đã có thời hạn của thủ tục này; ngày hẹn được tính tự động.")
            raise RuleBroken("due", "time_known", told)
        return _Promise(proposal.time, proposal.appointment.due, proposal.appointment.reasons)
    if request.due is None:
        raise RuleBroken(
            "procedure",
            "no_time",
            _(
                "Danh mục chưa có thời hạn giải quyết của thủ tục {code}. Hãy ghi ngày hẹn trả và lý do."
            ).format(code=proposal.procedure.code),
        )
    due = in_working_time(request.due, working_calendar_of(session))
    if due < received_at:
        raise RuleBroken("due", "before_reception", _("Ngày hẹn trả không được trước lúc tiếp nhận."))
    if "due" not in although:
        raise RuleBroken("although.due", "missing", _("Hãy ghi lý do của ngày hẹn này."))
    return _Promise(ProcessingTime(0, Unit.STATED), due, (f"Ngày hẹn do cán bộ ghi: {although['due']}",))


def _check_exceptions(
    session: Session, request: Request, proposal: Proposal, although: Mapping[str, str]
) -> None:
    if "duplicate" not in although:
        alike = open_alike(session, proposal.procedure.code, request.applicant)
        if alike:
            raise RuleBroken(
                "duplicate",
                "open_alike",
                _(
                    "Người này còn hồ sơ cùng thủ tục đang giải quyết: {codes}. Nếu vẫn nhận, hãy ghi lý do."
                ).format(codes=", ".join(alike)),
            )
    if "personal_id" not in although:
        for field, who, person in _people_of(request):
            _check_id(field, who, person)
    if request.components is not None and proposal.missing and "incomplete" not in although:
        said = list(proposal.missing[:MISSING_SAID])
        if len(proposal.missing) > MISSING_SAID:
            said.append(_("và {n} loại nữa").format(n=len(proposal.missing) - MISSING_SAID))
        raise RuleBroken(
            "components",
            "incomplete",
            _("Còn thiếu: {papers}. Hãy in phiếu yêu cầu bổ sung, hoặc ghi lý do nếu vẫn nhận.").format(
                papers="; ".join(said)
            ),
        )


def _people_of(request: Request) -> Iterator[tuple[str, str, Person]]:
    """Everybody whom the dossier names: the field, whom a sentence calls so, and the person."""
    yield "applicant", _("người nộp"), request.applicant
    if request.holder is not None:
        yield "holder", _("chủ hồ sơ"), request.holder
    if request.representative is not None:
        yield "representative", _("người được ủy quyền"), request.representative
    for number, person in enumerate(request.subjects):
        yield f"subjects[{number}]", person.name, person


def _check_id(field: str, who: str, person: Person) -> None:
    """RuleBroken(id_doubt) where what the personal id says of birth, sex and place is not what stands beside it."""
    if not person.personal_id:
        return
    doubts = check_personal_id(person.personal_id, person.born, person.sex, f"{field}.personal_id")
    if doubts:
        raise RuleBroken(
            f"{field}.personal_id",
            "id_doubt",
            _("Số định danh của {who}: {doubts} Hãy đối chiếu với thẻ; nếu vẫn đúng, hãy ghi lý do.").format(
                who=who, doubts=" ".join(doubts)
            ),
        )


def _copies(quantity: Quantity | int, procedure: Procedure) -> int | None:
    """Sets or copies as the paper states them; None for one, which needs no word in the journal."""
    if isinstance(quantity, Quantity):
        copies = quantity.copies
    else:
        copies = quantity if any(fee.per is Per.COPY for fee in procedure.fees) else 1
    return copies if copies > 1 else None


def _record(change: Change, facts: dict[str, object], files: Sequence[NewFile]) -> Dossier:
    entry = change.note(Action.RECEIVE, facts, change.next_dossier())
    dossier = apply(None, entry)
    assert dossier is not None
    write_new(change.session, dossier, entry)
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
    row = cursor(session).execute(
        "INSERT INTO registers (year, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        (year,),
    ).fetchone()  # fmt: skip
    return int(row[0])


def _procedure(session: Session, code: str) -> Procedure:
    procedure = catalogue_of(session).get(code)
    if procedure is None:
        raise RuleBroken(
            "procedure", "unknown", _("Danh mục không có thủ tục mã “{code}”.").format(code=code[:60])
        )
    return procedure
