"""What do desk and province say to each other? Every message of protocol version 1, shared by both ends.

Requests are strict: a field that this version does not know is refused with its name. Answers may gain
fields, so that a province that was updated first still serves an older desk. Bodies are JSON, compressed
by zstd above COMPRESS_ABOVE_BYTES; moments are RFC 3339 with an offset; money is integer đồng.

What the other side can compute does not travel: sequence numbers follow from `after_seq`, hashes from the
chain; `hash` at the end of a push proves that both sides computed the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import msgspec
import zstandard

from desk.rules.chain import Entry, moment

VERSION = "1"
VERSION_HEADER = "Motcua-Protocol"
"""Every answer of a gateway carries it: the hotel's or operator's log-in page does not, and is no answer."""
JSON = "application/json"
ZSTD = "zstd"
COMPRESS_ABOVE_BYTES = 400
COMPRESS_LEVEL = 12

MAX_JOURNAL_BODY_BYTES = 8 * 1024 * 1024
MAX_MESSAGE_BYTES = 512 * 1024
"""Every other request: invitations, sessions, closings."""
MAX_ANSWER_BYTES = 32 * 1024 * 1024
"""A catalogue of the whole ministry fits several times."""
MAX_ENTRIES = 4_000
MAX_PAYLOAD_BYTES = 256 * 1024
MAX_ACTOR = 100
MAX_ACTION = 40
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_NEWS = 500
MAX_WANTED = 500

ENROL = "/v1/enrol"
SESSION = "/v1/session"
JOURNAL = "/v1/journal"
FILES = "/v1/files"
NEWS = "/v1/news"
CLOSING = "/v1/closing"
OPENAPI = "/v1/openapi.json"
HEALTH = "/healthz"
LIVE = "/health/live"
READY = "/health/ready"
METRICS = "/metrics"


class Code(StrEnum):
    """Everything a gateway refuses with. A person's sentence and details travel beside the code."""

    BAD_MESSAGE = "bad_message"
    """Not JSON of this version: an unknown field, a wrong type, a limit. 400"""
    TOO_LARGE = "too_large"
    """Longer than a named limit. 413"""
    BAD_ENCODING = "bad_encoding"
    """A content coding that is neither zstd nor none, or broken zstd. 415"""
    NOT_FOUND = "not_found"
    """No such resource. 404"""
    CODE_UNKNOWN = "code_unknown"
    """No such enrolment code. 403"""
    CODE_EXPIRED = "code_expired"
    """The enrolment code was not used in time. 403"""
    CODE_USED = "code_used"
    """The enrolment code has served another device. 403"""
    WRONG_OFFICE = "wrong_office"
    """The code, or the dossier, is of another office. 403"""
    DEVICE_UNKNOWN = "device_unknown"
    """Not enrolled here. 403"""
    DEVICE_REVOKED = "device_revoked"
    """The province has shut this device out. 403"""
    BAD_SIGNATURE = "bad_signature"
    """The request was not signed by the device's key, or was seen before. 403"""
    CLOCK = "clock"
    """The clocks differ by more than the tolerance; details name both. 403"""
    SESSION_EXPIRED = "session_expired"
    """No valid token: open a new session and repeat. 401"""
    GAP = "gap"
    """Entries are missing between what is held and what came; details name `held` and `hash`. 409"""
    FORK = "fork"
    """Another entry is held under this sequence number: a restored backup or a cloned machine. 409"""
    BROKEN_CHAIN = "broken_chain"
    """The entries do not lead to the hash that the push names. 422"""
    OFFSET = "offset"
    """The upload does not stand where the request says; HEAD tells. 409"""
    CHECKSUM = "checksum"
    """The bytes are not those that their hash names; they were thrown away. 460"""
    TUS_VERSION = "tus_version"
    """Another version of tus. 412"""
    DISK_FULL = "disk_full"
    """The province has no room; nothing was half taken. 507"""
    DICTIONARY = "dictionary"
    """Packed against a dictionary that the province does not have; details name those that it knows. 415"""
    BUSY = "busy"
    """Come back after Retry-After seconds. 503"""
    TOO_MANY = "too_many"
    """Too many wrong enrolment codes from this address; Retry-After tells when again. 429"""
    QUOTA = "quota"
    """The day's share of this device or office is used up. 429"""
    INTERNAL = "internal"
    """A mistake of the gateway itself; nothing was half taken. 500"""


Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Identifier = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Agency = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9]+([.][A-Z0-9]+)*$", max_length=35)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Aware = Annotated[datetime, msgspec.Meta(tz=True)]
Key = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
"""A raw Ed25519 public key in hex."""
Signature = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{128}$")]


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a desk says: strict."""


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the province says: may gain fields."""


class Failure(Answer, frozen=True):
    """Every refusal: a stable code, a Vietnamese sentence, and what a program needs to go on."""

    code: str
    message: str
    details: dict[str, Any] = {}


class LeaseGrant(Answer, frozen=True):
    """Serials `first`..`last` of every day for one device of one agency."""

    agency: Agency
    first: Annotated[int, msgspec.Meta(ge=1)]
    last: Annotated[int, msgspec.Meta(ge=1)]


class EnrolAsk(Ask, frozen=True):
    """A desk introduces itself, once, with the code that a person carried over."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    device: Identifier
    public_key: Key
    office: Agency
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""


class EnrolAnswer(Answer, frozen=True):
    """The desk is known from now on."""

    office: str
    device: str
    gateway_key: Key
    lease: LeaseGrant
    server_time: Aware


class SessionAsk(Ask, frozen=True):
    """Proof of the device key: the signature covers `session_text(device, at, nonce)`."""

    device: Identifier
    at: Aware
    nonce: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    signature: Signature


class SessionAnswer(Answer, frozen=True):
    """A short-lived token, and at once what is held of this desk's journal (one round trip less)."""

    token: str
    expires_s: int
    server_time: Aware
    held: Seq
    hash: Hash


ERASED = msgspec.Raw(b"null")


class WireEntry(Ask, frozen=True):
    """A journal entry without what the chain computes. An erased payload is null, and its hash stands in `erased`."""

    id: Identifier
    at: Aware
    actor: Annotated[str, msgspec.Meta(max_length=MAX_ACTOR)]
    action: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ACTION)]
    payload: msgspec.Raw
    dossier: Identifier | None = None
    erased: Hash | None = None


class JournalPush(Ask, frozen=True):
    """The entries that follow `after_seq`, whose hash is `before_hash`; the last of them hashes to `hash`."""

    after_seq: Seq
    before_hash: Hash
    hash: Hash
    entries: Annotated[list[WireEntry], msgspec.Meta(max_length=MAX_ENTRIES)]


class Verdict(Answer, frozen=True):
    """Entry `seq` is held but not accepted, because; it holds back later entries of its own dossier only."""

    seq: Seq
    code: str
    message: str


class WantedFile(Answer, frozen=True):
    """A file that held entries name and the province does not have whole; `offset` bytes are there."""

    sha256: Hash
    offset: Count = 0


class JournalAnswer(Answer, frozen=True):
    """Two answers kept apart: held up to `held` without a gap, and verdicts on single entries.

    `wanted_all` says that `wanted` is the whole list, not only its first MAX_WANTED.
    """

    held: Seq
    hash: Hash
    verdicts: list[Verdict] = []
    wanted: list[WantedFile] = []
    wanted_all: bool = True


class Status(Answer, frozen=True):
    """A step that the province took on a dossier of this desk; the desk notes it in its own journal."""

    number: Seq
    dossier: Identifier
    code: str
    action: str
    by: str
    at: Aware
    facts: dict[str, str] = {}


class NewsAnswer(Answer, frozen=True):
    """What is new since the versions and the cursor that were asked with; absent: nothing new.

    `more` says that statuses are left for another question with the new cursor.
    """

    cursor: Seq
    server_time: Aware
    catalogue: str | None = None
    calendar: str | None = None
    leases: list[LeaseGrant] = []
    statuses: list[Status] = []
    more: bool = False


_T = TypeVar("_T", bound=msgspec.Struct)


class Unreadable(Exception):
    """Bytes that are no message of this version; `why` names the place."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(data: bytes, kind: type[_T]) -> _T:
    """The message in `data`; raises Unreadable."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as wrong:
        raise Unreadable(str(wrong) or type(wrong).__name__) from wrong


def write(message: msgspec.Struct) -> bytes:
    """The message as JSON."""
    return msgspec.json.encode(message)


def packed(plain: bytes) -> tuple[bytes, dict[str, str]]:
    """The body as it travels, and its headers: compressed where that pays."""
    if len(plain) <= COMPRESS_ABOVE_BYTES:
        return plain, {"Content-Type": JSON}
    squeezed = zstandard.ZstdCompressor(level=COMPRESS_LEVEL, write_checksum=True).compress(plain)
    return squeezed, {"Content-Type": JSON, "Content-Encoding": ZSTD}


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """The plain body, never more than `most` bytes whatever the compressed bytes claim; raises Unreadable."""
    if encoding in ("", "identity"):
        plain = body
    elif encoding == ZSTD:
        try:
            with zstandard.ZstdDecompressor().stream_reader(body) as reader:
                plain = reader.read(most + 1)
        except zstandard.ZstdError as wrong:
            raise Unreadable(f"zstd: {wrong}") from wrong
    else:
        raise Unreadable(f"content coding {encoding[:40]}")
    if len(plain) > most:
        raise Unreadable(f"longer than {most} bytes")
    return plain


def to_wire(entry: Entry) -> WireEntry:
    """An entry as it travels."""
    if entry.payload is None:
        return WireEntry(
            entry.id, entry.at, entry.actor, entry.action, ERASED, entry.dossier, entry.payload_hash
        )
    raw = msgspec.Raw(entry.payload.encode())
    return WireEntry(entry.id, entry.at, entry.actor, entry.action, raw, entry.dossier)


def push_of(entries: Sequence[Entry]) -> JournalPush:
    """The push of these entries, which follow each other; at least one."""
    first, last = entries[0], entries[-1]
    return JournalPush(first.seq - 1, first.hash_before, last.hash, [to_wire(entry) for entry in entries])


def session_text(device: str, at: datetime, nonce: str) -> bytes:
    """The bytes that a device signs to open a session."""
    return f"motcua-session-{VERSION}\n{device}\n{moment(at)}\n{nonce}".encode()
