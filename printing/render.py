"""How does a document become paper? document -> strips -> pages -> PDF bytes -> pictures of the same PDF.

Equal documents give equal bytes, so that a kept paper is known by its hash and a reprint is the same paper.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO, Final

import pypdfium2
from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from printing.documents.control import ControlSheet
from printing.documents.lists import DeliveryNote, HandoverList, ManyReceipt
from printing.documents.notices import Apology, RefusalNotice, StopNotice, SupplementNotice
from printing.documents.parts import Copy, Document
from printing.documents.post import Envelope, PostalLabel
from printing.documents.receipt import Receipt
from printing.documents.register import Register
from printing.documents.slips import DayReceipt, FeeSlip, GuidanceSlip, ResultNote
from printing.flow import Pen, Placed, SigningPlace, Strip, compose
from printing.forms import (
    form01_receipt,
    form02_supplement,
    form03_refusal,
    form04_apology,
    form05_stop,
    form06_control,
    form07_register,
    lists,
    post,
    slips,
)
from printing.layout import A4, A5, MM, Paper, foot
from printing.office_line import office_line
from printing.sheets import A4_ACROSS, A5_ACROSS, BOOK, C5, DL, LABEL
from printing.typeface import Face, check_document, clean, metrics, width

Lay = Callable[[Any, Paper, Copy], Sequence[Strip]]

FORMS: Final[dict[type, Lay]] = {
    Receipt: form01_receipt.lay,
    SupplementNotice: form02_supplement.lay,
    RefusalNotice: form03_refusal.lay,
    Apology: form04_apology.lay,
    StopNotice: form05_stop.lay,
    ControlSheet: form06_control.lay,
    Register: form07_register.lay,
    ManyReceipt: lists.many_receipt,
    HandoverList: lists.handover_list,
    DeliveryNote: lists.delivery_note,
    FeeSlip: slips.fee_slip,
    ResultNote: slips.result_note,
    GuidanceSlip: slips.guidance_slip,
    DayReceipt: slips.day_receipt,
    PostalLabel: post.label,
    Envelope: post.envelope,
}
COPIES: Final = {1: (Copy.GIVEN,), 2: (Copy.KEPT, Copy.GIVEN)}
ONE: Final = (Copy.KEPT,)
COPIES_OF: Final[dict[type, tuple[Copy, ...]]] = {
    ControlSheet: ONE,
    Register: ONE,
    FeeSlip: (Copy.KEPT, Copy.GIVEN, Copy.INSIDE),
    DayReceipt: ONE,
    GuidanceSlip: ONE,
    PostalLabel: ONE,
    Envelope: ONE,
}
"""Papers that have copies of their own, however many are asked for."""
SHEETS_OF: Final[dict[type, tuple[Paper, ...]]] = {
    ControlSheet: (A4, A5),
    Register: (BOOK,),
    HandoverList: (A4_ACROSS,),
    DeliveryNote: (A4_ACROSS,),
    FeeSlip: (A5_ACROSS,),
    DayReceipt: (A4, A5),
    PostalLabel: (LABEL,),
    Envelope: (DL, C5),
}
"""The papers of a form that are not A5 or A4 as one likes, the usual one first."""
SPECIMEN: Final = "BẢN MẪU"
SPECIMEN_SHARE: Final = 0.8  # of the page's width
SPECIMEN_GREY: Final = 0.9
SCREEN_DPI: Final = 72  # of a PDF point

rl_config.useA85 = 0  # streams as bytes, not as letters that are a quarter longer; reportlab's only switch


def pdf(document: Document, paper: Paper = A5, copies: int = 2) -> bytes:
    """One document as a PDF: two copies (Lưu, then Giao cho người nộp), each with its own page numbers.

    A form that has sheets of its own (`sheet_of`) is printed on them whatever `paper` says. Equal arguments
    give equal bytes. Raises MissingGlyph, naming the field, for a letter that the face does not hold; KeyError
    for a number of copies other than 1 (the citizen's) or 2.
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
    buffer = io.BytesIO()
    canvas = new_canvas(buffer, paper)
    for number, document in enumerate(documents):
        check_document(document)
        if number == 0:
            canvas.setTitle(clean(f"{document.edition.title} {document.code}"))
            canvas.setAuthor(clean(document.agency.name))
        sheet = sheet_of(type(document), paper)
        canvas.setPageSize((sheet.page[0] * MM, sheet.page[1] * MM))
        for copy in copies_of(type(document), copies):
            places += _draw(canvas, document, sheet, copy)
    canvas.save()
    return buffer.getvalue()


def sheet_of(kind: type, paper: Paper) -> Paper:
    """The paper on which this kind of document is printed when `paper` is asked for."""
    sheets = SHEETS_OF.get(kind, (paper,))
    return paper if paper in sheets else sheets[0]


def copies_of(kind: type, asked: tuple[Copy, ...]) -> tuple[Copy, ...]:
    """The copies that are printed of this kind of document: its own; of those the citizen's alone when only it is asked for."""
    own = COPIES_OF.get(kind, asked)
    return asked if asked == (Copy.GIVEN,) and Copy.GIVEN in own else own


def new_canvas(out: BinaryIO, paper: Paper) -> Canvas:
    """A PDF of this paper that will be written to `out`, with our faces known to it."""
    for face in Face:
        metrics(face)
    canvas = Canvas(
        out,
        pagesize=(paper.page[0] * MM, paper.page[1] * MM),
        invariant=1,
        pageCompression=1,
        lang="vi-VN",
        initialFontName=Face.REGULAR.value,
    )
    canvas.setCreator("Một Cửa Desk")
    return canvas


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
    room = paper.text_height - office_line(paper, document.agency.footer).height
    pages = compose(lay(document, paper, copy), room)
    for narrower in (paper.tight, paper.dense) if len(pages) > 1 else ():
        closer = compose(lay(document, narrower, copy), room)
        if len(closer) < len(pages):
            pages = closer
            break
    for number, page in enumerate(pages, 1):
        signing += draw_page(canvas, document, paper, page, number, len(pages))
    return signing


def draw_page(
    canvas: Canvas, document: Document, paper: Paper, page: Sequence[Placed], number: int, total: int = 0
) -> list[SigningPlace]:
    """Draw one page, end it, and say where it is signed. Without a `total` it is a page of a book, whose end is not known."""
    if document.is_specimen:
        _mark_specimen(canvas, paper)
    pen = Pen(canvas, paper.left * MM, paper.page[1] * MM, paper.top * MM)
    for placed in page:
        placed.strip.draw(pen, placed.top)
    if paper.foot_from_edge:
        edition = document.edition
        called = f"Mẫu số {edition.number}" if edition.number.isdigit() else f"Mẫu {edition.number}"
        left = f"{called} – {edition.basis}" if edition.number else edition.basis
        if document.reprint is not None:
            left += f" – In lại lần {document.reprint.nth}"
        foot_top = (paper.page[1] - paper.top - paper.foot_from_edge) * MM
        foot(paper, clean(left), clean(document.code), number, total).draw(pen, foot_top)
    if total:  # a book fills its pages to the foot and has no room for it
        own = office_line(paper, document.agency.footer)
        own.draw(pen, paper.text_height - own.height)
    canvas.showPage()
    _press(canvas)
    return pen.signing


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
