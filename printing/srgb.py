"""Which colours does a paper mean? The profile sRGB as a file of format version 2, made here so that nothing is shipped.

A matrix and a curve (ICC.1:2001-04, 6.3.1.2); primaries and white of IEC 61966-2-1, adapted to D50 by Bradford. Version 2
because a checker of PDF/A-1 refuses version 4, which LittleCMS makes.
"""

from __future__ import annotations

import struct
from functools import cache
from typing import Final

COLUMNS: Final = {
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
WHITE_D50: Final = (0.9642, 1.0, 0.8249)
NAME: Final = b"sRGB IEC61966-2.1"
CURVE_POINTS: Final = 1024
MADE: Final = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
HEADER: Final = 128


@cache
def profile() -> bytes:
    """The whole profile; always the same bytes."""
    tags = {
        b"desc": b"desc"
        + bytes(4)
        + struct.pack(">L", len(NAME) + 1)
        + NAME
        + b"\0"
        + bytes(4 + 4 + 2 + 1 + 67),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": _xyz(WHITE_D50),
        **{tag: _xyz(column) for tag, column in COLUMNS.items()},
    }
    curve = b"curv" + bytes(4) + struct.pack(f">L{CURVE_POINTS}H", CURVE_POINTS, *_curve())
    names = [*tags, b"rTRC", b"gTRC", b"bTRC"]
    table, body = struct.pack(">L", len(names)), b""
    at = HEADER + 4 + 12 * len(names)
    places: dict[bytes, tuple[int, int]] = {}
    for data in (*tags.values(), curve):
        places[data] = (at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    for name in names:
        table += struct.pack(">4sLL", name, *places[tags.get(name, curve)])
    size = HEADER + len(table) + len(body)
    header = struct.pack(">L4sL4s4s4s12s4s4sL4s4sQL", size, bytes(4), 0x02400000, b"mntr", b"RGB ", b"XYZ ", MADE, b"acsp",
                         bytes(4), 0, bytes(4), bytes(4), 0, 0)  # fmt: skip
    return (header + _numbers(WHITE_D50)).ljust(HEADER, b"\0") + table + body


def _curve() -> list[int]:
    """IEC 61966-2-1: from the stored value to light, both 0 to 1, as 16 bit."""
    light = []
    for step in range(CURVE_POINTS):
        value = step / (CURVE_POINTS - 1)
        linear = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        light.append(round(linear * 0xFFFF))
    return light


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(values)


def _numbers(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">3l", *(round(value * 0x10000) for value in values))
