"""Which black marks does a machine read? QR and Code 128 of a dossier code, as rectangles in modules.

Geometry only: nothing here knows a page, so the same marks can stand on A4, A5 or a thermal slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

import segno

# ISO/IEC 15417, table 1: bar and space widths of symbols 0 to 105, then the stop with its last bar.
SYMBOLS: Final = """
    212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
    122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
    322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311
    112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321
    331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
    112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
    124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113
    411311 113141 114131 311141 411131 211412 211214 211232 2331112
""".split()  # noqa: SIM905 (a list of 107 quoted words hides the table)
TO_C: Final = 99
TO_B: Final = 100
START_B: Final = 104
START_C: Final = 105
STOP: Final = 106
CODE_128_QUIET: Final = 10  # modules on each side, ISO/IEC 15417
QR_QUIET: Final = 4  # modules on each side, ISO/IEC 18004
QR_ERROR: Final = "m"  # 15 % may be lost to a fold or a stamp
DIGITS_WORTH_A_SWITCH: Final = 4  # two switches cost two symbols, four digits save two


@dataclass(frozen=True, slots=True)
class Mark:
    """Black rectangles (x, y, width, height) from the top left, in modules; the quiet zone is included."""

    width: int
    height: int
    black: tuple[tuple[int, int, int, int], ...]


@lru_cache(maxsize=64)
def qr(text: str) -> Mark:
    """The QR symbol of `text`; neighbouring dark modules of a row are one rectangle."""
    matrix = segno.make(text, error=QR_ERROR, micro=False, boost_error=False).matrix
    black = []
    for y, row in enumerate(matrix):
        x = 0
        for dark, group in groupby(row):
            run = len(tuple(group))
            if dark:
                black.append((x + QR_QUIET, y + QR_QUIET, run, 1))
            x += run
    side = len(matrix) + 2 * QR_QUIET
    return Mark(side, side, tuple(black))


@lru_cache(maxsize=64)
def code_128(text: str) -> Mark:
    """The Code 128 symbol of printable ASCII, one module high; ValueError for any other letter."""
    values = _values(text)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    black = []
    x = CODE_128_QUIET
    for value in (*values, check, STOP):
        for place, digit in enumerate(SYMBOLS[value]):
            if place % 2 == 0:
                black.append((x, 0, int(digit), 1))
            x += int(digit)
    return Mark(x + CODE_128_QUIET, 1, tuple(black))


def _values(text: str) -> tuple[int, ...]:
    """Symbols of code set B, with runs of digits in pairs of code set C where that is shorter."""
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError(f"Code 128 holds printable ASCII, not {text!r}")
    values: list[int] = []
    in_c = False
    at = 0
    while at < len(text):
        digits = 0
        while at + digits < len(text) and text[at + digits].isdigit():
            digits += 1
        at_an_edge = at == 0 or at + digits == len(text)
        pairs = digits // 2 if digits >= DIGITS_WORTH_A_SWITCH + (0 if at_an_edge else 2) else 0
        if pairs:
            if digits % 2:  # the odd digit goes first, in B
                _enter(values, in_c, False)
                values.append(ord(text[at]) - 32)
                at, in_c = at + 1, False
            _enter(values, in_c, True)
            in_c = True
            values.extend(int(text[at + 2 * pair : at + 2 * pair + 2]) for pair in range(pairs))
            at += 2 * pairs
            continue
        _enter(values, in_c, False)
        in_c = False
        values.extend(ord(letter) - 32 for letter in text[at : at + max(digits, 1)])
        at += max(digits, 1)
    return tuple(values)


def _enter(values: list[int], in_c: bool, to_c: bool) -> None:
    """Start in a code set, or switch to it where the symbol stands in the other."""
    if not values:
        values.append(START_C if to_c else START_B)
    elif in_c != to_c:
        values.append(TO_C if to_c else TO_B)
