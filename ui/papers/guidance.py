"""How are forms 02 and 03 filled for somebody who was sent home before reception? From the paper's own record, no dossier."""

from __future__ import annotations

from sqlalchemy.orm import Session

from desk.access import staff_of
from desk.guidance import SUPPLEMENT, Guidance, guidance_of
from desk.office import office_of
from desk.records.base import VIETNAM
from desk.rules.words import official_words
from printing.documents.notices import RefusalNotice, SupplementNotice
from printing.documents.parts import Agency
from printing.render import pdf
from ui.papers.filling import PaperSize, agency
from ui.papers.notices import AT_RECEPTION, contact, person
from ui.papers.receipt import component

COPIES = 2
"""One for the citizen, one for the desk."""


def guidance_pdf(session: Session, which: str, size: PaperSize = PaperSize.A4) -> bytes:
    """The paper of this number or id. RuleBroken: not_found, and a letter that the bundled face does not hold."""
    given = guidance_of(session, which)
    office = office_of(session)
    counter = next((one.name for one in office.counters if one.id == given.counter), "")
    names = {one.login: one.name for one in staff_of(session)}
    with official_words():
        filled = _filled(given, agency(office, counter), names.get(given.by, given.by))
    return pdf(filled, size.value, COPIES)


def _filled(given: Guidance, head: Agency, officer: str) -> SupplementNotice | RefusalNotice:
    day = given.at.astimezone(VIETNAM).date()
    if given.form == SUPPLEMENT:
        return SupplementNotice(
            agency=head,
            issued_on=day,
            number=given.number,
            dossier_code="",
            to=person(given.person),
            procedure=given.procedure_name,
            items=tuple(component(item) for item in given.items),
            reason=given.reason,
            stage=AT_RECEPTION,
            contact=contact(head, officer),
            officer=officer,
            guidance=given.guidance,
        )
    return RefusalNotice(
        agency=head,
        issued_on=day,
        number=given.number,
        dossier_code="",
        to=person(given.person),
        procedure=given.procedure_name,
        reason=given.reason,
        basis=given.basis,
        contact=contact(head),
        issuer=officer,
        issuer_role="Người từ chối hồ sơ",
    )
