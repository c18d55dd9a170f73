"""How do many dossiers of a training office reach the disk at once? Rows, words and journal entries by plain inserts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from desk.narrowing import Found
from desk.people import person_words
from desk.records.office import RegisterRow, SerialRow
from desk.rules.chain import Entry, canonical, moment
from desk.rules.citizen import Person, fold
from desk.rules.fees import FeeLine, Method, total_vnd
from desk.rules.lifecycle import Action, State
from desk.store import Change

DOSSIER = (
    "INSERT INTO dossiers (no, id, code, provisional_code, paper_no, applicant, applicant_name, holder_name, procedure,"
    ' procedure_name, field, "case", counter, received_at, due_at, finished_at, state, return_by, fees_vnd, cash_vnd,'
    f" register_no, note, last_seq) VALUES ({', '.join('?' * 23)})"
)
SEARCH = "INSERT INTO dossier_search (rowid, words) VALUES (?, ?)"


@dataclass(slots=True)
class Life:
    """A dossier on its way: what changes, what it is found by, and what will still happen to it."""

    no: int
    id: str
    found: Found
    due_at: datetime
    state: State = State.RECEIVED
    last_seq: int = 0
    plan: list[tuple[datetime, Action]] = field(default_factory=list)
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What never changes of a dossier, until it is written."""

    life: Life
    person: int
    applicant: Person
    procedure: str
    procedure_name: str
    field: str
    case: str
    received_at: datetime
    return_by: str
    fees: Sequence[FeeLine]
    components: Sequence[dict[str, Any]]
    register_no: int


@dataclass(slots=True)
class Batch:
    """What happened since the last commit."""

    entries: list[Entry] = field(default_factory=list)
    taken: dict[int, Taken] = field(default_factory=dict)
    moved: dict[int, Life] = field(default_factory=dict)
    serials: dict[tuple[str, date, int], int] = field(default_factory=dict)
    registers: dict[int, int] = field(default_factory=dict)

    def move(self, life: Life) -> None:
        """This dossier has changed; one of this batch is only written at its end."""
        if life.no not in self.taken:
            self.moved[life.no] = life

    def write(self, change: Change, applicants: dict[int, int]) -> None:
        """All of it into the open transaction. `applicants` leads from a person's number to the row, and grows."""
        session = change.session
        change.note_linked(self.entries)
        self._write_people(change, applicants)
        # The driver's own cursor: SQLAlchemy would look at each of a million rows once more.
        cursor = session.connection().connection.cursor()
        cursor.executemany(DOSSIER, [_columns(one, applicants) for one in self.taken.values()])
        cursor.executemany(
            "INSERT INTO components (dossier, position, name, originals, copies) VALUES (?, ?, ?, ?, ?)",
            [(no, position, item["name"], item["originals"], item["copies"])
             for no, one in self.taken.items() for position, item in enumerate(one.components)])  # fmt: skip
        cursor.executemany(
            "INSERT INTO fees (dossier, position, name, amount_vnd, method) VALUES (?, ?, ?, ?, ?)",
            [(no, position, line.name, line.amount_vnd, line.method.value)
             for no, one in self.taken.items() for position, line in enumerate(one.fees)])  # fmt: skip
        cursor.executemany(
            "UPDATE dossiers SET state = ?, finished_at = ?, last_seq = ? WHERE no = ?",
            [(life.state.value, _written(life.finished_at), life.last_seq, no)
             for no, life in self.moved.items()])  # fmt: skip
        cursor.executemany("DELETE FROM dossier_search WHERE rowid = ?", [(no,) for no in self.moved])
        cursor.executemany(SEARCH, _words([*self.moved.values(), *(one.life for one in self.taken.values())]))
        for (agency, day, lease), last in self.serials.items():
            session.merge(SerialRow(agency=agency, day=day, lease=lease, last=last))
        for year, last in self.registers.items():
            session.merge(RegisterRow(year=year, last=last))

    def _write_people(self, change: Change, applicants: dict[int, int]) -> None:
        cursor = change.session.connection().connection.cursor()
        unknown = {one.person: one.applicant for one in self.taken.values() if one.person not in applicants}
        for number, person in list(unknown.items()):
            row = cursor.execute(
                "SELECT id FROM applicants WHERE personal_id = ?", (person.personal_id,)
            ).fetchone()
            if row is not None:  # met at the counter, or in an earlier past
                applicants[number] = row[0]
                del unknown[number]
        last = cursor.execute("SELECT coalesce(max(id), 0) FROM applicants").fetchone()[0]
        people = []
        for identity, (number, person) in enumerate(unknown.items(), start=last + 1):
            applicants[number] = identity
            people.append((identity, person))
        cursor.executemany(
            "INSERT INTO applicants (id, personal_id, name, name_key, phone, document, seen_at, dossiers)"
            " VALUES (?, ?, ?, ?, ?, ?, '', 0)",
            [(identity, one.personal_id, one.name, fold(one.name), one.phone, canonical(one.to_plain()))
             for identity, one in people])  # fmt: skip
        cursor.executemany(
            "INSERT INTO people_search (rowid, words) VALUES (?, ?)",
            [(identity, person_words(one.name, one.personal_id, one.phone)) for identity, one in people])  # fmt: skip
        cursor.executemany(
            "UPDATE applicants SET dossiers = dossiers + 1, seen_at = max(seen_at, ?) WHERE id = ?",
            [(moment(one.received_at), applicants[one.person]) for one in self.taken.values()])  # fmt: skip


def _columns(one: Taken, applicants: dict[int, int]) -> tuple[object, ...]:
    life, found = one.life, one.life.found
    cash = sum(line.amount_vnd for line in one.fees if line.method is Method.CASH)
    return (life.no, life.id, found.code, found.provisional_code, None, applicants[one.person], found.applicant, found.holder,
            one.procedure, one.procedure_name, one.field, one.case, found.counter, moment(one.received_at),
            moment(life.due_at), _written(life.finished_at), life.state.value, one.return_by, total_vnd(one.fees), cash,
            one.register_no, "", life.last_seq)  # fmt: skip


def _words(lives: Iterable[Life]) -> list[tuple[int, str]]:
    return [(life.no, life.found.words(life.state)) for life in lives]


def _written(at: datetime | None) -> str | None:
    return None if at is None else moment(at)
