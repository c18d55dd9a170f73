"""Which days and hours count? The working calendar: weekends, public holidays, swapped days, the office's sessions.

Sources: Bộ luật Lao động 2019 Điều 111–112 (holidays, days in lieu), Nghị quyết 28/2026/QH16 (24/11), the yearly
notice on Tết and swaps; office sessions are the office's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.rules.broken import RuleBroken
from desk.rules.strict import a_day, a_flag, a_list, a_number, a_text, an_object, refuse
from desk.rules.words import _

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5
MAX_YEARS = 60
MAX_DAYS_A_YEAR = 120
MAX_SESSIONS = 60
MAX_SEARCH_DAYS = 400
"""No office is closed for longer; a calendar that says so is refused where it is used."""


@dataclass(frozen=True, slots=True)
class OffDay:
    """A weekday on which state offices are closed, and why."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class SwappedSaturday:
    """A Saturday that is worked in exchange for a weekday off."""

    day: date
    instead_of: date


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of opening hours. `counts` False: reception is open, but it is no working time in counting."""

    opens: time
    closes: time
    weekdays: frozenset[int]
    first: date | None = None
    last: date | None = None
    counts: bool = True

    def holds(self, day: date, weekday: int) -> bool:
        return (
            weekday in self.weekdays
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Days off and swaps, the office's sessions, which years are known at all and which officially published.

    `swaps` leads from a worked Saturday to the weekday off that it stands for.
    """

    version: str
    off: Mapping[date, str]
    swaps: Mapping[date, date]
    years: frozenset[int]
    published: frozenset[int]
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year as the data file has it."""

    year: int
    published: bool
    off: tuple[OffDay, ...]
    swaps: tuple[SwappedSaturday, ...]


def read_calendar(document: Mapping[str, object]) -> tuple[str, tuple[CalendarYear, ...]]:
    """Version and years of a calendar document; RuleBroken with the path of the first thing that is wrong.

    Refused besides unknown keys and nonsense: a day or a year written twice, a Saturday that is both worked and off,
    and one worked for a weekday that is not off. A swap may cross the year: 31/12/2018 was worked on 05/01/2019.
    """
    top = an_object(document, "", frozenset({"format", "version", "issuer", "years"}))
    a_number(top["format"], "format", least=1, most=1)
    a_text(top["issuer"], "issuer", most=1000)
    years = [
        _year(item, f"years[{n}]")
        for n, item in enumerate(a_list(top["years"], "years", least=1, most=MAX_YEARS))
    ]
    if len({year.year for year in years}) != len(years):
        raise RuleBroken("years", "year_twice", _("Lịch ghi một năm hai lần."))
    _check_swaps(years)
    return a_text(top["version"], "version", most=60), tuple(years)


def read_sessions(values: object, path: str = "sessions") -> tuple[Session, ...]:
    """The office's sessions; RuleBroken where one is wrong, where two of a day overlap, or where none counts."""
    sessions = tuple(
        _session(item, f"{path}[{n}]")
        for n, item in enumerate(a_list(values, path, least=1, most=MAX_SESSIONS))
    )
    for n, one in enumerate(sessions):
        for other in sessions[:n]:
            if (
                one.weekdays & other.weekdays
                and _periods_meet(one, other)
                and one.opens < other.closes
                and other.opens < one.closes
            ):
                raise RuleBroken(f"{path}[{n}]", "overlap", _("Hai ca làm việc chồng giờ lên nhau."))
    if not any(session.counts for session in sessions):
        raise RuleBroken(path, "none_counts", _("Cần ít nhất một ca làm việc được tính giờ."))
    return sessions


def is_working_day(day: date, calendar: WorkingCalendar) -> bool:
    """Monday to Friday unless off, and Saturdays that are worked in exchange; a reception Saturday is none.

    Raises RuleBroken(calendar, unknown_year) for a year of which the calendar knows nothing: without its holidays
    any answer would be a guess.
    """
    if day.year not in calendar.years:
        sentence = _("Lịch làm việc chưa có năm {year}; hãy kiểm tra ngày nhận hoặc cập nhật lịch.")
        raise RuleBroken("calendar", "unknown_year", sentence.format(year=day.year))
    if day in calendar.swaps:
        return True
    return day.weekday() < SATURDAY and day not in calendar.off


def sessions_on(day: date, calendar: WorkingCalendar) -> tuple[Session, ...]:
    """The sessions that count on that day, in order; none on a day off. A swapped Saturday has the hours of the
    weekday that it stands for."""
    if not is_working_day(day, calendar):
        return ()
    weekday = calendar.swaps[day].weekday() if day in calendar.swaps else day.weekday()
    found = [one for one in calendar.sessions if one.counts and one.holds(day, weekday)]
    return tuple(sorted(found, key=lambda one: one.opens))


def in_vietnam(at: datetime) -> datetime:
    """The same moment on the clocks of the office. A naive moment is our own bug and raises ValueError: the machine's
    zone must never decide about a promise."""
    if at.tzinfo is None:
        raise ValueError("a moment without an offset")
    return at.astimezone(VIETNAM)


def next_opening(at: datetime, calendar: WorkingCalendar) -> datetime:
    """`at` itself inside working time (the closing moment is inside), else the next opening."""
    local = in_vietnam(at)
    for session in sessions_on(local.date(), calendar):
        if local.time() < session.opens:
            return _at(local.date(), session.opens)
        if local.time() <= session.closes:
            return local
    day = next_working_day(local.date(), calendar)
    return _at(day, sessions_on(day, calendar)[0].opens)


def next_working_day(day: date, calendar: WorkingCalendar) -> date:
    """The first working day with sessions after `day`. Raises RuleBroken where the calendar has none in reach."""
    for _n in range(MAX_SEARCH_DAYS):
        day += timedelta(days=1)
        if sessions_on(day, calendar):
            return day
    raise RuleBroken(
        "calendar", "no_working_day", _("Lịch làm việc không có ngày làm việc nào trong hơn một năm.")
    )


def add_working_days(day: date, number: int, calendar: WorkingCalendar) -> date:
    """The `number`-th working day after `day`; `day` itself is not counted (Bộ luật Dân sự 2015 Điều 147)."""
    for _n in range(number):
        day = next_working_day(day, calendar)
    return day


def add_working_hours(at: datetime, hours: int, calendar: WorkingCalendar) -> datetime:
    """The moment after `hours` of working time from `at`, across lunch, nights, weekends and holidays.

    Work that fills a session to its last minute ends at the closing, not at the opening after it.
    """
    left = timedelta(hours=hours)
    moment = next_opening(at, calendar)
    day = moment.date()
    while True:
        for session in sessions_on(day, calendar):
            begins, closing = max(moment, _at(day, session.opens)), _at(day, session.closes)
            if begins + left <= closing:
                return begins + left
            left -= max(closing - begins, timedelta(0))
        day = next_working_day(day, calendar)


def closing_on(day: date, calendar: WorkingCalendar) -> datetime:
    """The end of the last session of a working day."""
    return _at(day, sessions_on(day, calendar)[-1].closes)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, VIETNAM)


def _year(value: object, path: str) -> CalendarYear:
    row = an_object(value, path, frozenset({"year", "mark", "off", "working_saturdays"}), frozenset({"note"}))
    year = a_number(row["year"], f"{path}.year", least=2000, most=2200)
    mark = a_text(row["mark"], f"{path}.mark", most=1)
    if mark not in ("C", "?"):
        raise RuleBroken(
            f"{path}.mark",
            "bad_choice",
            _("Mục {field}: chỉ được ghi C hoặc ?.").format(field=f"{path}.mark"),
        )
    off = [
        _off_day(item, f"{path}.off[{n}]", year)
        for n, item in enumerate(a_list(row["off"], f"{path}.off", most=MAX_DAYS_A_YEAR))
    ]
    swaps = [
        _swap(item, f"{path}.working_saturdays[{n}]", year)
        for n, item in enumerate(
            a_list(row["working_saturdays"], f"{path}.working_saturdays", most=MAX_DAYS_A_YEAR)
        )
    ]
    for name, days in (("off", [one.day for one in off]), ("working_saturdays", [one.day for one in swaps])):
        if len(set(days)) != len(days):
            raise RuleBroken(
                f"{path}.{name}",
                "day_twice",
                _("Mục {field}: ghi một ngày hai lần.").format(field=f"{path}.{name}"),
            )
    return CalendarYear(year, mark == "C", tuple(off), tuple(swaps))


def _check_swaps(years: list[CalendarYear]) -> None:
    off = {one.day for year in years for one in year.off}
    exchanged: set[date] = set()
    for y, year in enumerate(years):
        for n, swap in enumerate(year.swaps):
            path = f"years[{y}].working_saturdays[{n}]"
            if swap.day in off:
                sentence = _("Ngày {day} vừa ghi là nghỉ, vừa ghi là làm bù.")
                raise RuleBroken(f"{path}.day", "off_too", sentence.format(day=swap.day.isoformat()))
            if swap.instead_of not in off:
                sentence = _("Ngày {day} được làm bù nhưng không có trong danh sách nghỉ.")
                raise RuleBroken(
                    f"{path}.instead_of", "not_off", sentence.format(day=swap.instead_of.isoformat())
                )
            if swap.instead_of.weekday() >= SATURDAY or swap.instead_of in exchanged:
                sentence = _("Ngày {day} là cuối tuần hoặc đã được làm bù bằng ngày khác.")
                raise RuleBroken(
                    f"{path}.instead_of", "no_exchange", sentence.format(day=swap.instead_of.isoformat())
                )
            exchanged.add(swap.instead_of)


def _off_day(value: object, path: str, year: int) -> OffDay:
    row = an_object(value, path, frozenset({"day", "name"}))
    return OffDay(_day(row["day"], f"{path}.day", year), a_text(row["name"], f"{path}.name", most=200))


def _swap(value: object, path: str, year: int) -> SwappedSaturday:
    row = an_object(value, path, frozenset({"day", "instead_of"}))
    day = _day(row["day"], f"{path}.day", year)
    if day.weekday() != SATURDAY:
        raise RuleBroken(
            f"{path}.day",
            "not_saturday",
            _("Ngày làm bù {day} không phải thứ Bảy.").format(day=day.isoformat()),
        )
    instead_of = a_day(row["instead_of"], f"{path}.instead_of")
    if instead_of is None:
        refuse(f"{path}.instead_of", "bad_day", _("Mục {field}: phải là ngày viết kiểu 2026-11-24."))
    return SwappedSaturday(day, instead_of)


def _day(value: object, path: str, year: int) -> date:
    day = a_day(value, path)
    if day is None or day.year != year:
        raise RuleBroken(
            path, "bad_day", _("Mục {field}: phải là một ngày của năm {year}.").format(field=path, year=year)
        )
    return day


def _session(value: object, path: str) -> Session:
    row = an_object(value, path, frozenset({"from", "to", "weekdays", "opens", "closes", "counts"}))
    weekdays = [a_number(item, f"{path}.weekdays[{n}]", least=0, most=6)
                for n, item in enumerate(a_list(row["weekdays"], f"{path}.weekdays", least=1, most=7))]  # fmt: skip
    opens, closes = _clock(row["opens"], f"{path}.opens"), _clock(row["closes"], f"{path}.closes")
    if closes <= opens:
        raise RuleBroken(f"{path}.closes", "before_opening", _("Giờ đóng phải sau giờ mở."))
    first, last = a_day(row["from"], f"{path}.from"), a_day(row["to"], f"{path}.to")
    if first and last and last < first:
        raise RuleBroken(f"{path}.to", "before_start", _("Ngày cuối phải từ ngày đầu trở đi."))
    counts = a_flag(row["counts"], f"{path}.counts")
    return Session(opens, closes, frozenset(weekdays), first, last, counts)


def _clock(value: object, path: str) -> time:
    text = a_text(value, path, most=5)
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        clock = None
    if clock is None or f"{clock:%H:%M}" != text:
        raise RuleBroken(path, "bad_clock", _("Mục {field}: phải là giờ viết kiểu 07:30.").format(field=path))
    return clock


def _periods_meet(one: Session, other: Session) -> bool:
    return (one.first or date.min) <= (other.last or date.max) and (other.first or date.min) <= (
        one.last or date.max
    )
