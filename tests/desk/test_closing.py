"""The day closes: its numbers are what was done, and the closing itself is in the journal."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from desk.closing import close_day, closed, summary
from desk.errors import RuleBroken
from desk.journal import tip
from desk.practice import practice_person
from desk.reception import Request, receive
from desk.returning import Handout, give_back, result_arrived
from desk.rules.fees import FeeLine, Method
from desk.store import Store
from tests.desk.conftest import LAN, Clock


def fees(*lines: tuple[int, Method]) -> tuple[FeeLine, ...]:
    return tuple(FeeLine("Lệ phí", amount, method) for amount, method in lines)


def test_the_numbers_are_what_was_done_that_day(store: Store, clock: Clock, chance: random.Random) -> None:
    day = clock.at.date()
    codes = []
    for lines in (fees((8000, Method.CASH)), fees((10000, Method.TRANSFER), (0, Method.EXEMPT)), fees()):
        with store.write(LAN, clock()) as change:
            codes.append(receive(change, Request("1.004873", practice_person(chance, day), fees=lines)).code)
    for code in codes[:2]:
        with store.write(LAN, clock()) as change:
            result_arrived(change, code)
    with store.write(LAN, clock()) as change:
        give_back(change, codes[0], Handout("Nguyễn Văn Mẫu"))
    with store.read() as session:
        numbers = summary(session, day)
        yesterday = summary(session, day - timedelta(days=1))
    assert (numbers.received, numbers.returned, numbers.ready) == (3, 1, 1)
    assert (numbers.fees_vnd, numbers.cash_vnd, numbers.transfer_vnd) == (18000, 8000, 10000)
    assert (yesterday.received, yesterday.fees_vnd) == (0, 0)


def test_closing_notes_the_numbers_and_the_end_of_the_journal(store: Store, clock: Clock) -> None:
    with store.read() as session:
        seq, hash_, _at = tip(session)
    with store.write(LAN, clock()) as change:
        numbers = close_day(change, clock.at.date())
        (entry,) = change.entries
    assert entry.facts()["seq"] == seq
    assert entry.facts()["hash"] == hash_
    with store.read() as session:
        closing = closed(session, clock.at.date())
    assert closing is not None
    assert closing.summary == numbers
    assert closing.closed_by == LAN.login
    assert closing.receipt is None


def test_a_day_can_be_closed_again_when_more_came(store: Store, clock: Clock, chance: random.Random) -> None:
    day = clock.at.date()
    with store.write(LAN, clock()) as change:
        close_day(change, day)
    with store.write(LAN, clock()) as change:
        receive(change, Request("1.004873", practice_person(chance, day)))
    with store.write(LAN, clock()) as change:
        assert close_day(change, day).received == 1


def test_a_day_to_come_cannot_be_closed(store: Store, clock: Clock) -> None:
    with pytest.raises(RuleBroken), store.write(LAN, clock()) as change:
        close_day(change, clock.at.date() + timedelta(days=1))


def test_a_day_that_was_not_closed_has_no_closing(store: Store, clock: Clock) -> None:
    with store.read() as session:
        assert closed(session, clock.at.date()) is None
