"""A scanner on the desk: a keyboard that is faster than any hand, and does not ask where the focus is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

NONE = Qt.KeyboardModifier.NoModifier


class Scanner:
    """Sends keys to the window, as the system does; `now_ms` goes on with each key by `gap_ms`."""

    def __init__(self, window: QWidget, gap_ms: int = 5) -> None:
        self.window, self.gap_ms = window.window(), gap_ms
        self.now_ms = 1_000_000_000  # far from the clock of other keys in the test

    def scan(self, text: str, end: Qt.Key | None = Qt.Key.Key_Return) -> None:
        """One code and the key that the scanner is set to send after it."""
        self.now_ms += 2_000
        for letter in text:
            self.key(_code(letter), letter)
        if end is not None:
            self.key(end, "\r")

    def key(self, key: int, text: str = "") -> None:
        """One key, pressed and released."""
        self.now_ms += self.gap_ms
        handle = self.window.windowHandle()
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, NONE, text)
            event.setTimestamp(self.now_ms)
            if kind is QEvent.Type.ShortcutOverride:
                event.ignore()
            QCoreApplication.sendEvent(handle, event)

    def compose(self, text: str) -> None:
        """Text that an input method has made of the scanner's keys."""
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        widget = QApplication.focusWidget()
        assert widget is not None
        QCoreApplication.sendEvent(widget, event)


def _code(letter: str) -> int:
    return ord(letter.upper()) if letter.isascii() else 0
