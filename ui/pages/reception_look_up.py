"""What will the citizen get for what is typed? One look into the record: appointment, papers, fees, open twins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.datasets import catalogue_of
from desk.errors import RuleBroken
from desk.payments import account_of
from desk.people import open_alike
from desk.reception import MAX_BATCH, Proposal, Request, propose, receive, receive_many
from desk.rules.catalogue import Channel, FeeSpec, Per, Procedure
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier
from desk.rules.fees import FeeLine, Method, UnknownFee, fee_lines, format_vnd
from desk.rules.vietqr import BankAccount, payment_text
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from desk.store import Change
from ui.pages.reception_typed import Typed, fees_of, request_of


@dataclass(frozen=True, slots=True)
class Outlook:
    """The proposal at one moment, its fees for what is counted here, and what a clerk should know."""

    at: datetime
    proposal: Proposal
    fees: tuple[FeeLine, ...]
    unknown: tuple[UnknownFee, ...]
    exemptions: tuple[str, ...]
    alike: tuple[str, ...]
    account: BankAccount | None = None

    @property
    def procedure(self) -> Procedure:
        """The procedure that was chosen."""
        return self.proposal.procedure

    def names_unknown(self) -> tuple[str, ...]:
        """The fees that only a person can name the sum of."""
        return tuple(fee.name for fee in self.unknown)


def look_up(session: Session, typed: Typed, at: datetime) -> Outlook:
    """The outlook for what is typed, were it received at `at`. RuleBroken: procedure, case, quantity."""
    handed = typed.components or ()
    proposal = propose(session, typed.procedure, case=typed.case, at=at, components=handed)
    on = at.astimezone(VIETNAM).date()
    known, unknown = fee_lines(
        proposal.procedure.fees, case=proposal.case.name, on=on, quantity=typed.quantity
    )
    offered = catalogue_of(session).exemptions_for(proposal.procedure, on, Channel.DESK)
    number = typed.applicant.get("personal_id", "").replace(" ", "").replace(".", "")
    person = Person(typed.applicant.get("name", ""), personal_id=number)
    alike = open_alike(session, proposal.procedure.code, person)
    return Outlook(
        at, proposal, known, unknown, tuple(item.name for item in offered), alike, account_of(session)
    )


def transfer_of(typed: Typed, total_vnd: int, account: BankAccount | None) -> tuple[str, str]:
    """What the QR says by which this sum is paid, and the account in words; both empty where nothing is transferred.

    Before it is saved the dossier has no code, so the payment bears the applicant's name; the fee slip bears the code.
    """
    if typed.method is not Method.TRANSFER or account is None or not total_vnd:
        return "", ""
    try:
        text = payment_text(account, total_vnd, typed.applicant.get("name", ""))
    except RuleBroken:
        return "", ""  # more than a quick transfer carries
    words = _("Chuyển khoản tới {holder}, số tài khoản {number} {bank}").format(
        holder=account.holder, number=account.number, bank=account.bank_name
    )
    return text, words.strip()


def receive_typed(change: Change, typed: Typed) -> tuple[Dossier, ...]:
    """Take what is typed, in this transaction: one dossier, or all that are to be saved together.

    RuleBroken for what is wrong; where there are several, its field is `requests[n].field`, n as in `typed.pieces`.
    """
    pieces = typed.pieces
    if len(pieces) == 1:
        return (receive(change, _wanted(change, pieces[0])),)
    requests = []
    for at, piece in enumerate(pieces):
        try:
            requests.append(_wanted(change, piece))
        except RuleBroken as broken:
            raise RuleBroken(f"requests[{at}].{broken.field}", broken.code, broken.message) from broken
    return receive_many(change, requests)


def _wanted(change: Change, typed: Typed) -> Request:
    on = change.at.astimezone(VIETNAM).date()
    request_of(typed, (), on)  # whoever comes to the counter is named before the procedure is looked for
    return checked(typed, look_up(change.session, typed, change.at), on)


def checked(typed: Typed, outlook: Outlook, on: date) -> Request:
    """What the desk is asked for, with somebody's look at the papers and every sum. RuleBroken for what is wrong."""
    if typed.components is None and outlook.procedure.components:
        sentence = _("Hãy đối chiếu giấy tờ với danh sách: Enter nếu đủ cả, hoặc đánh dấu từng giấy.")
        raise RuleBroken("components", "not_looked_at", sentence)
    return request_of(typed, fees_of(typed, outlook.fees, outlook.names_unknown()), on)


def with_another(typed: Typed, outlook: Outlook | None, on: date) -> Typed:
    """Room for one more dossier of the same people. This one leaves the page, so it must be right: RuleBroken."""
    if len(typed.pieces) >= MAX_BATCH:
        told = _("Mỗi lần nhận từ 1 đến {n} hồ sơ.").format(n=MAX_BATCH)
        raise RuleBroken("requests", "bad_length", told)
    request_of(typed, (), on)
    if outlook is not None:
        checked(typed, outlook, on)
    return typed.with_another()


def fee_words(procedure: Procedure) -> str:
    """What a procedure costs, in the few words of a list."""
    if not procedure.fees:
        return _("không thu phí")
    amounts = [_one_fee(fee) for fee in procedure.fees]
    return amounts[0] if len(set(amounts)) == 1 else _("{first} …").format(first=amounts[0])


def _one_fee(fee: FeeSpec) -> str:
    if fee.amount_vnd is None:
        return _("mức thu do tỉnh định")
    if fee.amount_vnd == 0:
        return _("miễn phí")
    per = {
        Per.PAGE: _("trang"),
        Per.COPY: _("bản"),
        Per.PERSON: _("người"),
        Per.CERTIFICATE: _("giấy"),
        Per.PAPER: _("văn bản"),
        Per.TRANSACTION: _("việc"),
        Per.DOSSIER: _("hồ sơ"),
    }[fee.per]
    return _("{amount}/{per}").format(amount=format_vnd(fee.amount_vnd), per=per)
