"""How long does a whole process take? From start to exit, with what the operating system does for it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from bench.tables import timed

HOUSE = Path(__file__).parents[1]
EMPTY = (sys.executable, "-c", "pass")

BARE_WINDOW = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); window = QMainWindow(); window.show(); app.processEvents()
"""
SIGN_IN = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from ui.app import Program
from desk import keys
from desk.search import Filter, search
from desk.store import Actor, Store
from desk.rules.lifecycle import Role
app = QApplication([])
store = Store.open(Path(sys.argv[1]), keys.terminal_or_environment)
program = Program(app, store)
def wait(ready=lambda: program.work.resting):
    loop = QEventLoop()
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: ready() and loop.quit())
    timer.start()
    loop.exec()
program.begin()
app.processEvents()
"""
"""The window with the sign-in page, on the store of the first argument."""
SIT_DOWN = """
program.sit_down(Actor("tiepnhan1", "Cán bộ Tiếp nhận Mẫu Một", Role.RECEPTION, "1"))
wait(lambda: program.window.page.table.rows)
"""
"""And on: somebody signed in, and the first page shows its list."""
LEAVE = "import os; os._exit(0)"


def command(*arguments: str) -> tuple[str, ...]:
    """The installed `motcua` of this environment with these arguments."""
    return (str(Path(sysconfig.get_path("scripts"), "motcua" + sysconfig.get_config_var("EXE"))), *arguments)


def run(line: Sequence[str], given: str = "") -> float:
    """Milliseconds of one process. Raises CalledProcessError where it fails: a failure is no measurement."""
    took, _done = timed(
        lambda: subprocess.run(
            line, input=given, capture_output=True, text=True, check=True, cwd=HOUSE, env=os.environ
        )
    )
    return took


def in_turn(lines: Sequence[tuple[Sequence[str], str]], times: int) -> list[list[float]]:
    """Each process `times` times, taking turns, after one run of each that fills the caches."""
    for line, given in lines:
        run(line, given)
    rounds = [[run(line, given) for line, given in lines] for _time in range(times)]
    return [list(values) for values in zip(*rounds, strict=True)]
