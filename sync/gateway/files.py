"""Where does a file resume? The file room of the province: parts that grow, and whole files named by their SHA-256.

    parts/<sha256>.<length>.…   what has arrived so far; its size is the offset, nothing else is (sync/gateway/parts.py)
    files/<ab>/<sha256>         whole: hashed to its name, durable

    begin ──▶ claim ──▶ append … append ──▶ (cut: what arrived stays) ──▶ claim ──▶ append ──▶ whole, or thrown away

One claim at a time writes, whichever process holds it: a newer request for the same file takes over, so a connection
that died unnoticed never blocks the one that came after it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select

from desk.files import disk_full, disk_trouble, flush_folder
from desk.rules.words import _
from sync import wire
from sync.gateway.boxes import Appender, Damaged, FileBox
from sync.gateway.parts import Part, Parts, Superseded, writing
from sync.gateway.refusal import Refusal
from sync.gateway.store import GatewayStore, files, written
from sync.wire import Code

KEPT_FREE_BYTES = 512 * 1024 * 1024
"""Room that no file takes: the journal must find a place when the disk fills up."""


class Claim:
    """The right to write one file, until another claim is made. Made by Files.claim and Files.begin."""

    def __init__(self, sha256: str, part: Part, appender: Appender) -> None:
        self.sha256 = sha256
        self.part = part
        self.length = part.length
        self.appender = appender
        self.lock = threading.Lock()
        self.over = False


class Files:
    """The file room. Its methods block on the disk; call them off the event loop."""

    def __init__(self, store: GatewayStore, folder: Path, box: FileBox) -> None:
        self._store = store
        self._parts = Parts(folder / "parts", box)
        self._whole = folder / "files"
        self._box = box
        self._claims: dict[str, Claim] = {}
        self._lock = threading.Lock()
        with disk_trouble():
            self._whole.mkdir(parents=True, exist_ok=True, mode=0o700)

    def has(self, sha256: str) -> bool:
        """Whether the file is here whole."""
        return self._path(sha256).exists()

    def room(self, size: int = 0) -> bool:
        """Whether so much more may lie here."""
        return shutil.disk_usage(self._whole).free >= KEPT_FREE_BYTES + size

    def arrived(self, sha256: str) -> int:
        """How many bytes of an unfinished file are here."""
        return self._parts.size(sha256)

    def size(self, sha256: str) -> int:
        """Plain bytes of a whole file."""
        return self._box.size(self._path(sha256))

    def read(self, sha256: str) -> Iterator[bytes]:
        """The bytes of a whole file, hashed on the way. Raises Damaged at the end when they are not those of the name."""
        digest = hashlib.sha256()
        for piece in self._box.read(self._path(sha256), sha256):
            digest.update(piece)
            yield piece
        if digest.hexdigest() != sha256:
            raise Damaged(sha256)

    def forget(self, sha256: str) -> None:
        """The file that lies here is not what it should be: away with it, so that its desks are asked for it again."""
        with self._lock, disk_trouble(), self._store.write(sha256) as change:
            change.execute(delete(files).where(files.c.sha256 == sha256))
            self._path(sha256).unlink(missing_ok=True)

    def begin(self, sha256: str, length: int, now: datetime) -> Claim | None:
        """Start a file anew; None when it is here whole already. Raises Refusal(too_large)."""
        if length > wire.MAX_FILE_BYTES:
            raise Refusal(Code.TOO_LARGE, _("Tệp lớn hơn giới hạn của tỉnh."), {"most": wire.MAX_FILE_BYTES})
        if not self.room(length):
            raise disk_full()
        with self._lock:
            self._take_over(sha256)
            if self.has(sha256):
                self._note(sha256, self.size(sha256), now)
                return None
            with disk_trouble():
                return self._claimed(sha256, *self._parts.begin(sha256, length))

    def claim(self, sha256: str) -> Claim | None:
        """Take over an unfinished file where it stands; None when it is whole. Raises Refusal(not_found)."""
        with self._lock:
            self._take_over(sha256)
            if self.has(sha256):
                return None
            with disk_trouble():
                taken = self._parts.take_over(sha256)
            if taken is not None:
                return self._claimed(sha256, *taken)
            if self.has(sha256):  # another process has finished it just now
                return None
            raise Refusal(Code.NOT_FOUND, _("Tỉnh chưa nhận tệp này."))

    def append(self, claim: Claim, piece: bytes) -> None:
        """Write the next piece. Raises Superseded, Refusal(too_large) past the promised length, Trouble(disk_full)."""
        with self._writing(claim):
            if claim.appender.size + len(piece) > claim.length:
                raise Refusal(Code.TOO_LARGE, _("Tệp dài hơn độ dài đã báo."))
            claim.appender.write(piece)

    def keep(self, claim: Claim) -> int:
        """Make what arrived durable; the offset. Raises Superseded."""
        with self._writing(claim):
            claim.appender.flush()
            return claim.appender.size

    def rollback(self, claim: Claim) -> None:
        """Throw away what this claim wrote. Raises Superseded."""
        with self._writing(claim):
            claim.appender.rollback()

    def finish(self, claim: Claim, now: datetime) -> None:
        """All bytes are here: whole and durable afterwards, or thrown away with Refusal(checksum)."""
        with self._writing(claim):
            claim.over = True
            if sys.platform == "win32":  # an open file cannot be renamed there
                claim.appender.close()
            if not self._is_what_it_says(claim):
                claim.part.path.unlink()
                raise Refusal(
                    Code.CHECKSUM, _("Tệp đến nơi không khớp mã băm nên đã bỏ; hãy gửi lại từ đầu.")
                )
            final = self._path(claim.sha256)
            final.parent.mkdir(exist_ok=True, mode=0o700)
            os.replace(claim.part.path, final)
            self._parts.drop(claim.sha256)
            flush_folder(final.parent)
            flush_folder(self._whole)
            # A crash between the two leaves a whole file without its row: begin() and standing() heal that.
            self._note(claim.sha256, claim.length, now)

    def release(self, claim: Claim) -> None:
        """Let go of the file; what was kept stays."""
        with claim.lock:
            claim.over = True
            claim.appender.close()

    def standing(self, sha256: str, now: datetime) -> tuple[int, int]:
        """(offset, length) of a file, whole or not. Raises Refusal(not_found)."""
        claim = self.claim(sha256)
        if claim is None:
            size = self.size(sha256)
            self._note(sha256, size, now)
            return size, size
        self.release(claim)
        return claim.appender.size, claim.length

    def _is_what_it_says(self, claim: Claim) -> bool:
        digest = hashlib.sha256()
        try:
            for piece in self._box.read(claim.part.path, claim.sha256):
                digest.update(piece)
        except Damaged:
            return False
        return digest.hexdigest() == claim.sha256

    @contextmanager
    def _writing(self, claim: Claim) -> Iterator[None]:
        with claim.lock:
            if claim.over:
                raise Superseded(claim.sha256)
            with disk_trouble(), writing(claim.part, claim.appender):
                yield

    def _take_over(self, sha256: str) -> None:
        claim = self._claims.pop(sha256, None)
        if claim is not None:
            self.release(claim)

    def _claimed(self, sha256: str, part: Part, appender: Appender) -> Claim:
        self._claims = {name: one for name, one in self._claims.items() if not one.over}
        claim = Claim(sha256, part, appender)
        self._claims[sha256] = claim
        return claim

    def _note(self, sha256: str, size: int, now: datetime) -> None:
        with self._store.write(sha256) as change:
            if change.execute(select(files.c.size).where(files.c.sha256 == sha256)).first() is None:
                change.execute(files.insert().values(sha256=sha256, size=size, stored_at=written(now)))

    def _path(self, sha256: str) -> Path:
        return self._whole / sha256[:2] / sha256
