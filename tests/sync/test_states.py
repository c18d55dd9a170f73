"""The table of an exchange as a clerk would be told it, and the rules that every row must keep."""

from __future__ import annotations

import re

import pytest

from sync import states
from sync.states import LONGEST_WAIT_S, STAGES, TABLE, WAIT_SHARE, Move, Outcome, Stage, move, wait_s

ROWS = [
    ("the journal is held: now files", Stage.JOURNAL, Outcome.OK, Move(Stage.FILES)),
    ("part of it is held: go on", Stage.JOURNAL, Outcome.MORE, Move(Stage.JOURNAL)),
    ("cut while sending: ask", Stage.JOURNAL, Outcome.CUT_SENDING, Move(Stage.ASK, wait=True)),
    ("the answer is lost: ask, never send blind", Stage.JOURNAL, Outcome.CUT_WAITING, Move(Stage.ASK, wait=True)),
    ("nothing was sent: the same again", Stage.JOURNAL, Outcome.NOT_REACHED, Move(Stage.JOURNAL, wait=True)),
    ("asked: go on from there", Stage.ASK, Outcome.OK, Move(Stage.JOURNAL)),
    ("the journal is refused: a person", Stage.JOURNAL, Outcome.REFUSED, Move(Stage.STOPPED)),
    ("one file is refused: the others go on", Stage.FILES, Outcome.REFUSED, Move(Stage.FILES, aside=True)),
    ("a clerk worked on: that first", Stage.FILES, Outcome.AGAIN, Move(Stage.JOURNAL)),
    ("shut out: a person", Stage.FILES, Outcome.NOT_WELCOME, Move(Stage.STOPPED)),
    ("the day is signed: done", Stage.CLOSING, Outcome.OK, Move(Stage.DONE)),
]  # fmt: skip


@pytest.mark.parametrize(("why", "stage", "outcome", "following"), ROWS, ids=[row[0] for row in ROWS])
def test_the_row(why: str, stage: Stage, outcome: Outcome, following: Move) -> None:
    assert move(stage, outcome) == following


def test_the_drawing_in_the_module_is_the_table() -> None:
    lines = [line.split() for line in (states.__doc__ or "").splitlines()]
    head = next(line for line in lines if line[:1] == ["outcome"])[3:]
    assert [Stage[name] for name in head] == list(STAGES)
    drawn = {}
    for line in lines:
        if line and line[0] in Outcome.__members__:
            for stage, cell in zip(STAGES, line[1:], strict=True):
                if cell != "–":
                    name = re.sub("[…*]", "", cell)
                    drawn[stage, Outcome[line[0]]] = Move(
                        Stage[name], wait=cell.endswith("…"), aside=cell.endswith("*")
                    )
    assert drawn == TABLE


def test_every_failure_has_a_row_in_every_stage() -> None:
    failures = set(Outcome) - {Outcome.OK, Outcome.MORE, Outcome.AGAIN}
    assert {(stage, outcome) for stage in STAGES for outcome in failures} <= set(TABLE)


def test_what_stays_in_its_place_after_a_failure_waits() -> None:
    for (stage, outcome), row in TABLE.items():
        if row.stage is stage and outcome not in (Outcome.MORE, Outcome.REFUSED):
            assert row.wait, (stage, outcome)


def test_waiting_grows_with_the_outage_and_has_an_end() -> None:
    waits = [wait_s(outage) for outage in (0, 1, 10, 60, 600, 10**6)]
    assert waits == sorted(waits)
    assert waits[0] == states.FIRST_WAIT_S
    assert waits[2] == 10 * WAIT_SHARE
    assert waits[-1] == LONGEST_WAIT_S


def test_the_province_may_ask_for_more_patience() -> None:
    assert wait_s(0, told_s=90) == 90
    assert wait_s(10**6, told_s=1) == LONGEST_WAIT_S
