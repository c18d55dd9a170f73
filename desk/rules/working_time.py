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
from desk.rules.strict import a_day, a_flag, a_list, a_number, a_text, an_object
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
    """Days off and swaps by year, the office's sessions, and which years are officially published."""

    version: str
    off: Mapping[date, str]
    swaps: Mapping[date, date]
    published: frozenset[int]
    sessions: tuple[Session, ...]

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year as the data file has it."""

    year: int
    published: bool
    off: tuple[OffDay, ...]
    swaps: tuple[SwappedSaturday, ...]


def read_calendar(document: Mapping[str, object]) -> tuple[str, tuple[CalendarYear, ...]]:
    """Version and years of a calendar document; RuleBroken with the path of the first thing that is wrong."""
    top = an_object(document, "", frozenset({"format", "version", "issuer", "years"}))
    a_number(top["format"], "format", least=1, most=1)
    a_text(top["issuer"], "issuer", most=1000)
    years = [
        _year(item, f"years[{n}]")
        for n, item in enumerate(a_list(top["years"], "years", least=1, most=MAX_YEARS))
    ]
    if len({year.year for year in years}) != len(years):
        raise RuleBroken("years", "year_twice", _("Lịch ghi một năm hai lần."))
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
    """Monday to Friday unless off, and Saturdays that are worked in exchange; a reception Saturday is none."""
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


def next_opening(at: datetime, calendar: WorkingCalendar) -> datetime:
    """`at` itself inside working time (the closing moment is inside), else the next opening."""
    local = at.astimezone(VIETNAM)
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
    """The moment after `hours` of working time from `at`, across lunch, nights, weekends and holidays."""
    left = timedelta(hours=hours)
    moment = next_opening(at, calendar)
    while True:
        closing = _closing_of(moment, calendar)
        if moment + left <= closing:
            return moment + left
        left -= closing - moment
        moment = next_opening(closing + timedelta(microseconds=1), calendar)


def closing_on(day: date, calendar: WorkingCalendar) -> datetime:
    """The end of the last session of a working day."""
    return _at(day, sessions_on(day, calendar)[-1].closes)


def _closing_of(at: datetime, calendar: WorkingCalendar) -> datetime:
    local = at.astimezone(VIETNAM)
    session = next(
        one for one in sessions_on(local.date(), calendar) if one.opens <= local.time() <= one.closes
    )
    return _at(local.date(), session.closes)


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
    for n, swap in enumerate(swaps):
        if swap.instead_of not in {one.day for one in off}:
            raise RuleBroken(
                f"{path}.working_saturdays[{n}].instead_of",
                "not_off",
                _("Ngày {day} được làm bù nhưng không có trong danh sách nghỉ.").format(
                    day=swap.instead_of.isoformat()
                ),
            )
    return CalendarYear(year, mark == "C", tuple(off), tuple(swaps))


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
    return SwappedSaturday(day, _day(row["instead_of"], f"{path}.instead_of", year))


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
    return Session(opens, closes, frozenset(weekdays), a_day(row["from"], f"{path}.from"), a_day(row["to"], f"{path}.to"),
                   a_flag(row["counts"], f"{path}.counts"))  # fmt: skip


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
