"""Whom have we met before? Everybody who ever handed in a dossier, found by the beginning of a name, an id or a phone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.narrowing import typed_words
from desk.plain_sql import cursor
from desk.records.base import VIETNAM
from desk.rules.citizen import Person, fold, read_person
from desk.rules.lifecycle import OPEN

KNOWN_LIMIT = 8
LOOKED_THROUGH = 500
"""Of a beginning that more people share, the last ones to come for the first time are looked through."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody met before."""

    person: Person
    dossiers: int
    seen_at: datetime


def known_people(session: Session, typed: str, limit: int = KNOWN_LIMIT) -> tuple[Known, ...]:
    """People met before whose id or phone begins so, or whose name has words that begin so; latest first."""
    digits = fold(typed).replace(" ", "")
    words = [digits] if digits.isdigit() else typed_words(typed)
    if not words:
        return ()
    rows = cursor(session).execute(
        """SELECT document, dossiers, seen_at FROM applicants WHERE id IN (
               SELECT rowid FROM people_search WHERE people_search MATCH ? ORDER BY rowid DESC LIMIT ?)
           ORDER BY seen_at DESC LIMIT ?""",
        (" AND ".join(f'"{word}"*' for word in words), LOOKED_THROUGH, limit),
    )
    return tuple(_known(document, dossiers, seen_at) for document, dossiers, seen_at in rows)


def index_person(session: Session, number: int, name: str, personal_id: str, phone: str) -> None:
    """Write the words under which this person is found (again, where they changed)."""
    forget_person(session, number)
    cursor(session).execute(
        "INSERT INTO people_search (rowid, words) VALUES (?, ?)", (number, person_words(name, personal_id, phone))
    )  # fmt: skip


def forget_person(session: Session, number: int) -> None:
    """Nobody is found under this number any more."""
    cursor(session).execute("DELETE FROM people_search WHERE rowid = ?", (number,))


def person_words(name: str, personal_id: str, phone: str) -> str:
    """The document of the index of people."""
    return f"{fold(name)} {personal_id} {phone}"


def open_alike(session: Session, procedure: str, person: Person) -> tuple[str, ...]:
    """Codes of open dossiers of the same person (by personal id) and procedure: a likely duplicate."""
    if not person.personal_id:
        return ()
    # The signs + keep the planner on the person's own dossiers: by state it would look through everybody's.
    rows = cursor(session).execute(
        f"""SELECT code FROM dossiers
            WHERE applicant IN (SELECT id FROM applicants WHERE personal_id = ?) AND +procedure = ?
              AND +state IN ({", ".join(f"'{state.value}'" for state in sorted(OPEN))}) ORDER BY no""",
        (person.personal_id, procedure),
    )
    return tuple(row[0] for row in rows)


def _known(document: str, dossiers: int, seen_at: str) -> Known:
    seen = datetime.fromisoformat(seen_at).astimezone(VIETNAM)
    return Known(read_person(json.loads(document), "applicant", seen.date()), dossiers, seen)
