"""How does a book of ten thousand rows become paper? Row by row: one page of rows is in memory, and the finished pages,
compressed, until the file is saved (measured with 10,000 rows: 770 pages)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from desk.rules.broken import RuleBroken
from desk.rules.words import _
from printing.documents.register import Register, RegisterRow
from printing.flow import compose
from printing.forms.form07_register import Reckoning, pages
from printing.layout import Paper
from printing.render import draw_page, new_canvas
from printing.sheets import BOOK
from printing.typeface import MissingGlyph, check_document


def write_register(
    register: Register, rows: Iterable[RegisterRow], out: BinaryIO, paper: Paper = BOOK
) -> Reckoning:
    """Write the book as a PDF; what it counted. Equal facts give equal bytes. Nothing is written before all is drawn.

    Raises RuleBroken (missing_glyph) that names the dossier whose row holds a letter that cannot be printed.
    """
    check_document(register)
    reckoning = Reckoning()
    canvas = new_canvas(out, paper)
    canvas.setTitle(f"{register.edition.title} {register.book}")
    canvas.setAuthor(register.agency.name)
    for number, strips in enumerate(pages(register, _checked(rows), paper, reckoning), 1):
        (placed,) = compose(strips, paper.text_height)
        draw_page(canvas, register, paper, placed, number)
    canvas.save()
    return reckoning


def _checked(rows: Iterable[RegisterRow]) -> Iterator[RegisterRow]:
    for row in rows:
        try:
            check_document(row)
        except MissingGlyph as hole:
            raise RuleBroken(
                hole.field,
                hole.code,
                _("Hồ sơ {code}: {reason}").format(code=row.code, reason=hole.message),
            ) from hole
        yield row
