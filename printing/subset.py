"""How small can an embedded face be, and how fast is it made? The glyphs of some letters, without hints.

Hints help a coarse screen; on paper they only make the file larger (66 KB against 45 KB a receipt).
Each outline is read from the face once and kept stripped: a subset is then little more than a join.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportlab.pdfbase.ttfonts import TTFontMaker

COPIED: Final = ("OS/2", "hhea", "maxp", "head")  # hints (cvt, fpgm, prep) and names for a menu stay behind
POST_HEAD: Final = slice(4, 16)  # of the table post: slant and underline, without the names of glyphs
HHEA_METRICS: Final = 34  # where tables say what the subset changes: how many advances,
MAXP_GLYPHS: Final = 4  # how many glyphs,
HEAD_LOCA_FORMAT: Final = 50  # how loca is written
LONG_LOCA: Final = 0x20000  # bytes of outlines from which loca needs four bytes a glyph
MORE_COMPONENTS: Final = 0x0020
ARGUMENTS_ARE_WORDS: Final = 0x0001
ONE_SCALE: Final = 0x0008
TWO_SCALES: Final = 0x0040
MATRIX: Final = 0x0080
HAS_INSTRUCTIONS: Final = 0x0100


@dataclass(frozen=True, slots=True)
class Outline:
    """One glyph without instructions; `parts` are (where its number stands, which glyph) of a composite."""

    data: bytes
    parts: tuple[tuple[int, int], ...] = ()


class Subsetter:
    """Makes subsets of one face of reportlab. Keeps what it has read; the face never changes."""

    def __init__(self, face: Any) -> None:
        self._face = face
        self._glyf: bytes = face.get_table("glyf")
        self._outlines: dict[int, Outline] = {}
        self._tables = {tag: bytes(face.get_table(tag)) for tag in COPIED}
        self._tables["post"] = b"\x00\x03\x00\x00" + face.get_table("post")[POST_HEAD] + b"\x00" * 16

    def of(self, letters: Sequence[int]) -> bytes:
        """A TrueType font in which code n is the n-th of `letters`; equal letters, equal bytes."""
        known = self._face.charToGlyph
        numbers = {0: 0}  # glyph of the face -> glyph of the subset; 0 is the missing letter
        codes = [numbers.setdefault(known.get(letter, 0), len(numbers)) for letter in letters]
        outlines: list[Outline] = []
        for glyph in (waiting := list(numbers)):  # parts of composites join behind
            outlines.append(self._outline(glyph))
            for _at, part in outlines[-1].parts:
                if part not in numbers:
                    numbers[part] = len(numbers)
                    waiting.append(part)
        glyphs, places = bytearray(), [0]
        for outline in outlines:
            glyph_bytes = outline.data
            if outline.parts:
                changed = bytearray(glyph_bytes)
                for at, part in outline.parts:
                    struct.pack_into(">H", changed, at, numbers[part])
                glyph_bytes = bytes(changed)
            glyphs += glyph_bytes + b"\0" * (len(glyph_bytes) % 2)
            places.append(len(glyphs))
        return self._joined(codes, list(numbers), bytes(glyphs), places)

    def _joined(self, codes: list[int], order: list[int], glyphs: bytes, places: list[int]) -> bytes:
        long_loca = len(glyphs) >= LONG_LOCA
        metrics = [int(value) for glyph in order for value in self._face.hmetrics[glyph]]
        maker = TTFontMaker()
        for tag in ("OS/2", "post"):
            maker.add(tag, self._tables[tag])
        maker.add("hhea", _with_short(self._tables["hhea"], HHEA_METRICS, len(order)))
        maker.add("maxp", _with_short(self._tables["maxp"], MAXP_GLYPHS, len(order)))
        maker.add("head", _with_short(self._tables["head"], HEAD_LOCA_FORMAT, int(long_loca)))
        maker.add("hmtx", struct.pack(f">{len(metrics)}H", *metrics))
        head = (0, 1, 1, 0, 0, 12, 6, 10 + 2 * len(codes), 0, 0, len(codes))  # one table of format 6
        maker.add("cmap", struct.pack(f">{len(head) + len(codes)}H", *head, *codes))
        maker.add("glyf", glyphs)
        written = struct.pack(f">{len(places)}L", *places) if long_loca else _halves(places)
        maker.add("loca", written)
        made: bytes = maker.makeStream()
        return made

    def _outline(self, glyph: int) -> Outline:
        known = self._outlines.get(glyph)
        if known is None:
            start, end = self._face.glyphPos[glyph], self._face.glyphPos[glyph + 1]
            known = self._outlines[glyph] = _stripped(self._glyf[start:end])
        return known


def _halves(places: Sequence[int]) -> bytes:
    return struct.pack(f">{len(places)}H", *(place // 2 for place in places))


def _with_short(table: bytes, at: int, value: int) -> bytes:
    return table[:at] + struct.pack(">H", value) + table[at + 2 :]


def _stripped(glyph: bytes) -> Outline:
    """One glyph without its instructions: contours keep their points, composites their parts."""
    if not glyph:
        return Outline(glyph)
    contours = struct.unpack_from(">h", glyph)[0]
    if contours >= 0:
        at = 10 + 2 * contours
        length = struct.unpack_from(">H", glyph, at)[0]
        return Outline(glyph[:at] + b"\0\0" + glyph[at + 2 + length :])
    changed = bytearray(glyph)
    at, flags = 10, MORE_COMPONENTS
    parts = []
    while flags & MORE_COMPONENTS:
        flags, part = struct.unpack_from(">HH", changed, at)
        struct.pack_into(">H", changed, at, flags & ~HAS_INSTRUCTIONS)
        parts.append((at + 2, part))
        at += 8 if flags & ARGUMENTS_ARE_WORDS else 6
        at += 2 if flags & ONE_SCALE else 4 if flags & TWO_SCALES else 8 if flags & MATRIX else 0
    return Outline(bytes(changed[:at]), tuple(parts))
