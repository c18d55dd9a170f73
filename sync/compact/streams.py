"""What do packed columns lie in? Two streams: words that zstd presses, and numbers packed to the bit beside them.

    frame = length of the pressed words | pressed words | packed numbers

Everything that is read was written by somebody else: each read is bounded, and what does not fit raises Spoilt.
"""

from __future__ import annotations

from collections.abc import Sequence

BLOCK = 256
"""So many indices share one long number: exact to a part of a byte in each block, and quick to divide."""
MAX_VARINT_BYTES = 10
LINE = b"\n"


class Spoilt(Exception):
    """Bytes that no desk of ours packed."""


class Writer:
    """`words` takes small numbers and lines of text, `bits` what cannot be pressed any further."""

    __slots__ = ("bits", "words")

    def __init__(self) -> None:
        self.words = bytearray()
        self.bits = bytearray()

    def number(self, value: int) -> None:
        """A natural number, seven bits a byte."""
        while value > 0x7F:
            self.words.append(value & 0x7F | 0x80)
            value >>= 7
        self.words.append(value)

    def text(self, line: str) -> None:
        """Text without a line break (JSON has none)."""
        self.words += line.encode() + LINE

    def texts(self, lines: Sequence[str]) -> None:
        """Lines, one after another."""
        self.words += "\n".join([*lines, ""]).encode()

    def indices(self, values: Sequence[int], radix: int) -> None:
        """Numbers below `radix`, packed without a gap."""
        for at in range(0, len(values), BLOCK):
            block = values[at : at + BLOCK]
            whole = 0
            for value in reversed(block):
                whole = whole * radix + value
            self.bits += whole.to_bytes(_block_bytes(radix, len(block)), "big")

    def take(self, other: Writer) -> None:
        """What another writer has written follows."""
        self.words += other.words
        self.bits += other.bits


class Reader:
    """Reads what Writer wrote."""

    __slots__ = ("_at", "_bit_at", "_bits", "_words")

    def __init__(self, words: bytes, bits: bytes) -> None:
        self._words, self._bits = words, bits
        self._at = self._bit_at = 0

    def number(self, most: int) -> int:
        """A number up to `most`."""
        value = 0
        for place in range(MAX_VARINT_BYTES):
            if self._at >= len(self._words):
                raise Spoilt("a number is cut")
            byte = self._words[self._at]
            self._at += 1
            value |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                if value > most:
                    raise Spoilt("a number is too large")
                return value
        raise Spoilt("a number is too long")

    def text(self) -> str:
        end = self._words.find(LINE, self._at)
        if end < 0:
            raise Spoilt("a line is cut")
        raw, self._at = self._words[self._at : end], end + 1
        try:
            return raw.decode()
        except UnicodeDecodeError as wrong:
            raise Spoilt("a line is no text") from wrong

    def raw(self, size: int) -> bytes:
        """So many bytes of the words as they are."""
        piece = self._words[self._at : self._at + size]
        if len(piece) != size:
            raise Spoilt("bytes are missing")
        self._at += size
        return piece

    def indices(self, count: int, radix: int) -> list[int]:
        found: list[int] = []
        while len(found) < count:
            size = min(BLOCK, count - len(found))
            end = self._bit_at + _block_bytes(radix, size)
            if end > len(self._bits):
                raise Spoilt("packed numbers are cut")
            whole = int.from_bytes(self._bits[self._bit_at : end], "big")
            self._bit_at = end
            for _one in range(size):
                whole, value = divmod(whole, radix)
                found.append(value)
            if whole:
                raise Spoilt("packed numbers are too large")
        return found

    def rest(self) -> bytes:
        """All words that follow."""
        piece, self._at = self._words[self._at :], len(self._words)
        return piece

    def end(self) -> None:
        """Nothing may be left."""
        if self._at != len(self._words) or self._bit_at != len(self._bits):
            raise Spoilt("bytes are left over")


def _block_bytes(radix: int, count: int) -> int:
    largest: int = radix**count - 1
    return (largest.bit_length() + 7) // 8
