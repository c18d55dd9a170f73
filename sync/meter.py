"""How fast does it go, and how long will it take? The measured truth for the screens, over the last seconds only."""

from __future__ import annotations

from collections import deque

WINDOW_S = 6.0
"""Long enough to be steady, short enough to show a line that slows down."""


class Meter:
    """Bytes over time. Give it the running total; it forgets what is older than WINDOW_S."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._base = 0

    def restart(self, at: float) -> None:
        """A new request counts from zero again: continue from the total so far."""
        if self._seen:
            self._base = self._seen[-1][1]
        self._seen.append((at, self._base))

    def note(self, at: float, moved: int) -> None:
        """`moved` bytes since the last restart."""
        self._seen.append((at, self._base + moved))
        while len(self._seen) > 2 and self._seen[0][0] < at - WINDOW_S:
            self._seen.popleft()

    @property
    def bytes_per_s(self) -> int | None:
        """None until something moved."""
        if len(self._seen) < 2:
            return None
        (since, before), (until, after) = self._seen[0], self._seen[-1]
        if until <= since or after <= before:
            return None
        return int((after - before) / (until - since))

    def left_s(self, left: int) -> int | None:
        """Seconds for `left` more bytes at this speed."""
        speed = self.bytes_per_s
        return None if not speed else -(-left // speed)
