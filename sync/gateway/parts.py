"""Who writes a file that is under way? One request at a time, over all processes: the part's name says who.

    parts/<sha256>.<length>.<writer>    its size is the offset; a part without a writer was left by an earlier version

    take over:  lock the part ──▶ is it still under this name? ──▶ rename it to the new writer ──▶ unlock
    write:      lock the part ──▶ is it still under my name?   ──▶ write                       ──▶ unlock

The lock is the operating system's (flock) and ends with its process, so nothing stays locked after a kill. Workers on
several machines share the folder over NFS 4, which passes these locks on. Windows has no such lock: one process there.
"""

from __future__ import annotations

import math
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk.files import disk_trouble
from sync.gateway.boxes import Appender, FileBox

if sys.platform != "win32":
    import fcntl

WRITER_BYTES = 6


class Superseded(Exception):
    """A newer request writes this file now."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is not whole yet, as it lies in the folder."""

    path: Path
    length: int


class Parts:
    """The parts of one folder. Blocks on the disk and, for the time of one piece, on another writer."""

    def __init__(self, folder: Path, box: FileBox) -> None:
        self._folder, self._box = folder, box
        with disk_trouble():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def size(self, sha256: str) -> int:
        """How many plain bytes of the file are here."""
        part = self._find(sha256)
        return 0 if part is None else self._box.size(part.path)

    def begin(self, sha256: str, length: int) -> tuple[Part, Appender]:
        """A new, empty part; what there was of this file is thrown away."""
        self.drop(sha256)
        part = Part(self._named(sha256, length), length)
        return part, self._box.append_to(part.path, sha256)

    def drop(self, sha256: str) -> None:
        """Throw away every part of this file; who writes one finds out at the next piece."""
        for old in self._all(sha256):
            with _locked(old.path) as there:
                if there:
                    old.path.unlink()

    def sweep(self, before: datetime) -> None:
        """Throw away parts that were written last before this moment."""
        for path in self._folder.iterdir():
            if _written_at(path) < before.timestamp():
                self.drop(path.name.partition(".")[0])

    def take_over(self, sha256: str) -> tuple[Part, Appender] | None:
        """The part where it stands, and the right to go on with it; None where nothing was begun."""
        while (old := self._find(sha256)) is not None:
            with _locked(old.path) as there:
                if there:
                    part = Part(self._named(sha256, old.length), old.length)
                    os.replace(old.path, part.path)
                    return part, self._box.append_to(part.path, sha256)
        return None

    def _named(self, sha256: str, length: int) -> Path:
        return self._folder / f"{sha256}.{length}.{secrets.token_hex(WRITER_BYTES)}"

    def _find(self, sha256: str) -> Part | None:
        # Two requests that began at once leave two parts: each is a prefix of the file, the longer one saves more.
        return max(self._all(sha256), key=lambda part: (_bytes(part.path), part.path.name), default=None)

    def _all(self, sha256: str) -> list[Part]:
        return [Part(path, int(path.name.split(".")[1])) for path in self._folder.glob(f"{sha256}.*")]


@contextmanager
def writing(part: Part, appender: Appender) -> Iterator[None]:
    """Nobody takes the part over meanwhile. Raises Superseded where somebody has."""
    if sys.platform == "win32":
        yield
        return
    number = appender.fileno()
    fcntl.flock(number, fcntl.LOCK_EX)
    try:
        if not _is(part.path, number):
            raise Superseded(part.path.name)
        yield
    finally:
        with suppress(OSError, ValueError):  # closed meanwhile, which has unlocked it
            fcntl.flock(appender.fileno(), fcntl.LOCK_UN)


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Whether the part is still there under this name, and nobody writes it meanwhile."""
    if sys.platform == "win32":
        yield path.exists()
        return
    try:
        number = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield _is(path, number)
    finally:
        os.close(number)


def _is(path: Path, number: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(number))
    except FileNotFoundError:
        return False


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # finished meanwhile
        return math.inf
