"""Is what the province holds still whole? Every chain and every file; damaged files are asked for again from their desks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from desk.rules.chain import GENESIS, entry_hash
from desk.rules.chain import sha256 as hashed
from sync.gateway.boxes import Damaged
from sync.gateway.files import Files
from sync.gateway.store import GatewayStore, devices, journal, to_entry
from sync.gateway.store import files as stored_files

AT_ONCE = 1_000
"""Entries in memory while a chain is followed."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at; `broken` names devices whose chain is broken and where, `damaged` files that are not themselves."""

    entries: int
    files: int
    broken: tuple[tuple[str, int], ...]
    damaged: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return not (self.broken or self.damaged)


def verify(store: GatewayStore, files: Files, *, ask_again: bool) -> Verified:
    """Look at everything. With `ask_again` a damaged or missing file is forgotten, so that its desks send it again."""
    with store.read() as session:
        known = session.execute(select(devices.c.id, devices.c.held_seq, devices.c.held_hash)).all()
        names = session.scalars(select(stored_files.c.sha256).order_by(stored_files.c.sha256)).all()
    entries, broken = 0, []
    for row in known:
        seq, hash_ = _chain(store, row.id)
        entries += seq
        if (seq, hash_) != (row.held_seq, row.held_hash):
            broken.append((row.id, seq + 1))
    damaged = tuple(name for name in names if not _is_whole(files, name))
    if ask_again:
        for name in damaged:
            files.forget(name)
    return Verified(entries, len(names), tuple(broken), damaged)


def _chain(store: GatewayStore, device: str) -> tuple[int, str]:
    """Up to where the chain of this device is whole."""
    seq, before = 0, GENESIS
    statement = select(journal).where(journal.c.device == device).order_by(journal.c.seq)
    with (
        store.read() as session,
        session.execute(statement, execution_options={"yield_per": AT_ONCE}) as rows,
    ):
        for row in rows:
            entry = to_entry(row)
            erased = entry.payload is None
            same = erased or hashed((entry.payload or "").encode()) == entry.payload_hash
            follows = (entry.seq, entry.hash_before) == (seq + 1, before)
            if not (follows and same and entry_hash(entry) == entry.hash):
                break
            seq, before = entry.seq, entry.hash
    return seq, before


def _is_whole(files: Files, sha256: str) -> bool:
    try:
        for _piece in files.read(sha256):
            pass
    except (Damaged, FileNotFoundError):
        return False
    return True
