"""What SQLite runs into is told by the kind of advice that it needs."""

from __future__ import annotations

import sqlite3

import pytest

from desk.sqlite_failures import Failure, failure_of


def failed(name: str | None, words: str = "") -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(words)
    if name is not None:
        error.sqlite_errorname = name  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (failed("SQLITE_FULL"), Failure.FULL),
        (failed("SQLITE_BUSY_SNAPSHOT"), Failure.BUSY),
        (failed("SQLITE_CORRUPT", "vtable constructor failed: dossier_search"), Failure.DAMAGED),
        (failed("SQLITE_NOTADB"), Failure.DAMAGED),
        (failed("SQLITE_IOERR_READ"), Failure.DAMAGED),
        (failed("SQLITE_READONLY_DBMOVED"), Failure.READ_ONLY),
        (failed("SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed"), Failure.OTHER),
        (failed(None, "database or disk is full"), Failure.FULL),
        (failed(None, "file is not a database"), Failure.DAMAGED),
        (failed(None, "no such table: staff"), Failure.OTHER),
    ],
)
def test_the_kind_of_a_failure(error: sqlite3.DatabaseError, failure: Failure) -> None:
    assert failure_of(error) is failure
