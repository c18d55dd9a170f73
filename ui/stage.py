"""What stands before anything is known? The look, the habits, the way off the screen's thread, and an empty window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui.memory import Memory
from ui.theme import Theme, remembered
from ui.window import MainWindow
from ui.work import Work, catch_strays

MEMORY = "habits.ini"


class Stage(QObject):
    """Made once in a run of the program, without the store; loads nothing that the sign-in page does not need."""

    def __init__(self, app: QApplication, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.memory = Memory(folder / MEMORY)
        self.theme = Theme(app, *remembered(self.memory))
        self.work = Work(self)
        catch_strays(self.work)
        self.window = MainWindow(self.work, framed=False)
