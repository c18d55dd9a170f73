"""What does a restored desk ask of the province, and what does it hear? Its own journal and files, as they were sent."""

from __future__ import annotations

from sync.wire import Answer, Hash, Seq, WireEntry

HISTORY = "/v1/history"
HISTORY_FILE = "/v1/history/file"
MAX_PIECE_BYTES = 1024 * 1024
"""Of a file in one answer."""
MAX_HISTORY_BYTES = 1024 * 1024
"""Payloads in one answer; the rest comes when asked again."""


class History(Answer, frozen=True):
    """The desk's own journal as the province holds it, from after `after_seq` on, whose hash is `before_hash`."""

    after_seq: Seq
    before_hash: Hash
    held: Seq
    hash: Hash
    entries: list[WireEntry] = []


class FilePiece(Answer, frozen=True):
    """Bytes of a file that this device named, from `offset` on; `size` is all of it, 0 where it is not here whole."""

    sha256: Hash
    offset: int
    size: int
    data: bytes
