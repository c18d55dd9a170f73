"""How does a request fail? Named by what must happen next, each with advice for a person.

NotReached    nothing was sent                      wait, try again
CutSending    the line broke inside the request     ask how much arrived
CutWaiting    the line broke before the answer      it may be done: ask, never send blind
Busy          the province says: later              wait as told
NotWelcome    session, enrolment, clock             sign in again once, then a person
Refused       the request itself                    stop before it, a person
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desk.errors import Trouble
from desk.rules.words import _

UNTRUSTED = "untrusted"
"""Whoever answers is not the gateway that this desk was told to trust."""


class Failed(Exception):
    """A request that brought no answer to use. `code` is stable; `message` is for the clerk."""

    def __init__(self, code: str, message: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = dict(details or {})


class NotReached(Failed):
    """Nothing was sent."""


class CutSending(Failed):
    """The line broke while the request was on its way: part of it may have arrived."""


class CutWaiting(Failed):
    """The line broke after the request and before its answer: it may be done."""


class Busy(Failed):
    """The province will take it later, after `after_s` seconds."""

    def __init__(self, code: str, message: str, after_s: float) -> None:
        super().__init__(code, message)
        self.after_s = after_s


class NotWelcome(Failed):
    """The session, the enrolment or the clock is not accepted."""


class Refused(Failed):
    """The request itself is not accepted: sending it again changes nothing."""

    def __init__(self, status: int, code: str, message: str, details: Mapping[str, Any]) -> None:
        super().__init__(code, message, details)
        self.status = status


def trouble_of(failed: Failed) -> Trouble:
    """The failure as trouble for a person: what happened and what to do next."""
    advice = {
        NotReached: _("Hãy kiểm tra dây mạng, Wi-Fi và địa chỉ cổng rồi thử lại."),
        CutSending: _("Hãy thử lại; phần đã đến nơi không phải gửi lại."),
        CutWaiting: _("Hãy thử lại; làm lại cũng không bị ghi hai lần."),
        Busy: _("Hãy chờ ít phút rồi thử lại."),
        NotWelcome: _("Hãy báo quản trị của tỉnh."),
        Refused: _("Hãy báo quản trị; dữ liệu trên máy vẫn còn nguyên."),
    }[type(failed)]
    if failed.code == UNTRUSTED:
        advice = _("Hãy hỏi quản trị của tỉnh về chứng thư và địa chỉ của cổng; đừng thử qua mạng khác.")
    return Trouble(failed.code, failed.message, advice)
