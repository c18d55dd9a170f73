"""How is the record kept? THE ONE PLACE of transaction: read() and write(); opens, encrypts and migrates the store.

    with store.write(actor, at) as change:      BEGIN IMMEDIATE
        change.session.add(row)                 rows
        change.note(Action.RECEIVE, facts, id)  and their journal entry
                                                COMMIT (WAL, synchronous=FULL): both, or neither

Guarantee: after write() has returned the rows and entries survive a power cut. Two refusals make the
journal complete by construction: rows changed and nothing noted is a bug; a changing action noted and no
row changed is a bug. keep() is for what is not a record: drafts and the bookkeeping of the exchange.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desk import keys
from desk.errors import CLOCK_WENT_BACK, Trouble
from desk.files import disk_full, disk_trouble
from desk.journal import extend, following, tip
from desk.plain_sql import cursor
from desk.rules.chain import DOSSIER, Entry, derived_id
from desk.rules.lifecycle import Action, Role
from desk.rules.words import _
from desk.sqlite_engine import sqlite_engine
from desk.sqlite_failures import Failure, failure_of
from desk.vault import Vault

DATABASE = "desk.db"
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far the clock may stand behind the newest journal entry before the desk asks a person."""
REVISION = "0007"


class JournalIncomplete(AssertionError):
    """A bug: a transaction changed rows without noting it, or noted a change and changed no row."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it: a signed-in member of staff at a counter, or the desk itself."""

    login: str
    name: str
    role: Role
    counter: str


SYSTEM = Actor("motcua", "Một Cửa", Role.ADMIN, "")
"""The desk acting by itself: leases and news from the province, set-up."""


class Change:
    """An open transaction. Use cases take it, add rows and notes, and never commit."""

    def __init__(
        self, session: Session, vault: Vault, actor: Actor, at: datetime, device: str, end: tuple[int, str]
    ) -> None:
        self.session = session
        self._end = end
        self.vault = vault
        self.actor = actor
        self.at = at
        self.device = device
        self.entries: list[Entry] = []

    def draft(self, action: str, facts: Mapping[str, Any], dossier: str | None = None) -> Entry:
        """The entry that the next note would be, for whoever must know whether it holds before it is written."""
        return following(
            self.session, self.device, self.at, self.actor.login, dossier, action, facts, self._end
        )

    def note(self, action: str, facts: Mapping[str, Any], dossier: str | None = None) -> Entry:
        """Append one entry to the journal, in this transaction."""
        entry = self.draft(action, facts, dossier)
        self.note_linked([entry])
        return entry

    def next_dossier(self) -> str:
        """The identifier of the dossier that the very next note begins: one that the province can compute."""
        return derived_id(self.device, self._end[0] + 1, self.at, DOSSIER)

    def note_linked(self, entries: Sequence[Entry]) -> None:
        """Append entries that are linked to the journal's end already: a draft, or what was noted elsewhere."""
        extend(self.session, entries)
        self._end = entries[-1].seq, entries[-1].hash
        self.entries.extend(entries)


class Store:
    """One encrypted SQLite file, its vault of attachments and its keys. Safe to use from several threads."""

    def __init__(self, folder: Path, secrets: keys.Secrets) -> None:
        self.folder = folder
        self.secrets = secrets
        self.vault = Vault(folder / "vault", keys.needed(secrets, "vault"))
        self._engine = sqlite_engine(folder / DATABASE, keys.needed(secrets, "store"))
        self._device: str | None = None

    @classmethod
    def create(cls, folder: Path, ask: keys.AskPassphrase) -> Store:
        """A new, empty store in `folder`. Raises Trouble where one stands already or the folder cannot be used."""
        with disk_trouble():
            folder.mkdir(parents=True, exist_ok=True)
            if cls.stands_in(folder):
                raise Trouble(
                    "store_exists",
                    _("Thư mục {folder} đã có dữ liệu của Một Cửa.").format(folder=folder),
                    _("Hãy chọn thư mục khác, hoặc mở dữ liệu này bằng lệnh: motcua --data {folder}").format(
                        folder=folder
                    ),
                )
            folder.chmod(0o700)
            store = cls(folder, keys.create(folder, ask))
        with storage_trouble(folder):
            store._migrate(founding=True)
        return store

    @classmethod
    def stands_in(cls, folder: Path) -> bool:
        """Whether a store, whole or not, lies in this folder."""
        return any((folder / name).exists() for name in (DATABASE, "store.json", "keys.json"))

    @classmethod
    def remove_unfinished(cls, folder: Path) -> None:
        """Take away what a founding that failed left behind. Danger: only for a folder that had no store before."""
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "store.json", "keys.json"):
            (folder / name).unlink(missing_ok=True)

    @classmethod
    def open(cls, folder: Path, ask: keys.AskPassphrase) -> Store:
        """The store in `folder`, brought to this version. Raises Trouble: none there, keys, damaged, newer."""
        return cls.unlocked(folder, keys.open_(folder, ask))

    @classmethod
    def unlocked(cls, folder: Path, secrets: keys.Secrets) -> Store:
        """The same where the keys are at hand already."""
        if not (folder / DATABASE).exists():
            raise Trouble(
                "store_damaged",
                _("Thư mục {folder} thiếu tệp dữ liệu {name}.").format(folder=folder, name=DATABASE),
                _("Hãy khôi phục thư mục này từ bản sao lưu."),
            )
        store = cls(folder, secrets)
        with storage_trouble(folder):
            store._migrate(founding=False)
        return store

    def sealed(self, name: str) -> Vault:
        """Another folder beside the vault, sealed alike: for what is not a record, such as pages that wait."""
        return Vault(self.folder / name, keys.needed(self.secrets, "vault"))

    def close(self) -> None:
        """Let go of the file; every committed change is on disk already."""
        self._engine.dispose()

    @property
    def device(self) -> str:
        """The identity of this desk in the journal."""
        if self._device is None:
            with self.read() as session:
                self._device = str(session.execute(text("SELECT device FROM office")).scalar_one())
        return self._device

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One snapshot: everything read inside belongs to one moment. Nothing can be changed."""
        with storage_trouble(self.folder), self._engine.connect() as connection:
            connection.execution_options(motcua_begin="BEGIN")
            with Session(connection, autoflush=False) as session:
                yield session

    @contextmanager
    def write(
        self, actor: Actor, at: datetime, *, device: str | None = None, clock_is_right: bool = False
    ) -> Iterator[Change]:
        """One durable change with its journal. Commits on a clean exit; on an exception nothing has happened.

        Raises Trouble: disk full, another program holds the store, the clock stands before the journal's end and nobody
        has said that it is right.
        """
        device = device or self.device
        with self._transaction() as session:
            seq, hash_, newest = tip(session)
            if not clock_is_right:
                self._check_clock(newest, at)
            before = _total_changes(session)
            change = Change(session, self.vault, actor, at, device, (seq, hash_))
            yield change
            session.flush()
            _check_complete(change, _total_changes(session) - before - len(change.entries))

    @contextmanager
    def keep(self) -> Iterator[Session]:
        """A durable change of what is no record: drafts, acknowledgements. Refuses to touch the journal."""
        with self._transaction() as session:
            seq = tip(session)[0]
            yield session
            session.flush()
            if tip(session)[0] != seq:
                raise JournalIncomplete("keep() must not write the journal")

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with storage_trouble(self.folder), self._engine.connect() as connection:
            connection.execution_options(motcua_begin="BEGIN IMMEDIATE")
            with Session(connection, autoflush=True, expire_on_commit=False) as session:
                yield session
                session.commit()

    @staticmethod
    def _check_clock(newest: datetime | None, at: datetime) -> None:
        if newest is not None and at < newest - CLOCK_TOLERANCE:
            raise Trouble(
                CLOCK_WENT_BACK,
                _("Đồng hồ máy đang chỉ {now}, sớm hơn lần ghi gần nhất ({last}).").format(
                    now=f"{at.astimezone(newest.tzinfo):%H:%M %d/%m/%Y}", last=f"{newest:%H:%M %d/%m/%Y}"
                ),
                _(
                    "Chưa có gì bị mất. Nếu giờ máy sai, hãy chỉnh lại rồi làm lại. Nếu bây giờ mới đúng (lúc trước máy chạy "
                    "nhanh), hãy đăng xuất, đăng nhập lại và bấm “Giờ máy đúng”, hoặc chạy: motcua clock."
                ),
            )

    def _migrate(self, *, founding: bool) -> None:
        with self._engine.connect() as connection:
            connection.execution_options(motcua_begin="BEGIN IMMEDIATE")
            present = connection.execute(
                text("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
            ).scalar_one()
            version = (
                connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
                if present
                else None
            )
            if version == REVISION:
                return
            if version is None and not founding:
                raise _damaged()  # an emptied file must never pass for a new store
            if version is not None and version > REVISION:
                raise Trouble(
                    "store_newer",
                    _("Dữ liệu này do phiên bản Một Cửa mới hơn ghi."),
                    _("Hãy cài phiên bản mới nhất rồi mở lại; dữ liệu vẫn nguyên vẹn."),
                )
            _upgrade(connection)
            connection.commit()


def _upgrade(connection: Any, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "records" / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _total_changes(session: Session) -> int:
    return int(cursor(session).execute("SELECT total_changes()").fetchone()[0])


def _check_complete(change: Change, rows: int) -> None:
    if rows and not change.entries:
        raise JournalIncomplete("rows changed and nothing was noted")
    if not rows and any(entry.action in set(Action) for entry in change.entries):
        raise JournalIncomplete("a changing action was noted and no row changed")


@contextmanager
def storage_trouble(folder: Path) -> Iterator[None]:
    """Turn what a disk or a damaged file does into Trouble with advice."""
    try:
        with disk_trouble():
            yield
    except (DBAPIError, sqlcipher.Error, sqlite3.Error) as wrong:
        match failure_of(wrong, folder):
            case Failure.FULL:
                raise disk_full() from wrong
            case Failure.BUSY:
                raise Trouble(
                    "store_busy",
                    _("Chương trình khác đang giữ dữ liệu quá lâu."),
                    _("Hãy chờ việc kia xong rồi làm lại."),
                ) from wrong
            case Failure.DAMAGED:
                raise _damaged() from wrong
            case Failure.READ_ONLY:
                raise Trouble(
                    "no_permission",
                    _("Tệp dữ liệu chỉ cho đọc."),
                    _("Hãy nhờ quản trị cấp quyền ghi vào thư mục dữ liệu."),
                ) from wrong
            case Failure.OTHER:
                raise


def _damaged() -> Trouble:
    return Trouble(
        "store_damaged",
        _("Tệp dữ liệu bị hỏng hoặc không phải của kho này."),
        _("Đừng xóa gì; hãy khôi phục thư mục dữ liệu từ bản sao lưu hoặc gọi quản trị."),
    )
