"""How do bytes lie in the gateway's folder? Plain, or sealed frame by frame when the gateway has a key.

    sealed file = frame 0 | frame 1 | …
    frame k = length of the plain piece (4 bytes) | 12 random bytes | AES-256-GCM(piece), associated data = name, k

Both forms grow at the end and can be cut at any byte by a crash: a torn last frame is dropped when the file is
opened again, and the SHA-256 of the whole, checked at completion, catches everything else.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

READ_BYTES = 256 * 1024
NONCE_BYTES, TAG_BYTES = 12, 16
MAX_FRAME_BYTES = 1024 * 1024
_LENGTH = struct.Struct(">I")


class Damaged(Exception):
    """A sealed file whose frames do not open."""


class Appender(Protocol):
    """An open file that grows. `size` counts plain bytes, written or not yet flushed."""

    size: int

    def write(self, piece: bytes) -> None:
        """Afterwards the operating system has it, so that a lock around this call covers all of it."""
        ...

    def fileno(self) -> int: ...

    def flush(self) -> None:
        """Durable from here on."""
        ...

    def rollback(self) -> None:
        """Throw away what was written since it was opened."""
        ...

    def close(self) -> None: ...


class FileBox(Protocol):
    """One way of keeping files. `name` binds the bytes to what they are (their SHA-256)."""

    def size(self, path: Path) -> int:
        """Plain bytes that are there; 0 for no file."""
        ...

    def append_to(self, path: Path, name: str) -> Appender: ...

    def read(self, path: Path, name: str, offset: int = 0) -> Iterator[bytes]:
        """The plain bytes from `offset` on. Raises Damaged."""
        ...

    def seal(self, piece: bytes, name: str, number: int) -> bytes:
        """One piece as it lies in a file: the frame of this number. MAX_FRAME_BYTES at most."""
        ...

    def opened(self, pieces: Iterable[bytes], name: str, offset: int = 0) -> Iterator[bytes]:
        """As `read`, of a whole file that comes in pieces of any size from elsewhere. Raises Damaged."""
        ...


class PlainBox:
    """Bytes as they are: for an office on its own loopback, or a folder that is encrypted otherwise."""

    def size(self, path: Path) -> int:
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return 0

    def append_to(self, path: Path, name: str) -> Appender:
        return _PlainAppender(_open(path))

    def read(self, path: Path, name: str, offset: int = 0) -> Iterator[bytes]:
        with open(path, "rb") as file:
            file.seek(offset)
            while piece := file.read(READ_BYTES):
                yield piece

    def seal(self, piece: bytes, name: str, number: int) -> bytes:
        return piece

    def opened(self, pieces: Iterable[bytes], name: str, offset: int = 0) -> Iterator[bytes]:
        for piece in pieces:
            if offset < len(piece):
                yield piece[offset:]
            offset = max(0, offset - len(piece))


class SealedBox:
    """AES-256-GCM under the gateway's key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def size(self, path: Path) -> int:
        try:
            with open(path, "rb") as file:
                return sum(length for length, _end in _frames(file))
        except FileNotFoundError:
            return 0

    def append_to(self, path: Path, name: str) -> Appender:
        file = _open(path)
        frames = list(_frames(file))
        end = frames[-1][1] if frames else 0
        file.truncate(end)
        file.seek(end)
        return _SealedAppender(file, self, name, len(frames), sum(length for length, _end in frames))

    def read(self, path: Path, name: str, offset: int = 0) -> Iterator[bytes]:
        with open(path, "rb") as file:
            passed, at = 0, 0
            for length, end in _frames(
                file
            ):  # a look at each head, so that a late piece does not cost the whole file
                if offset < length:
                    break
                offset, passed, at = offset - length, passed + 1, end
            file.seek(at)
            yield from self._opened(iter(lambda: file.read(READ_BYTES), b""), name, offset, passed)

    def seal(self, piece: bytes, name: str, number: int) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return _LENGTH.pack(len(piece)) + nonce + self._cipher.encrypt(nonce, piece, _bound(name, number))

    def opened(self, pieces: Iterable[bytes], name: str, offset: int = 0) -> Iterator[bytes]:
        return self._opened(pieces, name, offset, 0)

    def _opened(self, pieces: Iterable[bytes], name: str, offset: int, first: int) -> Iterator[bytes]:
        for number, (nonce, sealed) in enumerate(_sealed(pieces), first):
            plain = len(sealed) - TAG_BYTES
            if offset >= plain:  # passed by without opening it
                offset -= plain
                continue
            try:
                yield self._cipher.decrypt(nonce, sealed, _bound(name, number))[offset:]
            except InvalidTag as changed:
                raise Damaged(name) from changed
            offset = 0


class _PlainAppender:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._start = self.size = file.seek(0, os.SEEK_END)

    def write(self, piece: bytes) -> None:
        self._file.write(piece)
        self._file.flush()
        self.size += len(piece)

    def fileno(self) -> int:
        return self._file.fileno()

    def flush(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def rollback(self) -> None:
        self._file.flush()
        self._file.truncate(self._start)
        self._file.seek(self._start)
        self.size = self._start

    def close(self) -> None:
        _close(self._file)


class _SealedAppender:
    def __init__(self, file: BinaryIO, box: SealedBox, name: str, number: int, size: int) -> None:
        self._file, self._box, self._name, self._number = file, box, name, number
        self._start, self._start_number, self._start_size = file.tell(), number, size
        self.size = size

    def write(self, piece: bytes) -> None:
        for at in range(0, len(piece), MAX_FRAME_BYTES):
            part = piece[at : at + MAX_FRAME_BYTES]
            self._file.write(self._box.seal(part, self._name, self._number))
            self._number += 1
            self.size += len(part)
        self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()

    def flush(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())

    def rollback(self) -> None:
        self._file.flush()
        self._file.truncate(self._start)
        self._file.seek(self._start)
        self._number, self.size = self._start_number, self._start_size

    def close(self) -> None:
        _close(self._file)


def _close(file: BinaryIO) -> None:
    # A full disk is told by write or flush; a second telling at close would hide it.
    with suppress(OSError):
        file.close()


def _open(path: Path) -> BinaryIO:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    return open(os.open(path, flags, 0o600), "r+b")


def _frames(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """(plain length, where the frame ends) of every whole frame; a torn last one is passed over."""
    total = os.fstat(file.fileno()).st_size
    at = 0
    while at < total:
        file.seek(at)
        head = file.read(_LENGTH.size)
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else MAX_FRAME_BYTES + 1
        end = at + _LENGTH.size + NONCE_BYTES + length + TAG_BYTES
        if length > MAX_FRAME_BYTES or end > total:
            return
        yield length, end
        at = end


def _sealed(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """(nonce, sealed bytes) of every frame in these pieces of a file. Raises Damaged for a torn last one."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= _LENGTH.size:
            length = _LENGTH.unpack_from(held)[0]
            if length > MAX_FRAME_BYTES:
                raise Damaged("torn")
            end = _LENGTH.size + NONCE_BYTES + length + TAG_BYTES
            if len(held) < end:
                break
            sealed_at = _LENGTH.size + NONCE_BYTES
            yield bytes(held[_LENGTH.size : sealed_at]), bytes(held[sealed_at:end])
            del held[:end]
    if held:
        raise Damaged("torn")


def _bound(name: str, number: int) -> bytes:
    return f"{name}:{number}".encode()
