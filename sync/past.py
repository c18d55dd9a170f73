"""What does a restored desk ask of the province, and what does it hear? Its own journal, as it was sent."""

from __future__ import annotations

from sync.wire import Answer, Hash, Seq, WireEntry

HISTORY = "/v1/history"
MAX_HISTORY_BYTES = 1024 * 1024
"""Payloads in one answer; the rest comes when asked again."""


class History(Answer, frozen=True):
    """The desk's own journal as the province holds it, from after `after_seq` on, whose hash is `before_hash`."""

    after_seq: Seq
    before_hash: Hash
    held: Seq
    hash: Hash
    entries: list[WireEntry] = []
