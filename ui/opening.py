"""How does a start go? The sign-in page stands at once; the keys, the store and the first page load behind it.

    process ── sign-in page, of what was remembered of the office ── a person types ──┬─ Program (ui/app.py)
                 └─ on a thread: libraries, lock, keys, store, what Today will ask ───┘

Nothing that this module imports knows the store: `tests/house` holds it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desk import keys
from desk.errors import RuleBroken, Trouble
from desk.files import DESK_LOCK, alone
from desk.progress import Progress
from desk.rules.words import _
from ui.display import has_display
from ui.front import Front, keep_front, remembered_front
from ui.pages.sign_in import Login, SignIn
from ui.stage import Stage
from ui.work import Told

if TYPE_CHECKING:
    from desk.office import Office
    from desk.store import Store
    from ui.app import Program

Opened = Callable[[keys.AskPassphrase], "Store"]
AT_LATEST_MS = 300
"""A window that nobody sees is never painted; its store opens all the same."""


def open_desk(data: Path) -> int:
    """`motcua`: open the desk of this folder; the exit code."""

    def opened(ask: keys.AskPassphrase) -> Store:
        secrets = keys.open_(data, ask)  # a passphrase takes its time, in which the libraries are loaded
        from desk.store import Store

        return Store.unlocked(data, secrets)

    return run(data, opened)


def run(folder: Path, opened: Opened, *, founds: bool = False) -> int:
    """Show the window of this folder until it is closed. `founds`: a folder without a store is no mistake."""
    if not has_display() and "QT_QPA_PLATFORM" not in os.environ:
        print(_("Máy này không có màn hình nên không mở được quầy. Các lệnh: motcua --help"), file=sys.stderr)
        return 1
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("motcua")
    app.setApplicationDisplayName(_("Một Cửa Desk"))
    opening = Opening(app, folder, opened)
    try:
        opening.begin(founds=founds)
        return int(app.exec())
    except (Trouble, RuleBroken) as wrong:
        return cannot_start(wrong)
    finally:
        opening.end()


@dataclass(frozen=True, slots=True)
class _Ready:
    """What the thread brings: the open store, and what the sign-in page says of it."""

    store: Store
    office: Office
    logins: tuple[Login, ...]


class Opening(QObject):
    """One start. `begin` shows; `end` lets go of the store and its lock, whatever has become of them."""

    def __init__(self, app: QApplication, folder: Path, opened: Opened) -> None:
        super().__init__(app)
        self._app, self._folder, self._opened = app, folder, opened
        self._ask: keys.AskPassphrase = keys.terminal_or_environment
        self._lock: ExitStack | None = None
        self._store: Store | None = None
        self._program: Program | None = None
        self._loading = False
        self._stage = Stage(app, folder, self)
        self._stage.work.broke.connect(self._broke)
        self._page = SignIn(
            None, self._stage.work, remembered_front(self._stage.memory), memory=self._stage.memory
        )

    def begin(self, *, founds: bool) -> None:
        """Ask for the passphrase where that is needed, then show the sign-in page. Raises Trouble: no store, taken."""
        new = founds and not (self._folder / "store.json").exists()
        if keys.asks_anew() if new else keys.asks(self._folder):
            self._take_lock()  # nobody types a passphrase only to hear that another window is open
            passphrase = _asked(self._app, new)
            self._ask = lambda _new: passphrase
        self._stage.window.show_alone(self._page)
        self._page.installEventFilter(self)
        self._stage.window.show_fitting()
        QTimer.singleShot(AT_LATEST_MS, self, self._load)

    def end(self) -> None:
        """Take no more work, and let go of the store."""
        if self._program is not None:
            self._program.deleteLater()
        self._stage.work.close()
        self._stage.work.wait()
        if self._store is not None:
            self._store.close()
        if self._lock is not None:
            self._lock.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Loading begins when the page is on the screen, because both need the interpreter."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._load)
        return False

    def _load(self) -> None:
        if not self._loading and not self._stage.work.closing:
            self._loading = True
            self._stage.work.ask(lambda _progress: import_module("ui.app"), lambda _loaded: None, owner=self)
            self._stage.work.ask(self._open, self._ready, self._cannot, owner=self)

    def _open(self, _progress: Progress) -> _Ready:
        """On a thread: everything that the sign-in page did not wait for."""
        self._take_lock()
        store = self._store = self._opened(self._ask)
        from desk.office import office_of
        from ui.training import shown_logins

        with store.read() as session:
            office = office_of(session)
        return _Ready(store, office, shown_logins(store))

    def _take_lock(self) -> None:
        """Two windows must never work on one folder. Raises Trouble."""
        if self._lock is not None or not self._folder.exists():
            return
        elsewhere = Trouble(
            "already_open",
            _("Một Cửa đang mở dữ liệu này ở một cửa sổ khác."),
            _("Hãy dùng cửa sổ đang mở, hoặc đóng nó rồi mở lại."),
        )
        held = ExitStack()
        held.enter_context(alone(self._folder / DESK_LOCK, elsewhere))
        self._lock = held

    def _ready(self, ready: _Ready) -> None:
        from ui.app import Program

        stage, front = self._stage, Front.of(ready.office)
        stage.work.broke.disconnect(self._broke)
        if front != self._page.front or ready.logins:
            page = SignIn(None, stage.work, front, ready.logins, memory=stage.memory)
            page.go_on_from(self._page)
            self._page = page
            stage.window.show_alone(page)
        keep_front(stage.memory, front)
        self._program = Program(self._app, ready.store, stage, ready.office)
        self._program.begin(self._page)
        self._page.give(ready.store)

    def _cannot(self, told: Told) -> None:
        QApplication.exit(cannot_start(told, self._stage.window))

    def _broke(self, code: str, _error: BaseException) -> None:
        sentence = _(
            "Chương trình gặp lỗi {code}; hãy đọc mã này cho người hỗ trợ. Dữ liệu đã lưu vẫn nguyên."
        )
        self._cannot(Trouble("fault", sentence.format(code=code)))


def cannot_start(told: Told, window: QWidget | None = None) -> int:
    """Say in one sentence why the desk does not open; exit code 1."""
    title, advice = (told.title, told.advice) if isinstance(told, Trouble) else (told.message, "")
    print(f"{title} {advice}".strip(), file=sys.stderr)
    if QApplication.platformName() != "offscreen":
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, _("Một Cửa Desk"), title, parent=window)
        box.setInformativeText(advice)
        box.exec()
    return 1


def _asked(app: QApplication, new: bool) -> str:
    given = keys.terminal_or_environment(new)
    if given:
        return given
    from ui.pages.passphrase import ask_passphrase
    from ui.qt_words import speak_to_qt

    speak_to_qt(app)
    return ask_passphrase(new)
