"""What does the province hold? Read from its own database and folder, not from what it says."""

from __future__ import annotations

import obstore
from sqlalchemy import select

from sync.gateway.bucket import opened_bucket
from sync.gateway.store import journal


def journal_there(province, desk) -> list[str]:
    """The hashes of the desk's journal at the province, in order."""
    with province.gateway.store.read() as session:
        rows = session.execute(
            select(journal.c.seq, journal.c.hash)
            .where(journal.c.device == desk.device)
            .order_by(journal.c.seq)
        ).all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1)), "no gap"
    return [row.hash for row in rows]


def files_there(province, desk) -> dict[str, bytes]:
    """The whole files at the province of those that this desk names, with their bytes."""
    files = province.gateway.files
    return {sha256: b"".join(files.read(sha256)) for sha256 in desk.files if files.has(sha256)}


def verdicts_there(province, desk) -> dict[int, str]:
    """The refused entries of the desk and why."""
    with province.gateway.store.read() as session:
        rows = session.execute(
            select(journal.c.seq, journal.c.verdict).where(
                journal.c.device == desk.device, journal.c.verdict.is_not(None)
            )
        ).all()
    return {row.seq: row.verdict for row in rows}


def spoil(province, sha256: str, data: bytes | None) -> None:
    """Let other bytes lie under this name at the province, or none, as a bad disk or a careless hand does."""
    if province.bucket:
        bucket, key = opened_bucket(province.bucket), f"files/{sha256[:2]}/{sha256}"
        obstore.delete(bucket, key) if data is None else obstore.put(bucket, key, data)
        return
    path = province.folder / "files" / sha256[:2] / sha256
    path.unlink() if data is None else path.write_bytes(data)
