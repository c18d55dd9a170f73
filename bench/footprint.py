"""How much memory does the desk take? A process of its own that opens the store, searches, counts and looks at today."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bench.processes import BARE_WINDOW, HOUSE, SIGN_IN, SIT_DOWN
from bench.search import searched_office
from bench.tables import Plan, Row, table

USUAL, QUICK = 3, 1
STATUS = Path("/proc/self/status")
KILO = 1024
VISIT = """
for at in range(5):
    program.window.go(at)
    wait()
for text in ("n", "ng", "nguyen", "nguyen v", "0", "026", "0999", "H44", "c", "chung thuc"):
    with store.read() as session:
        search(session, Filter(text=text))
"""
TELL = """
print([line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")][0], flush=True)
import os
os._exit(0)
"""


def measure(plan: Plan) -> list[str]:
    """One table: the most that each process ever held."""
    if not STATUS.exists():
        return ["memory: this system does not tell it the way Linux does"]
    times = plan.times(USUAL, QUICK)
    with searched_office(plan) as office:
        floor = [_most(BARE_WINDOW) for _time in range(times)]
        desk = [_most(SIGN_IN + SIT_DOWN + VISIT, str(office.folder)) for _time in range(times)]
    rows = (
        Row("floor: a bare PySide6 window", floor),
        Row("the desk: every page shown, ten searches", desk, floor),
    )
    return [table("memory, most ever held", rows, unit="MB")]


def _most(code: str, *arguments: str) -> float:
    told = subprocess.run(
        [sys.executable, "-c", code + TELL, *arguments], cwd=HOUSE, check=True, capture_output=True, text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return int(told.stdout.split()[-1]) / KILO
