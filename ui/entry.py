"""Where does `motcua` begin? Without a command it opens the windows; with one it never loads Qt."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from ui.data_folder import data_folder
from ui.language import speak


def main() -> int:
    """The console script. Exit 0 done, 1 failed with a one-line reason, 2 wrong usage."""
    speak()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    folder = _only_a_desk(sys.argv[1:])
    # Only now, because commands evaluate their help, and pages their words, when they are imported.
    if folder is not None:
        gc.disable()  # as ui/garbage.py does a little later: loading modules leaves no garbage to look for
        from ui.opening import open_desk

        return open_desk(folder)
    from ui.command.main import run

    return run(sys.argv[1:])


def _only_a_desk(arguments: list[str]) -> Path | None:
    """The folder where a desk is opened and nothing else is asked: that start needs no parser of commands."""
    match arguments:
        case []:
            return data_folder()
        case ["--data", given] if given and not given.startswith("-") and not Path(given).is_file():
            return Path(given)
        case _:
            return None
