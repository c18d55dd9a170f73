"""Whose dossier is it, when the one at the counter is somebody else? The holder, and whether by authorisation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.rules.citizen import Person
from desk.rules.words import _
from ui.pages.reception_typed import typed_person
from ui.theme import CLOSE, TIGHT
from ui.widgets.choices import Tick
from ui.widgets.field import Field, LineEdit
from ui.widgets.text import column, row

SHARES = (4, 3, 2, 4)


class HolderBlock(QWidget):
    """Hidden while the applicant is the holder. `take` makes a field one of the step's."""

    edited = Signal()

    def __init__(self, take: Callable[[Field], Field]) -> None:
        super().__init__()
        self.fields = {
            "name": take(Field("holder.name", _("Chủ hồ sơ"))),
            "personal_id": take(Field("holder.personal_id", _("Số định danh"))),
            "born": take(Field("holder.born", _("Ngày sinh"), LineEdit("1984"))),
            "address": take(Field("holder.address", _("Nơi ở"))),
        }
        self.by_authority = Tick(_("Nộp theo giấy ủy quyền của chủ hồ sơ"))
        self.by_authority.setObjectName("holder.by_authority")
        self.by_authority.toggled.connect(lambda _on: self.edited.emit())
        line = row(*self.fields.values(), space=CLOSE)
        for at, share in enumerate(SHARES):
            line.setStretch(at, share)
        self.setLayout(column(line, self.by_authority, space=TIGHT))
        self.hide()

    @property
    def asked_for(self) -> bool:
        """Whether the holder was said to be somebody else and is not named yet."""
        return not self.isHidden() and not self.fields["name"].text().strip()

    def typed(self) -> dict[str, str] | None:
        """The holder as typed; None where the applicant is the holder."""
        if self.isHidden():
            return None
        return {key: text for key, field in self.fields.items() if (text := field.text())}

    def put(self, shown: Mapping[str, str] | None, by_authority: bool) -> None:
        """Show a holder, or none."""
        for key, field in self.fields.items():
            field.put((shown or {}).get(key, ""))
        self.by_authority.blockSignals(True)
        self.by_authority.setChecked(by_authority)
        self.by_authority.blockSignals(False)
        self.setVisible(shown is not None)

    def take(self, person: Person) -> None:
        """The dossier is this person's."""
        self.put(typed_person(person), self.by_authority.isChecked())
