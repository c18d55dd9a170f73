"""How long does a person or a script wait for a start? Whole processes against an empty Python process and a bare window."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from bench.offices import Office, training_office
from bench.processes import BARE_WINDOW, EMPTY, HOUSE, LEAVE, command, in_turn
from bench.search import searched_office
from bench.secret_service import move_keys, secret_service
from bench.tables import Plan, Row, grid, short, table, timed
from desk.access import set_password
from desk.clock import now
from desk.keys import ARGON2_LANES, ARGON2_MEMORY_KIB, ARGON2_TIME_COST, KEY_BYTES, SALT_BYTES
from desk.office import office_of
from desk.store import SYSTEM
from ui.front import Front, keep_front
from ui.memory import Memory
from ui.stage import MEMORY

USUAL, QUICK = 5, 2
DOSSIERS = 200
LIBRARIES = (
    "import click, sqlalchemy.orm, sqlcipher3, msgspec, argon2, cryptography.hazmat.primitives.ciphers.aead"
)
"""What a command that opens the store cannot do without: a peer for the desk's own share."""

TYPES_MS = 3_000
"""So long a person types login and password."""
LONGEST_S = 60
WATCHED = Path(__file__).with_name("watched_start.py")
LOGIN, PASSWORD = "tiepnhan1", "mat-khau-do-dac"
FLOOR, KEYS, ENTER, TODAY = "window painted", "sign-in page takes keys", "Enter", "Today with its list"
SAY = "import sys, time; print(sys.argv[1], time.monotonic_ns(), time.process_time() * 1e3, flush=True)\n"
Seen = dict[str, tuple[float, float]]
"""Moment -> milliseconds since the process was started, by the clock and of the processor."""


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
    """What a person waits for: the sign-in page, and Today. Keys in a keyring, as in a usual office, and under a passphrase."""
    folder, times = plan.folder / "window", plan.times(USUAL, QUICK)
    by_passphrase = _office(replace(plan, folder=folder))
    runs: list[tuple[str, str, Seen]] = []
    with secret_service(folder / "service") as keyring:
        homes = [("passphrase", by_passphrase, dict(os.environ))]
        if keyring is not None:
            homes.insert(0, ("keyring", _in_keyring(by_passphrase, folder / "keyring", keyring), keyring))
        lines = [("floor", "", _line(None, 0), dict(os.environ))]
        for home, office, environment in homes:
            lines += [
                (home, "typed", _line(office, TYPES_MS), environment),
                (home, "at once", _line(office, 0), environment),
            ]
        for turn in range(times + 1):
            for home, how, line, environment in lines:
                seen = _seen(line, {**environment, **_as_installed(folder)})
                if turn:  # the first fills the caches
                    runs.append((home, how, seen))
    return _told(runs, [home for home, _office, _environment in homes], plan)


def _told(runs: list[tuple[str, str, Seen]], homes: list[str], plan: Plan) -> str:
    def at(home: str, how: str, moment: str, since: str = "") -> list[tuple[float, float]]:
        of = [seen for one, way, seen in runs if (one, way) == (home, how)]
        return [
            (
                seen[moment][0] - (seen[since][0] if since else 0),
                seen[moment][1] - (seen[since][1] if since else 0),
            )
            for seen in of
        ]

    floor = at("floor", "", FLOOR)
    rows = [("floor: a bare PySide6 window", floor)]
    for home in homes:
        page, on = at(home, "typed", KEYS), at(home, "typed", TODAY, ENTER)
        felt = [(a + c, b + d) for (a, b), (c, d) in zip(page, on, strict=True)]
        rows += [
            (f"{home}: from the start to a sign-in page that takes keys", page),
            (f"{home}: from Enter to Today with its list, {TYPES_MS // 1000} s later", on),
            (f"{home}: both, which is what a person waits", felt),
            (f"{home}: from the start to Today, nobody types", at(home, "at once", TODAY)),
        ]
    base = statistics.median(wall for wall, _processor in floor)
    cells = [
        [what, str(len(values)), short(median := statistics.median(one for one, _two in values)),
         short(max(one for one, _two in values)), short(statistics.median(two for _one, two in values)),
         f"{short(median / base)} x"]
        for what, values in rows
    ]  # fmt: skip
    head = (
        f"start of the window, {plan.dossiers:,} dossiers",
        "n",
        "median ms",
        "most ms",
        "processor ms",
        "ratio to the floor",
    )
    return grid(head, cells)


def _office(plan: Plan) -> Path:
    """The folder of an office of so many dossiers, by passphrase, whose receptionist has a password that is known here."""
    with searched_office(plan) as office:
        folder = office.folder
    if plan.store is not None:
        folder = Path(shutil.copytree(folder, plan.folder / "passphrase"))
    with Office.opened(folder) as office, office.store.write(SYSTEM, now()) as change:
        set_password(change, LOGIN, PASSWORD)
        keep_front(Memory(folder / MEMORY), Front.of(office_of(change.session)))  # as every start leaves it
    return folder


def _in_keyring(office: Path, folder: Path, environment: dict[str, str]) -> Path:
    shutil.copytree(office, folder)
    with Office.opened(folder) as opened:
        move_keys(opened.store, environment)
    return folder


def _line(office: Path | None, pause_ms: int) -> tuple[str, ...]:
    if office is None:
        return (sys.executable, "-c", BARE_WINDOW + SAY + LEAVE, FLOOR)
    return (sys.executable, str(WATCHED), str(pause_ms), LOGIN, PASSWORD, "--data", str(office))


def _as_installed(folder: Path) -> dict[str, str]:
    """Modules are compiled once, as an installer does; and no screen is needed."""
    return {
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "PYTHONDONTWRITEBYTECODE": "",
        "QT_QPA_PLATFORM": "offscreen",
    }


def _seen(line: tuple[str, ...], environment: dict[str, str]) -> Seen:
    """One start, watched from inside. Raises where it fails or hangs: that is no measurement."""
    started = time.monotonic_ns()
    done = subprocess.run(
        line, env=environment, cwd=HOUSE, check=True, capture_output=True, text=True, timeout=LONGEST_S
    )
    told = (said.rsplit(" ", 2) for said in done.stdout.splitlines())
    return {moment: ((int(at) - started) / 1e6, float(processor)) for moment, at, processor in told}


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
