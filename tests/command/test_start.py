"""What a start loads, because a time says nothing on another machine: nothing that its work does not need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("PySide6", "sqlalchemy", "keyring", "cryptography", "reportlab", "pikepdf", "pypdfium2", "openpyxl", "requests",
         "uvicorn", "starlette", "zxingcpp", "alembic", "holidays", "pyhanko")  # fmt: skip


def loaded(code: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, json\n{code}\nprint(json.dumps([m for m in {HEAVY} if m in sys.modules]))"],
        check=True, capture_output=True, text=True, input="",
    )  # fmt: skip
    return set(json.loads(told.stdout.splitlines()[-1]))


@pytest.mark.parametrize("line", [["--version"], ["card", "--json"], ["card", "--help"]])
def test_a_command_that_opens_no_store_loads_no_library_of_the_desk(line: list[str]) -> None:
    assert loaded(f"from ui.command.main import run\nrun({line})") == set()
