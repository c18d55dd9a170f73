"""How long does a clerk wait for a saved dossier? receive() in store.write() against one bare durable commit of the same bytes."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from bench.offices import RECEPTION, Office, bare_connection, training_office
from bench.tables import Plan, Row, table, timed
from desk.clock import now
from desk.keys import KEY_BYTES
from desk.reception import Request, propose, receive

USUAL, QUICK = 300, 10
WARM_UP = 5


def measure(plan: Plan) -> list[str]:
    """One table. Floor and desk take turns, so that both meet the same moods of the disk."""
    times = plan.times(USUAL, QUICK)
    floors, saves, proposals = [], [], []
    with training_office(plan.folder / "desk") as office:
        bare = BareFile(plan.folder / "bare.db")
        for place, request in enumerate(office.requests(times + WARM_UP)):
            proposed, _proposal = timed(lambda request=request: _proposed(office, request))
            saved, payload = timed(lambda request=request: _saved(office, request))
            floor, _nothing = timed(lambda payload=payload: bare.commit(payload))
            if place >= WARM_UP:
                proposals.append(proposed)
                saves.append(saved)
                floors.append(floor)
        bare.close()
    rows = (
        Row("floor: one bare durable commit of the entry's bytes", floors),
        Row("save: record and journal entry, durable", saves, floors),
        Row("while typing: appointment, fees and checklist", proposals, floors),
    )
    return [table("save one dossier", rows)]


class BareFile:
    """The least that a durable save can be: one INSERT and its commit, in the same kind of encrypted file."""

    def __init__(self, path: Path) -> None:
        self._connection: Any = bare_connection(path, secrets.token_bytes(KEY_BYTES))
        self._connection.execute("CREATE TABLE payloads (no INTEGER PRIMARY KEY, payload BLOB NOT NULL)")

    def commit(self, payload: bytes) -> None:
        """Durable on return."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO payloads (payload) VALUES (?)", (payload,))
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def _saved(office: Office, request: Request) -> bytes:
    with office.store.write(RECEPTION, now()) as change:
        receive(change, request)
    return (change.entries[0].payload or "").encode()


def _proposed(office: Office, request: Request) -> object:
    with office.store.read() as session:
        return propose(
            session, request.procedure, case=request.case, at=now(), quantity=request.quantity
        ).appointment
