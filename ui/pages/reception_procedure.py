"""Step 2: what is asked for? A few letters or the code find the procedure; then its case, and what the fees count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desk.datasets import catalogue_of
from desk.progress import Progress
from desk.rules.appointment import ProcessingTime, Unit, time_words
from desk.rules.catalogue import Procedure
from desk.rules.words import _
from ui.pages.reception_look_up import Outlook, fee_words
from ui.pages.reception_step import Step
from ui.pages.reception_typed import Typed, counted, has_background
from ui.seat import Seat
from ui.theme import CLOSE, INSIDE, TIGHT, Meaning, px
from ui.widgets.field import Combo, Count, Field
from ui.widgets.marks import Pill
from ui.widgets.picker import Answer, Picker
from ui.widgets.results import Found
from ui.widgets.text import column, label, row
from ui.work import Task

FOUND_LIMIT = 9
COUNT_WIDTH = 96
MAX_PAGES, MAX_COPIES = 9_999, 999


class ProcedureStep(Step):
    """The procedure, its case, and the quantity where a fee counts."""

    def __init__(self, seat: Seat, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._seat, self._clock = seat, clock
        self._asked: Task[tuple[Procedure, ...]] | None = None
        self._procedure: Procedure | None = None
        self._code = self._name = self._case = ""
        self.line = Picker(
            self._procedures,
            _("Vài chữ của tên, không cần dấu, hoặc mã: ct bs, khai sinh, 000815"),
            nothing=_("Không có thủ tục nào như vậy trong danh mục. Thử ít chữ hơn, hoặc gõ mã."),
        )
        self.line.picked.connect(self._picked)
        self.line.textEdited.connect(self._typed)
        self.find = Field("procedure", _("Tên hoặc mã thủ tục"), self.line)
        self.form.add(self.find)
        self._about = label("", "muted", wrap=True)
        self._about.setObjectName("procedure.about")
        self._background = Pill(Meaning.SOON, _("Số liệu nền: tỉnh chưa công bố, hãy đối chiếu"))
        self._background.setObjectName("procedure.background")
        self.case = self.take(Field("case", _("Trường hợp"), Combo()))
        self.pages = self.take(Field("quantity.pages", _("Số trang"), Count(1, MAX_PAGES)))
        self.copies = self.take(Field("quantity.copies", _("Số bản"), Count(1, MAX_COPIES)))
        for count in (self.pages, self.copies):
            count.setFixedWidth(px(COUNT_WIDTH))
        self._choices = QWidget()
        choices = row(self.case, self.pages, self.copies, space=CLOSE)
        choices.setStretch(0, 1)
        choices.addStretch()  # where there is but one case, the counts stay at the left
        self._choices.setLayout(choices)
        about = column(self._about, row(self._background, 0), space=TIGHT)
        self.setLayout(column(self.find, about, self._choices, space=INSIDE))
        self.setFocusProxy(self.line)
        self._show(None)

    @property
    def code(self) -> str:
        """The code of what is chosen, or nothing."""
        return self._code

    @property
    def procedure(self) -> Procedure | None:
        """What is chosen, once the catalogue has been asked."""
        return self._procedure

    # -- asking ------------------------------------------------------------------------------------------

    def _procedures(self, typed: str, answer: Answer) -> None:
        self._asked = self._seat.work.ask(
            self._finder(typed),
            lambda found: answer([self._found(procedure) for procedure in found]),
            owner=self,
            instead_of=self._asked,
        )

    def _finder(self, typed: str) -> Callable[[Progress], tuple[Procedure, ...]]:
        on = self._clock().date()

        def find(_progress: Progress) -> tuple[Procedure, ...]:
            with self._seat.store.read() as session:
                return catalogue_of(session).find(typed, FOUND_LIMIT, on)

        return find

    @staticmethod
    def _found(procedure: Procedure) -> Found:
        time = procedure.time_for(procedure.case("")) if any(not c.name for c in procedure.cases) else None
        first = time or (procedure.cases[0].time if procedure.cases else None)
        words = [procedure.field, short_time(first), fee_words(procedure)]
        return Found(
            procedure.name, " · ".join(part for part in words if part), procedure, aside=procedure.code
        )

    def _typed(self, text: str) -> None:
        self.find.clear_error()
        if self._code and text != self._name:
            # The letters are no longer the chosen name: the clerk is looking for another procedure.
            self._choose(None)
            self.edited.emit()

    # -- choosing ----------------------------------------------------------------------------------------

    def _picked(self, procedure: object) -> None:
        assert isinstance(procedure, Procedure)
        self._choose(procedure)
        self.edited.emit()
        if not self.pages.isHidden():
            self.pages.jump()
        elif not self.copies.isHidden():
            self.copies.jump()
        elif not self.case.isHidden():
            self.case.jump()
        else:
            self.done.emit()

    def choose(self, procedure: Procedure) -> None:
        """This procedure is asked for, without a key."""
        self._choose(procedure)
        self.edited.emit()

    def _choose(self, procedure: Procedure | None) -> None:
        self._code = procedure.code if procedure else ""
        self._name = procedure.name if procedure else ""
        self._case = procedure.cases[0].name if procedure and procedure.cases else ""
        self.pages.put(1)
        self.copies.put(1)
        if procedure:
            self.line.setText(procedure.name)
            self.line.setCursorPosition(0)
        self._show(procedure)

    def show_outlook(self, outlook: Outlook) -> None:
        """The catalogue's word on a procedure that came with a draft."""
        if outlook.procedure.code == self._code and self._procedure is None:
            self._show(outlook.procedure)

    def _show(self, procedure: Procedure | None) -> None:
        self._procedure = procedure
        combo = self.case.control
        assert isinstance(combo, Combo)
        combo.clear()
        self._about.setVisible(procedure is not None)
        self._background.setVisible(procedure is not None and has_background(procedure))
        counts = counted(procedure) if procedure else ()
        cases = procedure.cases if procedure else ()
        for case in cases:
            combo.addItem(case.name or _("Thông thường"), case.name)
        combo.setCurrentIndex(max(0, combo.findData(self._case)))
        self.case.setVisible(len(cases) > 1)
        self.pages.setVisible("page" in counts)
        self.copies.setVisible("copy" in counts)
        self._choices.setVisible(len(cases) > 1 or bool(counts))
        if procedure:
            words = (procedure.code, procedure.field, fee_words(procedure))
            self._about.setText(" · ".join(words))
            self._show_case()

    def _show_case(self) -> None:
        case = (
            next((c for c in self._procedure.cases if c.name == self.case.value()), None)
            if self._procedure
            else None
        )
        self.case.hint(
            (case.note or _("Thời hạn: {time}").format(time=short_time(case.time))) if case else ""
        )

    def enter(self) -> None:
        """On to the papers; with letters and nothing chosen, the best match is taken."""
        text = self.line.text().strip()
        if self._code:
            self.done.emit()
        elif text:
            self._asked = self._seat.work.ask(
                self._finder(text), self._take_best, owner=self, instead_of=self._asked
            )
        else:
            self.find.mark(_("Hãy chọn thủ tục: gõ vài chữ rồi Enter."))
            self.find.jump()

    def _take_best(self, found: tuple[Procedure, ...]) -> None:
        if found:
            self.line.results.hide()
            self._picked(found[0])
        else:
            self.find.mark(_("Không có thủ tục nào như vậy trong danh mục."))
            self.find.jump()

    # -- what stands here --------------------------------------------------------------------------------

    def fill(self, typed: Typed) -> Typed:
        """`typed` with procedure, case and quantity. Another procedure has other papers and fees."""
        if self._procedure is not None:
            self._case = str(self.case.value() or "")
            self._show_case()
        pages, copies = int(str(self.pages.value())), int(str(self.copies.value()))
        new = replace(
            typed,
            procedure=self._code,
            procedure_name=self._name,
            case=self._case,
            pages=pages,
            copies=copies,
        )
        return (
            new if new.procedure == typed.procedure else replace(new, components=None, amounts={}, reason="")
        )

    def put(self, typed: Typed) -> None:
        """Show a procedure; its details come with the next outlook."""
        self._code, self._name, self._case = typed.procedure, typed.procedure_name, typed.case
        self.line.setText(typed.procedure_name)
        self.line.setCursorPosition(0)
        self.pages.put(typed.pages)
        self.copies.put(typed.copies)
        self.form.clear()
        self._show(None)

    def summary(self) -> str:
        """The name, its case, and how many."""
        parts = [self._name, self._case]
        if not self.pages.isHidden():
            parts.append(_("{n} trang").format(n=self.pages.value()))
        if not self.copies.isHidden():
            parts.append(_("{n} bản").format(n=self.copies.value()))
        return " · ".join(part for part in parts if part)


def short_time(time: ProcessingTime | None) -> str:
    """A processing time for a list; the rule of three o'clock is told by the appointment itself."""
    if time is None:
        return _("chưa có thời hạn")
    return _("trong ngày") if time.unit is Unit.SAME_DAY else time_words(time)
