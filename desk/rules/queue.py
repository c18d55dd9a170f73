"""Who is next, and how long did people wait? Tickets of one day as values; nothing here knows a clock or a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.rules.broken import RuleBroken
from desk.rules.citizen import clean_text
from desk.rules.words import _

MAX_SERVICES = 8
MAX_SERVICE_NAME = 60
MAX_TICKETS_A_DAY = 999
"""A ticket has three digits; a commune sees far fewer people."""
PRIORITY_IN_A_ROW = 2
"""After so many people with priority one other is called, so that nobody waits for ever."""


class Stand(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    """at a counter, being served"""
    DONE = "done"
    ABSENT = "absent"
    """called and not there; may be called again the same day"""


@dataclass(frozen=True, slots=True)
class Service:
    """What people come for: one letter and its name ("A", "Hộ tịch, chứng thực")."""

    letter: str
    name: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket of a day; `dossier` is the code of what was received, or empty."""

    id: str
    letter: str
    number: int
    priority: bool
    stand: Stand
    taken_at: datetime
    called_at: datetime | None = None
    ended_at: datetime | None = None
    counter: str = ""
    calls: int = 0
    dossier: str = ""

    @property
    def name(self) -> str:
        """What is printed and shown: A007."""
        return f"{self.letter}{self.number:03d}"


@dataclass(frozen=True, slots=True)
class Times:
    """How long one waited and was served, over some tickets; None where nobody was called yet."""

    served: int
    absent: int
    wait_median: timedelta | None
    wait_p90: timedelta | None
    serve_median: timedelta | None


def read_services(typed: Iterable[tuple[str, str]]) -> tuple[Service, ...]:
    """The services as typed. Raises RuleBroken(services)."""
    services = []
    for letter, name in typed:
        letter = letter.strip().upper()
        if not re.fullmatch("[A-Z]", letter):
            sentence = _("Ký hiệu dịch vụ là một chữ cái A–Z: “{letter}”.")
            raise RuleBroken("services", "bad_letter", sentence.format(letter=letter[:10]))
        name = clean_text(name, "services", MAX_SERVICE_NAME)
        if not name:
            raise RuleBroken("services", "missing", _("Dịch vụ {letter} chưa có tên.").format(letter=letter))
        services.append(Service(letter, name))
    if len({one.letter for one in services}) != len(services):
        raise RuleBroken("services", "twice", _("Mỗi ký hiệu dịch vụ chỉ dùng một lần."))
    if len(services) > MAX_SERVICES:
        raise RuleBroken("services", "too_many", _("Không quá {n} dịch vụ.").format(n=MAX_SERVICES))
    return tuple(services)


def next_ticket(tickets: Sequence[Ticket], letters: Iterable[str] | None = None) -> Ticket | None:
    """Who is called next for these services (None: all). First come, first served, people with priority before others;
    after two of them in a row one without it."""
    wanted = None if letters is None else set(letters)
    waiting = sorted(
        (one for one in tickets if one.stand is Stand.WAITING and (wanted is None or one.letter in wanted)),
        key=lambda one: (one.taken_at, one.id),
    )
    called = sorted(
        (one for one in tickets if one.called_at is not None), key=lambda one: one.called_at or one.taken_at
    )
    in_a_row = 0
    for one in reversed(called):
        if not one.priority:
            break
        in_a_row += 1
    first = [one for one in waiting if one.priority]
    others = [one for one in waiting if not one.priority]
    if first and not (others and in_a_row >= PRIORITY_IN_A_ROW):
        return first[0]
    return next(iter(others or first), None)


def times(tickets: Iterable[Ticket]) -> Times:
    """Waiting and serving times of the tickets that were called."""
    called = [one for one in tickets if one.called_at is not None]
    waits = sorted(one.called_at - one.taken_at for one in called if one.called_at is not None)
    serves = sorted(
        one.ended_at - one.called_at
        for one in called
        if one.stand is Stand.DONE and one.ended_at is not None and one.called_at is not None
    )
    return Times(
        served=sum(1 for one in called if one.stand is Stand.DONE),
        absent=sum(1 for one in called if one.stand is Stand.ABSENT),
        wait_median=_share(waits, 0.5),
        wait_p90=_share(waits, 0.9),
        serve_median=_share(serves, 0.5),
    )


def _share(values: Sequence[timedelta], share: float) -> timedelta | None:
    """The value that this share of the sorted values does not exceed (nearest rank)."""
    if not values:
        return None
    return values[max(0, -(-len(values) * round(share * 100) // 100) - 1)]
