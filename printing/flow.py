"""Which line stands on which page? Strips of known height flow down pages; nothing is cut, nothing overflows.

strips (height, glue)  --compose-->  pages of (strip, top)  --strip.draw(pen, top)-->  ink
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from PIL import Image
from reportlab.lib.utils import ImageReader

from printing.marks import Mark
from printing.typeface import Face, Line, metrics, pieces

ROUNDING: Final = 0.01  # points
ESCAPED: Final = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {
    ord(letter): f"\\{letter}" for letter in "\\()"
}
"""Bytes of a string as PDF wants them; the rest stands for itself."""


class DoesNotFit(ValueError):
    """Something indivisible is larger than its place: a bug of a form, never of a clerk's input."""


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """Where a signature belongs: under which words, on which page (from 0), and the box (left, bottom, right, top) in
    points from the page's lower left corner."""

    role: str
    page: int
    box: tuple[float, float, float, float]


class Pen:
    """Draws on one page; x and y in points from the top left corner of the text area.

    `signing` collects the places where the page is signed, for a copy that is signed digitally.

    Writes the operators itself: half of a receipt's time went into reportlab's way to four kinds of
    them (a text object for each string, six decimals for each number, escaping letter by letter).
    """

    def __init__(self, canvas: Any, left: float, page_height: float, top: float) -> None:
        self._canvas = canvas
        self._document = canvas._doc
        self._write = canvas._code.append
        self._left = left
        self._zero = page_height - top
        self.signing: list[SigningPlace] = []

    def sign_here(self, role: str, x: float, y: float, width: float, height: float) -> None:
        """Keep this box free for the signature under `role`; draws nothing."""
        left, top = self._left + x, self._zero - y
        page = self._canvas.getPageNumber() - 1
        self.signing.append(SigningPlace(role, page, (left, top - height, left + width, top)))

    def text(self, x: float, baseline: float, text: str, face: Face, size: float) -> None:
        """Draw cleaned text; its letters are known to exist because its width was taken before."""
        font = metrics(face).font
        for piece in pieces(text, face, size):
            at = f"1 0 0 1 {_n(self._left + x + piece.dx)} {_n(self._zero - baseline + piece.dy)} Tm"
            parts = [
                f"{font.getSubsetInternalName(subset, self._document)} {_n(size)} Tf "
                f"({letters.decode('latin-1').translate(ESCAPED)}) Tj"
                for subset, letters in font.splitString(piece.text, self._document)
            ]
            self._write(f"BT {at} {' '.join(parts)} ET")

    def line(self, line: Line, x: float, baseline: float, size: float) -> None:
        """Draw a measured line with its left end at `x`."""
        for offset, text, face in line.stretches:
            self.text(x + offset, baseline, text, face, size)

    def rule(self, x: float, y: float, to_x: float, to_y: float, thickness: float) -> None:
        """A straight black line."""
        start = f"{_n(self._left + x)} {_n(self._zero - y)} m"
        self._write(f"{_n(thickness)} w {start} {_n(self._left + to_x)} {_n(self._zero - to_y)} l S")

    def box(self, x: float, y: float, width: float, height: float, thickness: float) -> None:
        """The outline of a rectangle."""
        corner = f"{_n(self._left + x)} {_n(self._zero - y - height)}"
        self._write(f"{_n(thickness)} w {corner} {_n(width)} {_n(height)} re S")

    def picture(self, png: bytes, x: float, y: float, width: float, height: float) -> None:
        """A picture as large as fits the box, in its middle, on white: equal bytes for equal pictures."""
        with Image.open(io.BytesIO(png)) as opened:
            drawn = opened.convert("RGBA")
        flat = Image.new("RGB", drawn.size, "white")
        flat.paste(drawn, mask=drawn)
        left, low = self._left + x, self._zero - y - height
        self._canvas.drawImage(ImageReader(flat), left, low, width, height, preserveAspectRatio=True)

    def mark(
        self, mark: Mark, x: float, y: float, module: float, bar_height: float, trim: float = 0.0
    ) -> None:
        """A machine-readable mark as one filled path: vectors, sharp at every resolution.

        Written in modules under a scale, so that the numbers are small and the same on each paper.
        `trim` points are taken off the width of each rectangle, half on each side.
        """
        scale = f"{module:.6f} 0 0 {-bar_height:.6f} {_n(self._left + x)} {_n(self._zero - y)} cm"
        self._write(f"q {scale} {_rectangles(mark, trim / module)} f Q")


def _n(points: float) -> str:
    """A number as PDF writes it: a thousandth of a point is finer than any printer's dot."""
    return f"{points:.3f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=64)
def _rectangles(mark: Mark, trim: float) -> str:
    return " ".join(
        f"{_n(left + trim / 2)} {top} {_n(wide - trim)} {high} re"
        if trim
        else f"{left} {top} {wide} {high} re"
        for left, top, wide, high in mark.black
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """One indivisible horizontal band of the text area.

    `before` is white space above it, dropped at the top of a page; `with_previous` keeps it on
    the page of the strip before; `head` is repeated above it when it begins a page (table head);
    `begins_page` opens a new page for it, for a book that counts its pages itself.
    """

    height: float
    draw: Callable[[Pen, float], None]
    before: float = 0.0
    with_previous: bool = False
    head: Strip | None = None
    begins_page: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A strip and the distance of its top from the top of the text area."""

    strip: Strip
    top: float


def compose(strips: Sequence[Strip], room: float) -> tuple[tuple[Placed, ...], ...]:
    """Give every strip its page. Afterwards no strip reaches below `room` and none is lost.

    Glued strips move together; when a glued group is itself higher than a page, its glue gives
    way. Raises DoesNotFit for a single strip higher than a page.
    """
    pages: list[list[Placed]] = [[]]
    y = 0.0

    def put(strip: Strip, at_top: bool) -> None:
        nonlocal y
        y += 0.0 if at_top else strip.before
        pages[-1].append(Placed(strip, y))
        y += strip.height

    for group in _groups(strips, room):
        need = sum(strip.height + strip.before for strip in group)
        if pages[-1] and (group[0].begins_page or y + need > room + ROUNDING):
            pages.append([])
            y = 0.0
            head = group[0].head
            if head is not None:
                put(head, at_top=True)
        for strip in group:
            put(strip, at_top=not pages[-1])
        if y > room + ROUNDING:
            raise DoesNotFit(f"a strip of {group[0].height:.0f} pt on a page of {room:.0f} pt")
    return tuple(tuple(page) for page in pages)


def _groups(strips: Sequence[Strip], room: float) -> list[list[Strip]]:
    groups: list[list[Strip]] = []
    for strip in strips:
        if groups and strip.with_previous:
            head = groups[-1][0].head
            high = sum(member.height + member.before for member in groups[-1]) + (
                head.height if head else 0.0
            )
            if high + strip.before + strip.height <= room:
                groups[-1].append(strip)
                continue
        groups.append([strip])
    return groups
