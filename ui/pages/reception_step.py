"""What is one step of the reception? Fields that Enter walks on from, and a line that stands for them when folded."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desk.errors import RuleBroken
from ui.notices import Form
from ui.pages.reception_typed import Typed
from ui.widgets.field import Field


class Step(QWidget):
    """The base of the four steps. The page gathers with `fill`, loads with `put`, and folds to `summary`."""

    edited = Signal()
    """a person changed something"""
    done = Signal()
    """Enter: on to the next step"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = Form()

    def fill(self, typed: Typed) -> Typed:
        """`typed` with what stands in this step."""
        raise NotImplementedError

    def put(self, typed: Typed) -> None:
        """Show what was typed before (a draft, an empty page); nothing is reported as edited."""
        raise NotImplementedError

    def summary(self) -> str:
        """One line for what was filled."""
        raise NotImplementedError

    def refuse(self, broken: RuleBroken) -> bool:
        """Say beside the field what is wrong; False when no field here has that name."""
        if self.form.field(broken.field) is None:
            return False
        self.form.show(broken)
        return True

    @property
    def doubtful(self) -> bool:
        """Whether the folded line should ask for another look."""
        return False

    def begin(self) -> None:
        """The step was opened."""

    def enter(self) -> None:
        """Enter was pressed somewhere in this step."""
        self.done.emit()

    def take(self, field: Field) -> Field:
        """A field of this step: its errors go with the next letter, its edits are the step's."""
        self.form.add(field)
        field.edited.connect(lambda _text: self.edited.emit())
        return field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        else:
            super().keyPressEvent(event)
