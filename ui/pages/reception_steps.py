"""How do the four steps stand together? One is open, the others fold into a line; Enter walks on, a fault opens its step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.errors import RuleBroken
from desk.rules.words import _
from ui.pages.reception_applicant import ApplicantStep
from ui.pages.reception_components import ALL_KEY, ComponentsStep
from ui.pages.reception_fees import FeesStep
from ui.pages.reception_look_up import Outlook
from ui.pages.reception_procedure import ProcedureStep
from ui.pages.reception_step import Step
from ui.pages.reception_typed import Typed
from ui.seat import Seat
from ui.theme import INSIDE
from ui.widgets.buttons import add_key
from ui.widgets.steps import FoldedSection
from ui.widgets.text import column


class Steps(QWidget):
    """The left side of the page. It gathers what is typed into one value and shows one; it keeps none."""

    edited = Signal()
    finished = Signal()
    """Enter in the last step"""

    def __init__(self, seat: Seat, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.applicant, self.procedure = ApplicantStep(seat, clock), ProcedureStep(seat, clock)
        self.components, self.fees = ComponentsStep(seat), FeesStep()
        self.all: tuple[Step, ...] = (self.applicant, self.procedure, self.components, self.fees)
        titles = (_("Người nộp"), _("Thủ tục"), _("Thành phần hồ sơ"), _("Lệ phí, trả kết quả"))
        self.sections = tuple(
            FoldedSection(at, words, step, key=f"Alt+{at}")
            for at, (words, step) in enumerate(zip(titles, self.all, strict=True), start=1)
        )
        box = column(*self.sections, space=INSIDE)
        box.addStretch(1)
        self.setLayout(box)
        for at, (section, step) in enumerate(zip(self.sections, self.all, strict=True)):
            step.edited.connect(lambda at=at: self._edited(at))
            step.done.connect(lambda at=at: self._next(at))
            section.opened.connect(lambda at=at: self._only(at))
            add_key(section, f"Alt+{at + 1}", section.open)
        add_key(self, ALL_KEY, self.components.tick_all)

    def gather(self, typed: Typed) -> Typed:
        """`typed` with what stands in the steps."""
        for step in self.all:
            typed = step.fill(typed)
        return typed

    def put(self, typed: Typed, opened: int = 0) -> None:
        """Show this, with one step open."""
        for step in self.all:
            step.put(typed)
        self.sections[opened].open()

    def show_outlook(self, outlook: Outlook) -> None:
        """What the record says about what is typed; the folded lines follow."""
        for step in (self.procedure, self.components, self.fees):
            step.show_outlook(outlook)
        for section, step in zip(self.sections[1:], self.all[1:], strict=True):
            if not section.is_open:
                section.fold(step.summary(), problem=step.doubtful)

    def arrive(self) -> None:
        """The focus goes to the step at hand."""
        at = next((at for at, section in enumerate(self.sections) if section.is_open), 0)
        self.all[at].setFocus()

    def refuse(self, broken: RuleBroken) -> bool:
        """Open the step that this is about and say it beside its field; False where no step knows the field."""
        for section, step in zip(self.sections, self.all, strict=True):
            if step.refuse(broken):
                if not section.is_open:
                    section.open()
                    step.refuse(broken)
                return True
        return False

    def _edited(self, at: int) -> None:
        if not self.sections[at].is_open:
            self._fold(at)  # what was learned meanwhile (we know this person) belongs into its line
        self.edited.emit()

    def _next(self, at: int) -> None:
        self._fold(at)
        if at + 1 < len(self.sections):
            self.sections[at + 1].open()
        else:
            self.finished.emit()

    def _only(self, opened: int) -> None:
        """One step is open; those that hold something show it in a line."""
        for at in range(len(self.sections)):
            if at != opened:
                self._fold(at)
        self.all[opened].begin()

    def _fold(self, at: int) -> None:
        filled = self.applicant.filled if at == 0 else bool(self.procedure.code)
        if filled:
            self.sections[at].fold(self.all[at].summary(), problem=self.all[at].doubtful)
        else:
            self.sections[at].rest(is_open=False)
