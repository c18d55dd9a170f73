"""Which papers have not come out yet, and why? The queue, with what can be done about each paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QWidget

from desk.errors import Trouble
from desk.files import disk_trouble
from desk.print_queue import Job, JobState
from desk.progress import Progress
from desk.records.base import VIETNAM
from desk.rules.words import _
from printing.printers import Printer
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Notices
from ui.pages.print_preview import ask_pdf
from ui.print_desk import PrintDesk
from ui.theme import CLOSE, INSIDE, SECTION, Meaning, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.empty import Empty
from ui.widgets.field import Combo
from ui.widgets.table import Column, Table
from ui.widgets.text import column, label, row
from ui.work import Told, Work

SIZE = (860, 480)


def state_words(job: Job) -> str:
    """Where a paper stands, in a word or two."""
    if job.state is JobState.WAITING and job.why:
        return _("Chờ máy in")
    return {
        JobState.WAITING: _("Sắp in"),
        JobState.PRINTING: _("Đang in"),
        JobState.DONE: _("Đã in"),
        JobState.FAILED: _("Cần xem"),
        JobState.CANCELLED: _("Đã hủy"),
    }[job.state]


def state_meaning(job: Job) -> Meaning:
    """How much it matters."""
    if job.state is JobState.FAILED:
        return Meaning.LATE
    if job.open and job.why:
        return Meaning.SOON
    return Meaning.GOOD if job.state is JobState.DONE else Meaning.QUIET


class PrintQueue(QDialog):
    """The queue over the window. Closing it stops nothing."""

    def __init__(
        self,
        desk: PrintDesk,
        work: Work,
        *,
        memory: Memory | None = None,
        ask_file: Callable[[QWidget, str], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._work, self._ask_file = desk, work, ask_file or ask_pdf
        self.setObjectName("print_queue")
        self.setWindowTitle(_("Hàng in"))
        self.printer = Combo()
        self.printer.setObjectName("print_queue.printer")
        self.printer.setAccessibleName(_("Máy in khác"))
        self.printer.setMinimumWidth(px(180))
        columns: list[Column[Job]] = [
            Column("title", _("Giấy"), lambda job: job.title, 216, strong=True),
            Column("state", _("Tình trạng"), state_words, 120, meaning=state_meaning),
            Column("why", _("Vì sao"), lambda job: job.why, 220, stretch=True),
            Column("printer", _("Máy in"), self._printer_words, 120, muted=True),
            Column("at", _("Lúc"), lambda job: f"{job.created_at.astimezone(VIETNAM):%H:%M}", 76, muted=True),
        ]
        nothing = Empty(Icon.GOOD, _("Mọi giấy đã in xong"), _("Giấy chờ máy in sẽ hiện ở đây."), tone="good")
        self.table: Table[Job] = Table(
            "print_queue.jobs", columns, lambda job: job.id, memory=memory, empty=nothing
        )
        self.table.setAccessibleName(_("Các giấy trong hàng in"))
        self.table.chosen.connect(lambda _job: self._show_choices())
        self._why = label("", "muted", wrap=True)
        self.retry = Button(
            _("In lại ngay"), self._retry, key="Ctrl+Return", icon=Icon.RETRY, kind=Kind.PRIMARY
        )
        self.save = Button(_("Lưu PDF"), self._save, key="Ctrl+S", icon=Icon.DOWNLOAD)
        self.cancel = Button(_("Hủy in"), self._cancel, key="Del", icon=Icon.FORBIDDEN)
        self.leave = Button(_("Đóng"), self.reject, key="Escape", kind=Kind.QUIET)
        for button, name in (
            (self.retry, "retry"),
            (self.save, "save"),
            (self.cancel, "cancel"),
            (self.leave, "close"),
        ):
            button.setObjectName(f"print_queue.{name}")
        actions = row(
            label(_("Máy in"), "strong"), self.printer, self.retry, self.save, self.cancel, 0, self.leave, space=INSIDE
        )  # fmt: skip
        whole = column(self.table, self._why, actions, space=CLOSE, margin=SECTION)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.resize(QSize(*(px(side) for side in SIZE)).boundedTo(self.screen().availableSize()))
        self.notices = Notices(self)
        desk.changed.connect(self._show)
        work.ask(lambda _progress: desk.service.printers(), self._found, lambda _told: None, owner=self)
        self._show()
        self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _printer_words(self, job: Job) -> str:
        at = self.printer.findData(job.printer)
        return self.printer.itemText(at) if at >= 0 else job.printer or _("mặc định")

    def _show(self) -> None:
        self.table.show_rows(self._desk.jobs)
        if self.table.current() is None:
            self.table.choose_first()
        self._show_choices()

    def _show_choices(self) -> None:
        job = self.table.current()
        waits = job is not None and job.state in (JobState.WAITING, JobState.FAILED)
        self.retry.setEnabled(waits)
        self.printer.setEnabled(waits)
        self.cancel.setEnabled(job is not None and job.open)
        self.save.setEnabled(job is not None)
        self._why.setText(job.why if job is not None else "")
        self._why.setVisible(bool(job is not None and job.why))
        if job is not None:
            self.printer.setCurrentIndex(max(0, self.printer.findData(job.printer)))

    def _found(self, printers: tuple[Printer, ...]) -> None:
        self.printer.clear()
        for one in printers:
            self.printer.addItem(one.description, one.name)
        self._show()

    def _retry(self) -> None:
        job = self.table.current()
        if job is not None:
            self._desk.again(job, str(self.printer.currentData() or job.printer))

    def _cancel(self) -> None:
        job = self.table.current()
        if job is not None:
            self._desk.cancel(job)

    def _save(self) -> None:
        job = self.table.current()
        name = self._ask_file(self, f"{job.title}.pdf") if job is not None else ""
        if job is None or not name:
            return

        def write(_progress: Progress) -> None:
            with disk_trouble():
                Path(name).write_bytes(self._desk.bytes_of(job))

        self._work.ask(write, lambda _none: self._saved(job, name), self._not_saved, owner=self)

    def _saved(self, job: Job, name: str) -> None:
        self.notices.say(_("Đã lưu {name}").format(name=Path(name).name))
        if job.open:
            self._desk.cancel(
                job
            )  # it left the desk as a file; a second paper at the printer would be one too many

    def _not_saved(self, told: Told) -> None:
        self.notices.trouble(told if isinstance(told, Trouble) else Trouble("not_saved", str(told)))
