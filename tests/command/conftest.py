"""The command line as a script uses it: in this process, with its exit code, its output and its one JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ui.command.main import run

PASSPHRASE = "cụm mật khẩu để thử"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object, which comes last."""
        return dict(json.loads(self.out.strip().splitlines()[-1]))


Motcua = Callable[..., Done]


@pytest.fixture
def motcua(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Motcua:
    """Runs one command line."""
    monkeypatch.setenv("MOTCUA_PASSPHRASE", PASSPHRASE)
    monkeypatch.delenv("MOTCUA_PASSWORD", raising=False)

    def motcua(*arguments: object) -> Done:
        capsys.readouterr()
        code = run([str(one) for one in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Done(code, captured.out, captured.err)

    return motcua


@pytest.fixture
def desk(tmp_path: Path, motcua: Motcua, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A training office whose receptionist's password is in the environment."""
    made = motcua("init", "--data", tmp_path / "desk", "--demo", "--json")
    assert made.code == 0, made.err
    password = next(one["password"] for one in made.json["staff"] if one["role"] == "reception")
    monkeypatch.setenv("MOTCUA_PASSWORD", password)
    return tmp_path / "desk"
