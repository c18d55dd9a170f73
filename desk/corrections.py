"""What was written down wrongly at the counter? Puts facts right after reception, or undoes the reception the same day.

Nothing is overwritten: a correction is an entry with the facts before and after and a reason, a cancelled dossier keeps
its code for ever. Procedure, code and moment of reception are never corrected: cancel, and take the dossier again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from desk.closing import closed
from desk.handling import act, dossier_of, note_on, reason_of
from desk.journal import timeline
from desk.records.base import VIETNAM
from desk.rules.broken import RuleBroken
from desk.rules.checklist import clean_components
from desk.rules.citizen import Person, clean_note, read_person
from desk.rules.course import plain
from desk.rules.dossier import CORRECTABLE, PERSONS, Dossier
from desk.rules.fees import clean_fees
from desk.rules.lifecycle import Action, Note
from desk.rules.words import _
from desk.store import Change

MAX_NOTE_LENGTH = 2000
MAX_QUANTITY = 999


def correct(change: Change, code: str, fields: Mapping[str, Any], reason: str) -> Dossier:
    """Put these facts right: `fields` maps names of CORRECTABLE to their new values (Person or None, tuples of HandedIn,
    FeeLine or Person, ReturnBy, text, a count). Facts that do not differ are passed over.

    Raises RuleBroken: not_correctable, no reason, nothing_changed, day_closed (fees of a closed day), and whatever is
    wrong with a value, by its field. Search, lists and the people met before follow.
    """
    dossier = dossier_of(change.session, code)
    said = []
    for field, value in fields.items():
        if field not in CORRECTABLE:
            told = _("Không sửa được mục này. Hãy hủy hồ sơ và tiếp nhận lại.")
            raise RuleBroken(field, "not_correctable", told)
        before, after = getattr(dossier, field), _cleaned(field, value, dossier)
        if before != after:
            said.append({"field": field, "before": plain(before), "after": plain(after)})
            if field == "fees":
                check_money_open(change.session, dossier)
    if not said:
        raise RuleBroken("fields", "nothing_changed", _("Chưa có gì được sửa."))
    facts = {"role": change.actor.role.value, "reason": reason_of(reason), "fields": said}
    return note_on(change, dossier, Note.CORRECT, facts)


def cancel(change: Change, code: str, reason: str) -> Dossier:
    """Undo a reception that was an error of the desk: the same day, before the papers were handed over.

    The code is never given again and the fees go back. Raises RuleBroken: too_late, not_allowed, no reason, and
    day_closed where money was taken and the day's sums were handed over already.
    """
    dossier = dossier_of(change.session, code)
    if dossier.fees:
        check_money_open(change.session, dossier)
    return act(change, code, Action.CANCEL, {"reason": reason})


def corrected_since_print(session: Session, dossier: str) -> bool:
    """Whether facts were corrected after the last paper went out: the next one says that it replaces it."""
    printed = False
    corrected = False
    for entry in timeline(session, dossier):
        if entry.action == Note.PRINT:
            printed, corrected = True, False
        elif entry.action == Note.CORRECT:
            corrected = printed
    return corrected


def _cleaned(field: str, value: Any, dossier: Dossier) -> Any:
    on = dossier.received_at.date()
    match field:
        case "subjects":
            return tuple(_person(one, f"subjects[{number}]", on) for number, one in enumerate(value))
        case "components":
            return clean_components(value)
        case "fees":
            return clean_fees(value)
        case "note":
            return clean_note(value, "note", MAX_NOTE_LENGTH)
        case "quantity":
            if not 1 <= value <= MAX_QUANTITY:
                told = _("Số lượng phải từ 1 đến {most}.").format(most=MAX_QUANTITY)
                raise RuleBroken("quantity", "bad_quantity", told)
            return value
        case _ if field in PERSONS and (value is not None or field == "applicant"):
            return _person(value, field, on)
        case _:
            return value


def _person(value: Person, field: str, on: Any) -> Person:
    return read_person(value.to_plain(), field, on)


def check_money_open(session: Session, dossier: Dossier) -> None:
    """RuleBroken where the day's money was handed over, so that its fees cannot change any more."""
    day = dossier.received_at.astimezone(VIETNAM).date()
    if closed(session, day) is not None:
        raise RuleBroken(
            "fees",
            "day_closed",
            _("Ngày {day} đã chốt nên không đổi được phí, lệ phí của ngày đó.").format(day=f"{day:%d/%m/%Y}"),
        )
