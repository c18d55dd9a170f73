"""How is PostgreSQL opened here? The province's database by one setting; locks by subject, errors as troubles.

SQLite lets one writer in at a time. Here many write, and what must not be changed meanwhile is named: `lock` holds a
subject (a device, an agency's leases) until the transaction ends, by PostgreSQL's advisory locks. Two subjects that meet
after all (one code from two desks) meet in a primary key: the later one is told that the gateway is busy, and asks again.
"""

from __future__ import annotations

import hashlib
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from desk.errors import Trouble
from desk.files import disk_full
from desk.rules.words import _

SCHEME: Final = "postgresql"
POOL: Final = 10
OVERFLOW: Final = 10
POOL_TIMEOUT_S: Final = 20
CONNECT_TIMEOUT_S: Final = 10
STATEMENT_TIMEOUT_MS: Final = 60_000
LOCK_TIMEOUT_MS: Final = 20_000
DISK_FULL, LOCK_NOT_HAD = "53100", ("55P03", "57014", "40001", "40P01")
"""SQLSTATE: disk_full; lock_not_available, query_canceled, serialization_failure, deadlock_detected."""


def postgres_engine(url: str) -> Engine:
    """An engine on this database (`postgresql://user@host/name`; the password from ~/.pgpass or the address).

    Raises Trouble(no_postgres) where the driver is not installed, RuleBroken for what is no address.
    """
    try:
        import psycopg  # noqa: F401  the province's extra: a desk never needs it
    except ImportError as missing:
        raise Trouble(
            "no_postgres",
            _("Chưa cài trình điều khiển PostgreSQL."),
            _("Hãy cài phần mở rộng cho cổng: pip install 'motcua[province]'"),
        ) from missing
    rest = url.partition("://")[2]
    timeouts = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}"
    return create_engine(
        f"postgresql+psycopg://{rest}",
        pool_size=POOL,
        max_overflow=OVERFLOW,
        pool_timeout=POOL_TIMEOUT_S,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": timeouts},
        # A statement may not carry personal data into a log through an error's parameters.
        hide_parameters=True,
    )


def lock(connection: Connection, subject: str) -> None:
    """Nobody else holds this subject from now until the transaction ends; waits for who does."""
    number = int.from_bytes(hashlib.blake2b(subject.encode(), digest_size=8).digest(), "big", signed=True)
    connection.execute(select(func.pg_advisory_xact_lock(number)))


def trouble_of(error: DBAPIError | PoolTimeout) -> Trouble | None:
    """What a person or a desk is told; None for a mistake of ours."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    if state == DISK_FULL:
        return disk_full()
    if isinstance(error, PoolTimeout | IntegrityError) or state in LOCK_NOT_HAD:
        return Trouble(
            "store_busy", _("Cơ sở dữ liệu của cổng đang bận."), _("Máy ở quầy sẽ tự thử lại sau ít giây.")
        )
    if isinstance(error, OperationalError):
        return Trouble(
            "database_away",
            _("Không nối được cơ sở dữ liệu PostgreSQL của cổng."),
            _("Hãy kiểm tra máy chủ PostgreSQL và địa chỉ của nó; dữ liệu đã nhận vẫn nguyên vẹn."),
        )
    return None
