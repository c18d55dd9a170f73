"""Which dossiers are saved together with the one on the page, and how many people is it for? Stands under the receipt."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from desk.rules.words import _
from ui.icons import Icon
from ui.pages.reception_typed import Typed
from ui.theme import TIGHT
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import column, row


class Beside(QWidget):
    """Shows and asks; what is typed is the page's. `taken_up(at)` and `dropped(at)` name one of `Typed.more`."""

    another = Signal()
    people = Signal()
    taken_up = Signal(int)
    dropped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed = Typed()
        self.add = Button(_("Thêm hồ sơ"), self.another.emit, key="Alt+H", icon=Icon.PLUS, kind=Kind.QUIET)
        self.add.setToolTip(_("Một hồ sơ nữa của người này, lưu cùng lúc, một giấy hẹn chung"))
        self.several = Button("", self.people.emit, key="Alt+N", icon=Icon.PEOPLE, kind=Kind.QUIET)
        self.together = Button("", self._list, key="Alt+J", icon=Icon.DOSSIERS, kind=Kind.QUIET)
        for button, name in ((self.add, "add"), (self.several, "people"), (self.together, "together")):
            button.setObjectName(f"reception.{name}")
        self.setLayout(
            column(row(self.together, 0), row(self.add, self.several, 0, space=TIGHT), space=TIGHT)
        )
        self.show_typed(self._typed)

    def show_typed(self, typed: Typed) -> None:
        """These go together now."""
        self._typed = typed
        self.together.setText(_("Cùng lúc với {n} hồ sơ").format(n=len(typed.more)))
        self.together.setVisible(bool(typed.more))
        people = len(typed.subjects)
        self.several.setText(_("{n} người").format(n=people) if people else _("Nhiều người"))
        for button in (self.together, self.several):
            button.updateGeometry()

    def _list(self) -> None:
        menu = QMenu(self)
        menu.setObjectName("reception.together_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, signal in ((_("Sửa: {what}"), self.taken_up), (_("Bỏ: {what}"), self.dropped)):
            for at, one in enumerate(self._typed.more):
                what = " · ".join(part for part in (one.procedure_name, one.case) if part)
                menu.addAction(
                    words.format(what=what).replace("&", "&&"),
                    lambda signal=signal, at=at: signal.emit(at),
                )
            menu.addSeparator()
        menu.popup(self.together.mapToGlobal(self.together.rect().bottomLeft()))
