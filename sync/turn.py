"""What goes up and comes down in one turn? Protocol version 2: one request and one answer for everything.

    request = frame, frame, …            frame = kind (1 byte) | length (1 to 5 bytes) | body
      HELLO    once, first               what the desk knows of the province's word (JSON)
      ENTRIES  a piece of the journal    packed by sync/compact; kept one by one, as they arrive
      ASK      files                     SHA-256 after SHA-256: where do they stand?
      FILE     a file from an offset on  SHA-256 | whole length | offset | bytes; kept as they arrive
      CLOSING  a day to be signed        only in a bundle (sync/bundle.py); over the line it is a request of its own
    answer  = what is held, verdicts, where the files of ASK and FILE stand, what is wanted, news

Who speaks stands in the header Authorization: `Motcua`, then device, moment, nonce and signature in base64.
"""

from __future__ import annotations

import base64
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Annotated

import msgspec

from sync import day_receipt, wire
from sync.compact.journal import MAX_FRAME_BYTES
from sync.wire import Answer, Ask, Aware, Count, Hash, LeaseGrant, Seq, Status, Verdict, WantedFile

TURN = "/v2/turn"
SCHEME = "Motcua"
MAX_HELLO_BYTES = 4_096
MAX_ASKED = 500
MAX_FILES = 500
"""ASK and FILE of one turn, each."""
MAX_TURN_BYTES = 256 * 1024 * 1024
HASH_BYTES = 32
_LONGEST_LENGTH = 5
_FILE = struct.Struct(f">{HASH_BYTES}sQQ")
_PROOF = struct.Struct(">16sq16s64s")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Kind(IntEnum):
    """What a frame holds."""

    HELLO = 1
    ENTRIES = 2
    ASK = 3
    FILE = 4
    CLOSING = 5


class Hello(Ask, frozen=True):
    """What the desk knows: up to where it has heard verdicts, its catalogue and calendar, the last of its news."""

    held: Seq = 0
    catalogue: Annotated[str, msgspec.Meta(max_length=200)] = ""
    calendar: Annotated[str, msgspec.Meta(max_length=200)] = ""
    cursor: Seq = 0


class Stands(Answer, frozen=True):
    """Where a file stands at the end of the turn: bytes that are there, and whether it is whole.

    `code` and `message` say why its bytes were not taken; the bytes of the others were.
    """

    offset: Count = 0
    whole: bool = False
    code: str = ""
    message: str = ""


class TurnAnswer(Answer, frozen=True):
    """Everything that the province says: the answers of version 1 about journal and news in one.

    `files` are those of the turn's ASK and FILE frames, in their order. `more`: news are left for another turn.
    """

    held: Seq
    hash: Hash
    server_time: Aware
    cursor: Seq
    verdicts: list[Verdict] = []
    wanted: list[WantedFile] = []
    wanted_all: bool = True
    files: list[Stands] = []
    catalogue: str | None = None
    calendar: str | None = None
    leases: list[LeaseGrant] = []
    statuses: list[Status] = []
    more: bool = False


class Carried(Answer, frozen=True):
    """What a bundle brings back. `asked`: what the desk knew when it made its bundle, so that an old answer is seen as old.

    `whole` are files that the province has, `refused` why it did not take the rest of the bundle.
    """

    asked: Hello
    said: list[TurnAnswer]
    whole: list[Hash] = []
    receipts: list[day_receipt.ClosingAnswer] = []
    refused: wire.Failure | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A frame begins: FILE with its head; its bytes follow as Data."""

    kind: Kind
    size: int
    sha256: str = ""
    length: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Data:
    """Bytes of a FILE frame."""

    piece: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """A frame is whole; `body` of those that are not FILE."""

    kind: Kind
    body: bytes = b""


_MOST = {
    Kind.HELLO: MAX_HELLO_BYTES,
    Kind.ENTRIES: MAX_FRAME_BYTES,
    Kind.ASK: MAX_ASKED * HASH_BYTES,
    Kind.FILE: _FILE.size + wire.MAX_FILE_BYTES,
    Kind.CLOSING: wire.MAX_JOURNAL_BODY_BYTES,
}


def frame(kind: Kind, body: bytes) -> bytes:
    """A whole frame."""
    return head(kind, len(body)) + body


def head(kind: Kind, size: int) -> bytes:
    """The beginning of a frame of `size` bytes."""
    out = bytearray([kind])
    while size > 0x7F:
        out.append(size & 0x7F | 0x80)
        size >>= 7
    out.append(size)
    return bytes(out)


def file_head(sha256: str, length: int, offset: int) -> bytes:
    """The beginning of a FILE frame; `length - offset` bytes follow."""
    named = _FILE.pack(bytes.fromhex(sha256), length, offset)
    return head(Kind.FILE, len(named) + length - offset) + named


class Frames:
    """Takes a request apart as it arrives. Holds at most one frame that is not a file."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._kind: Kind | None = None
        self._left = 0
        self._in_file = False

    def take(self, piece: bytes) -> Iterator[Started | Data | Ended]:
        """What this piece brings. Raises wire.Unreadable."""
        self._waiting += piece
        while True:
            if self._kind is None and not self._began():
                return
            if self._kind is Kind.FILE:
                if not self._in_file:
                    if len(self._waiting) < _FILE.size:
                        return
                    yield self._file_started()
                if self._left and not self._waiting:
                    return
                if self._left:
                    data = bytes(self._waiting[: self._left])
                    del self._waiting[: len(data)]
                    self._left -= len(data)
                    yield Data(data)
                if self._left:
                    return
                self._kind, self._in_file = None, False
                yield Ended(Kind.FILE)
            else:
                if len(self._waiting) < self._left:
                    return
                assert self._kind is not None
                body, kind = bytes(self._waiting[: self._left]), self._kind
                del self._waiting[: self._left]
                self._kind = None
                yield Ended(kind, body)

    @property
    def between(self) -> bool:
        """Whether the last frame is whole."""
        return self._kind is None and not self._waiting

    def _began(self) -> bool:
        size = 0
        for place, byte in enumerate(self._waiting[1 : 1 + _LONGEST_LENGTH]):
            size |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                self._kind = _kind(self._waiting[0])
                if size > _MOST[self._kind] or (self._kind is Kind.FILE and size < _FILE.size):
                    raise wire.Unreadable(f"a frame of {size} bytes")
                del self._waiting[: place + 2]
                self._left = size
                return True
        if len(self._waiting) > _LONGEST_LENGTH:
            raise wire.Unreadable("the length of a frame")
        return False

    def _file_started(self) -> Started:
        sha, length, offset = _FILE.unpack_from(self._waiting)
        del self._waiting[: _FILE.size]
        self._left -= _FILE.size
        self._in_file = True
        if offset > length or self._left > length - offset:
            raise wire.Unreadable("a file longer than it says")
        return Started(Kind.FILE, self._left, sha.hex(), length, offset)


def proof_of(ask: wire.SessionAsk) -> str:
    """A signed request as the value of the header Authorization."""
    since = (ask.at - _EPOCH) // _MICROSECOND
    packed = _PROOF.pack(
        uuid.UUID(ask.device).bytes, since, bytes.fromhex(ask.nonce), bytes.fromhex(ask.signature)
    )
    return f"{SCHEME} {base64.urlsafe_b64encode(packed).decode()}"


def read_proof(text: str) -> wire.SessionAsk:
    """The signed request in such a header. Raises wire.Unreadable."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        device, since, nonce, signature = _PROOF.unpack(raw)
        at = _EPOCH + since * _MICROSECOND
    except (ValueError, struct.error, OverflowError) as wrong:
        raise wire.Unreadable("proof") from wrong
    return wire.SessionAsk(str(uuid.UUID(bytes=device)), at, nonce.hex(), signature.hex())


def _kind(number: int) -> Kind:
    try:
        return Kind(number)
    except ValueError as wrong:
        raise wire.Unreadable(f"a frame of kind {number}") from wrong
