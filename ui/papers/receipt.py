"""How is form 01 filled? The receipt from the folded dossier alone: the paper never differs from the record."""

from __future__ import annotations

from desk.office import Office
from desk.papers import RECEIPT
from desk.rules.appointment import time_words
from desk.rules.course import HandedIn, ReturnBy
from desk.rules.fees import FeeLine, Method, in_words
from desk.rules.words import _
from printing.documents import parts
from printing.documents.parts import Component
from printing.documents.receipt import Receipt, Subject
from printing.documents.sectors import edition_of
from ui.papers.filling import Filler, Record, party

CERTIFICATION = "Chứng thực"
"""The field (lĩnh vực) whose receipts count pages and copies."""


def receipt(record: Record) -> Receipt:
    """The facts of form 01, from the folded dossier alone: the paper never differs from the record."""
    dossier, office = record.dossier, record.office
    holder, representative = dossier.holder or dossier.applicant, dossier.representative
    return Receipt(
        agency=record.agency,
        issued_on=dossier.received_at.date(),
        code=dossier.code,
        book=f"{dossier.received_at.year}",
        serial=f"{dossier.register_no:04d}",
        holder=party(holder),
        applicant=dossier.applicant.name,
        address=dossier.applicant.address or "",
        phone=dossier.applicant.phone or "",
        email=dossier.applicant.email or "",
        identity_paper=dossier.applicant.personal_id or "",
        procedure=dossier.procedure_name,
        case=dossier.case,
        components=tuple(component(item) for item in dossier.components),
        sets=dossier.quantity,
        processing_time=time_words(dossier.time),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        receiver=record.name(dossier.events[0].by),
        explanation="; ".join(dossier.reasons),
        return_way=return_words(dossier.return_by, office),
        fees=fees_of(dossier.fees),
        entered_later=dossier.taken_in_later,
        paper_number=dossier.paper_no or "",
        provisional=record.provisional,
        reprint=record.reprint,
        corrected=record.corrected,
        representative=representative.name if representative else "",
        representative_paper=representative.personal_id if representative else "",
        holder_address=holder.address if holder.address != dossier.applicant.address else "",
        subjects=tuple(Subject(one.name, one.personal_id, one.born) for one in dossier.subjects),
        certification=dossier.field == CERTIFICATION and any(one.pages for one in dossier.components),
        edition=edition_of(RECEIPT, dossier.field, dossier.received_at.date()),
    )


def component(item: HandedIn) -> Component:
    """What was handed in, or asked for, of one paper."""
    return Component(
        item.name, item.originals, item.certified, item.copies, electronic=item.electronic, pages=item.pages
    )


def return_words(way: ReturnBy, office: Office) -> str:
    """Where the result is handed out, as form 01 states it."""
    return {
        ReturnBy.DESK: office.desk_name,
        ReturnBy.POST: _("Qua dịch vụ bưu chính công ích"),
        ReturnBy.ONLINE: _("Trực tuyến, trên Cổng Dịch vụ công quốc gia"),
    }[way]


def fees_of(lines: tuple[FeeLine, ...]) -> parts.Fees | None:
    """The fees as paper states them; None where there are none at all."""
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
    return parts.Fees(
        tuple(parts.FeeLine(line.name, line.amount_vnd, _reckoned(line)) for line in lines),
        in_words(total),
        payment,
    )


def _reckoned(line: FeeLine) -> str:
    """How a fee came about; of an exempt one, why nothing is due."""
    if line.method is Method.EXEMPT:
        return f"miễn: {line.reason}" if line.reason else "miễn"
    return line.reckoning


FILLERS: dict[str, Filler] = {RECEIPT: receipt}
