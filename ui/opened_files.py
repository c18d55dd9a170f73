"""Where does an attachment lie while another program shows it? In a private folder that is emptied afterwards.

The vault's bytes are encrypted; other programs can only read plain ones. So they lie in the clear as short as can
be: until the page is left, and, should the program have died meanwhile, until it next opens a file.
"""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Iterable
from pathlib import Path

from desk.files import disk_trouble
from desk.ids import new_id

FOLDER = "opened"
MAX_STEM = 60
"""Viewers show the name in their title; a longer one helps nobody and may not fit the disk's limit."""


class OpenedFiles:
    """Plain copies of one page. Nobody but the person signed in to this machine can read them."""

    _swept: set[Path] = set()

    def __init__(self, store_folder: Path) -> None:
        self._root = store_folder / FOLDER
        self._mine = self._root / new_id()
        weakref.finalize(
            self, shutil.rmtree, self._mine, ignore_errors=True
        )  # at the latest when the program ends

    def write(self, name: str, pieces: Iterable[bytes]) -> Path:
        """A new plain copy under a harmless form of `name`; Trouble where the disk is full."""
        self._sweep()
        with disk_trouble():
            folder = self._mine / new_id()
            folder.mkdir(parents=True, mode=0o700)
            path = folder / _harmless(name)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.writelines(pieces)
        return path

    def clear(self) -> None:
        """Remove the copies. One that a viewer holds open (Windows) goes at the next start."""
        shutil.rmtree(self._mine, ignore_errors=True)

    def _sweep(self) -> None:
        """What an earlier run left behind goes first; this program is alone on its store."""
        if self._root not in self._swept:
            shutil.rmtree(self._root, ignore_errors=True)
            self._swept.add(self._root)
        with disk_trouble():
            self._root.mkdir(exist_ok=True, mode=0o700)


def _harmless(name: str) -> str:
    """Letters, digits and a known ending: a name from a scanner must not lead elsewhere or start a program."""
    stem, ending = os.path.splitext(os.path.basename(name.replace("\\", "/")))
    bare = "".join(sign if sign.isalnum() or sign in " -_" else "-" for sign in stem)[:MAX_STEM].strip(" -")
    known = ending.lower() if ending.lower() in (".jpg", ".jpeg", ".png", ".pdf") else ""
    return f"{bare or 'tep'}{known}"
