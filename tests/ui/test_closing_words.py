"""What the closing page ticks and says, as tables: from a look at the record, without a window."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from desk.closing import DaySummary
from desk.outbox import Backlog, LineState
from sync.outbox import Ending, Report
from tests.ui.test_closing import EVENING, URL
from ui.pages.closing_day import DayView, ending_words, report_words, steps_of
from ui.widgets.steps import Tickable


def view(**changes: object) -> DayView:
    calm = DayView(
        EVENING,
        DaySummary(EVENING.date(), 0, 0, 0, 0, 0, 0),
        0,
        0,
        None,
        Backlog(0, 0, 0, 0, None),
        LineState(True, URL, EVENING, None, 5),
        None,
        (),
    )
    return replace(calm, **changes)  # type: ignore[arg-type]


MONEY = DaySummary(EVENING.date(), 1, 0, 0, 14000, 14000, 0)
WAITING = Backlog(3, 2, 0, 900, EVENING)
D, N, W, P = Tickable.DONE, Tickable.NOW, Tickable.WAITING, Tickable.PROBLEM


@pytest.mark.parametrize(
    ("seen", "counted", "sending", "states"),
    [
        (view(), False, False, (D, D, D, D, W)),
        (view(overdue=1), False, False, (P, D, D, D, W)),
        (view(summary=MONEY), False, False, (D, N, D, D, W)),
        (view(summary=MONEY), True, False, (D, D, D, D, W)),
        (view(backlog=WAITING), False, False, (D, D, D, N, W)),
        (view(backlog=WAITING), False, True, (D, D, D, N, W)),
        (view(line=LineState(False, "", None, None, 0)), False, False, (D, D, D, P, W)),
        (view(line=LineState(True, URL, None, None, 0)), False, False, (D, D, D, W, W)),
    ],
)
def test_the_checklist_ticks_what_is_done(
    seen: DayView, counted: bool, sending: bool, states: tuple[Tickable, ...]
) -> None:
    assert tuple(step.state for step in steps_of(seen, counted=counted, sending=sending)) == states


@pytest.mark.parametrize("ending", list(Ending))
def test_every_ending_of_an_exchange_has_its_words(ending: Ending) -> None:
    assert ending_words(ending.value) != ending.value


def test_a_report_says_what_went_and_leaves_out_what_did_not() -> None:
    report = Report(Ending.DONE, 88, 12, 0, 2, 1_234_567, 4_500, 61.2, ())
    assert report_words(msgspec.to_builtins(report)) == (
        "Đã gửi 12 hồ sơ, 88 mục nhật ký · nhận về 2 mục · lên 1,2 MB, xuống 4,5 KB · trong 61 giây."
    )
    nothing = Report(Ending.DONE, 0, 0, 0, 0, 300, 200, 0.2, ())
    assert report_words(msgspec.to_builtins(nothing)).startswith("Không có gì mới để gửi · lên 300 B")
