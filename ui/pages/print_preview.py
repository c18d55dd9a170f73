"""May this paper leave? Shows a form as it will be printed, notes its issue in the journal, and queues it.

The printer's troubles are the queue's: here everything is done at once, and the next person can come.
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
from desk.print_queue import enqueue
from desk.progress import Progress
from desk.rules.words import _
from desk.store import Change
from printing.printers import Printer
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Notices
from ui.pages import paper_printers
from ui.pages.dossier_words import copies_words, paper_words
from ui.papers import PaperSize, Printed
from ui.papers.keeping import paper_for, reprint
from ui.saving_place import in_documents
from ui.seat import Seat
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, TIGHT, Meaning, px
from ui.widgets.buttons import Button, IconButton, Kind, add_key
from ui.widgets.choices import OneOf
from ui.widgets.empty import Empty
from ui.widgets.field import Combo, Count, Field
from ui.widgets.preview import PdfPreview
from ui.widgets.text import column, label, row
from ui.work import Area, Task, Told

SIZE = (960, 680)
SIDE = 264
MOST_SETS = 9
TO_FILE = "PDF"
"""What the journal names as the printer of a paper that was saved to a file."""


class PrintPreview(QDialog):
    """One form of one dossier, over the window that asked for it. `left` says that the paper went out.

    `again` is the journal entry of a kept paper: then that very paper is shown, whatever the record says now.
    Size, printer and number are remembered for each form and counter.
    """

    left = Signal(str)

    def __init__(
        self,
        seat: Seat,
        code: str,
        *,
        form: str = RECEIPT,
        again: int | None = None,
        memory: Memory | None = None,
        clock: Callable[[], datetime] = system_now,
        offered: Callable[[], Sequence[Printer]] = paper_printers.offered,
        ask_file: Callable[[QWidget, str], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._seat, self._code, self._memory = seat, code, memory or Memory()
        self._form, self._again = form, again
        self._clock, self._offered, self._ask_file = clock, offered, ask_file or ask_pdf
        self._paper: Printed | None = None
        self._asked: Task[Printed] | None = None
        self.setObjectName("print_preview")
        self.setWindowTitle(_("In {paper}").format(paper=paper_words(form).lower()))
        self.preview = PdfPreview(Empty(Icon.DOCUMENT, _("Đang dựng giấy…")))
        self.preview.moved.connect(self._show_page)
        self.page = label("", "muted")
        self.page.setObjectName("print_preview.page")
        kept = self._memory.text(self._place("paper"), seat.office.paper)
        self.size_choice = OneOf(((PaperSize.A5, "A5"), (PaperSize.A4, "A4")), PaperSize[kept])
        self.size_choice.chosen.connect(self._resized)
        self.size_choice.setEnabled(again is None)
        self.printer = Field("printer", _("Máy in"), Combo())
        self.sets = Field("sets", _("Số bộ"), Count(1, MOST_SETS))
        self.sets.put(int(self._memory.text(self._place("sets"), "1")))
        self.about = label("", "small", wrap=True)
        self.print = Button(_("In"), self._print, key="Ctrl+P", icon=Icon.PRINT, kind=Kind.PRIMARY)
        self.save = Button(_("Lưu PDF"), self._save, key="Ctrl+S", icon=Icon.DOWNLOAD)
        self.leave = Button(_("Đóng"), self.reject, key="Escape")
        for button, name in ((self.print, "print"), (self.save, "save_pdf"), (self.leave, "close")):
            button.setObjectName(f"print_preview.{name}")
        self.setLayout(self._build())
        self.resize(QSize(*(px(side) for side in SIZE)).boundedTo(self.screen().availableSize()))
        self.notices = Notices(self)
        self._make()
        self._find_printers()
        self._wanted = self.print
        self.print.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> QHBoxLayout:
        side = column(
            label(paper_words(self._form), "title", wrap=True),
            label(self._code, "muted", selectable=True),
            TIGHT,
            self.about,
            BETWEEN,
            self.printer,
            row(Field("paper", _("Khổ giấy"), self.size_choice), self.sets, space=CLOSE),
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
        self.smaller = IconButton(Icon.ZOOM_OUT, _("Nhỏ hơn (Ctrl+−)"), lambda: self.preview.zoom_step(-1))
        self.larger = IconButton(Icon.ZOOM_IN, _("Lớn hơn (Ctrl++)"), lambda: self.preview.zoom_step(1))
        self.whole = IconButton(Icon.FIT, _("Cả trang (Ctrl+0)"), lambda: self.preview.zoom_to(1.0))
        for keys, run in (
            (("Ctrl++", "Ctrl+="), lambda: self.preview.zoom_step(1)),
            (("Ctrl+-",), lambda: self.preview.zoom_step(-1)),
            (("Ctrl+0",), lambda: self.preview.zoom_to(1.0)),
        ):
            for key in keys:
                add_key(self, key, run)
        bar = row(self.page, 0, self.smaller, self.whole, self.larger, space=INSIDE)
        left = column(self.preview, bar, space=INSIDE)
        left.setStretch(0, 1)
        box = row(left, panel, space=SECTION, margin=SECTION)
        box.setStretch(0, 1)
        return box

    def _place(self, habit: str) -> str:
        """Where a habit of this form at this counter is remembered."""
        return f"{habit}/{self._form}/{self._seat.actor.counter or '0'}"

    # -- the paper ---------------------------------------------------------------------------------------

    def _make(self) -> None:
        size = self.size_choice.value() or PaperSize.A5

        self._asked = self._seat.work.ask(
            lambda _progress: self.draw(size),
            self._made,
            self.notices.trouble,
            owner=self,
            instead_of=self._asked,
        )

    def draw(self, size: PaperSize) -> Printed:
        """The paper as it would leave now; away from the screen's thread."""
        if self._again is not None:
            return reprint(self._seat.store, self._code, self._again, self._clock())
        return paper_for(self._seat.store, self._code, self._form, size, at=self._clock())

    def note(self, change: Change, paper: Printed, printer: str) -> None:
        """Keep the paper and note that it leaves."""
        note_issue(change, paper.code, paper.form, paper.template, paper.pdf, printer, paper.made)

    def _made(self, paper: Printed) -> None:
        self._paper = paper
        self.preview.show_pdf(paper.pdf)
        if paper.made.size in PaperSize.__members__:
            self.size_choice.blockSignals(True)
            self.size_choice.choose(PaperSize[paper.made.size])
            self.size_choice.blockSignals(False)
        else:
            self.size_choice.setEnabled(False)  # a label or an envelope has a sheet of its own
        copies = copies_words(paper.form)
        same = _("Đúng giấy đã in lúc {at}, thêm dấu “In lại” ở lề trên.")
        self.about.setText(
            same.format(at=f"{paper.made.at:%H:%M %d/%m/%Y}") if paper.made.original else copies
        )

    def _show_page(self) -> None:
        count = self.preview.page_count
        self.page.setText(_("Trang {n}/{of}").format(n=self.preview.page, of=count) if count else "")

    def _resized(self, size: object) -> None:
        assert isinstance(size, PaperSize)
        self._memory.keep(self._place("paper"), size.name)
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
        combo.setCurrentIndex(max(0, combo.findData(self._memory.text(self._place("printer")))))
        self._prefer(self.print if found else self.save)
        self.printer.hint("" if found else _("Máy này chưa có máy in nào; giấy vẫn lưu được thành tệp PDF."))

    def _no_printers(self, told: Told) -> None:
        self._prefer(self.save)
        self.printer.hint(f"{told.title} {told.advice}" if isinstance(told, Trouble) else str(told))

    def _prefer(self, wanted: Button) -> None:
        """The button that Enter presses: without a printer the paper is saved."""
        for button in (self.print, self.save):
            button.kind = Kind.PRIMARY if button is wanted else Kind.NORMAL
            button.updateGeometry()
            button.update()
        self._wanted = wanted
        self.print.setEnabled(wanted is self.print)
        if QApplication.focusWidget() in (None, self.print, self.save):
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- leaving -----------------------------------------------------------------------------------------

    def _issue(
        self, printer: str, hand_on: Callable[[Change, Printed], None], then: Callable[[Printed], None]
    ) -> None:
        """Keep and note the paper, and hand it on in the same transaction: both, or neither."""
        paper = self._paper
        if paper is None:
            self.notices.say(_("Giấy đang được dựng; hãy bấm lại sau một chút."), Meaning.QUIET)
            return
        for button in (self.print, self.save):
            button.setEnabled(False)

        def leave(_progress: Progress) -> Printed:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                self.note(change, paper, printer)
                hand_on(change, paper)
            return paper

        def gone(paper: Printed) -> None:
            self._ready()
            then(paper)
            self.left.emit(paper.code)

        def failed(told: Told) -> None:
            self._ready()
            self.notices.trouble(told)

        touched = Area.DOSSIERS | Area.PAPERS
        self._seat.work.change(leave, gone, failed, touches=touched, owner=self)

    def _ready(self) -> None:
        self.save.setEnabled(True)
        self.print.setEnabled(self._wanted is self.print)
        self._wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _print(self) -> None:
        printer, sets = str(self.printer.value() or ""), int(str(self.sets.value() or 1))
        self._memory.keep(self._place("printer"), printer)
        self._memory.keep(self._place("sets"), str(sets))
        by, at = self._seat.actor.login, self._clock()

        def queue(change: Change, paper: Printed) -> None:
            enqueue(change.session, paper.code, paper.sha256, paper.made.size, printer, by, at, sets)

        self._issue(printer or _("máy in mặc định"), queue, lambda _paper: self.accept())

    def _save(self) -> None:
        name = self._ask_file(self, f"{self._code}.pdf")
        if not name:
            return

        def write(_change: Change, paper: Printed) -> None:
            with disk_trouble():
                Path(name).write_bytes(paper.pdf)

        self._issue(TO_FILE, write, lambda _paper: self._saved(name))

    def _saved(self, name: str) -> None:
        self.notices.say(_("Đã lưu {name}").format(name=Path(name).name))
        self._paper = None
        self._make()  # from here on it is a reprint, and says so


def ask_pdf(parent: QWidget, name: str) -> str:
    """Where to write a paper as a file; empty when nowhere."""
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, _("Lưu giấy thành tệp"), in_documents(name), "PDF (*.pdf)"
    )
    return chosen
