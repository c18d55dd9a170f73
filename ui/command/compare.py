"""Do desk and province hold the same? Entry by entry, dossier by dossier, file by file, from the two stores themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from desk.journal import timeline, walk
from desk.records.dossiers import AttachmentRow, DossierRow
from desk.rules.chain import sha256
from desk.rules.dossier import Dossier, exported, fold
from desk.store import Store
from sync.gateway.app import Gateway
from sync.gateway.export import province_dossiers
from sync.gateway.store import journal

MOST_DIFFERENCES = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """Counts of both sides, and what differs."""

    desk_entries: int
    province_entries: int
    desk_dossiers: int
    province_dossiers: int
    desk_files: int
    province_files: int
    differences: tuple[str, ...]

    @property
    def equal(self) -> bool:
        return not self.differences


def compare(store: Store, province: Gateway) -> Compared:
    """Compare everything that the desk has with what the province holds of it."""
    differences: list[str] = []
    with store.read() as session:
        mine = {entry.seq: entry.hash for entry in walk(session)}
        dossiers = {
            row.id: fold(timeline(session, row.id)) for row in session.scalars(select(DossierRow)).all()
        }
        files = set(session.scalars(select(AttachmentRow.sha256).distinct()))
    with province.store.read() as other:
        rows = other.execute(
            select(journal.c.seq, journal.c.hash, journal.c.verdict).where(journal.c.device == store.device)
        ).all()
        theirs = {row.seq: row.hash for row in rows}
    differences += [f"entry {seq}" for seq in sorted(set(mine.items()) ^ set(theirs.items()))]
    differences += [f"refused entry {row.seq}: {row.verdict}" for row in rows if row.verdict is not None]
    held = {one.id: one for one in province_dossiers(province.store)}
    differences += [f"dossier {_code(dossiers.get(key) or held.get(key))}" for key in sorted(set(dossiers) | set(held))
                    if _plain(dossiers.get(key)) != _plain(held.get(key))]  # fmt: skip
    arrived = {
        name
        for name in files
        if province.files.has(name) and sha256(b"".join(province.files.read(name))) == name
    }
    differences += [f"file {name}" for name in sorted(files - arrived)]
    return Compared(len(mine), len(theirs), len(dossiers), len(held), len(files), len(arrived),
                    tuple(differences[:MOST_DIFFERENCES]))  # fmt: skip


def _plain(dossier: Dossier | None) -> object:
    return None if dossier is None else exported(dossier)


def _code(dossier: Dossier | None) -> str:
    return "?" if dossier is None else dossier.code
