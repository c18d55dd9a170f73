"""How does a table run over pages? Rows with borders, a head of one or two levels repeated on each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from printing.flow import Pen, Strip
from printing.layout import BASELINE, HAIRLINE, MM, Paper, place
from printing.typeface import Face, Line, Run, wrap

PADDING: Final = 2.2  # points between a border and its text
SPLIT_ROW_SHARE: Final = 0.3  # of a page: a higher row is divided between its lines

Cell = Sequence[Run]
Drawn = tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: head, share of the text width, alignment; neighbours of one group share an upper head.

    What is centred stands in the middle of its row's height, unless the column is `high`.
    """

    head: str
    share: float
    align: str = "left"
    group: str = ""
    high: bool = False


def table(paper: Paper, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[Strip]:
    """The head glued to its first row, then a strip for each row; the head comes again on each page."""
    widths = column_widths(paper, columns)
    head = head_strip(paper, columns, widths)
    strips = [replace(head, before=paper.item_gap * MM)]
    for row in rows:
        for strip in row_strips(paper, columns, widths, row):
            strips.append(replace(strip, head=head, with_previous=len(strips) == 1))
    if len(strips) > 2:  # the last row does not stand alone under a repeated head
        strips[-1] = replace(strips[-1], with_previous=True)
    return strips


def column_widths(paper: Paper, columns: Sequence[Column]) -> list[float]:
    """The widths of the columns in points: together the width of the text."""
    total = sum(column.share for column in columns)
    return [column.share / total * paper.text_width for column in columns]


def row_strips(
    paper: Paper, columns: Sequence[Column], widths: Sequence[float], row: Sequence[Cell]
) -> list[Strip]:
    """One row. A row higher than SPLIT_ROW_SHARE of a page is divided between its lines, so that no cell is too long."""
    most = max(1, int(paper.text_height * SPLIT_ROW_SHARE / _leading(paper)))
    cells = tuple(
        wrap(tuple(cell), wide - 2 * PADDING, paper.table) for cell, wide in zip(row, widths, strict=True)
    )
    longest = max(len(cell) for cell in cells)
    return [
        _row(paper, columns, widths, tuple(cell[start : start + most] for cell in cells))
        for start in range(0, longest, most)
    ]


def _leading(paper: Paper) -> float:
    return paper.leading * paper.table / paper.body


def _row(paper: Paper, columns: Sequence[Column], widths: Sequence[float], cells: Drawn) -> Strip:
    """One row: text cells at the top, counts in the middle of their height."""
    leading = _leading(paper)
    lines = max(len(cell) for cell in cells)
    height = lines * leading + PADDING

    def draw(pen: Pen, top: float) -> None:
        x = 0.0
        for column, wide, cell in zip(columns, widths, cells, strict=True):
            pen.box(x, top, wide, height, HAIRLINE)
            drop = PADDING / 2
            drop += (lines - len(cell)) / 2 * leading if column.align == "centre" and not column.high else 0.0
            for number, line in enumerate(cell):
                left = x + PADDING + place(line, wide - 2 * PADDING, column.align)
                pen.line(line, left, top + drop + (number + BASELINE) * leading, paper.table)
            x += wide

    return Strip(height, draw)


def head_strip(paper: Paper, columns: Sequence[Column], widths: Sequence[float]) -> Strip:
    """Column heads, bold and centred; grouped columns stand under the head of their group."""
    leading = _leading(paper)
    own = [
        wrap((Run(column.head, Face.BOLD),), wide - 2 * PADDING, paper.table)
        for column, wide in zip(columns, widths, strict=True)
    ]
    groups: list[tuple[str, int, int]] = []
    for name, members in groupby(enumerate(columns), key=lambda pair: pair[1].group):
        places = [number for number, _column in members]
        groups.append((name, places[0], places[-1] + 1))
    upper = leading + PADDING if any(name for name, _first, _end in groups) else 0.0
    lower = max(
        [len(lines) * leading + PADDING for lines, column in zip(own, columns, strict=True) if column.group]
        or [0.0]
    )
    plain = max(len(lines) * leading + PADDING for lines in own)
    height = max(upper + lower, plain) if upper else plain

    def titled(pen: Pen, lines: Sequence[Line], x: float, top: float, wide: float, high: float) -> None:
        pen.box(x, top, wide, high, HAIRLINE)
        drop = (high - len(lines) * leading) / 2
        for number, line in enumerate(lines):
            baseline = top + drop + (number + BASELINE) * leading
            pen.line(line, x + place(line, wide, "centre"), baseline, paper.table)

    def draw(pen: Pen, top: float) -> None:
        for name, first, end in groups:
            left = sum(widths[:first])
            if name:
                wide = sum(widths[first:end])
                titled(pen, wrap((Run(name, Face.BOLD),), wide, paper.table), left, top, wide, upper)
            for number in range(first, end):
                x = sum(widths[:number])
                y = top + (upper if name else 0.0)
                titled(pen, own[number], x, y, widths[number], height - (y - top))

    return Strip(height, draw)
