"""A whole day of signals and drawing does not use up a constant of Python (docs/decisions/0007)."""

from __future__ import annotations

import subprocess
import sys

DAY = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication
from ui.theme import LIGHT, Look, apply

class Bell(QObject):
    rang = Signal()

app = QApplication([])
apply(app, Look(LIGHT, dark=False))
bell = Bell()
bell.rang.connect(lambda: None)
for time in range(100_000):
    bell.rang.emit()
    bell.blockSignals(False)
    app.processEvents()
assert min(map(sys.getrefcount, (None, True, False, NotImplemented))) > 100_000
"""


def test_a_days_signals_end_no_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", DAY], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
