"""The status line: one sentence that is true, whatever the line does."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from desk.outbox import Backlog, LineState
from desk.records.base import VIETNAM
from desk.rules.sending import Sending
from ui.line_status import line_sentence
from ui.theme import Meaning

NOW = datetime(2026, 11, 27, 10, 30, tzinfo=VIETNAM)


def at(hour: int, minute: int, day: int = 27) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


def line(reached: datetime | None = None, lost: datetime | None = None, enrolled: bool = True) -> LineState:
    return LineState(enrolled, "https://tinh.example" if enrolled else "", reached, lost, 0)


def waits(dossiers: int, files: int = 0, oldest: datetime | None = None, entries: int = 1) -> Backlog:
    return Backlog(entries, dossiers, files, 1000, oldest)


NOTHING = waits(0, entries=0)


@pytest.mark.parametrize(
    ("state", "backlog", "meaning", "said"),
    [
        (line(enrolled=False), NOTHING, Meaning.QUIET, "Chưa đăng ký với tỉnh"),
        (
            line(enrolled=False),
            waits(14, oldest=at(9, 20, day=20)),
            Meaning.QUIET,
            "Chưa đăng ký với tỉnh · 14 hồ sơ chờ gửi · cũ nhất 09:20 ngày 20/11",
        ),
        (line(), NOTHING, Meaning.QUIET, "Chưa gửi lần nào"),
        (line(reached=at(10, 5)), NOTHING, Meaning.GOOD, "Đã gửi hết lúc 10:05"),
        (line(reached=at(17, 2, day=26)), NOTHING, Meaning.GOOD, "Đã gửi hết lúc 17:02 ngày 26/11"),
        (
            line(reached=at(10, 5)),
            waits(2, oldest=at(10, 20)),
            Meaning.QUIET,
            "Gửi lần trước lúc 10:05 · 2 hồ sơ chờ gửi · cũ nhất 10:20",
        ),
        (
            line(reached=at(8, 0), lost=at(9, 12)),
            waits(14, oldest=at(9, 20)),
            Meaning.SOON,
            "Mất mạng từ 09:12 · 14 hồ sơ chờ gửi · cũ nhất 09:20",
        ),
        (line(lost=at(9, 12)), NOTHING, Meaning.SOON, "Mất mạng từ 09:12"),
        (
            line(reached=at(10, 5)),
            waits(0, files=3),
            Meaning.QUIET,
            "Gửi lần trước lúc 10:05 · 3 tệp chờ gửi",
        ),
        (
            line(lost=at(9, 12, day=25)),
            waits(1, oldest=at(9, 20, day=25)),
            Meaning.LATE,
            "Mất mạng từ 09:12 ngày 25/11 · 1 hồ sơ chờ gửi · cũ nhất 09:20 ngày 25/11",
        ),
    ],
)
def test_the_sentence_says_how_the_line_stands_and_what_waits(
    state: LineState, backlog: Backlog, meaning: Meaning, said: str
) -> None:
    assert line_sentence(state, backlog, NOW) == (meaning, said)


def test_entries_of_no_dossier_make_nobody_wait() -> None:
    """Signing in is in the journal too; it is no dossier that a citizen waits for."""
    meaning, said = line_sentence(line(reached=at(10, 5)), waits(0, entries=2, oldest=at(10, 20)), NOW)
    assert (meaning, said) == (Meaning.GOOD, "Đã gửi hết lúc 10:05")


def test_a_day_is_the_limit_between_waiting_and_worrying() -> None:
    for extra, meaning in ((timedelta(0), Meaning.SOON), (timedelta(seconds=1), Meaning.LATE)):
        old = NOW - timedelta(days=1) - extra
        assert line_sentence(line(lost=at(9, 12)), waits(1, oldest=old), NOW)[0] is meaning


def test_a_pause_comes_first_with_its_hour_and_what_waits() -> None:
    """While it holds, nothing is known of the line."""
    lost = line(reached=at(8, 0), lost=at(9, 0))
    said = line_sentence(lost, waits(14, oldest=at(9, 20)), NOW, Sending(paused_at=at(9, 12)))
    assert said == (Meaning.SOON, "Đã tạm dừng gửi từ 09:12 · 14 hồ sơ chờ gửi · cũ nhất 09:20")


def test_hours_that_are_still_to_come_stand_at_the_end() -> None:
    night = Sending(256, time(22), time(6))
    _meaning, said = line_sentence(line(reached=at(6, 0)), waits(2, oldest=at(9, 20)), NOW, night)
    assert said == "Gửi lần trước lúc 06:00 · 2 hồ sơ chờ gửi · cũ nhất 09:20 · tự gửi lúc 22:00"
    _meaning, inside = line_sentence(line(reached=at(6, 0)), NOTHING, at(22, 30), night)
    assert "22:00" not in inside
