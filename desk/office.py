"""Whose desk is this? Reads the office file, founds an office, and tells the office in force."""

from __future__ import annotations

import json
import secrets as random_source
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.access import add_staff
from desk.calendars import calendar_of
from desk.datasets import Kind, install, shipped
from desk.errors import Trouble
from desk.files import disk_trouble, place_trouble
from desk.ids import new_id
from desk.keys import AskPassphrase
from desk.records.journal import ExchangeRow
from desk.records.office import CounterRow, IdentityRow, OfficeRow
from desk.rules.broken import RuleBroken
from desk.rules.chain import GENESIS, canonical
from desk.rules.dossier_code import check_agency
from desk.rules.lifecycle import Role
from desk.rules.words import _
from desk.store import SYSTEM, Store

FOUNDING_LOCK = "founding.lock"
PASSWORD_LENGTH = 10
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that are read for another: a first password is copied from paper. 10 of them are 49 bits."""
OFFICE_KEYS = frozenset(
    {"format", "code", "name", "parent", "desk_name", "place", "address", "phone", "email", "lookup_url",
     "counters", "sessions", "staff"}
)  # fmt: skip
IDENTITY = (
    "name", "parent", "desk_name", "place", "address", "phone", "email", "lookup_url",
    "head", "footer", "note", "paper", "courtesy",
)  # fmt: skip
"""What an administrator changes on the settings page (desk/identity.py), beside the emblem."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter (quầy) of the office."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A member of staff to be added; an empty password is replaced by a random one."""

    login: str
    name: str
    role: Role
    password: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """The office as papers and screens name it.

    `head` stands over the signature of who heads it, `footer` at the foot of every page, `note` is the office's own
    sentence on the receipt, `paper` the size that is offered first, `courtesy` a line of English, `emblem` a PNG.
    """

    code: str
    name: str
    parent: str
    desk_name: str
    place: str
    address: str
    phone: str
    email: str
    lookup_url: str
    counters: tuple[Counter, ...]
    training: bool = False
    head: str = ""
    footer: str = ""
    note: str = ""
    paper: str = "A5"
    courtesy: bool = False
    emblem: bytes = b""


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """What an administrator writes about the office: identity, counters, sessions, staff."""

    office: Office
    document: Mapping[str, Any]
    staff: tuple[NewStaff, ...]


DEMO_STAFF = (
    NewStaff("tiepnhan1", "Cán bộ Tiếp nhận Mẫu Một", Role.RECEPTION),
    NewStaff("tiepnhan2", "Cán bộ Tiếp nhận Mẫu Hai", Role.RECEPTION),
    NewStaff("xuly", "Công chức Xử lý Mẫu", Role.HANDLER),
    NewStaff("lanhdao", "Lãnh đạo Trung tâm Mẫu", Role.LEADER),
    NewStaff("quantri", "Quản trị Mẫu", Role.ADMIN),
)
"""Plainly fictitious staff of a training office."""


def sample_office() -> OfficeFile:
    """The training office that ships with the desk."""
    text = resources.files("desk.data").joinpath("sample_office.json").read_text(encoding="utf-8")
    return read_office(json.loads(text))


def load_office(path: Path) -> OfficeFile:
    """The office file at `path`; RuleBroken with the field that is wrong."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise RuleBroken(
            "office", "missing", _("Không thấy tệp văn phòng {path}.").format(path=path)
        ) from missing
    except (OSError, ValueError, RecursionError) as wrong:
        raise RuleBroken(
            "office", "unreadable", _("Tệp văn phòng {path} không phải JSON đọc được.").format(path=path)
        ) from wrong
    return read_office(document)


def read_office(document: object) -> OfficeFile:
    """Check an office document strictly; RuleBroken names the first field that is wrong."""
    if not isinstance(document, dict):
        raise RuleBroken("office", "not_an_object", _("Tệp văn phòng phải là một đối tượng JSON."))
    for key in document:
        if key not in OFFICE_KEYS:
            raise RuleBroken(
                f"office.{key}", "unknown_key", _("Tệp văn phòng có mục lạ “{key}”.").format(key=key)
            )
    counters = tuple(Counter(_text(item, "id", "counters"), _text(item, "name", "counters"))
                     for item in _items(document, "counters"))  # fmt: skip
    if not counters:
        raise RuleBroken("office.counters", "empty", _("Văn phòng cần ít nhất một quầy."))
    if len({counter.id for counter in counters}) != len(counters):
        raise RuleBroken("office.counters", "twice", _("Hai quầy trùng mã nhau."))
    office = Office(
        code=check_agency(_text(document, "code", "office"), "office.code"),
        name=_text(document, "name", "office"),
        parent=_text(document, "parent", "office", needed=False),
        desk_name=_text(document, "desk_name", "office"),
        place=_text(document, "place", "office"),
        address=_text(document, "address", "office", needed=False),
        phone=_text(document, "phone", "office", needed=False),
        email=_text(document, "email", "office", needed=False),
        lookup_url=_text(document, "lookup_url", "office", needed=False),
        counters=counters,
    )
    staff = tuple(_staff(item) for item in _items(document, "staff"))
    return OfficeFile(office, document, staff)


def found(
    folder: Path,
    ask: AskPassphrase,
    file: OfficeFile,
    staff: tuple[NewStaff, ...],
    at: datetime,
    *,
    training: bool,
) -> tuple[Store, tuple[NewStaff, ...]]:
    """Make a store with this office, its staff, the shipped catalogue and calendar: all of it, or nothing usable.

    Returns the open store and the staff with the passwords that were set (shown once, kept as hashes).
    """
    calendar_of(shipped(Kind.CALENDAR), file.document.get("sessions", []))
    people = tuple(_with_password(person) for person in (*file.staff, *staff))
    with _founding_alone(folder):
        fresh = not Store.stands_in(folder)
        store = None
        try:
            store = Store.create(folder, ask)
            _furnish(store, file, people, at, training=training)
        except BaseException:
            if store is not None:
                store.close()
            if fresh:
                Store.remove_unfinished(folder)
            raise
    return store, people


@contextmanager
def _founding_alone(folder: Path) -> Iterator[None]:
    """One founding at a time in a folder: what a failed one clears away is then its own, never another's store."""
    with place_trouble(folder), disk_trouble():
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / FOUNDING_LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as taken:
            raise Trouble(
                "founding_runs",
                _("Một cửa sổ khác đang lập văn phòng trong thư mục này."),
                _("Hãy làm tiếp ở cửa sổ kia, hoặc đóng nó rồi thử lại."),
            ) from taken
    try:
        yield
    finally:
        lock.release()


def _furnish(
    store: Store, file: OfficeFile, people: tuple[NewStaff, ...], at: datetime, *, training: bool
) -> None:
    device = new_id()
    with store.write(SYSTEM, at, device=device) as change:
        change.session.add(
            OfficeRow(
                id=1,
                code=file.office.code,
                device=device,
                training=training,
                document=canonical(file.document),
            )
        )
        for counter in file.office.counters:
            change.session.add(CounterRow(id=counter.id, name=counter.name))
        change.session.add(ExchangeRow(id=1, held_seq=0, held_hash=GENESIS, news_cursor=0))
        change.note(
            "found_office", {"code": file.office.code, "name": file.office.name, "training": training}
        )
        for person in people:
            add_staff(change, person.login, person.name, person.role, person.password)
        install(change, Kind.CATALOGUE, shipped(Kind.CATALOGUE))
        install(change, Kind.CALENDAR, shipped(Kind.CALENDAR))


def office_of(session: Session, at: datetime | None = None, *, founding: bool = False) -> Office:
    """The office of this store, as it appears now, appeared `at` that moment, or was founded."""
    row = session.scalars(select(OfficeRow)).one()
    office = replace(read_office(json.loads(row.document)).office, training=row.training)
    newest = select(IdentityRow).order_by(IdentityRow.version.desc()).limit(1)
    if at is not None:
        newest = newest.where(IdentityRow.at <= at)
    identity = None if founding else session.scalars(newest).first()
    if identity is None:
        return office
    return replace(office, **json.loads(identity.document), emblem=identity.emblem or b"")


def first_password() -> str:
    """A random password to be copied from paper, for somebody new."""
    return "".join(random_source.choice(PASSWORD_LETTERS) for _n in range(PASSWORD_LENGTH))


def _with_password(person: NewStaff) -> NewStaff:
    return NewStaff(person.login, person.name, person.role, person.password or first_password())


def _staff(item: Mapping[str, Any]) -> NewStaff:
    role = _text(item, "role", "staff")
    if role not in set(Role) - {Role.PROVINCE}:
        raise RuleBroken(
            "office.staff.role", "unknown_role", _("Không có vai trò “{role}”.").format(role=role)
        )
    return NewStaff(_text(item, "login", "staff"), _text(item, "name", "staff"), Role(role))


def _items(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    items = document.get(key, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise RuleBroken(
            f"office.{key}", "not_a_list", _("Mục “{key}” phải là một danh sách.").format(key=key)
        )
    return items


def _text(document: Mapping[str, Any], key: str, where: str, *, needed: bool = True) -> str:
    value = document.get(key, "" if not needed else None)
    if not isinstance(value, str) or (needed and not value.strip()):
        raise RuleBroken(
            f"{where}.{key}", "missing", _("Thiếu mục “{key}” trong {where}.").format(key=key, where=where)
        )
    return value.strip()
