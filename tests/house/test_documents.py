"""What a newcomer reads is complete: every command is documented, every link resolves, licences stand beside what we bundle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ui.command.main import COMMANDS, motcua

HOUSE = Path(__file__).parents[2]
ADMIN = HOUSE / "docs/quan-tri.md"
PAGES = sorted([*HOUSE.glob("*.md"), *HOUSE.glob("docs/**/*.md")])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_administrators_guide(command: str) -> None:
    assert f"motcua {command}" in ADMIN.read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_loads_and_explains_itself(command: str) -> None:
    import click

    found = motcua.get_command(click.Context(motcua), command)
    assert found is not None
    assert found.help


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_every_link_to_a_file_resolves(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} -> {target}"


@pytest.mark.parametrize("folder", ["printing/fonts", "ui/fonts", "ui/icons"])
def test_bundled_things_carry_their_licence(folder: str) -> None:
    assert list((HOUSE / folder).glob("LICENSE*"))


def test_the_project_speaks_of_itself_alone() -> None:
    lock = (HOUSE / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert lock.count("--hash=sha256:") > 100
