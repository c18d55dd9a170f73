"""How small can an embedded face be? The subset that reportlab makes, without the hints paper has no use for.

Hints help a coarse screen; on paper they only make the file larger (66 KB against 45 KB a receipt).
"""

from __future__ import annotations

import struct
from itertools import pairwise
from typing import Final

from reportlab.pdfbase.ttfonts import TTFontMaker

NOT_NEEDED: Final = {"cvt ", "fpgm", "prep", "name"}  # programs, their numbers, and names for a font menu
HEAD_LOCA_FORMAT: Final = 50  # where the table head says how loca is written
MORE_COMPONENTS: Final = 0x0020
ARGUMENTS_ARE_WORDS: Final = 0x0001
ONE_SCALE: Final = 0x0008
TWO_SCALES: Final = 0x0040
MATRIX: Final = 0x0080
HAS_INSTRUCTIONS: Final = 0x0100


def unhinted(font: bytes) -> bytes:
    """The same outlines and widths without instructions; equal fonts in, equal bytes out."""
    tables = _tables(font)
    glyph_count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    long_offsets = struct.unpack_from(">H", tables["head"], HEAD_LOCA_FORMAT)[0] == 1
    if long_offsets:
        offsets = struct.unpack(f">{glyph_count + 1}L", tables["loca"][: 4 * (glyph_count + 1)])
    else:
        halves = struct.unpack(f">{glyph_count + 1}H", tables["loca"][: 2 * (glyph_count + 1)])
        offsets = tuple(2 * half for half in halves)
    glyphs, places = bytearray(), [0]
    for start, end in pairwise(offsets):
        glyph = _outline(tables["glyf"][start:end])
        glyphs += glyph + b"\0" * (len(glyph) % 2)
        places.append(len(glyphs))
    tables["glyf"] = bytes(glyphs)
    if long_offsets:
        tables["loca"] = struct.pack(f">{len(places)}L", *places)
    else:
        tables["loca"] = struct.pack(f">{len(places)}H", *(place // 2 for place in places))
    maker = TTFontMaker()
    for tag, table in tables.items():
        if tag not in NOT_NEEDED:
            maker.add(tag, table)
    made: bytes = maker.makeStream()
    return made


def _tables(font: bytes) -> dict[str, bytes]:
    count = struct.unpack_from(">H", font, 4)[0]
    found = {}
    for number in range(count):
        tag, _checksum, start, length = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        found[tag.decode("ascii")] = font[start : start + length]
    return found


def _outline(glyph: bytes) -> bytes:
    """One glyph without its instructions: contours keep their points, composites their parts."""
    if not glyph:
        return glyph
    contours = struct.unpack_from(">h", glyph)[0]
    if contours >= 0:
        at = 10 + 2 * contours
        length = struct.unpack_from(">H", glyph, at)[0]
        return glyph[:at] + b"\0\0" + glyph[at + 2 + length :]
    parts = bytearray(glyph)
    at, flags = 10, MORE_COMPONENTS
    while flags & MORE_COMPONENTS:
        flags = struct.unpack_from(">H", parts, at)[0]
        struct.pack_into(">H", parts, at, flags & ~HAS_INSTRUCTIONS)
        at += 8 if flags & ARGUMENTS_ARE_WORDS else 6
        at += 2 if flags & ONE_SCALE else 4 if flags & TWO_SCALES else 8 if flags & MATRIX else 0
    return bytes(parts[:at])
