"""A training office's past is whole by every measure, the same for the same seed, and never put into a real office."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desk import practice_past
from desk.clock import now
from desk.custody import verify
from desk.datasets import catalogue_of
from desk.errors import RuleBroken
from desk.handling import dossier_of
from desk.leases import grant
from desk.office import DEMO_STAFF, found, sample_office
from desk.people import known_people
from desk.practice import practice_requests
from desk.practice_past import write_past
from desk.progress import Cancelled, Progress, Step
from desk.reception import receive
from desk.records.base import VIETNAM
from desk.records.dossiers import ApplicantRow, DossierRow
from desk.records.journal import ExchangeRow
from desk.rules.dossier_code import Lease
from desk.rules.lifecycle import Role, State
from desk.search import Filter, count, count_all, search
from desk.store import SYSTEM, Actor, Store

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=VIETNAM)
DOSSIERS = 260


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Store]:
    store, _people = found(tmp_path / "desk", lambda new: "cụm mật khẩu để thử", sample_office(), DEMO_STAFF, NOW,
                           training=True)  # fmt: skip
    yield store
    store.close()


def told(store: Store) -> list[tuple[object, ...]]:
    with store.read() as session:
        rows = session.execute(select(DossierRow.code, DossierRow.applicant_name, DossierRow.state, DossierRow.due_at,
                                      DossierRow.fees_vnd).order_by(DossierRow.no))  # fmt: skip
        return [tuple(row) for row in rows]


def test_a_past_of_months_is_whole_and_lies_in_working_time(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        practice_past, "ENTRIES_AT_ONCE", 200
    )  # so that dossiers move on in later transactions
    entries = write_past(office, NOW, Progress(), dossiers=DOSSIERS, months=3)

    verdict = verify(office, Progress())
    assert verdict.findings == ()
    assert verdict.dossiers == DOSSIERS
    assert verdict.entries > entries > 3 * DOSSIERS
    with office.read() as session:
        rows = session.scalars(select(DossierRow).order_by(DossierRow.no)).all()
        assert [row.received_at for row in rows] == sorted(row.received_at for row in rows)
        assert all(NOW - timedelta(days=91) < row.received_at < NOW for row in rows)
        assert all(row.received_at.weekday() < 5 and 7 <= row.received_at.hour <= 17 for row in rows)
        states = Counter(State(row.state) for row in rows)
        assert states[State.RETURNED] > DOSSIERS / 2
        assert len(states) >= 3
        assert count_all(session) == DOSSIERS
        for state, number in states.items():
            assert count(session, Filter(states=frozenset({state}))) == number
        folded = dossier_of(session, rows[0].code)
        assert (folded.finished_at, folded.register_no) == (rows[0].finished_at, rows[0].register_no)
        assert [row.register_no for row in rows] == list(range(1, DOSSIERS + 1))
        one = rows[100]
        assert one.id in {row.id for row in search(session, Filter(text=one.applicant_name))}
        person = session.get_one(ApplicantRow, one.applicant)
        assert person.dossiers == sum(row.applicant == person.id for row in rows)
        assert known_people(session, person.personal_id)[0].person.name == person.name


def test_the_same_seed_gives_the_same_past_and_another_one_another(tmp_path: Path) -> None:
    pasts = []
    for number, seed in enumerate((3, 3, 4)):
        store, _people = found(
            tmp_path / str(number), lambda new: "cụm", sample_office(), DEMO_STAFF, NOW, training=True
        )
        with store.write(SYSTEM, NOW) as change:
            grant(change, (Lease("H44.900", 1, 9999),))
        write_past(store, NOW, Progress(), dossiers=40, months=1, seed=seed)
        pasts.append(told(store))
        store.close()
    assert pasts[0] == pasts[1] != pasts[2]


def test_work_goes_on_after_the_past(office: Store) -> None:
    with office.write(SYSTEM, NOW) as change:
        grant(change, (Lease("H44.900", 5, 7),))
    for seed in (1, 1, 2):  # the same people come again
        write_past(office, NOW, Progress(), dossiers=60, months=1, seed=seed)
    codes = [row[0] for row in told(office)]
    assert len(set(codes)) == 180
    assert {str(code)[-4:] for code in codes if "-T" not in str(code)} == {"0005", "0006", "0007"}
    with office.write(Actor("tiepnhan1", "Cán bộ Mẫu", Role.RECEPTION, "1"), NOW) as change:
        request = practice_requests(random.Random(1), 1, NOW.date(), catalogue_of(change.session))[0]
        taken = receive(change, request)
    assert taken.register_no == 181
    assert verify(office, Progress()).findings == ()


def test_stopped_in_the_middle_it_is_shorter_and_whole(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice_past, "ENTRIES_AT_ONCE", 150)
    steps: list[Step] = []

    def watch(step: Step) -> None:
        steps.append(step)
        if len(steps) == 4:
            progress.cancel()

    progress = Progress(watch)
    with pytest.raises(Cancelled):
        write_past(office, NOW, progress, dossiers=DOSSIERS, months=2)
    verdict = verify(office, Progress())
    assert verdict.findings == ()
    assert 0 < verdict.dossiers < DOSSIERS
    assert [step.total for step in steps] == [DOSSIERS] * 4


def test_a_real_office_and_an_enrolled_one_are_refused(tmp_path: Path, office: Store) -> None:
    real, _people = found(
        tmp_path / "real", lambda new: "cụm", sample_office(), DEMO_STAFF, now(), training=False
    )
    with pytest.raises(RuleBroken) as refused:
        write_past(real, now(), Progress(), dossiers=1)
    assert refused.value.code == "not_training"
    assert told(real) == []
    real.close()
    with office.keep() as session:
        session.get_one(ExchangeRow, 1).url = "http://127.0.0.1:1"
    with pytest.raises(RuleBroken) as refused:
        write_past(office, NOW, Progress(), dossiers=1)
    assert refused.value.code == "enrolled"


@pytest.mark.parametrize(
    ("dossiers", "months", "field", "code"),
    [
        (0, 1, "dossiers", "out_of_range"),
        (10**9, 1, "dossiers", "out_of_range"),
        (1, 0, "months", "out_of_range"),
        (1, 200, "calendar", "unknown_year"),
    ],
)
def test_nonsense_is_refused(office: Store, dossiers: int, months: int, field: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        write_past(office, NOW, Progress(), dossiers=dossiers, months=months)
    assert (refused.value.field, refused.value.code) == (field, code)
