"""What does the province keep? Tables of the gateway and its one place of transaction: read() and write().

SQLite by default; with a key the file is opened by SQLCipher. PostgreSQL by an address (sync/gateway/postgres.py); the
tables and statements are the same. What was read inside `write()` still holds when it is written: SQLite locks the whole
file, PostgreSQL the subject that the writer names.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from desk.errors import Trouble
from desk.files import disk_full, disk_trouble
from desk.rules.chain import Entry, moment
from desk.rules.words import _
from desk.sqlite_engine import sqlite_engine
from desk.sqlite_failures import Failure, failure_of
from sync.gateway import postgres

DATABASE = "gateway.db"
SCHEMA = 1

EPOCH_S = 1_735_689_600
"""2025-01-01 UTC. More than one news a second, day and night, would outrun the clock."""
metadata = MetaData()

settings = Table(
    "settings", metadata, Column("name", String, primary_key=True), Column("value", Text, nullable=False)
)
"""The schema's number and the gateway's own keys."""

invites = Table(
    "invites",
    metadata,
    Column("code_hash", String, primary_key=True),
    Column("office", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("used_by", String),
    Column("used_at", String),
)
"""One-time enrolment codes; the code itself is nowhere."""

devices = Table(
    "devices",
    metadata,
    Column("id", String, primary_key=True),
    Column("office", String, nullable=False),
    Column("name", String, nullable=False),
    Column("public_key", String, nullable=False),
    Column("enrolled_at", String, nullable=False),
    Column("revoked_at", String),
    Column("held_seq", BigInteger, nullable=False),
    Column("held_hash", String, nullable=False),
)
"""Enrolled desks, and how far the journal of each is held."""

leases = Table(
    "leases",
    metadata,
    Column("agency", String, primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("device", ForeignKey("devices.id"), nullable=False, index=True),
    Column("granted_at", String, nullable=False),
)

nonces = Table(
    "nonces",
    metadata,
    Column("device", String, primary_key=True),
    Column("nonce", String, primary_key=True),
    Column("at", String, nullable=False),
)
"""Seen session requests, kept as long as their moment would be accepted again."""

journal = Table(
    "journal",
    metadata,
    Column("device", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("dossier", String),
    Column("action", String, nullable=False),
    Column("payload", Text),
    Column("payload_hash", String, nullable=False),
    Column("hash_before", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("verdict", String),
    Column("message", Text),
    Index("ix_journal_dossier", "dossier", "device", "seq"),
    Index("ix_journal_verdict", "device", "verdict", "seq"),
)
"""Every entry as it came. `verdict` is NULL where it was accepted; a refused entry stays, but is not folded."""

codes = Table(
    "codes",
    metadata,
    Column("code", String, primary_key=True),
    Column("dossier", String, nullable=False, index=True),
)
"""Every code ever given, official and provisional: what makes it unique over the province."""

dossiers = Table(
    "dossiers",
    metadata,
    Column("id", String, primary_key=True),
    Column("device", String, nullable=False),
    Column("office", String, nullable=False),
    Column("code", String, nullable=False),
    Column("day", String, nullable=False),
    Column("received_at", String, nullable=False),
    Column("fees_vnd", BigInteger, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Index("ix_dossiers_day", "device", "day", "first_seq"),
)
"""What closing and export look for; the truth is the fold of the accepted entries."""

named_files = Table(
    "named_files",
    metadata,
    Column("device", String, primary_key=True),
    Column("sha256", String, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Index("ix_named_files_seq", "device", "seq"),
)
"""Files that held entries name; those without a row in `files` are wanted."""

files = Table(
    "files",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", String, nullable=False),
)
"""Files that lie whole in the folder or the bucket."""

begun = Table(
    "begun",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("length", BigInteger, nullable=False),
    Column("writer", String, nullable=False),
    Column("moved_at", String, nullable=False),
)
"""Files under way whose bytes lie in `slices` and not in a folder; `writer` is the request that may go on."""

slices = Table(
    "slices",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""What came of them: `size` plain bytes each, as they will lie in the whole file."""

datasets = Table(
    "datasets",
    metadata,
    Column("kind", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("installed_at", String, nullable=False),
    Column("document", Text, nullable=False),
)

news = Table(
    "news",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("device", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("dossier", String),
    Column("document", Text, nullable=False),
    Index("ix_news_device", "device", "number"),
    Index("ix_news_dossier", "dossier"),
    sqlite_autoincrement=True,
)
"""Leases and statuses on their way to one desk, in order; `number` is the cursor and never comes twice: each start of
the gateway goes on from the seconds since EPOCH, so also one that was restored from a backup passes by what it forgot."""

receipts = Table(
    "receipts",
    metadata,
    Column("device", String, primary_key=True),
    Column("day", String, primary_key=True),
    Column("signature", String, nullable=False),
    Column("document", Text, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("address", String, nullable=False),
    Column("at", String, nullable=False),
    Index("ix_attempts_address", "address", "at"),
)
"""Wrong enrolment codes of the last hour."""

uploads = Table(
    "uploads",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("device", String, nullable=False),
    Column("begun_at", String, nullable=False),
    Index("ix_uploads_device", "device"),
)
"""Files that were begun by POST /v1/files and are not whole: whose, for the share of each device."""

usage = Table(
    "usage",
    metadata,
    Column("device", String, primary_key=True),
    Column("day", String, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("seen_at", String, nullable=False),
)
"""When each desk was here last, and what it sent on that day."""


class GatewayStore:
    """The gateway's database. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, key: bytes | None = None, database: str = "") -> None:
        """Open or make it: a file in `folder`, or the PostgreSQL database of this address.

        Raises Trouble: damaged, wrong key, written by a newer version, database away.
        """
        with disk_trouble():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._shared = database.startswith(postgres.SCHEME)
        self._engine = (
            postgres.postgres_engine(database) if self._shared else sqlite_engine(folder / DATABASE, key)
        )
        with self.write("schema") as connection:
            metadata.create_all(connection)
            schema = connection.scalar(select(settings.c.value).where(settings.c.name == "schema"))
            if schema is None:
                connection.execute(settings.insert().values(name="schema", value=str(SCHEMA)))
            elif int(schema) > SCHEMA:
                raise Trouble(
                    "gateway_newer",
                    _("Dữ liệu cổng này do phiên bản mới hơn ghi."),
                    _("Hãy cài phiên bản mới nhất rồi chạy lại; dữ liệu vẫn nguyên vẹn."),
                )
            self._pass_by_lost_numbers(connection)

    def _pass_by_lost_numbers(self, change: Connection) -> None:
        """A desk keeps the number of the last news that it has: a restored gateway must not give that number again."""
        least = int(time.time()) - EPOCH_S
        if self._shared:
            change.execute(
                text("SELECT setval(pg_get_serial_sequence('news', 'number'), greatest(:least,"
                     " nextval(pg_get_serial_sequence('news', 'number'))))"),
                {"least": least},
            )  # fmt: skip
            return
        change.execute(
            text("INSERT INTO sqlite_sequence (name, seq) SELECT 'news', 0 WHERE NOT EXISTS"
                 " (SELECT 1 FROM sqlite_sequence WHERE name = 'news')")
        )  # fmt: skip
        change.execute(
            text("UPDATE sqlite_sequence SET seq = max(seq, :least) WHERE name = 'news'"), {"least": least}
        )

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot."""
        with self._trouble(), self._engine.connect() as connection:
            if self._shared:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            else:
                connection.execution_options(motcua_begin="BEGIN")
            yield connection

    @contextmanager
    def write(self, subject: str) -> Iterator[Connection]:
        """One durable change; commits on a clean exit, and on an exception nothing has happened.

        No other writer that names the same `subject` (a device's id, "enrol") is let in meanwhile.
        """
        with self._trouble(), self._engine.connect() as connection:
            if self._shared:
                postgres.lock(connection, subject)
            else:
                connection.execution_options(motcua_begin="BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    def hold(self, change: Connection, subject: str) -> None:
        """Keep other writers off one more subject, inside a change; what was read of it before may be stale."""
        if self._shared:
            postgres.lock(change, subject)

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            with disk_trouble():
                yield
        except (DBAPIError, PoolTimeout, sqlite3.Error, sqlcipher.Error) as wrong:
            if self._shared and isinstance(wrong, DBAPIError | PoolTimeout):
                told = postgres.trouble_of(wrong)
            else:
                told = _file_trouble(failure_of(wrong, self._folder))
            if told is None:
                raise
            raise told from wrong


def to_entry(row: Any) -> Entry:
    """A journal row as the value that the rules know."""
    return Entry(row.id, row.device, row.seq, read_moment(row.at), row.actor, row.dossier, row.action,
                 row.payload, row.payload_hash, row.hash_before, row.hash)  # fmt: skip


def read_moment(text: str) -> datetime:
    """A moment as `desk.rules.chain.moment` wrote it."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def written(at: datetime) -> str:
    """A moment as it stands in a column: UTC, fixed width, so that text order is time order."""
    return moment(at)


def _file_trouble(failure: Failure) -> Trouble | None:
    match failure:
        case Failure.FULL:
            return disk_full()
        case Failure.BUSY:
            return Trouble(
                "store_busy",
                _("Chương trình khác đang giữ dữ liệu của cổng quá lâu."),
                _("Hãy chờ việc kia xong rồi làm lại."),
            )
        case Failure.DAMAGED | Failure.READ_ONLY:
            return Trouble(
                "gateway_damaged",
                _("Dữ liệu của cổng bị hỏng hoặc khóa mở không đúng."),
                _("Đừng xóa gì; hãy kiểm tra khóa hoặc khôi phục thư mục từ bản sao lưu."),
            )
        case Failure.OTHER:
            return None
