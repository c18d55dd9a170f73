"""Which catalogue and calendar are in force? Versions as they were installed; the newest one counts, old ones stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.calendars import calendar_of
from desk.records.office import DatasetRow, OfficeRow
from desk.rules.broken import RuleBroken
from desk.rules.chain import canonical, sha256
from desk.rules.procedures import Catalogue, read_catalogue
from desk.rules.words import _
from desk.rules.working_time import WorkingCalendar
from desk.store import Change


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
    return _catalogue(_document(session, Kind.CATALOGUE))


def working_calendar_of(session: Session) -> WorkingCalendar:
    """The working calendar in force, with this office's sessions."""
    office = session.scalars(select(OfficeRow.document)).one()
    return _calendar(_document(session, Kind.CALENDAR), office)


def _document(session: Session, kind: Kind) -> str:
    return session.scalars(
        select(DatasetRow.document)
        .where(DatasetRow.kind == kind)
        .order_by(DatasetRow.installed_at.desc())
        .limit(1)
    ).one()


@lru_cache(maxsize=4)
def _catalogue(text: str) -> Catalogue:
    return read_catalogue(json.loads(text))


@lru_cache(maxsize=4)
def _calendar(text: str, office: str) -> WorkingCalendar:
    return calendar_of(json.loads(text), json.loads(office).get("sessions", []))
