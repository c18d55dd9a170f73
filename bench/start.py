"""How long does a person or a script wait for a start? Whole processes against an empty Python process and a bare window."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from argon2.low_level import Type, hash_secret_raw

from bench.offices import training_office
from bench.processes import BARE_WINDOW, EMPTY, LEAVE, SIGN_IN, SIT_DOWN, command, in_turn
from bench.search import searched_office
from bench.tables import Plan, Row, table, timed
from desk.keys import ARGON2_LANES, ARGON2_MEMORY_KIB, ARGON2_TIME_COST, KEY_BYTES, SALT_BYTES

USUAL, QUICK = 5, 2
DOSSIERS = 200
LIBRARIES = (
    "import click, sqlalchemy.orm, sqlcipher3, msgspec, argon2, cryptography.hazmat.primitives.ciphers.aead"
)
"""What a command that opens the store cannot do without: a peer for the desk's own share."""


def measure(plan: Plan) -> list[str]:
    """Two tables. The passphrase's own cost is told apart: it is slow on purpose, and a keyring spares it."""
    times = plan.times(USUAL, QUICK)
    with training_office(plan.folder / "desk") as office:
        office.fill(DOSSIERS)
    empty, libraries, version, search = in_turn(
        (
            (EMPTY, ""),
            ((sys.executable, "-c", LIBRARIES), ""),
            (command("--version"), ""),
            (command("search", "nguyen", "--data", str(office.folder)), ""),
        ),
        times,
    )
    rows = (
        Row("floor: python -c pass", empty),
        Row("peer: python that imports the libraries of a search", libraries, empty),
        Row("motcua --version", version, empty),
        Row(f"motcua search in {DOSSIERS} dossiers, opened by passphrase", search, empty),
        Row("of which Argon2id on the passphrase", [_stretched() for _time in range(times)], empty),
    )
    return [table("start, whole process", rows), _windows(plan)]


def _windows(plan: Plan) -> str:
    """From the start of the process to a window that is shown, or to the list of the first page."""
    with searched_office(replace(plan, folder=plan.folder / "window")) as office:
        folder = str(office.folder)
        with offscreen():
            floor, sign_in, today = in_turn(
                (
                    ((sys.executable, "-c", BARE_WINDOW + LEAVE), ""),
                    ((sys.executable, "-c", SIGN_IN + LEAVE, folder), ""),
                    ((sys.executable, "-c", SIGN_IN + SIT_DOWN + LEAVE, folder), ""),
                ),
                plan.times(USUAL, QUICK),
            )
    rows = (
        Row("floor: a bare PySide6 window", floor),
        Row("the sign-in page, store opened by passphrase", sign_in, floor),
        Row("signed in at once, Today with its list", today, floor),
    )
    return table("start of the window", rows)


@contextmanager
def offscreen() -> Iterator[None]:
    """Windows without a screen, for the processes that are started inside."""
    before = os.environ.get("QT_QPA_PLATFORM")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    yield
    if before is None:
        del os.environ["QT_QPA_PLATFORM"]
    else:
        os.environ["QT_QPA_PLATFORM"] = before


def _stretched() -> float:
    took, _key = timed(
        lambda: hash_secret_raw(b"bench", os.urandom(SALT_BYTES), ARGON2_TIME_COST, ARGON2_MEMORY_KIB,
                                ARGON2_LANES, KEY_BYTES, Type.ID)
    )  # fmt: skip
    return took
