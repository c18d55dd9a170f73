"""Where do the measured dossiers come from? A training office with fictitious citizens; the same seed gives the same people."""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from desk import keys
from desk.clock import now
from desk.datasets import catalogue_of
from desk.leases import grant
from desk.office import DEMO_STAFF, NewStaff, found, office_of, sample_office
from desk.practice import practice_requests
from desk.reception import Request, receive
from desk.rules.dossier_code import Lease
from desk.rules.lifecycle import Role
from desk.store import DATABASE, SYSTEM, Actor, Store

SEED = 20_261_124
LEASE = (1, 9_999)
DAYS_BACK = 270
"""A filled office took its dossiers over so many days, about a year's working time of a busy desk."""
BATCH = 500
"""Dossiers of one transaction when filling: what is measured is searching, not these commits."""
RECEPTION = Actor("tiepnhan1", "Cán bộ Tiếp nhận Mẫu Một", Role.RECEPTION, "1")


@dataclass(frozen=True, slots=True)
class Office:
    """An open training office in a folder of its own."""

    folder: Path
    store: Store

    @classmethod
    @contextmanager
    def opened(cls, folder: Path) -> Iterator[Office]:
        """The training office that stands in `folder`, closed afterwards; its passphrase is in the environment."""
        store = Store.open(folder, keys.terminal_or_environment)
        try:
            yield cls(folder, store)
        finally:
            store.close()

    def requests(self, number: int, seed: int = SEED) -> list[Request]:
        """So many dossiers as they would be typed."""
        with self.store.read() as session:
            return practice_requests(random.Random(seed), number, now().date(), catalogue_of(session))

    def take(self, request: Request) -> str:
        """Receive one dossier in a transaction of its own; its code."""
        with self.store.write(RECEPTION, now()) as change:
            return receive(change, request).code

    def fill(self, number: int) -> None:
        """Receive so many dossiers, spread over DAYS_BACK days, many to a transaction."""
        requests = self.requests(number)
        today = now()
        for first in range(0, number, BATCH):
            with self.store.write(RECEPTION, now()) as change:
                for place, request in enumerate(requests[first : first + BATCH], start=first):
                    back = timedelta(days=DAYS_BACK * (number - place) // number)
                    receive(change, replace(request, received_at=today - back))

    def bare(self) -> Any:
        """A bare sqlcipher3 connection to this store's file, set up as the store's own."""
        return bare_connection(self.folder / DATABASE, keys.needed(self.store.secrets, "store"))


@contextmanager
def training_office(folder: Path, *, leased: bool = True) -> Iterator[Office]:
    """Found an office in `folder`; closed afterwards. The passphrase stands in the environment for child processes.

    `leased=False` leaves the codes to the province, as before enrolment.
    """
    # Always a passphrase, even where a keyring serves: a benchmark leaves nothing in the person's keyring.
    passphrase = os.environ.setdefault(keys.PASSPHRASE_VARIABLE, secrets.token_urlsafe(16))
    staff = tuple(NewStaff(one.login, one.name, one.role) for one in DEMO_STAFF)
    store, _people = found(folder, lambda new: passphrase, sample_office(), staff, now(), training=True)
    try:
        if leased:
            with store.write(SYSTEM, now()) as change:
                grant(change, (Lease(office_of(change.session).code, *LEASE),))
        yield Office(folder, store)
    finally:
        store.close()


def bare_connection(path: Path, key: bytes) -> Any:
    """The same kind of file as the desk's store: SQLCipher with a raw key, WAL, synchronous=FULL, no driver transactions."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
