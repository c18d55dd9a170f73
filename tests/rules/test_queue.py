"""Who is called next, and how waiting is counted: tables that a person at the desk can read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.broken import RuleBroken
from desk.rules.queue import Service, Stand, Ticket, next_ticket, read_services, times

EIGHT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def minute(n: float) -> datetime:
    return EIGHT + timedelta(minutes=n)


def ticket(name: str, taken: float, *, priority: bool = False, called: float | None = None, ended: float | None = None,
           absent: bool = False) -> Ticket:  # fmt: skip
    stand = (
        Stand.WAITING
        if called is None
        else Stand.CALLED
        if ended is None
        else Stand.ABSENT
        if absent
        else Stand.DONE
    )
    return Ticket(
        name, name[0], int(name[1:]), priority, stand, minute(taken),
        None if called is None else minute(called), None if ended is None else minute(ended),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("queue", "letters", "called"),
    [
        ([], None, None),
        ([ticket("A1", 0), ticket("A2", 1)], None, "A001"),
        ([ticket("A2", 1), ticket("A1", 0)], None, "A001"),
        ([ticket("A1", 0), ticket("B1", 1)], ["B"], "B001"),
        ([ticket("A1", 0)], ["B"], None),
        ([ticket("A1", 0), ticket("A2", 5, priority=True)], None, "A002"),
        ([ticket("A1", 0, called=1), ticket("A2", 2)], None, "A002"),
        ([ticket("A1", 0, called=1, ended=2), ticket("A2", 2)], None, "A002"),
    ],
    ids=["nobody", "first come", "by time not by place", "only these services", "none of these services",
         "priority first", "who is at a counter does not wait", "who was served does not wait"],
)  # fmt: skip
def test_who_is_next(queue: list[Ticket], letters: list[str] | None, called: str | None) -> None:
    found = next_ticket(queue, letters)
    assert (found.name if found else None) == called


def test_after_two_with_priority_one_other_is_called() -> None:
    past = [
        ticket("A1", 0, priority=True, called=1, ended=2),
        ticket("A2", 0, priority=True, called=3, ended=4),
    ]
    waiting = [ticket("A3", 0), ticket("A4", 5, priority=True)]
    found = next_ticket([*past, *waiting])
    assert found is not None
    assert found.name == "A003"
    only_priority = next_ticket([*past, waiting[1]])
    assert only_priority is not None
    assert only_priority.name == "A004"


@given(st.lists(st.tuples(st.integers(0, 300), st.booleans()), max_size=30))
def test_everybody_is_called_once_and_nobody_waits_for_ever(people: list[tuple[int, bool]]) -> None:
    queue = {
        f"A{n}": ticket(f"A{n}", taken, priority=priority)
        for n, (taken, priority) in enumerate(people, start=1)
    }
    order = []
    for turn in range(len(people)):
        found = next_ticket(list(queue.values()))
        assert found is not None
        order.append(found)
        key = f"A{found.number}"
        queue[key] = ticket(key, 0, priority=found.priority, called=1000 + turn, ended=1000 + turn + 0.5)
    assert next_ticket(list(queue.values())) is None
    others = [at for at, one in enumerate(order) if not one.priority]
    for place, at in enumerate(others):
        assert at <= 3 * (place + 1), "at most two with priority between two others"


def test_waiting_and_serving_are_counted_by_rank() -> None:
    queue = [ticket(f"A{n}", 0, called=n, ended=n + 2) for n in range(1, 11)]
    queue += [ticket("A11", 0, called=50, ended=51, absent=True), ticket("A12", 0)]
    found = times(queue)
    assert (found.served, found.absent) == (10, 1)
    assert found.wait_median == timedelta(minutes=6)
    assert found.wait_p90 == timedelta(minutes=10)
    assert found.serve_median == timedelta(minutes=2)


def test_without_anybody_called_there_is_nothing_to_count() -> None:
    found = times([ticket("A1", 0)])
    assert (found.served, found.wait_median, found.serve_median) == (0, None, None)


def test_services_are_read_as_typed() -> None:
    assert read_services([(" a ", "Hộ tịch,  chứng thực")]) == (Service("A", "Hộ tịch, chứng thực"),)


@pytest.mark.parametrize(
    "typed",
    [[("1", "X")], [("AB", "X")], [("Đ", "X")], [("A", " ")], [("A", "X"), ("a", "Y")],
     [(letter, "X") for letter in "ABCDEFGHI"]],
)  # fmt: skip
def test_wrong_services_are_refused(typed: list[tuple[str, str]]) -> None:
    with pytest.raises(RuleBroken) as told:
        read_services(typed)
    assert told.value.field == "services"
