"""Where does `motcua` begin? Without a command it opens the windows; with one it never loads Qt."""

from __future__ import annotations

import sys

from ui.language import speak


def main() -> int:
    """The console script. Exit 0 done, 1 failed with a one-line reason, 2 wrong usage."""
    speak()
    # Only now, because commands evaluate their help when they are imported.
    from ui.command.main import run

    return run(sys.argv[1:])
