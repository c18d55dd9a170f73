"""The desk sends by itself: as much of the line as was allowed, in the hours that were chosen, never in anybody's way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import time

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk.attachments import NewFile
from desk.clock import now
from desk.handling import dossier_of
from desk.journal import walk
from desk.outbox import backlog, files_waiting
from desk.practice import practice_person
from desk.progress import Step
from desk.reception import Request, attach, receive
from desk.rules.sending import Sending
from desk.sending import pause, sending_of, set_sending
from desk.store import Actor, Store
from sync.gateway.serve import Embedded
from sync.relay import BadLine
from tests.province import gateway as gateway
from ui.background import Background, pause_or_resume
from ui.exchange import enrol_desk
from ui.pages.sending_settings import SendingSettings
from ui.seat import Seat
from ui.work import Area, Lane, Work

SCAN = b"\xff\xd8\xff" + b"\x5a" * 400_000 + b"\xff\xd9"


@pytest.fixture
def line(gateway: Embedded) -> Iterator[BadLine]:
    with BadLine(gateway.port) as slow:
        yield slow


@pytest.fixture
def enrolled(store: Store, gateway: Embedded, line: BadLine) -> Store:
    enrol_desk(store, line.url, gateway.gateway.devices.invite("H44.900", now()).code)
    return store


@pytest.fixture
def take(enrolled: Store, lan: Actor, chance: object) -> Callable[[], str]:
    def taken() -> str:
        with enrolled.write(lan, now()) as change:
            return receive(change, Request("1.004873", practice_person(chance, now().date()))).code

    return taken


@pytest.fixture
def background(enrolled: Store, work: Work, qtbot: QtBot) -> Iterator[Background]:
    made = Background(enrolled, work)
    yield made
    qtbot.waitUntil(lambda: work.resting)


def waits(store: Store) -> int:
    with store.read() as session:
        return backlog(session).dossiers


def test_what_waits_goes_without_anybody(
    qtbot: QtBot, background: Background, enrolled: Store, take: Callable[[], str]
) -> None:
    take()
    background.turn()
    assert background.sending
    qtbot.waitUntil(lambda: not background.sending)
    assert waits(enrolled) == 0


@pytest.mark.parametrize("hours", [True, False])
def test_nothing_goes_while_it_is_paused_or_before_its_hour(
    qtbot: QtBot, background: Background, enrolled: Store, take: Callable[[], str], lan: Actor, hours: bool
) -> None:
    take()
    other = time((now().hour + 12) % 24)  # half a day away, whatever time it is
    with enrolled.write(lan, now()) as change:
        if hours:
            set_sending(change, Sending(256, other, other.replace(minute=1)))
        else:
            pause(change)
    background.turn()
    qtbot.waitUntil(lambda: not background.sending)
    assert waits(enrolled) == 1


def test_a_round_gives_way_to_whoever_sends_and_loses_nothing(
    qtbot: QtBot,
    background: Background,
    enrolled: Store,
    take: Callable[[], str],
    lan: Actor,
    line: BadLine,
    work: Work,
) -> None:
    code = take()
    sha256, size = enrolled.vault.put([SCAN])
    with enrolled.write(lan, now()) as change:
        attach(change, dossier_of(change.session, code), NewFile("don.jpg", "Tờ khai", sha256, size))
    line.rate = 40_000
    steps: list[Step] = []
    background.stepped.connect(steps.append)
    background.turn()
    qtbot.waitUntil(lambda: any(one.is_bytes and one.done > 20_000 for one in steps))
    left: list[int] = []

    def looked(_progress: object) -> None:
        with enrolled.read() as session:
            left.append(len(files_waiting(session)))

    work.change(looked, touches=Area.NOTHING, lane=Lane.LINE)
    qtbot.waitUntil(lambda: bool(left))
    assert left == [1], "the person did not wait for the file"
    line.rate = None
    background.turn()
    qtbot.waitUntil(lambda: not background.sending)
    with enrolled.read() as session:
        assert files_waiting(session) == []


def test_a_pause_is_remembered_with_who_and_when_and_ends_the_round(
    qtbot: QtBot, seat: Seat, background: Background, enrolled: Store, take: Callable[[], str]
) -> None:
    said: list[str] = []
    pause_or_resume(seat, said.append, said.append)
    qtbot.waitUntil(lambda: len(said) == 1)
    with enrolled.read() as session:
        plan = sending_of(session)
        (entry,) = [one for one in walk(session) if one.action == "set"]
    assert plan.paused_by == seat.actor.login == entry.actor
    assert plan.paused_at is not None
    assert "“Gửi ngay” và chốt ngày vẫn gửi" in said[0]
    pause_or_resume(seat, said.append, said.append)
    qtbot.waitUntil(lambda: len(said) == 2)
    with enrolled.read() as session:
        assert sending_of(session).paused_at is None
    take()
    background.turn()
    qtbot.waitUntil(lambda: not background.sending)
    assert waits(enrolled) == 0


def test_a_pause_is_taken_at_once_while_a_person_sends(qtbot: QtBot, seat: Seat, work: Work) -> None:
    """What a person has begun goes on; the pause does not wait for it."""
    gate, said = threading.Event(), []
    work.change(lambda _p: gate.wait(), touches=Area.NOTHING, lane=Lane.LINE)
    pause_or_resume(seat, said.append, said.append)
    qtbot.waitUntil(lambda: len(said) == 1)
    with seat.store.read() as session:
        assert sending_of(session).paused_at is not None
    gate.set()
    qtbot.waitUntil(lambda: work.resting)


def test_a_pause_ends_the_round_that_is_under_way(
    qtbot: QtBot,
    seat: Seat,
    background: Background,
    enrolled: Store,
    take: Callable[[], str],
    lan: Actor,
    line: BadLine,
) -> None:
    code = take()
    sha256, size = enrolled.vault.put([SCAN])
    with enrolled.write(lan, now()) as change:
        attach(change, dossier_of(change.session, code), NewFile("don.jpg", "Tờ khai", sha256, size))
    line.rate = 40_000
    steps: list[Step] = []
    background.stepped.connect(steps.append)
    background.turn()
    qtbot.waitUntil(lambda: any(one.is_bytes and one.done > 20_000 for one in steps))
    pause_or_resume(seat, lambda _said: None, lambda _told: None)
    qtbot.waitUntil(lambda: not background.sending)
    with enrolled.read() as session:
        assert len(files_waiting(session)) == 1


def test_a_round_that_fails_by_our_own_fault_is_told_and_the_next_one_goes(
    qtbot: QtBot, background: Background, enrolled: Store, take: Callable[[], str], work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    take()
    broke: list[str] = []
    work.broke.connect(lambda code, _error: broke.append(code))

    def faulty(*_given: object, **_named: object) -> None:
        raise KeyError("ours")

    with monkeypatch.context() as patched:
        patched.setattr("ui.exchange.exchange", faulty)
        background.turn()
        qtbot.waitUntil(lambda: bool(broke))
    assert not background.sending
    background.turn()
    qtbot.waitUntil(lambda: not background.sending)
    assert waits(enrolled) == 0


@pytest.fixture
def card(qtbot: QtBot, seat: Seat) -> SendingSettings:
    made = SendingSettings(seat)
    qtbot.addWidget(made)
    made.resize(900, 500)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: seat.work.resting)
    return made


def chosen(seat: Seat) -> Sending:
    with seat.store.read() as session:
        return sending_of(session)


def test_an_allowance_is_chosen_at_once_and_taken_back(
    qtbot: QtBot, seat: Seat, card: SendingSettings
) -> None:
    card.most.choose(64)
    qtbot.waitUntil(lambda: chosen(seat).most_kbit == 64)
    qtbot.waitUntil(lambda: bool(card.notices.shown))
    undo = card.notices.shown[-1].button
    assert undo is not None
    undo.click()
    qtbot.waitUntil(lambda: chosen(seat).most_kbit == 256)
    qtbot.waitUntil(lambda: card.most.value() == 256)


def test_hours_are_typed_as_people_write_them_and_a_wrong_one_stays_typed(
    qtbot: QtBot, seat: Seat, card: SendingSettings
) -> None:
    card.by_hours.choose(True)
    qtbot.waitUntil(lambda: chosen(seat).begins == time(22))
    control = card.begins.control
    card.begins.put("")
    qtbot.keyClicks(control, "25h")
    qtbot.keyClick(control, Qt.Key.Key_Return)
    assert "22:00" in card.begins.error()
    assert card.begins.text() == "25h"
    assert chosen(seat).begins == time(22)
    card.begins.put("")
    qtbot.keyClicks(control, "19h30")
    qtbot.keyClick(control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: chosen(seat).begins == time(19, 30))
    assert not card.begins.error()
