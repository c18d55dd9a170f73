"""A file as it came, or a sheet from the scanner: what of it may join a dossier, clean and small?

    JPEG, PNG, TIFF, WEBP ─► upright, at most 300 dpi, no metadata ─► one picture a page
    PDF ───────────────────► only pages (pdf_files) ───────────────► one source of many pages

Foreign bytes meet decoders here, so the program calls this in a process of its own (`apart`).
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

import pypdfium2
from PIL import Image

from desk.attachments import MAX_FILE_BYTES
from desk.errors import RuleBroken
from desk.rules.words import _
from scanning.pages import LEAST_DPI, picture_dpi
from scanning.pdf_files import cleaned
from scanning.pictures import HEAD_BYTES, PICTURES, Kind, heic, kind_of, pictures_in

MOST_DPI: Final = 300
"""Nobody reads more from a paper, and the line of a commune carries it for nothing."""
PHOTO_DPI: Final = 220
"""A photo names no size: it is taken as A4, a tenth above the least, because its edge is not the paper's edge."""
QUALITY: Final = 80
"""JPEG; letters of 8 points stay free of shadows at 200 dpi (looked at), and a page takes about 300 KB."""
PICTURE_SIDE: Final = 640
"""The long side of the small picture of a page: a third of a screen at 100 %, sharp at 200 % as a thumbnail."""
PICTURE_QUALITY: Final = 70


@dataclass(frozen=True, slots=True)
class Source:
    """Clean bytes with a small JPEG of each of their pages; what they are and what stayed behind."""

    data: bytes
    kind: Kind
    pictures: tuple[bytes, ...]
    dpi: int = 0
    signed: bool = False
    dropped: tuple[str, ...] = ()


def taken(data: bytes, name: str, field: str = "attachments") -> tuple[Source, ...]:
    """The clean sources in a file: one for each picture, one for a PDF. Nothing in the file is executed.

    Raises RuleBroken with a sentence: empty, too_large, heic, not_a_scan, and those of `pictures_in` and `cleaned`.
    """
    if not data:
        raise RuleBroken(field, "empty", _("Tệp “{name}” rỗng; hãy quét lại.").format(name=name))
    if len(data) > MAX_FILE_BYTES:
        raise too_large(name, field)
    kind = kind_of(data[:HEAD_BYTES])
    if kind is Kind.PDF:
        return (_pdf(data, name, field),)
    if kind in PICTURES:
        return tuple(_picture(one) for one in pictures_in(data, name, field))
    if kind is Kind.HEIC:
        raise heic(name, field)
    raise RuleBroken(
        field, "not_a_scan",
        _("Tệp “{name}” không phải ảnh JPEG, PNG, TIFF hay PDF.").format(name=name),
    )  # fmt: skip


def too_large(name: str, field: str) -> RuleBroken:
    """The one sentence for a file over the limit."""
    return RuleBroken(
        field, "too_large",
        _("Tệp “{name}” lớn hơn {mb} MB; hãy quét lại ở độ phân giải 200–300 dpi.").format(
            name=name, mb=MAX_FILE_BYTES // 1024 // 1024
        ),
    )  # fmt: skip


def _picture(picture: Image.Image) -> Source:
    """A JPEG, or a PNG of black and white where the scanner made that: smaller and sharper for typed letters."""
    named = picture.info.get("dpi", 0.0)
    dpi = named or picture_dpi(picture.size)
    target = MOST_DPI if named else PHOTO_DPI
    if dpi > target and picture.mode != "1":
        share = target / dpi
        size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
        picture, dpi = picture.resize(size, Image.Resampling.LANCZOS), target
    out = BytesIO()
    if picture.mode == "1":
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    kind = Kind.PNG if picture.mode == "1" else Kind.JPEG
    return Source(out.getvalue(), kind, (_small(picture),), max(1, round(dpi)))


def _pdf(data: bytes, name: str, field: str) -> Source:
    clean = cleaned(data, name, field)
    try:
        document = pypdfium2.PdfDocument(clean.data)
        try:
            pictures = tuple(_small(_drawn(document, page)) for page in range(clean.pages))
        finally:
            document.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError) as damage:
        raise RuleBroken(
            field,
            "damaged",
            _("Tệp “{name}” bị hỏng hoặc cắt cụt; hãy chép hoặc quét lại.").format(name=name),
        ) from damage
    return Source(clean.data, Kind.PDF, pictures, 0, clean.signed, clean.dropped)


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    page = document[number]
    width, height = page.get_size()
    picture = page.render(scale=PICTURE_SIDE / max(width, height, 1)).to_pil().convert("RGB")
    page.close()
    assert isinstance(picture, Image.Image)
    return picture


def _small(picture: Image.Image) -> bytes:
    small = picture.convert("RGB" if picture.mode == "RGB" else "L")
    small.thumbnail((PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "JPEG", quality=PICTURE_QUALITY)
    return out.getvalue()


assert PHOTO_DPI >= LEAST_DPI
