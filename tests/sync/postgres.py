"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, ended with the tests."""

from __future__ import annotations

import contextlib
import subprocess
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

STARTS = 4


@contextmanager
def postgres_server(folder: Path) -> Iterator[Callable[[], str]]:
    """Starts one; yields what makes an empty database and gives its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where there is no runtime folder, as under CI
        import pgserver

    folder.mkdir(exist_ok=True)
    server = _started(lambda: pgserver.get_server(folder / "data", cleanup_mode="stop"))
    numbers = count(1)
    host = quote(str(server.get_uri().partition("host=")[2] or folder / "data"), safe="/")

    def make() -> str:
        name = f"province{next(numbers)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://postgres@/{name}?host={host}"

    try:
        yield make
    finally:
        server.cleanup()


def _started(start: Callable[[], Any]) -> Any:
    """pgserver gives a start ten seconds, which a loaded machine may need twice; the next call finds what came up."""
    for _attempt in range(STARTS):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return start()
    return start()


def name_of(database: str) -> str:
    """The name in an address."""
    return database.partition("@/")[2].partition("?")[0]


def copy_database(database: str, to: str, source: str = "") -> None:
    """Copy a database of the same server; nobody may be connected to it."""
    _command(database, f"CREATE DATABASE {to} TEMPLATE {source or name_of(database)}")


def drop_database(database: str) -> None:
    """Remove it."""
    _command(database, f"DROP DATABASE {name_of(database)} WITH (FORCE)")


def _command(database: str, said: str) -> None:
    with psycopg.connect(
        database.replace(f"/{name_of(database)}?", "/postgres?"), autocommit=True
    ) as connection:
        connection.execute(said)
