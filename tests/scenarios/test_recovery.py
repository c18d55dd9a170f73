"""A desk is restored from last night's backup, or runs on two machines: it finds back, and nothing is dropped on either side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from desk import outbox as record
from desk.clock import now
from desk.errors import RuleBroken, Trouble
from desk.journal import walk
from desk.progress import Progress
from desk.records.dossiers import DossierRow
from desk.rules.lifecycle import Action, State
from sync.gateway.serve import Embedded
from sync.outbox import Ending
from sync.relay import BadLine
from tests.desk.conftest import LAN
from tests.scenarios.machines import (
    ADMIN,
    Machine,
    at_desk,
    at_province,
)
from ui.exchange import look_apart, recover


@pytest.fixture
def forked(machine: Machine, tmp_path: Path) -> tuple[str, str, str]:
    """(a dossier of before the backup, one of after it, one taken under the same code once it was restored)."""
    before = machine.take()
    machine.sync()
    backup = machine.backed_up(tmp_path / "backup")
    after = machine.take()
    machine.hand_over(before)
    machine.attach(after, b"%PDF-after %%EOF")
    machine.sync()
    machine.restored(backup)
    again = machine.take()
    machine.hand_over(before)
    assert again == after, "the old number comes back"
    return before, after, again


def test_a_restored_desk_is_stopped_then_finds_back(machine: Machine, gateway: Embedded, forked) -> None:
    before, after, _again = forked
    assert machine.sync() is Ending.REFUSED
    done = machine.recover()
    ((old, fresh),) = done.renamed
    assert old == after
    assert fresh not in (before, after)
    assert len(done.passed_over) == 1, "the hand-over of before the restore was done already"
    assert machine.whole()
    assert (machine.state(before), machine.state(after), machine.state(fresh)) == (
        State.PROCESSING, State.RECEIVED, State.RECEIVED)  # fmt: skip
    assert machine.sync() is Ending.DONE
    assert at_desk(machine) == at_province(gateway) == {before, after, fresh}
    with machine.store.read() as session:
        assert record.refused_entries(session) == ()
    assert machine.sync() is Ending.DONE
    assert machine.whole()


def test_codes_and_numbers_of_the_lost_day_are_never_given_again(
    machine: Machine, gateway: Embedded, forked
) -> None:
    machine.recover()
    codes = [machine.take() for _n in range(3)]
    assert len(set(codes) | at_desk(machine)) == 6
    with machine.store.read() as session:
        numbers = session.scalars(select(DossierRow.register_no).order_by(DossierRow.register_no)).all()
    assert numbers[-3:] == [max(numbers[:3]) + n for n in (1, 2, 3)]
    assert machine.sync() is Ending.DONE
    assert at_desk(machine) == at_province(gateway)


def test_what_was_ours_is_kept_as_it_was(machine: Machine, forked) -> None:
    with machine.store.read() as session:
        tip_hash = record.tip_in(session)[1]
    machine.recover()
    with machine.store.read() as session:
        entry = record.entry_at(session, record.tip_in(session)[0])
    assert entry is not None
    facts = entry.facts()
    assert (entry.action, facts["before"]) == ("rejoined", tip_hash)
    kept = json.loads(b"".join(machine.store.vault.read(facts["kept"])))
    assert kept[-1]["hash"] == tip_hash
    assert len(kept) == facts["mine"]


def test_a_file_that_only_the_province_has_is_told(machine: Machine, gateway: Embedded, forked) -> None:
    done = machine.recover()
    assert len(done.lost_files) == 1
    assert gateway.gateway.files.has(done.lost_files[0])


def test_a_line_that_breaks_changes_nothing_and_the_next_try_does(
    machine: Machine, gateway: Embedded, forked
) -> None:
    tip = record.tip_of(machine.store)
    with BadLine(gateway.port) as line:
        look_apart(machine.store, Progress(), url=line.url)
        whole = line.bytes_down
    for cut in (0, whole // 3, whole * 2 // 3, whole - 20):
        with BadLine(gateway.port, cut_down=cut) as line:
            line.dead = cut == 0
            with pytest.raises(Trouble):
                recover(machine.store, ADMIN, Progress(), url=line.url)
        assert record.tip_of(machine.store) == tip
    machine.recover()
    assert machine.whole()


def test_a_kill_in_the_middle_changes_nothing(
    machine: Machine, forked, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_arguments, **_more) -> None:
        raise Killed

    tip, codes = record.tip_of(machine.store), at_desk(machine)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("desk.recovery._Rejoining._lost", killed)
        machine.recover()
    assert (record.tip_of(machine.store), at_desk(machine)) == (tip, codes)
    assert machine.whole()
    machine.recover()
    assert machine.whole()


def test_a_desk_that_only_lost_its_last_hours_gets_them_back(
    machine: Machine, gateway: Embedded, tmp_path: Path
) -> None:
    machine.take()
    machine.sync()
    backup = machine.backed_up(tmp_path / "backup")
    later = machine.take()
    machine.hand_over(later)
    machine.sync()
    gateway.gateway.news.set_status(later, Action.FINISH, "tinh1", now())
    machine.sync()
    assert machine.state(later) is State.FINISHED
    machine.restored(backup)
    assert machine.sync() is Ending.REFUSED
    done = machine.recover()
    assert (done.mine, done.renamed, done.passed_over) == (0, (), ())
    assert machine.state(later) is State.FINISHED
    assert machine.sync() is Ending.DONE
    with machine.store.read() as session:
        notes = [one.action for one in walk(session)]
    assert "status_not_taken" not in notes, "the status that comes again is known already"
    assert machine.whole()


def test_two_machines_with_one_identity_lose_nothing(
    machine: Machine,
    gateway: Embedded,
    tmp_path: Path,
    chance,
) -> None:
    machine.take()
    machine.sync()
    other = Machine(machine.backed_up(tmp_path / "may-2"), chance)
    for _round in range(2):
        machine.take()
        other.take()
        for one in (machine, other):
            if one.sync() is not Ending.DONE:
                one.recover()
                assert one.sync() is Ending.DONE
            assert one.whole()
    if machine.sync() is not Ending.DONE:
        machine.recover()
    assert len(at_province(gateway)) == 5
    assert at_desk(machine) == at_province(gateway)
    other.store.close()


def test_only_who_may_and_only_when_there_is_something(machine: Machine, forked) -> None:
    with pytest.raises(RuleBroken) as told:
        recover(machine.store, LAN, Progress())
    assert told.value.code == "not_yours"
    machine.recover()
    with pytest.raises(RuleBroken) as told:
        machine.recover()
    assert told.value.code == "nothing_to_recover"
