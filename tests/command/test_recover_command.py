"""motcua recover: a desk opened from its backup reads who has what, brings both journals together, and sends the rest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desk.clock import now
from sync.gateway.serve import Embedded
from tests.command.conftest import Motcua
from tests.province import gateway as gateway


def test_a_restored_desk_finds_back_from_the_command_line(
    motcua: Motcua, tmp_path: Path, gateway: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, backup = tmp_path / "desk", tmp_path / "backup"
    staff = motcua("init", "--data", desk, "--demo", "--json").json["staff"]
    first = {one["role"]: one for one in staff}
    code = gateway.gateway.devices.invite("H44.900", now()).code
    assert motcua("enrol", gateway.url, code, "--data", desk).code == 0
    assert motcua("sync", "--data", desk).code == 0
    shutil.copytree(desk, backup)
    monkeypatch.setenv("MOTCUA_PASSWORD", first["reception"]["password"])
    assert motcua("sync", "--close", "--as", first["reception"]["login"], "--data", desk).code == 0

    assert motcua("sync", "--close", "--as", first["reception"]["login"], "--data", backup).code == 1
    denied = motcua("recover", "--as", first["reception"]["login"], "--data", backup, "--json")
    assert (denied.code, denied.json["failed"]) == (1, "not_yours")
    monkeypatch.setenv("MOTCUA_PASSWORD", first["admin"]["password"])
    looked = motcua("recover", "--look", "--as", first["admin"]["login"], "--data", backup, "--json")
    assert "khôi phục từ bản sao lưu cũ" in looked.out
    assert looked.json["theirs"]["entries"] > 0
    assert not looked.json["twice"]
    done = motcua("recover", "--as", first["admin"]["login"], "--data", backup, "--json")
    assert (done.code, done.json["renamed"]) == (0, [])
    assert motcua("sync", "--data", backup).code == 0
    assert motcua("verify", "--data", backup).code == 0
    again = motcua("recover", "--as", first["admin"]["login"], "--data", backup, "--json")
    assert (again.code, again.json["failed"]) == (1, "nothing_to_recover")
