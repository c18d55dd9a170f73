"""When is it due? Each row: received, processing time, due, and a word that the explanation must hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendars import calendar_of
from desk.rules.appointment import Appointment, ProcessingTime, Unit, appointment, countdown, time_words
from desk.rules.broken import RuleBroken
from desk.rules.working_time import VIETNAM, is_working_day, sessions_on

DATA = Path(__file__).parents[2] / "desk/data/calendar.json"
CALENDAR = calendar_of(json.loads(DATA.read_text("utf-8")), [])
H, D, C, M, S = Unit.WORKING_HOUR, Unit.WORKING_DAY, Unit.DAY, Unit.MONTH, Unit.SAME_DAY

CASES = [
    # received            time   due                 because
    # working days: the day of receipt is not counted, the clock time stays (seen on published receipts)
    ("2026-03-13 10:56", 20, D, "2026-04-10 10:56", "20 ngày làm việc"),
    ("2023-10-27 09:32", 5, D, "2023-11-03 09:32", "thứ Bảy và Chủ nhật"),
    ("2026-11-23 07:54", 3, D, "2026-11-27 07:54", "Ngày Văn hóa Việt Nam (24/11)"),
    ("2026-11-20 09:00", 1, D, "2026-11-23 09:00", "thứ Bảy và Chủ nhật"),
    ("2026-11-23 15:54", 3, D, "2026-11-27 15:54", "không tính ngày nhận"),  # 15:00 is not for this unit
    ("2026-11-23 12:33", 3, D, "2026-11-27 13:30", "giờ nghỉ trưa"),
    ("2026-11-23 17:00", 1, D, "2026-11-25 17:00", "24/11"),
    ("2026-11-23 17:01", 1, D, "2026-11-26 07:30", "sau giờ làm việc"),
    ("2026-11-23 06:00", 1, D, "2026-11-25 07:30", "trước giờ mở cửa"),
    ("2026-11-24 09:00", 1, D, "2026-11-26 07:30", "ngày nghỉ"),  # received on a holiday: counts from 25/11
    ("2026-11-21 09:00", 5, D, "2026-12-01 07:30", "ngày nghỉ"),  # Saturday reception is not a working day
    # swapped days of 2026: 02/01 off for Saturday 10/01, 31/08 off for Saturday 22/08
    ("2025-12-31 09:00", 1, D, "2026-01-05 09:00", "hoán đổi"),
    ("2026-01-09 09:00", 1, D, "2026-01-10 09:00", "1 ngày làm việc"),
    ("2026-01-08 09:00", 3, D, "2026-01-12 09:00", "ngày làm bù"),
    ("2026-08-21 09:00", 1, D, "2026-08-22 09:00", "1 ngày làm việc"),
    ("2026-08-28 09:00", 1, D, "2026-09-03 09:00", "Quốc khánh"),
    # Tết Bính Ngọ: 16–20/02
    ("2026-02-13 16:00", 1, D, "2026-02-23 16:00", "Tết Nguyên đán (16/02–20/02)"),
    ("2026-02-10 08:00", 7, D, "2026-02-26 08:00", "Tết"),
    # Giỗ Tổ on a Sunday is made up on Monday 27/04, then 30/04 and 01/05
    ("2026-04-24 10:00", 3, D, "2026-05-04 10:00", "Giỗ Tổ"),
    # same day, 15:00 rule (Nghị định 23/2015/NĐ-CP Điều 7)
    ("2026-11-23 08:00", 0, S, "2026-11-23 17:00", "trước 15:00"),
    ("2026-11-23 12:33", 0, S, "2026-11-23 17:00", "trước 15:00"),
    ("2026-11-23 15:00", 0, S, "2026-11-23 17:00", "đúng 15:00"),
    ("2026-11-23 15:01", 0, S, "2026-11-25 17:00", "sau 15:00"),
    ("2026-11-23 18:00", 0, S, "2026-11-25 17:00", "trong ngày làm việc đó"),
    ("2026-11-27 15:30", 0, S, "2026-11-30 17:00", "sau 15:00"),
    ("2026-11-21 09:00", 0, S, "2026-11-23 17:00", "ngày nghỉ cuối tuần"),
    ("2026-11-24 09:00", 0, S, "2026-11-25 17:00", "ngày nghỉ (Ngày Văn hóa Việt Nam)"),
    ("2026-08-22 15:30", 0, S, "2026-08-24 17:00", "sau 15:00"),  # a worked Saturday has its own 15:00
    # working hours run through lunch, night and days off
    ("2026-11-23 08:00", 1, H, "2026-11-23 09:00", "1 giờ làm việc"),
    ("2026-11-23 11:00", 1, H, "2026-11-23 14:00", "1 giờ làm việc"),
    ("2026-11-23 07:30", 4, H, "2026-11-23 11:30", "4 giờ làm việc"),  # the closing minute is still inside
    ("2026-11-23 11:30", 1, H, "2026-11-23 14:30", "1 giờ làm việc"),
    ("2026-11-23 16:30", 1, H, "2026-11-25 08:00", "24/11"),
    ("2026-11-23 08:00", 8, H, "2026-11-25 08:30", "24/11"),  # 3:30 + 3:30 on Monday, one hour on Wednesday
    # calendar days and months: an end on a day off moves to the next working day
    ("2026-11-09 09:00", 15, C, "2026-11-25 09:00", "ngày nghỉ"),
    ("2026-11-02 09:00", 15, C, "2026-11-17 09:00", "15 ngày"),
    ("2026-10-01 09:00", 45, C, "2026-11-16 09:00", "ngày nghỉ"),  # the 45th day is a Sunday
    ("2026-01-31 09:00", 1, M, "2026-03-02 07:30", "ngày nghỉ"),  # Saturday: counts from Monday 02/02
    ("2026-07-31 09:00", 2, M, "2026-09-30 09:00", "2 tháng"),  # September has no 31st
    ("2026-08-31 09:00", 1, M, "2026-10-05 07:30", "ngày nghỉ"),
    ("2026-10-30 09:00", 4, M, "2027-03-01 09:00", "chưa công bố"),  # 28/02/2027 is a Sunday
    # a year that nobody has published yet
    ("2026-12-30 09:00", 3, D, "2027-01-05 09:00", "2027 chưa công bố"),
    ("2027-02-03 09:00", 1, D, "2027-02-12 09:00", "chưa công bố"),
    ("2026-12-30 09:00", 13, M, "2028-01-31 09:00", "2027 và 2028 chưa công bố"),
]  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(("received", "amount", "unit", "due", "because"), CASES)
def test_the_table(received: str, amount: int, unit: Unit, due: str, because: str) -> None:
    found = appointment(ProcessingTime(amount, unit), at(received), CALENDAR)
    assert f"{found.due:%Y-%m-%d %H:%M}" == due
    assert because in "; ".join(found.reasons), found.reasons


@pytest.mark.parametrize(
    ("received", "time"),
    [
        ("2014-12-31 09:00", ProcessingTime(1, D)),  # before the calendar begins
        ("2040-12-31 09:00", ProcessingTime(1, D)),  # and after it ends
        ("2026-11-23 09:00", ProcessingTime(240, M)),
    ],
)
def test_in_a_year_that_nobody_knows_nothing_is_promised(received: str, time: ProcessingTime) -> None:
    with pytest.raises(RuleBroken) as broken:
        appointment(time, at(received), CALENDAR)
    assert broken.value.code == "unknown_year"


def test_an_explanation_reads_as_a_clerk_would_say_it() -> None:
    assert appointment(ProcessingTime(3, D), at("2026-11-20 12:00"), CALENDAR).reasons == (
        "Nhận trong giờ nghỉ trưa nên tính từ 13:30",
        "3 ngày làm việc, không tính ngày nhận",
        "Bỏ qua thứ Bảy, Chủ nhật và Ngày Văn hóa Việt Nam (24/11)",
    )


def test_a_year_that_is_published_needs_no_remark() -> None:
    assert not any(
        "công bố" in reason for reason in due_of(ProcessingTime(3, D), at("2026-08-03 09:00")).reasons
    )


def test_a_moment_without_an_offset_is_our_own_bug() -> None:
    with pytest.raises(ValueError, match="offset"):
        appointment(ProcessingTime(1, D), at("2026-11-23 09:00").replace(tzinfo=None), CALENDAR)


def test_a_moment_of_another_offset_is_the_same_moment() -> None:
    there = at("2026-11-23 07:54").astimezone(UTC)
    assert appointment(ProcessingTime(3, D), there, CALENDAR).due == at("2026-11-27 07:54")


MOMENTS = st.timedeltas(timedelta(0), timedelta(days=1245)).map(lambda later: at("2025-01-02 00:00") + later)
TIMES = st.one_of(
    st.just(ProcessingTime(0, S)),
    st.builds(ProcessingTime, st.integers(1, 80), st.sampled_from([D, C, H])),
    st.builds(ProcessingTime, st.integers(1, 6), st.just(M)),
)


def due_of(time: ProcessingTime, received: datetime) -> Appointment:
    return appointment(time, received, CALENDAR)


@settings(max_examples=300)
@given(TIMES, MOMENTS)
def test_a_promise_is_never_on_a_day_off_never_outside_hours_never_before_the_reception(
    time: ProcessingTime, received: datetime
) -> None:
    due = due_of(time, received).due
    assert due >= received
    assert is_working_day(due.date(), CALENDAR)
    assert any(one.opens <= due.time() <= one.closes for one in sessions_on(due.date(), CALENDAR))


@settings(max_examples=300)
@given(TIMES, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=10)))
def test_who_comes_later_is_never_promised_earlier(
    time: ProcessingTime, received: datetime, later: timedelta
) -> None:
    one, other = due_of(time, received).due, due_of(time, received + later).due
    assert other.date() >= one.date()
    if time.unit in (D, H, S):
        # Days and months that end on Saturday and on Sunday both move to Monday, each at its own clock time.
        assert other >= one


@settings(max_examples=200)
@given(st.integers(1, 40), MOMENTS)
def test_a_day_more_is_exactly_one_working_day_later(number: int, received: datetime) -> None:
    one, other = (due_of(ProcessingTime(n, D), received).due.date() for n in (number, number + 1))
    between = [one + timedelta(days=n) for n in range(1, (other - one).days + 1)]
    assert [is_working_day(day, CALENDAR) for day in between].count(True) == 1


@settings(max_examples=200)
@given(st.integers(1, 30), MOMENTS)
def test_working_days_agree_with_counting_on_the_fingers(number: int, received: datetime) -> None:
    """The naive reference: walk day by day over the published off days, weekends and worked Saturdays."""
    document = json.loads(DATA.read_text("utf-8"))
    off = {date.fromisoformat(row["day"]) for year in document["years"] for row in year["off"]}
    worked = {
        date.fromisoformat(row["day"]) for year in document["years"] for row in year["working_saturdays"]
    }

    def works(day: date) -> bool:
        return day in worked or (day.weekday() < 5 and day not in off)

    day = received.date()
    if not works(day) or received > received.replace(hour=17, minute=0, second=0, microsecond=0):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    for _n in range(number):
        day += timedelta(days=1)
        while not works(day):
            day += timedelta(days=1)
    assert due_of(ProcessingTime(number, D), received).due.date() == day


@settings(max_examples=60)
@given(st.integers(1, 40), MOMENTS.map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_working_hours_agree_with_counting_minute_by_minute(hours: int, received: datetime) -> None:
    left, moment = hours * 60, received
    while left:
        left -= any(one.opens <= moment.time() < one.closes for one in sessions_on(moment.date(), CALENDAR))
        moment += timedelta(minutes=1)
    assert due_of(ProcessingTime(hours, H), received).due == moment


@pytest.mark.parametrize(("amount", "unit"), [(1, S), (0, D), (-1, C), (2001, D), (0, H)])
def test_an_amount_out_of_range_is_refused(amount: int, unit: Unit) -> None:
    with pytest.raises(RuleBroken):
        appointment(ProcessingTime(amount, unit), at("2026-11-23 08:00"), CALENDAR)


@pytest.mark.parametrize(
    ("due", "now", "words"),
    [
        ("2026-11-27 09:00", "2026-11-23 09:00", "còn 3 ngày làm việc"),
        ("2026-11-23 17:00", "2026-11-23 09:00", "đến hạn hôm nay, 17:00"),
        ("2026-11-23 08:00", "2026-11-23 09:00", "quá hạn hôm nay"),
        ("2026-11-20 08:00", "2026-11-25 09:00", "quá hạn 2 ngày làm việc"),
        ("2026-11-20 08:00", "2026-11-21 09:00", "quá hạn từ 20/11"),  # Saturday: no working day has passed
        ("2026-11-23 09:00", "2026-11-21 09:00", "còn 1 ngày làm việc"),
    ],
)
def test_how_near_it_is(due: str, now: str, words: str) -> None:
    assert countdown(at(due), at(now), CALENDAR) == words


def test_times_have_words() -> None:
    assert time_words(ProcessingTime(3, D)) == "3 ngày làm việc"
    assert all(time_words(ProcessingTime(1, unit)) for unit in Unit)
