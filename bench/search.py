"""Does the list follow the typing? Every keystroke's search() against the same full-text query on the bare file."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

from sqlalchemy import select

from bench.offices import SEED, Office, training_office
from bench.tables import Plan, Row, table, timed
from desk.records.dossiers import ApplicantRow, DossierRow
from desk.rules.citizen import fold
from desk.search import SEARCH_LIMIT, Filter, matching, search

USUAL_WORDS, QUICK_WORDS = 48, 6
"""So many things are typed, letter by letter."""
LONGEST = 14
WARM_UP = "thu"
BARE_MATCH = "SELECT rowid FROM dossier_search WHERE dossier_search MATCH ? ORDER BY rowid DESC LIMIT ?"
BARE_ROWS = (
    "SELECT * FROM dossiers WHERE no IN (SELECT rowid FROM dossier_search WHERE dossier_search MATCH ?)"
    " ORDER BY no DESC LIMIT ?"
)


def measure(plan: Plan) -> list[str]:
    """One table, keystrokes grouped by how much was typed: the first letter matches nearly everybody."""
    with training_office(plan.folder / "desk") as office:
        office.fill(plan.dossiers)
        typed = [
            word[:length]
            for word in _words(office, plan.times(USUAL_WORDS, QUICK_WORDS))
            for length in range(1, min(len(word), LONGEST) + 1)
            if matching(word[:length])
        ]
        bare = office.bare()
        _one(office, bare, WARM_UP)
        groups: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
        for text in typed:
            groups[_group(text)].append(_one(office, bare, text))
        bare.close()
    rows = []
    for group in sorted(groups):
        floors, bare_rows, ours = (list(values) for values in zip(*groups[group], strict=True))
        rows += [
            Row(f"{group}: floor, bare MATCH for row numbers", floors),
            Row(f"{group}: bare SQL with the rows", bare_rows, floors),
            Row(f"{group}: search() as the list calls it", ours, floors),
        ]
    return [table(f"search in {plan.dossiers:,} dossiers", rows)]


def _one(office: Office, bare: Any, text: str) -> tuple[float, float, float]:
    query = (matching(text), SEARCH_LIMIT)
    floor, _rows = timed(lambda: bare.execute(BARE_MATCH, query).fetchall())
    rows, _rows = timed(lambda: bare.execute(BARE_ROWS, query).fetchall())
    ours, _found = timed(lambda: _searched(office, text))
    return floor, rows, ours


def _searched(office: Office, text: str) -> object:
    with office.store.read() as session:
        return search(session, Filter(text=text))


def _words(office: Office, number: int) -> list[str]:
    """What clerks type, in turn: a name without marks, a code, an id, a phone, some words of a procedure."""
    chance = random.Random(SEED)
    with office.store.read() as session:
        known = session.execute(
            select(DossierRow.code, DossierRow.applicant_name, DossierRow.procedure_name,
                   ApplicantRow.personal_id, ApplicantRow.phone)
            .join(ApplicantRow, ApplicantRow.id == DossierRow.applicant)
        ).all()  # fmt: skip
    words = []
    for place in range(number):
        code, name, procedure, personal_id, phone = chance.choice(known)
        words.append((fold(name), fold(name), code, personal_id, phone, fold(procedure))[place % 6])
    return words


def _group(text: str) -> str:
    return {1: "1 letter", 2: "2 letters"}.get(len(text), "3 letters and more")
