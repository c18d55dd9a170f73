"""Which paper belongs to this dossier? Fills the print room's documents from the record; knows no Qt and no layout.

record --FILLERS[form]--> frozen document --printing.render--> PDF; a family of forms is one module here.
"""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from desk.access import staff_of
from desk.clock import now
from desk.handling import dossier_of
from desk.office import office_of
from desk.papers import RECEIPT, Made, papers_of
from desk.rules.broken import RuleBroken
from desk.rules.lifecycle import State
from desk.rules.words import _, official_words
from printing.documents.parts import Document
from printing.render import pdf
from ui.papers import control, notices, receipt, slips
from ui.papers.filling import Filler, PaperSize, Printed, Record, facts_of, sheet_name

__all__ = [
    "FILLERS",
    "PaperSize",
    "Printed",
    "document",
    "paper_pdf",
    "receipt_pdf",
    "supported",
    "template_of",
]

FILLERS: Final = MappingProxyType[str, Filler](
    {**receipt.FILLERS, **notices.FILLERS, **control.FILLERS, **slips.FILLERS}
)
"""Every form that a record can fill, by its number or name."""


def paper_pdf(
    session: Session,
    code: str,
    form: str,
    size: PaperSize = PaperSize.A5,
    copies: int = 2,
    at: datetime | None = None,
) -> Printed:
    """A form of a dossier that is in the store.

    Raises RuleBroken for an unknown code or form, for what the record lacks (it is named), and for a
    letter that the bundled face does not hold.
    """
    at = at or now()
    filled = document(session, code, form, at)
    made = Made(sheet_name(form, size), copies, at, facts_of(filled))
    return Printed(filled.code, template_of(filled), pdf(filled, size.value, copies), copies, form, made)


def receipt_pdf(session: Session, code: str, size: PaperSize = PaperSize.A5, copies: int = 2) -> Printed:
    """Form 01, which every dossier has."""
    return paper_pdf(session, code, RECEIPT, size, copies)


def document(session: Session, code: str, form: str, at: datetime | None = None) -> Document:
    """The facts of a form from the record, before layout; errors as in `paper_pdf`."""
    if form not in FILLERS:
        raise RuleBroken(
            "form",
            "unknown",
            _("Không có biểu mẫu “{form}”; hiện in được: {forms}.").format(
                form=form[:20], forms=", ".join(FILLERS)
            ),
        )
    record = _record(session, code, at or now()).of(form)
    try:
        with official_words():
            return FILLERS[form](record)
    except RuleBroken:
        FILLERS[form](record)  # refuses again, now in the language of the person who asked
        raise


def supported(session: Session, code: str) -> tuple[str, ...]:
    """The forms for which the record holds everything, in the order of their numbers."""
    found = []
    try:
        record = _record(session, code, now())
    except RuleBroken:
        return ()
    with official_words():
        for form, fill in FILLERS.items():
            try:
                fill(record.of(form))
            except RuleBroken:
                continue
            found.append(form)
    return tuple(found)


def template_of(filled: Document) -> str:
    """Which template drew this paper: form, legal edition, our layout of it."""
    edition = filled.edition
    return f"{edition.number or edition.form}/{edition.applies_from:%Y-%m-%d}/{edition.version}"


def _record(session: Session, code: str, at: datetime) -> Record:
    dossier = dossier_of(session, code)
    if dossier.state is State.CANCELLED:
        raise RuleBroken(
            "state",
            "cancelled",
            _("Hồ sơ {code} đã hủy trong ngày nên không in giấy nữa.").format(code=dossier.code),
        )
    staff = {person.login: person for person in staff_of(session)}
    return Record(session, dossier, office_of(session, at), staff, papers_of(session, dossier.id), at)
