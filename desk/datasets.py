"""Which catalogue and calendar are in force? Versions as they were installed; the newest one counts, old ones stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.calendars import calendar_of
from desk.plain_sql import cursor
from desk.records.office import DatasetRow
from desk.rules.broken import RuleBroken
from desk.rules.chain import canonical, sha256
from desk.rules.procedures import Catalogue, read_catalogue
from desk.rules.words import _
from desk.rules.working_time import WorkingCalendar
from desk.store import Change

_T = TypeVar("_T")


class Kind(StrEnum):
    """What comes as a versioned data file."""

    CATALOGUE = "catalogue"
    CALENDAR = "calendar"


def shipped(kind: Kind) -> Mapping[str, Any]:
    """The document that ships with the desk."""
    text = resources.files("desk.data").joinpath(f"{kind}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def load(kind: Kind, path: Path) -> Mapping[str, Any]:
    """A document from a file, checked in full; RuleBroken says which field is nonsense. Nothing is installed."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise RuleBroken(str(kind), "missing", _("Không thấy tệp {path}.").format(path=path)) from missing
    except (OSError, ValueError, RecursionError) as wrong:
        raise RuleBroken(
            str(kind), "unreadable", _("Tệp {path} không phải JSON đọc được.").format(path=path)
        ) from wrong
    check(kind, document)
    return dict(document)


def check(kind: Kind, document: object) -> None:
    """Raise RuleBroken where the document is not a whole catalogue or calendar."""
    if not isinstance(document, dict):
        raise RuleBroken(str(kind), "not_an_object", _("Tệp dữ liệu phải là một đối tượng JSON."))
    if kind is Kind.CATALOGUE:
        read_catalogue(document)
    else:
        calendar_of(document, [])


def install(change: Change, kind: Kind, document: Mapping[str, Any]) -> None:
    """Put a checked document in force from now on; dossiers received before keep what they were promised."""
    check(kind, document)
    version, text = str(document["version"]), canonical(document)
    row = change.session.get(DatasetRow, (kind.value, version))
    if row is None:
        change.session.add(DatasetRow(kind=kind, version=version, installed_at=change.at, document=text))
    else:
        row.document, row.installed_at = text, change.at
    _READ.clear()
    change.note("install_" + kind.value, {"version": version, "sha256": sha256(text.encode())})


def version_of(session: Session, kind: Kind) -> str:
    """The version in force."""
    return session.scalars(
        select(DatasetRow.version)
        .where(DatasetRow.kind == kind)
        .order_by(DatasetRow.installed_at.desc())
        .limit(1)
    ).one()


def catalogue_of(session: Session) -> Catalogue:
    """The procedure catalogue in force."""
    return _in_force(session, Kind.CATALOGUE, lambda text, _office: read_catalogue(json.loads(text)))


def working_calendar_of(session: Session) -> WorkingCalendar:
    """The working calendar in force, with this office's sessions."""
    return _in_force(session, Kind.CALENDAR, _calendar)


_READ: dict[tuple[str, ...], Any] = {}
"""What was read from documents, by device, kind, version, moment of installing and the office's own document: whatever
could change the answer. Reading a catalogue costs a hundred times a look at its version."""
MOST_READ = 16


def _in_force(session: Session, kind: Kind, read: Callable[[str, str], _T]) -> _T:
    found = cursor(session).execute(
        "SELECT office.device, datasets.version, datasets.installed_at, office.document FROM office, datasets"
        " WHERE datasets.kind = ? ORDER BY datasets.installed_at DESC LIMIT 1",
        (kind.value,),
    ).fetchone()  # fmt: skip
    key = (kind.value, *found)
    if key not in _READ:
        document = cursor(session).execute(
            "SELECT document FROM datasets WHERE kind = ? AND version = ?", (kind.value, found[1])
        ).fetchone()[0]  # fmt: skip
        if len(_READ) >= MOST_READ:
            _READ.clear()
        _READ[key] = read(document, found[3])
    return cast(_T, _READ[key])


def _calendar(text: str, office: str) -> WorkingCalendar:
    return calendar_of(json.loads(text), json.loads(office).get("sessions", []))
