"""How does a file get through a line that drops? From the byte where it stands, by its hash; nothing is sent twice.

known offset 0        POST with the bytes          one round trip for a new file
known offset n        PATCH from n
not known (a cut)     HEAD: where does it stand?   whole: confirmed without a byte; not there: POST
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from desk.errors import Trouble
from desk.progress import Step
from desk.rules.words import _
from sync import wire
from sync.failures import Refused
from sync.line import Body, Line, Moved
from sync.meter import Meter
from sync.outbox import Desk
from sync.wire import Code

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {"Content-Type": "application/offset+octet-stream"}
TRIES = 5
"""So often may a file be thrown away by its checksum or stand elsewhere than told; then a person looks at it."""


class Told(Protocol):
    """Where a run counts."""

    files: int

    def tell(self, code: str, message: str, about: str = "") -> None: ...


class Uploads:
    """The files of one run, one request a step."""

    def __init__(self, desk: Desk, line: Line, clock: Callable[[], datetime], show: Callable[[Step], None],
                 tally: Told) -> None:  # fmt: skip
        self._desk, self._line, self._clock, self._show, self._tally = desk, line, clock, show, tally
        self._offsets: dict[str, int] = {}
        """Where the province has said that a file stands; absent: ask."""
        self._wanted: list[str] = []
        self._list_needed = False
        self._aside: set[str] = set()
        self._tries: dict[str, int] = {}
        self._queue: list[str] | None = None
        self._sizes: dict[str, int] = {}
        self._advanced = False
        self._reached: dict[str, int] = {}
        self._meter = Meter()
        self._most = 0

    def told(self, answer: wire.JournalAnswer) -> None:
        """The province listed what it wants and where each file stands."""
        self._wanted = [one.sha256 for one in answer.wanted]
        self._offsets.update({one.sha256: one.offset for one in answer.wanted})
        self._list_needed = False
        self._queue = None

    def ask_for_list(self) -> None:
        """Files may be missing that were confirmed before."""
        self._list_needed = True
        self._queue = None

    def cut(self) -> None:
        """The request of the current file failed: ask where it stands."""
        if self._queue:
            self._offsets.pop(self._queue[0], None)

    def advanced(self) -> bool:
        """Whether a question showed that part of a file had got through, since this was asked last."""
        advanced, self._advanced = self._advanced, False
        return advanced

    def set_aside(self) -> str:
        """Leave the current file to a person; its hash."""
        if not self._queue:
            return ""
        sha256 = self._queue.pop(0)
        self._aside.add(sha256)
        return sha256

    def step(self) -> bool:
        """One request about one file; True when none is left. Raises a failure of the line."""
        if self._queue is None:
            self._queue = self._listed()
        if not self._queue:
            # Attachments that a clerk added meanwhile come with their entries in the next round.
            self._queue = None
            return True
        sha256 = self._queue[0]
        try:
            if sha256 in self._offsets:
                self._send(sha256, self._offsets[sha256])
            else:
                self._ask(sha256)
        except Refused as refused:
            self._mend(sha256, refused)
        except Trouble as lost:
            if lost.code not in ("file_missing", "file_damaged"):
                raise
            self._tally.tell(lost.code, lost.title, self.set_aside())
        return False

    def _listed(self) -> list[str]:
        if self._list_needed:
            held = str(self._desk.held()[0])
            self.told(self._line.get(wire.JOURNAL, wire.JournalAnswer, {"after": held}, self._quiet()))
        mine = self._desk.unsent_files()
        known = set(mine)
        order = mine + [sha256 for sha256 in self._wanted if sha256 not in known]
        queue = [sha256 for sha256 in order if sha256 not in self._aside]
        self._sizes = {}
        for sha256 in list(queue):
            try:
                self._sizes[sha256] = self._desk.file_size(sha256)
            except Trouble as lost:
                if lost.code not in ("file_missing", "file_damaged"):
                    raise
                self._aside.add(sha256)
                queue.remove(sha256)
                self._tally.tell(lost.code, lost.title, sha256)
        return queue

    def _ask(self, sha256: str) -> None:
        response = self._line.request("HEAD", f"{wire.FILES}/{sha256}", headers=TUS, watch=self._quiet())
        offset = int(response.headers["upload-offset"])
        if offset > self._reached.get(sha256, 0):
            self._reached[sha256] = offset
            self._advanced = True
        if offset == self._sizes[sha256] == int(response.headers["upload-length"]):
            self._confirm(sha256)
        else:
            self._offsets[sha256] = offset

    def _send(self, sha256: str, offset: int) -> None:
        size = self._sizes[sha256]
        if offset == size and size:
            self._offsets.pop(sha256)  # all bytes are there but it is not whole: ask
            self._count_try(sha256)
            return
        body = Body(size - offset, self._desk.open_file(sha256, offset))
        if offset == 0:
            named = base64.b64encode(sha256.encode()).decode()
            headers = {**TUS, **OCTETS, "Upload-Length": str(size), "Upload-Metadata": f"sha256 {named}"}
            method, path = "POST", wire.FILES
        else:
            headers = {**TUS, **OCTETS, "Upload-Offset": str(offset)}
            method, path = "PATCH", f"{wire.FILES}/{sha256}"
        response = self._line.request(
            method, path, headers=headers, body=body if body.size else None, watch=self._watch()
        )
        reached = int(response.headers["upload-offset"])
        if reached == size:
            self._confirm(sha256)
            self._tally.files += 1
        else:
            self._offsets[sha256] = reached

    def _confirm(self, sha256: str) -> None:
        self._desk.file_confirmed(sha256, self._clock())
        self._offsets.pop(sha256, None)
        assert self._queue is not None
        self._queue.remove(sha256)
        self._wanted = [one for one in self._wanted if one != sha256]

    def _mend(self, sha256: str, refused: Refused) -> None:
        if refused.status == 404:
            self._offsets[sha256] = 0
        elif refused.code == Code.CHECKSUM:
            self._offsets[sha256] = 0
            self._count_try(sha256, refused)
        elif refused.code == Code.OFFSET:
            self._offsets.pop(sha256, None)
            self._count_try(sha256, refused)
        else:
            raise refused

    def _count_try(self, sha256: str, refused: Refused | None = None) -> None:
        self._tries[sha256] = self._tries.get(sha256, 0) + 1
        if self._tries[sha256] > TRIES:
            message = refused.message if refused else _("Tệp không gửi trọn được sau nhiều lần thử.")
            raise Refused(409, "file_stuck", message, {})

    def _quiet(self) -> Callable[[Moved], None]:
        what = _("Hỏi tỉnh tệp đã đến đâu")
        return lambda moved: self._show(Step(what))

    def _watch(self) -> Callable[[Moved], None]:
        """Shows all files of this stage as one bar: what is left counts from what is not confirmed."""
        assert self._queue is not None
        left = sum(self._sizes[one] - self._offsets.get(one, 0) for one in self._queue)
        total, number = self._all_bytes(left), len(self._queue)
        meter = self._meter
        meter.restart(time.monotonic())
        what = _("Gửi tệp đính kèm, còn {n} tệp").format(n=number)

        def watch(moved: Moved) -> None:
            meter.note(time.monotonic(), moved.up)
            remaining = max(0, left - moved.up)
            self._show(Step(what, total - remaining, total, True, meter.bytes_per_s, meter.left_s(remaining)))

        return watch

    def _all_bytes(self, left: int) -> int:
        self._most = max(self._most, left)
        return self._most
