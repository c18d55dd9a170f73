"""Is a scanner typing? Hears the keys of one window and takes a code for itself, wherever the focus is.

    key ─▶ window ─▶ (this filter) ─▶ the part with the focus        a person types: nothing is held back
                          │ "|" or "://" within keys faster than a hand
                          ▼
          the part gets back what stood in it; the rest of the code is swallowed; `scanned(text)` at its Enter

A scanner is a keyboard: its first keys look like anybody's, so they go through and are taken back once the code shows
itself. Keys count as one scan while they follow each other within BURST_GAP_MS; no person types the sign that parts
the fields of a card ("|") at that speed. A Vietnamese input method may stand between: it takes letters back and commits
others, which reaches us as Backspace and as text of an input method.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)
from shiboken6 import isValid

BURST_GAP_MS = 120
"""Scanners send a key every 1 to 50 ms; a hand that reaches for a scanner is away from the keys for longer."""
END_GAP_MS = 500
"""A scanner that is not set to send Enter has ended when nothing came for so long."""
SHORTEST = 4
"""Fewer keys than this prove no speed."""
MOST_KEPT = 4_000
"""Twice what the reader of cards looks at: the rest of a longer code is swallowed and forgotten."""
SIGNS = ("|", "://")
"""What a card's fields are parted by, and what a link begins with: neither is typed into any field here."""
ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_SILENT = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_AltGr)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class CardScanner(QObject):
    """Tells `scanned(text)` after each whole scan while it watches a window. Nothing of a scan stays in any field."""

    scanned = Signal(str)

    def __init__(self, paste: Callable[[], bool], parent: QObject | None = None) -> None:
        """`paste` is asked first when a person pastes: True where it took what was copied (a photo of the card)."""
        super().__init__(parent)
        self._paste = paste
        self._window: QWindow | None = None
        self._text, self._last_ms = "", 0
        self._taking = self._done = False
        self._focused: QWidget | None = None
        self._give_back: Callable[[], None] = _nothing
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(END_GAP_MS)
        self._end.timeout.connect(self._finish)

    def watch(self, window: QWindow | None) -> None:
        """Hear the keys of this window from now on; of none with None."""
        if window is self._window:
            return
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if self._window is None:
            app.focusChanged.connect(self._follow)
        elif isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        if window is None:
            app.focusChanged.disconnect(self._follow)
            self._follow(None, None)
        else:
            window.installEventFilter(self)
            self._follow(None, app.focusWidget())

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Text of an input method goes straight to the part with the focus, past the window."""
        if self._focused is not None and isValid(self._focused):  # a step that was rebuilt took it along
            self._focused.removeEventFilter(self)
        self._focused = now
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.InputMethod:
            return watched is self._focused and isinstance(event, QInputMethodEvent) and self._composed(event)
        if watched is not self._window:
            return False
        if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        if kind is QEvent.Type.ShortcutOverride:
            if self._taking:
                event.accept()  # no letter of a code is a command
            return self._taking
        return kind is QEvent.Type.KeyRelease and self._taking

    def _composed(self, event: QInputMethodEvent) -> bool:
        text = event.commitString()
        if self._taking:
            self._keep(text)
            return True
        return bool(text) and self._heard(text, _now_ms())

    def _pressed(self, event: QKeyEvent) -> bool:
        key, text, at = event.key(), event.text(), event.timestamp() or _now_ms()
        if key in _SILENT:
            return self._taking
        if key in ENDS:
            return self._ended(at)
        if event.matches(QKeySequence.StandardKey.Paste):
            return self._paste()
        if self._taking:
            if key == Qt.Key.Key_Backspace:
                self._text = self._text[:-1]
            elif text.isprintable():
                self._keep(text)
            self._end.start()
            return True
        if not text.isprintable() or not text or event.modifiers() & _COMMANDS:
            self._text = ""
            return False
        return self._heard(text, at)

    def _heard(self, text: str, at: int) -> bool:
        """One more letter of what may be a scan; True when it is one from here on."""
        self._done = False
        if not self._text or not self._close(at):
            self._text, self._give_back = "", _kept(QApplication.focusWidget())
        self._text, self._last_ms = (self._text + text)[-MOST_KEPT:], at
        if len(self._text) < SHORTEST or not self._text.endswith(SIGNS):
            return False
        self._taking = True
        method = QGuiApplication.inputMethod()
        if method is not None:
            method.reset()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        give_back, self._give_back = self._give_back, _nothing
        give_back()
        self._end.start()
        return True

    def _close(self, at: int) -> bool:
        # The clock of a window system wraps around: an earlier moment is no continuation.
        return 0 <= at - self._last_ms <= BURST_GAP_MS

    def _keep(self, text: str) -> None:
        if len(self._text) < MOST_KEPT:
            self._text += text

    def _ended(self, at: int) -> bool:
        if self._taking:
            self._last_ms = at
            self._finish()
            return True
        self._text = ""
        again = self._done and self._close(at)  # CR and LF: the second is no Enter of a person
        self._done = False
        return again

    def _finish(self) -> None:
        self._end.stop()
        text, self._text = self._text, ""
        self._taking, self._done = False, True
        self.scanned.emit(text)


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def _nothing() -> None:
    return


def _kept(widget: QWidget | None) -> Callable[[], None]:
    """Remember what stands in this part; the answer puts it back and tells the page so."""
    if isinstance(widget, QLineEdit):
        return _kept_line(widget)
    if isinstance(widget, QSpinBox):
        number = widget.value()
        return lambda: widget.setValue(number)
    if isinstance(widget, QComboBox):
        at = widget.currentIndex()

        def choose() -> None:
            widget.setCurrentIndex(at)
            widget.activated.emit(at)

        return choose
    if isinstance(widget, QPlainTextEdit):
        text = widget.toPlainText()
        return lambda: widget.setPlainText(text)
    if isinstance(widget, QAbstractItemView):
        index = widget.currentIndex()
        return lambda: widget.setCurrentIndex(index)
    return _nothing


def _kept_line(line: QLineEdit) -> Callable[[], None]:
    text, cursor = line.text(), line.cursorPosition()
    start, length = line.selectionStart(), line.selectionLength()

    def put_back() -> None:
        line.setText(text)
        if length:
            line.setSelection(start, length)
        else:
            line.setCursorPosition(cursor)
        line.textEdited.emit(text)

    return put_back
