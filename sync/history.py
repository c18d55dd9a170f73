"""What does the province hold of our journal and files that we do not? For a desk that was restored, or ran twice.

compare hashes at the middle, and the middle of the half … ──▶ base: the last entry that both have ──▶ what follows it there
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC
from functools import partial
from typing import TypeVar

from desk.progress import Progress, Step
from desk.rules import chain
from desk.rules.chain import GENESIS, Entry, entry_hash
from desk.rules.words import _
from sync import past, wire
from sync.failures import Busy, CutSending, CutWaiting, Failed, NotReached, trouble_of
from sync.line import Line
from sync.outbox import Desk

TRIES = 4
FIRST_PAUSE_S = 0.25
"""Doubled after each failure: an outage of some seconds is nothing that a person must hear of."""
FIRST_PIECE_BYTES = 64 * 1024
T = TypeVar("T")
BEHIND_ALL = 10**14
"""Behind any journal: the answer says where it ends."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """`entries` follow our own entry `base`, as the province holds them."""

    base: int
    entries: tuple[Entry, ...]


def fetch(line: Line, desk: Desk, prove: Callable[[], str], progress: Progress) -> Theirs:
    """Where both journals part, and what the province holds behind it. Changes nothing. Raises Trouble of the line."""
    line.prove = prove
    try:
        base = _base(line, desk, progress)
        return Theirs(base, _behind(line, desk, base, progress))
    except Failed as failed:
        raise trouble_of(failed) from failed


def fetch_file(line: Line, sha256: str, progress: Progress) -> bytes | None:
    """The bytes of a file that our journal names, resumed over whatever cuts; None where the province has it not.

    Raises Trouble of the line once TRIES in a row brought nothing.
    """
    data, most, size = bytearray(), FIRST_PIECE_BYTES, 1
    while len(data) < size:
        asked = {"sha256": sha256, "offset": str(len(data)), "most": str(most)}
        try:
            said = _patiently(partial(line.get, past.HISTORY_FILE, past.FilePiece, asked), progress)
        except Failed as failed:
            raise trouble_of(failed) from failed
        size, most = said.size, min(past.MAX_PIECE_BYTES, most * 2)
        if not said.data:
            break
        data += said.data
        progress.step(Step(_("Lấy lại tệp từ tỉnh"), len(data), size, True))
    return bytes(data) if size and chain.sha256(bytes(data)) == sha256 else None


def _patiently(ask: Callable[[], T], progress: Progress) -> T:
    """Ask again after what the line did; a refusal is final."""
    for attempt in range(TRIES):
        try:
            return ask()
        except (NotReached, CutSending, CutWaiting, Busy):
            if attempt == TRIES - 1:
                raise
            progress.wait(FIRST_PAUSE_S * 2**attempt)
    raise AssertionError("the last try returns or raises")


def _base(line: Line, desk: Desk, progress: Progress) -> int:
    last = _asked(line, BEHIND_ALL, 0, progress)
    low, high = 0, min(last.held, desk.tip()[0])
    while low < high:
        progress.step(Step(_("So nhật ký với tỉnh")))
        middle = (low + high + 1) // 2
        if _asked(line, middle, 0, progress).before_hash == _ours(desk, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _behind(line: Line, desk: Desk, base: int, progress: Progress) -> tuple[Entry, ...]:
    found: list[Entry] = []
    before, seq = _ours(desk, base), base
    while True:
        answer = _asked(line, seq, wire.MAX_ENTRIES, progress)
        for said in answer.entries:
            seq += 1
            found.append(_entry(desk.device, seq, before, said))
            before = found[-1].hash
        progress.step(Step(_("Lấy lại nhật ký từ tỉnh"), seq - base, answer.held - base))
        if seq >= answer.held or not answer.entries:
            return tuple(found)


def _entry(device: str, seq: int, before: str, said: wire.WireEntry) -> Entry:
    payload = bytes(said.payload).decode() if said.erased is None else None
    payload_hash = said.erased if payload is None else chain.sha256(payload.encode())
    assert payload_hash is not None
    entry = Entry(said.id, device, seq, said.at.astimezone(UTC), said.actor, said.dossier, said.action, payload,
                  payload_hash, before, "")  # fmt: skip
    return replace(entry, hash=entry_hash(entry))


def _asked(line: Line, after: int, most: int, progress: Progress) -> past.History:
    asked = {"after": str(after), "most": str(most)}
    return _patiently(partial(line.get, past.HISTORY, past.History, asked), progress)


def _ours(desk: Desk, seq: int) -> str:
    return desk.unsent(seq - 1, 1)[0].hash if seq else GENESIS
