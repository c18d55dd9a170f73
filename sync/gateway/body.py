"""How is a request's body received? Counted, and not waited for for ever: who sends nothing for a while has hung up."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Receive

DRAIN_BYTES = 1024 * 1024
"""A refusal is heard only by a desk that has sent everything: so much more is read for that, not a long film."""


class Body:
    """Stands between a request and its connection."""

    def __init__(self, receive: Receive, stall_s: float) -> None:
        self._receive, self._stall_s = receive, stall_s
        self.bytes = 0
        self.whole = False
        self.stalled = False

    async def __call__(self) -> Message:
        try:
            async with asyncio.timeout(self._stall_s):
                message = await self._receive()
        except TimeoutError:
            self.stalled = True
            return {"type": "http.disconnect"}
        if message["type"] == "http.request":
            self.bytes += len(message.get("body", b""))
            self.whole = not message.get("more_body", False)
        else:
            self.whole = True
        return message

    async def drain(self) -> None:
        """Read what a refused desk still sends, as far as that is worth it."""
        until = self.bytes + DRAIN_BYTES
        while not (self.whole or self.stalled) and self.bytes < until:
            await self()
