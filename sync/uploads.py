"""How do files get through a line that drops? One after another without a pause, each from the byte where it stands.

    known where it stands     FILE from there: many in one turn, the next follows at once
    not known (a cut)         ASK in the same turn, while the others are on their way

The answer of a turn says of each where it stands. After a cut only the files whose bytes were on their way are
asked for; nothing that has arrived is sent again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from desk.errors import Trouble
from desk.progress import Step
from desk.rules.words import _
from sync import turn
from sync.failures import Refused
from sync.line import Line, Moved, Watch
from sync.meter import Meter
from sync.outbox import Desk
from sync.wire import Code

TRIES = 5
"""So often may a file be thrown away by its checksum or stand elsewhere than told; then a person looks at it."""
LEAST_TURN_BYTES = 4 * 1024 * 1024
MOST_TURN_BYTES = 32 * 1024 * 1024
TURN_S = 60.0
"""A turn holds about so many seconds of files: its one pause costs little, and what is confirmed shows soon."""
LITTLE_BYTES = 16 * 1024
"""On a slow line a question takes as long as sending so much once more."""
LOST = ("file_missing", "file_damaged")


class Take(Protocol):
    """Takes one turn: these frames up, the answer down and written to the desk."""

    def __call__(self, frames: Sequence[bytes] | Iterator[bytes], what: str, *, whole: bool, size: int,
                 watch: Watch | None) -> turn.TurnAnswer: ...  # fmt: skip


class Told(Protocol):
    """Where a run counts."""

    files: int

    def tell(self, code: str, message: str, about: str = "") -> None: ...


class Uploads:
    """The files of one run, one request a step."""

    def __init__(self, desk: Desk, take: Take, line: Line, clock: Callable[[], datetime],
                 show: Callable[[Step], None], tally: Told) -> None:  # fmt: skip
        self._desk, self._take, self._line, self._clock = desk, take, line, clock
        self._show, self._tally = show, tally
        self._offsets: dict[str, int] = {}
        """Where the province has said that a file stands; absent: ask."""
        self._wanted: list[str] = []
        self._aside: set[str] = set()
        self._tries: dict[str, int] = {}
        self._queue: list[str] | None = None
        self._sizes: dict[str, int] = {}
        self._begun: list[str] = []
        """Files whose bytes the current turn has begun to send."""
        self._unanswered = 0
        """So many bytes at most have arrived since it was known where the files stand that are not asked for."""
        self._advanced = False
        self._reached: dict[str, int] = {}
        self._meter = Meter()
        self._most = 0

    def told(self, answer: turn.TurnAnswer) -> None:
        """The province listed what it wants and where each file stands."""
        self._wanted = [one.sha256 for one in answer.wanted]
        self._offsets.update({one.sha256: one.offset for one in answer.wanted})
        self._queue = None
        self._unanswered = 0

    def cut(self) -> None:
        """The turn failed: ask where the files stand that it had begun to send.

        Unless next to nothing can have arrived, as when a dead line breaks each attempt at once: what the province
        has beyond the place that it told passes by.
        """
        self._unanswered += self._line.patience.crossed
        if self._unanswered > LITTLE_BYTES:
            for sha256 in self._begun:
                self._offsets.pop(sha256, None)
            self._unanswered = 0
        self._begun = []

    def advanced(self) -> bool:
        """Whether a question showed that part of a file had got through, since this was asked last."""
        advanced, self._advanced = self._advanced, False
        return advanced

    def set_aside(self, sha256: str = "") -> str:
        """Leave this file, or the first of those that wait, to a person; its hash."""
        sha256 = sha256 or (self._queue[0] if self._queue else "")
        if sha256:
            self._aside.add(sha256)
        self._queue = None
        return sha256

    def step(self) -> bool:
        """One turn of files; True when none is left. Raises a failure of the line."""
        queue = self._listed()
        if not queue:
            # Attachments that a clerk added meanwhile come with their entries in the next round.
            return True
        asked = [sha256 for sha256 in queue if sha256 not in self._offsets][: turn.MAX_ASKED]
        sending = self._share([sha256 for sha256 in queue if sha256 in self._offsets])
        self._begun = []
        question = [turn.frame(turn.Kind.ASK, b"".join(map(bytes.fromhex, asked)))] if asked else []
        try:
            if sending:
                answer = self._send(question, sending)
            else:
                answer = self._take(question, _("Hỏi tỉnh tệp đã đến đâu"), whole=True, size=0, watch=None)
        except Trouble as lost:
            if lost.code not in LOST or not self._begun:
                raise
            broken = self._begun.pop()
            self._tally.tell(lost.code, lost.title, self.set_aside(broken))
            self.cut()
            return False
        self._begun = []
        self._settle(asked, sending, answer.files)
        return False

    def _listed(self) -> list[str]:
        if self._queue is not None:
            return self._queue
        mine = self._desk.unsent_files()
        known = set(mine)
        order = mine + [sha256 for sha256 in self._wanted if sha256 not in known]
        self._queue = []
        self._sizes = {}
        for sha256 in order:
            if sha256 in self._aside:
                continue
            try:
                self._sizes[sha256] = self._desk.file_size(sha256)
                self._queue.append(sha256)
            except Trouble as lost:
                if lost.code not in LOST:
                    raise
                self._aside.add(sha256)
                self._tally.tell(lost.code, lost.title, sha256)
        return self._queue

    def _share(self, known: Sequence[str]) -> list[str]:
        """The files of one turn: as many as the line carries in about TURN_S, at least one."""
        most = min(max(LEAST_TURN_BYTES, (self._line.patience.bytes_per_s or 0) * TURN_S), MOST_TURN_BYTES)
        share: list[str] = []
        for sha256 in known[: turn.MAX_FILES]:
            most -= self._sizes[sha256] - self._offsets[sha256]
            if share and most < 0:
                break
            share.append(sha256)
        return share

    def _send(self, question: Sequence[bytes], sending: Sequence[str]) -> turn.TurnAnswer:
        heads = {}
        for sha256 in sending:
            size = self._sizes[sha256]
            self._offsets[sha256] = min(self._offsets[sha256], size)
            heads[sha256] = turn.file_head(sha256, size, self._offsets[sha256])
        whole = sum(len(heads[sha256]) + self._sizes[sha256] - self._offsets[sha256] for sha256 in sending)

        def frames() -> Iterator[bytes]:
            yield from question
            for sha256 in sending:
                self._begun.append(sha256)
                yield heads[sha256]
                if self._offsets[sha256] < self._sizes[sha256]:
                    yield from self._desk.open_file(sha256, self._offsets[sha256])

        size = whole + sum(map(len, question))
        return self._take(frames(), "", whole=False, size=size, watch=self._watch())

    def _settle(self, asked: Sequence[str], sent: Sequence[str], stand: Sequence[turn.Stands]) -> None:
        if len(stand) != len(asked) + len(sent):
            raise Refused(
                200, "bad_answer", _("Cổng của tỉnh trả lời theo cách mà phiên bản này không hiểu."), {}
            )
        whole: list[str] = []
        for sha256, one in zip([*asked, *sent], stand, strict=True):
            if one.whole and one.offset == self._sizes[sha256]:
                whole.append(sha256)
                self._tally.files += sha256 in sent and self._offsets.get(sha256, 0) < max(1, one.offset)
                self._offsets.pop(sha256, None)
                continue
            self._offsets[sha256] = one.offset
            if one.offset > self._reached.get(sha256, 0):
                self._reached[sha256], self._advanced = one.offset, True
            if one.code:
                self._mend(sha256, one)
        if whole:
            self._desk.files_confirmed(whole, self._clock())
            self._wanted = [wanted for wanted in self._wanted if wanted not in whole]
        self._queue = None

    def _mend(self, sha256: str, one: turn.Stands) -> None:
        if one.code == Code.OFFSET:
            self._offsets.pop(sha256, None)
        elif one.code not in (Code.CHECKSUM, Code.NOT_FOUND):
            self._tally.tell(one.code, one.message, self.set_aside(sha256))
            return
        self._tries[sha256] = self._tries.get(sha256, 0) + 1
        if self._tries[sha256] > TRIES:
            self._tally.tell("file_stuck", one.message or _("Tệp không gửi trọn được sau nhiều lần thử."),
                             self.set_aside(sha256))  # fmt: skip

    def _watch(self) -> Watch:
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
