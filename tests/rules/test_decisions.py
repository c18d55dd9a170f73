"""What a person decided about a dispute: it holds from whatever state, says so, and is undone while nothing followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from desk.rules.dossier import Choice
from desk.rules.lifecycle import IMPOSED, TABLE, Action, State
from tests.rules.test_dossier import dossier_after, refused

Step = tuple[str, Mapping[str, Any]]
WITHDRAW: Step = ("withdraw", {"reason": "Người dân xin rút"})
UNDO: Step = ("decide", {"dispute": "d", "choice": "undo"})


def decided(choice: str, action: str = "", **facts: Any) -> Step:
    said: dict[str, Any] = {"dispute": "d", "choice": choice, "reason": "Đã gọi"}
    if action:
        said["step"] = {"action": action, "facts": facts}
    return "decide", said


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([WITHDRAW, decided("theirs", "finish")], State.FINISHED),
        ([WITHDRAW, decided("ours")], State.WITHDRAWN),
        ([WITHDRAW, decided("both")], State.WITHDRAWN),
        ([WITHDRAW, decided("theirs", "hand_over")], State.PROCESSING),
        ([WITHDRAW, decided("theirs", "finish"), UNDO], State.WITHDRAWN),
        ([WITHDRAW, decided("theirs", "finish"), UNDO, decided("theirs", "return")], State.RETURNED),
        ([WITHDRAW, decided("theirs", "finish"), ("return", {"receiver": "Người Mẫu"})], State.RETURNED),
    ],
)
def test_where_a_decision_leads(steps: list[Step], state: State) -> None:
    assert dossier_after(*steps).state is state


def test_it_says_who_why_and_what() -> None:
    (one,) = dossier_after(WITHDRAW, decided("theirs", "finish")).decisions
    assert (one.reason, one.choice, one.dispute) == ("Đã gọi", Choice.THEIRS, "d")


def test_undoing_gives_back_everything_that_the_step_said() -> None:
    before = dossier_after()
    stopped = dossier_after(decided("theirs", "stop", reason="Trùng", basis="Điều 1"))
    assert stopped.stop is not None
    assert stopped.stop.reason == "Trùng"
    assert dossier_after(decided("theirs", "stop", reason="Trùng"), UNDO) == before


def test_a_dossier_that_is_open_again_is_not_finished() -> None:
    finished = dossier_after(WITHDRAW)
    assert finished.finished_at is not None
    assert dossier_after(WITHDRAW, decided("theirs", "hand_over")).finished_at is None


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([UNDO], "nothing_to_undo"),
        ([decided("theirs", "hand_over"), UNDO, UNDO], "nothing_to_undo"),
        ([decided("theirs", "hand_over"), ("print", {"form": "01"}), UNDO], "nothing_to_undo"),
        ([("decide", {**decided("ours")[1], "role": "handler"})], "not_yours"),
        ([decided("maybe")], "unreadable"),
        ([decided("theirs", "receive")], "unreadable"),
        ([decided("theirs", "cancel")], "unreadable"),
        ([decided("theirs", "nonsense")], "unreadable"),
        ([("decide", {"choice": "theirs", "step": "finish"})], "unreadable"),
    ],
)
def test_what_is_no_decision_is_refused(steps: list[Step], code: str) -> None:
    assert refused(*steps).code == code


def test_each_action_leads_to_one_state() -> None:
    for action in IMPOSED:
        assert {row.next for (_state, one), row in TABLE.items() if one is action} == {IMPOSED[action]}
    assert not {Action.REGISTER, Action.RECEIVE, Action.CANCEL} & set(IMPOSED)
