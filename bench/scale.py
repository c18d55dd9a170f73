"""What does closing time cost one counter, an office, a province, the country? Reckoned from measured numbers, and played through.

Communes call between 16:30 and 17:30, most of them around 17:00 (a triangle), each with its day in one turn and one receipt.
Cores serve them one after another; a day takes a core as long as `python -m bench load` has measured. What is an assumption
and what was measured stands beside each constant; docs/scale.md tells what follows.
"""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass

from bench.tables import Plan, grid, percentile, short

SEED = 20_261_125
HOUR_S = 3_600.0
DOSSIERS = 120
"""Of one commune in a day: assumed, a busy one."""
CORE_S = 0.0021 * DOSSIERS
"""Seconds of one core for a commune's day: measured by bench load on 2 cores that PostgreSQL, the desks and others shared."""
JOURNAL_BYTES = 250
"""Of a dossier on the line, with its steps: assumed above what bench exchange measures for a training office's names."""
FILES_BYTES = 2 * 200_000
"""Of a dossier: assumed, two scanned pages in black and white or one in colour."""
STORED_BYTES = 8_000
"""Of a dossier in PostgreSQL with its indexes: measured, rounded up for more steps."""
WORKING_DAYS = 250
REQUESTS = 4
"""Of a commune at closing: the journal, its files, what was asked after, the receipt."""


@dataclass(frozen=True, slots=True)
class Size:
    """One of the sizes that are looked at."""

    what: str
    communes: int
    cores: int


SIZES = (
    Size("one counter", 1, 1),
    Size("an office of six counters", 6, 1),
    Size("a province of 148 communes", 148, 2),
    Size("the same on one core", 148, 1),
    Size("all 3,321 communes, one gateway of 1 core", 3_321, 1),
    Size("all 3,321 communes, one gateway of 2 cores", 3_321, 2),
    Size("all 3,321 communes in 34 provinces, 2 cores each", 98, 2),
)


def measure(plan: Plan) -> list[str]:
    """What moves and stays, and how long the last ones wait."""
    return [
        grid(
            ("closing time, reckoned", "dossiers", "requests", "journal MB", "files GB", "Mbit/s in that hour",
             "PostgreSQL GB/year", "files TB/year"),
            [_reckoned(size) for size in SIZES],
        ),
        grid(
            ("closing time, played", "cores", "busy at the peak", "median s", "p99 s", "longest s"),
            [_played(size) for size in SIZES],
        ),
    ]  # fmt: skip


def _reckoned(size: Size) -> list[str]:
    dossiers = size.communes * DOSSIERS
    moved = dossiers * (JOURNAL_BYTES + FILES_BYTES)
    return [
        size.what, f"{dossiers:,}", f"{size.communes * REQUESTS:,}", short(dossiers * JOURNAL_BYTES / 1e6),
        short(dossiers * FILES_BYTES / 1e9), short(moved * 8 / HOUR_S / 1e6),
        short(dossiers * STORED_BYTES * WORKING_DAYS / 1e9), short(dossiers * FILES_BYTES * WORKING_DAYS / 1e12),
    ]  # fmt: skip


def _played(size: Size) -> list[str]:
    chance = random.Random(SEED)
    calls = sorted(chance.triangular(0, HOUR_S, HOUR_S / 2) for _commune in range(size.communes))
    free = [0.0] * size.cores
    waits = []
    for call in calls:
        begins = max(call, heapq.heappop(free))
        ends = begins + CORE_S * chance.uniform(0.5, 1.5)
        heapq.heappush(free, ends)
        waits.append(ends - call)
    busy = 2 * size.communes / HOUR_S * CORE_S / size.cores  # the triangle is twice its mean at the peak
    return [
        size.what, str(size.cores), f"{busy:.0%}", short(percentile(waits, 0.5)), short(percentile(waits, 0.99)),
        short(max(waits)),
    ]  # fmt: skip
