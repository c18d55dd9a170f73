"""What is ready before somebody has signed in? The first page is asked and drawn once for nobody, while a person types.

The first drawing of a page costs three times the second: Qt makes types, letters and pictures when they are first met,
SQLAlchemy compiles its statements, SQLCipher reads the pages of the file. Nothing of it is kept but that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer

from desk.access import staff_of
from desk.office import Office
from desk.outbox import backlog, line_state
from desk.progress import Progress
from desk.sending import sending_of
from desk.store import SYSTEM, Store
from ui.line_status import line_sentence
from ui.pages.today import Morning, TodayPage, look
from ui.seat import Seat
from ui.window import MainWindow
from ui.work import Work


def asked(store: Store, at: datetime, progress: Progress) -> Morning:
    """Ask what the sign-in and the first page will ask. Called off the UI thread; stops between two."""
    with store.read() as session:
        staff_of(session)
        progress.check()
        line_sentence(line_state(session), backlog(session), at, sending_of(session))
    progress.check()
    return look(store, at)


def rehearse(
    store: Store, office: Office, window: MainWindow, work: Work, morning: Morning, wanted: Callable[[], bool]
) -> None:
    """Draw the first page and its frame out of sight, a piece between two events; no more once it is not `wanted`."""
    seat = Seat(store, SYSTEM, office, work)  # nobody's
    made: list[TodayPage] = []

    def make() -> None:
        made.append(TodayPage(seat))

    def draw() -> None:
        page = made[0]
        page.resize(window.size())
        page.show_morning(morning)
        page.grab()
        page.deleteLater()

    steps = [make, draw, window.draw_frame]

    def go_on() -> None:
        if wanted():
            steps.pop(0)()
            if steps:
                QTimer.singleShot(0, window, go_on)
        elif made:
            made[0].deleteLater()

    go_on()
