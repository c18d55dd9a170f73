"""The lifecycle as a clerk reads it: from where, what, by whom, to where, with which form."""

from __future__ import annotations

import pytest

from desk.rules.broken import RuleBroken
from desk.rules.lifecycle import (
    OPEN,
    PORTAL,
    TABLE,
    Action,
    Clock,
    Role,
    State,
    action_words,
    next_actions,
    role_words,
    state_words,
    step,
)

ALLOWED = [
    # from, action, who, to, form, clock
    (None, Action.RECEIVE, Role.RECEPTION, State.RECEIVED, "01", Clock.STARTS),
    (None, Action.REFUSE, Role.RECEPTION, State.REFUSED, "03", Clock.NONE),
    (State.NEW, Action.RECEIVE, Role.RECEPTION, State.RECEIVED, "01", Clock.STARTS),
    (State.RECEIVED, Action.HAND_OVER, Role.RECEPTION, State.PROCESSING, "06", Clock.RUNS),
    (State.PROCESSING, Action.REQUEST_SUPPLEMENT, Role.HANDLER, State.SUPPLEMENT, "02", Clock.PAUSES),
    (State.SUPPLEMENT, Action.SUPPLEMENT, Role.RECEPTION, State.PROCESSING, "", Clock.RESUMES),
    (State.PROCESSING, Action.REQUEST_PAYMENT, Role.HANDLER, State.PAYMENT, "", Clock.PAUSES),
    (State.PAYMENT, Action.PAY, Role.RECEPTION, State.PROCESSING, "", Clock.RESUMES),
    (State.PROCESSING, Action.STOP, Role.LEADER, State.STOPPED, "05", Clock.ENDS),
    (State.RECEIVED, Action.WITHDRAW, Role.RECEPTION, State.WITHDRAWN, "05", Clock.ENDS),
    (State.RECEIVED, Action.CANCEL, Role.RECEPTION, State.CANCELLED, "", Clock.ENDS),
    (State.PROCESSING, Action.EXTEND, Role.LEADER, State.PROCESSING, "04", Clock.RUNS),
    (State.PROCESSING, Action.FINISH, Role.HANDLER, State.FINISHED, "", Clock.ENDS),
    (State.FINISHED, Action.RETURN, Role.RECEPTION, State.RETURNED, "", Clock.NONE),
]

REFUSED = [
    # from, action, who, why
    (None, Action.RETURN, Role.RECEPTION, "not_allowed"),
    (State.RECEIVED, Action.RETURN, Role.RECEPTION, "not_allowed"),
    (State.RECEIVED, Action.RECEIVE, Role.RECEPTION, "not_allowed"),
    (State.RETURNED, Action.WITHDRAW, Role.RECEPTION, "not_allowed"),
    (State.FINISHED, Action.REFUSE, Role.LEADER, "not_allowed"),
    (State.PROCESSING, Action.CANCEL, Role.RECEPTION, "not_allowed"),
    (State.SUPPLEMENT, Action.EXTEND, Role.LEADER, "not_allowed"),
    (State.PROCESSING, Action.EXTEND, Role.RECEPTION, "not_yours"),
    (State.RECEIVED, Action.CANCEL, Role.HANDLER, "not_yours"),
    (State.PROCESSING, Action.STOP, Role.RECEPTION, "not_yours"),
    (State.FINISHED, Action.RETURN, Role.HANDLER, "not_yours"),
    (None, Action.RECEIVE, Role.ADMIN, "not_yours"),
]


@pytest.mark.parametrize(("state", "action", "role", "following", "form", "clock"), ALLOWED)
def test_what_the_table_allows(
    state: State | None, action: Action, role: Role, following: State, form: str, clock: Clock
) -> None:
    row = step(state, action, role)
    assert (row.next, row.form, row.clock) == (following, form, clock)


@pytest.mark.parametrize(("state", "action", "role", "why"), REFUSED)
def test_what_is_not_in_the_table_is_refused_with_a_reason(
    state: State | None, action: Action, role: Role, why: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        step(state, action, role)
    assert broken.value.code == why
    assert broken.value.message


def test_every_state_has_its_number_on_the_national_portal() -> None:
    assert {PORTAL[state] for state in State} == set(range(1, 11))
    assert PORTAL[State.RECEIVED] == 2
    assert PORTAL[State.SUPPLEMENT] == 5
    assert PORTAL[State.RETURNED] == 10
    assert PORTAL[State.CANCELLED] == PORTAL[State.STOPPED]


def test_the_province_may_take_every_step_and_every_step_has_words() -> None:
    assert all(Role.PROVINCE in row.who for row in TABLE.values())
    assert all(state_words(state) for state in State)
    assert all(action_words(action) for action in Action)
    assert all(role_words(role) for role in Role)


def test_every_open_state_has_a_way_on_and_every_ended_one_has_none_but_handing_out() -> None:
    for state in State:
        ways = {action for (at, action) in TABLE if at is state}
        if state in OPEN:
            assert ways, state
        elif state is State.FINISHED:
            assert ways == {Action.RETURN}
        else:
            assert not ways, state


def test_buttons_follow_the_role() -> None:
    assert next_actions(State.FINISHED, Role.RECEPTION) == (Action.RETURN,)
    assert next_actions(State.FINISHED, Role.HANDLER) == ()
    assert Action.STOP in next_actions(State.PROCESSING, Role.LEADER)
