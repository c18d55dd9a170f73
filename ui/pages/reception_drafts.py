"""Where does typed text wait? Every change goes into a draft on disk; parked drafts are listed and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu

from desk.drafts import Draft, drafts, drop, keep
from desk.ids import new_id
from desk.progress import Progress
from desk.rules.words import _
from ui.icons import Icon
from ui.pages.moments import moment_words
from ui.pages.reception_typed import Typed
from ui.seat import Seat
from ui.widgets.buttons import Button, Kind
from ui.work import Area, Told

PARKED = "parked"
PARKED_SHOWN = 9


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What is to be kept under which id."""

    id: str
    typed: Typed
    parked: bool


class Drafts(QObject):
    """Keeps the newest text, one write after another and never two waiting for the same text.

    `found(parked)` follows every look into the store: the drafts that are set aside, the latest first.
    """

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, seat: Seat, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat = seat
        self.id = new_id()
        self._newest: _Snapshot | None = None
        self._writing = False

    def keep(self, typed: Typed) -> None:
        """Keep this text soon; while one is being written only the newest waits."""
        self._newest = _Snapshot(self.id, typed, parked=False)
        if not self._writing:
            self.flush()

    def flush(self) -> None:
        """Hand the newest text over to be written now; what is handed over is written even when the window closes."""
        snapshot, self._newest = self._newest, None
        if snapshot is not None:
            self._write(snapshot, None)

    def park(self, typed: Typed, then: Callable[[], object]) -> None:
        """Set this text aside under its id and begin a new one."""
        self._newest = None
        self._write(_Snapshot(self.id, typed, parked=True), then)
        self.id = new_id()

    def begin(self) -> str:
        """The id of the text so far, to be dropped with its dossier; a new one begins."""
        self._newest = None
        before, self.id = self.id, new_id()
        return before

    def _write(self, snapshot: _Snapshot, then: Callable[[], object] | None) -> None:
        store, login = self._seat.store, self._seat.actor.login

        def write(_progress: Progress) -> None:
            if snapshot.typed.empty:
                with store.keep() as session:
                    drop(session, snapshot.id)
            else:
                document = {**snapshot.typed.to_plain(), PARKED: snapshot.parked}
                keep(store, login, snapshot.id, snapshot.typed.title(), document)

        self._writing = True
        self._seat.work.change(
            write, lambda _nothing: self._written(then), self._unwritten, touches=Area.DRAFTS, owner=self
        )

    def _written(self, then: Callable[[], object] | None) -> None:
        self._writing = False
        if then is not None:
            then()
        self.flush()

    def _unwritten(self, told: Told) -> None:
        self._writing = False
        self.failed.emit(told)

    def look(self, then: Callable[[tuple[Draft, ...]], object]) -> None:
        """Ask for all drafts of this person."""

        def read(_progress: Progress) -> tuple[Draft, ...]:
            with self._seat.store.read() as session:
                return drafts(session, self._seat.actor.login)

        self._seat.work.ask(read, then, self.failed.emit, owner=self)

    def show_parked(self) -> None:
        """Ask which drafts are set aside, and tell it by `found`."""
        self.look(lambda all_drafts: self.found.emit(tuple(one for one in all_drafts if one.id != self.id)))


def unfinished(all_drafts: tuple[Draft, ...]) -> Draft | None:
    """The one that was being typed when the program ended, not set aside: the latest."""
    return next((one for one in all_drafts if not one.document.get(PARKED)), None)


class Parked(Button):
    """How many dossiers are set aside; a press lists them, and `chosen(draft)` takes one up again."""

    chosen = Signal(object)

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__("", self._list, key="Ctrl+L", icon=Icon.HISTORY, kind=Kind.QUIET)
        self.setObjectName("reception.parked")
        self._clock = clock
        self.drafts: tuple[Draft, ...] = ()
        self.hide()

    def show_parked(self, parked: tuple[Draft, ...]) -> None:
        """These are set aside now."""
        self.drafts = parked
        self.setText(_("Đang gác {n} hồ sơ").format(n=len(parked)))
        self.updateGeometry()
        self.setVisible(bool(parked))

    def _list(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("reception.parked_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for draft in self.drafts[:PARKED_SHOWN]:
            words = f"{draft.title}   {moment_words(draft.updated_at, self._clock())}"
            menu.addAction(words.replace("&", "&&"), lambda draft=draft: self.chosen.emit(draft))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])  # Enter takes the latest at once
