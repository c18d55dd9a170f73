"""Two machines with one identity: both bring their work home, then one becomes a desk of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from desk import outbox as record
from desk.access import set_password, staff_of
from desk.clock import now
from desk.errors import RuleBroken
from desk.office import office_of
from desk.parting import part
from desk.progress import Progress
from desk.records.dossiers import DossierRow
from desk.store import Store
from sync.gateway.serve import Embedded
from sync.outbox import Ending
from tests.command.conftest import Motcua
from tests.desk.conftest import PASSPHRASE
from tests.scenarios.machines import ADMIN, Machine, at_desk, at_province
from ui.exchange import look_apart


@pytest.fixture
def other(machine: Machine, gateway: Embedded, tmp_path: Path, chance) -> Iterator[Machine]:
    """A copy of the machine, after both had worked in the same hours."""
    machine.write(lambda change: set_password(change, ADMIN.login, "matkhau-mau"))
    machine.take()
    machine.sync()
    made = Machine(machine.backed_up(tmp_path / "may-2"), chance)
    made.take()
    machine.take()
    machine.sync()
    made.take()
    yield made
    made.store.close()


def test_the_second_machine_is_told_that_both_worked(machine: Machine, other: Machine) -> None:
    assert other.sync() is Ending.REFUSED
    apart = look_apart(other.store, Progress())
    assert apart.twice
    assert (apart.theirs.dossiers, apart.mine.dossiers) == (1, 2)


def test_a_restored_desk_is_not_taken_for_two(machine: Machine, tmp_path: Path) -> None:
    backup = machine.backed_up(tmp_path / "backup")
    machine.take()
    machine.sync()
    machine.restored(backup)
    machine.take()
    assert not look_apart(machine.store, Progress()).twice


def test_nothing_is_parted_before_all_is_sent(other: Machine, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken) as told:
        part(other.store, tmp_path / "moi", lambda new: PASSPHRASE, ADMIN, now())
    assert told.value.code == "unsent"
    assert not Store.stands_in(tmp_path / "moi")


@pytest.fixture
def parted(
    machine: Machine, gateway: Embedded, other: Machine, motcua: Motcua, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Where the old data of the second machine lie, now that it is a desk of its own."""
    monkeypatch.setenv("MOTCUA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("MOTCUA_PASSWORD", "matkhau-mau")
    other.recover()
    assert other.sync() is Ending.DONE
    other.store.close()
    code = gateway.gateway.devices.invite("H44.900", now()).code
    done = motcua("part", code, "--as", ADMIN.login, "--data", other.folder, "--json")
    assert done.code == 0, done.err
    other.store = Store.open(other.folder, lambda new: PASSPHRASE)
    machine.recover()
    assert machine.sync() is Ending.DONE
    return Path(done.json["kept"])


def test_it_has_the_same_people_and_its_own_numbers(
    machine: Machine, gateway: Embedded, other: Machine, parted: Path
) -> None:
    assert other.store.device != machine.store.device
    with other.store.read() as session, machine.store.read() as there:
        assert staff_of(session) == staff_of(there)
        assert office_of(session) == office_of(there)
        assert session.scalars(select(DossierRow)).all() == []
    before = at_desk(machine)
    mine = {machine.take(), machine.take()}
    others = {other.take(), other.take()}
    assert (machine.sync(), other.sync()) == (Ending.DONE, Ending.DONE)
    assert not mine & others
    assert at_province(gateway) == before | mine | others
    assert (machine.whole(), other.whole()) == (True, True)
    assert (machine.sync(), other.sync()) == (Ending.DONE, Ending.DONE), "they never part again"


def test_what_it_wrote_before_is_at_the_other_and_its_old_data_can_be_read(
    machine: Machine, parted: Path
) -> None:
    assert len(at_desk(machine)) == 4
    old = Store.open(parted, lambda new: PASSPHRASE)
    with old.read() as session:
        assert len(session.scalars(select(DossierRow)).all()) == 4
    assert record.enrolment_of(old) is None
    old.close()


def test_a_wrong_code_changes_nothing(
    other: Machine, motcua: Motcua, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("MOTCUA_PASSWORD", "matkhau-mau")
    other.recover()
    other.sync()
    device = other.store.device
    other.store.close()
    done = motcua("part", "SAI-SAI", "--as", ADMIN.login, "--data", other.folder, "--json")
    assert done.code == 1
    other.store = Store.open(other.folder, lambda new: PASSPHRASE)
    assert other.store.device == device
    assert other.sync() is Ending.DONE
