"""What did SQLite run into? The five kinds that need different advice, from the error's code (or its words on old drivers)."""

from __future__ import annotations

from enum import Enum, auto


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


def failure_of(error: BaseException) -> Failure:
    """The kind behind a driver's error, or behind SQLAlchemy's wrapper around it."""
    original = getattr(error, "orig", None) or error
    name = getattr(original, "sqlite_errorname", None) or ""
    for names, failure in _BY_NAME:
        if name.startswith(names):
            return failure
    said = str(original).lower()
    return next(
        (failure for words, failure in _BY_WORDS if any(word in said for word in words)), Failure.OTHER
    )
