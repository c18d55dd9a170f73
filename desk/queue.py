"""Who waits, and who is at which counter? Tickets of the day; the end of each is noted, so that waiting times can be counted.

    take() -> WAITING --call_next()--> CALLED --call_next() or finish()--> DONE
                                       CALLED --absent()--> ABSENT --recall()--> CALLED

Taking and calling are scratch of the day (`store.keep`): a queue must not wait for anything, and nobody audits it. What
reports need (waited how long, served how long, which dossier) is one entry of the journal at the end of each ticket.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.errors import RuleBroken
from desk.ids import new_id
from desk.records.base import VIETNAM
from desk.records.office import TicketRow
from desk.rules.queue import (
    MAX_TICKETS_A_DAY,
    Service,
    Stand,
    Ticket,
    Times,
    next_ticket,
    read_services,
    times,
)
from desk.rules.words import _
from desk.settings import choose, setting
from desk.store import Actor, Change, Store

QUEUE = "queue"
"""The office's choice; absent or without services: no queue."""
TICKET = "ticket"
"""The journal's action for the end of a ticket."""


@dataclass(frozen=True, slots=True)
class Board:
    """The queue of a day as the screen for everybody shows it: who is called where, the latest first, and how many wait."""

    called: tuple[Ticket, ...]
    waiting: int
    times: Times


def services_of(session: Session) -> tuple[Service, ...]:
    """What the office's queue is for; none: the office has no queue."""
    document = setting(session, QUEUE) or {}
    return tuple(Service(letter, name) for letter, name in document.get("services", []))


def set_services(change: Change, services: Iterable[tuple[str, str]]) -> tuple[Service, ...]:
    """Choose the services (none: no queue any more). Raises RuleBroken(services), and for who is no administrator."""
    read = read_services(services)
    choose(change, QUEUE, {"services": [[one.letter, one.name] for one in read]})
    return read


def take(store: Store, letter: str, at: datetime, *, priority: bool = False) -> Ticket:
    """A new ticket, durable on return. Raises RuleBroken: no such service, no number left today."""
    with store.keep() as session:
        if letter not in {one.letter for one in services_of(session)}:
            raise RuleBroken(
                "letter", "unknown", _("Văn phòng không có dịch vụ “{letter}”.").format(letter=letter[:10])
            )
        day = _day(at)
        last = session.scalar(
            select(func.max(TicketRow.number)).where(TicketRow.day == day, TicketRow.letter == letter)
        )
        number = (last or 0) + 1
        if number > MAX_TICKETS_A_DAY:
            raise RuleBroken("letter", "no_number", _("Đã hết số của ngày hôm nay."))
        row = TicketRow(
            id=new_id(), day=day, letter=letter, number=number, priority=priority, stand=Stand.WAITING.value,
            taken_at=at, called_at=None, ended_at=None, counter="", calls=0, dossier="",
        )  # fmt: skip
        session.add(row)
        session.flush()
        return _value(row)


def call_next(
    store: Store, actor: Actor, at: datetime, letters: Iterable[str] | None = None
) -> Ticket | None:
    """End who is at the actor's counter and call who is next; None where nobody waits."""
    finish(store, actor, at)
    with store.keep() as session:
        chosen = next_ticket(tickets(session, _day(at)), letters)
        return None if chosen is None else _call(session, chosen.id, actor.counter, at)


def recall(store: Store, actor: Actor, at: datetime, name: str) -> Ticket:
    """Call a ticket of today by its name, once more or out of turn. Raises RuleBroken where it cannot be called."""
    wanted = "".join(name.upper().split())
    finish(store, actor, at, unless=wanted)
    with store.keep() as session:
        found = next((one for one in tickets(session, _day(at)) if one.name == wanted), None)
        if found is None or found.stand is Stand.DONE:
            raise RuleBroken(
                "ticket", "not_found", _("Hôm nay không có số {name} đang chờ.").format(name=name[:10])
            )
        if found.stand is Stand.CALLED and found.counter != actor.counter:
            raise RuleBroken(
                "ticket",
                "elsewhere",
                _("Số {name} đang ở quầy {counter}.").format(name=found.name, counter=found.counter),
            )
        return _call(session, found.id, actor.counter, at)


def finish(store: Store, actor: Actor, at: datetime, *, unless: str = "") -> Ticket | None:
    """The person at the actor's counter has been served; None where nobody was."""
    return _end(store, actor, at, Stand.DONE, unless)


def absent(store: Store, actor: Actor, at: datetime) -> Ticket | None:
    """The person that was called is not there."""
    return _end(store, actor, at, Stand.ABSENT, "")


def link(store: Store, counter: str, at: datetime, code: str) -> None:
    """The person at this counter got this dossier; without one at the counter nothing happens."""
    with store.keep() as session:
        row = _at(session, counter, _day(at))
        if row is not None:
            row.dossier = code


def current(session: Session, counter: str, day: date) -> Ticket | None:
    """Who is at this counter."""
    row = _at(session, counter, day)
    return None if row is None else _value(row)


def board(session: Session, day: date) -> Board:
    """The queue as everybody may see it."""
    every = tickets(session, day)
    called = sorted(
        (one for one in every if one.stand is Stand.CALLED),
        key=lambda one: one.called_at or one.taken_at,
        reverse=True,
    )
    return Board(tuple(called), sum(1 for one in every if one.stand is Stand.WAITING), times(every))


def tickets(session: Session, day: date) -> tuple[Ticket, ...]:
    """Every ticket of a day in the order in which they were taken."""
    rows = session.scalars(
        select(TicketRow).where(TicketRow.day == day).order_by(TicketRow.taken_at, TicketRow.id)
    )
    return tuple(_value(row) for row in rows)


def _call(session: Session, id: str, counter: str, at: datetime) -> Ticket:
    row = session.get_one(TicketRow, id)
    row.stand, row.counter, row.calls = Stand.CALLED.value, counter, row.calls + 1
    row.called_at, row.ended_at = row.called_at or at, None
    session.flush()
    return _value(row)


def _end(store: Store, actor: Actor, at: datetime, stand: Stand, unless: str) -> Ticket | None:
    with store.read() as session:
        here = current(session, actor.counter, _day(at))
    if here is None or here.name == unless:
        return None
    with store.write(actor, at) as change:
        row = change.session.get_one(TicketRow, here.id)
        row.stand, row.ended_at = stand.value, at
        ended = _value(row)
        change.note(TICKET, _facts(ended))
    return ended


def _facts(ticket: Ticket) -> dict[str, object]:
    facts = {
        "ticket": ticket.name,
        "outcome": ticket.stand.value,
        "counter": ticket.counter,
        "priority": ticket.priority,
        "taken_at": ticket.taken_at.isoformat(),
        "called_at": ticket.called_at.isoformat() if ticket.called_at else None,
        "ended_at": ticket.ended_at.isoformat() if ticket.ended_at else None,
        "dossier": ticket.dossier or None,
    }
    return {key: value for key, value in facts.items() if value is not None}


def _at(session: Session, counter: str, day: date) -> TicketRow | None:
    return session.scalars(
        select(TicketRow).where(
            TicketRow.day == day, TicketRow.stand == Stand.CALLED.value, TicketRow.counter == counter
        )
    ).first()


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()


def _value(row: TicketRow) -> Ticket:
    return Ticket(row.id, row.letter, row.number, row.priority, Stand(row.stand), row.taken_at, row.called_at, row.ended_at,
                  row.counter, row.calls, row.dossier)  # fmt: skip
