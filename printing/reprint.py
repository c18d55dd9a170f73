"""How is a paper printed again? The pages that were kept, as they were, with one line in the margin that says so.

The mark stands in the white above the text area, where no form draws: nothing of the page is moved or covered.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Final

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from printing.flow import Pen
from printing.layout import MM, PAPERS, Paper, spoken_time
from printing.typeface import Face, clean, metrics, width

MARK_FROM_EDGE_MM: Final = 6.0  # inside what office printers reach, above every text area
MARK_SIZE: Final = 7.0


def marked(pdf: bytes, nth: int, at: datetime) -> bytes:
    """The same pages with the mark of the `nth` reprint at `at`; equal arguments give equal bytes."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        sizes = [tuple(float(side) for side in page.mediabox[2:]) for page in document.pages]
        with pikepdf.open(io.BytesIO(_marks(sizes, nth, at))) as marks:
            for page, mark in zip(document.pages, marks.pages, strict=True):
                page.add_overlay(mark, pikepdf.Rectangle(page.mediabox))
        made = io.BytesIO()
        document.save(made, deterministic_id=True)
    return made.getvalue()


def words(nth: int, at: datetime) -> str:
    """What the mark says."""
    return f"IN LẠI LẦN {nth} – {spoken_time(at)}"


def _marks(sizes: list[tuple[float, ...]], nth: int, at: datetime) -> bytes:
    buffer = io.BytesIO()
    metrics(
        Face.REGULAR
    )  # a reprint lays out no page, so nothing else has made the face known in this process
    canvas = Canvas(buffer, invariant=1, initialFontName=Face.REGULAR.value)
    text = clean(words(nth, at))
    for wide, high in sizes:
        canvas.setPageSize((wide, high))
        right = _paper(wide).right * MM
        pen = Pen(canvas, wide - right - width(text, Face.BOLD, MARK_SIZE), high, 0.0)
        pen.text(0.0, MARK_FROM_EDGE_MM * MM, text, Face.BOLD, MARK_SIZE)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _paper(wide: float) -> Paper:
    """The paper of a page, by its width."""
    return min(PAPERS.values(), key=lambda paper: abs(paper.page[0] * MM - wide))
