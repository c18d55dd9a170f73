"""How is a moment said to a clerk? Days and hours in words, how late, how long, and whether the office is open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desk.rules.words import _
from desk.rules.working_time import (
    VIETNAM,
    WorkingCalendar,
    is_working_day,
    next_working_day,
    sessions_on,
)

NOON, AFTERNOON, EVENING = 11, 13, 18
"""Hours at which the greeting changes."""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def weekday_words(day: date) -> str:
    """Monday is the second day of the week here."""
    return (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )[day.weekday()]


def day_words(day: date) -> str:
    """A day as a letter writes it: "Thứ Ba, ngày 24 tháng 11 năm 2026"."""
    weekday = weekday_words(day)
    return _("{weekday}, ngày {day} tháng {month} năm {year}").format(
        weekday=weekday[0].upper() + weekday[1:], day=day.day, month=day.month, year=day.year
    )


def moment_words(at: datetime, now: datetime) -> str:
    """The hour alone when it is today's, with its day when it is not: "09:12", "09:12 ngày 23/11"."""
    at, now = at.astimezone(VIETNAM), now.astimezone(VIETNAM)
    if at.date() == now.date():
        return f"{at:%H:%M}"
    day = f"{at:%d/%m}" if at.year == now.year else f"{at:%d/%m/%Y}"
    return _("{hour} ngày {day}").format(hour=f"{at:%H:%M}", day=day)


def span_words(span: timedelta) -> str:
    """A stretch of time in its largest unit: "2 ngày", "3 giờ", "12 phút"."""
    if span >= DAY:
        return _("{count} ngày").format(count=span // DAY)
    if span >= HOUR:
        return _("{count} giờ").format(count=span // HOUR)
    return _("{count} phút").format(count=max(1, span // MINUTE))


def waited_words(since: datetime, now: datetime) -> str:
    """For how long something has been waiting, in days of the calendar: "Chờ từ hôm qua", "Chờ 3 ngày"."""
    days = (now.astimezone(VIETNAM).date() - since.astimezone(VIETNAM).date()).days
    if days <= 0:
        return _("Chờ từ hôm nay")
    return _("Chờ từ hôm qua") if days == 1 else _("Chờ {count} ngày").format(count=days)


def greeting(name: str, now: datetime) -> str:
    """A good morning to the person at the counter."""
    hour = now.astimezone(VIETNAM).hour
    if hour < NOON:
        return _("Chào buổi sáng, {name}").format(name=name)
    if hour < AFTERNOON:
        return _("Chào buổi trưa, {name}").format(name=name)
    if hour < EVENING:
        return _("Chào buổi chiều, {name}").format(name=name)
    return _("Chào buổi tối, {name}").format(name=name)


def office_words(calendar: WorkingCalendar, now: datetime) -> str:
    """Whether the office works today and until when; on a day off why, and when it works again."""
    local = now.astimezone(VIETNAM)
    day, clock = local.date(), local.time()
    sessions = sessions_on(day, calendar)
    if not sessions:
        return _day_off(calendar, day)
    extra = (
        _("; làm bù cho ngày {day}").format(day=f"{calendar.swaps[day]:%d/%m}")
        if day in calendar.swaps
        else ""
    )
    for at, session in enumerate(sessions):
        if clock < session.opens:
            said = _("Mở cửa lúc {hour}") if at == 0 else _("Nghỉ trưa, mở cửa lại lúc {hour}")
            return said.format(hour=f"{session.opens:%H:%M}") + extra
        if clock <= session.closes:
            return _("Đang mở cửa đến {hour}").format(hour=f"{session.closes:%H:%M}") + extra
    return _("Đã hết giờ làm việc lúc {hour}").format(hour=f"{sessions[-1].closes:%H:%M}") + extra


def _day_off(calendar: WorkingCalendar, day: date) -> str:
    again = next_working_day(day, calendar)
    back = _("làm việc lại {weekday} {day}").format(weekday=weekday_words(again), day=f"{again:%d/%m}")
    if not is_working_day(day, calendar) and day not in calendar.off:
        open_now = [one for one in calendar.sessions if not one.counts and one.holds(day, day.weekday())]
        if open_now:
            return _("Hôm nay chỉ tiếp nhận, từ {first} đến {last}; {back}").format(
                first=f"{min(one.opens for one in open_now):%H:%M}",
                last=f"{max(one.closes for one in open_now):%H:%M}",
                back=back,
            )
    name = calendar.off.get(day)
    if name is None:
        return _("Hôm nay nghỉ; {back}").format(back=back)
    return _("Hôm nay nghỉ {name}; {back}").format(name=name, back=back)
