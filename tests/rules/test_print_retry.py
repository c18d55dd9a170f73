"""When a paper is tried again: the clerk's table of cases."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from desk.records.base import VIETNAM
from desk.rules.print_retry import PASSES, PATIENCE, next_try

SINCE = datetime(2026, 11, 25, 8, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("code", "tries", "waited", "seconds"),
    [
        ("printer_off", 1, timedelta(0), 5),
        ("printer_out_of_paper", 2, timedelta(seconds=5), 10),
        ("printer_jammed", 3, timedelta(seconds=15), 20),
        ("no_print_service", 6, timedelta(minutes=3), 120),
        ("printer_off", 50, timedelta(hours=2), 120),
        ("printer_off", 50, PATIENCE, None),
        ("printer_unknown", 1, timedelta(0), None),
        ("no_printer", 1, timedelta(0), None),
        ("print_refused", 1, timedelta(0), None),
        ("file_missing", 1, timedelta(0), None),
    ],
)
def test_what_passes_is_tried_again_and_the_rest_needs_a_person(
    code: str, tries: int, waited: timedelta, seconds: int | None
) -> None:
    now = SINCE + waited
    again_at = next_try(code, tries, SINCE, now)
    assert again_at == (None if seconds is None else now + timedelta(seconds=seconds))


def test_waits_never_shrink() -> None:
    for code in PASSES:
        waits = [next_try(code, tries, SINCE, SINCE) for tries in range(1, 20)]
        assert waits == sorted(waits)  # type: ignore[type-var]
