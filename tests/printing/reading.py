"""How is paper read back? Text, pictures and codes of a PDF, by programs that did not write it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

from printing.documents.receipt import Receipt
from printing.layout import MM
from printing.render import png_pages

RECEIPT = replace(
    Receipt.specimen(), is_specimen=False
)  # the pale specimen mark is in the way of measuring ink


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def texts(pdf: bytes) -> list[str]:
    """The text of each page in the order of the content, lines joined by one space."""
    found = []
    with opened(pdf) as document:
        for page in document:
            area = page.get_textpage()
            found.append(" ".join(unicodedata.normalize("NFC", area.get_text_range()).split()))
            area.close()
            page.close()
    return found


def bare(text: str) -> str:
    """Text without white space, so that line breaks do not matter."""
    return "".join(unicodedata.normalize("NFC", text).split())


def places(pdf: bytes, page_number: int, wanted: str) -> list[tuple[float, float]]:
    """(left, top) in millimetres of each occurrence of `wanted` on a page, from its top left corner."""
    with opened(pdf) as document:
        page = document[page_number]
        area = page.get_textpage()
        _width, height = page.get_size()
        search = area.search(wanted, match_case=True)
        found = []
        while (hit := search.get_next()) is not None:
            boxes = [area.get_charbox(hit[0] + offset) for offset in range(hit[1])]
            found.append((min(box[0] for box in boxes) / MM, (height - max(box[3] for box in boxes)) / MM))
        search.close()
        area.close()
        page.close()
        return found


def pictures(pdf: bytes, dpi: int) -> list[Image.Image]:
    return [Image.open(io.BytesIO(png)).convert("L") for png in png_pages(pdf, dpi)]


def codes(picture: Image.Image) -> dict[str, str]:
    """What a reader finds on a page: the symbology and its text."""
    return {str(found.format): found.text for found in zxingcpp.read_barcodes(picture)}


def ink(picture: Image.Image, dpi: int) -> tuple[float, float, float, float]:
    """The box of everything that is not white, in millimetres (left, top, right, bottom)."""
    box = ImageChops.invert(picture).point(lambda grey: 255 if grey > 40 else 0).getbbox()
    assert box is not None, "an empty page"
    return tuple(edge / dpi * 25.4 for edge in box)
