"""What has the province received? dossiers.jsonl, one object a dossier, and the attachments byte for byte."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desk.files import disk_trouble, place_trouble
from desk.rules.dossier import Dossier, exported, fold
from sync.gateway.boxes import Damaged
from sync.gateway.files import Files
from sync.gateway.news import accepted
from sync.gateway.store import GatewayStore, dossiers

DOSSIERS = "dossiers.jsonl"
FOLDER = "files"
MAX_NAME = 80
"""Letters: at most 240 bytes of UTF-8, under the limit of every file system."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; `missing` names files that dossiers list and that have not arrived (or are damaged)."""

    dossiers: int
    files: int
    missing: tuple[str, ...]


def export(store: GatewayStore, files: Files, out: Path) -> Exported:
    """Write everything into `out`: deterministic, in the order of reception and then code.

    `attachments[].file` is the path relative to `out`. A file that has not arrived is listed and has no bytes.
    A folder made here is for its owner's eyes; an export that was broken off leaves no list, or the old one, whole.
    """
    count, there, missing = 0, set[str](), set[str]()
    with place_trouble(out), disk_trouble():
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = out / f".{DOSSIERS}.new"
        with open(beside, "w", encoding="utf-8", newline="\n") as lines:
            for dossier in province_dossiers(store):
                line = exported(dossier)
                line["attachments"] = [_placed(one) for one in line["attachments"]]
                lines.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
                for one in line["attachments"]:
                    arrived = one["file"] in there or _write(files, one["sha256"], out / one["file"])
                    (there if arrived else missing).add(one["file"])
                count += 1
        os.replace(beside, out / DOSSIERS)
    return Exported(count, len(there), tuple(sorted(missing)))


def province_dossiers(store: GatewayStore) -> Iterator[Dossier]:
    """Every dossier of the province, folded, in the order of reception and then code; one at a time."""
    with store.read() as session:
        rows = session.execute(select(dossiers.c.id).order_by(dossiers.c.received_at, dossiers.c.code)).all()
        for row in rows:
            folded = fold(accepted(session, row.id))
            if folded is not None:
                yield folded


def _placed(attachment: dict[str, Any]) -> dict[str, Any]:
    """The attachment in a folder of its hash, under the name it came with as far as a file system can bear it."""
    kept = "".join(
        letter if letter.isalnum() or letter in " ._-()" else "_" for letter in attachment["file"][-MAX_NAME:]
    )
    return {**attachment, "file": f"{FOLDER}/{attachment['sha256']}/{kept.strip(' .') or '_'}"}


def _write(files: Files, sha256: str, target: Path) -> bool:
    if not files.has(sha256):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(target, "wb") as file:
            for piece in files.read(sha256):
                file.write(piece)
    except Damaged:
        target.unlink()
        return False
    return True
