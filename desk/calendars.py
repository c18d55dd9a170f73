"""Which calendar is in force? The data file of the province or office; for years beyond it, the holidays library as a default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import holidays

from desk.rules.working_time import WorkingCalendar, read_calendar, read_sessions

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
"""Years for which the library fills in what the file does not have; all of them are marked unpublished."""


def calendar_of(document: Mapping[str, object], sessions: object) -> WorkingCalendar:
    """The working calendar of a document and an office's sessions (an empty list: the default hours).

    Raises RuleBroken with the path of the first thing that is wrong in either.
    """
    version, years = read_calendar(document)
    listed = {year.year: year for year in years}
    off = {one.day: one.name for year in years for one in year.off}
    for year in DEFAULT_YEARS:
        if year not in listed:
            off |= _default_off(year)
    return WorkingCalendar(
        version=version,
        off=off,
        swaps={swap.day: swap.instead_of for year in years for swap in year.swaps},
        published=frozenset(year.year for year in years if year.published),
        sessions=read_sessions(sessions or list(DEFAULT_SESSIONS)),
    )


def _default_off(year: int) -> dict[date, str]:
    known = holidays.country_holidays("VN", years=year, language="vi", observed=True)
    return {day: name for day, name in known.items() if day.year == year and day.weekday() < 5}
