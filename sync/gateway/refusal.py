"""How does the gateway say no? One exception with a code of the wire, a sentence, and the HTTP status of the code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.wire import Code

STATUS: Mapping[Code, int] = {
    Code.BAD_MESSAGE: 400,
    Code.TOO_LARGE: 413,
    Code.BAD_ENCODING: 415,
    Code.NOT_FOUND: 404,
    Code.CODE_UNKNOWN: 403,
    Code.CODE_EXPIRED: 403,
    Code.CODE_USED: 403,
    Code.WRONG_OFFICE: 403,
    Code.DEVICE_UNKNOWN: 403,
    Code.DEVICE_REVOKED: 403,
    Code.BAD_SIGNATURE: 403,
    Code.CLOCK: 403,
    Code.SESSION_EXPIRED: 401,
    Code.GAP: 409,
    Code.FORK: 409,
    Code.BROKEN_CHAIN: 422,
    Code.OFFSET: 409,
    Code.CHECKSUM: 460,
    Code.TUS_VERSION: 412,
    Code.DISK_FULL: 507,
    Code.DICTIONARY: 415,
    Code.BUSY: 503,
    Code.TOO_MANY: 429,
    Code.QUOTA: 429,
    Code.INTERNAL: 500,
}


class Refusal(Exception):
    """A request that is answered with an error; nothing of it was done. The message is for the clerk.

    `after_s`: when to come again, where it is known better than from the code.
    """

    def __init__(
        self, code: Code, message: str, details: Mapping[str, Any] | None = None, after_s: int | None = None
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.message = message
        self.details = dict(details or {})
        self.after_s = after_s

    @property
    def status(self) -> int:
        return STATUS[self.code]
