"""A code that the province refused: a person gives the dossier another one, and both stay findable."""

from __future__ import annotations

import pytest

from desk import outbox as record
from desk.clock import now
from desk.custody import verify
from desk.errors import RuleBroken
from desk.handling import dossier_of
from desk.leases import reassign
from desk.outbox import refused_entries
from desk.practice import practice_person
from desk.progress import Progress
from desk.reception import Request, receive
from tests.desk.conftest import LAN, MORNING, XU_LY


@pytest.fixture
def refused(store, chance) -> str:
    """A dossier whose code the province refused."""
    with store.write(LAN, MORNING) as change:
        taken = receive(change, Request("1.004873", practice_person(chance, MORNING.date())))
    seq, hash_ = record.tip_of(store)
    record.acknowledge(store, seq, hash_, [(seq, "code_taken", "Mã đã cấp")], MORNING)
    return taken.code


def test_the_new_code_is_the_next_one_and_the_old_one_still_finds_it(store, refused: str) -> None:
    with store.write(LAN, MORNING) as change:
        fresh = reassign(change, refused)
    assert fresh != refused
    with store.read() as session:
        assert dossier_of(session, refused).id == dossier_of(session, fresh).id
        assert dossier_of(session, refused).code == fresh
    assert verify(store, Progress()).whole


def test_the_refusal_is_over_when_the_province_took_the_new_code_and_not_before(store, refused: str) -> None:
    with store.write(LAN, MORNING) as change:
        reassign(change, refused)
    with store.read() as session:
        assert len(refused_entries(session)) == 1
    seq, hash_ = record.tip_of(store)
    record.acknowledge(store, seq, hash_, [(seq, "code_taken", "Lại trùng")], now())
    with store.read() as session:
        assert len(refused_entries(session)) == 2
    with store.write(LAN, MORNING) as change:
        reassign(change, refused)
    seq, hash_ = record.tip_of(store)
    record.acknowledge(store, seq, hash_, [], now())
    with store.read() as session:
        assert refused_entries(session) == ()


def test_only_who_may_and_only_where_it_was_refused(store, refused: str, chance) -> None:
    with store.write(LAN, MORNING) as change:
        good = receive(change, Request("1.004873", practice_person(chance, MORNING.date()))).code
    for actor, code, why in (
        (XU_LY, refused, "not_yours"),
        (LAN, good, "not_refused"),
        (LAN, "H44.900-261123-4711", "not_found"),
    ):
        with pytest.raises(RuleBroken) as told, store.write(actor, MORNING) as change:
            reassign(change, code)
        assert told.value.code == why
