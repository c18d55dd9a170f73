"""May the appointment move? The new day of form 04, and what a head should know before signing.

Source: Nghị định 61/2018/NĐ-CP Điều 19.9: apology and new appointment are sent at least one day before the old one
runs out, once only. Who is later than that still has to apologise, so lateness warns and never refuses; "once" and
"only forward" are refused by the fold (desk/rules/dossier.py).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desk.rules.appointment import ProcessingTime, appointment
from desk.rules.broken import RuleBroken
from desk.rules.words import _
from desk.rules.working_time import (
    VIETNAM,
    WorkingCalendar,
    add_working_days,
    closing_on,
    in_vietnam,
    is_working_day,
    sessions_on,
)

NOTICE = timedelta(days=1)
"""At least this long before the old appointment."""


def new_due(
    due_before: datetime, by: ProcessingTime | date | datetime, calendar: WorkingCalendar
) -> datetime:
    """The new appointment: so much more time counted from the old one, or a day (its closing), or a moment.

    Raises RuleBroken(due): on a day or hour without work.
    """
    if isinstance(by, ProcessingTime):
        return appointment(by, due_before, calendar).due
    if not isinstance(by, datetime):
        if not sessions_on(by, calendar):
            raise _no_work(f"{by:%d/%m/%Y}")
        return closing_on(by, calendar)
    return in_working_time(by, calendar)


def in_working_time(at: datetime, calendar: WorkingCalendar, field: str = "due") -> datetime:
    """The moment itself in Vietnam's time. RuleBroken(field, not_working_time) outside the office's sessions."""
    local = in_vietnam(at)
    if not any(
        session.opens <= local.time() <= session.closes for session in sessions_on(local.date(), calendar)
    ):
        raise _no_work(f"{local:%H:%M %d/%m/%Y}", field)
    return local


def resumed(
    due_before: datetime, paused_at: datetime, resumed_at: datetime, calendar: WorkingCalendar
) -> datetime:
    """The appointment after waiting for the citizen: later by the working days that were waited, at the same hour.

    The clock goes on, it does not start anew; papers brought on the day they were asked for move nothing.
    """
    first, last = in_vietnam(paused_at).date(), in_vietnam(resumed_at).date()
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    waited = sum(is_working_day(day, calendar) for day in days)
    due = in_vietnam(due_before)
    if not waited:
        return due
    return datetime.combine(add_working_days(due.date(), waited, calendar), due.time(), VIETNAM)


def warnings(
    received_at: datetime, due_before: datetime, due: datetime, now: datetime, *, supplements: int = 0
) -> tuple[str, ...]:
    """What does not fit the rules of extension and can still be signed."""
    told = []
    if now > due_before:
        told.append(_("Hồ sơ đã quá hạn; văn bản xin lỗi lẽ ra phải gửi trước ngày hẹn cũ ít nhất 1 ngày."))
    elif now > due_before - NOTICE:
        told.append(_("Còn chưa đến 1 ngày là đến hẹn; quy định gửi văn bản xin lỗi trước ít nhất 1 ngày."))
    if due - due_before > due_before - received_at:
        told.append(_("Thời gian gia hạn dài hơn thời hạn giải quyết ban đầu."))
    if supplements > 1:
        told.append(_("Hồ sơ đã bị yêu cầu bổ sung {n} lần; quy định chỉ một lần.").format(n=supplements))
    return tuple(told)


def _no_work(when: str, field: str = "due") -> RuleBroken:
    told = _("{when} không trong giờ làm việc của cơ quan; hãy chọn lúc khác.").format(when=when)
    return RuleBroken(field, "not_working_time", told)
