"""How do scanned sheets, dropped files and arrivals of the watched folder become a file of a dossier? One tray for all pages.

    scan, drop, paste, watched folder ─► clean pages in the tray ─► (arranged by a person) ─► file in the vault ─► component

Everything runs in a lane of its own off the UI thread. A page connects to `changed`, `trouble` and `said`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desk.attachments import MAX_FILE_NAME, NewFile, keep
from desk.clock import now as system_now
from desk.errors import RuleBroken, Trouble
from desk.progress import Progress, Step
from desk.rules.words import _
from desk.store import Store
from scanning.apart import read_file, taken_apart
from scanning.pages import bound
from scanning.scanners import USUAL_DPI, Colour, Paper, Wish, scan
from scanning.tray import Bundle, Tray, digest_of, named_in
from scanning.watched import LOOK_EVERY_S, Watched
from ui.memory import Memory
from ui.seat import Seat
from ui.work import Area, Lane, Task, Told

DEVICE, PAPER, COLOUR, DPI, FOLDER, MOVE = "device", "paper", "colour", "dpi", "folder", "move"
DPIS = (200, 300)


@dataclass(frozen=True, slots=True)
class Loose:
    """Something dropped or pasted: a file on the disk, or the bytes of a picture."""

    name: str
    path: Path | None = None
    data: bytes = b""

    def read(self) -> bytes:
        """The bytes; RuleBroken where the file has vanished or is too large."""
        return self.data if self.path is None else read_file(self.path, self.name)


class ScanHabits:
    """How this counter scans: kept beside the store, one set a counter."""

    def __init__(self, memory: Memory, counter: str) -> None:
        self._memory, self._stem = memory, f"scan.{counter or '0'}."

    def text(self, name: str) -> str:
        """One habit; empty where there is none yet."""
        return self._memory.text(self._stem + name)

    def keep(self, name: str, value: str) -> None:
        """Keep one habit."""
        self._memory.keep(self._stem + name, value)

    @property
    def wish(self) -> Wish:
        """What to ask the scanner for."""
        papers, colours = ({one.value: one for one in kind} for kind in (Paper, Colour))
        dpi = self.text(DPI)
        return Wish(
            self.text(DEVICE),
            papers.get(self.text(PAPER), Paper.GLASS),  # type: ignore[arg-type]
            colours.get(self.text(COLOUR), Colour.COLOUR),  # type: ignore[arg-type]
            int(dpi) if dpi in map(str, DPIS) else USUAL_DPI,
        )

    @property
    def folder(self) -> Path | None:
        """The watched folder, where one was chosen."""
        return Path(self.text(FOLDER)) if self.text(FOLDER) else None

    @property
    def moves(self) -> bool:
        """Whether taken files go aside."""
        return self.text(MOVE) != "no"


class DeskTray(QObject):
    """The tray of this desk. Made once a program, found again by `of`."""

    changed = Signal()
    trouble = Signal(object)
    said = Signal(str)
    busy = Signal(bool)
    stepped = Signal(object)

    def __init__(self, seat: Seat, memory: Memory, clock: Callable[[], datetime] = system_now) -> None:
        super().__init__(seat.work)
        self._store, self._work, self._clock = seat.store, seat.work, clock
        self.habits = ScanHabits(memory, seat.actor.counter)
        self._tray: Tray | None = None
        self._waiting: tuple[Bundle, ...] = ()
        self._watched: Watched | None = None
        self._scan: Task[Bundle] | None = None
        self._looking = False
        self._told = ""
        self._timer = QTimer(self, interval=round(LOOK_EVERY_S * 1000))
        self._timer.timeout.connect(self.look)
        self._change(lambda tray, _progress: None)
        self.watch()

    @classmethod
    def of(cls, seat: Seat, memory: Memory | None = None) -> DeskTray:
        """The tray of the program that this seat belongs to. With a `memory` the habits are those of the seat's counter."""
        found = seat.work.findChild(cls)
        if found is None:
            return cls(seat, memory or Memory())
        assert isinstance(found, cls)
        if memory is not None:
            found.habits = ScanHabits(memory, seat.actor.counter)
            found.watch()
        return found

    @property
    def waiting(self) -> tuple[Bundle, ...]:
        """What waits to be attached, the oldest first."""
        return self._waiting

    @property
    def scanning(self) -> bool:
        """Whether a pile is being scanned."""
        return self._scan is not None

    # -- bringing in ---------------------------------------------------------------------------------------

    def scan(self, name: str, then: Callable[[Bundle], object]) -> None:
        """Scan as the habits say; `then` gets the bundle. Pages before a fault or a stop stay in the tray."""
        wish = self.habits.wish
        self.collect(lambda progress: scan(wish, progress), name, then)

    def collect(
        self, pages: Callable[[Progress], Iterable[bytes]], name: str, then: Callable[[Bundle], object]
    ) -> None:
        """Clean pages one after another, wherever they come from, into one bundle; as `scan`."""
        if self._scan is not None:
            return
        at, kept = self._clock(), [""]

        def run(progress: Progress) -> Bundle:
            tray, made = self._opened(), None
            for page in pages(progress):
                made = tray.add(taken_apart(page, name), name, at, to=kept[0])
                kept[0] = made.id
            assert made is not None
            return made

        def ended() -> None:
            self._scan = None
            self.busy.emit(False)
            self._look_again()

        def done(bundle: Bundle) -> None:
            ended()
            then(bundle)

        def failed(told: Told) -> None:
            ended()
            self.trouble.emit(told)

        def stopped() -> None:
            ended()
            self.said.emit(
                _("Đã dừng quét. Các trang đã quét nằm trong khay.") if kept[0] else _("Đã dừng quét.")
            )

        self.busy.emit(True)
        self._scan = self._work.change(
            run, done, failed, touches=Area.NOTHING, lane=Lane.SCAN, owner=self, watch=self.stepped.emit, stopped=stopped
        )  # fmt: skip

    def stop(self) -> None:
        """Stop scanning after this sheet."""
        if self._scan is not None:
            self._scan.cancel()

    def take(
        self,
        loose: Loose,
        component: str,
        then: Callable[[NewFile], object],
        failed: Callable[[Told], object],
    ) -> None:
        """Clean one dropped file and store it as a file of `component`, in one go."""
        at = self._clock()

        notes: list[str] = []

        def run(progress: Progress) -> NewFile:
            tray = self._opened()
            bundle = tray.add(
                taken_apart(loose.read(), loose.name, progress=progress), Path(loose.name).stem, at
            )
            notes.extend(dict.fromkeys(bundle.notes))
            return _filed(self._store, tray, bundle, component, Path(loose.name).stem)

        def done(file: NewFile) -> None:
            if notes:
                self.said.emit(_("{name}: {notes}").format(name=loose.name, notes=", ".join(notes)))
            then(file)

        self._run(run, done, failed)

    def attach(
        self,
        bundle: Bundle,
        component: str,
        then: Callable[[NewFile], object],
        failed: Callable[[Told], object],
    ) -> None:
        """Make the file of a bundle and store it; it waits no more."""
        self._run(lambda _progress: _filed(self._store, self._opened(), bundle, component), then, failed)

    # -- arranging -----------------------------------------------------------------------------------------

    def put(self, *bundles: Bundle, instead_of: Sequence[str] = ()) -> None:
        """Keep bundles as a person arranged them."""
        self._change(lambda tray, _progress: tray.put(*bundles, instead_of=instead_of))

    def remove(self, bundle: Bundle) -> None:
        """Take a bundle out; `put` brings it back."""
        self._change(lambda tray, _progress: tray.remove(bundle.id))

    def released(self, file: NewFile) -> None:
        """A file was taken off the page before it was recorded: its pages wait again."""
        self._change(lambda tray, _progress: tray.released(file.sha256))

    def read(self, sha256: str) -> bytes:
        """Bytes of the tray; called off the UI thread."""
        return self._opened().read(sha256)

    # -- the watched folder --------------------------------------------------------------------------------

    def watch(self) -> None:
        """Begin to watch the folder of the habits, or stop where none is chosen."""
        folder = self.habits.folder
        if folder is None:
            self._watched = None
            self._timer.stop()
            return
        if self._watched is None or (self._watched.folder, self._watched.move) != (folder, self.habits.moves):
            self._watched, self._told = Watched(folder, move=self.habits.moves), ""
        self._timer.start()

    def look(self) -> None:
        """One look at the watched folder; nothing while the last look is still going on."""
        watched = self._watched
        if watched is None or self._looking or self._work.closing:
            return
        self._looking = True

        def run(progress: Progress) -> tuple[int, Told | None]:
            return _arrivals(watched, self._opened(), self._clock(), progress)

        def done(found: tuple[int, Told | None]) -> None:
            self._looking, self._told = False, ""
            arrived, refused = found
            if arrived:
                self.said.emit(_("{n} tệp mới từ thư mục chờ đã vào khay.").format(n=arrived))
                self._look_again()
            if refused is not None:
                self.trouble.emit(refused)

        def failed(told: Told) -> None:
            self._looking = False
            if str(told) != self._told:  # a share that is off is told once, not every two seconds
                self._told = str(told)
                self.trouble.emit(told)

        def stopped() -> None:
            self._looking = False

        self._work.change(
            run, done, failed, touches=Area.NOTHING, lane=Lane.SCAN, owner=self, stopped=stopped
        )

    # -- off the thread ------------------------------------------------------------------------------------

    def _opened(self) -> Tray:
        """The tray, opened at its first use: after a crash, what no record names waits again."""
        if self._tray is None:
            tray = Tray(self._store)
            with self._store.read() as session:
                tray.settle(named_in(session))
            self._tray = tray
        return self._tray

    def _change(self, fn: Callable[[Tray, Progress], object]) -> None:
        def run(progress: Progress) -> None:
            fn(self._opened(), progress)

        self._run(run, lambda _nothing: None, self.trouble.emit)

    def _run(
        self, run: Callable[[Progress], NewFile] | Callable[[Progress], None], then: Callable[..., object],
        failed: Callable[[Told], object],
    ) -> None:  # fmt: skip
        def done(value: NewFile | None) -> None:
            self._look_again()
            then(value)

        self._work.change(run, done, failed, touches=Area.NOTHING, lane=Lane.SCAN, owner=self)

    def _look_again(self) -> None:
        waiting = self._tray.waiting() if self._tray is not None else ()
        if waiting != self._waiting:
            self._waiting = waiting
            self.changed.emit()


def _filed(store: Store, tray: Tray, bundle: Bundle, component: str, name: str = "") -> NewFile:
    name = f"{(name or component or bundle.name)[: MAX_FILE_NAME - 4].strip() or _('Bản quét')}.pdf"
    file = keep(store.vault, bound(bundle.pages, tray.read), name=name, component=component)
    tray.attached(bundle.id, file.sha256)
    return file


def _arrivals(watched: Watched, tray: Tray, at: datetime, progress: Progress) -> tuple[int, Told | None]:
    """Take what is whole; how many came, and why the last one that did not was refused."""
    arrived, refused = 0, None
    for path in watched.look():
        progress.check()
        try:
            data = read_file(path, path.name)
            seen = digest_of(data)
            if not tray.seen(seen):
                progress.step(Step(path.name))
                tray.add(taken_apart(data, path.name, progress=progress), path.stem, at, seen=seen)
                arrived += 1
            watched.received(path)
        except RuleBroken as broken:
            watched.leave(path)
            refused = broken
        except Trouble as trouble:
            return arrived, trouble
    return arrived, refused
