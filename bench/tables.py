"""How is a measurement told? Median and percentiles of each row, and how many times its floor that is, as a Markdown table."""

from __future__ import annotations

import math
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import reportlab
import sqlalchemy
import sqlcipher3

T = TypeVar("T")
ENOUGH_FOR_P99 = 100
"""With fewer values the 99th percentile is only the largest of them, and is left out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a subject is given: an empty folder on the disk to be measured, how much to do, and perhaps a store that stands."""

    folder: Path
    quick: bool
    dossiers: int
    store: Path | None = None

    def times(self, usual: T, quick: T) -> T:
        """How often to repeat, or how many."""
        return quick if self.quick else usual


@dataclass(frozen=True, slots=True)
class Row:
    """Values of one thing. `floor` are the values that it is compared with; None: it is itself a floor."""

    what: str
    values: Sequence[float]
    floor: Sequence[float] | None = None


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds of the wall clock that `work` took, and what it returned."""
    started = time.perf_counter_ns()
    done = work()
    return (time.perf_counter_ns() - started) / 1e6, done


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def table(title: str, rows: Sequence[Row], unit: str = "ms") -> str:
    """Rows with n, median, p95, p99 and the ratio of the medians to the floor's."""
    heads = (title, "n", f"median {unit}", f"p95 {unit}", f"p99 {unit}", "ratio to the floor")
    return grid(heads, [_cells(row) for row in rows])


def grid(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A Markdown table that also reads well on a terminal: the first `left` columns left, the others right."""
    widths = [max(2, *(len(line[at]) for line in (heads, *rows))) for at in range(len(heads))]
    rule = [("-" * width if at < left else "-" * (width - 1) + ":") for at, width in enumerate(widths)]
    lines = [_line(heads, widths, left), "| " + " | ".join(rule) + " |"]
    return "\n".join([*lines, *(_line(row, widths, left) for row in rows)])


def short(value: float) -> str:
    """Three digits that mean something, never an exponent."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}"


def machine() -> str:
    """What was measured on, in one line; nothing that names the machine or its owner."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLAlchemy {sqlalchemy.__version__}, SQLCipher's SQLite {sqlcipher3.sqlite_version} "
        f"(Python's own {sqlite3.sqlite_version}), reportlab {reportlab.__version__}"
    )


def _cells(row: Row) -> list[str]:
    median = statistics.median(row.values)
    p99 = short(percentile(row.values, 0.99)) if len(row.values) >= ENOUGH_FOR_P99 else ""
    ratio = "1" if row.floor is None else short(median / statistics.median(row.floor))
    return [
        row.what,
        str(len(row.values)),
        short(median),
        short(percentile(row.values, 0.95)),
        p99,
        f"{ratio} x",
    ]


def _line(cells: Sequence[str], widths: Sequence[int], left: int) -> str:
    padded = [
        cell.ljust(width) if at < left else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "| " + " | ".join(padded) + " |"
