"""What did both sides change? Side by side, who and when, what differs; a person decides with a reason, and may undo it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from desk.access import staff_of
from desk.clock import now as system_now
from desk.disputes import Dispute, decide, disputes, undo
from desk.errors import RuleBroken
from desk.progress import Progress
from desk.rules.course import Choice
from desk.rules.dossier import Dossier
from desk.rules.words import _
from ui.dispute_words import (
    choice_words,
    decided_words,
    field_words,
    side_titles,
    side_words,
    then_words,
    value_words,
    what_words,
)
from ui.icons import Icon
from ui.notices import Form, Notices
from ui.seat import Seat
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, TIGHT, Meaning, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.choices import OneOf
from ui.widgets.field import Field, LineEdit
from ui.widgets.marks import IconLabel
from ui.widgets.text import card, column, empty_out, label, row, rule
from ui.work import Area, Told

WIDTH = 860
TITLE_WIDTH = 150
Looked = tuple[tuple[Dispute, ...], Mapping[str, str]]


class Disputing(QDialog):
    """Over the page that told of them. `decided` follows each decision; what was typed stays whatever is refused."""

    decided = Signal()

    def __init__(
        self,
        seat: Seat,
        *,
        first: str = "",
        clock: Callable[[], datetime] = system_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._seat, self._clock, self._key = seat, clock, first
        self._all: tuple[Dispute, ...] = ()
        self._names: Mapping[str, str] = {}
        self.setObjectName("disputing")
        self.setWindowTitle(_("Hai bên ghi khác nhau"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title = label("", "title", selectable=True)
        self._title.setObjectName("disputing.title")
        self._what = label("", wrap=True)
        self._where = label("", "muted")
        self._where.setObjectName("disputing.where")
        self.back = Button(_("Trước"), lambda: self._go(-1), key="Alt+Left", kind=Kind.QUIET)
        self.next = Button(_("Sau"), lambda: self._go(1), key="Alt+Right", kind=Kind.QUIET)
        self._table = card(column(space=0, margin=BETWEEN))
        self._table.setObjectName("disputing.table")
        self._said_words = label("", wrap=True)
        self._said_words.setObjectName("disputing.decided")
        self._choice_place = QWidget()
        self._choice_place.setLayout(column(space=0))
        self.choices: OneOf[Choice] | None = None
        self._then = label("", "muted", wrap=True)
        self._then.setObjectName("disputing.then")
        self.reason = Field("reason", _("Lý do quyết định"), LineEdit())
        self.reason.hint(_("Lý do nằm trong nhật ký và được gửi lên tỉnh."))
        self._form = Form((self.reason,))
        self.decide_button = Button(
            _("Quyết định"), self._decide, key="Ctrl+Return", icon=Icon.TICK, kind=Kind.PRIMARY
        )
        self.undo_button = Button(_("Hoàn tác"), self._undo, key="Ctrl+Z")
        self.leave = Button(_("Đóng"), self.reject, key="Escape", kind=Kind.QUIET)
        for button, name in (
            (self.back, "back"), (self.next, "next"), (self.decide_button, "decide"), (self.undo_button, "undo"),
            (self.leave, "close"),
        ):  # fmt: skip
            button.setObjectName(f"disputing.{name}")
        whole = column(
            row(self._title, 0, self._where, self.back, self.next, space=INSIDE),
            self._what, self._table, self._said_words, self._choice_place, self._then, self.reason,
            row(0, self.leave, self.undo_button, self.decide_button, space=INSIDE),
            space=CLOSE, margin=SECTION,
        )  # fmt: skip
        self.setLayout(whole)
        self.setMinimumWidth(px(WIDTH))
        self.notices = Notices(self)
        self._look()

    # -- what is shown -----------------------------------------------------------------------------------

    def _look(self) -> None:
        def look(_progress: Progress) -> Looked:
            with self._seat.store.read() as session:
                return disputes(session), {one.login: one.name for one in staff_of(session)}

        self._seat.work.ask(look, self._show, self.notices.trouble, owner=self)

    def _show(self, looked: Looked) -> None:
        self._all, self._names = looked
        if not self._all:
            self.accept()
            return
        if self._at() is None:
            self._key = self._all[0].key
        self._show_one()

    def _at(self) -> int | None:
        return next((at for at, one in enumerate(self._all) if self._key in (one.key, one.code)), None)

    def _one(self) -> Dispute:
        return self._all[self._at() or 0]

    def _go(self, by: int) -> None:
        if self._all:
            self._key = self._all[((self._at() or 0) + by) % len(self._all)].key
            self.reason.put("")
            self._show_one()

    def _show_one(self) -> None:
        one, several = self._one(), len(self._all) > 1
        self._key = one.key
        self._title.setText(_("Hồ sơ {code}").format(code=one.code))
        self._what.setText(what_words(one))
        self._where.setText(f"{(self._at() or 0) + 1}/{len(self._all)}")
        for part in (self._where, self.back, self.next):
            part.setVisible(several)
        self._draw_table(one)
        is_open = one.decided is None
        self._said_words.setVisible(not is_open)
        self._said_words.setText("" if is_open else decided_words(one, self._names))
        for shown in (self._choice_place, self._then, self.reason, self.decide_button):
            shown.setVisible(is_open)
        self.undo_button.setVisible(not is_open)
        self._draw_choices(one)
        if is_open and self.choices is not None:
            self.choices.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.undo_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()

    def _fit(self) -> None:
        """As high as what is shown now: the layout knows new parts only once it was asked."""
        box = self.layout()
        assert box is not None
        box.activate()
        self.adjustSize()

    def _draw_table(self, one: Dispute) -> None:
        grid = QWidget()
        lines = QGridLayout(grid)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(px(BETWEEN))
        lines.setVerticalSpacing(px(INSIDE))
        for at, (title, side) in enumerate(
            zip(side_titles(one), (one.ours, one.theirs), strict=True), start=1
        ):
            head = QWidget()
            head.setLayout(
                column(label(title, "strong"), label(side_words(side, self._names), "small"), space=TIGHT)
            )  # fmt: skip
            lines.addWidget(head, 0, at)
        lines.addWidget(rule(), 1, 0, 1, 4)
        for at, line in enumerate(one.lines, start=2):
            role = "strong" if line.differs else "muted"
            title, ours, theirs = (
                field_words(line.field),
                value_words(line.field, line.ours),
                value_words(line.field, line.theirs),
            )
            mark = QWidget()
            said = _("Khác") if line.differs else _("Giống")
            mark.setLayout(
                row(IconLabel(Icon.ALERT, "soon") if line.differs else IconLabel(Icon.TICK), label(said, "small"),
                    space=TIGHT)
            )  # fmt: skip
            for to, words in enumerate((title, ours, theirs)):
                cell = label(words, "muted" if to == 0 else role, wrap=True, selectable=to > 0)
                cell.setAccessibleName(f"{title}: {words}. {said}" if to else title)
                lines.addWidget(cell, at, to)
            lines.addWidget(mark, at, 3)
        lines.setColumnMinimumWidth(0, px(TITLE_WIDTH))
        lines.setColumnStretch(1, 1)
        lines.setColumnStretch(2, 1)
        _put(self._table, grid)

    def _draw_choices(self, one: Dispute) -> None:
        kept = None if self.choices is None else self.choices.value()
        made: OneOf[Choice] = OneOf(
            [(choice, choice_words(choice, one)) for choice in (Choice.OURS, Choice.THEIRS, Choice.BOTH)]
        )
        made.setObjectName("disputing.choices")
        made.setAccessibleName(_("Quyết định theo bên nào"))
        made.chosen.connect(lambda choice: self._then.setText(then_words(choice, one)))
        self.choices = made
        self._then.setText(_("Chọn một trong ba; phím mũi tên để đổi."))
        made.choose(kept)
        _put(self._choice_place, made)

    # -- deciding ----------------------------------------------------------------------------------------

    def _decide(self) -> None:
        choice = None if self.choices is None else self.choices.value()
        if choice is None:
            self.notices.say(_("Hãy chọn theo bên nào trước."), Meaning.SOON)
            return
        key, reason = self._key, self.reason.text()

        def work(_progress: Progress) -> Dossier:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                return decide(change, key, choice, reason)

        self._write(work)

    def _undo(self) -> None:
        key = self._key

        def work(_progress: Progress) -> Dossier:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                return undo(change, key)

        self._write(work)

    def _write(self, work: Callable[[Progress], Dossier]) -> None:
        self.decide_button.setEnabled(False)
        self.undo_button.setEnabled(False)
        self._seat.work.change(
            work, lambda _dossier: self._written(), self._refused, touches=Area.DOSSIERS | Area.EXCHANGE | Area.MONEY,
            owner=self,
        )  # fmt: skip

    def _written(self) -> None:
        self._free()
        self.reason.put("")
        self.decided.emit()
        self._look()

    def _refused(self, told: Told) -> None:
        self._free()
        if isinstance(told, RuleBroken) and self._form.field(told.field) is not None:
            self._form.show(told)
            self._fit()
            return
        self.notices.trouble(told)

    def _free(self) -> None:
        self.decide_button.setEnabled(True)
        self.undo_button.setEnabled(True)


def _put(place: QWidget, inside: QWidget) -> None:
    """Show this in the place, instead of what was there."""
    box = place.layout()
    assert box is not None
    empty_out(box)
    box.addWidget(inside)
