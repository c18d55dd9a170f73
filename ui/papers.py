"""Which paper belongs to this dossier? Fills the print room's documents from the record; knows no Qt and no layout."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from desk.access import staff_of
from desk.clock import now
from desk.handling import dossier_of
from desk.office import Office, office_of
from desk.papers import RECEIPT, issued
from desk.rules.appointment import time_words
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier, ReturnBy
from desk.rules.fees import FeeLine, Method, in_words
from desk.rules.words import _, official_words
from printing import documents
from printing.layout import A4, A5, Paper
from printing.render import pdf


class PaperSize(Enum):
    """A5 is the legal size of form 01 in the rules of 2018, A4 what most offices print."""

    A5 = A5
    A4 = A4


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper ready for the printer: its bytes, and what the journal notes about it."""

    code: str
    template: str
    pdf: bytes
    copies: int


def receipt_pdf(session: Session, code: str, size: PaperSize = PaperSize.A5, copies: int = 2) -> Printed:
    """Form 01 of a dossier that is in the store. Raises RuleBroken for an unknown code, and for a letter that the
    bundled face does not hold."""
    dossier = dossier_of(session, code)
    names = {person.login: person.name for person in staff_of(session)}
    nth = issued(session, dossier.id, RECEIPT)
    document = receipt(
        dossier, office_of(session), names.get(dossier.events[0].by, dossier.events[0].by), nth
    )
    paper: Paper = size.value
    edition = document.edition
    template = f"{edition.number}/{edition.applies_from:%Y-%m-%d}/{edition.version}"
    return Printed(dossier.code, template, pdf(document, paper, copies), copies)


@official_words()
def receipt(dossier: Dossier, office: Office, receiver: str, issued_before: int = 0) -> documents.Receipt:
    """The facts of form 01, from the folded dossier alone: the paper never differs from the record."""
    counter = next((counter.name for counter in office.counters if counter.id == dossier.counter), "")
    holder = dossier.holder or dossier.applicant
    return documents.Receipt(
        agency=agency(office, counter),
        issued_on=dossier.received_at.date(),
        code=dossier.code,
        book=f"{dossier.received_at.year}",
        serial=f"{dossier.register_no:04d}",
        holder=_party(holder),
        applicant=dossier.applicant.name,
        address=dossier.applicant.address or "",
        phone=dossier.applicant.phone or "",
        email=dossier.applicant.email or "",
        identity_paper=dossier.applicant.personal_id or "",
        procedure=dossier.procedure_name,
        case=dossier.case,
        components=tuple(
            documents.Component(item.name, originals=item.originals, copies=item.copies)
            for item in dossier.components
        ),
        sets=1,
        processing_time=time_words(dossier.time),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        receiver=receiver,
        explanation="; ".join(dossier.reasons),
        return_way=return_words(dossier.return_by, office),
        fees=_fees(dossier.fees),
        entered_later=dossier.taken_in_later,
        paper_number=dossier.paper_no or "",
        provisional=dossier.code == dossier.provisional_code,
        reprint=documents.Reprint(issued_before, now()) if issued_before else None,
        is_specimen=False,
    )


def agency(office: Office, counter: str = "") -> documents.Agency:
    """The office as official paper heads it."""
    desk = f"{office.desk_name} – {counter}" if counter else office.desk_name
    return documents.Agency(office.parent, office.name, desk, office.place, office.phone, office.lookup_url)


def return_words(way: ReturnBy, office: Office) -> str:
    """Where the result is handed out, as form 01 states it."""
    return {
        ReturnBy.DESK: office.desk_name,
        ReturnBy.POST: _("Qua dịch vụ bưu chính công ích"),
        ReturnBy.ONLINE: _("Trực tuyến, trên Cổng Dịch vụ công quốc gia"),
    }[way]


def _party(person: Person) -> str:
    return f"{person.organisation} ({person.name})" if person.organisation else person.name


def _fees(lines: tuple[FeeLine, ...]) -> documents.Fees | None:
    if not lines:
        return None
    paid = [line for line in lines if line.method is not Method.EXEMPT]
    methods = {line.method for line in paid}
    payment = {
        frozenset({Method.CASH}): _("Đã thu, tiền mặt"),
        frozenset({Method.TRANSFER}): _("Chuyển khoản"),
        frozenset(): _("Miễn"),
    }.get(frozenset(methods), _("Tiền mặt và chuyển khoản"))
    total = sum(line.amount_vnd for line in paid)
    return documents.Fees(
        tuple(documents.FeeLine(line.name, line.amount_vnd) for line in lines), in_words(total), payment
    )
