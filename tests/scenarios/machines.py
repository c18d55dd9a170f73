"""Desks on machines beside one province: their folders can be backed up, restored and copied."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select

from desk.attachments import NewFile
from desk.clock import now
from desk.custody import verify
from desk.disputes import Dispute, disputes
from desk.handling import act, dossier_of
from desk.journal import verify_all
from desk.practice import practice_person
from desk.progress import Progress
from desk.reception import Request, attach, receive
from desk.records.dossiers import DossierRow
from desk.rules.dossier import fold
from desk.rules.lifecycle import Action, Role, State
from desk.store import Actor, Change, Store
from sync.gateway.news import accepted
from sync.gateway.serve import Embedded
from sync.gateway.store import codes, dossiers
from sync.outbox import Ending
from tests.desk.conftest import LAN, PASSPHRASE, _no_keyring, chance, founded, new_office
from tests.province import gateway as gateway
from ui.exchange import enrol_desk, exchange, recover

__all__ = ["_no_keyring", "chance", "founded", "new_office"]
T = TypeVar("T")
ADMIN = Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "")


class Machine:
    """A desk on a machine; its folder can be backed up, restored and copied."""

    def __init__(self, folder: Path, chance) -> None:
        self.folder, self.chance = folder, chance
        self.store = Store.open(folder, lambda new: PASSPHRASE)

    def take(self, **more) -> str:
        with self.store.write(LAN, now()) as change:
            return receive(
                change, Request("1.004873", practice_person(self.chance, now().date()), **more)
            ).code

    def attach(self, code: str, content: bytes) -> str:
        sha256, size = self.store.vault.put([content])
        with self.store.write(LAN, now()) as change:
            attach(change, dossier_of(change.session, code), NewFile("don.pdf", "Tờ khai", sha256, size))
        return sha256

    def hand_over(self, code: str) -> None:
        with self.store.write(LAN, now()) as change:
            act(change, code, Action.HAND_OVER)

    def backed_up(self, to: Path) -> Path:
        self.store.close()
        shutil.copytree(self.folder, to)
        self.store = Store.open(self.folder, lambda new: PASSPHRASE)
        return to

    def restored(self, backup: Path) -> None:
        self.store.close()
        shutil.rmtree(self.folder)
        shutil.copytree(backup, self.folder)
        self.store = Store.open(self.folder, lambda new: PASSPHRASE)

    def write(self, work: Callable[[Change], T], actor: Actor = LAN) -> T:
        with self.store.write(actor, now()) as change:
            return work(change)

    def sync(self) -> Ending:
        return exchange(self.store, Progress(), None, 30).outcome

    def recover(self):
        return recover(self.store, ADMIN, Progress())

    def disputes(self) -> tuple[Dispute, ...]:
        with self.store.read() as session:
            return disputes(session)

    def state(self, code: str) -> State:
        with self.store.read() as session:
            return dossier_of(session, code).state

    def whole(self) -> bool:
        found = [
            one for one in verify(self.store, Progress()).findings if one.part not in ("attachment", "paper")
        ]
        with self.store.read() as session:
            verify_all(session)
        return found == []


@pytest.fixture
def machine(tmp_path: Path, founded: Path, gateway: Embedded, chance) -> Iterator[Machine]:
    shutil.copytree(founded, tmp_path / "may-1")
    made = Machine(tmp_path / "may-1", chance)
    enrol_desk(made.store, gateway.url, gateway.gateway.devices.invite("H44.900", now()).code)
    yield made
    made.store.close()


def at_province(gateway: Embedded) -> set[str]:
    with gateway.gateway.store.read() as session:
        return set(session.scalars(select(dossiers.c.code)))


def state_at_province(gateway: Embedded, code: str) -> State:
    with gateway.gateway.store.read() as session:
        id_ = session.scalars(select(codes.c.dossier).where(codes.c.code == code)).one()
        dossier = fold(accepted(session, id_))
    assert dossier is not None
    return dossier.state


def at_desk(machine: Machine) -> set[str]:
    with machine.store.read() as session:
        return set(session.scalars(select(DossierRow.code)))
