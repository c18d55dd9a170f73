"""Which attachments lie at the province only? Named by a journal that came home, while their bytes were on the lost disk."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.records.dossiers import AttachmentRow
from desk.records.office import SettingRow
from desk.rules.chain import canonical
from desk.settings import setting
from desk.store import Store
from desk.vault import Vault

MISSING = "missing_files"
"""The setting that holds their hashes: asking the disk for all attachments would take too long for a page."""


def missing_files(session: Session) -> tuple[str, ...]:
    """What was found missing, and has not come home yet."""
    return tuple((setting(session, MISSING) or {}).get("sha256s", ()))


def look_for_missing(session: Session, vault: Vault) -> tuple[str, ...]:
    """Ask the disk, and keep the answer; inside an open change."""
    found = tuple(
        one for one in session.scalars(select(AttachmentRow.sha256).distinct()) if not vault.has(one)
    )
    _keep(session, found)
    return found


def came_home(store: Store, sha256s: Iterable[str]) -> None:
    """These are here again."""
    here = set(sha256s)
    with store.keep() as session:
        _keep(session, [one for one in missing_files(session) if one not in here])


def _keep(session: Session, sha256s: Iterable[str]) -> None:
    session.merge(SettingRow(name=MISSING, document=canonical({"sha256s": list(sha256s)})))
