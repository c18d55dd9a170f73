"""The new appointment of form 04, as a head signs it: from the old one, in working time, with what to know first."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from desk.calendars import calendar_of
from desk.datasets import Kind, shipped
from desk.rules.appointment import ProcessingTime, Unit
from desk.rules.broken import RuleBroken
from desk.rules.extension import in_working_time, new_due, resumed, warnings
from desk.rules.working_time import VIETNAM, WorkingCalendar

OLD = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
"""A Friday; Tuesday 24/11 is Ngày Văn hóa Việt Nam."""


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return calendar_of(shipped(Kind.CALENDAR), [])


@pytest.mark.parametrize(
    ("by", "due"),
    [
        (ProcessingTime(1, Unit.WORKING_DAY), datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)),
        (ProcessingTime(2, Unit.WORKING_DAY), datetime(2026, 11, 25, 9, 0, tzinfo=VIETNAM)),
        (ProcessingTime(4, Unit.DAY), datetime(2026, 11, 25, 9, 0, tzinfo=VIETNAM)),
        (date(2026, 11, 25), datetime(2026, 11, 25, 17, 0, tzinfo=VIETNAM)),
        (datetime(2026, 11, 25, 8, 30, tzinfo=VIETNAM), datetime(2026, 11, 25, 8, 30, tzinfo=VIETNAM)),
    ],
)
def test_more_time_counts_from_the_old_appointment(
    calendar: WorkingCalendar, by: ProcessingTime | date | datetime, due: datetime
) -> None:
    assert new_due(OLD, by, calendar) == due


@pytest.mark.parametrize(
    "by",
    [
        date(2026, 11, 22),
        date(2026, 11, 24),
        datetime(2026, 11, 25, 12, 30, tzinfo=VIETNAM),
        datetime(2026, 11, 25, 22, 0, tzinfo=VIETNAM),
    ],
)
def test_a_citizen_is_never_sent_to_a_closed_door(calendar: WorkingCalendar, by: date | datetime) -> None:
    with pytest.raises(RuleBroken) as broken:
        new_due(OLD, by, calendar)
    assert (broken.value.field, broken.value.code) == ("due", "not_working_time")


def test_a_moment_of_elsewhere_is_read_in_vietnam(calendar: WorkingCalendar) -> None:
    assert in_working_time(datetime.fromisoformat("2026-11-25T01:30:00+00:00"), calendar).hour == 8


@pytest.mark.parametrize(
    ("before_due", "longer", "supplements", "told"),
    [
        # asked for how long before the old appointment, new time against the first one
        (timedelta(days=2), timedelta(days=1), 0, []),
        (timedelta(days=1), timedelta(days=1), 1, []),
        (timedelta(hours=23), timedelta(days=1), 0, ["Còn chưa đến 1 ngày"]),
        (timedelta(days=-1), timedelta(days=1), 0, ["Hồ sơ đã quá hạn"]),
        (timedelta(days=2), timedelta(days=5), 0, ["dài hơn thời hạn giải quyết ban đầu"]),
        (timedelta(days=2), timedelta(days=1), 2, ["yêu cầu bổ sung 2 lần"]),
    ],
)
def test_what_a_head_should_know_before_signing(
    before_due: timedelta, longer: timedelta, supplements: int, told: list[str]
) -> None:
    said = warnings(OLD - timedelta(days=3), OLD, OLD + longer, OLD - before_due, supplements=supplements)
    assert len(said) == len(told)
    assert all(part in sentence for part, sentence in zip(told, said, strict=True))


@pytest.mark.parametrize(
    ("paused", "came_back", "due"),
    [
        # OLD is Friday 20/11 at 9:00; asked on Wednesday 18/11
        (datetime(2026, 11, 18, 8, 0, tzinfo=VIETNAM), datetime(2026, 11, 18, 16, 0, tzinfo=VIETNAM), datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)),
        (datetime(2026, 11, 18, 8, 0, tzinfo=VIETNAM), datetime(2026, 11, 19, 8, 0, tzinfo=VIETNAM), datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)),
        # over a weekend, and over Ngày Văn hóa Việt Nam: only working days were waited
        (datetime(2026, 11, 18, 8, 0, tzinfo=VIETNAM), datetime(2026, 11, 22, 8, 0, tzinfo=VIETNAM), datetime(2026, 11, 25, 9, 0, tzinfo=VIETNAM)),
        (datetime(2026, 11, 18, 8, 0, tzinfo=VIETNAM), datetime(2026, 11, 25, 8, 0, tzinfo=VIETNAM), datetime(2026, 11, 27, 9, 0, tzinfo=VIETNAM)),
    ],
)  # fmt: skip
def test_waiting_for_the_citizen_moves_the_appointment_by_the_working_days_waited(
    calendar: WorkingCalendar, paused: datetime, came_back: datetime, due: datetime
) -> None:
    assert resumed(OLD, paused, came_back, calendar) == due
