"""Is the binding to Qt sound on this Python? One known fault is met here, before anything is painted.

PySide6 6.12.0 returns the constants of Python without counting the reference, as is right from Python 3.12 on, where
they are immortal (PEP 683). On 3.11 each such call takes one reference away, and after some thousand the interpreter
aborts with "deallocating None" or "deallocating True or False". Measured with Python 3.11.7: 200 calls of
QPainter.save() cost 200 references to None, 200 emissions of a signal 200 to True; 6.11.3, 6.10.3 and 6.9.3 cost none.
"""

from __future__ import annotations

import ctypes
import sys

import PySide6

FAULTY_FROM = (6, 12, 0)
COUNTED_UNTIL = (3, 12)
CONSTANTS = (None, True, False, NotImplemented)
"""What a macro of Python 3.12's headers returns uncounted (Py_RETURN_NONE and its sisters)."""
ENOUGH = 1 << 40
"""A million lost references a second would last twelve days."""


def keep_constants_alive() -> bool:
    """Give the constants so many references that the fault cannot use them up; True when that was needed."""
    faulty = PySide6.__version_info__[:3] >= FAULTY_FROM and sys.version_info < COUNTED_UNTIL
    if not faulty or sys.getrefcount(None) > ENOUGH // 2:
        return False
    for constant in CONSTANTS:
        # The count is the first field of every object in a release build of CPython 3.11 (object.h, struct _object).
        ctypes.c_ssize_t.from_address(id(constant)).value += ENOUGH
    return True
