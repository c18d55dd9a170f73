"""How far is it? A progress line on a terminal; silence in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from desk.progress import Step


@contextmanager
def meter() -> Iterator[Callable[[Step], None]]:
    """Where to report steps; the line is on standard error and goes away at the end."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[speed]}"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as line:
        task = line.add_task("", total=None, speed="")

        def report(step: Step) -> None:
            speed = "" if step.bytes_per_s is None else f"{step.bytes_per_s / 1000:.0f} kB/s"
            line.update(task, description=step.what, completed=step.done, total=step.total, speed=speed)

        yield report
