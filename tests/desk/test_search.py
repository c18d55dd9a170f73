"""Searching equals a look at every dossier, whatever is asked; and no keystroke reads a whole table."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.datasets import catalogue_of
from desk.handling import act
from desk.narrowing import typed_words
from desk.office import DEMO_STAFF, found, sample_office
from desk.people import known_people, open_alike
from desk.practice import practice_requests
from desk.reception import receive
from desk.records.base import VIETNAM
from desk.records.dossiers import ApplicantRow, DossierRow
from desk.records.journal import ExchangeRow
from desk.rules.citizen import fold
from desk.rules.lifecycle import OPEN, RUNNING, Action, Role, State
from desk.search import Filter, Sort, count, count_all, search, today
from desk.store import Actor, Store

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=VIETNAM)
DOSSIERS = 90
RECEPTION = [Actor("tiepnhan1", "Cán bộ Mẫu", Role.RECEPTION, counter) for counter in ("1", "2")]
STEPS = (
    (),
    (Action.HAND_OVER,),
    (Action.HAND_OVER, Action.FINISH),
    (Action.HAND_OVER, Action.FINISH, Action.RETURN),
    (Action.HAND_OVER, Action.REQUEST_SUPPLEMENT),
    (Action.WITHDRAW,),
)
FACTS = {"reason": "Thiếu giấy tờ"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Ninety dossiers of three years, in every state, at two counters; the province has half of them."""
    folder = tmp_path_factory.mktemp("search")
    store, _people = found(folder, lambda new: "cụm mật khẩu để thử", sample_office(), DEMO_STAFF,
                           NOW - timedelta(days=700), training=True)  # fmt: skip
    chance = random.Random(5)
    with store.read() as session:
        requests = practice_requests(chance, DOSSIERS, NOW.date(), catalogue_of(session))
    at = NOW - timedelta(days=690)
    for number, request in enumerate(requests):
        at = min(at + timedelta(days=chance.choice((0, 1, 9, 14)), minutes=3), NOW)
        with store.write(chance.choice(RECEPTION), at) as change:
            code = receive(change, request).code
        for action in STEPS[number % len(STEPS)]:
            with store.write(RECEPTION[0], at) as change:
                act(change, code, action, FACTS)
    with store.keep() as session:
        session.get_one(ExchangeRow, 1).held_seq = 160
    yield store
    store.close()


def by_looking(session: Session, wanted: Filter, sort: Sort) -> list[str]:
    """The ids of what matches, by reading everything."""
    held = session.scalar(select(ExchangeRow.held_seq)) or 0
    typed = typed_words(wanted.text)
    hits = []
    for row, person in session.execute(
        select(DossierRow, ApplicantRow).join(ApplicantRow, ApplicantRow.id == DossierRow.applicant)
    ):
        text = " ".join((row.code, row.provisional_code or "", fold(row.applicant_name), fold(row.holder_name),
                         person.personal_id, person.phone, row.procedure, fold(row.procedure_name), fold(row.field)))  # fmt: skip
        words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
        day = row.received_at.astimezone(VIETNAM).date()
        if all((
            all(any(word.startswith(one) for word in words) for one in typed),
            not wanted.states or State(row.state) in wanted.states,
            wanted.received_from is None or day >= wanted.received_from,
            wanted.received_to is None or day <= wanted.received_to,
            wanted.due_from is None or row.due_at >= wanted.due_from,
            wanted.due_before is None or row.due_at < wanted.due_before,
            not wanted.counter or row.counter == wanted.counter,
            not wanted.field_ or row.field == wanted.field_,
            not wanted.unsent or row.last_seq > held,
        )):  # fmt: skip
            hits.append(row)
    hits.sort(key=(lambda row: (row.due_at, row.no)) if sort is Sort.DUE else (lambda row: -row.no))
    return [row.id for row in hits]


DAYS = st.none() | st.dates(date(2024, 6, 1), date(2027, 2, 1))
MOMENTS = st.none() | st.integers(-700, 60).map(lambda days: NOW + timedelta(days=days, hours=1))
STATES = st.sampled_from(
    (frozenset(), OPEN, RUNNING, frozenset({State.FINISHED}), frozenset({State.RETURNED, State.WITHDRAWN}))
)
WORDS = (
    "nguyễn",
    "thi",
    "MẪU",
    "chứng thực",
    "hộ tịch",
    "đăng ký",
    "2.000815",
    "H44.900-",
    "026",
    "0999",
    "1",
    "k",
    "kh",
    "-",
    "\U00100000",
    "zz",
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_is_found_is_what_a_look_at_everything_finds(office: Store, data: st.DataObject) -> None:
    with office.read() as session:
        fields = sorted({row.field for row in session.scalars(select(DossierRow))})
        typed = data.draw(st.lists(st.sampled_from(WORDS), max_size=3))
        wanted = Filter(
            text=" ".join(typed)[: data.draw(st.integers(0, 30))],
            states=data.draw(STATES), received_from=data.draw(DAYS), received_to=data.draw(DAYS),
            due_from=data.draw(MOMENTS), due_before=data.draw(MOMENTS),
            counter=data.draw(st.sampled_from(("", "1", "2", "3"))), field_=data.draw(st.sampled_from(("", "Lạ", *fields))),
            unsent=data.draw(st.booleans()),
        )  # fmt: skip
        for sort in Sort:
            expected = by_looking(session, wanted, sort)
            assert [row.id for row in search(session, wanted, sort=sort)] == expected
            assert [row.id for row in search(session, wanted, sort=sort, limit=5)] == expected[:5]
        assert count(session, wanted) == len(expected)
        assert count(session, wanted, most=3) == min(4, len(expected))


def test_a_code_finds_its_dossier_alone_and_respects_the_rest_of_the_filter(office: Store) -> None:
    with office.read() as session:
        row = session.scalars(select(DossierRow).order_by(DossierRow.no)).first()
        assert row is not None
        day = row.received_at.date()
        for wanted, hits in (
            (Filter(text=row.code.lower()), 1),
            (Filter(text=row.code, received_from=day, received_to=day, field_=row.field, counter=row.counter), 1),
            (Filter(text=row.code, received_from=day + timedelta(days=1)), 0),
            (Filter(text=row.code, states=frozenset({State.STOPPED})), 0),
            (Filter(text=row.code, unsent=True), 0),
        ):  # fmt: skip
            assert len(search(session, wanted)) == count(session, wanted) == hits


def test_all_are_counted_by_the_newest_number(office: Store) -> None:
    with office.read() as session:
        assert count_all(session) == DOSSIERS


def test_no_list_reads_a_table_from_end_to_end(office: Store) -> None:
    """What the planner says, because a time says nothing about a million: every list is led by an index."""
    statements: list[str] = []
    everything = [
        Filter(
            text=text,
            states=states,
            counter=counter,
            field_=field,
            unsent=unsent,
            received_from=day,
            due_before=NOW if states == RUNNING else None,
        )  # fmt: skip
        for text, states, counter, field, day, unsent in product(
            ("", "n", "nguyen v", "H44.900-241124-0001"),
            (frozenset(), RUNNING, frozenset({State.RETURNED})),
            ("", "1"),
            ("", "Hộ tịch"),
            (None, date(2026, 1, 1)),
            (False, True),
        )  # fmt: skip
    ]
    with office.read() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(statements.append)
        for wanted in everything:
            search(session, wanted)
            if wanted.states == RUNNING:  # the pages order only what is in hand by what is due
                search(session, wanted, sort=Sort.DUE)
            count(session, wanted)
        today(session, NOW)
        count_all(session)
        known_people(session, "0999")
        known_people(session, "nguyen v")
        open_alike(session, "2.000815", known_people(session, "0999")[0].person)
        driver.set_trace_callback(None)
        asked = {one for one in statements if one.lstrip().startswith(("SELECT", "WITH"))}
        assert len(asked) > 100
        for statement in asked:
            plan = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}")]
            read = [step for step in plan if step.startswith("SCAN") and not _bounded(step, statement)]
            assert read == [], f"{statement}\n{plan}"


def _bounded(step: str, statement: str) -> bool:
    """Scans that are short whatever the office holds: the index of words, subqueries, procedures, bookkeeping, and the
    newest dossiers walked from the top, which the limit ends."""
    small = (
        "VIRTUAL TABLE INDEX",
        "(subquery",
        " n",
        "procedure_words",
        "exchange",
        "verdicts",
        "CONSTANT ROW",
    )
    walked = step == "SCAN d" and "ORDER BY d.no DESC" in statement
    return walked or any(part in step for part in small)
