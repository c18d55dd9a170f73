"""How are the papers of a day filled? What went to the handlers, what came back, and the receipt of the closed day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.access import staff_of
from desk.closing import closed
from desk.handling import dossier_of
from desk.journal import to_entry
from desk.office import office_of
from desk.records.base import VIETNAM
from desk.records.journal import JournalRow
from desk.rules.appointment import time_words
from desk.rules.chain import Entry
from desk.rules.day_compare import field_words, read_differences, value_words
from desk.rules.dossier import Dossier, ReturnBy
from desk.rules.fees import in_words, total_vnd
from desk.rules.lifecycle import Action
from desk.rules.words import _, official_words
from printing.documents.lists import DeliveryNote, GivenDossier, GivenResult, HandoverList
from printing.documents.parts import Document
from printing.documents.slips import DayReceipt, Signed
from printing.layout import A4, Paper
from printing.render import pdf, sheet_of
from printing.sheets import media
from ui.papers.filling import agency, not_recorded, party

HANDED_OVER, HANDED_BACK, DAY = "handover-list", "delivery", "day"
"""By the names of their editions."""
SETTLED: Final = "Đã giải quyết"
EXPERTS: Final = "Bộ phận chuyên môn"
"""Official words, never translated."""


@dataclass(frozen=True, slots=True)
class DayPaper:
    """A paper of a day, ready for the printer; `size` is what the print service calls its sheet."""

    form: str
    day: date
    pdf: bytes
    size: str


def day_paper(session: Session, form: str, day: date, at: datetime, paper: Paper = A4) -> DayPaper:
    """A paper of that day, on its own sheet where it has one. RuleBroken (not_recorded): the day has nothing to put on it."""
    with official_words():
        filled = FILLERS[form](session, day, at)
    return DayPaper(form, day, pdf(filled, paper), media(sheet_of(type(filled), paper)))


def handover_list(session: Session, day: date, at: datetime) -> HandoverList:
    """What was handed over to the handlers that day."""
    office, names = office_of(session), _names(session)
    steps = list(_steps(session, Action.HAND_OVER, day))
    if not steps:
        raise not_recorded(
            "day", _("Ngày {day} chưa chuyển hồ sơ nào cho bộ phận chuyên môn.").format(day=_shown(day))
        )
    given = []
    for _entry, dossier in steps:
        unit = next((one.unit for one in dossier.handovers if one.unit), "")
        given.append(
            GivenDossier(
                code=dossier.code,
                procedure=dossier.procedure_name,
                unit=unit or EXPERTS,
                received_at=dossier.received_at,
                due_at=dossier.due_at,
                time=time_words(dossier.time),
                sets=max(1, dossier.quantity),
                person=party(dossier.holder or dossier.applicant),
            )
        )
    givers = dict.fromkeys(names.get(entry.actor, entry.actor) for entry, _dossier in steps)
    receivers = dict.fromkeys(str(entry.facts().get("receiver") or "") for entry, _dossier in steps)
    units = dict.fromkeys(one.unit for one in given)
    return HandoverList(
        agency=agency(office),
        issued_on=day,
        at=max(entry.at for entry, _dossier in steps).astimezone(VIETNAM),
        dossiers=tuple(given),
        giver=_only(givers),
        giver_unit=office.desk_name,
        receiver=_only(receivers),
        receiver_unit=_only(units) or EXPERTS,
    )


def delivery_note(session: Session, day: date, at: datetime) -> DeliveryNote:
    """The results that came back to the desk that day."""
    office, names = office_of(session), _names(session)
    steps = list(_steps(session, Action.FINISH, day))
    if not steps:
        raise not_recorded(
            "day", _("Ngày {day} chưa có kết quả nào chuyển về bộ phận một cửa.").format(day=_shown(day))
        )
    results = []
    for _entry, dossier in steps:
        holder = dossier.holder or dossier.applicant
        results.append(
            GivenResult(
                code=dossier.code,
                procedure=dossier.procedure_name,
                result=SETTLED,
                holder=party(holder),
                address=holder.address or dossier.applicant.address,
                has_fee=total_vnd(dossier.fees) > 0,
                by_post=dossier.return_by is ReturnBy.POST,
            )
        )
    receivers = dict.fromkeys(
        str(entry.facts().get("receiver") or names.get(entry.actor, entry.actor)) for entry, _dossier in steps
    )
    givers = dict.fromkeys(str(entry.facts().get("giver") or "") for entry, _dossier in steps)
    return DeliveryNote(
        agency=agency(office),
        issued_on=day,
        at=max(entry.at for entry, _dossier in steps).astimezone(VIETNAM),
        results=tuple(results),
        giver=_only(givers),
        receiver=_only(receivers),
    )


def day_receipt(session: Session, day: date, at: datetime) -> DayReceipt:
    """The receipt of a closed day, with what the province signed once it is there."""
    done = closed(session, day)
    if done is None:
        raise not_recorded(
            "day",
            _("Ngày {day} chưa chốt nên chưa có biên nhận. Hãy chốt ngày trước.").format(day=_shown(day)),
        )
    closing = _closing(session, day)
    facts = closing.facts()
    sums = done.summary
    return DayReceipt(
        agency=agency(office_of(session)),
        issued_on=done.closed_at.astimezone(VIETNAM).date(),
        day=day,
        received=sums.received,
        returned=sums.returned,
        ready=sums.ready,
        cash_vnd=sums.cash_vnd,
        transfer_vnd=sums.transfer_vnd,
        in_words=in_words(sums.fees_vnd),
        closed_at=done.closed_at,
        closed_by=_names(session).get(done.closed_by, done.closed_by),
        seq=int(facts["seq"]),
        hash=str(facts["hash"]),
        province=_signed(done.receipt),
        cancelled=sums.cancelled,
    )


Filler = Callable[[Session, date, datetime], Document]
FILLERS: Final[dict[str, Filler]] = {
    HANDED_OVER: handover_list,
    HANDED_BACK: delivery_note,
    DAY: day_receipt,
}


def _steps(session: Session, action: Action, day: date) -> Iterator[tuple[Entry, Dossier]]:
    """The entries of this kind of that day, each with its dossier as it is now."""
    start = datetime.combine(day, time.min, VIETNAM)
    rows = session.scalars(
        select(JournalRow)
        .where(JournalRow.action == action, JournalRow.at >= start, JournalRow.at < start + timedelta(days=1))
        .order_by(JournalRow.seq)
    )
    for entry in [to_entry(row) for row in rows]:
        if entry.dossier is not None and entry.payload is not None:
            yield entry, dossier_of(session, entry.dossier)


def _closing(session: Session, day: date) -> Entry:
    """The newest entry that closed this day."""
    rows = session.scalars(
        select(JournalRow).where(JournalRow.action == "close_day").order_by(JournalRow.seq.desc())
    )
    return next(entry for entry in map(to_entry, rows) if entry.facts().get("day") == day.isoformat())


def _signed(receipt: object) -> Signed | None:
    if not isinstance(receipt, dict):
        return None
    told = receipt["receipt"]
    return Signed(
        at=datetime.fromisoformat(told["at"]),
        agreed=bool(told["agreed"]),
        dossiers=int(told["dossiers"]),
        fees_vnd=int(told["fees_vnd"]),
        seq=int(told["seq"]),
        hash=str(told["hash"]),
        signature=str(receipt.get("signature", "")),
        differing=tuple(told.get("differing", ())),
        differences=tuple(
            (
                one.code,
                field_words(one.field),
                value_words(one.field, one.desk),
                value_words(one.field, one.province),
            )
            for one in read_differences(told)
        ),
    )


def _names(session: Session) -> dict[str, str]:
    return {person.login: person.name for person in staff_of(session)}


def _only(values: dict[str, None]) -> str:
    """The one value that all have; where they differ, each signs by hand."""
    known = [value for value in values if value]
    return known[0] if len(known) == 1 and len(values) == 1 else ""


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
