"""Which pages wait to be attached? Bundles in a sealed tray beside the store; they survive a crash and a jammed scanner.

    tray/           sealed as the vault is: sources, small pictures, lists
    tray/head       the SHA-256 of the list that holds now; replaced in one step

    waiting ── attached(id, sha256 of the file) ── settle: a record or a draft names the file? ─► gone, else waiting again

So a power cut between the vault and the record costs nothing: the bundle is there again. What was taken out of the tray
lies there until the next start, so that a slip can be undone.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.errors import Trouble
from desk.files import write_durably
from desk.ids import new_id
from desk.records.dossiers import AttachmentRow
from desk.records.journal import DraftRow
from desk.rules.words import _
from desk.store import Store
from desk.vault import Vault
from scanning.intake import Source
from scanning.pages import Page
from scanning.pictures import Kind

FOLDER: Final = "tray"
HEAD: Final = "head"
MAX_SEEN: Final = 5_000
"""How many watched files are remembered as taken; older ones have left the folder long ago."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Pages that will be one file. `notes` are sentences about what stayed behind; `file` is what it was attached as."""

    id: str
    name: str
    at: datetime
    pages: tuple[Page, ...]
    notes: tuple[str, ...] = ()
    file: str = ""


class Tray:
    """The bundles of one store. Safe to use from several threads; one program at a time, as the store itself."""

    def __init__(self, store: Store) -> None:
        self._folder: Path = store.folder / FOLDER
        self._sealed: Vault = store.sealed(FOLDER)
        self._lock = threading.RLock()
        self._bundles, self._seen = self._opened()

    # -- looking -----------------------------------------------------------------------------------------

    def waiting(self) -> tuple[Bundle, ...]:
        """The bundles that are not attached yet, the oldest first."""
        with self._lock:
            return tuple(one for one in self._bundles if not one.file and one.pages)

    def read(self, sha256: str) -> bytes:
        """The bytes of a source or of a small picture. Trouble: file_missing, file_damaged."""
        return b"".join(self._sealed.read(sha256))

    def seen(self, digest: str) -> bool:
        """Whether a watched file of these bytes was taken before."""
        with self._lock:
            return digest in self._seen

    # -- changing: each is durable on return ---------------------------------------------------------------

    def add(
        self, sources: Iterable[Source], name: str, at: datetime, *, to: str = "", seen: str = ""
    ) -> Bundle:
        """Put clean sources into the tray: behind the pages of the bundle `to`, or as a new one.

        `seen` is the SHA-256 of the watched file that they came from. Raises Trouble: disk full.
        """
        pages: list[Page] = []
        notes: list[str] = []
        for source in sources:
            pages.extend(self._laid(source))
            notes.extend(source.dropped)
        with self._lock:
            old = next((one for one in self._bundles if one.id == to), None)
            made = (
                Bundle(new_id(), name, at, tuple(pages), tuple(notes))
                if old is None
                else replace(old, pages=(*old.pages, *pages), notes=(*old.notes, *notes))
            )
            self._save(_with(self._bundles, made), (*self._seen, seen)[-MAX_SEEN:] if seen else self._seen)
            return made

    def put(self, *bundles: Bundle, instead_of: Sequence[str] = ()) -> None:
        """Keep bundles as a person arranged them; those of `instead_of` go. Splitting and joining are this."""
        with self._lock:
            kept = tuple(one for one in self._bundles if one.id not in instead_of)
            for one in bundles:
                kept = _with(kept, one)
            self._save(kept, self._seen)

    def remove(self, id: str) -> None:
        """Take a bundle out; `put` brings it back until the program ends."""
        self.put(instead_of=[id])

    def attached(self, id: str, file_sha256: str) -> None:
        """The bundle lies in the vault as this file; it waits no more, and goes for good once a record names the file."""
        with self._lock:
            self._save(
                tuple(replace(one, file=file_sha256) if one.id == id else one for one in self._bundles),
                self._seen,
            )

    def released(self, file_sha256: str) -> None:
        """A file was taken off a page again before it was recorded: its pages wait once more."""
        with self._lock:
            self._save(
                tuple(replace(one, file="") if one.file == file_sha256 else one for one in self._bundles),
                self._seen,
            )

    def settle(self, is_named: Callable[[str], bool]) -> None:
        """At the start: attached bundles go when a record names their file, and wait again when none does.

        Then whatever no bundle needs is wiped from the tray.
        """
        with self._lock:
            kept = [
                replace(one, file="") if one.file else one
                for one in self._bundles
                if one.pages and not (one.file and is_named(one.file))
            ]
            self._save(tuple(kept), self._seen)
            needed = {sha256 for one in kept for page in one.pages for sha256 in (page.source, page.picture)}
            needed.add((self._folder / HEAD).read_text("ascii"))
            self._sealed.keep_only(needed)

    # -- on the disk ---------------------------------------------------------------------------------------

    def _laid(self, source: Source) -> tuple[Page, ...]:
        sha256, _size = self._sealed.put([source.data])
        return tuple(
            Page(
                sha256, source.kind, index, len(source.pictures), 0, source.dpi, source.signed,
                self._sealed.put([picture])[0],
            )
            for index, picture in enumerate(source.pictures)
        )  # fmt: skip

    def _save(self, bundles: tuple[Bundle, ...], seen: tuple[str, ...]) -> None:
        document = {"bundles": [_to_plain(one) for one in bundles], "seen": list(seen)}
        sha256, _size = self._sealed.put([json.dumps(document, ensure_ascii=False, sort_keys=True).encode()])
        write_durably(self._folder / HEAD, sha256.encode("ascii"))
        self._bundles, self._seen = bundles, seen

    def _opened(self) -> tuple[tuple[Bundle, ...], tuple[str, ...]]:
        head = self._folder / HEAD
        if not head.exists():
            return (), ()
        try:
            document = json.loads(self.read(head.read_text("ascii")))
            bundles = tuple(_from_plain(one) for one in document["bundles"])
            return bundles, tuple(str(one) for one in document["seen"])
        except (Trouble, OSError, ValueError, KeyError, TypeError) as damage:
            raise Trouble(
                "tray_damaged",
                _("Khay giấy tờ chờ đính bị hỏng; hồ sơ đã lưu không bị ảnh hưởng."),
                _("Hãy đổi tên thư mục “{folder}” rồi mở lại, và quét lại giấy tờ chưa đính.").format(folder=self._folder),
            ) from damage  # fmt: skip


def named_in(session: Session) -> Callable[[str], bool]:
    """Whether a dossier or a draft names a file: the question of `settle`."""

    def is_named(sha256: str) -> bool:
        recorded = select(func.count()).where(AttachmentRow.sha256 == sha256)
        drafted = select(func.count()).where(DraftRow.document.contains(sha256))
        return bool(session.scalar(recorded)) or bool(session.scalar(drafted))

    return is_named


def digest_of(data: bytes) -> str:
    """How a watched file is remembered."""
    return hashlib.sha256(data).hexdigest()


def _with(bundles: tuple[Bundle, ...], made: Bundle) -> tuple[Bundle, ...]:
    if any(one.id == made.id for one in bundles):
        return tuple(made if one.id == made.id else one for one in bundles)
    return (*bundles, made)


def _to_plain(bundle: Bundle) -> dict[str, Any]:
    return {
        "id": bundle.id, "name": bundle.name, "at": bundle.at.isoformat(), "notes": list(bundle.notes),
        "file": bundle.file, "pages": [{**asdict(page), "kind": page.kind.value} for page in bundle.pages],
    }  # fmt: skip


def _from_plain(document: dict[str, Any]) -> Bundle:
    pages = tuple(Page(**{**page, "kind": Kind(page["kind"])}) for page in document["pages"])
    return Bundle(
        document["id"], document["name"], datetime.fromisoformat(document["at"]), pages,
        tuple(document["notes"]), document["file"],
    )  # fmt: skip
