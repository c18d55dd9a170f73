"""How does a person choose one of very many? A few letters, a list under the line, Enter.

Where the rows come from is the page's affair: it asks (ui/work) and hands the answer back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.rules.words import _
from ui.icons import Icon
from ui.widgets.field import LineEdit
from ui.widgets.results import Found, Results

Answer = Callable[[Sequence[Found]], None]
Provider = Callable[[str, Answer], None]
"""Given what was typed and whom to tell; may answer now or later, on the main thread."""


class Picker(LineEdit):
    """A line that proposes. Answers to older letters are dropped; what was typed stays until one is picked."""

    picked = Signal(object)
    """the value of the row that was taken"""
    typed = Signal(str)
    """the letters, for pages that take them as they are when nothing is picked"""

    def __init__(
        self,
        provider: Provider,
        placeholder: str = "",
        *,
        icon: Icon | None = Icon.SEARCH,
        nothing: str = "",
        least: int = 1,
        keep_text: bool = True,
        width: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(placeholder, icon, parent)
        self._provider, self._least, self._keep = provider, least, keep_text
        self._nothing = nothing or _("Không thấy gì. Thử ít chữ hơn, không cần gõ dấu.")
        self._question = 0
        self._width = width
        self._list: Results | None = None
        self.textEdited.connect(self._typed)

    @property
    def results(self) -> Results:
        """The list under the line; made when it is first needed, because it belongs to the window."""
        if self._list is None:
            self._list = Results(self, width=self._width)
            self._list.taken.connect(self._taken)
        return self._list

    def suggest(self) -> None:
        """Ask for the text as it stands, for instance to show recent ones before anything is typed."""
        self._ask(self.text())

    def _typed(self, text: str) -> None:
        self.typed.emit(text)
        if len(text.strip()) < self._least:
            self._question += 1
            self.results.hide()
            return
        self._ask(text)

    def _ask(self, text: str) -> None:
        self._question += 1
        mine = self._question

        def answer(rows: Sequence[Found]) -> None:
            if mine == self._question and self.hasFocus():
                self.results.show_found(rows, self._nothing)

        self._provider(text.strip(), answer)

    def _taken(self, found: Found) -> None:
        self._question += 1
        if self._keep:
            self.setText(found.title)
        else:
            self.clear()
        self.picked.emit(found.value)
