"""What did the province say? An answer as a message, or as the failure that it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from desk.rules.words import _
from sync import wire
from sync.failures import Busy, Failed, NotWelcome, Refused

BUSY_AFTER_S = 5.0
LONGEST_BUSY_S = 600.0
_BUSY = frozenset({429, 500, 503, 507})
Message = TypeVar("Message", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of a gateway of our protocol with a status below 400."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def message_of(response: Response, kind: type[Message]) -> Message:
    """The answer as a message. Raises Refused(bad_answer)."""
    try:
        encoding = response.headers.get("content-encoding", "")
        return wire.read(wire.unpacked(response.body, encoding, wire.MAX_ANSWER_BYTES), kind)
    except wire.Unreadable as wrong:
        raise not_understood(wrong.why) from wrong


def not_understood(why: str) -> Refused:
    """An answer that is none of our protocol."""
    return Refused(
        200,
        "bad_answer",
        _("Cổng của tỉnh trả lời theo cách mà phiên bản này không hiểu."),
        {"why": why[:300]},
    )


def refusal(response: Response) -> Failed:
    """What an answer of 400 and above means for the exchange."""
    try:
        encoding = response.headers.get("content-encoding", "")
        said = wire.read(wire.unpacked(response.body, encoding, wire.MAX_ANSWER_BYTES), wire.Failure)
    except wire.Unreadable:
        said = wire.Failure(
            f"http_{response.status}", _("Cổng của tỉnh trả lời lỗi {n}.").format(n=response.status)
        )
    if response.status in _BUSY:
        return Busy(said.code, said.message, _after_s(response.headers.get("retry-after", "")))
    if response.status in (401, 403):
        return NotWelcome(said.code, said.message, said.details)
    return Refused(response.status, said.code, said.message, said.details)


def _after_s(text: str) -> float:
    return min(float(text), LONGEST_BUSY_S) if text.isdecimal() else BUSY_AFTER_S
