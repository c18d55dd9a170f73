"""How much of the line may the background take? An allowance in kbit/s, kept from one piece to the next.

    allowed at   0.0  0.1  0.2  0.3 s     pieces of a tenth of a second each
    sent at      0.0  0.0  0.1  0.2       BURST_S ahead at most, so that nothing waits for a timer's grain

Pure: the caller brings the clock and does the waiting.
"""

from __future__ import annotations

from desk.rules.sending import WHOLE_LINE

BYTES_PER_S_OF_KBIT = 125
BURST_S = 0.1
PIECE_S = 0.1
"""A piece is what the allowance gives in so long: whoever cancels, or uses the line beside us, never waits longer."""
LEAST_PIECE_BYTES = 256


class Pace:
    """The allowance of one line. Asked before each piece that is sent."""

    def __init__(self, kbit_per_s: int = WHOLE_LINE) -> None:
        """Raises ValueError for less than nothing."""
        if kbit_per_s < 0:
            raise ValueError("an allowance is not negative")
        self._bytes_per_s = kbit_per_s * BYTES_PER_S_OF_KBIT
        self._free_at = float("-inf")

    def piece_bytes(self, most: int) -> int:
        """How large the next piece may be, `most` at most."""
        if not self._bytes_per_s:
            return most
        return min(most, max(LEAST_PIECE_BYTES, int(self._bytes_per_s * PIECE_S)))

    def wait_s(self, size: int, at: float) -> float:
        """For how many seconds from `at` (any steady clock) a piece of `size` bytes waits; it counts as sent then."""
        if not self._bytes_per_s:
            return 0.0
        begins = max(self._free_at, at)
        self._free_at = begins + size / self._bytes_per_s
        return max(0.0, begins - at - BURST_S)
