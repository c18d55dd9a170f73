"""Six counters of one office, each with its own store and its own leases (docs/decisions/0015): they never meet but at the province."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from desk.clock import now
from desk.closing import close_day
from desk.leases import leases_of
from desk.office import found, sample_office
from desk.progress import Progress
from desk.rules.lifecycle import Action, State
from desk.rules.working_time import VIETNAM
from desk.store import Store
from sync.gateway.serve import Embedded
from sync.outbox import Ending, Report
from sync.relay import BadLine
from tests.desk.conftest import DEMO_STAFF, MORNING, PASSPHRASE
from tests.scenarios.machines import Machine, at_province
from ui.exchange import enrol_desk, exchange

COUNTERS = 6
BEFORE, AFTER = 4, 5
"""Dossiers of each counter before its first exchange and after it."""


@pytest.fixture
def counters(request: pytest.FixtureRequest, tmp_path: Path, gateway: Embedded) -> Iterator[list[Machine]]:
    """Founded one by one, as an office sets its machines up; six, or as many as a test asks for."""
    made = []
    for number in range(getattr(request, "param", COUNTERS)):
        folder = tmp_path / f"quay-{number + 1}"
        store, _staff = found(
            folder, lambda new: PASSPHRASE, sample_office(), DEMO_STAFF, MORNING, training=True
        )
        store.close()
        made.append(Machine(folder, random.Random(number)))
        enrol_desk(made[-1].store, gateway.url, gateway.gateway.devices.invite("H44.900", now()).code)
    yield made
    for one in made:
        one.store.close()


def a_day(counter: Machine, line: BadLine) -> tuple[list[str], Report]:
    """One counter's day: work without a line, an exchange, more work, and the closing."""
    taken = [counter.take() for _dossier in range(BEFORE)]
    assert exchange(counter.store, Progress(), None, 60, url=line.url).outcome is Ending.DONE
    taken += [counter.take() for _dossier in range(AFTER)]
    for code in taken[::2]:
        counter.hand_over(code)
    counter.attach(taken[0], b"%PDF-" + taken[0].encode() * 3_000)
    day = now().astimezone(VIETNAM).date()
    counter.write(lambda change: close_day(change, day))
    return taken, _closed(counter.store, day, line)


def _closed(store: Store, day: date, line: BadLine) -> Report:
    return exchange(store, Progress(), day, 60, url=line.url)


def test_six_counters_at_once_give_no_code_twice_and_each_day_agrees(
    counters: list[Machine], gateway: Embedded
) -> None:
    """All over one line of the office, which is cut; all at the same time."""
    with (
        BadLine(gateway.port, rate=250_000, cut_every=(0.6, 1.2), seed=6) as line,
        ThreadPoolExecutor(COUNTERS) as pool,
    ):
        days = list(pool.map(lambda counter: a_day(counter, line), counters))
        assert line.cuts
    codes = [code for taken, _report in days for code in taken]
    assert len(set(codes)) == COUNTERS * (BEFORE + AFTER)
    assert at_province(gateway) == set(codes)
    for taken, report in days:
        (signed,) = report.receipts
        assert (signed.receipt.agreed, signed.receipt.dossiers) == (True, len(taken))
    held = []
    for counter in counters:
        assert counter.whole()
        with counter.store.read() as session:
            held.append(leases_of(session))
    for mine, theirs in combinations(held, 2):
        assert all(one.last < other.first or other.last < one.first for one in mine for other in theirs)


@pytest.mark.parametrize("counters", [2], indirect=True)
def test_a_step_of_the_province_comes_to_the_counter_that_took_the_dossier(
    counters: list[Machine], gateway: Embedded
) -> None:
    codes = {counter.take(): counter for counter in counters}
    for counter in counters:
        assert counter.sync() is Ending.DONE
    for code in codes:
        gateway.gateway.news.set_status(code, Action.HAND_OVER, "tinh1", now())
    for code, counter in codes.items():
        assert counter.sync() is Ending.DONE
        assert counter.state(code) is State.PROCESSING
        with counter.store.read() as session:
            assert len(leases_of(session)) == 1


@pytest.mark.parametrize("counters", [2], indirect=True)
def test_a_counter_whose_disk_is_gone_takes_nobody_elses_codes_when_it_comes_again(
    counters: list[Machine], gateway: Embedded, tmp_path: Path
) -> None:
    before = {counter.take() for counter in counters}
    for counter in counters:
        assert counter.sync() is Ending.DONE
    lost = counters.pop()
    lost.store.close()
    store, _staff = found(
        tmp_path / "may-moi", lambda new: PASSPHRASE, sample_office(), DEMO_STAFF, MORNING, training=True
    )
    store.close()
    counters.append(Machine(tmp_path / "may-moi", random.Random(99)))
    enrol_desk(counters[-1].store, gateway.url, gateway.gateway.devices.invite("H44.900", now()).code)
    after = {counter.take() for counter in counters}
    for counter in counters:
        assert counter.sync() is Ending.DONE
    assert not before & after
    assert at_province(gateway) == before | after
