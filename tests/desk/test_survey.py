"""What citizens say of a dossier: three marks, once."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.datasets import catalogue_of
from desk.errors import RuleBroken
from desk.practice import practice_requests
from desk.reception import receive
from desk.store import SYSTEM, Store
from desk.survey import Content, Rating, content, rate
from tests.desk.conftest import LAN, Clock


@pytest.fixture
def taken(store: Store, clock: Clock, chance: random.Random) -> Callable[[], str]:
    """Receives a dossier; its code."""

    def take() -> str:
        with store.read() as session:
            (request,) = practice_requests(chance, 1, clock.at.date(), catalogue_of(session))
        with store.write(LAN, clock()) as change:
            return receive(change, request).code

    return take


def test_a_dossier_is_rated_once_and_counts(store: Store, clock: Clock, taken: Callable[[], str]) -> None:
    first, second = taken(), taken()
    start = clock()
    with store.write(SYSTEM, clock()) as change:
        rate(change, first, Rating(4, 3, 4))
    with store.write(SYSTEM, clock()) as change:
        rate(change, second, Rating(2, 2, 2))
    with store.read() as session:
        assert content(session, start, clock()) == Content(2, 1)
        assert content(session, start - timedelta(days=1), start) == Content(0, 0)
    with pytest.raises(RuleBroken, match="đã được đánh giá"), store.write(SYSTEM, clock()) as change:
        rate(change, first, Rating(0, 0, 0))


@pytest.mark.parametrize(("rating", "field"), [(Rating(5, 0, 0), "overall"), (Rating(0, -1, 0), "manner")])
def test_a_mark_out_of_range_is_refused(
    store: Store, clock: Clock, taken: Callable[[], str], rating: Rating, field: str
) -> None:
    code = taken()
    with pytest.raises(RuleBroken) as told, store.write(LAN, clock()) as change:
        rate(change, code, rating)
    assert told.value.field == field


def test_an_unknown_dossier_cannot_be_rated(store: Store, clock: Clock) -> None:
    with pytest.raises(RuleBroken, match="Không có hồ sơ"), store.write(LAN, clock()) as change:
        rate(change, "H00", Rating(1, 1, 1))
