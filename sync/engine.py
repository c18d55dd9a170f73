"""What happens when the line drops? Runs the table of sync/states.py, one request a step, until done, cancelled or out of time.

    JOURNAL ──▶ FILES ──▶ CLOSING ──▶ DONE
     ▲   │ cut    │ news were noted
     └─ ASK       └──▶ JOURNAL

Nothing is kept here that must survive: what is sent is what the desk says the province has not acknowledged,
and what the province holds is what the province says. A dead process, a cut at any byte or a lost answer is
therefore followed by a question and by the rest. No message does anything twice.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from desk.progress import Cancelled, Progress, Step
from desk.rules.sending import WHOLE_LINE
from desk.rules.words import _
from sync.failures import Busy, CutSending, CutWaiting, Failed, NotReached, NotWelcome, Refused
from sync.line import Line
from sync.outbox import Attention, Closing, Desk, Ending, Identity, Report
from sync.pace import Pace
from sync.stages import Exchange, Grown
from sync.states import AT_ONCE_EVERY_S, Move, Outcome, Stage, move, wait_s

DEFAULT_UNTIL_S = 15 * 60.0

LineFactory = Callable[[Identity], Line]
Sleep = Callable[[Progress, float], None]


class OutOfTime(Exception):
    """The time that this run was given is over."""


def open_line(identity: Identity, most_kbit: int = WHOLE_LINE) -> Line:
    """A line to the province of this identity, of which we take at most so many kbit/s for what we send."""
    return Line(identity.url, identity.trust, Pace(most_kbit))


class Engine:
    """The exchange of one desk. Keeps its connection between runs; one run at a time."""

    def __init__(
        self,
        desk: Desk,
        line_factory: LineFactory,
        clock: Callable[[], datetime],
        sleep: Sleep = Progress.wait,
    ) -> None:
        self._desk = desk
        self._line_factory = line_factory
        self._clock = clock
        self._sleep = sleep
        self._line: Line | None = None

    def close(self) -> None:
        """Let go of the connection."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def run(
        self, progress: Progress, until: float = DEFAULT_UNTIL_S, closings: Sequence[Closing] = ()
    ) -> Report:
        """Exchange now, for at most `until` seconds; what was reached is durable whatever the report says.

        Cancelling works within a second, also in the middle of a request, and loses nothing. `closings` are
        days to be compared and signed once everything else is through. Raises Trouble of the desk (disk full);
        whatever happens on the line or at the province is in the report, never raised.
        """
        identity = self._desk.identity()
        if identity is None:
            return self._noted(_not_enrolled())
        if self._line is None or self._line.url != identity.url.rstrip("/"):
            self.close()
            self._line = self._line_factory(identity)
        run = _Run(self._desk, self._line, identity, self._clock, self._sleep, progress, until, closings)
        return self._noted(run.through())

    def _noted(self, report: Report) -> Report:
        self._desk.note_exchange(report)
        return report


class _Run:
    """One run: where it is, how long nothing got through, and the watcher of every request."""

    def __init__(
        self, desk: Desk, line: Line, identity: Identity, clock: Callable[[], datetime], sleep: Sleep,
        progress: Progress, until: float, closings: Sequence[Closing],
    ) -> None:  # fmt: skip
        self._line = line
        self._sleep = sleep
        self._progress = progress
        self._started = time.monotonic()
        self._deadline = self._started + until
        self._bytes = (line.bytes_up, line.bytes_down)
        self._failing_since: float | None = None
        self._at_once_at: float | None = None
        self._last: Failed | None = None
        self._chance = random.Random()  # noqa: S311 - spreads retries, guards nothing
        self._exchange = Exchange(desk, line, identity, clock, self._show, closings)

    def through(self) -> Report:
        try:
            ending = self._follow()
        except Cancelled:
            ending = Ending.CANCELLED
        except OutOfTime:
            ending = Ending.OUT_OF_TIME
            if self._last is not None:
                self._exchange.tally.tell(self._last.code, self._last.message)
        said, line = self._exchange.tally, self._line
        return Report(
            ending, said.entries, said.dossiers, said.files, said.received,
            line.bytes_up - self._bytes[0], line.bytes_down - self._bytes[1],
            round(time.monotonic() - self._started, 3), tuple(said.attention), tuple(said.receipts),
        )  # fmt: skip

    def _follow(self) -> Ending:
        stage = Stage.JOURNAL
        stopped_by = Ending.DONE
        while stage is not Stage.DONE:
            if stage is Stage.STOPPED:
                return stopped_by
            outcome, failed = self._step(stage)
            following = move(stage, outcome)
            if failed is not None and (following.aside or following.stage is Stage.STOPPED):
                self._exchange.set_aside(stage, failed)
                stopped_by = Ending.NOT_WELCOME if outcome is Outcome.NOT_WELCOME else Ending.REFUSED
            self._settle(stage, outcome, failed, following)
            stage = following.stage
        return Ending.DONE

    def _step(self, stage: Stage) -> tuple[Outcome, Failed | None]:
        try:
            return (Outcome.OK if self._exchange.step(stage) else Outcome.MORE), None
        except Grown:
            return Outcome.AGAIN, None
        except NotReached as failed:
            return Outcome.NOT_REACHED, failed
        except CutSending as failed:
            return Outcome.CUT_SENDING, failed
        except CutWaiting as failed:
            return Outcome.CUT_WAITING, failed
        except Busy as failed:
            return Outcome.BUSY, failed
        except NotWelcome as failed:
            return Outcome.NOT_WELCOME, failed
        except Refused as failed:
            return Outcome.REFUSED, failed

    def _settle(self, stage: Stage, outcome: Outcome, failed: Failed | None, following: Move) -> None:
        now = time.monotonic()
        got_through = failed is None and stage is not Stage.ASK
        if got_through or self._exchange.advanced() or (failed is not None and self._line.patience.carried):
            self._failing_since = self._last = None
        if failed is None or not following.wait:
            return
        self._exchange.cut(stage, outcome)
        self._last = failed
        pause = self._pause_s(failed, now)
        left = self._deadline - now
        if left <= 0:
            raise OutOfTime
        self._progress.step(Step(_waiting_words(failed, pause)))
        self._sleep(self._progress, min(pause, left))

    def _pause_s(self, failed: Failed, now: float) -> float:
        first, self._failing_since = self._failing_since is None, self._failing_since or now
        since = self._at_once_at
        if (
            first
            and isinstance(failed, CutSending | CutWaiting)
            and (since is None or now - since > AT_ONCE_EVERY_S)
        ):
            self._at_once_at = now
            return 0.0
        told = failed.after_s if isinstance(failed, Busy) else 0.0
        return wait_s(now - self._failing_since, told, self._chance.uniform(1.0, 1.2))

    def _show(self, step: Step) -> None:
        """Called while bytes move, five times a second: tells the watcher, ends the request when it must end."""
        self._progress.step(step)
        if time.monotonic() > self._deadline:
            raise OutOfTime


def _waiting_words(failed: Failed, pause: float) -> str:
    return _("{why} Thử lại sau {n} giây.").format(why=failed.message, n=max(1, round(pause)))


def _not_enrolled() -> Report:
    missing = Attention("not_enrolled", _("Máy này chưa đăng ký với tỉnh nên chưa gửi được."))
    return Report(Ending.NOT_ENROLLED, 0, 0, 0, 0, 0, 0, 0.0, (missing,))
