"""docs/where.md tells the truth: every row names a file that exists and a name that stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| (.+?) \| (\S+) \| `(\w+)` \|$", (HOUSE / "docs/where.md").read_text("utf-8"), re.MULTILINE
)


def test_the_table_is_read() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize(("question", "file", "name"), ROWS)
def test_the_place_holds_what_the_row_says(question: str, file: str, name: str) -> None:
    text = (HOUSE / file).read_text("utf-8")
    assert re.search(rf"^\s*(def|class) {name}\b|^{name}\b\s*[:=]", text, re.MULTILINE), (
        f"{question}: {name} is not in {file}"
    )
