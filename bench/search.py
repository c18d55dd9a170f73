"""Does the list follow the typing? Every keystroke's search() and counts against the same statements on the bare file."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bench.offices import SEED, Office, training_office
from bench.tables import Plan, Row, table, timed
from desk.clock import now
from desk.people import known_people
from desk.practice_past import write_past
from desk.progress import Progress
from desk.records.dossiers import ApplicantRow, DossierRow
from desk.rules.citizen import fold
from desk.rules.lifecycle import OPEN, RUNNING, State
from desk.search import Filter, Sort, count, search, today

USUAL_WORDS, QUICK_WORDS = 48, 6
"""So many things are typed, letter by letter."""
LONGEST = 14
EVERY = "each keystroke"
USUAL_LISTS, QUICK_LISTS = 30, 3
KNOWN_AMONG = 20_000
"""What is typed is drawn from the newest dossiers: drawing from a million would take longer than measuring."""


def measure(plan: Plan) -> list[str]:
    """Two tables: keystrokes grouped by how much was typed, and the lists and numbers of the pages."""
    with searched_office(plan) as office:
        bare = office.bare()
        tables = [_keystrokes(plan, office, bare), _lists(plan, office, bare)]
        bare.close()
    return tables


@contextmanager
def searched_office(plan: Plan) -> Iterator[Office]:
    """The store that was named, or one with so many dossiers of a year."""
    if plan.store is not None:
        with Office.opened(plan.store) as office:
            yield office
        return
    with training_office(plan.folder / "desk") as office:
        write_past(office.store, now(), Progress(), dossiers=plan.dossiers, seed=SEED)
        yield office


def _keystrokes(plan: Plan, office: Office, bare: Any) -> str:
    typed = [
        word[:length]
        for word in _words(office, plan.times(USUAL_WORDS, QUICK_WORDS))
        for length in range(1, min(len(word), LONGEST) + 1)
    ]
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    _against(office, bare, lambda session: search(session, Filter(text="thu")))
    for text in typed:
        groups[_group(text)].append(
            _against(office, bare, lambda session, text=text: search(session, Filter(text=text)))
        )
    rows = []
    groups[EVERY] = [one for values in list(groups.values()) for one in values]
    for group in sorted(groups):
        floors, ours = (list(values) for values in zip(*groups[group], strict=True))
        rows += [
            Row(f"{group}: floor, the same SQL and rows", floors),
            Row(f"{group}: search()", ours, floors),
        ]
    return table(f"a keystroke in {_size(office):,} dossiers", rows)


def _lists(plan: Plan, office: Office, bare: Any) -> str:
    at = now()
    month = Filter(
        received_from=(at - timedelta(days=100)).date(), received_to=(at - timedelta(days=70)).date()
    )
    with office.store.read() as session:
        field = session.scalars(select(DossierRow.field).order_by(DossierRow.no.desc()).limit(1)).one()
    lists = {
        "all, newest first": lambda s: search(s, Filter()),
        "in hand, what is due first": lambda s: search(s, Filter(states=OPEN), sort=Sort.DUE),
        "overdue": lambda s: search(s, Filter(states=RUNNING, due_before=at), sort=Sort.DUE),
        "“n” among what is ready, due first": lambda s: search(
            s, Filter(text="n", states=frozenset({State.FINISHED})), sort=Sort.DUE
        ),
        "“n”, a month, a counter, a field": lambda s: search(
            s, replace(month, text="n", counter="1", field_=field)
        ),
        "not with the province": lambda s: search(s, Filter(unsent=True)),
        "count of “n”, to a thousand": lambda s: count(s, Filter(text="n")),
        "Today: numbers and list": lambda s: today(s, at),
        "people by “0999”": lambda s: known_people(s, "0999"),
        "people by “nguyen v”": lambda s: known_people(s, "nguyen v"),
    }
    rows = []
    for name, work in lists.items():
        values = [_against(office, bare, work) for _time in range(plan.times(USUAL_LISTS, QUICK_LISTS))]
        floors, ours = (list(one) for one in zip(*values, strict=True))
        rows += [Row(f"{name}: floor", floors), Row(name, ours, floors)]
    return table(f"lists and numbers in {_size(office):,} dossiers", rows)


def _against(office: Office, bare: Any, work: Any) -> tuple[float, float]:
    """The same statements on the bare connection, fetched and thrown away, and then as the page calls them."""
    with office.store.read() as session:
        driver = session.connection().connection.driver_connection
        statements: list[str] = []
        driver.set_trace_callback(statements.append)
        work(session)
        driver.set_trace_callback(None)
    asked = [one for one in statements if one.lstrip().startswith("SELECT")]
    floor, _rows = timed(lambda: _bare(bare, asked))
    ours, _found = timed(lambda: _read(office, work))
    return floor, ours


def _bare(bare: Any, statements: list[str]) -> None:
    bare.execute("BEGIN")
    for statement in statements:
        bare.execute(statement).fetchall()
    bare.execute("COMMIT")


def _read(office: Office, work: Any) -> object:
    with office.store.read() as session:
        return work(session)


def _words(office: Office, number: int) -> list[str]:
    """What clerks type, in turn: a name without marks, a code, an id, a phone, some words of a procedure."""
    chance = random.Random(SEED)
    with office.store.read() as session:
        known = session.execute(
            select(DossierRow.code, DossierRow.applicant_name, DossierRow.procedure_name,
                   ApplicantRow.personal_id, ApplicantRow.phone)
            .join(ApplicantRow, ApplicantRow.id == DossierRow.applicant)
            .order_by(DossierRow.no.desc()).limit(KNOWN_AMONG)
        ).all()  # fmt: skip
    words = []
    for place in range(number):
        code, name, procedure, personal_id, phone = chance.choice(known)
        words.append((fold(name), fold(name), code, personal_id, phone, fold(procedure))[place % 6])
    return words


def _size(office: Office) -> int:
    with office.store.read() as session:
        return session.scalar(select(DossierRow.no).order_by(DossierRow.no.desc()).limit(1)) or 0


def _group(text: str) -> str:
    return {1: "1 letter", 2: "2 letters"}.get(len(text), "3 letters and more")
