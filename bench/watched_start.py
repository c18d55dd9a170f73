"""When does a person see what? `python bench/watched_start.py PAUSE_MS LOGIN PASSWORD …`: the program itself, and moments of it.

The arguments that follow are the program's own. One line for each moment: its name, the system's monotonic clock in
nanoseconds, the processor time of the process in milliseconds. "-" as LOGIN stops after the sign-in page.
"""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

LOOK_EVERY_MS = 1


def tell(moment: str) -> None:
    """Now."""
    print(moment, time.monotonic_ns(), round(time.process_time() * 1e3, 1), flush=True)


class Painted(QObject):
    """Calls once, when this widget has been painted and the events that waited are done."""

    def __init__(self, widget: QWidget, then: object) -> None:
        super().__init__(widget)
        self._then = then
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt asks before the widget paints; the timer comes after it."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._then)  # type: ignore[call-overload]
        return False


class Watch:
    """Follows one start: the sign-in page, a key that arrives there, a person who signs in, the first page."""

    def __init__(self, pause_ms: int, login: str, password: str) -> None:
        self._pause_ms, self._login, self._password = pause_ms, login, password

    def run(self) -> int:
        """Stands in for QApplication.exec: watches, and then runs it."""
        tell("window made")
        self._window = next(one for one in QApplication.topLevelWidgets() if one.isVisible())
        self._line = self._found("login.input")
        Painted(self._line, self._painted)
        return int(EXEC())

    def _found(self, name: str) -> QLineEdit:
        line = self._window.findChild(QLineEdit, name)
        assert line is not None
        return line

    def _painted(self) -> None:
        tell("sign-in page painted")
        press(QApplication.focusWidget() or self._window, Qt.Key.Key_A, "a")
        if self._line.text() != "a":
            raise RuntimeError("the page takes no keys")
        tell("sign-in page takes keys")
        self._line.clear()
        if self._login == "-":
            QTimer.singleShot(0, leave)
        else:
            QTimer.singleShot(self._pause_ms, self._enter)

    def _enter(self) -> None:
        self._found("login.input").setText(self._login)
        password = self._found("password.input")
        password.setText(self._password)
        password.setFocus()
        tell("Enter")
        self._timer = QTimer(interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        press(password, Qt.Key.Key_Return, "\r")

    def _look(self) -> None:
        page = self._window.findChild(QWidget, "today")
        if page is not None and page.isVisible():
            self._timer.stop()
            tell("Today shown")
            self._page = page
            Painted(page, self._answered)

    def _answered(self) -> None:
        """The greeting comes with the numbers and the list, which is empty where nothing is due."""
        greeting = self._page.findChild(QLabel, "today.greeting")
        assert greeting is not None
        if greeting.text():  # set together with the list, and drawn together with it
            tell("Today with its list")
            leave()
        else:
            Painted(greeting, self._answered)


def press(widget: QWidget, key: Qt.Key, text: str) -> None:
    """One key, as the window system brings it."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def leave() -> None:
    """End the process here: what follows is not measured."""
    import os

    os._exit(0)


EXEC = QApplication.exec

if __name__ == "__main__":
    pause, login, password = sys.argv[1:4]
    sys.argv[1:] = sys.argv[4:]
    sys.path[0] = ""
    QApplication.exec = Watch(int(pause), login, password).run  # type: ignore[method-assign]
    from ui.entry import main

    sys.exit(main())
