"""How does the province take in a journal? A prefix without gaps, compared by hash; a verdict beside each refused entry.

push: after_seq ──────── entries ────────▶ hash
held: ───────────▶ held
                   already held: compared (equal: skipped, different: fork)
                        the rest: judged, kept, acknowledged, in one transaction
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, select, update

from desk.rules.chain import GENESIS, Entry, entry_hash, sha256
from desk.rules.words import _
from sync import past, wire
from sync.gateway.devices import Device
from sync.gateway.files import Files
from sync.gateway.judge import Judge, named_file
from sync.gateway.refusal import Refusal
from sync.gateway.store import GatewayStore, devices, journal, named_files, to_entry, written
from sync.gateway.store import files as stored_files
from sync.wire import Code

MAX_VERDICTS = 4_000
"""In one answer; the rest comes when asked again with a higher `after`."""


class Inbox:
    """The journals of all desks."""

    def __init__(self, store: GatewayStore, files: Files) -> None:
        self._store = store
        self._files = files

    def push(self, device: Device, push: wire.JournalPush) -> wire.JournalAnswer:
        """Take the entries in: afterwards they are held, durably, or nothing has changed.

        The same push again changes nothing and gets the same answer. Raises Refusal: gap (details: held, hash),
        fork, broken_chain, bad_message.
        """
        with self._store.write(device.id) as change:
            self._take(change, device, push)
            return self._answer(change, device, push.after_seq)

    def keep(self, device: Device, push: wire.JournalPush) -> None:
        """As push, without an answer: one comes when all pieces of a turn are held."""
        with self._store.write(device.id) as change:
            self._take(change, device, push)

    def state(self, device: Device, after: int) -> wire.JournalAnswer:
        """What is held, the verdicts on entries after `after`, and the files that are wanted."""
        with self._store.read() as session:
            return self._answer(session, device, after)

    def history(self, device: Device, after: int, most: int) -> past.History:
        """At most `most` entries of the device's own journal behind `after`, as they came: a restored desk reads them back."""
        with self._store.read() as session:
            held, held_hash = _held(session, device)
            after = min(after, held)
            before = _hash_at(session, device, after, held, held_hash)
            rows = session.execute(
                select(journal)
                .where(journal.c.device == device.id, journal.c.seq > after)
                .order_by(journal.c.seq)
                .limit(min(most, wire.MAX_ENTRIES))
            )
            entries: list[wire.WireEntry] = []
            size = 0
            for row in rows:
                size += len(row.payload or "")
                if entries and size > past.MAX_HISTORY_BYTES:
                    break
                entries.append(wire.to_wire(to_entry(row)))
            return past.History(after, before, held, held_hash, entries)

    def file_piece(self, device: Device, sha256: str, offset: int, most: int) -> past.FilePiece:
        """At most `most` bytes of a file that this device's journal names: a restored desk fetches it back.

        Nobody else's file is told from one that is not here.
        """
        with self._store.read() as session:
            mine = (named_files.c.device == device.id) & (named_files.c.sha256 == sha256)
            named = session.execute(select(named_files.c.seq).where(mine)).first() is not None
        if not named or not self._files.has(sha256):
            return past.FilePiece(sha256, offset, 0, b"")
        data = self._files.piece(sha256, offset, min(most, past.MAX_PIECE_BYTES))
        return past.FilePiece(sha256, offset, self._files.size(sha256), data)

    def _take(self, change: Connection, device: Device, push: wire.JournalPush) -> None:
        held, held_hash = _held(change, device)
        if push.after_seq > held:
            raise Refusal(
                Code.GAP,
                _("Tỉnh còn thiếu các mục nhật ký trước đó."),
                {"held": held, "hash": held_hash},
            )
        before = _hash_at(change, device, push.after_seq, held, held_hash)
        if not before.startswith(push.before_hash):
            raise _fork(push.after_seq, held)
        entries = _rebuilt(device.id, push, before)
        known = [entry for entry in entries if entry.seq <= held]
        fresh = entries[len(known) :]
        _compare(change, device, known, held)
        if fresh:
            self._keep(change, device, fresh)
            last = fresh[-1]
            change.execute(
                update(devices)
                .where(devices.c.id == device.id)
                .values(held_seq=last.seq, held_hash=last.hash)
            )

    def _keep(self, change: Connection, device: Device, fresh: Sequence[Entry]) -> None:
        judge = Judge(change, device)
        judge.prepare(fresh)
        rows: list[dict[str, Any]] = []
        for entry in fresh:
            verdict = judge.judge(entry)
            rows.append(
                {
                    "device": device.id,
                    "seq": entry.seq,
                    "id": entry.id,
                    "at": written(entry.at),
                    "actor": entry.actor,
                    "dossier": entry.dossier,
                    "action": entry.action,
                    "payload": entry.payload,
                    "payload_hash": entry.payload_hash,
                    "hash_before": entry.hash_before,
                    "hash": entry.hash,
                    "verdict": verdict.code if verdict else None,
                    "message": verdict.message if verdict else None,
                }
            )
            file = named_file(entry)
            if file is not None:
                _name_file(change, device, entry.seq, file.sha256, file.size)
        for row in rows:
            if row["seq"] in judge.mended:
                row["verdict"] = row["message"] = None
        change.execute(journal.insert(), rows)
        judge.settle()

    def _answer(self, session: Connection, device: Device, after: int) -> wire.JournalAnswer:
        held, held_hash = _held(session, device)
        refused = session.execute(
            select(journal.c.seq, journal.c.verdict, journal.c.message)
            .where(journal.c.device == device.id, journal.c.verdict.is_not(None), journal.c.seq > after)
            .order_by(journal.c.seq)
            .limit(MAX_VERDICTS)
        )
        verdicts = [wire.Verdict(row.seq, row.verdict, row.message) for row in refused]
        missing = session.scalars(
            select(named_files.c.sha256)
            .outerjoin(stored_files, stored_files.c.sha256 == named_files.c.sha256)
            .where(named_files.c.device == device.id, stored_files.c.sha256.is_(None))
            .order_by(named_files.c.seq)
            .limit(wire.MAX_WANTED + 1)
        ).all()
        wanted = [wire.WantedFile(sha, self._files.arrived(sha)) for sha in missing[: wire.MAX_WANTED]]
        return wire.JournalAnswer(held, held_hash, verdicts, wanted, len(missing) <= wire.MAX_WANTED)


def _held(session: Connection, device: Device) -> tuple[int, str]:
    row = session.execute(
        select(devices.c.held_seq, devices.c.held_hash).where(devices.c.id == device.id)
    ).one()
    return row.held_seq, row.held_hash


def _hash_at(session: Connection, device: Device, seq: int, held: int, held_hash: str) -> str:
    if seq == 0:
        return GENESIS
    if seq == held:
        return held_hash
    found = session.scalar(select(journal.c.hash).where(journal.c.device == device.id, journal.c.seq == seq))
    assert found is not None, "a held prefix has no gap"
    return str(found)


def _rebuilt(device: str, push: wire.JournalPush, before: str) -> list[Entry]:
    """The entries with what the chain computes; Refusal(broken_chain) where they do not lead to the push's hash."""
    entries: list[Entry] = []
    for seq, said in enumerate(push.entries, start=push.after_seq + 1):
        payload = bytes(said.payload).decode() if said.erased is None else None
        if (said.erased is None) == (bytes(said.payload) == bytes(wire.ERASED)):
            raise Refusal(Code.BAD_MESSAGE, _("Mục nhật ký số {seq} thiếu nội dung.").format(seq=seq))
        payload_hash = said.erased if payload is None else sha256(payload.encode())
        assert payload_hash is not None
        try:
            at = said.at.astimezone(UTC)
        except OverflowError as wrong:
            raise Refusal(
                Code.BAD_MESSAGE, _("Mục nhật ký số {seq} sai ngày giờ.").format(seq=seq)
            ) from wrong
        unhashed = Entry(
            said.id, device, seq, at, said.actor, said.dossier, said.action, payload, payload_hash, before, ""
        )
        entry = replace(unhashed, hash=entry_hash(unhashed))
        entries.append(entry)
        before = entry.hash
    if before != push.hash:
        raise Refusal(Code.BROKEN_CHAIN, _("Nhật ký nhận được không khớp mã băm; chưa ghi gì."))
    return entries


def _compare(session: Connection, device: Device, known: Sequence[Entry], held: int) -> None:
    if not known:
        return
    here = session.execute(
        select(journal.c.seq, journal.c.hash).where(
            journal.c.device == device.id, journal.c.seq.between(known[0].seq, known[-1].seq)
        )
    )
    hashes = {row.seq: row.hash for row in here}
    for entry in known:
        if hashes.get(entry.seq) != entry.hash:
            raise _fork(entry.seq, held)


def _name_file(change: Connection, device: Device, seq: int, sha: str, size: int) -> None:
    same = (named_files.c.device == device.id) & (named_files.c.sha256 == sha)
    if change.execute(select(named_files.c.seq).where(same)).first() is None:
        change.execute(named_files.insert().values(device=device.id, sha256=sha, size=size, seq=seq))


def _fork(seq: int, held: int) -> Refusal:
    return Refusal(
        Code.FORK,
        _(
            "Nhật ký của máy khác với nhật ký tỉnh đang giữ, từ mục số {seq}. "
            "Dữ liệu của máy có thể đã được khôi phục từ bản sao lưu, hoặc đang chạy trên hai máy."
        ).format(seq=seq),
        {"seq": seq, "held": held},
    )
