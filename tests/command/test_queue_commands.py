"""The queue and the account for fees by command: what an administrator sets, and what everybody may ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command.conftest import Motcua


@pytest.fixture
def admin(motcua: Motcua, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A training office whose administrator's password is in the environment."""
    made = motcua("init", "--data", tmp_path / "desk", "--demo", "--json")
    password = next(one["password"] for one in made.json["staff"] if one["role"] == "admin")
    monkeypatch.setenv("MOTCUA_PASSWORD", password)
    return tmp_path / "desk"


def test_an_office_opens_its_queue_and_people_take_numbers(motcua: Motcua, admin: Path) -> None:
    done = motcua("queue", "set", "a=Hộ tịch", "B=Đất đai", "--as", "quantri", "--data", admin, "--json")
    assert done.json["services"] == {"A": "Hộ tịch", "B": "Đất đai"}
    names = [
        motcua("queue", "take", letter, "--data", admin, "--json").json["ticket"]
        for letter in ("a", "A", "b")
    ]
    assert names == ["A001", "A002", "B001"]
    shown = motcua("queue", "show", "--data", admin, "--json").json
    assert (shown["waiting"], shown["served"], shown["called"], shown["wait_median_s"]) == (3, 0, [], None)
    assert motcua("queue", "off", "--as", "quantri", "--data", admin).code == 0
    assert "không có dịch vụ" in motcua("queue", "take", "A", "--data", admin).err


@pytest.mark.parametrize("service", ["A", "1=X", "A="])
def test_a_wrong_service_is_told(motcua: Motcua, admin: Path, service: str) -> None:
    done = motcua("queue", "set", service, "--as", "quantri", "--data", admin, "--json")
    assert done.code == 1
    assert done.json["field"] == "services"


def test_the_account_is_set_and_read_back(motcua: Motcua, admin: Path) -> None:
    done = motcua(
        "account",
        "set",
        "970400",
        "0000 000 001",
        "UBND xã Thử Nghiệm",
        "--as",
        "quantri",
        "--data",
        admin,
        "--json",
    )
    assert done.json["number"] == "0000000001"
    wrong = motcua("account", "set", "97", "1", "X", "--as", "quantri", "--data", admin, "--json")
    assert (wrong.code, wrong.json["field"]) == (1, "bank")
    assert motcua("account", "off", "--as", "quantri", "--data", admin).code == 0


def test_without_a_queue_the_kiosk_says_what_to_do(motcua: Motcua, admin: Path) -> None:
    done = motcua("kiosk", "--data", admin)
    assert done.code == 1
    assert "motcua queue set" in done.err


def test_the_folder_may_be_said_before_the_command(motcua: Motcua, admin: Path, tmp_path: Path) -> None:
    assert motcua("--data", admin, "queue", "set", "A=Hộ tịch", "--as", "quantri").code == 0
    shown = motcua("--data", tmp_path / "nowhere", "queue", "show", "--data", admin, "--json")
    assert shown.json["waiting"] == 0  # what stands nearer to the command counts
