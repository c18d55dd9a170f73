"""Whatever was done before the backup, after it and after the restore: both journals come together, and both sides agree."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.access import add_staff, remove_staff, set_password
from desk.clock import now
from desk.closing import close_day
from desk.corrections import cancel, correct
from desk.disputes import decide
from desk.errors import RuleBroken
from desk.guidance import refuse
from desk.handling import act, dossier_of
from desk.outbox import refused_entries
from desk.papers import note_issue
from desk.practice import practice_person
from desk.records.dossiers import DossierRow
from desk.rules.course import Choice
from desk.rules.lifecycle import Action, Role
from desk.store import Change
from desk.survey import Rating, rate
from sync.gateway.serve import Embedded
from sync.outbox import Ending
from tests.scenarios.machines import ADMIN, Machine, at_desk, at_province, state_at_province

QUICK, LONG = range(3), range(3, 40)
STEPS = (Action.HAND_OVER, Action.WITHDRAW, Action.FINISH, Action.RETURN, Action.REQUEST_SUPPLEMENT,
         Action.SUPPLEMENT)  # fmt: skip


class Hand:
    """Does something at the desk by chance; what the rules do not allow is passed over, as at a real counter."""

    def __init__(self, machine: Machine, chance: random.Random) -> None:
        self.machine, self.chance = machine, chance
        self.ways: list[Callable[[], object]] = [
            self.take, self.take, self.take, self.step, self.step, self.step, self.put_right, self.attach, self.print,
            self.cancel, self.close, self.send_home, self.people, self.rate,
        ]  # fmt: skip

    def work(self, often: int) -> None:
        for _n in range(often):
            try:
                self.chance.choice(self.ways)()
            except RuleBroken:
                continue

    def code(self) -> str:
        with self.machine.store.read() as session:
            codes = session.scalars(select(DossierRow.code).order_by(DossierRow.code)).all()
        return self.chance.choice(codes) if codes else self.take()

    def take(self) -> str:
        return self.machine.take()

    def step(self) -> None:
        code, action = self.code(), self.chance.choice(STEPS)
        facts = {"reason": "Thử", "receiver": "Người Mẫu"}
        self.machine.write(lambda change: act(change, code, action, facts))

    def put_right(self) -> None:
        code, phone = self.code(), f"09990{self.chance.randrange(10_000, 99_999)}"

        def work(change: Change) -> None:
            applicant = dossier_of(change.session, code).applicant
            correct(change, code, {"applicant": replace(applicant, phone=phone)}, "Ghi nhầm số")

        self.machine.write(work)

    def attach(self) -> None:
        self.machine.attach(self.code(), b"%PDF-" + self.chance.randbytes(200))

    def print(self) -> None:
        code, pdf = self.code(), b"%PDF-giay " + self.chance.randbytes(20)
        self.machine.write(lambda change: note_issue(change, code, "01", "2025-1", pdf, "Quay 1"))

    def cancel(self) -> None:
        code = self.code()
        self.machine.write(lambda change: cancel(change, code, "Nhận nhầm"))

    def close(self) -> None:
        self.machine.write(lambda change: close_day(change, now().date()))

    def send_home(self) -> None:
        person = practice_person(self.chance, now().date())
        self.machine.write(lambda change: refuse(change, "1.004873", person, reason="Sai nơi nộp"))

    def people(self) -> None:
        login = f"nguoi{self.chance.randrange(3)}"
        does = self.chance.choice(
            (
                lambda change: add_staff(change, login, "Người Mới Mẫu", Role.RECEPTION, "matkhau-mau"),
                lambda change: remove_staff(change, login),
                lambda change: set_password(change, login, "matkhau-khac"),
            )
        )
        self.machine.write(does, ADMIN)

    def rate(self) -> None:
        code = self.code()
        self.machine.write(lambda change: rate(change, code, Rating(4, 3, 4)))


@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(seed, marks=pytest.mark.torture) for seed in LONG)])
def test_both_journals_come_together(machine: Machine, gateway: Embedded, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    hand = Hand(machine, chance)
    hand.work(chance.randrange(12))
    machine.sync()
    backup = machine.backed_up(tmp_path / "backup")
    hand.work(chance.randrange(1, 14))
    machine.sync()
    machine.restored(backup)
    hand.work(chance.randrange(14))
    if machine.sync() is not Ending.DONE:
        done = machine.recover()
        assert done.lost_files == ()
        assert machine.sync() is Ending.DONE
    _both_agree(machine, gateway)
    for one in machine.disputes():
        choice = chance.choice((Choice.OURS, Choice.THEIRS, Choice.BOTH))
        try:
            machine.write(lambda change: decide(change, one.key, choice, "Đã hỏi"))  # noqa: B023
        except RuleBroken as broken:
            assert broken.code in ("day_closed", "not_allowed")  # noqa: PT017
    hand.work(5)
    assert machine.sync() is Ending.DONE
    _both_agree(machine, gateway)


def _both_agree(machine: Machine, gateway: Embedded) -> None:
    assert machine.whole()
    with machine.store.read() as session:
        assert refused_entries(session) == ()
    assert at_desk(machine) == at_province(gateway)
    for code in at_desk(machine):
        assert machine.state(code) is state_at_province(gateway, code)
