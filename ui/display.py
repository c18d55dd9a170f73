"""Is there a screen? Asked before Qt is loaded, because Qt ends the process where there is none."""

from __future__ import annotations

import os
import sys


def has_display() -> bool:
    """Whether a window that somebody sees can be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
