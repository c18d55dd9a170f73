"""All desks call at once: a few at work, in order, none waits longer than a desk would, none is lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.gateway.limits import Limits
from sync.gateway.refusal import Refusal
from sync.gateway.serve import Embedded
from sync.gateway.turnstile import FIRST_PACE_S, Place, Turnstile
from sync.outbox import Ending, Report
from tests.sync.conftest import Province
from tests.sync.test_cuts import a_small_day, everything_is_there_once

DESKS = 6


def test_a_turn_that_has_begun_goes_before_one_that_has_not() -> None:
    done: list[str] = []

    async def work(place: Place, *names: str) -> None:
        for name in names:
            await place.work(done.append, name)
        place.leave()

    async def all_at_once() -> None:
        turnstile = Turnstile(at_work=1, longest_wait_s=60.0)
        await asyncio.gather(
            *(work(turnstile.enter(), f"{desk} journal", f"{desk} answer") for desk in "abcd")
        )
        assert turnstile.waiting == 0

    asyncio.run(all_at_once())
    places = {what: done.index(what) for what in done}
    assert places["a journal"] < places["b journal"] < places["c journal"] < places["d journal"]
    assert places["a answer"] < places["c journal"]
    assert places["b answer"] < places["d journal"]


def test_who_would_wait_long_is_told_when_to_come_and_each_another_moment() -> None:
    now = [100.0]
    turnstile = Turnstile(at_work=1, longest_wait_s=10 * FIRST_PACE_S, clock=lambda: now[0])
    inside = [turnstile.enter() for _desk in range(11)]
    told = []
    for _desk in range(40):
        with pytest.raises(Refusal) as busy:
            turnstile.enter()
        told.append(busy.value.after_s)
    assert told == sorted(told)
    assert told[0] >= 1
    assert told[-1] >= told[0] + int(30 * FIRST_PACE_S), "not all come back at once"
    turnstile.enter(always=True).leave()
    for place in inside:
        place.leave()
    turnstile.enter()


def test_a_request_that_is_gone_while_it_waits_leaves_its_room_to_others() -> None:
    async def cancelled() -> int:
        turnstile = Turnstile(at_work=1, longest_wait_s=60.0)
        release = threading.Event()
        at_work = asyncio.create_task(turnstile.enter().work(release.wait, 10))
        await asyncio.sleep(0)
        gone, stays = (asyncio.create_task(turnstile.enter().work(lambda: 7)) for _desk in range(2))
        await asyncio.sleep(0)
        gone.cancel()
        release.set()
        assert await at_work
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await stays

    assert asyncio.run(cancelled()) == 7


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[Province]:
    """A province that lets one turn work and nobody wait."""
    made = Province(tmp_path / "province")
    made.embedded.stop()
    made.embedded = Embedded(made.folder, clock=made.clock, limits=Limits(at_work=1, longest_wait_s=0.0))
    made.url = made.embedded.url
    yield made
    made.embedded.stop()


def test_desks_that_are_told_to_come_later_come_and_lose_nothing(narrow, exchange) -> None:
    desks = [a_small_day(narrow.new_desk()) for _desk in range(DESKS)]
    held = narrow.gateway._turnstile.enter()
    waits: list[float] = []
    reports: list[Report] = []
    threads = [
        threading.Thread(target=lambda one=one: reports.append(exchange(one, waits=waits))) for one in desks
    ]
    for thread in threads:
        thread.start()
    while len(waits) < DESKS:
        threads[0].join(0.01)
    held.leave()
    for thread in threads:
        thread.join()
    assert [(report.outcome, report.attention) for report in reports] == [(Ending.DONE, ())] * DESKS
    assert min(waits[:DESKS]) >= 1.0, "as long as the province said"
    for one in desks:
        everything_is_there_once(narrow, one)
