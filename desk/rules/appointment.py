"""When is it due? Procedure time + moment of reception + working calendar -> the appointment and its reasons.

    received ──▶ the moment that counts (itself, or the next opening) ──▶ + processing time ──▶ into working time

Sources: Bộ luật Dân sự 2015 Điều 147–148 (the day of receipt is not counted; an end on a day off moves on), Nghị định
23/2015/NĐ-CP Điều 7 and Luật Hộ tịch 2014 (same day; after 15:00 the next working day).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from desk.rules.broken import RuleBroken
from desk.rules.words import _
from desk.rules.working_time import (
    VIETNAM,
    WorkingCalendar,
    add_working_days,
    add_working_hours,
    closing_on,
    in_vietnam,
    is_working_day,
    next_opening,
    next_working_day,
    sessions_on,
)

SAME_DAY_UNTIL = time(15, 0)
"""Received at 15:00:00 is still the same day: the texts say "after 15:00"."""
MAX_AMOUNT = 2_000


class Unit(StrEnum):
    """The unit of a processing time as the catalogue states it (DonViTinh of the portal, and the same-day rule)."""

    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    SAME_DAY = "same_day"
    STATED = "stated"
    """No source gives a time: the day was stated at the counter. Never in a catalogue, never computed."""


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """How long a procedure may take: `amount` of `unit`; the amount of SAME_DAY and STATED is 0."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Appointment:
    """The moment promised to the citizen, aware, and the sentences that explain it."""

    due: datetime
    reasons: tuple[str, ...]


def appointment(time: ProcessingTime, received_at: datetime, calendar: WorkingCalendar) -> Appointment:
    """When the result of a dossier received at `received_at` is due: always inside working time, never before the
    reception; whoever comes later is never promised an earlier day.

    Raises RuleBroken for an amount out of range, a calendar without working days, and a reception or an appointment
    in a year that the calendar does not know; ValueError for a moment without an offset.
    """
    if time.unit is Unit.STATED:
        raise RuleBroken("time", "stated", _("Ngày hẹn do cán bộ ghi thì không tính tự động."))
    least, most = (0, 0) if time.unit is Unit.SAME_DAY else (1, MAX_AMOUNT)
    if not least <= time.amount <= most:
        sentence = _("Thời hạn phải từ {least} đến {most}.")
        raise RuleBroken("time", "bad_amount", sentence.format(least=least, most=most))
    received = in_vietnam(received_at)
    start = next_opening(received, calendar)
    due = _due(time, received, start, calendar)
    reasons = (
        *_start_reason(received, start, calendar),
        _rule_reason(time, received, start, due),
        *_skipped_reasons(time, start, due, calendar),
        *_unpublished_reason(start, due, calendar),
    )
    return Appointment(due, reasons)


def time_words(time: ProcessingTime) -> str:
    """The processing time as people say it and as form 01 states it."""
    words = {
        Unit.WORKING_HOUR: _("{n} giờ làm việc"),
        Unit.WORKING_DAY: _("{n} ngày làm việc"),
        Unit.DAY: _("{n} ngày"),
        Unit.MONTH: _("{n} tháng"),
        Unit.SAME_DAY: _("Trong ngày làm việc; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo"),
        Unit.STATED: _("Theo ngày hẹn ghi trên giấy này"),
    }
    return words[time.unit].format(n=time.amount)


def countdown(due: datetime, now: datetime, calendar: WorkingCalendar) -> str:
    """How near the appointment is, in a few words for a screen."""
    due = in_vietnam(due)
    today, last = in_vietnam(now).date(), due.date()
    if now > due:
        if today == last:
            return _("quá hạn hôm nay")
        if late := _working_days_between(last, today, calendar):
            return _("quá hạn {n} ngày làm việc").format(n=late)
        return _("quá hạn từ {day}").format(day=f"{due:%d/%m}")
    if today == last:
        return _("đến hạn hôm nay, {at}").format(at=f"{due:%H:%M}")
    return _("còn {n} ngày làm việc").format(n=_working_days_between(today, last, calendar))


def _due(
    processing: ProcessingTime, received: datetime, start: datetime, calendar: WorkingCalendar
) -> datetime:
    match processing.unit:
        case Unit.SAME_DAY:
            return closing_on(_same_day(received, start, calendar), calendar)
        case Unit.WORKING_HOUR:
            return add_working_hours(start, processing.amount, calendar)
        case Unit.WORKING_DAY:
            return _into_sessions(
                add_working_days(start.date(), processing.amount, calendar), start.time(), calendar
            )
        case Unit.DAY:
            end = start.date() + timedelta(days=processing.amount)
        case Unit.MONTH:
            end = _months_later(start.date(), processing.amount)
        case Unit.STATED:
            raise AssertionError("a stated day is not computed")
    if not sessions_on(end, calendar):
        end = next_working_day(end, calendar)
    return _into_sessions(end, start.time(), calendar)


def _same_day(received: datetime, start: datetime, calendar: WorkingCalendar) -> date:
    # Received before the opening or in the lunch break is still today; after 15:00 it is the next working day.
    if start.date() == received.date() and received.time() > SAME_DAY_UNTIL:
        return next_working_day(start.date(), calendar)
    return start.date()


def _into_sessions(day: date, clock: time, calendar: WorkingCalendar) -> datetime:
    """The same clock time on that day, moved to the next opening of the day, at the latest to its closing."""
    sessions = sessions_on(day, calendar)
    for session in sessions:
        if clock <= session.closes:
            return datetime.combine(day, max(clock, session.opens), VIETNAM)
    return datetime.combine(day, sessions[-1].closes, VIETNAM)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _start_reason(received: datetime, start: datetime, calendar: WorkingCalendar) -> Iterator[str]:
    if start == received:
        return
    if start.date() == received.date():
        before = received.time() < sessions_on(received.date(), calendar)[0].opens
        words = (
            _("Nhận trước giờ mở cửa nên tính từ {at}")
            if before
            else _("Nhận trong giờ nghỉ trưa nên tính từ {at}")
        )
        yield words.format(at=f"{start:%H:%M}")
    else:
        if is_working_day(received.date(), calendar):
            words = _("Nhận sau giờ làm việc nên tính từ {at}")
        elif received.date() in calendar.off:
            words = _("Nhận vào ngày nghỉ ({holiday}) nên tính từ {at}")
        else:
            words = _("Nhận vào ngày nghỉ cuối tuần nên tính từ {at}")
        holiday = calendar.off.get(received.date(), "")
        yield words.format(at=f"{start:%H:%M %d/%m/%Y}", holiday=holiday)


def _rule_reason(processing: ProcessingTime, received: datetime, start: datetime, due: datetime) -> str:
    if processing.unit is Unit.SAME_DAY:
        if due.date() != start.date():
            return _("Nhận sau 15:00 nên hẹn ngày làm việc tiếp theo")
        if start.date() == received.date():
            if received.time() == SAME_DAY_UNTIL:
                return _("Trả kết quả trong ngày vì nhận đúng 15:00, chưa quá giờ")
            return _("Trả kết quả trong ngày vì nhận trước 15:00")
        return _("Trả kết quả trong ngày làm việc đó")
    words = time_words(processing)
    if processing.unit is Unit.WORKING_HOUR:
        return words
    return _("{time}, không tính ngày nhận").format(time=words)


def _skipped_reasons(
    processing: ProcessingTime, start: datetime, due: datetime, calendar: WorkingCalendar
) -> Iterator[str]:
    if processing.unit in (Unit.DAY, Unit.MONTH):
        promised = (
            start.date() + timedelta(days=processing.amount)
            if processing.unit is Unit.DAY
            else _months_later(start.date(), processing.amount)
        )
        if promised != due.date():
            yield _("Ngày cuối {day} là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo").format(
                day=f"{promised:%d/%m/%Y}"
            )
        return
    between = [start.date() + timedelta(days=n) for n in range(1, (due.date() - start.date()).days)]
    names: list[str] = []
    for weekday, name in ((5, _("thứ Bảy")), (6, _("Chủ nhật"))):
        if any(day.weekday() == weekday and day not in calendar.swaps for day in between):
            names.append(name)
    holidays: dict[str, list[date]] = {}
    for day in between:
        if day in calendar.off and not is_working_day(day, calendar):
            holidays.setdefault(calendar.off[day], []).append(day)
    for name, days in holidays.items():
        first, last = f"{days[0]:%d/%m}", f"{days[-1]:%d/%m}"
        names.append(f"{name} ({first})" if len(days) == 1 else f"{name} ({first}–{last})")
    if names:
        yield _("Bỏ qua {days}").format(days=_listed(names))
    for day in between:
        if day in calendar.swaps:
            yield _("Thứ Bảy {day} là ngày làm bù nên được tính").format(day=f"{day:%d/%m}")


def _unpublished_reason(start: datetime, due: datetime, calendar: WorkingCalendar) -> Iterator[str]:
    years = [str(year) for year in range(start.year, due.year + 1) if year not in calendar.published]
    if years:
        sentence = _("Lịch nghỉ năm {years} chưa công bố chính thức nên tính theo lịch dự kiến")
        yield sentence.format(years=_listed(years))


def _working_days_between(first: date, last: date, calendar: WorkingCalendar) -> int:
    """Working days after `first` up to `last`."""
    return sum(is_working_day(first + timedelta(days=n), calendar) for n in range(1, (last - first).days + 1))


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("{first} và {last}").format(first=", ".join(names[:-1]), last=names[-1])
