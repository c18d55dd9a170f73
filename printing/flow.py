"""Which line stands on which page? Strips of known height flow down pages; nothing is cut, nothing overflows.

strips (height, glue)  --compose-->  pages of (strip, top)  --strip.draw(pen, top)-->  ink
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from printing.marks import Mark
from printing.typeface import Face, Line, pieces

ROUNDING: Final = 0.01  # points


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
    """

    def __init__(self, canvas: Any, left: float, page_height: float, top: float) -> None:
        self._canvas = canvas
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
        self._canvas.setFont(face.value, size)
        for piece in pieces(text, face, size):
            self._canvas.drawString(self._left + x + piece.dx, self._zero - baseline + piece.dy, piece.text)

    def line(self, line: Line, x: float, baseline: float, size: float) -> None:
        """Draw a measured line with its left end at `x`."""
        for offset, text, face in line.stretches:
            self.text(x + offset, baseline, text, face, size)

    def rule(self, x: float, y: float, to_x: float, to_y: float, thickness: float) -> None:
        """A straight black line."""
        self._canvas.setLineWidth(thickness)
        self._canvas.line(self._left + x, self._zero - y, self._left + to_x, self._zero - to_y)

    def box(self, x: float, y: float, width: float, height: float, thickness: float) -> None:
        """The outline of a rectangle."""
        self._canvas.setLineWidth(thickness)
        self._canvas.rect(self._left + x, self._zero - y - height, width, height, stroke=1, fill=0)

    def mark(
        self, mark: Mark, x: float, y: float, module: float, bar_height: float, trim: float = 0.0
    ) -> None:
        """A machine-readable mark as one filled path: vectors, sharp at every resolution.

        `trim` points are taken off the width of each rectangle, half on each side.
        """
        path = self._canvas.beginPath()
        for left, top, wide, high in mark.black:
            path.rect(
                self._left + x + left * module + trim / 2,
                self._zero - y - (top + high) * bar_height,
                wide * module - trim,
                high * bar_height,
            )
        self._canvas.drawPath(path, stroke=0, fill=1)


@dataclass(frozen=True, slots=True)
class Strip:
    """One indivisible horizontal band of the text area.

    `before` is white space above it, dropped at the top of a page; `with_previous` keeps it on
    the page of the strip before; `head` is repeated above it when it begins a page (table head).
    """

    height: float
    draw: Callable[[Pen, float], None]
    before: float = 0.0
    with_previous: bool = False
    head: Strip | None = None


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
        if pages[-1] and y + need > room + ROUNDING:
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
