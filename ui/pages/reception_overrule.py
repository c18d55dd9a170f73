"""Something speaks against it, and a person may take the dossier all the same: the doubt, and why it is overruled."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desk.rules.words import _
from ui.icons import SMALL, Icon
from ui.theme import TIGHT, px
from ui.widgets.field import Field, LineEdit
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, label, row


class Overrule(QWidget):
    """Stands while there is a doubt. `field` is named although.<rule>, as the rules of the desk name it."""

    def __init__(self, rule: str, title: str = "", *, optional: bool = False) -> None:
        super().__init__()
        self.setObjectName(f"overrule.{rule}")
        self._words = label("", "small", wrap=True)
        self._words.setObjectName(f"overrule.{rule}.words")
        self.field = Field(f"although.{rule}", title or _("Lý do vẫn nhận"), LineEdit(), optional=optional)
        doubt = row(IconLabel(Icon.WARNING, "soon", SMALL), self._words, space=TIGHT + 2)
        doubt.setStretch(1, 1)
        doubt.setAlignment(doubt.itemAt(0).widget(), Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(doubt, self.field, space=TIGHT))
        self.setContentsMargins(0, px(TIGHT), 0, 0)
        self.hide()

    def show_doubt(self, words: str) -> None:
        """What speaks against it; empty: nothing does. A reason that was typed stays for when the doubt comes back."""
        self._words.setText(words)
        self.setVisible(bool(words))

    @property
    def doubtful(self) -> bool:
        """A doubt that nobody has overruled yet."""
        return not self.isHidden() and not self.field.text().strip()

    @property
    def reason(self) -> str:
        """Why it is overruled; empty where nothing is doubted."""
        return "" if self.isHidden() else self.field.text()
