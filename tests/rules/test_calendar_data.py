"""The calendar that ships: every day off and every worked Saturday, against the table of the published plans."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from desk.calendars import DEFAULT_YEARS, calendar_of
from desk.datasets import Kind, shipped
from desk.rules.working_time import is_working_day, read_calendar, sessions_on

CALENDAR = calendar_of(shipped(Kind.CALENDAR), [])

# Weekdays off of state offices; `a..b` are all weekdays from a to b.
OFF = {
    2025: "01/01 27/01..31/01 07/04 30/04 01/05 02/05 01/09 02/09",
    2026: "01/01 02/01 16/02..20/02 27/04 30/04 01/05 31/08 01/09 02/09 24/11",
    # Not published: the union of Tết 04–10/02 and 05–11/02, and of 01/09 and 03/09 beside Quốc khánh.
    2027: "01/01 04/02..11/02 16/04 30/04 03/05 01/09..03/09 24/11",
    2028: "03/01 24/01..28/01 04/04 01/05 02/05 01/09 04/09 24/11",
}
WORKED = {2025: "26/04", 2026: "10/01 22/08", 2027: "", 2028: ""}


def days_of(year: int, text: str) -> set[date]:
    found: set[date] = set()
    for part in text.split():
        first, _, last = part.partition("..")
        day, end = (date(year, int(one[3:]), int(one[:2])) for one in (first, last or first))
        while day <= end:
            if day.weekday() < 5:
                found.add(day)
            day += timedelta(days=1)
    return found


def days_in(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


@pytest.mark.parametrize("year", OFF)
def test_exactly_these_weekdays_are_off(year: int) -> None:
    assert {
        day for day in days_in(year) if day.weekday() < 5 and not is_working_day(day, CALENDAR)
    } == days_of(year, OFF[year])


@pytest.mark.parametrize("year", WORKED)
def test_exactly_these_saturdays_are_worked(year: int) -> None:
    worked = {day for day in days_in(year) if day.weekday() >= 5 and is_working_day(day, CALENDAR)}
    assert worked == {date(year, int(one[3:]), int(one[:2])) for one in WORKED[year].split()}


def test_each_swap_stands_for_its_day() -> None:
    assert dict(CALENDAR.swaps) == {
        date(2025, 4, 26): date(2025, 5, 2),
        date(2026, 1, 10): date(2026, 1, 2),
        date(2026, 8, 22): date(2026, 8, 31),
    }


def test_only_announced_years_are_called_published() -> None:
    assert CALENDAR.published == {2025, 2026}


def test_a_year_that_is_not_published_says_why_in_a_note() -> None:
    for year in shipped(Kind.CALENDAR)["years"]:
        assert bool(year.get("note")) is (year["mark"] == "?")


def test_each_holiday_is_called_by_its_name() -> None:
    names = {
        date(2026, 11, 24): "Ngày Văn hóa Việt Nam",
        date(2026, 2, 17): "Tết Nguyên đán",
        date(2026, 4, 27): "Giỗ Tổ Hùng Vương (nghỉ bù)",
        date(2026, 1, 2): "Nghỉ hoán đổi",
        date(2027, 9, 3): "Quốc khánh",
    }
    assert {day: CALENDAR.off[day] for day in names} == names


def test_no_entry_of_the_file_is_wasted_on_a_weekend() -> None:
    _version, years = read_calendar(shipped(Kind.CALENDAR))
    assert [one.day for year in years for one in year.off if one.day.weekday() >= 5] == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 2, 12), "Tết Nguyên đán"),
        (date(2024, 4, 29), "Nghỉ hoán đổi"),
        (date(2029, 2, 13), "Tết Nguyên đán"),  # mùng 1 Tết Kỷ Dậu
        (date(2029, 11, 26), "Ngày Văn hóa Việt Nam (nghỉ bù)"),  # 24/11/2029 is a Saturday
        (date(2030, 9, 2), "Quốc khánh"),
    ],
)
def test_years_beyond_the_file_have_the_holidays_that_can_be_computed(day: date, name: str) -> None:
    assert CALENDAR.off[day] == name
    assert day.year not in CALENDAR.published


@pytest.mark.parametrize("year", DEFAULT_YEARS)
def test_every_known_year_has_its_tet_and_its_holidays(year: int) -> None:
    off = [day for day in CALENDAR.off if day.year == year]
    assert sum(CALENDAR.off[day] == "Tết Nguyên đán" for day in off) >= 4
    assert len(off) >= 10


def test_the_office_without_hours_of_its_own_has_the_usual_ones() -> None:
    hours = [f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in sessions_on(date(2026, 11, 23), CALENDAR)]
    assert hours == ["07:30–11:30", "13:30–17:00"]


def test_a_newer_document_overrules_the_library() -> None:
    document = dict(shipped(Kind.CALENDAR))
    document["years"] = [
        {"year": 2029, "mark": "C", "off": [{"day": "2029-02-12", "name": "Tết"}], "working_saturdays": []}
    ]
    calendar = calendar_of(document, [])
    assert not is_working_day(date(2029, 2, 12), calendar)
    assert is_working_day(date(2029, 2, 13), calendar)
    assert calendar.published == {2029}
