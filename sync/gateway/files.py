"""Where does a file resume? Parts that grow, and whole files named by their SHA-256, in a room (sync/gateway/rooms.py).

    part     what has arrived so far; its size is the offset, nothing else is
    whole    hashed to its name, durable

    begin ──▶ claim ──▶ append … append ──▶ (cut: what arrived stays) ──▶ claim ──▶ append ──▶ whole, or thrown away

One claim at a time writes, whichever process holds it: a newer request for the same file takes over, so a connection
that died unnoticed never blocks the one that came after it.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from desk.files import disk_full, disk_trouble
from desk.rules.words import _
from sync import wire
from sync.gateway.boxes import Damaged
from sync.gateway.parts import Superseded
from sync.gateway.refusal import Refusal
from sync.gateway.rooms import Part, Room
from sync.gateway.store import GatewayStore, files, uploads, written
from sync.wire import Code

PARTS_KEPT = timedelta(days=30)
SWEEP_EVERY = timedelta(hours=1)


class Claim:
    """The right to write one file, until another claim is made. Made by Files.claim and Files.begin."""

    def __init__(self, sha256: str, part: Part) -> None:
        self.sha256 = sha256
        self.part = part
        self.lock = threading.Lock()
        self.over = False

    @property
    def length(self) -> int:
        """Bytes of the whole file."""
        return self.part.length

    @property
    def size(self) -> int:
        """Bytes that came so far."""
        return self.part.size


class Files:
    """The files of the province. Its methods block on the room; call them off the event loop."""

    def __init__(self, store: GatewayStore, room: Room, parts_kept: timedelta = PARTS_KEPT) -> None:
        """What was begun and has got nothing for `parts_kept` is forgotten."""
        self._store = store
        self._room = room
        self._parts_kept = parts_kept
        self._swept_at: datetime | None = None
        self._claims: dict[str, Claim] = {}
        self._lock = threading.Lock()

    def has(self, sha256: str) -> bool:
        """Whether the file is here whole."""
        return self._room.has(sha256)

    def room(self, size: int = 0) -> bool:
        """Whether so much more may lie here."""
        return self._room.free(size)

    def arrived(self, sha256: str) -> int:
        """How many bytes of an unfinished file are here."""
        return self._room.arrived(sha256)

    def size(self, sha256: str) -> int:
        """Plain bytes of a whole file."""
        return self._room.size(sha256)

    def piece(self, sha256: str, offset: int, most: int) -> bytes:
        """At most `most` bytes of a whole file; whoever puts the pieces together compares the hash. Raises Damaged."""
        data = bytearray()
        for piece in self._room.read(sha256, offset):
            data += piece
            if len(data) >= most:
                break
        return bytes(data[:most])

    def read(self, sha256: str) -> Iterator[bytes]:
        """The bytes of a whole file, hashed on the way. Raises Damaged at the end when they are not those of the name."""
        digest = hashlib.sha256()
        for piece in self._room.read(sha256):
            digest.update(piece)
            yield piece
        if digest.hexdigest() != sha256:
            raise Damaged(sha256)

    def forget(self, sha256: str) -> None:
        """The file that lies here is not what it should be: away with it, so that its desks are asked for it again."""
        with self._lock, disk_trouble(), self._store.write(sha256) as change:
            change.execute(delete(files).where(files.c.sha256 == sha256))
            self._room.forget(sha256)

    def begin(self, sha256: str, length: int, now: datetime) -> Claim | None:
        """Start a file anew; None when it is here whole already. Raises Refusal(too_large)."""
        if length > wire.MAX_FILE_BYTES:
            raise Refusal(Code.TOO_LARGE, _("Tệp lớn hơn giới hạn của tỉnh."), {"most": wire.MAX_FILE_BYTES})
        if not self.room(length):
            raise disk_full()
        with self._lock:
            self._sweep(now)
            self._take_over(sha256)
            if self.has(sha256):
                self._note(sha256, self.size(sha256), now)
                self._room.drop(sha256)
                return None
            with disk_trouble():
                return self._claimed(sha256, self._room.begin(sha256, length))

    def claim(self, sha256: str) -> Claim | None:
        """Take over an unfinished file where it stands; None when it is whole. Raises Refusal(not_found)."""
        with self._lock:
            self._take_over(sha256)
            if self.has(sha256):
                return None
            with disk_trouble():
                taken = self._room.take_over(sha256)
            if taken is not None:
                return self._claimed(sha256, taken)
            if self.has(sha256):  # another process has finished it just now
                return None
            raise Refusal(Code.NOT_FOUND, _("Tỉnh chưa nhận tệp này."))

    def append(self, claim: Claim, piece: bytes) -> None:
        """Write the next piece. Raises Superseded, Refusal(too_large) past the promised length, Trouble(disk_full)."""
        with self._writing(claim):
            if claim.size + len(piece) > claim.length:
                raise Refusal(Code.TOO_LARGE, _("Tệp dài hơn độ dài đã báo."))
            claim.part.write(piece)

    def keep(self, claim: Claim) -> int:
        """Make what arrived durable; the offset. Raises Superseded."""
        with self._writing(claim):
            claim.part.flush()
            return claim.size

    def rollback(self, claim: Claim) -> None:
        """Throw away what this claim wrote. Raises Superseded."""
        with self._writing(claim):
            claim.part.rollback()

    def finish(self, claim: Claim, now: datetime) -> None:
        """All bytes are here: whole and durable afterwards, or thrown away with Refusal(checksum)."""
        with self._writing(claim):
            claim.part.flush()
            claim.over = True
            if not _is_what_it_says(claim):
                claim.part.throw_away()
                raise Refusal(
                    Code.CHECKSUM, _("Tệp đến nơi không khớp mã băm nên đã bỏ; hãy gửi lại từ đầu.")
                )
            claim.part.make_whole()
            # A crash between the two leaves a whole file without its row: begin() and standing() heal that.
            self._note(claim.sha256, claim.length, now)

    def release(self, claim: Claim) -> None:
        """Let go of the file; what was kept stays."""
        with claim.lock:
            claim.over = True
            claim.part.close()

    def standing(self, sha256: str, now: datetime) -> tuple[int, int]:
        """(offset, length) of a file, whole or not. Raises Refusal(not_found)."""
        claim = self.claim(sha256)
        if claim is None:
            size = self.size(sha256)
            self._note(sha256, size, now)
            return size, size
        self.release(claim)
        return claim.size, claim.length

    @contextmanager
    def _writing(self, claim: Claim) -> Iterator[None]:
        with claim.lock:
            if claim.over:
                raise Superseded(claim.sha256)
            with disk_trouble(), claim.part.held():
                yield

    def _sweep(self, now: datetime) -> None:
        """Whoever begins a file makes room for it, once in a while."""
        if self._swept_at is None or now - self._swept_at > SWEEP_EVERY:
            self._swept_at = now
            with disk_trouble():
                self._room.sweep(now - self._parts_kept)

    def _take_over(self, sha256: str) -> None:
        claim = self._claims.pop(sha256, None)
        if claim is not None:
            self.release(claim)

    def _claimed(self, sha256: str, part: Part) -> Claim:
        self._claims = {name: one for name, one in self._claims.items() if not one.over}
        claim = Claim(sha256, part)
        self._claims[sha256] = claim
        return claim

    def _note(self, sha256: str, size: int, now: datetime) -> None:
        with self._store.write(sha256) as change:
            change.execute(delete(uploads).where(uploads.c.sha256 == sha256))
            if change.execute(select(files.c.size).where(files.c.sha256 == sha256)).first() is None:
                change.execute(files.insert().values(sha256=sha256, size=size, stored_at=written(now)))


def _is_what_it_says(claim: Claim) -> bool:
    digest = hashlib.sha256()
    try:
        for piece in claim.part.read():
            digest.update(piece)
    except Damaged:
        return False
    return digest.hexdigest() == claim.sha256
