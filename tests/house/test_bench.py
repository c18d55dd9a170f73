"""The benchmarks run from a checkout and tell each number beside its floor; how fast it was is nobody's assertion."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.tables import Row, percentile, table

HOUSE = Path(__file__).parents[2]
RATIO = re.compile(r"^\| [^|]+\|(?: +[\d.,]+ \|){3} *[\d.,]* \| +[\d.,]+ x \|$", re.MULTILINE)


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_saving_and_paper_are_told_with_their_ratios_to_a_floor(tmp_path: Path) -> None:
    done = bench("--quick", "--folder", str(tmp_path), "save", "receipt")

    assert done.returncode == 0, done.stderr
    for subject in (
        "save one dossier",
        "receipt, warm",
        "receipt, first of a fresh process",
        "receipt, size",
    ):
        _before, found, told = done.stdout.partition(f"| {subject}")
        assert found, done.stdout
        rows = RATIO.findall(told.partition("\n\n")[0])
        assert len(rows) >= 3
        assert rows[0].startswith("| floor")
        assert rows[0].endswith(" 1 x |")
    assert list(tmp_path.iterdir()) == [], "a run leaves nothing behind"


def test_an_unknown_subject_is_refused_with_the_names_of_those_there_are() -> None:
    done = bench("speed")

    assert done.returncode == 2
    assert "save" in done.stderr


def test_a_ratio_is_of_the_medians_so_that_one_slow_value_does_not_make_it() -> None:
    told = table("what", [Row("floor", [2.0, 2.0, 2.0]), Row("ours", [6.0, 6.0, 600.0], [2.0, 2.0, 2.0])])

    assert "1 x" in told.splitlines()[2]
    assert "3.00 x" in told.splitlines()[3]
    assert "600" in told.splitlines()[3], "the slow value stands in p95"


@pytest.mark.parametrize(
    ("share", "value"),
    [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(share: float, value: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value
