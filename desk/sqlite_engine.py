"""How is a SQLite file opened here? One way for the desk and for the gateway: durable, and by SQLCipher where there is a key."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event

BUSY_TIMEOUT_S = 20
BEGIN = "motcua_begin"
"""The execution option that says how a transaction begins: BEGIN reads one snapshot, BEGIN IMMEDIATE writes."""


def sqlite_engine(path: Path, key: bytes | None) -> Engine:
    """An engine on this file: WAL, synchronous=FULL, foreign keys; encrypted under `key` (32 bytes) where one is given.

    SQLAlchemy's own handling of transactions is off: each begins as its connection's BEGIN option says.
    """
    engine = create_engine(
        f"sqlite+pysqlite:///{path}",
        module=sqlite3 if key is None else sqlcipher,
        connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None, "check_same_thread": False},
        # A statement may not carry personal data into a log through an error's parameters.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        if key is not None:
            # What fails is told by exceptions, not on stderr; and the key comes before anything is read.
            cursor.execute("PRAGMA cipher_log_level = NONE")
            cursor.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN"))

    return engine
