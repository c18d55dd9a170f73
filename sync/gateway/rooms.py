"""Where do files lie? A room keeps whole files under their SHA-256 and the parts that are under way; two kinds of it.

FolderRoom   parts/ and files/ of one folder, which several processes may share (sync/gateway/parts.py)
BucketRoom   whole files in an S3-compatible store, parts in the database (sync/gateway/bucket.py)
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desk.files import disk_trouble, flush_folder
from sync.gateway.boxes import Appender, FileBox
from sync.gateway.parts import Part as PartFile
from sync.gateway.parts import Parts, writing

KEPT_FREE_BYTES = 512 * 1024 * 1024
"""Room that no file takes: the journal must find a place when the disk fills up."""

BUCKET_AWAY = "bucket_away"
"""The code of the trouble that a desk answers by coming again."""


class Part(Protocol):
    """A file under way, and the right to write it until another request takes it over."""

    @property
    def length(self) -> int:
        """Plain bytes of the whole file."""
        ...

    @property
    def size(self) -> int:
        """Plain bytes that came so far; those before the last `flush` are durable."""
        ...

    def held(self) -> AbstractContextManager[None]:
        """Nobody takes it over meanwhile. Raises Superseded where somebody has."""
        ...

    def write(self, piece: bytes) -> None: ...

    def flush(self) -> None:
        """Durable from here on."""
        ...

    def rollback(self) -> None:
        """Throw away what was written since it was taken over."""
        ...

    def read(self) -> Iterator[bytes]:
        """All plain bytes that are durable. Raises Damaged."""
        ...

    def throw_away(self) -> None: ...

    def make_whole(self) -> None:
        """From a part to a whole file, durable."""
        ...

    def close(self) -> None:
        """Let go; what is durable stays."""
        ...


class Room(Protocol):
    """Blocks on a disk or a network; call it off the event loop."""

    def has(self, sha256: str) -> bool:
        """Whether the file is here whole."""
        ...

    def size(self, sha256: str) -> int:
        """Plain bytes of a whole file."""
        ...

    def read(self, sha256: str, offset: int = 0) -> Iterator[bytes]:
        """Plain bytes of a whole file from here on. Raises Damaged, FileNotFoundError."""
        ...

    def forget(self, sha256: str) -> None:
        """Away with a whole file, if it is here."""
        ...

    def free(self, size: int) -> bool:
        """Whether so much more may lie here."""
        ...

    def arrived(self, sha256: str) -> int:
        """Plain bytes of a file under way that are here."""
        ...

    def begin(self, sha256: str, length: int) -> Part:
        """A new, empty part; what there was of this file is thrown away."""
        ...

    def take_over(self, sha256: str) -> Part | None:
        """The part where it stands; None where nothing was begun."""
        ...

    def drop(self, sha256: str) -> None:
        """Throw away what is under way of this file."""
        ...

    def sweep(self, before: datetime) -> None:
        """Throw away what is under way and got nothing since this moment."""
        ...


class FolderRoom:
    """The room of one folder."""

    def __init__(self, folder: Path, box: FileBox) -> None:
        self._box = box
        self._parts = Parts(folder / "parts", box)
        self._whole = folder / "files"
        with disk_trouble():
            self._whole.mkdir(parents=True, exist_ok=True, mode=0o700)

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def size(self, sha256: str) -> int:
        return self._box.size(self._path(sha256))

    def read(self, sha256: str, offset: int = 0) -> Iterator[bytes]:
        return self._box.read(self._path(sha256), sha256, offset)

    def forget(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def free(self, size: int) -> bool:
        return shutil.disk_usage(self._whole).free >= KEPT_FREE_BYTES + size

    def arrived(self, sha256: str) -> int:
        return self._parts.size(sha256)

    def begin(self, sha256: str, length: int) -> Part:
        return _FolderPart(self, sha256, *self._parts.begin(sha256, length))

    def take_over(self, sha256: str) -> Part | None:
        taken = self._parts.take_over(sha256)
        return None if taken is None else _FolderPart(self, sha256, *taken)

    def drop(self, sha256: str) -> None:
        self._parts.drop(sha256)

    def sweep(self, before: datetime) -> None:
        self._parts.sweep(before)

    def take_in(self, sha256: str, path: Path) -> None:
        """This file of the folder is the whole one now."""
        final = self._path(sha256)
        final.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(path, final)
        self._parts.drop(sha256)
        flush_folder(final.parent)
        flush_folder(self._whole)

    def read_part(self, path: Path, sha256: str) -> Iterator[bytes]:
        return self._box.read(path, sha256)

    def _path(self, sha256: str) -> Path:
        return self._whole / sha256[:2] / sha256


class _FolderPart:
    def __init__(self, room: FolderRoom, sha256: str, file: PartFile, appender: Appender) -> None:
        self._room, self._sha256, self._file, self._appender = room, sha256, file, appender
        self._durable = -1
        """So many bytes are; -1: nobody knows yet, a killed process may have left some that are not."""

    @property
    def length(self) -> int:
        return self._file.length

    @property
    def size(self) -> int:
        return self._appender.size

    @property
    def path(self) -> Path:
        return self._file.path

    def held(self) -> AbstractContextManager[None]:
        return writing(self._file, self._appender)

    def write(self, piece: bytes) -> None:
        self._appender.write(piece)

    def flush(self) -> None:
        if self._appender.size != self._durable:
            self._appender.flush()
            self._durable = self._appender.size

    def rollback(self) -> None:
        self._durable = -1
        self._appender.rollback()

    def read(self) -> Iterator[bytes]:
        return self._room.read_part(self._file.path, self._sha256)

    def throw_away(self) -> None:
        self._close_for_windows()
        self._file.path.unlink()

    def make_whole(self) -> None:
        self._close_for_windows()
        self._room.take_in(self._sha256, self._file.path)

    def close(self) -> None:
        self._appender.close()

    def _close_for_windows(self) -> None:
        if sys.platform == "win32":  # an open file can neither be renamed nor removed there
            self._appender.close()
