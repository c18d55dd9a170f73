"""Which days and hours count: an office of the tests with winter and summer hours and a Saturday reception."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from desk.rules.broken import RuleBroken
from desk.rules.working_time import (
    VIETNAM,
    WorkingCalendar,
    add_working_days,
    add_working_hours,
    is_working_day,
    next_opening,
    read_calendar,
    read_sessions,
    sessions_on,
)

WEEKDAYS, SATURDAY = [0, 1, 2, 3, 4], [5]


def session(opens: str, closes: str, **other: Any) -> dict[str, Any]:
    row = {"from": None, "to": None, "weekdays": WEEKDAYS, "opens": opens, "closes": closes, "counts": True}
    return row | other


OFFICE = [
    session("07:30", "11:30"),
    session("13:30", "17:00", to="2026-04-30"),
    session("14:00", "17:30", **{"from": "2026-05-01"}),
    session("07:30", "11:00", weekdays=SATURDAY, counts=False),
]
DOCUMENT: dict[str, Any] = {
    "format": 1,
    "version": "thử",
    "issuer": "Văn phòng Minh Họa",
    "years": [
        {
            "year": 2026,
            "mark": "C",
            "off": [
                {"day": "2026-08-31", "name": "Nghỉ hoán đổi"},
                {"day": "2026-09-02", "name": "Quốc khánh"},
            ],
            "working_saturdays": [{"day": "2026-08-22", "instead_of": "2026-08-31"}],
        }
    ],
}


def calendar(sessions: list[dict[str, Any]] = OFFICE, last: int = 2026) -> WorkingCalendar:
    return WorkingCalendar(
        version="thử",
        off=MappingProxyType({date(2026, 8, 31): "Nghỉ hoán đổi", date(2026, 9, 2): "Quốc khánh"}),
        swaps=MappingProxyType({date(2026, 8, 22): date(2026, 8, 31)}),
        years=frozenset(range(2026, last + 1)),
        published=frozenset({2026}),
        sessions=read_sessions(sessions),
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("day", "works", "hours"),
    [
        ("2026-04-30", True, "07:30–11:30 13:30–17:00"),
        ("2026-05-01", True, "07:30–11:30 14:00–17:30"),  # the summer hours begin on their first day
        ("2026-05-02", False, ""),  # Saturday: reception is open, nothing counts
        ("2026-05-03", False, ""),
        ("2026-08-22", True, "07:30–11:30 14:00–17:30"),  # a worked Saturday has weekday hours
        ("2026-08-31", False, ""),
        ("2026-09-02", False, ""),
    ],
)
def test_a_day_works_and_has_its_hours(day: str, works: bool, hours: str) -> None:
    that = date.fromisoformat(day)
    assert is_working_day(that, calendar()) is works
    assert " ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in sessions_on(that, calendar())) == hours


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-04-29 07:29:59", "2026-04-29 07:30:00"),
        ("2026-04-29 07:30:00", "2026-04-29 07:30:00"),
        ("2026-04-29 11:30:00", "2026-04-29 11:30:00"),  # the closing moment is still inside
        ("2026-04-29 11:30:01", "2026-04-29 13:30:00"),
        ("2026-04-29 17:00:00", "2026-04-29 17:00:00"),
        ("2026-04-29 17:00:01", "2026-04-30 07:30:00"),
        ("2026-04-30 17:15:00", "2026-05-01 07:30:00"),  # still winter: closed
        ("2026-05-01 17:15:00", "2026-05-01 17:15:00"),  # summer: open
        ("2026-05-02 08:00:00", "2026-05-04 07:30:00"),  # a reception Saturday counts from Monday
        ("2026-08-28 18:00:00", "2026-09-01 07:30:00"),  # over the weekend and the swapped Monday
    ],
)
def test_what_comes_outside_working_time_counts_from_the_next_opening(moment: str, opening: str) -> None:
    assert next_opening(at(moment), calendar()) == at(opening)


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        ("2026-08-21", 1, "2026-08-22"),
        ("2026-08-21", 2, "2026-08-24"),
        ("2026-08-28", 1, "2026-09-01"),
        ("2026-08-28", 2, "2026-09-03"),
        ("2026-08-29", 1, "2026-09-01"),
        ("2026-05-04", 10, "2026-05-18"),
    ],
)
def test_working_days_are_counted_after_the_first_day(day: str, number: int, found: str) -> None:
    assert add_working_days(date.fromisoformat(day), number, calendar()) == date.fromisoformat(found)


@pytest.mark.parametrize(
    ("moment", "hours", "found"),
    [
        ("2026-05-04 07:30", 4, "2026-05-04 11:30"),
        ("2026-05-04 11:00", 1, "2026-05-04 14:30"),
        ("2026-05-04 12:00", 1, "2026-05-04 15:00"),
        ("2026-05-04 17:00", 1, "2026-05-05 08:00"),
        ("2026-05-08 17:00", 1, "2026-05-11 08:00"),  # over the weekend
        ("2026-08-28 17:00", 1, "2026-09-01 08:00"),
        ("2026-05-04 07:30", 30, "2026-05-07 17:30"),  # seven and a half hours a day: exactly four days
    ],
)
def test_working_hours_run_through_the_sessions(moment: str, hours: int, found: str) -> None:
    assert add_working_hours(at(moment), hours, calendar()) == at(found)


def test_sessions_that_touch_are_one_stretch() -> None:
    touching = calendar([session("07:30", "09:00"), session("09:00", "11:30")])
    assert add_working_hours(at("2026-05-04 08:00"), 2, touching) == at("2026-05-04 10:00")


def test_an_evening_reception_is_open_but_does_not_count() -> None:
    office = calendar([session("07:30", "17:00"), session("17:00", "19:30", weekdays=[2], counts=False)])
    wednesday = at("2026-05-06 18:00")
    assert next_opening(wednesday, office) == at("2026-05-07 07:30")
    assert add_working_hours(at("2026-05-06 16:30"), 1, office) == at("2026-05-07 08:00")


def test_a_short_friday_has_its_own_hours() -> None:
    office = calendar(
        [session("07:30", "17:00", weekdays=[0, 1, 2, 3]), session("07:30", "12:00", weekdays=[4])]
    )
    assert add_working_hours(at("2026-05-08 11:00"), 2, office) == at("2026-05-11 08:30")


def test_an_office_whose_hours_have_run_out_promises_nothing() -> None:
    ended = calendar([session("07:30", "17:00", to="2026-01-31")], last=2028)
    with pytest.raises(RuleBroken) as broken:
        next_opening(at("2026-02-02 08:00"), ended)
    assert broken.value.code == "no_working_day"


def test_a_year_without_holidays_of_its_own_is_refused() -> None:
    with pytest.raises(RuleBroken) as broken:
        is_working_day(date(2027, 1, 4), calendar())
    assert broken.value.code == "unknown_year"
    assert "2027" in broken.value.message


SESSION = "sessions[0]"
BAD_SESSIONS: list[tuple[object, str, str]] = [
    ([], "sessions", "bad_length"),
    ("07:30-17:00", "sessions", "not_a_list"),
    ([[]], SESSION, "not_an_object"),
    ([{"opens": "07:30"}], f"{SESSION}.closes", "missing_key"),
    ([session("07:30", "11:30", lunch=True)], f"{SESSION}.lunch", "unknown_key"),
    ([session("7:30", "11:30")], f"{SESSION}.opens", "bad_clock"),
    ([session("07:30", "24:00")], f"{SESSION}.closes", "bad_clock"),
    ([session("07:30", "07:30")], f"{SESSION}.closes", "before_opening"),
    ([session("07:30", "11:30", weekdays=[7])], f"{SESSION}.weekdays[0]", "bad_number"),
    ([session("07:30", "11:30", weekdays=[])], f"{SESSION}.weekdays", "bad_length"),
    ([session("07:30", "11:30", counts=1)], f"{SESSION}.counts", "not_a_flag"),
    ([session("07:30", "11:30", to="30/04/2026")], f"{SESSION}.to", "bad_day"),
    (
        [session("07:30", "11:30", **{"from": "2026-05-01", "to": "2026-04-30"})],
        f"{SESSION}.to",
        "before_start",
    ),
    ([session("07:30", "11:30"), session("11:00", "17:00")], "sessions[1]", "overlap"),
    ([session("07:30", "11:30", counts=False)], "sessions", "none_counts"),
]


@pytest.mark.parametrize(("rows", "field", "code"), BAD_SESSIONS)
def test_nonsense_in_the_sessions_is_named(rows: object, field: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_sessions(rows)
    assert (broken.value.field, broken.value.code) == (field, code)
    assert broken.value.message


def test_sessions_of_different_seasons_may_share_hours() -> None:
    assert len(read_sessions(OFFICE)) == 4


def off(*days: str) -> list[dict[str, str]]:
    return [{"day": day, "name": "Nghỉ"} for day in days]


def swap(day: str, instead_of: object) -> list[dict[str, object]]:
    return [{"day": day, "instead_of": instead_of}]


YEAR = "years[0]"
BAD_YEARS: list[tuple[dict[str, object], str, str]] = [
    ({"mark": "B"}, f"{YEAR}.mark", "bad_choice"),
    ({"year": "2026"}, f"{YEAR}.year", "bad_number"),
    ({"extra": 1}, f"{YEAR}.extra", "unknown_key"),
    ({"off": off("2027-01-01")}, f"{YEAR}.off[0].day", "bad_day"),
    ({"off": off("2026-02-30")}, f"{YEAR}.off[0].day", "bad_day"),
    ({"off": [{"day": "2026-08-31", "name": ""}]}, f"{YEAR}.off[0].name", "empty"),
    ({"off": off("2026-08-31", "2026-08-31")}, f"{YEAR}.off", "day_twice"),
    (
        {"working_saturdays": swap("2026-08-23", "2026-08-31")},
        f"{YEAR}.working_saturdays[0].day",
        "not_saturday",
    ),
    (
        {"working_saturdays": swap("2026-08-22", "2026-08-28")},
        f"{YEAR}.working_saturdays[0].instead_of",
        "not_off",
    ),
    ({"working_saturdays": swap("2026-08-22", None)}, f"{YEAR}.working_saturdays[0].instead_of", "bad_day"),
    (
        {"off": off("2026-08-22", "2026-08-31")},
        f"{YEAR}.working_saturdays[0].day",
        "off_too",
    ),
    (
        {"working_saturdays": swap("2026-08-22", "2026-08-31") + swap("2026-08-29", "2026-08-31")},
        f"{YEAR}.working_saturdays[1].instead_of",
        "no_exchange",
    ),
    (
        {"off": off("2026-08-30"), "working_saturdays": swap("2026-08-22", "2026-08-30")},
        f"{YEAR}.working_saturdays[0].instead_of",
        "no_exchange",
    ),
]


@pytest.mark.parametrize(("change", "field", "code"), BAD_YEARS)
def test_nonsense_in_a_year_is_named(change: dict[str, object], field: str, code: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    document["years"][0].update(change)
    with pytest.raises(RuleBroken) as broken:
        read_calendar(document)
    assert (broken.value.field, broken.value.code) == (field, code)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"format": 2}, "format", "bad_number"),
        ({"years": []}, "years", "bad_length"),
        ({"years": DOCUMENT["years"] * 2}, "years", "year_twice"),
        ({"colour": "red"}, "colour", "unknown_key"),
        ({"version": "a\nb"}, "version", "not_one_line"),
    ],
)
def test_nonsense_around_the_years_is_named(change: dict[str, object], field: str, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_calendar(DOCUMENT | change)
    assert (broken.value.field, broken.value.code) == (field, code)


def test_a_swap_may_cross_the_year() -> None:
    document = copy.deepcopy(DOCUMENT)
    document["years"] += [
        {"year": 2027, "mark": "?", "off": off("2027-01-01"), "working_saturdays": []},
    ]
    document["years"][0]["working_saturdays"] = swap("2026-12-26", "2027-01-01")
    version, years = read_calendar(document)
    assert version == "thử"
    assert years[0].swaps[0].instead_of - years[0].swaps[0].day == timedelta(days=6)
    assert [year.published for year in years] == [True, False]
