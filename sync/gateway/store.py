"""What does the province keep? Tables of the gateway and its one place of transaction: read() and write().

SQLite by default; with a key the file is opened by SQLCipher. Only portable SQL is used, so that another
database comes by another engine. `write()` takes the database's write lock at once, so that what was read
inside still holds when it is written.
"""

from __future__ import annotations

import sqlite3
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
    MetaData,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.exc import DBAPIError

from desk.errors import Trouble
from desk.files import disk_full, disk_trouble
from desk.rules.chain import Entry, moment
from desk.rules.words import _
from desk.sqlite_engine import sqlite_engine
from desk.sqlite_failures import Failure, failure_of

DATABASE = "gateway.db"
SCHEMA = 1

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
"""Files that lie whole in the folder."""

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
"""Leases and statuses on their way to one desk, in order; `number` is the cursor and never comes twice."""

receipts = Table(
    "receipts",
    metadata,
    Column("device", String, primary_key=True),
    Column("day", String, primary_key=True),
    Column("signature", String, nullable=False),
    Column("document", Text, nullable=False),
)


class GatewayStore:
    """The gateway's database in one folder. Safe to use from several threads and processes."""

    def __init__(self, folder: Path, key: bytes | None = None) -> None:
        """Open or make it. Raises Trouble: damaged, wrong key, written by a newer version."""
        with disk_trouble():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._engine = sqlite_engine(folder / DATABASE, key)
        with self.write() as connection:
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

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot."""
        with _storage_trouble(), self._engine.connect() as connection:
            connection.execution_options(motcua_begin="BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One durable change; commits on a clean exit, and on an exception nothing has happened."""
        with _storage_trouble(), self._engine.connect() as connection:
            connection.execution_options(motcua_begin="BEGIN IMMEDIATE")
            yield connection
            connection.commit()


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


@contextmanager
def _storage_trouble() -> Iterator[None]:
    try:
        with disk_trouble():
            yield
    except (DBAPIError, sqlite3.Error, sqlcipher.Error) as wrong:
        match failure_of(wrong):
            case Failure.FULL:
                raise disk_full() from wrong
            case Failure.BUSY:
                raise Trouble(
                    "store_busy",
                    _("Chương trình khác đang giữ dữ liệu của cổng quá lâu."),
                    _("Hãy chờ việc kia xong rồi làm lại."),
                ) from wrong
            case Failure.DAMAGED | Failure.READ_ONLY:
                raise Trouble(
                    "gateway_damaged",
                    _("Dữ liệu của cổng bị hỏng hoặc khóa mở không đúng."),
                    _("Đừng xóa gì; hãy kiểm tra khóa hoặc khôi phục thư mục từ bản sao lưu."),
                ) from wrong
            case Failure.OTHER:
                raise
