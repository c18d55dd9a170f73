"""How does what was taken come onto paper? The preview of its form over the page; reception goes on when it closes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desk.rules.words import _
from ui.memory import Memory
from ui.pages.print_preview import PrintPreview
from ui.seat import Seat

Preview = Callable[[Seat, str, str, QWidget], PrintPreview]
"""(seat, dossier code, form, over what)"""


class Printing(QObject):
    """`said(sentence)`: the paper went to the printer. `ended`: the page has the keys again."""

    said = Signal(str)
    ended = Signal()

    def __init__(self, seat: Seat, memory: Memory, preview: Preview | None, page: QWidget) -> None:
        super().__init__(page)
        self._seat, self._memory, self._page = seat, memory, page
        self._preview = preview or self._over

    def show(self, code: str, form: str) -> None:
        """Show this form of the dossier as it will be printed."""
        dialog = self._preview(self._seat, code, form, self._page)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = _("Đã chuyển giấy {code} cho máy in.")
        dialog.left.connect(lambda code: self.said.emit(words.format(code=code)))
        dialog.finished.connect(lambda _result: self.ended.emit())
        dialog.open()

    def _over(self, seat: Seat, code: str, form: str, parent: QWidget) -> PrintPreview:
        return PrintPreview(seat, code, form=form, memory=self._memory, parent=parent)
