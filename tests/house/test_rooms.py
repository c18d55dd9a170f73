"""The rooms keep their doors: one place commits, one knows the keyring, one knows requests; the command line loads no Qt."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ROOMS = ("desk", "sync", "printing", "scanning", "ui")
CODE = [path for room in ROOMS for path in sorted((HOUSE / room).rglob("*.py"))]
MAX_LINES = 400


def holding(pattern: str) -> set[str]:
    found = re.compile(pattern, re.MULTILINE)
    return {str(path.relative_to(HOUSE)) for path in CODE if found.search(path.read_text("utf-8"))}


def test_commit_stands_in_the_two_stores_only() -> None:
    assert holding(r"\.commit\(") <= {"desk/store.py", "sync/gateway/store.py"}


def test_one_module_imports_the_keyring_and_one_imports_requests() -> None:
    assert holding(r"^\s*import keyring|^\s*from keyring") == {"desk/keys.py"}
    assert holding(r"^\s*(import|from) requests") == {"sync/line.py"}


def test_only_the_clock_asks_the_system_for_the_time() -> None:
    assert {
        path for path in holding(r"datetime\.(now|utcnow|today)\(|date\.today\(") if path.startswith("desk/")
    } <= {"desk/clock.py"}


def test_no_bare_except_and_no_module_without_a_name() -> None:
    assert holding(r"^\s*except:\s*$") == set()
    assert not {path.stem for path in CODE} & {"utils", "util", "misc", "helpers", "common_utils"}


def test_no_file_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(HOUSE)) for path in CODE if len(path.read_text("utf-8").splitlines()) > MAX_LINES
    }
    assert long <= {"desk/backlog.py"}


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_module_says_what_it_answers(path: Path) -> None:
    if path.name != "__init__.py" or path.read_text("utf-8").strip():
        assert path.read_text("utf-8").lstrip().startswith(('"""', "'''")), path


def test_a_command_loads_no_qt() -> None:
    code = "import sys, ui.entry; ui.entry.main.__call__; from ui.command.main import run; run(['--help']); print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("False")


def test_the_sign_in_page_waits_for_nothing_of_the_store() -> None:
    heavy = "sqlalchemy sqlcipher3 argon2 cryptography keyring msgspec filelock click platformdirs"
    code = f"import sys, ui.entry, ui.opening; print(sorted(set('{heavy}'.split()) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_page_waits_for_no_library_of_the_others() -> None:
    heavy = "reportlab pypdfium2 pikepdf img2pdf PIL openpyxl requests starlette uvicorn alembic segno pyhanko keyring"
    code = f"import sys, ui.app; print(sorted(set('{heavy}'.split()) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
