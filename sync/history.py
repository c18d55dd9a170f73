"""What does the province hold of our journal that we do not? For a desk that was restored from a backup, or ran twice.

compare hashes at the middle, and the middle of the half … ──▶ base: the last entry that both have ──▶ what follows it there
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC

from desk.progress import Progress, Step
from desk.rules.chain import GENESIS, Entry, entry_hash, sha256
from desk.rules.words import _
from sync import past, wire
from sync.failures import Failed, trouble_of
from sync.line import Line
from sync.outbox import Desk

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


def _base(line: Line, desk: Desk, progress: Progress) -> int:
    last = _asked(line, BEHIND_ALL, 0)
    low, high = 0, min(last.held, desk.tip()[0])
    while low < high:
        progress.step(Step(_("So nhật ký với tỉnh")))
        middle = (low + high + 1) // 2
        if _asked(line, middle, 0).before_hash == _ours(desk, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _behind(line: Line, desk: Desk, base: int, progress: Progress) -> tuple[Entry, ...]:
    found: list[Entry] = []
    before, seq = _ours(desk, base), base
    while True:
        answer = _asked(line, seq, wire.MAX_ENTRIES)
        for said in answer.entries:
            seq += 1
            found.append(_entry(desk.device, seq, before, said))
            before = found[-1].hash
        progress.step(Step(_("Lấy lại nhật ký từ tỉnh"), seq - base, answer.held - base))
        if seq >= answer.held or not answer.entries:
            return tuple(found)


def _entry(device: str, seq: int, before: str, said: wire.WireEntry) -> Entry:
    payload = bytes(said.payload).decode() if said.erased is None else None
    payload_hash = said.erased if payload is None else sha256(payload.encode())
    assert payload_hash is not None
    entry = Entry(said.id, device, seq, said.at.astimezone(UTC), said.actor, said.dossier, said.action, payload,
                  payload_hash, before, "")  # fmt: skip
    return replace(entry, hash=entry_hash(entry))


def _asked(line: Line, after: int, most: int) -> past.History:
    return line.get(past.HISTORY, past.History, {"after": str(after), "most": str(most)})


def _ours(desk: Desk, seq: int) -> str:
    return desk.unsent(seq - 1, 1)[0].hash if seq else GENESIS
