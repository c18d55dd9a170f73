"""Is this really a picture, and can it be opened without harm? Looks at the bytes, not at the name.

    bytes ── kind ──► header (size, frames) ── limits ──► pixels, upright, without metadata

Nothing is decoded before its size is known, so a bomb of a few kilobytes costs a few kilobytes. Only the decoders
named here are ever tried: a disguised file never reaches another one.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from desk.errors import RuleBroken
from desk.rules.words import _

MAX_PIXELS: Final = 72_000_000
"""A3 at 600 dpi is 69.6 million; as colour that is about 210 MB while it is being read."""
MAX_SIDE: Final = 20_000
"""A strip longer than this is no sheet of paper."""
MAX_FRAMES: Final = 100
"""Pages of one TIFF."""
MIN_SIDE: Final = 16
ENOUGH_SIDE: Final = 2_480
"""The short side of A4 at 300 dpi: a JPEG is decoded at the smallest of 1/1, 1/2, 1/4, 1/8 that leaves so much."""
LEAST_DPI: Final = 100
MOST_DPI: Final = 2_400
HEAD_BYTES: Final = 32


class Kind(Enum):
    """What a file is by its first bytes; the value is the name that people know."""

    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    WEBP = "WEBP"
    PDF = "PDF"
    HEIC = "HEIC"  # photos of an iPhone: known, so that the refusal can say what to do
    OTHER = ""


PICTURES: Final = (Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.WEBP)
_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_FAULTS: Final = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError, TypeError,
    AttributeError, OverflowError, ZeroDivisionError, MemoryError,
)  # fmt: skip
"""What Pillow's decoders are known to raise on damaged bytes; its documentation names only the first."""


def kind_of(head: bytes) -> Kind:
    """The kind by the first HEAD_BYTES."""
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return Kind.TIFF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head.startswith(b"%PDF-"):
        return Kind.PDF
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return Kind.OTHER


def pictures_in(data: bytes, name: str, field: str = "attachments") -> Iterator[Image.Image]:
    """The picture, or the pages of a TIFF one by one: upright, white behind; black and white (1), grey (L) or colour (RGB).

    A JPEG larger than it will ever be used is decoded at a half or a quarter. Raises RuleBroken on `field`: heic,
    not_a_scan, too_many_pixels, too_small, too_many_pages, damaged.
    """
    kind = kind_of(data[:HEAD_BYTES])
    if kind is Kind.HEIC:
        raise heic(name, field)
    if kind not in PICTURES:
        raise RuleBroken(
            field, "not_a_scan", _("Tệp “{name}” không phải ảnh JPEG, PNG hay TIFF.").format(name=name)
        )
    with reading(name, field):
        with Image.open(BytesIO(data), formats=(kind.value,)) as opened:
            frames = int(getattr(opened, "n_frames", 1)) if kind is Kind.TIFF else 1
            if frames > MAX_FRAMES:
                raise RuleBroken(
                    field, "too_many_pages",
                    _("Tệp “{name}” có hơn {n} trang; hãy chia thành nhiều tệp.").format(name=name, n=MAX_FRAMES),
                )  # fmt: skip
            for frame in range(frames):
                if frame:
                    opened.seek(frame)
                _within_limits(opened.size, name, field)
                whole = opened.width
                if kind is Kind.JPEG:
                    opened.draft(None, (ENOUGH_SIDE, ENOUGH_SIDE))
                yield _plain(opened, opened.width / whole)


@contextmanager
def reading(name: str, field: str) -> Iterator[None]:
    """Damaged bytes become one sentence, whatever the decoder stumbled over."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels(name, field) from bomb
    except _FAULTS as damage:
        raise RuleBroken(
            field,
            "damaged",
            _("Tệp “{name}” bị hỏng hoặc cắt cụt; hãy chép hoặc quét lại.").format(name=name),
        ) from damage


def heic(name: str, field: str) -> RuleBroken:
    """The one refusal that needs a hint for the telephone."""
    return RuleBroken(
        field,
        "heic",
        _(  # long, because the way to mend it is hidden in the telephone
            "Ảnh “{name}” ở dạng HEIC; hãy gửi lại dạng JPEG (iPhone: Cài đặt, Camera, Định dạng, Tương thích nhất)."
        ).format(name=name),
    )


def _within_limits(size: tuple[int, int], name: str, field: str) -> None:
    width, height = size
    if width * height > MAX_PIXELS or max(size) > MAX_SIDE:
        raise _too_many_pixels(name, field)
    if min(size) < MIN_SIDE:
        raise RuleBroken(
            field, "too_small", _("Ảnh “{name}” quá nhỏ để là một giấy tờ; hãy chụp hoặc quét lại.").format(name=name)
        )  # fmt: skip


def _too_many_pixels(name: str, field: str) -> RuleBroken:
    return RuleBroken(
        field, "too_many_pixels",
        _("Ảnh “{name}” có quá nhiều điểm ảnh; hãy quét lại ở 200–300 dpi.").format(name=name),
    )  # fmt: skip


def _plain(opened: Image.Image, share: float) -> Image.Image:
    """Black and white, grey or colour on white, turned as the camera says. What the file said besides its pixels stays behind.

    `info` holds `dpi` (one number) where the file named a believable one, corrected by the `share` that was decoded.
    """
    upright = ImageOps.exif_transpose(opened)
    assert upright is not None
    if upright.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        plain = Image.new("RGB", seen.size, "white")
        plain.paste(seen, mask=seen.getchannel("A"))
    elif upright.mode == "I;16" or upright.mode.startswith("I"):
        plain = upright.convert("I").point(lambda value: value / 257).convert("L")
    elif upright.mode in ("1", "L"):
        plain = upright.copy()
    else:
        plain = upright.convert("RGB")
    dpi = _believable(opened.info.get("dpi"))
    plain.info = {"dpi": dpi * share} if dpi else {}
    return plain


def _believable(dpi: object) -> float:
    """One number for both directions; 0 where the file names none, or the 72 and 96 that cameras and screens write."""
    try:
        across, down = (float(number) for number in dpi)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return 0.0
    return across if LEAST_DPI <= across <= MOST_DPI and abs(across - down) < 1 else 0.0
