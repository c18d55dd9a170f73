"""Which strip stands on which page? Nothing is lost, nothing hangs over, what is glued stays together."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.flow import DoesNotFit, Strip, compose
from printing.layout import A5, paragraph
from printing.tables import Column, table
from printing.typeface import Run

ROOM = 100.0


def strip(height: float, glued: bool = False, before: float = 0.0, head: Strip | None = None) -> Strip:
    return Strip(height, lambda pen, top: None, before, glued, head)


def heights(strips: list[Strip]) -> list[list[float]]:
    return [[placed.strip.height for placed in page] for page in compose(strips, ROOM)]


HEAD = strip(5)


@pytest.mark.parametrize(
    ("strips", "pages"),
    [
        ([strip(50), strip(50)], [[50, 50]]),
        ([strip(50), strip(51)], [[50], [51]]),
        ([strip(60), strip(30), strip(20, glued=True)], [[60], [30, 20]]),
        ([strip(60), strip(50, before=50)], [[60], [50]]),
        ([strip(90), strip(20, head=HEAD), strip(30, head=HEAD)], [[90], [5, 20, 30]]),
        ([strip(70), strip(70, glued=True)], [[70], [70]]),
    ],
    ids=[
        "what fits stays on one page",
        "what does not fit begins the next page",
        "glued strips move together",
        "white space is dropped at the top of a page",
        "a table's head comes again",
        "glue gives way where both do not fit on a page",
    ],
)
def test_pages(strips: list[Strip], pages: list[list[float]]) -> None:
    assert heights(strips) == pages


def test_a_strip_higher_than_a_page_is_a_bug_said_aloud() -> None:
    with pytest.raises(DoesNotFit):
        compose([strip(101)], ROOM)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(1, 60), st.floats(0, 20), st.booleans(), st.booleans()), min_size=1, max_size=40
    )
)
def test_whatever_comes_no_strip_is_lost_and_none_reaches_below_the_page(
    facts: list[tuple[float, float, bool, bool]],
) -> None:
    strips = [
        strip(height, glued, before, HEAD if headed else None) for height, before, glued, headed in facts
    ]
    pages = compose(strips, ROOM)
    kept = [placed.strip for page in pages for placed in page if placed.strip is not HEAD]
    assert kept == strips
    for page in pages:
        assert page[0].top == 0
        for above, below in pairwise(page):
            assert above.top + above.strip.height <= below.top + 1e-6
        assert page[-1].top + page[-1].strip.height <= ROOM + 0.02


def test_a_long_paragraph_leaves_no_single_line_alone() -> None:
    lines = paragraph(A5, (Run("chữ " * 400),))
    assert len(lines) > 5
    assert [line.with_previous for line in lines[:3]] == [False, True, False]
    assert lines[-1].with_previous


def test_the_last_row_of_a_table_takes_company_along() -> None:
    rows = [((Run(str(number)),), (Run("giấy tờ"),)) for number in range(5)]
    strips = table(A5, (Column("TT", 1), Column("Tên", 5)), rows)
    assert strips[1].with_previous, "the head stands with its first row"
    assert strips[-1].with_previous, "the last row is never alone under a repeated head"
    assert replace(strips[2], with_previous=False).head is not None
