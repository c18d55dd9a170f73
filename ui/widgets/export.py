"""How does a list leave the program? As CSV or as a workbook; made from plain text, away from the UI thread."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula by spreadsheet programs (CSV injection, OWASP)."""
WIDEST_COLUMN = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is written out: the heads of the columns and the rows, as shown."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_csv(sheet: Sheet) -> bytes:
    """The list as CSV with a byte order mark, because Excel reads Vietnamese wrongly without one."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.heads)
    writer.writerows([_harmless(cell) for cell in line] for line in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(sheet: Sheet) -> bytes:
    """The list as an .xlsx; every cell is text, so that an identity number keeps its leading zeros."""
    from openpyxl import Workbook  # 0.2 s to import: not at the start of the program
    from openpyxl.cell import Cell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = _sheet_name(sheet.title)
    lines: Sequence[tuple[str, ...]] = (sheet.heads, *sheet.rows)
    for down, line in enumerate(lines, start=1):
        for across, text in enumerate(line, start=1):
            cell = page.cell(down, across)
            assert isinstance(cell, Cell)
            cell.value, cell.data_type, cell.number_format = text, "s", "@"
            cell.font = Font(bold=down == 1)
    for across in range(1, len(sheet.heads) + 1):
        longest = max(len(line[across - 1]) for line in lines)
        page.column_dimensions[get_column_letter(across)].width = min(WIDEST_COLUMN, longest + 2)
    page.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_name(title: str) -> str:
    """Excel refuses some signs and more than 31 letters in the name of a sheet."""
    return "".join(" " if sign in r"[]:*?/\'" else sign for sign in title)[:31].strip() or "1"
