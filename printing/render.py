"""How does a document become paper? document -> strips -> pages -> PDF bytes -> pictures of the same PDF.

Equal documents give equal bytes, so that a kept paper is known by its hash and a reprint is the same paper.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import pypdfium2
from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from printing.documents.notices import Apology, RefusalNotice, StopNotice, SupplementNotice
from printing.documents.parts import Copy, Document
from printing.documents.receipt import Receipt
from printing.flow import Pen, SigningPlace, Strip, compose
from printing.forms import form01_receipt, form02_supplement, form03_refusal, form04_apology, form05_stop
from printing.layout import A5, MM, Paper, foot
from printing.typeface import Face, check_document, clean, metrics, width

Lay = Callable[[Any, Paper, Copy], Sequence[Strip]]

FORMS: Final[dict[type, Lay]] = {
    Receipt: form01_receipt.lay,
    SupplementNotice: form02_supplement.lay,
    RefusalNotice: form03_refusal.lay,
    Apology: form04_apology.lay,
    StopNotice: form05_stop.lay,
}
COPIES: Final = {1: (Copy.GIVEN,), 2: (Copy.KEPT, Copy.GIVEN)}
SPECIMEN: Final = "BẢN MẪU"
SPECIMEN_SHARE: Final = 0.8  # of the page's width
SPECIMEN_GREY: Final = 0.9
SCREEN_DPI: Final = 72  # of a PDF point

rl_config.useA85 = 0  # streams as bytes, not as letters that are a quarter longer; reportlab's only switch


def pdf(document: Document, paper: Paper = A5, copies: int = 2) -> bytes:
    """One document as a PDF: two copies (Lưu, then Giao cho người nộp), each with its own page numbers.

    Equal arguments give equal bytes. Raises MissingGlyph, naming the field, for a letter that the
    face does not hold; KeyError for a number of copies other than 1 (the citizen's) or 2.
    """
    return pdf_of_many((document,), paper, copies)


def warm() -> None:
    """Load the faces and measure the words of form 01, so that the first citizen does not wait for them."""
    pdf(Receipt.specimen())


def pdf_of_many(documents: Iterable[Document], paper: Paper = A5, copies: int = 2) -> bytes:
    """Many documents in one PDF, in time that grows with their number only; guarantees as in `pdf`."""
    return _made(documents, paper, COPIES[copies], [])


def pdf_to_sign(document: Document, paper: Paper = A5) -> tuple[bytes, tuple[SigningPlace, ...]]:
    """The citizen's copy, and where on it signatures belong."""
    places: list[SigningPlace] = []
    return _made((document,), paper, (Copy.GIVEN,), places), tuple(places)


def _made(
    documents: Iterable[Document], paper: Paper, copies: tuple[Copy, ...], places: list[SigningPlace]
) -> bytes:
    for face in Face:
        metrics(face)
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(paper.page[0] * MM, paper.page[1] * MM),
        invariant=1,
        pageCompression=1,
        lang="vi-VN",
        initialFontName=Face.REGULAR.value,
    )
    canvas.setCreator("Một Cửa Desk")
    for number, document in enumerate(documents):
        check_document(document)
        if number == 0:
            canvas.setTitle(clean(f"{document.edition.title} {document.code}"))
            canvas.setAuthor(clean(document.agency.name))
        for copy in copies:
            places += _draw(canvas, document, paper, copy)
    canvas.save()
    return buffer.getvalue()


def png_pages(pdf_bytes: bytes, dpi: int = 200) -> list[bytes]:
    """Each page of a PDF as a PNG, without Qt: for thermal slips, thumbnails and tests."""
    pages = []
    opened = pypdfium2.PdfDocument(pdf_bytes)
    try:
        for page in opened:
            buffer = io.BytesIO()
            page.render(scale=dpi / SCREEN_DPI).to_pil().save(buffer, "PNG", dpi=(dpi, dpi))
            pages.append(buffer.getvalue())
            page.close()
    finally:
        opened.close()
    return pages


def _draw(canvas: Canvas, document: Document, paper: Paper, copy: Copy) -> list[SigningPlace]:
    signing: list[SigningPlace] = []
    lay = FORMS[type(document)]
    pages = compose(lay(document, paper, copy), paper.text_height)
    for narrower in (paper.tight, paper.dense) if len(pages) > 1 else ():
        closer = compose(lay(document, narrower, copy), paper.text_height)
        if len(closer) < len(pages):
            pages = closer
            break
    edition = document.edition
    left = f"Mẫu số {edition.number} – {edition.basis}" if edition.number else edition.basis
    if document.reprint is not None:
        left += f" – In lại lần {document.reprint.nth}"
    for number, page in enumerate(pages, 1):
        if document.is_specimen:
            _mark_specimen(canvas, paper)
        pen = Pen(canvas, paper.left * MM, paper.page[1] * MM, paper.top * MM)
        for placed in page:
            placed.strip.draw(pen, placed.top)
        foot_top = (paper.page[1] - paper.top - paper.foot_from_edge) * MM
        foot(paper, clean(left), clean(document.code), number, len(pages)).draw(pen, foot_top)
        signing += pen.signing
        canvas.showPage()
        _press(canvas)
    return signing


def _press(canvas: Canvas) -> None:
    """Compress a finished page at once: reportlab would hold the words of a thousand pages until the file is saved."""
    page = canvas._doc.Pages.pages[-1]
    page.Contents = PDFStream(content=zlib.compress(page.stream.encode("latin-1")))
    page.Contents.dictionary["Filter"] = PDFName("FlateDecode")
    page.stream = None


def _mark_specimen(canvas: Canvas, paper: Paper) -> None:
    """Large, pale and slanted, under the text, so that a specimen never passes for a receipt."""
    wide, high = paper.page[0] * MM, paper.page[1] * MM
    size = wide * SPECIMEN_SHARE / width(SPECIMEN, Face.BOLD, 1)
    canvas.saveState()
    canvas.setFillGray(SPECIMEN_GREY)
    canvas.setFont(Face.BOLD.value, size)
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(50)
    canvas.drawCentredString(0, -size / 3, SPECIMEN)
    canvas.restoreState()
