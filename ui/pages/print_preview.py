"""May this paper leave? Shows form 01 as it will be printed, notes its issue in the journal, then hands it on.

A printer's trouble is told with its advice and stops nobody: the same paper goes again, is saved as PDF, or waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QHBoxLayout, QWidget

from desk.clock import now as system_now
from desk.errors import Trouble
from desk.files import disk_trouble
from desk.papers import RECEIPT, note_issue
from desk.progress import Progress
from desk.rules.words import _
from printing.printers import Printer
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Action, Notices
from ui.pages import paper_printers
from ui.papers import PaperSize, Printed
from ui.papers.keeping import paper_for
from ui.seat import Seat
from ui.theme import BETWEEN, CLOSE, SECTION, Meaning, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.choices import OneOf
from ui.widgets.empty import Empty
from ui.widgets.field import Combo, Field
from ui.widgets.preview import PdfPreview
from ui.widgets.text import column, label, row
from ui.work import Area, Lane, Task, Told

SIZE = (920, 640)
SIDE = 264
PAPER, PRINTER = "paper", "printer"
TO_FILE = "PDF"
"""What the journal names as the printer of a paper that was saved to a file."""
Send = Callable[[bytes, str, str, str], None]


class PrintPreview(QDialog):
    """Form 01 of one dossier, over the window that asked for it. `left` says that the paper went out."""

    left = Signal(str)

    def __init__(
        self,
        seat: Seat,
        code: str,
        *,
        memory: Memory | None = None,
        clock: Callable[[], datetime] = system_now,
        offered: Callable[[], Sequence[Printer]] = paper_printers.offered,
        send: Send = paper_printers.send,
        ask_file: Callable[[QWidget, str], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._seat, self._code, self._memory = seat, code, memory or Memory()
        self._clock = clock
        self._offered, self._send, self._ask_file = offered, send, ask_file or _file_dialog
        self._paper: Printed | None = None
        self._noted = False
        self._asked: Task[Printed] | None = None
        self.setObjectName("print_preview")
        self.setWindowTitle(_("In giấy tiếp nhận và hẹn trả"))
        self.preview = PdfPreview(Empty(Icon.DOCUMENT, _("Đang dựng giấy…")))
        kept = self._memory.text(PAPER, PaperSize.A5.name)
        self.size_choice = OneOf(((PaperSize.A5, "A5"), (PaperSize.A4, "A4")), PaperSize[kept])
        self.size_choice.chosen.connect(self._resized)
        self.printer = Field("printer", _("Máy in"), Combo())
        self.print = Button(_("In"), self._print, key="Ctrl+P", icon=Icon.PRINT, kind=Kind.PRIMARY)
        self.save = Button(_("Lưu PDF"), self._save, key="Ctrl+S", icon=Icon.DOWNLOAD)
        self.leave = Button(_("Đóng"), self.reject, key="Escape")
        for button, name in ((self.print, "print"), (self.save, "save_pdf"), (self.leave, "close")):
            button.setObjectName(f"print_preview.{name}")
        self.setLayout(self._build())
        room = self.screen().availableSize()
        self.resize(QSize(*(px(side) for side in SIZE)).boundedTo(room))
        self.notices = Notices(self)
        self._make()
        self._find_printers()
        self._wanted = self.print
        self.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> QHBoxLayout:
        words = label(_("Hai liên: một cho người nộp, một lưu tại bộ phận một cửa."), "small", wrap=True)
        side = column(
            label(_("Giấy tiếp nhận"), "title"),
            label(self._code, "muted", selectable=True),
            BETWEEN,
            self.printer,
            Field("paper", _("Khổ giấy"), self.size_choice),
            words,
            0,
            self.print,
            self.save,
            self.leave,
            space=CLOSE,
        )
        panel = QWidget()
        side.setContentsMargins(0, 0, 0, 0)
        panel.setLayout(side)
        panel.setFixedWidth(px(SIDE))
        box = row(self.preview, panel, space=SECTION, margin=SECTION)
        box.setStretch(0, 1)
        return box

    # -- the paper ---------------------------------------------------------------------------------------

    def _make(self) -> None:
        size = self.size_choice.value() or PaperSize.A5

        def make(_progress: Progress) -> Printed:
            return paper_for(self._seat.store, self._code, RECEIPT, size)

        self._asked = self._seat.work.ask(
            make, self._made, self.notices.trouble, owner=self, instead_of=self._asked
        )

    def _made(self, paper: Printed) -> None:
        self._paper, self._noted = paper, False
        self.preview.show_pdf(paper.pdf)

    def _resized(self, size: object) -> None:
        assert isinstance(size, PaperSize)
        self._memory.keep(PAPER, size.name)
        self._paper = None
        self._make()

    def _find_printers(self) -> None:
        self._seat.work.ask(
            lambda _progress: self._offered(), self._found_printers, self._no_printers, owner=self
        )

    def _found_printers(self, found: Sequence[Printer]) -> None:
        combo = self.printer.control
        assert isinstance(combo, Combo)
        combo.clear()
        for one in found:
            combo.addItem(one.description, one.name)
        combo.setCurrentIndex(max(0, combo.findData(self._memory.text(PRINTER))))
        self._prefer(self.print if found else self.save)
        self.printer.hint("" if found else _("Máy này chưa có máy in nào; giấy vẫn lưu được thành tệp PDF."))

    def _no_printers(self, told: Told) -> None:
        self._prefer(self.save)
        advice = f"{told.title} {told.advice}" if isinstance(told, Trouble) else str(told)
        self.printer.hint(advice)

    def _prefer(self, wanted: Button) -> None:
        """The button that Enter presses: without a printer the paper is saved."""
        for button in (self.print, self.save):
            button.kind = Kind.PRIMARY if button is wanted else Kind.NORMAL
            button.updateGeometry()
            button.update()
        self._wanted = wanted
        if QApplication.focusWidget() in (None, self.print, self.save):
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- leaving -----------------------------------------------------------------------------------------

    def _issue(self, printer: str, hand_on: Callable[[Printed], None], then: Callable[[], object]) -> None:
        """Note the issue, then hand on. A second try of the same paper is not noted again: it is the same issue."""
        paper = self._paper
        if paper is None:
            self.notices.say(_("Giấy đang được dựng; hãy bấm lại sau một chút."), Meaning.QUIET)
            return
        noted = self._noted
        self.print.setEnabled(False)
        self.save.setEnabled(False)

        def leave(_progress: Progress) -> None:
            if not noted:
                with self._seat.store.write(self._seat.actor, self._clock()) as change:
                    note_issue(change, paper.code, RECEIPT, paper.template, paper.pdf, printer, paper.made)
                self._noted = True
            hand_on(paper)

        def gone(_nothing: None) -> None:
            self._ready()
            then()
            self.left.emit(paper.code)

        def failed(told: Told) -> None:
            self._ready()
            self.notices.trouble(told, Action(_("Thử lại"), lambda: self._issue(printer, hand_on, then)))

        self._seat.work.change(leave, gone, failed, touches=Area.DOSSIERS, lane=Lane.PAPER, owner=self)

    def _ready(self) -> None:
        self.print.setEnabled(True)
        self.save.setEnabled(True)
        self._wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print(self) -> None:
        printer = str(self.printer.value() or "")
        paper = (self.size_choice.value() or PaperSize.A5).name
        self._memory.keep(PRINTER, printer)
        self._issue(
            printer or _("máy in mặc định"),
            lambda made: self._send(made.pdf, made.code, paper, printer),
            self.accept,
        )

    def _save(self) -> None:
        name = self._ask_file(self, f"{self._code}.pdf")
        if name:
            self._issue(TO_FILE, lambda made: _write(Path(name), made.pdf), lambda: self._saved(name))

    def _saved(self, name: str) -> None:
        self.notices.say(_("Đã lưu {name}").format(name=Path(name).name))
        self._paper = None
        self._make()  # from here on it is a reprint, and says so


def _write(path: Path, pdf: bytes) -> None:
    with disk_trouble():
        path.write_bytes(pdf)


def _file_dialog(parent: QWidget, name: str) -> str:
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Lưu giấy thành tệp"), name, "PDF (*.pdf)")
    return chosen
