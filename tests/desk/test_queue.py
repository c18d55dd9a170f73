"""The queue of a day in a real store: numbers, calls, absences, what is noted and what is not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from desk import queue
from desk.errors import RuleBroken
from desk.records.journal import JournalRow
from desk.rules.lifecycle import Role
from desk.rules.queue import Service, Stand
from desk.store import Actor, Store
from tests.desk.conftest import LAN, Clock

ADMIN = Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "")
AN = replace(LAN, login="tiepnhan2", counter="2")


@pytest.fixture
def open_queue(store: Store, clock: Clock) -> Store:
    """An office whose queue is for two things."""
    with store.write(ADMIN, clock()) as change:
        queue.set_services(change, [("A", "Hộ tịch, chứng thực"), ("B", "Đất đai")])
    return store


def ended(store: Store) -> list[dict[str, object]]:
    with store.read() as session:
        rows = session.scalars(
            select(JournalRow).where(JournalRow.action == queue.TICKET).order_by(JournalRow.seq)
        )
        return [json.loads(row.payload or "{}") for row in rows]


def test_an_office_has_no_queue_until_it_chooses_one(store: Store, clock: Clock) -> None:
    with store.read() as session:
        assert queue.services_of(session) == ()
    with pytest.raises(RuleBroken, match="không có dịch vụ"):
        queue.take(store, "A", clock())


def test_only_an_administrator_chooses(store: Store, clock: Clock) -> None:
    with pytest.raises(RuleBroken, match="quản trị"), store.write(LAN, clock()) as change:
        queue.set_services(change, [("A", "Hộ tịch")])


def test_numbers_run_by_service_and_start_again_each_day(open_queue: Store, clock: Clock) -> None:
    names = [queue.take(open_queue, letter, clock()).name for letter in "AAB"]
    assert names == ["A001", "A002", "B001"]
    clock.at = clock.at.replace(day=clock.at.day + 1)
    assert queue.take(open_queue, "A", clock()).name == "A001"
    with open_queue.read() as session:
        assert queue.services_of(session) == (Service("A", "Hộ tịch, chứng thực"), Service("B", "Đất đai"))


def test_calling_the_next_ends_the_one_before_and_notes_it_with_its_dossier(
    open_queue: Store, clock: Clock
) -> None:
    for _number in range(2):
        queue.take(open_queue, "A", clock())
    first = queue.call_next(open_queue, LAN, clock())
    assert first is not None
    assert (first.name, first.counter) == ("A001", "1")
    queue.link(open_queue, "1", clock(), "H44.900-261123-0001")
    second = queue.call_next(open_queue, LAN, clock())
    assert second is not None
    assert second.name == "A002"
    (note,) = ended(open_queue)
    assert (note["ticket"], note["outcome"], note["dossier"]) == ("A001", "done", "H44.900-261123-0001")
    assert queue.call_next(open_queue, LAN, clock()) is None
    assert len(ended(open_queue)) == 2


def test_two_counters_never_call_one_person(open_queue: Store, clock: Clock) -> None:
    for _number in range(2):
        queue.take(open_queue, "A", clock())
    here, there = queue.call_next(open_queue, LAN, clock()), queue.call_next(open_queue, AN, clock())
    assert here is not None
    assert there is not None
    assert {here.name, there.name} == {"A001", "A002"}
    with open_queue.read() as session:
        board = queue.board(session, clock.at.date())
    assert [(one.name, one.counter) for one in board.called] == [("A002", "2"), ("A001", "1")]
    with pytest.raises(RuleBroken, match="quầy 2"):
        queue.recall(open_queue, LAN, clock(), "a002")


def test_who_is_absent_can_be_called_again(open_queue: Store, clock: Clock) -> None:
    queue.take(open_queue, "A", clock())
    queue.call_next(open_queue, LAN, clock())
    gone = queue.absent(open_queue, LAN, clock())
    assert gone is not None
    assert gone.stand is Stand.ABSENT
    back = queue.recall(open_queue, LAN, clock(), "A001")
    assert (back.stand, back.calls) == (Stand.CALLED, 2)
    assert [note["outcome"] for note in ended(open_queue)] == ["absent"]


def test_calling_once_more_is_the_same_ticket_and_ends_nothing(open_queue: Store, clock: Clock) -> None:
    queue.take(open_queue, "A", clock())
    queue.call_next(open_queue, LAN, clock())
    again = queue.recall(open_queue, LAN, clock(), "A001")
    assert (again.name, again.calls) == ("A001", 2)
    assert ended(open_queue) == []


@pytest.mark.parametrize("name", ["A999", "", "Z001"])
def test_a_number_that_is_not_there_is_told(open_queue: Store, clock: Clock, name: str) -> None:
    with pytest.raises(RuleBroken, match="không có số"):
        queue.recall(open_queue, LAN, clock(), name)


def test_taking_and_calling_leave_no_trace_in_the_journal(open_queue: Store, clock: Clock) -> None:
    queue.take(open_queue, "A", clock())
    queue.call_next(open_queue, LAN, clock())
    assert ended(open_queue) == []
