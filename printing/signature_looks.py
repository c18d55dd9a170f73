"""How does a digital signature look on paper? (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.8.)

    person   the picture of the hand's signature in its place; without a picture, who signed and when, in words
    agency   the picture of the seal, real size, over the left third of the person's signature; without a picture, the
             agency and the moment at the top right of the first page, as on a digitised copy

The picture is drawn by our own face and embedded: a viewer draws nothing of its own.
"""

from __future__ import annotations

import binascii
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

import pikepdf
from PIL import Image
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desk.errors import RuleBroken
from desk.rules.words import _
from printing.flow import SigningPlace
from printing.layout import MM, VIETNAM
from printing.tokens import Certificate
from printing.typeface import Face, Run, metrics, wrap

Box = tuple[float, float, float, float]  # left, bottom, right, top in points from the lower left corner

WORDS_SIZE: Final = 10.0  # Times New Roman 10, black
SMALL_SIZE: Final = 8.0
LEADING: Final = 1.2
SEAL_SIDE_MM: Final = 36.0  # a commune's round seal in real size
SEAL_OVERLAP: Final = 1 / 3
TOP_RIGHT_MM: Final = (70.0, 13.0)
EDGE_MM: Final = 5.0
MAX_IMAGE_BYTES: Final = 1024 * 1024
MAX_IMAGE_SIDE: Final = 4000  # pixels


@dataclass(frozen=True, slots=True)
class Look:
    """Where a signature is seen and the one-page PDF that is seen there."""

    page: int
    box: Box
    picture: bytes

    @property
    def whole_points(self) -> tuple[int, int, int, int]:
        """The box on whole points, as pyHanko wants it."""
        left, bottom, right, top = (round(edge) for edge in self.box)
        return left, bottom, right, top

    def style(self) -> StaticStampStyle:
        """What pyHanko draws: our picture, as it is."""
        return StaticStampStyle(
            border_width=0,
            background=_Drawn(self.picture),
            background_opacity=1,
            background_layout=SimpleBoxLayoutRule(
                AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(0, 0, 0, 0)
            ),
        )


def person_look(place: SigningPlace, certificate: Certificate, at: datetime, image: bytes = b"") -> Look:
    """The competent person's signature in its place on the form."""
    if image:
        return Look(place.page, place.box, _picture(place.box, image))
    said = (_signed_by(certificate.holder), _moment(at))
    return Look(place.page, place.box, _words(place.box, said, SMALL_SIZE, "centre"))


def agency_look(
    signed: bytes, person_field: str, certificate: Certificate, at: datetime, seal: bytes = b""
) -> Look:
    """The agency's signature beside the person's, found in the file that the person signed."""
    with pikepdf.open(io.BytesIO(signed)) as document:
        found = _field_box(document, person_field)
        first = document.pages[0].mediabox
        wide, high = float(first[2]), float(first[3])
    if seal and found is not None:
        page, (left, bottom, right, top) = found
        side = SEAL_SIDE_MM * MM
        x = max(left + (right - left) / 3 - side * (1 - SEAL_OVERLAP), 0.0)
        y = (bottom + top) / 2 - side / 2
        box = (x, y, x + side, y + side)
        return Look(page, box, _picture(box, seal))
    room, tall = (side * MM for side in TOP_RIGHT_MM)
    edge = EDGE_MM * MM
    box = (wide - edge - room, high - edge - tall, wide - edge, high - edge)
    said = (certificate.organisation or certificate.holder, _moment(at))
    return Look(0, box, _words(box, said, WORDS_SIZE, "right"))


def check_image(image: bytes, field: str) -> None:
    """RuleBroken where the picture of a signature or seal is not a PNG of sensible size."""
    try:
        with Image.open(io.BytesIO(image)) as read:
            good = read.format == "PNG" and max(read.size) <= MAX_IMAGE_SIDE
    except (OSError, Image.DecompressionBombError):
        good = False
    if not good or len(image) > MAX_IMAGE_BYTES:
        raise RuleBroken(
            field,
            "bad_image",
            _("Ảnh chữ ký, con dấu phải là tệp PNG nền trong suốt, không quá {size} MB.").format(
                size=MAX_IMAGE_BYTES // 1024 // 1024
            ),
        )


class _Drawn(PdfContent):
    """A one-page PDF as an appearance; pyHanko's own class of this kind wants a file on the disk."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        writer = self._ensure_writer
        page = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        name = b"/Look" + binascii.hexlify(uuid4().bytes)
        self.resources.xobject[name.decode("ascii")] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return name + b" Do"


def _signed_by(holder: str) -> str:
    return f"Ký bởi: {holder}"


def _moment(at: datetime) -> str:
    """Date, hour, minute, second and zone, as the rules ask for."""
    local = at.astimezone(VIETNAM)
    return f"Thời gian ký: {local:%d/%m/%Y %H:%M:%S} +07:00"


def _canvas(box: Box) -> tuple[Canvas, io.BytesIO, float, float]:
    wide, high = box[2] - box[0], box[3] - box[1]
    buffer = io.BytesIO()
    metrics(Face.REGULAR)
    canvas = Canvas(buffer, pagesize=(wide, high), invariant=1, initialFontName=Face.REGULAR.value)
    return canvas, buffer, wide, high


def _words(box: Box, said: tuple[str, ...], size: float, align: str) -> bytes:
    canvas, buffer, wide, high = _canvas(box)
    canvas.setFont(Face.REGULAR.value, size)
    lines = [line for text in said for line in wrap((Run(text),), wide, size)]
    y = (high + len(lines) * size * LEADING) / 2
    for line in lines:
        y -= size * LEADING
        left = (wide - line.width) / 2 if align == "centre" else wide - line.width
        for offset, text, _face in line.stretches:
            canvas.drawString(left + offset, y + size * (LEADING - 1), text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _picture(box: Box, image: bytes) -> bytes:
    canvas, buffer, wide, high = _canvas(box)
    canvas.drawImage(
        ImageReader(io.BytesIO(image)), 0, 0, wide, high, mask="auto", preserveAspectRatio=True, anchor="c"
    )
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _field_box(document: pikepdf.Pdf, name: str) -> tuple[int, Box] | None:
    for number, page in enumerate(document.pages):
        for note in page.get("/Annots", []):
            if str(note.get("/T", "")) == name:
                left, bottom, right, top = (float(edge) for edge in note.Rect)
                return number, (left, bottom, right, top)
    return None
