"""The province is restored from yesterday's backup: desks send again what it lost, and nothing falls between both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.clock import now
from desk.handling import act
from desk.outbox import refused_entries
from desk.rules.lifecycle import Action, State
from sync.gateway.serve import Embedded
from sync.gateway.store import EPOCH_S
from sync.outbox import Ending
from tests.scenarios.machines import Machine, at_desk, at_province, state_at_province
from ui.exchange import enrol_desk


class Province:
    """A gateway at one address whose folder can be kept and put back."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._kept = folder, folder.with_name("hom-qua")
        self.there = Embedded(folder)

    def keep(self) -> None:
        self.there.stop()
        shutil.copytree(self._folder, self._kept)
        self.there = Embedded(self._folder, port=self.there.port)

    def put_back(self) -> None:
        self.there.stop()
        shutil.rmtree(self._folder)
        shutil.copytree(self._kept, self._folder)
        self.there = Embedded(self._folder, port=self.there.port)

    def invite(self) -> str:
        return self.there.gateway.devices.invite("H44.900", now()).code

    def finish(self, code: str) -> None:
        self.there.gateway.news.set_status(code, Action.FINISH, "tinh1", now(), {"note": "Đã ký"})


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = Province(tmp_path / "cong")
    yield made
    made.there.stop()


@pytest.fixture
def desk(tmp_path: Path, founded: Path, chance) -> Iterator[Machine]:
    shutil.copytree(founded, tmp_path / "may")
    made = Machine(tmp_path / "may", chance)
    yield made
    made.store.close()


@pytest.fixture
def enrolled(desk: Machine, province: Province) -> Machine:
    """Enrolled yesterday, before the backup."""
    enrol_desk(desk.store, province.there.url, province.invite())
    desk.sync()
    province.keep()
    return desk


def in_hand(desk: Machine) -> str:
    code = desk.take()
    desk.hand_over(code)
    return code


def test_steps_that_the_province_ordered_and_forgot_are_known_again(
    enrolled: Machine, province: Province
) -> None:
    code = in_hand(enrolled)
    enrolled.sync()
    province.finish(code)
    enrolled.sync()
    assert enrolled.state(code) is State.FINISHED
    enrolled.write(lambda change: act(change, code, Action.RETURN, {"receiver": "Người Mẫu"}))
    enrolled.sync()
    province.put_back()
    assert at_province(province.there) == set()
    assert enrolled.sync() is Ending.DONE
    assert at_province(province.there) == at_desk(enrolled)
    assert state_at_province(province.there, code) is State.RETURNED
    with enrolled.store.read() as session:
        assert refused_entries(session) == ()


def test_a_step_with_another_seal_is_refused(
    enrolled: Machine, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = in_hand(enrolled)
    enrolled.sync()
    with monkeypatch.context() as patch:
        patch.setattr("sync.gateway.news.seal_of", lambda *_given: "bịa")
        province.finish(code)
        enrolled.sync()
    assert enrolled.state(code) is State.FINISHED
    province.put_back()
    enrolled.sync()
    assert state_at_province(province.there, code) is State.PROCESSING
    with enrolled.store.read() as session:
        assert [one.code for one in refused_entries(session)] == ["not_told"]


def test_news_after_the_restore_are_not_taken_for_old_ones(
    enrolled: Machine, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [in_hand(enrolled) for _n in range(3)]
    enrolled.sync()
    for code in codes[:2]:
        province.finish(code)
    enrolled.sync()
    monkeypatch.setattr("sync.gateway.store.EPOCH_S", EPOCH_S - 3600)  # putting it back took an hour
    province.put_back()
    enrolled.sync()
    province.finish(codes[2])
    enrolled.sync()
    assert enrolled.state(codes[2]) is State.FINISHED


def test_a_desk_that_the_province_forgot_enrols_again_and_sends_everything(
    desk: Machine, province: Province
) -> None:
    province.keep()
    enrol_desk(desk.store, province.there.url, province.invite())
    code = in_hand(desk)
    assert desk.sync() is Ending.DONE
    province.put_back()
    assert desk.sync() is Ending.NOT_WELCOME
    assert at_province(province.there) == set()
    enrol_desk(desk.store, province.there.url, province.invite())
    assert desk.sync() is Ending.DONE
    assert at_province(province.there) == {code}
    assert state_at_province(province.there, code) is State.PROCESSING
