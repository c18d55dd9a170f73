"""How are the desk's own slips of one dossier filled? Fee slip, note of the result, label, envelope, one slip for many."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.handling import dossier_of
from desk.journal import timeline
from desk.payments import account_of
from desk.records.dossiers import DossierRow
from desk.rules.dossier import Dossier, ReturnBy
from desk.rules.fees import Method, in_words, total_vnd
from desk.rules.lifecycle import Action, State
from desk.rules.vietqr import MAX_AMOUNT_VND, payment_text
from desk.rules.words import _
from printing.documents.lists import ManyReceipt, OneOfMany
from printing.documents.parts import FeeLine, Fees, Transfer
from printing.documents.post import Envelope, PostalLabel
from printing.documents.slips import FeeSlip, ResultNote
from ui.papers.filling import Filler, Record, not_recorded, party
from ui.papers.receipt import fees_of, return_words

RESULT = "Kết quả giải quyết hồ sơ"
CONTENT = "Kết quả giải quyết thủ tục hành chính: {procedure}"
ACCOUNT = "Số tài khoản {number} {bank}, chủ tài khoản {holder}."
OF_MANY = "Phí, lệ phí của {count} hồ sơ"
PAID = {Method.CASH: "Tiền mặt", Method.TRANSFER: "Chuyển khoản", Method.EXEMPT: "Miễn"}
"""Official words, never translated."""


def fee_slip(record: Record) -> FeeSlip:
    """What was paid at reception. Nothing was paid where there is no fee, or all are exempt."""
    dossier = record.dossier
    fees = fees_of(dossier.fees)
    if fees is None or not total_vnd(dossier.fees):
        raise not_recorded(
            "fees", _("Hồ sơ {code} không thu phí, lệ phí nên không có phiếu thu.").format(code=dossier.code)
        )
    methods = dict.fromkeys(PAID[line.method] for line in dossier.fees if line.method is not Method.EXEMPT)
    return FeeSlip(
        agency=record.agency,
        issued_on=dossier.received_at.date(),
        code=dossier.code,
        payer=party(dossier.applicant),
        address=dossier.applicant.address,
        procedure=dossier.procedure_name,
        fees=Fees(fees.lines, fees.in_words, " và ".join(methods)),
        collector=record.name(dossier.events[0].by),
        tax_code="",
        transfer=transfer(record.session, dossier),
        reprint=record.reprint,
    )


def transfer(session: Session, dossier: Dossier) -> Transfer | None:
    """By which QR the fees are paid that go by transfer; its purpose is the dossier's code. None where none do."""
    amount = sum(line.amount_vnd for line in dossier.fees if line.method is Method.TRANSFER)
    account = account_of(session)
    if account is None or not 0 < amount <= MAX_AMOUNT_VND:
        return None
    words = ACCOUNT.format(number=account.number, bank=account.bank_name, holder=account.holder)
    return Transfer(payment_text(account, amount, dossier.code), " ".join(words.split()), amount)


def result_note(record: Record) -> ResultNote:
    """To whom the result was handed out, from the entry that says so."""
    dossier = record.dossier
    entry = next(
        (one for one in reversed(timeline(record.session, dossier.id)) if one.action == Action.RETURN), None
    )
    if dossier.state is not State.RETURNED or entry is None or entry.payload is None:
        raise not_recorded(
            "receiver",
            _("Hồ sơ {code} chưa trả kết quả. Hãy trả kết quả trước, rồi in phiếu biên nhận.").format(
                code=dossier.code
            ),
        )
    facts = entry.facts()
    handed = next(event for event in reversed(dossier.events) if event.state is State.RETURNED)
    return ResultNote(
        agency=record.agency,
        issued_on=handed.at.date(),
        code=dossier.code,
        holder=party(dossier.holder or dossier.applicant),
        procedure=dossier.procedure_name,
        result=RESULT,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        handed_at=handed.at,
        receiver=str(facts.get("receiver") or dossier.applicant.name),
        receiver_id=str(facts.get("receiver_id") or ""),
        authorised=bool(facts.get("authorised", False)),
        giver=record.name(handed.by),
        note=str(facts.get("note") or ""),
        reprint=record.reprint,
    )


def label(record: Record) -> PostalLabel:
    """The label of a result that goes home by post."""
    dossier = _by_post(record)
    return PostalLabel(
        agency=record.agency,
        sender_address=record.office.address,
        issued_on=record.at.date(),
        code=dossier.code,
        receiver=party(dossier.applicant),
        address=dossier.applicant.address,
        phone=dossier.applicant.phone,
        content=CONTENT.format(procedure=dossier.procedure_name),
        reprint=record.reprint,
    )


def envelope(record: Record) -> Envelope:
    """The face of the envelope of a result that goes home by post."""
    dossier = _by_post(record)
    return Envelope(
        agency=record.agency,
        sender_address=record.office.address,
        issued_on=record.at.date(),
        code=dossier.code,
        receiver=party(dossier.applicant),
        address=dossier.applicant.address,
        phone=dossier.applicant.phone,
        reprint=record.reprint,
    )


def many(record: Record) -> ManyReceipt:
    """One slip for the dossiers that were taken together with this one."""
    together = _together(record)
    if len(together) < 2:
        raise not_recorded(
            "group",
            _("Hồ sơ {code} không được nhận chung với hồ sơ nào khác.").format(code=record.dossier.code),
        )
    first = together[0]
    paid = [line for one in together for line in one.fees]
    total = total_vnd(paid)
    methods = dict.fromkeys(PAID[line.method] for line in paid if line.method is not Method.EXEMPT)
    fees = Fees((FeeLine(OF_MANY.format(count=len(together)), total),), in_words(total), " và ".join(methods))
    return ManyReceipt(
        agency=record.agency,
        issued_on=first.received_at.date(),
        book=f"{first.received_at.year}",
        applicant=party(first.applicant),
        address=first.applicant.address,
        phone=first.applicant.phone,
        email=first.applicant.email,
        identity_paper=first.applicant.personal_id,
        dossiers=tuple(
            OneOfMany(
                code=one.code,
                serial=f"{one.register_no:04d}",
                procedure=one.procedure_name,
                holder=party(one.holder or one.applicant),
                papers=sum(
                    item.originals + item.copies + item.certified + item.electronic for item in one.components
                ),
                due_at=one.due_at,
                fees_vnd=total_vnd(one.fees),
            )
            for one in together
        ),
        received_at=first.received_at,
        receiver=record.name(first.events[0].by),
        return_way=return_words(first.return_by, record.office),
        fees=fees if total else None,
        reprint=record.reprint,
    )


def _by_post(record: Record) -> Dossier:
    dossier = record.dossier
    if dossier.return_by is not ReturnBy.POST:
        raise not_recorded(
            "return_by",
            _("Hồ sơ {code} không đăng ký nhận kết quả qua bưu chính.").format(code=dossier.code),
        )
    if not dossier.applicant.address:
        raise not_recorded(
            "applicant.address",
            _("Hồ sơ {code} chưa có địa chỉ người nộp nên chưa in được nhãn gửi.").format(code=dossier.code),
        )
    return dossier


def _together(record: Record) -> list[Dossier]:
    group = record.dossier.group
    if not group:
        return []
    rows = record.session.scalars(
        select(DossierRow.id).where(DossierRow.group_id == group).order_by(DossierRow.no)
    ).all()
    found = [dossier_of(record.session, row) for row in rows]
    return [one for one in found if one.state is not State.CANCELLED]


FILLERS: dict[str, Filler] = {
    "many": many,
    "fee-slip": fee_slip,
    "result-note": result_note,
    "label": label,
    "envelope": envelope,
}
"""By the names of their editions (printing/documents)."""
