"""How far is a long job, and should it stop? One small object that both sides of a thread may touch.

The job reports steps and asks `check()` between two of them; whoever waits reads the steps and may cancel.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


class Cancelled(Exception):
    """The person asked to stop. Raised only between two steps, so what was begun is whole or absent."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is going on now: a sentence for the clerk and, where they are known, the numbers.

    `done` and `total` count bytes when `is_bytes`, otherwise things; a `total` of None means that
    nobody knows yet. `bytes_per_s` and `left_s` are None until there is something to measure.
    """

    what: str
    done: int = 0
    total: int | None = None
    is_bytes: bool = False
    bytes_per_s: int | None = None
    left_s: int | None = None

    @property
    def share(self) -> float | None:
        """How much is done, 0 to 1, or None while the total is unknown; an empty job is done."""
        if self.total is None:
            return None
        return 1.0 if self.total <= 0 else min(1.0, max(0.0, self.done / self.total))


def _nobody(step: Step) -> None:
    """Reports to no one: for callers that do not watch."""


class Progress:
    """Given to every long job. Any thread may watch it, report to it or cancel it while the job runs."""

    def __init__(self, report: Callable[[Step], None] = _nobody) -> None:
        self._report = report
        self._cancelled = threading.Event()
        self._one_at_a_time = threading.Lock()

    def step(self, step: Step) -> None:
        """Say where the job is; raises Cancelled when it has been asked to stop.

        Reports reach the watcher one at a time and in the order given; the watcher must return quickly.
        """
        self.check()
        with self._one_at_a_time:
            self._report(step)

    def check(self) -> None:
        """Raise Cancelled when the job has been asked to stop; call it where stopping is harmless."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the job to stop at its next check; the second call changes nothing."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether the job has been asked to stop (it may still be on its way to the next check)."""
        return self._cancelled.is_set()

    def wait(self, seconds: float) -> None:
        """Pause the job (a retry, a busy province); wakes at once and raises Cancelled when asked to stop."""
        self._cancelled.wait(seconds)
        self.check()
