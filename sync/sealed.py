"""How does a file walk from hand to hand unread and unchanged? Sealed to one receiver, signed by one sender, read as it flows.

    magic | length, head (JSON) | length, sealed piece | … | length with LAST, sealed piece | signature

    key        HKDF(X25519(once, receiver) + X25519(sender, receiver)), bound to the head: each piece is by itself
               from this sender, for this receiver, of this file and in this place
    signature  Ed25519 of the sender over the SHA-256 of everything before it, checked before anything is opened

Both sides know each other's Ed25519 key since enrolment; the X25519 keys are the same keys in the other form of the
curve, so a desk that was enrolled long ago and has no line needs nothing new.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk.errors import Trouble
from desk.files import disk_trouble, flush_folder
from desk.rules.words import _
from sync import wire

MAGIC = b"MOTCUA-BUNDLE-1\n"
UP, DOWN = "up", "down"
PIECE_BYTES = 64 * 1024
MAX_HEAD_BYTES = 4_096
SIGNATURE_BYTES, TAG_BYTES = 64, 16
LAST = 0x8000_0000
_PRIME = 2**255 - 19
_LENGTH = struct.Struct(">I")
_NONCE = struct.Struct(">Q4x")


class Head(wire.Ask, frozen=True):
    """What anybody may read on the outside of a bundle: which way it goes, between whom, and when it was made.

    `sender` and `receiver` are raw Ed25519 public keys, `once` an X25519 key that serves this file only.
    """

    kind: str
    office: wire.Agency
    device: wire.Identifier
    at: wire.Aware
    sender: wire.Key
    receiver: wire.Key
    once: wire.Key


@dataclass(frozen=True, slots=True)
class Between:
    """Who sends from which machine: what the head of a new bundle says."""

    kind: str
    office: str
    device: str
    at: datetime


def seal(path: Path, between: Between, private: bytes, receiver: bytes, pieces: Iterable[bytes],
         check: Callable[[], None]) -> int:  # fmt: skip
    """Write a bundle of these bytes; its size. It stands under its name only when it is whole and durable.

    `private` is the sender's Ed25519 key, `receiver` the other's public one. Raises Trouble of the disk, and what
    `pieces` and `check` raise; then nothing is left behind.
    """
    key, once = Ed25519PrivateKey.from_private_bytes(private), X25519PrivateKey.generate()
    head = Head(between.kind, between.office, between.device, between.at, key.public_key().public_bytes_raw().hex(),
                receiver.hex(), once.public_key().public_bytes_raw().hex())  # fmt: skip
    said = wire.write(head)
    begin = MAGIC + _LENGTH.pack(len(said)) + said
    other = _montgomery(receiver)
    cipher = _cipher(begin, once.exchange(other), _scalar(private).exchange(other))
    beside = path.with_name(f".{path.name}.part")
    digest = hashlib.sha256()
    try:
        with disk_trouble():
            file = open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
            with file:
                for part in _parts(begin, cipher, pieces):
                    check()
                    file.write(part)
                    digest.update(part)
                file.write(key.sign(_signed(digest.digest())))
                file.flush()
                os.fsync(file.fileno())
                size = file.tell()
            os.replace(beside, path)
            flush_folder(path.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return size


def look(file: BinaryIO) -> Head:
    """Check that a bundle is whole and as its sender signed it; its head. Opens nothing.

    Raises Trouble: bundle_foreign (no bundle), bundle_cut, bundle_altered. Whether the sender is welcome is for the caller.
    """
    file.seek(0)
    begin, head = _begin(file)
    digest = hashlib.sha256(begin)
    while True:
        length = file.read(_LENGTH.size)
        if len(length) < _LENGTH.size:
            raise _cut()
        size = _LENGTH.unpack(length)[0]
        if size & ~LAST > PIECE_BYTES + TAG_BYTES:
            raise _altered()
        sealed = file.read(size & ~LAST)
        if len(sealed) < size & ~LAST:
            raise _cut()
        digest.update(length + sealed)
        if size & LAST:
            break
    signature = file.read(SIGNATURE_BYTES + 1)
    if len(signature) < SIGNATURE_BYTES:
        raise _cut()
    try:
        sender = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.sender))
        sender.verify(signature, _signed(digest.digest()))
    except InvalidSignature as wrong:
        raise _altered() from wrong
    return head


def opened(file: BinaryIO, private: bytes) -> Iterator[bytes]:
    """The bytes inside, piece by piece. Look first. Raises Trouble: bundle_altered, bundle_foreign (for somebody else)."""
    file.seek(0)
    begin, head = _begin(file)
    mine = _scalar(private)
    try:
        once = X25519PublicKey.from_public_bytes(bytes.fromhex(head.once))
        cipher = _cipher(begin, mine.exchange(once), mine.exchange(_montgomery(bytes.fromhex(head.sender))))
    except ValueError as wrong:
        raise _altered() from wrong
    number, last = 0, 0
    while not last:
        (size,) = _LENGTH.unpack(file.read(_LENGTH.size).ljust(_LENGTH.size, b"\0"))
        last = size & LAST
        try:
            yield cipher.decrypt(_NONCE.pack(number), file.read(size & ~LAST), _place(bool(last)))
        except (InvalidTag, ValueError) as wrong:
            raise _altered() from wrong
        number += 1


def _parts(begin: bytes, cipher: AESGCM, pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield begin
    waiting, number = bytearray(), 0
    for piece in pieces:
        waiting += piece
        while len(waiting) > PIECE_BYTES:
            yield _sealed(cipher, number, bytes(waiting[:PIECE_BYTES]), last=False)
            del waiting[:PIECE_BYTES]
            number += 1
    yield _sealed(cipher, number, bytes(waiting), last=True)


def _sealed(cipher: AESGCM, number: int, plain: bytes, *, last: bool) -> bytes:
    sealed = cipher.encrypt(_NONCE.pack(number), plain, _place(last))
    return _LENGTH.pack(len(sealed) | (LAST if last else 0)) + sealed


def _place(last: bool) -> bytes:
    return b"last" if last else b"more"


def _begin(file: BinaryIO) -> tuple[bytes, Head]:
    start = file.read(len(MAGIC) + _LENGTH.size)
    if start[: len(MAGIC)] != MAGIC[: len(start)] or not start:
        raise foreign(_("Tệp này không phải gói dữ liệu của Một Cửa."))
    if len(start) < len(MAGIC) + _LENGTH.size:
        raise _cut()
    (size,) = _LENGTH.unpack(start[len(MAGIC) :])
    if size > MAX_HEAD_BYTES:
        raise _altered()
    said = file.read(size)
    if len(said) < size:
        raise _cut()
    try:
        return start + said, wire.read(said, Head)
    except wire.Unreadable as wrong:
        raise _altered() from wrong


def _cipher(begin: bytes, *shared: bytes) -> AESGCM:
    kdf = HKDF(SHA256(), 32, salt=MAGIC, info=hashlib.sha256(begin).digest())
    return AESGCM(kdf.derive(b"".join(shared)))


def _signed(digest: bytes) -> bytes:
    return MAGIC + digest


def _scalar(private: bytes) -> X25519PrivateKey:
    """The X25519 form of an Ed25519 private key (RFC 8032 5.1.5: the scalar is the clamped first half of SHA-512)."""
    return X25519PrivateKey.from_private_bytes(hashlib.sha512(private).digest()[:32])


def _montgomery(public: bytes) -> X25519PublicKey:
    """The X25519 form of an Ed25519 public key (RFC 7748 4.1: u = (1 + y) / (1 - y)). Raises ValueError for no point."""
    y = int.from_bytes(public, "little") & (2**255 - 1)
    u = (1 + y) * pow(1 - y, -1, _PRIME) % _PRIME
    return X25519PublicKey.from_public_bytes(u.to_bytes(32, "little"))


def _cut() -> Trouble:
    return Trouble(
        "bundle_cut",
        _("Gói dữ liệu thiếu phần cuối (có thể USB bị rút sớm). Chưa nhận gì."),
        _("Hãy chép lại gói từ máy đã lập, hoặc lập gói mới; gói mới chứa cả phần của gói này."),
    )


def _altered() -> Trouble:
    return Trouble(
        "bundle_altered",
        _("Gói dữ liệu đã bị thay đổi hoặc hỏng trên đường mang đi. Chưa nhận gì."),
        _("Hãy lập gói mới trên máy và mang bằng một USB khác."),
    )


def foreign(why: str) -> Trouble:
    """A bundle that is not for us, or not from whom we know."""
    return Trouble("bundle_foreign", why, _("Hãy kiểm tra đã chọn đúng tệp; chưa nhận gì."))
