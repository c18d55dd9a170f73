"""When the desk sends by itself, and how much of the line it takes; and the pace that keeps the allowance."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.broken import RuleBroken
from desk.rules.sending import USUAL, Sending, allowance, read_hour, read_sending, seconds_until
from desk.rules.working_time import VIETNAM
from sync.pace import BURST_S, Pace

NIGHT = Sending(256, time(22), time(6))
NOON = Sending(256, time(11, 30), time(13))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 27, hour, minute, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("plan", "moment", "kbit"),
    [
        (USUAL, at(9), 256),
        (Sending(0), at(9), 0),
        (Sending(64, paused_at=at(8)), at(9), None),
        (NIGHT, at(21, 59), None),
        (NIGHT, at(22), 0),
        (NIGHT, at(3), 0),
        (NIGHT, at(5, 59), 0),
        (NIGHT, at(6), None),
        (NIGHT, datetime(2026, 11, 27, 15, 30, tzinfo=UTC), 0),  # 22:30 in Việt Nam
        (NOON, at(11, 29), None),
        (NOON, at(12), 0),
        (NOON, at(13), None),
        (Sending(256, time(22), time(6), paused_at=at(8)), at(23), None),
    ],
)
def test_a_round_by_itself_has_its_allowance(plan: Sending, moment: datetime, kbit: int | None) -> None:
    assert allowance(plan, moment) == kbit


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("22:00", time(22)),
        (" 6:30 ", time(6, 30)),
        ("22h", time(22)),
        ("22H30", time(22, 30)),
        ("7", time(7)),
    ],
)
def test_an_hour_is_read_as_people_write_it(typed: str, hour: time) -> None:
    assert read_hour("begins", typed) == hour


@pytest.mark.parametrize(
    "typed",
    ["", "24:00", "10:60", "mười giờ", "-1:00", "１０:00", "10:00:00", "10.5", "=1+1", "😀", "\u202e10:00"],
)
def test_what_is_no_hour_is_told_at_its_field(typed: str) -> None:
    with pytest.raises(RuleBroken) as told:
        read_sending(256, typed or " ", "06:00")
    assert (told.value.field, told.value.code) == ("begins", "bad_hour")


@pytest.mark.parametrize(
    ("most", "begins", "ends", "field"),
    [(15, "", "", "most_kbit"), (-1, "", "", "most_kbit"), (100_001, "", "", "most_kbit"),
     (256, "22:00", "22h", "ends"), (256, "22:00", "", "ends")],
)  # fmt: skip
def test_a_choice_that_makes_no_sense_is_refused(most: int, begins: str, ends: str, field: str) -> None:
    with pytest.raises(RuleBroken) as told:
        read_sending(most, begins, ends)
    assert told.value.field == field


@pytest.mark.parametrize(("hour", "seconds"), [(time(10), 3600), (time(9), 24 * 3600), (time(6), 21 * 3600)])
def test_until_an_hour_is_until_it_comes_next(hour: time, seconds: float) -> None:
    assert seconds_until(hour, at(9)) == seconds


@given(
    kbit=st.integers(16, 10_000),
    asked=st.lists(st.tuples(st.integers(1, 16_384), st.floats(0, 0.3)), min_size=1, max_size=60),
)
def test_over_any_time_no_more_is_sent_than_the_allowance_gives(
    kbit: int, asked: list[tuple[int, float]]
) -> None:
    """Whatever the sizes and the idle times between them: what went until a moment fits the time until then."""
    pace, now, sent = Pace(kbit), 0.0, []
    for size, idle in asked:
        now += idle
        piece = min(size, pace.piece_bytes(16_384))
        now += pace.wait_s(piece, now)
        sent.append((now, piece))
    rate = kbit * 125
    largest = max(piece for _at, piece in sent)
    for first in range(len(sent)):
        for last in range(first, len(sent)):
            went = sum(piece for _at, piece in sent[first : last + 1])
            passed = sent[last][0] - sent[first][0]
            assert went <= rate * (passed + BURST_S) + largest + 1e-6 * rate


@given(kbit=st.integers(16, 10_000), pieces=st.integers(1, 200))
def test_no_piece_waits_longer_than_a_person_who_cancels_notices(kbit: int, pieces: int) -> None:
    pace, now = Pace(kbit), 0.0
    for _piece in range(pieces):
        wait = pace.wait_s(pace.piece_bytes(16_384), now)
        assert wait <= 0.2
        now += wait


def test_the_whole_line_never_waits() -> None:
    pace = Pace()
    assert [pace.wait_s(10**9, 0.0) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert pace.piece_bytes(16_384) == 16_384
