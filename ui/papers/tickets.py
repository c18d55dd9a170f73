"""How are thermal slips filled? The short appointment from the dossier, the queue ticket from what the counter says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from desk.handling import dossier_of
from desk.office import office_of
from desk.rules.broken import RuleBroken
from desk.rules.citizen import clean_text
from desk.rules.fees import total_vnd
from desk.rules.words import _, official_words
from printing.documents.tickets import AppointmentSlip, QueueTicket
from ui.papers.filling import agency, party
from ui.papers.slips import transfer

MAX_NUMBER = 8
MAX_WORDS = 80


@official_words()
def appointment_slip(session: Session, code: str) -> AppointmentSlip:
    """The slip of a dossier that is in the store; RuleBroken for an unknown code."""
    dossier = dossier_of(session, code)
    return AppointmentSlip(
        agency=agency(office_of(session)),
        code=dossier.code,
        applicant=party(dossier.applicant),
        procedure=dossier.procedure_name,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        fees_vnd=total_vnd(dossier.fees),
        provisional=dossier.code == dossier.provisional_code,
        transfer=transfer(session, dossier),
    )


def queue_ticket(session: Session, number: str, service: str, counter: str, at: datetime) -> QueueTicket:
    """A ticket with this number; RuleBroken for one that is empty or longer than a ticket shows."""
    shown = clean_text(number, "ticket", MAX_NUMBER)
    if not shown:
        raise RuleBroken("ticket", "missing", _("Hãy cho số thứ tự."))
    office = office_of(session)
    return QueueTicket(
        agency(office),
        shown,
        clean_text(service, "service", MAX_WORDS) or office.desk_name,
        at,
        clean_text(counter, "counter", MAX_WORDS),
    )
