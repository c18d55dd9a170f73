"""How does a page do what takes longer than a frame? ask() reads, change() writes; no other way off the thread.

    page ── ask(fn, then) ─────────► pool ─► fn(progress) ─► then(value)       on the main thread
    page ── change(fn, then) ─► lane ─► pool ─► fn(progress) ─► changed, then   one after another in a lane

Asks run side by side. Changes of one lane run in the order given, so what the clerk saved first is written
first; the lanes do not wait for each other, so a slow line never holds up saving a dossier.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from functools import partial
from types import TracebackType
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from desk.errors import RuleBroken, Trouble
from desk.progress import Cancelled, Progress, Step
from ui.faults import bug_code, outline
from ui.garbage import Collector

T = TypeVar("T")
Told = RuleBroken | Trouble
log = logging.getLogger("motcua.ui")

THREADS = 7
"""Four lanes and some asks beside them; the store serialises writers itself, so more would only wait."""


class Area(Flag):
    """What a change touched. A page that shows one of these asks again."""

    NOTHING = 0
    DOSSIERS = auto()
    DRAFTS = auto()
    PEOPLE = auto()
    MONEY = auto()
    CATALOGUE = auto()
    STAFF = auto()
    EXCHANGE = auto()
    DAY = auto()
    SETTINGS = auto()
    PAPERS = auto()
    """the print queue; no page shows it, so it is no part of EVERYTHING"""
    EVERYTHING = DOSSIERS | DRAFTS | PEOPLE | MONEY | CATALOGUE | STAFF | EXCHANGE | DAY | SETTINGS


class Lane(Enum):
    """Which changes wait for each other."""

    RECORD = "record"
    """writes of the desk's store"""
    LINE = "line"
    """the exchange with the province; may take minutes and commits in small steps of its own"""
    PAPER = "paper"
    """printing: the printer takes one paper at a time"""
    SCAN = "scan"
    """scanning and cleaning: the scanner gives one pile at a time"""
    TOKEN = "token"
    """signing: the token takes one paper at a time; each is written in a small step of its own"""


@dataclass(eq=False, slots=True)
class Task(Generic[T]):
    """One piece of work under way. Keep it to watch or cancel it; dropping it does not stop the work."""

    fn: Callable[[Progress], T]
    then: Callable[[T], object] | None
    failed: Callable[[Told], object] | None
    owner: QObject | None
    touches: Area | Callable[[T], Area] | None
    lane: Lane | None
    watch: Callable[[Step], object] | None
    stopped: Callable[[], object] | None
    progress: Progress = field(default_factory=Progress)
    yields: bool = False
    forgotten: bool = False

    def cancel(self) -> None:
        """Ask the work to stop at its next check; `stopped` is called when it has."""
        self.progress.cancel()

    def forget(self) -> None:
        """The answer is not wanted any more: stop, and call nobody back."""
        self.forgotten = True
        self.progress.cancel()

    @property
    def wanted(self) -> bool:
        """Whether somebody is still there to hear the answer."""
        return not self.forgotten and (self.owner is None or shiboken6.isValid(self.owner))


@dataclass(frozen=True, slots=True)
class _End:
    """How a task ended: exactly one of value, error."""

    task: Task[Any]
    value: Any = None
    error: BaseException | None = None


class _Post(QObject):
    """Carries ends and steps from the pool to the main thread."""

    ended = Signal(object)
    stepped = Signal(object)


class _Latest:
    """Holds the newest step of a task: a job of a million steps costs the screen one event at a time."""

    def __init__(self, task: Task[Any], post: _Post) -> None:
        self._task, self._post = task, post
        self._lock = threading.Lock()
        self._step: Step | None = None

    def put(self, step: Step) -> None:
        with self._lock:
            waiting, self._step = self._step is not None, step
        if not waiting:
            self._post.stepped.emit(self)

    def deliver(self) -> None:
        with self._lock:
            step, self._step = self._step, None
        if step is not None and self._task.watch is not None and self._task.wanted:
            self._task.watch(step)


def _run(task: Task[Any], post: _Post) -> None:
    """Runs on a pool thread. Whatever happens ends as one event on the main thread."""
    try:
        task.progress.check()
        end = _End(task, value=task.fn(task.progress))
    except BaseException as error:  # the rim of the pool: nothing may vanish with the thread
        end = _End(task, error=error)
    post.ended.emit(end)


class Work(QObject):
    """The one pool of the program. Made once, on the main thread, and handed to the pages.

    `changed(Area)` follows every change that ended well, after its `then`; `broke(code, error)` is for the
    error dialog; `busy(bool)` says whether a change is under way.
    """

    changed = Signal(object)
    broke = Signal(str, object)
    busy = Signal(bool)
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collector = Collector(self)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(THREADS)
        self._post = _Post(self)
        queued = Qt.ConnectionType.QueuedConnection
        self._post.ended.connect(self._ended, queued)
        self._post.stepped.connect(self._stepped, queued)
        self._running: set[Task[Any]] = set()
        self._lanes: dict[Lane, deque[Task[Any]]] = {lane: deque() for lane in Lane}
        self._closing = False

    def ask(
        self,
        fn: Callable[[Progress], T],
        then: Callable[[T], object],
        failed: Callable[[Told], object] | None = None,
        *,
        owner: QObject | None = None,
        instead_of: Task[Any] | None = None,
        watch: Callable[[Step], object] | None = None,
        stopped: Callable[[], object] | None = None,
    ) -> Task[T]:
        """Read something off the UI thread and bring it to `then`, on the main thread.

        `failed` gets a RuleBroken or a Trouble; without it, and for anything else, the error dialog speaks.
        `owner` is who wants to know: when it is gone, nobody is called. `instead_of` is the question this one
        replaces (searching while typing): its answer, even if it comes later, is dropped.
        """
        if instead_of is not None:
            instead_of.forget()
        task = Task(fn, then, failed, owner, None, None, watch, stopped)
        self._start(task)
        return task

    def change(
        self,
        fn: Callable[[Progress], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[Told], object] | None = None,
        *,
        touches: Area | Callable[[T], Area],
        lane: Lane = Lane.RECORD,
        owner: QObject | None = None,
        watch: Callable[[Step], object] | None = None,
        stopped: Callable[[], object] | None = None,
        yields: bool = False,
    ) -> Task[T]:
        """Change something off the UI thread; changes of one lane run one after another, in the order given.

        One that `yields` is cancelled as soon as another comes into its lane: nobody waits for the background.
        When it ended well, `then` gets the value and `changed` tells every page what was touched; the change
        runs to its end even when its page is gone. After `close()` no change is taken: RuntimeError.
        """
        if self._closing:
            raise RuntimeError("no change is taken while the program closes")
        task = Task(fn, then, failed, owner, touches, lane, watch, stopped, yields=yields)
        queue = self._lanes[lane]
        was_idle = not self.changing
        self.give_way(lane)
        queue.append(task)
        if len(queue) == 1:
            self._start(task)
        if was_idle:
            self.busy.emit(True)
        return task

    def give_way(self, lane: Lane) -> None:
        """Stop what goes on in the background of this lane, at its next check."""
        for task in self._lanes[lane]:
            if task.yields:
                task.cancel()

    def under_way(self, task: Task[Any]) -> bool:
        """Whether it waits or runs; no more when its end is told, however it ended."""
        return task in self._running or (task.lane is not None and task in self._lanes[task.lane])

    @property
    def closing(self) -> bool:
        """Whether the program is on its way out: no change is taken any more."""
        return self._closing

    @property
    def changing(self) -> bool:
        """Whether a change runs or waits."""
        return any(self._lanes.values())

    @property
    def resting(self) -> bool:
        """Whether nothing at all is under way."""
        return not self._running and not self.changing

    def close(self) -> bool:
        """Take no more changes, drop the questions, ask the line and the signing to stop; True when nothing is left.

        Otherwise `idle` follows when the last change is written. Changes of the record are never cancelled.
        """
        self._closing = True
        for task in tuple(self._running):
            if task.lane is None:
                task.forget()
        for task in (*self._lanes[Lane.LINE], *self._lanes[Lane.TOKEN], *self._lanes[Lane.SCAN]):
            task.cancel()
        return not self.changing

    def wait(self) -> None:
        """Return when no thread works any more; after `close()`, at the very end."""
        self._pool.waitForDone()

    def report(self, error: BaseException) -> str:
        """An error that no rule and no trouble explains: log it without personal data, show its code."""
        code = bug_code(error)
        log.error("%s %s", code, outline(error))
        self.broke.emit(code, error)
        return code

    def _start(self, task: Task[Any]) -> None:
        self._running.add(task)
        task.progress = Progress(_Latest(task, self._post).put) if task.watch else task.progress
        self._pool.start(partial(_run, task, self._post))  # a QRunnable of ours would never be freed

    @Slot(object)
    def _stepped(self, latest: _Latest) -> None:
        latest.deliver()

    @Slot(object)
    def _ended(self, end: _End) -> None:
        task = end.task
        self._running.discard(task)
        if task.lane is not None:
            queue = self._lanes[task.lane]
            queue.popleft()
            if queue:
                self._start(queue[0])
        try:
            self._tell(end)
        finally:
            if task.lane is not None and not self.changing:
                self.busy.emit(False)
            if self.resting:
                self.idle.emit()

    def _tell(self, end: _End) -> None:
        task, error = end.task, end.error
        if error is None:
            if task.then is not None and task.wanted:
                task.then(end.value)
            if task.touches is not None:
                touched = task.touches if isinstance(task.touches, Area) else task.touches(end.value)
                self.changed.emit(touched)
        elif isinstance(error, Cancelled):
            if task.stopped is not None and task.wanted:
                task.stopped()
        elif isinstance(error, Told):
            if task.failed is not None and task.wanted:
                task.failed(error)
            elif task.lane is not None or task.wanted:
                self.report(error)  # a failed save is never silent, even when its page is gone
        else:
            self.report(error)


def catch_strays(work: Work) -> None:
    """Bring an exception of any callback on the main thread to the same dialog instead of stderr alone."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            work.report(error)

    sys.excepthook = hook
