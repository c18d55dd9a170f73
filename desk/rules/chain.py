"""What makes a journal entry itself? Its canonical bytes and its hash: one definition for desk and province.

    entry n-1            entry n
    ┌──────────┐         ┌──────────────────────────────────────────────┐
    │ hash ────┼───────▶ │ hash_before │ id device seq at actor dossier │
    └──────────┘         │             │ action payload_hash ──▶ hash   │
                         └──────────────────────────────────────────────┘

The chain covers the *hash* of the payload, not the payload: what the law orders erased can be
erased, the chain still verifies, and the erasure shows as an entry without payload.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

CHAIN_VERSION = 1
GENESIS = "0" * 64
"""The hash before the first entry of every device."""
ENTRY, DOSSIER = "entry", "dossier"
"""What has a derived identifier."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_HEAD = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class ChainBroken(Exception):
    """An entry does not follow from the one before. `seq` names it; `why` is gap, link, payload or hash."""

    def __init__(self, seq: int, why: str) -> None:
        super().__init__(f"entry {seq}: {why}")
        self.seq = seq
        self.why = why


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a device's journal (nhật ký). `payload` is canonical JSON text, or None once erased."""

    id: str
    device: str
    seq: int
    at: datetime
    actor: str
    dossier: str | None
    action: str
    payload: str | None
    payload_hash: str
    hash_before: str
    hash: str

    def facts(self) -> dict[str, Any]:
        """The payload as a mapping; empty once it was erased."""
        return {} if self.payload is None else dict(json.loads(self.payload))


def canonical(document: Mapping[str, Any]) -> str:
    """JSON text that is equal for equal facts: sorted keys, no spaces, NFC; floats are refused (money is integer)."""
    text = _CANONICAL.encode(_plain(document))
    return unicodedata.normalize("NFC", text)


def link(
    before: str,
    *,
    id: str,
    device: str,
    seq: int,
    at: datetime,
    actor: str,
    dossier: str | None,
    action: str,
    payload: Mapping[str, Any],
) -> Entry:
    """The next entry after the one whose hash is `before`; `at` must be aware."""
    text = canonical(payload)
    at, payload_hash = at.astimezone(UTC), sha256(text.encode())
    hash_ = _hash(before, id, device, seq, at, actor, dossier, action, payload_hash)
    return Entry(id, device, seq, at, actor, dossier, action, text, payload_hash, before, hash_)


def derived_id(device: str, seq: int, at: datetime, what: str) -> str:
    """The identifier of an entry (ENTRY), or of the dossier that it begins (DOSSIER): a UUIDv7 that both sides compute.

    As unique as the device and its sequence number are, and sortable by time; so it need not travel. What was
    written before this rule has random identifiers, which stay as they are.
    """
    since = at.astimezone(UTC) - _EPOCH
    random = int.from_bytes(
        hashlib.sha256(f"motcua-{what}-1\n{device}\n{seq}\n{moment(at)}".encode()).digest()
    )
    value = (since // timedelta(milliseconds=1) & (2**48 - 1)) << 80
    value |= 0x7 << 76 | (random >> 64 & 0xFFF) << 64
    value |= 0b10 << 62 | (random & (2**62 - 1))
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the canonical bytes of everything but the payload itself and the hash."""
    return _hash(entry.hash_before, entry.id, entry.device, entry.seq, entry.at, entry.actor, entry.dossier,
                 entry.action, entry.payload_hash)  # fmt: skip


def _hash(before: str, id: str, device: str, seq: int, at: datetime, actor: str, dossier: str | None, action: str,
          payload_hash: str) -> str:  # fmt: skip
    head = [CHAIN_VERSION, before, id, device, seq, moment(at), actor, dossier, action, payload_hash]
    return sha256(_HEAD.encode(head).encode())


def verify(entries: Iterable[Entry], *, after_seq: int = 0, before: str = GENESIS) -> tuple[int, str]:
    """Walk `entries` as the continuation of `after_seq`/`before`; the last seq and hash reached.

    Raises ChainBroken at the first entry that leaves a gap, does not link, or was altered.
    """
    seq, tip = after_seq, before
    for entry in entries:
        if entry.seq != seq + 1:
            raise ChainBroken(entry.seq, "gap")
        if entry.hash_before != tip:
            raise ChainBroken(entry.seq, "link")
        if entry.payload is not None and sha256(entry.payload.encode()) != entry.payload_hash:
            raise ChainBroken(entry.seq, "payload")
        if entry_hash(entry) != entry.hash:
            raise ChainBroken(entry.seq, "hash")
        seq, tip = entry.seq, entry.hash
    return seq, tip


def moment(at: datetime) -> str:
    """A moment as it is hashed: UTC, fixed width, microseconds."""
    # isoformat, because strftime was a third of the time of an entry
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def sha256(data: bytes) -> str:
    """Lower-case hex digest."""
    return hashlib.sha256(data).hexdigest()


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_THEY_ARE:  # nearly everything: asked first, because every save and every entry comes here
        return value
    if kind is dict:
        return {str(key): _plain(item) for key, item in value.items()}
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form in the journal")
