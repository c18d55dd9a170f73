"""Which papers does this dossier have besides its receipt? The newest as buttons, the others in a menu, each with a key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desk.papers import RECEIPT
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import Action
from desk.rules.words import _
from ui.icons import Icon
from ui.pages.dossier_words import paper_words
from ui.theme import INSIDE
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import row

SHOWN = 2
"""So many fit beside each other at 1366 pixels and 150 %."""
OPENS = {
    Action.REQUEST_SUPPLEMENT: "02",
    Action.REFUSE: "03",
    Action.EXTEND: "04",
    Action.WITHDRAW: "05",
    Action.STOP: "05",
}
"""The step that makes a paper for the citizen: it opens as soon as the step is taken."""


def newest_first(dossier: Dossier, forms: Sequence[str]) -> tuple[str, ...]:
    """The forms but for the receipt, which has its own button: what was just said stands first."""
    said = {
        "02": dossier.supplements[-1].at if dossier.supplements else None,
        "03": dossier.refusal.at if dossier.refusal else None,
        "04": dossier.extension.at if dossier.extension else None,
        "05": dossier.stop.at if dossier.stop else None,
    }
    dated = sorted((at, form) for form, at in said.items() if at is not None and form in forms)
    first = [form for _at, form in reversed(dated)]
    return (*first, *(form for form in forms if form not in first and form != RECEIPT))


def paper_key(form: str) -> str:
    """Ctrl+Shift and the number of an official form; a slip without a number has none."""
    return f"Ctrl+Shift+{int(form)}" if form.isdigit() else ""


def paper_label(form: str) -> str:
    """The paper as a button names it, with its number where it has one."""
    words = paper_words(form).lower()
    return f"{words} ({form})" if form.isdigit() else words


class Papers(QWidget):
    """The row under a dossier's head; nothing is shown where the receipt is all there is. `chosen(form)` asks for one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dossier.papers")
        self._forms: tuple[str, ...] = ()
        self.buttons: dict[str, Button] = {}
        self.menu = QMenu(self)
        self.menu.setObjectName("dossier.papers.menu")
        self.others = Button(_("Giấy khác"), self._open, key="Ctrl+Shift+P", icon=Icon.DOWN, kind=Kind.QUIET)
        self.others.setObjectName("dossier.paper.others")
        self._row = row(self.others, 0, space=INSIDE)
        self.setLayout(self._row)
        self.setVisible(False)

    def show_forms(self, forms: Sequence[str]) -> None:
        """Offer these; the same forms again change nothing."""
        if tuple(forms) == self._forms:
            return
        self._forms = tuple(forms)
        for old in self.buttons.values():
            old.setParent(None)
            old.deleteLater()
        self.buttons = {form: self._button(form) for form in forms[:SHOWN]}
        for at, button in enumerate(self.buttons.values()):
            self._row.insertWidget(at, button)
        self.menu.clear()
        for form in forms[SHOWN:]:
            action = self.menu.addAction(_("In {paper}").format(paper=paper_label(form)))
            action.setShortcut(QKeySequence(paper_key(form)))
            action.triggered.connect(lambda _checked=False, form=form: self.chosen.emit(form))
            self.addAction(action)  # its key works while the menu is closed
        self.others.setVisible(len(forms) > SHOWN)
        self.setVisible(bool(forms))

    def _button(self, form: str) -> Button:
        button = Button(
            _("In {paper}").format(paper=paper_label(form)),
            lambda: self.chosen.emit(form),
            key=paper_key(form),
            icon=Icon.PRINT,
        )
        button.setObjectName(f"dossier.paper.{form}")
        return button

    def _open(self) -> None:
        self.menu.popup(self.others.mapToGlobal(QPoint(0, self.others.height())))
