"""How is one column of texts told with the fewest bytes? The way that is cheapest for this column, named before it.

    CONSTANT  one text for all rows                     SAME      as an earlier column, row by row
    BY        what an earlier column says decides       CHOICE    the different texts, then which of them
    PARTS     words and numbers of the text apart       STEPS     numbers by their differences
    PLACES    texts of one width, letter by letter      LINES     as they are

A column knows nothing of dossiers: whatever texts stand in it come out again, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

import zstandard

from sync.compact.streams import Reader, Spoilt, Writer

MAX_ROWS = 4_000
MAX_WIDTH = 64
MAX_PARTS = 24
MAX_DIGITS = 15
MAX_RADIX = 2**200
BYTE = 256
WORTH = 0.45
"""What a byte of words is worth beside a packed byte: zstd presses them about so far."""
FEW = 8
_PARTS = re.compile("[0-9]+|[^0-9 ]+")
MARK = "\x01"
"""Stands in a frame for one part. (A text that holds it is never taken apart.)"""

Column = list[str | None]
"""A text for each row; None where the row has none."""


class Way(IntEnum):
    """How a column is told."""

    CONSTANT = 0
    SAME = 1
    BY = 2
    CHOICE = 3
    CHOICE_BYTES = 4
    PARTS = 5
    STEPS = 6
    PLACES = 7
    LINES = 8


class Told:
    """An earlier column while writing; `decides` says whether it may decide others: what itself followed may not."""

    __slots__ = ("decides", "texts")

    def __init__(self, texts: Column, way: int) -> None:
        self.texts = texts
        self.decides = way not in (Way.CONSTANT, Way.SAME, Way.BY)


def write_column(out: Writer, rows: Sequence[int], values: Sequence[str], earlier: Sequence[Told]) -> int:
    """Tell `values` (one for each of `rows`) so that read_column gives them back; the way that was taken."""
    if not values:
        return Way.CONSTANT
    cheapest = _cheapest(rows, values, earlier, whole=True)
    out.take(cheapest)
    return cheapest.words[0]


def read_column(reader: Reader, rows: Sequence[int], earlier: Sequence[Column], most: int) -> list[str]:
    """The values of these rows; together at most about `most` letters. Raises Spoilt."""
    return _read(reader, rows, earlier, most, deep=False) if rows else []


def _cheapest(rows: Sequence[int], values: Sequence[str], earlier: Sequence[Told], *, whole: bool) -> Writer:
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return _constant(distinct[0])
    if (same := _same(rows, values, earlier)) is not None:
        return same
    found = [_by(rows, values, earlier, len(distinct)), _choice(values, distinct)]
    if len(distinct) > max(FEW, len(values) // 8) or found[1] is None:
        found += [
            _lines(values),
            _steps(values),
            _places(values),
            _parts(rows, values, earlier) if whole else None,
        ]
    return min([one for one in found if one is not None], key=_cost)


def _cost(out: Writer) -> float:
    return WORTH * len(out.words) + len(out.bits)


def _constant(value: str) -> Writer:
    out = Writer()
    out.number(Way.CONSTANT)
    out.text(value)
    return out


def _lines(values: Sequence[str]) -> Writer:
    out = Writer()
    out.number(Way.LINES)
    out.texts(values)
    return out


def _same(rows: Sequence[int], values: Sequence[str], earlier: Sequence[Told]) -> Writer | None:
    for number, told in enumerate(earlier):
        texts = told.texts
        if told.decides and texts[rows[0]] == values[0] and [texts[row] for row in rows] == values:
            out = Writer()
            out.number(Way.SAME)
            out.number(number)
            return out
    return None


def _by(rows: Sequence[int], values: Sequence[str], earlier: Sequence[Told], distinct: int) -> Writer | None:
    """The earlier column that decides this one with the fewest texts; None where none does."""
    best: tuple[int, dict[str | None, str]] | None = None
    for number, told in enumerate(earlier):
        said = _decides(rows, values, told.texts) if told.decides else None
        if said and (best is None or len(said) < len(best[1])):
            best = (number, said)
            if len(said) == distinct:
                break
    if best is None:
        return None
    out = Writer()
    out.number(Way.BY)
    out.number(best[0])
    out.texts(list(best[1].values()))
    return out


def _decides(rows: Sequence[int], values: Sequence[str], column: Column) -> dict[str | None, str] | None:
    """The text for each text of that column; None where it does not decide, or with too many to be worth it."""
    said: dict[str | None, str] = {}
    most = len(rows) // 2
    for row, value in zip(rows, values, strict=True):
        key = column[row]
        if key in said:
            if said[key] != value:
                return None
        elif key is None or len(said) == most:
            return None
        else:
            said[key] = value
    return said


def _choice(values: Sequence[str], distinct: list[str]) -> Writer | None:
    if 2 * len(distinct) > len(values) + 8:
        return None
    number_of = {value: number for number, value in enumerate(distinct)}
    indices = [number_of[value] for value in values]
    packed, plain = Writer(), Writer()
    packed.indices(indices, len(distinct))
    as_bytes = len(distinct) <= BYTE
    if as_bytes:
        # Repeating patterns (taken, handed over, taken, handed over …) are better left to zstd.
        plain.words += bytes(indices)
        pressed = len(zstandard.ZstdCompressor(level=3, write_content_size=False).compress(bytes(indices)))
        as_bytes = pressed < len(packed.bits)
    out = Writer()
    out.number(Way.CHOICE_BYTES if as_bytes else Way.CHOICE)
    out.number(len(distinct))
    out.texts(distinct)
    out.take(plain if as_bytes else packed)
    return out


def _steps(values: Sequence[str]) -> Writer | None:
    """Numbers that all have one width, or no leading zero."""
    if not all(value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS for value in values):
        return None
    width = len(values[0])
    if any(len(value) != width for value in values):
        width = 0
        if any(value[0] == "0" and value != "0" for value in values):
            return None
    numbers = [int(value) for value in values]
    steps = [after - before for before, after in pairwise(numbers)]
    out = Writer()
    out.number(Way.STEPS)
    out.number(width)
    out.number(numbers[0])
    texts = [str(step) for step in steps]
    distinct = list(dict.fromkeys(texts))
    if len(distinct) == 1:
        out.take(_constant(distinct[0]))
    else:
        out.take(min([_lines(texts), *filter(None, [_choice(texts, distinct)])], key=_cost))
    return out


def _places(values: Sequence[str]) -> Writer | None:
    """Texts of one width: each place has its own alphabet, the row is one number over all of them."""
    width = len(values[0])
    if not 0 < width <= MAX_WIDTH or any(len(value) != width for value in values):
        return None
    alphabets = ["".join(sorted(set(letters))) for letters in zip(*values, strict=True)]
    radix = 1
    for letters in alphabets:
        radix *= len(letters)
    if radix > MAX_RADIX:
        return None
    indices = [0] * len(values)
    for letters, column in zip(alphabets, zip(*values, strict=True), strict=True):
        if len(letters) > 1:
            number_of = {letter: number for number, letter in enumerate(letters)}
            indices = [index * len(letters) + number_of[letter]
                       for index, letter in zip(indices, column, strict=True)]  # fmt: skip
    out = Writer()
    out.number(Way.PLACES)
    out.number(width)
    out.texts(alphabets)
    out.indices(indices, radix)
    return out


def _parts(rows: Sequence[int], values: Sequence[str], earlier: Sequence[Told]) -> Writer | None:
    """Frames (the text with its parts taken out), then the first parts of all rows, the second ones, …"""
    if any(MARK in value for value in values):
        return None
    parts = [_PARTS.findall(value) for value in values]
    deepest = max(map(len, parts))
    if deepest > MAX_PARTS or not deepest:
        return None
    frames = [_PARTS.sub(MARK, value) for value in values]
    out = Writer()
    out.number(Way.PARTS)
    out.take(_cheapest(rows, frames, earlier, whole=False))
    for place in range(deepest):
        here = [number for number, found in enumerate(parts) if len(found) > place]
        out.take(_cheapest([rows[number] for number in here], [parts[number][place] for number in here],
                           earlier, whole=False))  # fmt: skip
    return out


def _read(
    reader: Reader, rows: Sequence[int], earlier: Sequence[Column], most: int, *, deep: bool
) -> list[str]:
    count = len(rows)
    way = reader.number(max(Way))
    match way:
        case Way.CONSTANT:
            values = [reader.text()] * count
        case Way.SAME:
            values = _texts(_earlier(reader, earlier), rows)
        case Way.BY:
            keys = _texts(_earlier(reader, earlier), rows)
            said = {key: reader.text() for key in dict.fromkeys(keys)}
            values = [said[key] for key in keys]
        case Way.CHOICE | Way.CHOICE_BYTES:
            values = _chosen(reader, count, way)
        case Way.STEPS:
            values = _summed(reader, count)
        case Way.PLACES:
            values = _placed(reader, count)
        case Way.PARTS if not deep:
            values = _joined(reader, rows, earlier, most)
        case Way.LINES:
            values = [reader.text() for _row in rows]
        case _:
            raise Spoilt("parts within parts")
    if sum(map(len, values)) > most:
        raise Spoilt("a column is too large")
    return values


def _earlier(reader: Reader, earlier: Sequence[Column]) -> Column:
    number = reader.number(MAX_ROWS)
    if number >= len(earlier):
        raise Spoilt("no such column")
    return earlier[number]


def _texts(column: Column, rows: Sequence[int]) -> list[str]:
    found = [value for row in rows if (value := column[row]) is not None]
    if len(found) != len(rows):
        raise Spoilt("a column without a text where it is referred to")
    return found


def _chosen(reader: Reader, count: int, way: int) -> list[str]:
    number = reader.number(count)
    if number < 2:
        raise Spoilt("a choice among less than two")
    distinct = [reader.text() for _one in range(number)]
    indices: Sequence[int] = reader.indices(count, number) if way == Way.CHOICE else reader.raw(count)
    if max(indices) >= number:
        raise Spoilt("a choice that is none")
    return [distinct[index] for index in indices]


def _summed(reader: Reader, count: int) -> list[str]:
    width = reader.number(MAX_DIGITS)
    at = reader.number(10**MAX_DIGITS)
    way = reader.number(max(Way))
    if way == Way.CONSTANT:
        steps = [reader.text()] * (count - 1)
    elif way == Way.LINES:
        steps = [reader.text() for _one in range(count - 1)]
    elif way in (Way.CHOICE, Way.CHOICE_BYTES):
        steps = _chosen(reader, count - 1, way)
    else:
        raise Spoilt("steps in a way that is none")
    values = [at]
    for step in steps:
        if not re.fullmatch("-?[0-9]{1,15}", step):
            raise Spoilt("a step that is no number")
        at += int(step)
        if not 0 <= at < 10**MAX_DIGITS:
            raise Spoilt("a step too far")
        values.append(at)
    return [f"{value:0{width}d}" if width else str(value) for value in values]


def _placed(reader: Reader, count: int) -> list[str]:
    width = reader.number(MAX_WIDTH)
    alphabets = [reader.text() for _place in range(width)]
    radix = 1
    for letters in alphabets:
        radix *= len(letters)
    if not width or not 0 < radix <= MAX_RADIX:
        raise Spoilt("places without letters")
    values = []
    for index in reader.indices(count, radix):
        letters_back = []
        for letters in reversed(alphabets):
            index, number = divmod(index, len(letters))
            letters_back.append(letters[number])
        values.append("".join(reversed(letters_back)))
    return values


def _joined(reader: Reader, rows: Sequence[int], earlier: Sequence[Column], most: int) -> list[str]:
    frames = [frame.split(MARK) for frame in _read(reader, rows, earlier, most, deep=True)]
    texts = [[frame[0]] for frame in frames]
    deepest = max(len(frame) for frame in frames) - 1
    if not 0 < deepest <= MAX_PARTS:
        raise Spoilt("too many parts")
    left = most
    for place in range(deepest):
        here = [number for number, frame in enumerate(frames) if len(frame) > place + 1]
        parts = _read(reader, [rows[number] for number in here], earlier, left, deep=True)
        left -= sum(map(len, parts))
        for number, part in zip(here, parts, strict=True):
            texts[number] += (part, frames[number][place + 1])
    return ["".join(text) for text in texts]
