"""Where do attachment bytes lie? Encrypted on disk under their SHA-256, durable before the record names them.

    file = "MCV1" | 8 random bytes | chunk 0 | chunk 1 | … | last chunk
    chunk k = AES-256-GCM(64 KiB of plain bytes), nonce = random bytes | k, associated data = "" or "last"

A cut file has no last chunk and is refused; a moved or changed chunk fails its tag.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desk.errors import Trouble
from desk.files import disk_trouble, flush_folder
from desk.ids import new_id
from desk.rules.words import _

MAGIC = b"MCV1"
SALT_BYTES = 8
CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
HEAD_BYTES = len(MAGIC) + SALT_BYTES


class Vault:
    """Content-addressed encrypted files in one folder."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = AESGCM(key)

    def put(self, plain: Iterable[bytes]) -> tuple[str, int]:
        """Store the bytes; (sha256, size). Durable on return; the same bytes again cost nothing but the reading."""
        with disk_trouble():
            self._folder.mkdir(parents=True, exist_ok=True)
            arriving = self._folder / f".{new_id()}.arriving"
            try:
                digest, size = self._seal(plain, arriving)
                final = self._path(digest)
                if not final.exists():
                    final.parent.mkdir(exist_ok=True)
                    os.replace(arriving, final)
                    flush_folder(final.parent)
                    flush_folder(self._folder)
            finally:
                arriving.unlink(missing_ok=True)
        return digest, size

    def read(self, sha256: str, offset: int = 0) -> Iterator[bytes]:
        """The plain bytes from `offset`, chunk by chunk. Raises Trouble(file_missing or file_damaged)."""
        try:
            file = open(self._path(sha256), "rb")
        except FileNotFoundError as missing:
            raise _lost(sha256, "file_missing") from missing
        with file:
            head = file.read(HEAD_BYTES)
            if len(head) != HEAD_BYTES or not head.startswith(MAGIC):
                raise _lost(sha256, "file_damaged")
            first = offset // CHUNK_BYTES
            file.seek(HEAD_BYTES + first * (CHUNK_BYTES + TAG_BYTES))
            skip = offset - first * CHUNK_BYTES
            for chunk in self._opened(file, head[len(MAGIC) :], first, sha256):
                yield chunk[skip:]
                skip = 0

    def size(self, sha256: str) -> int:
        """Plain size in bytes, computed from the sealed size."""
        try:
            sealed = self._path(sha256).stat().st_size - HEAD_BYTES
        except FileNotFoundError as missing:
            raise _lost(sha256, "file_missing") from missing
        chunks = max(1, -(-sealed // (CHUNK_BYTES + TAG_BYTES)))
        return sealed - chunks * TAG_BYTES

    def has(self, sha256: str) -> bool:
        """Whether a file of that name is there (verify() tells whether it is whole)."""
        return self._path(sha256).exists()

    def verify(self, sha256: str) -> bool:
        """Whether the file is there, whole and hashes to its name."""
        digest = hashlib.sha256()
        try:
            for chunk in self.read(sha256):
                digest.update(chunk)
        except Trouble:
            return False
        return digest.hexdigest() == sha256

    def keep_only(self, needed: Set[str]) -> None:
        """Remove every file whose name is not among `needed`. Danger: never for the vault of the record."""
        for sealed in self._folder.glob("??/*"):
            if sealed.name not in needed:
                sealed.unlink(missing_ok=True)

    def _seal(self, plain: Iterable[bytes], target: Path) -> tuple[str, int]:
        digest, size, salt = hashlib.sha256(), 0, os.urandom(SALT_BYTES)
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(MAGIC + salt)
            waiting, number = b"", 0
            for piece in plain:
                digest.update(piece)
                size += len(piece)
                waiting += piece
                while len(waiting) > CHUNK_BYTES:
                    file.write(self._cipher.encrypt(_nonce(salt, number), waiting[:CHUNK_BYTES], b""))
                    waiting, number = waiting[CHUNK_BYTES:], number + 1
            file.write(self._cipher.encrypt(_nonce(salt, number), waiting, b"last"))
            file.flush()
            os.fsync(file.fileno())
        return digest.hexdigest(), size

    def _opened(self, file: BinaryIO, salt: bytes, number: int, sha256: str) -> Iterator[bytes]:
        sealed = file.read(CHUNK_BYTES + TAG_BYTES)
        while True:
            following = file.read(CHUNK_BYTES + TAG_BYTES)
            try:
                yield self._cipher.decrypt(_nonce(salt, number), sealed, b"" if following else b"last")
            except InvalidTag as damaged:
                raise _lost(sha256, "file_damaged") from damaged
            if not following:
                return
            sealed, number = following, number + 1

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def file_pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a plain file, piece by piece."""
    with open(path, "rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _nonce(salt: bytes, number: int) -> bytes:
    return salt + number.to_bytes(4, "big")


def _lost(sha256: str, code: str) -> Trouble:
    return Trouble(
        code,
        _("Tệp đính kèm {name}… không còn đọc được trên máy này.").format(name=sha256[:12]),
        _("Hãy chạy “motcua verify” để biết hồ sơ nào bị ảnh hưởng, rồi quét lại giấy tờ."),
    )
