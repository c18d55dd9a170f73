"""What did SQLite run into? The five kinds that need different advice, from the error's code (or its words on old drivers)."""

from __future__ import annotations

import os
import shutil
from enum import Enum, auto
from pathlib import Path

LITTLE_ROOM_BYTES = 256 * 1024
"""Less free space than this is a full disk: SQLite needs some pages even to read."""


class Failure(Enum):
    """Kinds of trouble with a database file."""

    FULL = auto()
    BUSY = auto()
    DAMAGED = auto()
    """Not this database, a wrong key, or bytes that are not what was written."""
    READ_ONLY = auto()
    OTHER = auto()
    """A mistake of ours: left alone."""


_BY_NAME = (
    (("SQLITE_FULL",), Failure.FULL),
    (("SQLITE_BUSY", "SQLITE_LOCKED"), Failure.BUSY),
    (("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_CANTOPEN"), Failure.DAMAGED),
    (("SQLITE_READONLY", "SQLITE_PERM"), Failure.READ_ONLY),
)
_BY_WORDS = (
    (("is full",), Failure.FULL),
    (("locked", "busy"), Failure.BUSY),
    (("not a database", "malformed", "disk i/o", "unable to open"), Failure.DAMAGED),
    (("readonly",), Failure.READ_ONLY),
)


def failure_of(error: BaseException, folder: Path | None = None) -> Failure:
    """The kind behind a driver's error, or behind SQLAlchemy's wrapper around it.

    A full or read-only disk makes SQLite say that it cannot open or read; with the `folder` the disk itself is asked,
    so that nobody restores a backup over data that are whole.
    """
    failure = _failure_of(error)
    if (
        failure is Failure.DAMAGED
        and folder is not None
        and _name_of(error).startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR"))
    ):
        if not os.access(folder, os.W_OK):
            return Failure.READ_ONLY
        if shutil.disk_usage(folder).free < LITTLE_ROOM_BYTES:
            return Failure.FULL
    return failure


def _failure_of(error: BaseException) -> Failure:
    name = _name_of(error)
    for names, failure in _BY_NAME:
        if name.startswith(names):
            return failure
    said = str(getattr(error, "orig", None) or error).lower()
    return next(
        (failure for words, failure in _BY_WORDS if any(word in said for word in words)), Failure.OTHER
    )


def _name_of(error: BaseException) -> str:
    original = getattr(error, "orig", None) or error
    return str(getattr(original, "sqlite_errorname", None) or "")
