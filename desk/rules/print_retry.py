"""When is a paper tried again that its printer did not take? After a while that grows, until a person has to look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

WAITS_S: Final = (5, 10, 20, 40, 60, 120)
"""Between tries; the last one again and again. A clerk who loads paper waits no longer than two minutes."""
PATIENCE: Final = timedelta(hours=4)
"""Half a working day: a paper that comes out after that surprises whoever stands there."""
PASSES: Final = frozenset(
    {
        "printer_off",
        "printer_out_of_paper",
        "printer_jammed",
        "printer_stopped",
        "printer_refusing",
        "no_print_service",
    }
)
"""Troubles that a hand at the printer ends; every other one stays until another printer is chosen."""


def next_try(code: str, tries: int, since: datetime, now: datetime) -> datetime | None:
    """When to try again a paper that waits `since` and has failed `tries` times with `code`; None: a person looks."""
    if code not in PASSES or now - since >= PATIENCE:
        return None
    return now + timedelta(seconds=WAITS_S[min(tries, len(WAITS_S)) - 1])
