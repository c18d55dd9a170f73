"""Which files have arrived in the watched folder, whole? Looked at again and again; taken once; never lost.

    scanner, telephone ─► folder/ ── unchanged between two looks, nobody writes ──► tray ──► folder/đã nhận/

A file is moved only after the tray holds it, so a crash between the two finds it again and knows it by its bytes.
Polling, because folders on a network (SMB) tell no changes.
"""

from __future__ import annotations

import errno
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desk.errors import Trouble
from desk.files import disk_trouble
from desk.rules.words import _
from scanning.pictures import HEAD_BYTES, Kind, kind_of

LOOK_EVERY_S: Final = 2.0
RECEIVED: Final = "đã nhận"
_UNFINISHED: Final = (".part", ".partial", ".crdownload", ".download", ".tmp", ".temp", ".filepart", "~")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a file looked like: the same twice, and nobody is writing any more."""

    size: int
    changed_ns: int


class Watched:
    """One folder. `move` says whether taken files go to the folder “đã nhận”; else they stay and are remembered."""

    def __init__(self, folder: Path, *, move: bool = True) -> None:
        self.folder, self.move = folder, move
        self._shapes: dict[Path, _Shape] = {}
        self._done: dict[Path, _Shape] = {}

    def look(self) -> tuple[Path, ...]:
        """The files that are whole by now, oldest first. Call it every LOOK_EVERY_S; a file needs two looks.

        Raises Trouble `watched_folder` when the folder is not there (a share that is off, a stick that was pulled).
        """
        now: dict[Path, _Shape] = {}
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    if _may_be_one(entry):
                        stat = entry.stat(follow_symlinks=False)
                        now[Path(entry.path)] = _Shape(stat.st_size, stat.st_mtime_ns)
        except OSError as missing:
            raise _not_there(self.folder) from missing
        ready = [
            path
            for path, shape in now.items()
            if shape.size
            and self._shapes.get(path) == shape
            and self._done.get(path) != shape
            and _is_closed(path)
            and _kind(path) is not Kind.OTHER
        ]
        self._shapes = now
        self._done = {path: shape for path, shape in self._done.items() if now.get(path) == shape}
        return tuple(sorted(ready, key=lambda path: (now[path].changed_ns, path.name)))

    def received(self, path: Path) -> None:
        """The tray holds this file: move it aside, or remember it. Nothing is overwritten or deleted."""
        if not self.move:
            self.leave(path)
            return
        with disk_trouble():
            aside = self.folder / RECEIVED
            aside.mkdir(exist_ok=True)
            try:
                os.rename(path, _free_name(aside, path.name))
            except FileNotFoundError:
                return  # a person took it away meanwhile; the tray has it

    def leave(self, path: Path) -> None:
        """This file cannot or need not be taken: leave it where it is, and do not offer it again while it is the same."""
        if path in self._shapes:
            self._done[path] = self._shapes[path]


def _may_be_one(entry: os.DirEntry[str]) -> bool:
    name = unicodedata.normalize("NFC", entry.name).lower()
    return (
        not name.startswith((".", "~$"))
        and not name.endswith(_UNFINISHED)
        and entry.is_file(follow_symlinks=False)
    )


def _kind(path: Path) -> Kind:
    try:
        with open(path, "rb") as file:
            return kind_of(file.read(HEAD_BYTES))
    except OSError:
        return Kind.OTHER


def _is_closed(path: Path) -> bool:
    """Whether nobody has the file open for writing, as far as the system tells (Linux: a lease; Windows: a rename)."""
    try:
        if os.name == "nt":
            os.rename(path, path)
            return True
        import fcntl

        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        finally:
            os.close(descriptor)
    except OSError as wrong:
        # EAGAIN: a writer. Network folders and files of others know no leases: there the two looks must do.
        return wrong.errno not in (errno.EAGAIN, errno.ENOENT) and os.name != "nt"
    return True


def _free_name(folder: Path, name: str) -> Path:
    path, number = folder / name, 2
    while path.exists():
        path, number = folder / f"{Path(name).stem} ({number}){Path(name).suffix}", number + 1
    return path


def _not_there(folder: Path) -> Trouble:
    return Trouble(
        "watched_folder",
        _("Không mở được thư mục chờ “{folder}”.").format(folder=folder),
        _("Hãy xem ổ đĩa hoặc mạng nội bộ, hoặc chọn thư mục khác trong Cài đặt; tệp trong đó vẫn nguyên."),
    )
