"""What can go wrong in the world? A disk, a key, a clock, another process: each with advice for a person."""

from __future__ import annotations

from desk.rules.broken import RuleBroken

__all__ = ["CLOCK_WENT_BACK", "RuleBroken", "Trouble"]

CLOCK_WENT_BACK = "clock_went_back"
"""The journal's end bears a later moment than the clock: a person says which of them is right."""


class Trouble(Exception):
    """Something outside the rules failed: the disk, a key, the clock, the line, another process.

    `code` is stable and English; `title` says what happened, `advice` what to do next, both in
    the clerk's words. What was committed before stays committed; what was not is not half there.
    """

    def __init__(self, code: str, title: str, advice: str = "") -> None:
        super().__init__(f"{title} {advice}".strip())
        self.code = code
        self.title = title
        self.advice = advice
