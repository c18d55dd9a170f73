"""Where does `motcua` begin? Without a command it opens the windows; with one it never loads Qt."""

from __future__ import annotations

import sys


def main() -> int:
    """The console script. Exit 0 done, 1 failed with a one-line reason, 2 wrong usage."""
    from ui.command.main import run

    return run(sys.argv[1:])
