"""Is the binding to Qt sound on this Python? One known fault is met here, before anything is painted.

PySide6 6.12.0 returns None to Python without counting the reference; Python 3.12 and later do not count it
either (PEP 683), but on 3.11 each call takes one away and after some thousand the interpreter aborts with
"none_dealloc: deallocating None". Measured with Python 3.11.7: 200 calls of QPainter.save() cost 200 references;
6.11.3, 6.10.3 and 6.9.3 cost none.
"""

from __future__ import annotations

import ctypes
import sys

import PySide6

FAULTY_FROM = (6, 12, 0)
COUNTED_UNTIL = (3, 12)
ENOUGH = 1 << 40
"""A million lost references a second would last twelve days."""


def keep_none_alive() -> bool:
    """Give None so many references that the fault cannot use them up; True when that was needed."""
    faulty = PySide6.__version_info__[:3] >= FAULTY_FROM and sys.version_info < COUNTED_UNTIL
    if not faulty or sys.getrefcount(None) > ENOUGH // 2:
        return False
    # The count is the first field of every object in a release build of CPython 3.11 (object.h, struct _object).
    ctypes.c_ssize_t.from_address(id(None)).value += ENOUGH
    return True
