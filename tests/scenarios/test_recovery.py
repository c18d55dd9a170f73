"""A desk is restored from last night's backup, or runs on two machines: it finds back, and nothing is dropped on either side."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from desk import outbox as record
from desk.clock import now
from desk.errors import RuleBroken, Trouble
from desk.handling import dossier_of
from desk.journal import walk
from desk.missing import missing_files
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


def test_a_file_that_only_the_province_has_comes_home(machine: Machine, forked) -> None:
    _before, after, _again = forked
    done = machine.recover()
    assert (done.lost_files, done.files_home) == ((), 1)
    with machine.store.read() as session:
        (file,) = dossier_of(session, after).attachments
        assert missing_files(session) == ()
    assert b"".join(machine.store.vault.read(file.sha256)) == b"%PDF-after %%EOF"


def test_a_file_that_the_line_did_not_bring_is_told_and_comes_another_time(
    machine: Machine, gateway: Embedded, forked, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("ui.exchange.fetch_file", _no_line)
        done = machine.recover()
    assert len(done.lost_files) == 1
    assert machine.sync() is Ending.DONE
    assert look_apart(machine.store, Progress()).files == 1
    again = machine.recover()
    assert (again.theirs, again.files_home, again.lost_files) == (0, 1, ())
    with pytest.raises(RuleBroken):
        machine.recover()


def test_who_stops_while_a_file_comes_home_has_the_journal_and_fetches_the_file_another_time(
    machine: Machine, gateway: Embedded, tmp_path: Path
) -> None:
    code = machine.take()
    backup = machine.backed_up(tmp_path / "backup")
    sha256 = machine.attach(code, b"%PDF-" + random.Random(7).randbytes(700_000))
    machine.sync()
    machine.restored(backup)
    progress = Progress(lambda step: progress.cancel() if step.is_bytes else None)
    done = recover(machine.store, ADMIN, progress)
    assert done.theirs
    assert done.lost_files == (sha256,)
    assert machine.whole()
    assert machine.recover().files_home == 1


def _no_line(*_given: object) -> bytes:
    raise Trouble("not_reached", "Mất mạng.")


def test_a_big_file_comes_home_over_a_line_that_is_cut(
    machine: Machine, gateway: Embedded, tmp_path: Path
) -> None:
    content = b"%PDF-" + random.Random(7).randbytes(700_000)
    code = machine.take()
    backup = machine.backed_up(tmp_path / "backup")
    sha256 = machine.attach(code, content)
    machine.sync()
    machine.restored(backup)
    with BadLine(gateway.port, cut_down=400_000) as line:
        done = recover(machine.store, ADMIN, Progress(), url=line.url)
        assert line.cuts == 1
    assert (done.files_home, done.lost_files) == (1, ())
    assert machine.store.vault.verify(sha256)


def test_nobody_fetches_the_file_of_another_desk(machine: Machine, gateway: Embedded, forked) -> None:
    machine.recover()
    with machine.store.read() as session:
        (file,) = dossier_of(session, forked[1]).attachments
    device, _key = gateway.gateway.devices.known(machine.store.device)
    asked = gateway.gateway.inbox.file_piece
    assert asked(device, file.sha256, 0, 100).size == len(b"%PDF-after %%EOF")
    other = replace(device, id="01a00000-0000-7000-8000-000000000000")
    assert asked(other, file.sha256, 0, 100).size == 0


def test_a_line_that_breaks_is_asked_again_and_a_dead_one_changes_nothing(
    machine: Machine, gateway: Embedded, forked
) -> None:
    tip = record.tip_of(machine.store)
    with BadLine(gateway.port) as line:
        found = look_apart(machine.store, Progress(), url=line.url)
        whole = line.bytes_down
    for cut in (0, whole // 3, whole * 2 // 3):
        with BadLine(gateway.port, cut_down=cut) as line:
            assert look_apart(machine.store, Progress(), url=line.url) == found
            assert line.cuts == 1
    with BadLine(gateway.port) as line:
        line.dead = True
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
        patch.setattr("desk.recovery.look_for_missing", killed)
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
