"""How do more papers join a dossier that is taken already? Scanned, dropped, pasted or from the tray; noted in the journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desk.attachments import NewFile
from desk.handling import dossier_of
from desk.progress import Progress
from desk.reception import attach
from desk.rules.dossier import Dossier
from desk.rules.words import _
from scanning.tray import Bundle
from ui.desk_tray import DeskTray, Loose
from ui.notices import Notices
from ui.pages.camera import shoot
from ui.pages.dossier_files import FilesSection
from ui.pages.page_editor import PageEditor
from ui.pages.tray_strip import TrayStrip, loose_in
from ui.seat import Seat
from ui.widgets.buttons import add_key
from ui.work import Area, Told


class Adding(QObject):
    """Ties the files of a dossier's page to the tray. What cannot be recorded waits in the tray again."""

    trouble = Signal(object)
    said = Signal(str)

    def __init__(
        self, seat: Seat, code: str, clock: Callable[[], datetime], files: FilesSection, page: QWidget
    ) -> None:  # fmt: skip
        super().__init__(page)
        self._seat, self._code, self._clock, self._files, self._page = seat, code, clock, files, page
        self.tray = DeskTray.of(seat)
        self.strip = TrayStrip(self.tray, seat.work, self._notices)
        files.below.addWidget(self.strip)
        self.strip.attach.connect(self._attach)
        self.strip.arrange.connect(self._arrange)
        files.scan.connect(self._scan)
        files.shoot.connect(self._shoot)
        files.dropped.connect(self.take)
        self.tray.busy.connect(self._busy)
        self._busy(self.tray.scanning)
        add_key(files, "Ctrl+V", self._paste)

    def take(self, items: Sequence[Loose]) -> None:
        """Clean files and attach them to what is chosen beside them."""
        for loose in items:
            self.tray.take(loose, self._files.component, self._record, self.trouble.emit)

    def _busy(self, on: bool) -> None:
        self._files.scanner.setEnabled(not on)
        self._files.camera.setEnabled(not on)

    def _notices(self) -> Notices:
        return Notices(self._page)

    def _paste(self) -> None:
        if copied := loose_in(QGuiApplication.clipboard().mimeData()):
            self.take(copied)

    def _scan(self) -> None:
        component = self._files.component
        self.tray.scan(component or _("Bản quét"), lambda bundle: self._attach(bundle, component))

    def _shoot(self) -> None:
        component = self._files.component
        shoot(
            self._seat.work, self.tray, component, self._page, lambda bundle: self._attach(bundle, component),
            self.trouble.emit,
        )  # fmt: skip

    def _attach(self, bundle: Bundle, component: str | None = None) -> None:
        where = self._files.component if component is None else component
        self.tray.attach(bundle, where, self._record, self.trouble.emit)

    def _arrange(self, bundle: Bundle) -> None:
        editor = PageEditor(self.tray, self._seat.work, bundle, self._files.component, self._page.window())
        editor.finished.connect(editor.deleteLater)
        editor.attach.connect(self._attach)
        editor.open()

    def _record(self, file: NewFile) -> None:
        def record(_progress: Progress) -> Dossier:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                return attach(change, dossier_of(change.session, self._code), file)

        def failed(told: Told) -> None:
            self.tray.released(file)
            self.trouble.emit(told)

        self._seat.work.change(
            record,
            lambda _dossier: self.said.emit(_("Đã thêm tệp {name}").format(name=file.file)),
            failed,
            touches=Area.DOSSIERS,
            owner=self,
        )
