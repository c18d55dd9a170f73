"""How do all desks get in at closing time? A few at work at once, in their order; who would wait long is told when to come.

    at the door    would wait a few seconds          let in
                   would wait longer                 503 busy, Retry-After: when those before it are through
    inside         few pieces of turns at work at once; a turn that has begun goes before those that have not

Without it all turns of a rush would be worked on at once and be answered at its end, later than a desk waits for
an answer; it would break off, ask, and make the rush longer.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from desk.rules.words import _
from sync.gateway.refusal import Refusal
from sync.wire import Code

FIRST_PACE_S = 0.12
"""From one turn's beginning to the next one's, until a rush has shown it."""
NEW_SHARE = 0.1
"""How much the newest interval counts in the pace."""

_T = TypeVar("_T")
Clock = Callable[[], float]


class Turnstile:
    """Of one worker. Everything but the work itself happens on the loop's thread."""

    def __init__(self, at_work: int, longest_wait_s: float, clock: Clock = time.monotonic) -> None:
        self._free, self._longest_wait_s, self._clock = at_work, longest_wait_s, clock
        self._first: deque[asyncio.Future[None]] = deque()
        """Pieces of turns that have begun."""
        self._fresh: deque[asyncio.Future[None]] = deque()
        self.waiting = 0
        """Turns that were let in and have not begun."""
        self._pace_s = FIRST_PACE_S
        self._let_in_at: float | None = None
        self._told = 0.0
        """The moment for which the last one was told to come."""

    def enter(self, always: bool = False) -> Place:
        """A place for one turn; leave it whatever happens. Raises Refusal(busy) with the seconds to wait, but not `always`."""
        now, wait_s = self._clock(), self.waiting * self._pace_s
        if wait_s > self._longest_wait_s and not always:
            # Each is told another moment, so that those who were sent away do not all come back at once.
            self._told = max(self._told, now + wait_s) + self._pace_s
            raise Refusal(Code.BUSY, _("Cổng của tỉnh đang bận."), after_s=math.ceil(self._told - now))
        self.waiting += 1
        return Place(self)

    async def pass_through(self, begun: bool) -> None:
        """Wait until there is room for one more at work."""
        if self._free:
            self._free -= 1
            self._let_in_at = None  # nobody waited, so this says nothing of the pace
            return
        room: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line = self._first if begun else self._fresh
        line.append(room)
        try:
            await room
        except asyncio.CancelledError:
            if room.done() and not room.cancelled():
                self.come_out()
            raise

    def come_out(self) -> None:
        """One is through: the next one."""
        for line in (self._first, self._fresh):
            while line:
                room = line.popleft()
                if room.done():
                    continue  # its request is gone
                if line is self._fresh:
                    self._learn()
                room.set_result(None)
                return
        self._free += 1

    def _learn(self) -> None:
        now = self._clock()
        if self._let_in_at is not None:
            self._pace_s += NEW_SHARE * (now - self._let_in_at - self._pace_s)
        self._let_in_at = now


class Place:
    """One turn's place in the line."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile
        self._begun = False

    async def work(self, function: Callable[..., _T], *arguments: object) -> _T:
        """Do this on a thread of the pool when it is this turn's time."""
        await self._turnstile.pass_through(self._begun)
        self._begin()
        try:
            return await run_in_threadpool(function, *arguments)
        finally:
            self._turnstile.come_out()

    def leave(self) -> None:
        """The turn is over, done or not."""
        self._begin()

    def _begin(self) -> None:
        self._turnstile.waiting -= not self._begun
        self._begun = True
