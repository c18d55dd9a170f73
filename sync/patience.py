"""How long is this line waited for? What it has shown of itself decides: its pace, its silences, its slow answers.

    connecting   2 s, and half of the outage so far, 10 s at most: the first call after the line is back gets through
    sending      no byte taken for longer than full buffers need at its pace, and 4 s more: dead
    answering    10 s, twice as long after each answer that did not come in time, and what buffers hold

Being wrong is cheap, because whatever is broken off is asked for and goes on; it is made dearer each time.
"""

from __future__ import annotations

import time

from sync.connections import SEND_BUFFER_BYTES, STALL_S

LEAST_CONNECT_S, LONGEST_CONNECT_S = 2.0, 10.0
OUTAGE_SHARE = 0.5
ANSWER_S, LONGEST_ANSWER_S = 10.0, 40.0
"""How long the province may think, besides the time that bytes under way need."""
SLOWEST_BYTES_PER_S = 2_000
"""Slower than the slowest 2G: what is under way is given this much time until the line was measured."""
LEAST_STALL_S = 4.0
BUFFERED_BYTES = 2 * SEND_BUFFER_BYTES
"""A kernel doubles what it is asked for."""
TELLING_BYTES = 2 * BUFFERED_BYTES
"""What buffers took at once says nothing of a line that was cut right afterwards; so much does."""
MEASURE_ABOVE_BYTES = 16 * 1024
CARRIED_S = 2.0
"""Longer than buffers, or a device on the way that says yes for a dead line, take to fill."""


class Patience:
    """What one line has shown so far. Told of each request by `went`."""

    def __init__(self) -> None:
        self.bytes_per_s: float | None = None
        """The measured speed of sending; None until enough was sent to say, and after a silence."""
        self.crossed = 0
        """No more bytes than these can have reached the province in the last request."""
        self.carried = False
        """Whether the line carried the last request for a while, however it ended: an outage before it is over."""
        self._answer_s = ANSWER_S
        self._unreached_since: float | None = None

    def connect_s(self) -> float:
        """For one attempt to connect: each gives the network's own repetitions a fresh start."""
        since = self._unreached_since
        outage = 0.0 if since is None else time.monotonic() - since
        return min(max(LEAST_CONNECT_S, OUTAGE_SHARE * outage), LONGEST_CONNECT_S)

    def answer_s(self, size: int) -> float:
        """For the answer to a request of `size` bytes: what may still be in buffers, and thinking time."""
        pace = max(self.bytes_per_s or SLOWEST_BYTES_PER_S, SLOWEST_BYTES_PER_S)
        return self._answer_s + 2 * min(size, BUFFERED_BYTES) / pace

    def stall_s(self, up: int, sending_s: float) -> float:
        """While sending, for the next byte to be taken, when `up` were taken within `sending_s`."""
        pace = self.bytes_per_s
        if pace is None and up > TELLING_BYTES and sending_s > 0:
            pace = up / sending_s
        return STALL_S if not pace else min(LEAST_STALL_S + BUFFERED_BYTES / pace, STALL_S)

    def went(self, up: int, sending_s: float, took_s: float, *, reached: bool, moving_s: float = 0.0) -> None:
        """A request is over: so many bytes were taken within `sending_s`, and it ended after `took_s`.

        `moving_s`: so long after its beginning something still moved. What buffers take moves at once.
        """
        self.carried = moving_s > CARRIED_S
        self.crossed = up if self.bytes_per_s is None else min(up, int(took_s * self.bytes_per_s))
        if up >= MEASURE_ABOVE_BYTES and sending_s > 0:
            now = up / sending_s
            if reached or up > TELLING_BYTES:
                self.bytes_per_s = now if self.bytes_per_s is None else (self.bytes_per_s + now) / 2

    def connected(self, reached: bool) -> None:
        """Whether the last request found somebody at the other end."""
        if reached:
            self._unreached_since = None
        elif self._unreached_since is None:
            self._unreached_since = time.monotonic()

    def fell_silent(self) -> None:
        """A request was given up while sending: perhaps the line is only slow, so it is measured anew."""
        self.bytes_per_s = None

    def answer_was_late(self) -> None:
        """An answer did not come in time: perhaps the province is only slow."""
        self._answer_s = min(self._answer_s * 2, LONGEST_ANSWER_S)
