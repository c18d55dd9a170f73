"""Who frees what nobody holds any more? The main thread alone: a widget that is freed on another thread ends the process.

Python collects cycles on whichever thread happens to allocate, and pages are cycles (a button knows its page). So
while threads work, the automatic collector is off and the main thread collects between two events.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

YOUNG_EVERY_MS = 1_000
OLD_EVERY = 60
"""Every so many young collections the old generation is looked at too: once a minute, some milliseconds."""


class Collector(QObject):
    """Collects on the thread that it was made on, for as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._ticks = 0
        self._timer = QTimer(self, interval=YOUNG_EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def _collect(self) -> None:
        self._ticks += 1
        gc.collect(2 if self._ticks % OLD_EVERY == 0 else 1)
