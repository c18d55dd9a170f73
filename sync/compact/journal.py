"""How do entries travel? Without what the other side computes, column by column, pressed against a dictionary both ends have.

    entries ──▶ columns: shape, moment, actor, action, id, dossier, then one for each path of the payloads ──▶ frame
    frame   ──▶ the same texts, byte for byte ──▶ hashes computed anew and compared with the last one

What does not travel: numbers, hashes, ids that `desk.rules.chain` derives, what an earlier column already says.
Any payload comes out as it went in: one that is not canonical, or that has a shape nobody foresaw, travels as text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import zstandard

from desk.rules.chain import DOSSIER, ENTRY, Entry, derived_id
from sync import wire
from sync.compact.columns import MAX_ROWS, Column, Told, read_column, write_column
from sync.compact.streams import Reader, Spoilt, Writer

MAX_FRAME_BYTES = 4 * 1024 * 1024
"""Pressed."""
MAX_PLAIN_BYTES = 16 * 1024 * 1024
"""Payloads of one frame, and the words they are made from."""
MAX_PATHS = 4_000
MAX_DEPTH = 4
LEVEL = 19
NO_DICTIONARY = 0
DICTIONARY = 1
"""The newest dictionary that is shipped. Older ones stay, so that a desk that was not updated is understood."""
KNOWN = (NO_DICTIONARY, DICTIONARY)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
BETWEEN = "\x1f"
WHOLE, ERASED = ("\x1e",), ("\x1e0",)
"""Shapes of a payload that travels as text, and of one that was erased."""
ENVELOPE = 6
_HASH = 32
_PREFIX = 8

Shape = tuple[str, ...]


class UnknownDictionary(Exception):
    """Pressed against a dictionary that this side does not have."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


def pack(entries: Sequence[Entry], dictionary: int = DICTIONARY) -> bytes:
    """The frame of these entries, which follow each other in one journal; at least one, at most MAX_ROWS."""
    out = _written(entries)
    pressed = _compressor(dictionary, len(out.words)).compress(bytes(out.words))
    head = Writer()
    head.number(dictionary)
    head.number(len(pressed))
    proofs = bytes.fromhex(entries[0].hash_before)[:_PREFIX] + bytes.fromhex(entries[-1].hash)
    return bytes(head.words) + proofs + pressed + bytes(out.bits)


def words(entries: Sequence[Entry]) -> bytes:
    """What of these entries zstd presses: a dictionary is trained from it."""
    return bytes(_written(entries).words)


def _written(entries: Sequence[Entry]) -> Writer:
    out = Writer()
    out.number(entries[0].seq - 1)
    out.number(len(entries))
    said = [_leaves(entry) for entry in entries]
    shapes = list(dict.fromkeys(shape for shape, _texts in said))
    number_of = {shape: str(number) for number, shape in enumerate(shapes)}
    paths = list(dict.fromkeys(path for shape in shapes for path in shape))
    _write_shapes(out, shapes, paths)
    rows = range(len(entries))
    ids, dossiers = _names(entries)
    columns: list[Told] = []
    for texts in (
        [number_of[shape] for shape, _texts in said],
        [_quoted(entry.at.astimezone(VIETNAM).isoformat()) for entry in entries],
        [_quoted(entry.actor) for entry in entries],
        [_quoted(entry.action) for entry in entries],
        ids,
        dossiers,
    ):
        columns.append(Told(list(texts), write_column(out, rows, texts, columns)))
    by_path: dict[str, Column] = {path: [None] * len(entries) for path in paths}
    for row, (shape, leaves) in enumerate(said):
        for path, leaf in zip(shape, leaves, strict=True):
            by_path[path][row] = leaf
    for path in paths:
        here, values = _present(by_path[path])
        columns.append(Told(by_path[path], write_column(out, here, values, columns)))
    return out


def unpack(frame: bytes, device: str) -> wire.JournalPush:
    """The entries of a frame of this device; `before_hash` is only the beginning of that hash.

    Raises wire.Unreadable, UnknownDictionary.
    """
    try:
        return _unpacked(frame, device)
    except Spoilt as wrong:
        raise wire.Unreadable(f"entries: {wrong}") from wrong
    except zstandard.ZstdError as wrong:
        raise wire.Unreadable(f"entries: zstd: {wrong}") from wrong


def _unpacked(frame: bytes, device: str) -> wire.JournalPush:
    if len(frame) > MAX_FRAME_BYTES:
        raise Spoilt(f"longer than {MAX_FRAME_BYTES} bytes")
    head = Reader(frame, b"")
    dictionary, size = head.number(2**16), head.number(MAX_FRAME_BYTES)
    if dictionary not in KNOWN:
        raise UnknownDictionary(dictionary)
    before, last = head.raw(_PREFIX).hex(), head.raw(_HASH).hex()
    pressed, bits = head.raw(size), head.rest()
    with _decompressor(dictionary).stream_reader(pressed) as stream:
        words = stream.read(MAX_PLAIN_BYTES + 1)
    if len(words) > MAX_PLAIN_BYTES:
        raise Spoilt(f"longer than {MAX_PLAIN_BYTES} bytes")
    reader = Reader(words, bits)
    after_seq, count = reader.number(2**53), reader.number(MAX_ROWS)
    if not count:
        raise Spoilt("no entry")
    shapes, paths = _read_shapes(reader)
    rows = range(count)
    columns: list[Column] = []
    for _column in range(ENVELOPE):
        columns.append(list(read_column(reader, rows, columns, MAX_PLAIN_BYTES)))
    shape_of = [_one_of(shapes, text) for text in columns[0] if text is not None]
    by_path: dict[str, Column] = {path: [None] * count for path in paths}
    has = [frozenset(shape) for shape in shapes]
    left = MAX_PLAIN_BYTES
    for path in paths:
        here = [row for row in rows if path in has[shape_of[row]]]
        values = read_column(reader, here, columns, left)
        left -= sum(map(len, values))
        column = by_path[path]
        for row, value in zip(here, values, strict=True):
            column[row] = value
        columns.append(column)
    reader.end()
    entries = list(_entries(device, after_seq, columns, shapes, shape_of, by_path))
    return wire.JournalPush(after_seq, before, last, entries)


def _entries(
    device: str, after_seq: int, columns: Sequence[Column], shapes: Sequence[Shape], shape_of: Sequence[int],
    by_path: Mapping[str, Column],
) -> Iterator[wire.WireEntry]:  # fmt: skip
    frames = [_frame(shape) for shape in shapes]
    dossiers: list[str | None] = []
    left = MAX_PLAIN_BYTES
    _shape, moments, actors, actions, ids, names = columns[:ENVELOPE]
    for row, number in enumerate(shape_of):
        at = _moment(str(moments[row]))
        seq = after_seq + 1 + row
        shape = shapes[number]
        leaves = [str(by_path[path][row]) for path in shape]
        erased = None
        if shape == WHOLE:
            payload = _text(leaves[0])
        elif shape == ERASED:
            payload, erased = "null", leaves[0]
        else:
            pieces = frames[number]
            payload = "".join([text for pair in zip(pieces, [*leaves, ""], strict=True) for text in pair])
        left -= len(payload)
        if left < 0:
            raise Spoilt("payloads are too large together")
        dossiers.append(_dossier(str(names[row]), device, seq, at, dossiers))
        yield _checked(
            wire.WireEntry(
                derived_id(device, seq, at, ENTRY) if not ids[row] else _uuid(str(ids[row])),
                at,
                _text(str(actors[row])),
                _text(str(actions[row])),
                msgspec.Raw(payload.encode()),
                dossiers[row],
                erased,
            )  # fmt: skip
        )


def _checked(entry: wire.WireEntry) -> wire.WireEntry:
    if len(entry.actor) > wire.MAX_ACTOR or not 0 < len(entry.action) <= wire.MAX_ACTION:
        raise Spoilt("an actor or action is too long")
    if entry.erased is not None and not _is_hex(entry.erased, 64):
        raise Spoilt("a hash that is none")
    return entry


def _leaves(entry: Entry) -> tuple[Shape, tuple[str, ...]]:
    """The payload as paths and the JSON text at the end of each."""
    if entry.payload is None:
        return ERASED, (entry.payload_hash,)
    try:
        facts = json.loads(entry.payload)
        found: list[tuple[str, str]] = []
        if isinstance(facts, dict):
            _walk(facts, "", 1, found)
        shape, leaves = tuple(path for path, _leaf in found), tuple(leaf for _path, leaf in found)
        if isinstance(facts, dict) and _is_whole(shape, leaves, entry.payload):
            return shape, leaves
    except (ValueError, RecursionError):
        return WHOLE, (_quoted(entry.payload),)  # not JSON: the province says what it thinks of it
    return WHOLE, (_quoted(entry.payload),)


def _is_whole(shape: Shape, leaves: tuple[str, ...], payload: str) -> bool:
    if any(path.startswith("\x1e") or "\n" in path for path in shape):
        return False
    pieces = _frame(shape)
    return "".join([text for pair in zip(pieces, [*leaves, ""], strict=True) for text in pair]) == payload


def _walk(facts: Mapping[str, Any], before: str, depth: int, found: list[tuple[str, str]]) -> None:
    for key in sorted(facts):
        value = facts[key]
        if isinstance(value, dict) and value and depth < MAX_DEPTH:
            _walk(value, before + key + BETWEEN, depth + 1, found)
        else:
            found.append((before + key, _json(value)))


@lru_cache(maxsize=1_000)
def _frame(shape: Shape) -> tuple[str, ...]:
    """The text around the leaves: one piece before each of them, and the end."""
    pieces: list[str] = []
    open_keys: list[str] = []
    text = "{"
    first = True
    for path in shape:
        *above, key = path.split(BETWEEN)
        same = 0
        while same < min(len(above), len(open_keys)) and above[same] == open_keys[same]:
            same += 1
        text += "}" * (len(open_keys) - same)
        for name in above[same:]:
            text += ("" if first else ",") + _quoted(name) + ":{"
            first = True
        text += ("" if first else ",") + _quoted(key) + ":"
        pieces.append(text)
        open_keys, text, first = above, "", False
    pieces.append(text + "}" * (len(open_keys) + 1))
    return tuple(pieces)


def _write_shapes(out: Writer, shapes: Sequence[Shape], paths: Sequence[str]) -> None:
    out.number(len(paths))
    for path in paths:
        out.text(path)
    number_of = {path: number for number, path in enumerate(paths)}
    out.number(len(shapes))
    for shape in shapes:
        out.number(len(shape))
        for path in shape:
            out.number(number_of[path])


def _read_shapes(reader: Reader) -> tuple[list[Shape], list[str]]:
    paths = [reader.text() for _path in range(reader.number(MAX_PATHS))]
    shapes = []
    left = 10 * MAX_PATHS
    for _shape in range(reader.number(MAX_ROWS)):
        size = reader.number(len(paths))
        left -= size
        if left < 0:
            raise Spoilt("too many shapes")
        shape = tuple(paths[reader.number(len(paths) - 1)] for _path in range(size))
        if len(set(shape)) != len(shape):
            raise Spoilt("a path twice")
        shapes.append(shape)
    return shapes, paths


def _names(entries: Sequence[Entry]) -> tuple[list[str], list[str]]:
    """Ids and dossiers as they travel: nothing where derived, `-n` for the dossier of n entries before."""
    ids, dossiers = [], []
    seen: dict[str, int] = {}
    for row, entry in enumerate(entries):
        derived = derived_id(entry.device, entry.seq, entry.at, ENTRY) == entry.id
        ids.append("" if derived else entry.id.replace("-", ""))
        if entry.dossier is None:
            dossiers.append("")
        elif entry.dossier in seen:
            dossiers.append(f"-{row - seen[entry.dossier]}")
        elif entry.dossier == derived_id(entry.device, entry.seq, entry.at, DOSSIER):
            dossiers.append("=")
        else:
            dossiers.append(entry.dossier.replace("-", ""))
        if entry.dossier is not None:
            seen[entry.dossier] = row
    return ids, dossiers


def _dossier(said: str, device: str, seq: int, at: datetime, before: Sequence[str | None]) -> str | None:
    if not said:
        return None
    if said == "=":
        return derived_id(device, seq, at, DOSSIER)
    if said[0] == "-":
        back = int(said[1:]) if said[1:].isascii() and said[1:].isdigit() and len(said) < 6 else 0
        if not 0 < back <= len(before) or before[-back] is None:
            raise Spoilt("a dossier that is none")
        return before[-back]
    return _uuid(said)


def _present(column: Column) -> tuple[list[int], list[str]]:
    here = [row for row, value in enumerate(column) if value is not None]
    return here, [value for value in column if value is not None]


def _one_of(shapes: Sequence[Shape], text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) < len(shapes)):
        raise Spoilt("no such shape")
    return int(text)


def _uuid(digits: str) -> str:
    if not _is_hex(digits, 32):
        raise Spoilt("an identifier that is none")
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _is_hex(text: str, width: int) -> bool:
    return len(text) == width and set(text) <= set("0123456789abcdef")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(_text(text))
        if at.tzinfo is None:
            raise Spoilt("a moment without an offset")
        return at.astimezone(UTC)
    except (ValueError, OverflowError) as wrong:
        raise Spoilt("a moment that is none") from wrong


def _text(quoted: str) -> str:
    try:
        text = json.loads(quoted)
        if isinstance(text, str) and text.encode():
            return text
    except (ValueError, RecursionError) as wrong:
        raise Spoilt("a text that is none") from wrong
    if text == "":
        return ""
    raise Spoilt("a text that is none")


_quoted = json.encoder.encode_basestring
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _json(value: Any) -> str:
    return _quoted(value) if type(value) is str else _encode(value)


@lru_cache(maxsize=8)
def _shipped(number: int) -> zstandard.ZstdCompressionDict | None:
    if number == NO_DICTIONARY:
        return None
    file = resources.files("sync.compact") / f"dictionary-{number}.zdict"
    return zstandard.ZstdCompressionDict(file.read_bytes())


def _compressor(number: int, size: int) -> zstandard.ZstdCompressor:
    shipped = _shipped(number)
    # By the size: for one that it does not know, level 19 clears tables of 80 MB before the first byte.
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=size, dict_size=0 if shipped is None else len(shipped.as_bytes()),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS, write_content_size=False, write_dict_id=False,
    )  # fmt: skip
    return zstandard.ZstdCompressor(dict_data=shipped, compression_params=parameters)


def _decompressor(number: int) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(
        dict_data=_shipped(number), format=zstandard.FORMAT_ZSTD1_MAGICLESS, max_window_size=2**24
    )
