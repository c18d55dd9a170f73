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
