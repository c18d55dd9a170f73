"""What both sides changed is shown side by side; a person decides, and the other side follows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desk.access import set_password
from desk.clock import now
from desk.corrections import correct
from desk.disputes import Dispute, decide, undo
from desk.errors import RuleBroken
from desk.handling import act, dossier_of, note_on
from desk.outbox import refused_entries
from desk.rules.course import Choice
from desk.rules.lifecycle import Action, State
from sync.gateway.serve import Embedded
from sync.outbox import Ending
from tests.command.conftest import Motcua
from tests.desk.conftest import LAN, PASSPHRASE, XU_LY
from tests.scenarios.machines import (
    Machine,
    state_at_province,
)


@pytest.fixture
def crossed(machine: Machine, gateway: Embedded) -> str:
    """A dossier that the citizen withdrew at the desk while the province finished it."""
    code = machine.take()
    machine.hand_over(code)
    machine.sync()
    gateway.gateway.news.set_status(code, Action.FINISH, "tinh1", now(), {"note": "Đã ký tại tỉnh"})
    machine.write(lambda change: act(change, code, Action.WITHDRAW, {"reason": "Người dân xin rút"}))
    assert machine.sync() is Ending.DONE
    return code


def only(machine: Machine) -> Dispute:
    (one,) = machine.disputes()
    return one


def test_both_sides_are_told_fact_by_fact(machine: Machine, crossed: str) -> None:
    one = only(machine)
    assert (one.code, one.action, one.of_province) == (crossed, "finish", True)
    assert (one.ours.by, one.theirs.by) == ("tiepnhan1", "tinh1")
    assert one.ours.at > one.theirs.at
    said = {line.field: (line.ours, line.theirs, line.differs) for line in one.lines}
    assert said["state"] == ("withdrawn", "finished", True)
    assert said["due_at"][2] is False
    assert said["reason"] == ("Người dân xin rút", "", True)
    assert said["note"][1] == "Đã ký tại tỉnh"


@pytest.mark.parametrize(
    ("choice", "state"),
    [(Choice.OURS, State.WITHDRAWN), (Choice.THEIRS, State.FINISHED), (Choice.BOTH, State.WITHDRAWN)],
)
def test_the_decision_travels_and_the_province_follows(
    machine: Machine,
    gateway: Embedded,
    crossed: str,
    choice: Choice,
    state: State,
) -> None:
    after = machine.write(lambda change: decide(change, only(machine).key, choice, "Đã gọi cho người dân"))
    assert after.state is machine.state(crossed) is state
    assert after.decisions[-1].reason == "Đã gọi cho người dân"
    assert machine.whole()
    assert machine.sync() is Ending.DONE
    assert state_at_province(gateway, crossed) is state
    assert machine.disputes() == ()
    with pytest.raises(RuleBroken) as told:
        gateway.gateway.news.set_status(crossed, Action.STOP, "tinh1", now())
    assert told.value.code == "not_allowed", "the province no longer waits for the order that was decided on"


def test_a_decision_is_taken_back_until_it_is_sent(
    machine: Machine,
    gateway: Embedded,
    crossed: str,
) -> None:
    key = only(machine).key
    machine.write(lambda change: decide(change, key, Choice.THEIRS, "Theo tỉnh"))
    assert only(machine).undoable
    with pytest.raises(RuleBroken) as told:
        machine.write(lambda change: decide(change, key, Choice.OURS, "Khác"))
    assert told.value.code == "decided"
    machine.write(lambda change: undo(change, key))
    assert machine.state(crossed) is State.WITHDRAWN
    assert (only(machine).decided, machine.whole()) == (None, True)
    machine.write(lambda change: decide(change, key, Choice.THEIRS, "Theo tỉnh"))
    assert machine.sync() is Ending.DONE
    assert state_at_province(gateway, crossed) is State.FINISHED
    with pytest.raises(RuleBroken) as late:
        machine.write(lambda change: undo(change, key))
    assert late.value.code == "too_late"


def test_what_an_older_version_noted_can_be_decided_too(machine: Machine, gateway: Embedded) -> None:
    code = machine.take()
    machine.hand_over(code)
    with machine.store.read() as session:
        id_ = dossier_of(session, code).id
    said = {"dossier": id_, "action": "return", "by": "tinh1", "why": "Chưa có kết quả"}
    machine.write(lambda change: change.note("status_not_taken", said))
    assert machine.sync() is Ending.DONE
    machine.write(lambda change: decide(change, only(machine).key, Choice.THEIRS, "Tỉnh đã trả"))
    assert machine.sync() is Ending.DONE
    assert state_at_province(gateway, code) is machine.state(code) is State.RETURNED


def test_what_follows_a_decision_closes_its_undoing(machine: Machine, crossed: str) -> None:
    key = only(machine).key
    machine.write(lambda change: decide(change, key, Choice.THEIRS, "Theo tỉnh"))
    machine.write(lambda change: act(change, crossed, Action.RETURN, {"receiver": "Người Mẫu"}))
    with pytest.raises(RuleBroken) as told:
        machine.write(lambda change: undo(change, key))
    assert told.value.code == "too_late"
    assert machine.state(crossed) is State.RETURNED


def test_a_reason_and_a_role_are_needed(machine: Machine, crossed: str) -> None:
    key = only(machine).key
    for actor, reason, code in ((LAN, "  ", "missing"), (XU_LY, "Vì thế", "not_yours")):
        with pytest.raises(RuleBroken) as told:
            machine.write(lambda change: decide(change, key, Choice.OURS, reason), actor)  # noqa: B023
        assert told.value.code == code
    assert only(machine).decided is None


def test_the_province_refuses_a_step_that_it_never_ordered(
    machine: Machine,
    gateway: Embedded,
    crossed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desk.disputes._step_facts", lambda *_given: {"reason": "bịa"})
    one = replace(only(machine), action="stop")
    monkeypatch.setattr("desk.disputes._named", lambda session, key: (one, _Told()))
    machine.write(lambda change: decide(change, one.key, Choice.THEIRS, "Bịa"))
    machine.sync()
    assert state_at_province(gateway, crossed) is State.WITHDRAWN


def test_the_command_line_shows_decides_and_takes_back(
    machine: Machine, gateway: Embedded, crossed: str, motcua: Motcua, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("MOTCUA_PASSWORD", "matkhau-mau")
    machine.write(lambda change: set_password(change, LAN.login, "matkhau-mau"))
    here = ("--data", machine.folder, "--json")
    shown = motcua("disputes", *here)
    assert "≠ Trạng thái: Công dân yêu cầu rút hồ sơ | Đã xử lý xong" in shown.out
    choose = ("disputes", crossed, "--as", LAN.login, *here, "--choose")
    refused = motcua(*choose, "theirs")
    assert (refused.code, refused.json["failed"]) == (1, "missing")
    decided = motcua(*choose, "theirs", "--reason", "Theo tỉnh")
    assert (decided.code, decided.json["disputes"][0]["decided"]) == (0, "theirs")
    assert machine.state(crossed) is State.FINISHED
    assert motcua(*choose, "undo").json["disputes"][0]["decided"] is None
    assert machine.state(crossed) is State.WITHDRAWN
    assert motcua(*choose, "undo").json["failed"] == "not_found"


@pytest.mark.parametrize(
    "told", ["", {}, {"action": "finish"}, {"action": "finish", "at": "hôm qua"}, {"at": 1}]
)
def test_a_decision_that_names_no_order_is_refused_and_stops_nothing(
    machine: Machine, gateway: Embedded, crossed: str, told: object
) -> None:
    facts = {"role": "reception", "dispute": "x", "choice": "ours", "reason": "Bịa", "told": told}
    machine.write(lambda change: note_on(change, dossier_of(change.session, crossed), "decide", facts))
    other = machine.take()
    assert machine.sync() is Ending.DONE
    with machine.store.read() as session:
        assert [one.code for one in refused_entries(session)] == ["unreadable"]
    assert state_at_province(gateway, other) is State.RECEIVED


class _Told:
    def facts(self) -> dict[str, str]:
        return {"at": now().isoformat()}


@pytest.fixture
def phones(machine: Machine, tmp_path: Path) -> str:
    """A dossier whose phone was put right before a backup was restored, and put right otherwise after it."""
    code = machine.take()
    machine.sync()
    backup = machine.backed_up(tmp_path / "backup")

    def put_right(phone: str) -> None:
        def work(change) -> None:
            applicant = dossier_of(change.session, code).applicant
            correct(change, code, {"applicant": replace(applicant, phone=phone)}, "Ghi nhầm số")

        machine.write(work)

    put_right("0999000111")
    machine.sync()
    machine.restored(backup)
    put_right("0999000222")
    machine.recover()
    return code


@pytest.mark.parametrize(("choice", "phone"), [(Choice.OURS, "0999000222"), (Choice.THEIRS, "0999000111")])
def test_a_recovery_that_met_another_correction_is_decided(
    machine: Machine,
    gateway: Embedded,
    phones: str,
    choice: Choice,
    phone: str,
) -> None:
    one = only(machine)
    assert (one.action, one.of_province) == ("correct", False)
    assert [(line.field, line.ours, line.theirs) for line in one.lines] == [
        ("applicant.phone", "0999000222", "0999000111")
    ]
    machine.write(lambda change: decide(change, one.key, choice, "Đã gọi lại"))
    assert machine.whole()
    assert machine.sync() is Ending.DONE
    with machine.store.read() as session:
        assert dossier_of(session, phones).applicant.phone == phone
    assert machine.disputes() == ()
