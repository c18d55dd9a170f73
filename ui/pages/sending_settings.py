"""How does this desk send by itself? How much of the line, all day or in set hours; kept in the store, noted in the journal."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desk.clock import now
from desk.errors import RuleBroken
from desk.progress import Progress
from desk.rules.sending import CLOCK, USUAL_KBIT, WHOLE_LINE, Sending, plan_words, read_sending
from desk.rules.words import _
from desk.sending import sending_of, set_sending
from ui.notices import Action, Form, Notices
from ui.seat import Seat
from ui.theme import BETWEEN, INSIDE
from ui.widgets.choices import OneOf
from ui.widgets.field import Field, LineEdit
from ui.widgets.text import column, label, row
from ui.work import Area, Told

ALLOWANCES = (64, 128, USUAL_KBIT, 512, WHOLE_LINE)
NIGHT = ("22:00", "06:00")
"""What stands in the fields before somebody chose hours: the line is idle then."""


class SendingSettings(QWidget):
    """Each choice takes effect at once, with a way back."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.setObjectName("settings.sending")
        self._seat = seat
        self._chosen: Sending | None = None
        self.most = OneOf([(kbit, kbit_words(kbit)) for kbit in ALLOWANCES], USUAL_KBIT)
        self.most.setAccessibleName(_("Gửi nền được dùng bao nhiêu đường truyền"))
        self.by_hours = OneOf(((False, _("Suốt ngày")), (True, _("Chỉ trong giờ đã hẹn"))), False)
        self.by_hours.setAccessibleName(_("Máy tự gửi khi nào"))
        self.begins = Field("begins", _("Từ giờ"), LineEdit(NIGHT[0]))
        self.ends = Field("ends", _("Đến giờ"), LineEdit(NIGHT[1]))
        self._form = Form((self.begins, self.ends))
        self._hours = QWidget()
        hours = row(self.begins, self.ends, 0, space=BETWEEN)
        hours.setContentsMargins(0, 0, 0, 0)
        self._hours.setLayout(hours)
        self._hours.hide()
        self.setLayout(
            column(
                label(_("Gửi nền lên tỉnh"), "strong"), self.most,
                label(_("Phần còn lại của đường truyền để cho việc khác. “Gửi ngay” và chốt ngày luôn dùng cả đường truyền."),
                      "muted", wrap=True),
                self.by_hours, self._hours,
                label(_("Trong giờ đã hẹn máy dùng cả đường truyền và thử lại đến hết giờ, kể cả khi không ai đăng nhập; "
                        "máy phải bật và chương trình phải mở."), "muted", wrap=True),
                space=INSIDE,
            )
        )  # fmt: skip
        self.notices = Notices(self)
        self.most.chosen.connect(lambda _kbit: self._choose())
        self.by_hours.chosen.connect(self._turn_hours)
        for field in (self.begins, self.ends):
            control = field.control
            assert isinstance(control, LineEdit)
            control.editingFinished.connect(self._choose)
        seat.work.ask(self._look, self._show, owner=self)

    def _look(self, _progress: Progress) -> Sending:
        with self._seat.store.read() as session:
            return sending_of(session)

    def _show(self, plan: Sending) -> None:
        """What holds, without choosing it anew."""
        self._chosen = plan
        by_hours = plan.begins is not None and plan.ends is not None
        for choice in (self.most, self.by_hours):
            choice.blockSignals(True)
        self.most.choose(plan.most_kbit)
        self.by_hours.choose(by_hours)
        for choice in (self.most, self.by_hours):
            choice.blockSignals(False)
        self.begins.put(plan.begins.strftime(CLOCK) if plan.begins else NIGHT[0])
        self.ends.put(plan.ends.strftime(CLOCK) if plan.ends else NIGHT[1])
        self._hours.setVisible(by_hours)

    def _turn_hours(self, by_hours: object) -> None:
        self._hours.setVisible(bool(by_hours))
        self._choose()
        if by_hours:
            self.begins.jump()

    def _choose(self) -> None:
        self._form.clear()
        most = self.most.value()
        if most is None:  # another number, set by command: it stays until one of these is chosen
            most = USUAL_KBIT if self._chosen is None else self._chosen.most_kbit
        begins, ends = (self.begins.text(), self.ends.text()) if self.by_hours.value() else ("", "")
        try:
            chosen = read_sending(most, begins, ends)
        except RuleBroken as wrong:
            self._form.show(wrong)
            return
        before = self._chosen
        if before is not None and _same(chosen, before):
            return
        self._keep(chosen, before)

    def _keep(self, chosen: Sending, before: Sending | None) -> None:
        def keep(_progress: Progress) -> Sending:
            with self._seat.store.write(self._seat.actor, now()) as change:
                return set_sending(change, chosen)

        def kept(plan: Sending) -> None:
            self._show(plan)
            undo = None if before is None else Action(_("Hoàn tác"), lambda: self._keep(before, None))
            self.notices.say(_("Gửi nền: {plan}.").format(plan=plan_words(plan)), action=undo)

        def failed(told: Told) -> None:
            self.notices.trouble(told)

        self._seat.work.change(keep, kept, failed, touches=Area.EXCHANGE, owner=self)


def kbit_words(kbit: int) -> str:
    """An allowance as it is chosen."""
    return f"{kbit} kbit/s" if kbit else _("Không giới hạn")


def _same(one: Sending, other: Sending) -> bool:
    return (one.most_kbit, one.begins, one.ends) == (other.most_kbit, other.begins, other.ends)
