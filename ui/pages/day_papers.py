"""Which papers does a day have? Receipt of the closed day, what went to the handlers, what came back, and the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desk.papers import Made
from desk.register import note_list
from desk.rules.chain import sha256
from desk.rules.words import _
from desk.store import Change
from ui.icons import Icon
from ui.memory import Memory
from ui.pages.print_preview import PrintPreview
from ui.papers import PaperSize, Printed
from ui.papers.days import DAY, HANDED_BACK, HANDED_OVER, day_paper
from ui.saving_place import in_documents
from ui.seat import Seat
from ui.theme import INSIDE, TIGHT
from ui.widgets.buttons import Button
from ui.widgets.text import column, label, row

AskBook = Callable[[QWidget, str], str]


class DayPapers(QWidget):
    """A row of buttons. `chosen(form)` asks for a paper of the day, `book` for the register of the year."""

    chosen = Signal(str)
    book = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("closing.papers")
        self.setAccessibleName(_("Giấy tờ trong ngày"))
        self.buttons = {
            form: self._button(form, words, key)
            for form, words, key in (
                (DAY, _("Biên nhận chốt ngày"), "Ctrl+P"),
                (HANDED_OVER, _("Giao nhận hồ sơ"), "Ctrl+Shift+H"),
                (HANDED_BACK, _("Bàn giao kết quả"), "Ctrl+Shift+K"),
            )
        }
        self.register = Button(_("Sổ theo dõi hồ sơ"), self.book.emit, key="Ctrl+Shift+B", icon=Icon.DOWNLOAD)
        self.register.setObjectName("closing.paper.07")
        first = row(self.buttons[DAY], self.buttons[HANDED_OVER], 0, space=INSIDE)
        second = row(self.buttons[HANDED_BACK], self.register, 0, space=INSIDE)
        self.setLayout(column(label(_("Giấy tờ trong ngày"), "overline"), first, second, space=TIGHT))

    def _button(self, form: str, words: str, key: str) -> Button:
        button = Button(words, lambda: self.chosen.emit(form), key=key, icon=Icon.PRINT)
        button.setObjectName(f"closing.paper.{form}")
        return button


class DayPreview(PrintPreview):
    """A paper of a day before it leaves: the same preview, noted in the journal as a paper of no one dossier."""

    def __init__(
        self,
        seat: Seat,
        form: str,
        day: date,
        *,
        clock: Callable[[], datetime],
        memory: Memory | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._day = day
        super().__init__(seat, f"{day:%d-%m-%Y}", form=form, memory=memory, clock=clock, parent=parent)

    def draw(self, size: PaperSize) -> Printed:
        """The paper from the record; a list has a sheet of its own, whatever size is asked for."""
        at = self._clock()
        with self._seat.store.read() as session:
            paper = day_paper(session, self._form, self._day, at, size.value)
        made = Made(paper.size, 1, at, sha256(paper.pdf))
        return Printed(self._code, f"{paper.form}/1", paper.pdf, 1, paper.form, made)

    def note(self, change: Change, paper: Printed, printer: str) -> None:
        """Keep its bytes for the print queue, and note that it left."""
        kept, _size = change.vault.put([paper.pdf])
        note_list(change, paper.form, {"day": self._day.isoformat(), "sha256": kept, "printer": printer})


def ask_book(parent: QWidget, name: str) -> str:
    """Where to write the register; empty when nowhere."""
    kinds = f"{_('Sổ để in')} (*.pdf);;Excel (*.xlsx)"
    chosen, kind = QFileDialog.getSaveFileName(parent, _("Lưu sổ theo dõi hồ sơ"), in_documents(name), kinds)
    if chosen and not Path(chosen).suffix:
        return f"{chosen}.xlsx" if "xlsx" in kind else f"{chosen}.pdf"
    return chosen
