"""Which calendar is in force? The data file of the province or office; for years beyond it, the holidays library
as a default, marked as not published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from desk.rules.working_time import SATURDAY, WorkingCalendar, read_calendar, read_sessions

DEFAULT_SESSIONS = (
    {
        "from": None,
        "to": None,
        "weekdays": [0, 1, 2, 3, 4],
        "opens": "07:30",
        "closes": "11:30",
        "counts": True,
    },
    {
        "from": None,
        "to": None,
        "weekdays": [0, 1, 2, 3, 4],
        "opens": "13:30",
        "closes": "17:00",
        "counts": True,
    },
)
"""Background: the hours of many offices; an office file states its own."""
DEFAULT_YEARS = range(2015, 2041)
"""Years for which the library fills in what the file does not have; all of them are marked unpublished. A year
outside both is refused where it is used."""
LUNAR_NEW_YEAR = "Tết Nguyên đán"
SWAPPED = "Nghỉ hoán đổi"


def calendar_of(document: Mapping[str, object], sessions: object) -> WorkingCalendar:
    """The working calendar of a document and an office's sessions (an empty list: the default hours).

    Raises RuleBroken with the path of the first thing that is wrong in either. Saturdays worked in years that the file
    lacks are not counted: the library is only a default, and a promise a day later is the safe error.
    """
    version, years = read_calendar(document)
    listed = {year.year: year for year in years}
    off = {one.day: one.name for year in years for one in year.off}
    for year in DEFAULT_YEARS:
        if year not in listed:
            off |= _default_off(year)
    return WorkingCalendar(
        version=version,
        off=MappingProxyType(off),
        swaps=MappingProxyType({swap.day: swap.instead_of for year in years for swap in year.swaps}),
        years=frozenset(listed) | frozenset(DEFAULT_YEARS),
        published=frozenset(year.year for year in years if year.published),
        sessions=read_sessions(sessions or list(DEFAULT_SESSIONS)),
    )


def _default_off(year: int) -> dict[date, str]:
    import holidays  # only for years beyond the file; every start would pay for it

    known = holidays.country_holidays("VN", years=year, language="vi", observed=True)
    return {day: _short(name) for day, name in known.items() if day.year == year and day.weekday() < SATURDAY}


def _short(name: str) -> str:
    """One name for the days of Tết and one for swapped days: an explanation names each once, with its dates."""
    if "Tết" in name and "Dương lịch" not in name:
        return LUNAR_NEW_YEAR
    return SWAPPED if "thay cho" in name else name
