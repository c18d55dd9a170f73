"""What must this step say, so that its paper is complete? The reason, and what else forms 02 to 06 state.

02 which papers, guidance · 03 basis · 04 new appointment, signer · 05 basis, what is given back · 06 receiver, unit
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from desk.errors import RuleBroken
from desk.rules.appointment import ProcessingTime, Unit
from desk.rules.catalogue import Component, Mark
from desk.rules.dossier import Dossier, HandedIn
from desk.rules.extension import new_due, warnings
from desk.rules.fees import format_vnd, total_vnd
from desk.rules.lifecycle import Action, action_words
from desk.rules.words import _, official_words
from desk.rules.working_time import VIETNAM, WorkingCalendar
from ui.icons import Icon
from ui.notices import Form
from ui.pages.reception_papers import PaperRow, heads
from ui.theme import BETWEEN, CLOSE, INSIDE, TIGHT, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.field import Count, Field, LineEdit, Note
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, label, row, set_role

PAPERS_HIGH = 132
"""Three rows and a half: it is seen that there are more."""
MOST_DAYS = 60
ACROSS = 3
DAY, MOMENT = "%d/%m/%Y", "%H:%M %d/%m/%Y"


@dataclass(frozen=True, slots=True)
class Known:
    """What the page knows when a step is asked for: the dossier, what its procedure asks, who signs, the calendar."""

    dossier: Dossier
    asked: tuple[Component, ...]
    head: str
    calendar: WorkingCalendar
    at: datetime
    receiver: str = ""
    unit: str = ""


class Asking(QWidget):
    """One step that has something to say: what to write, and the two ways out. What is typed stays until it is used."""

    def __init__(
        self,
        action: Action,
        icon: Icon,
        known: Known,
        confirm: Callable[[], object],
        cancel: Callable[[], object],
    ) -> None:
        super().__init__()
        self._action, self._known = action, known
        words = action_words(action)
        self.fields = {field.name: field for field in _fields(action, known)}
        self.field = next(iter(self.fields.values()))
        self.form = Form(self.fields.values())
        self.papers = [PaperRow(one, None) for one in _papers(known)] if _lists(action) else []
        self.days = Count(0, MOST_DAYS)
        self._told = label("", wrap=True)
        self._told.setObjectName("dossier.warning")
        self._warning = QWidget()
        beside = row(IconLabel(Icon.WARNING, "soon"), self._told, space=INSIDE)
        beside.setStretch(1, 1)
        self._warning.setLayout(beside)
        self.confirm = Button(words, confirm, key="Ctrl+Return", icon=icon, kind=Kind.PRIMARY)
        self.confirm.setObjectName("dossier.confirm")
        stop = Button(_("Thôi"), cancel, key="Escape")
        stop.setObjectName("dossier.cancel")
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(BETWEEN))
        grid.setVerticalSpacing(px(INSIDE))
        shown = list(self.fields.values())
        if action is Action.EXTEND:
            more = Field("days", _("Thêm ngày làm việc"), self.days)
            more.edited.connect(lambda _text: self._count_days())
            shown.insert(1, more)
        tall = len(shown) > ACROSS  # then the reason stands beside two rows
        grid.addWidget(shown[0], 0, 0, 2 if tall else 1, 1)
        beside = (ACROSS if tall else len(shown)) - 1
        for at, field in enumerate(shown[1:]):
            grid.addWidget(field, at // beside, 1 + at % beside)
        for at in range(beside + 1):
            grid.setColumnStretch(at, 2 if tall and at == 0 else 1)
        parts: list[Any] = [self._checklist()] if self.papers else []
        body = column(*parts, space=CLOSE, margin=BETWEEN)
        body.addLayout(grid)
        body.addWidget(self._warning)
        body.addLayout(row(self.confirm, stop, 0))
        self.setLayout(body)
        # Given to the constructor, the hint would show itself as a window of its own for a moment (seen with
        # Qt 6.12): that takes the focus away from the reason.
        for name, hint in _hints(action, known).items():
            self.fields[name].hint(hint)
        self._before = {name: field.text() for name, field in self.fields.items()}
        if action is Action.EXTEND:
            self.fields["due"].edited.connect(lambda _text: self._warn())
        if action is Action.HAND_OVER:
            for field in self.fields.values():
                if isinstance(field.control, LineEdit):
                    field.control.returnPressed.connect(self.confirm.click)
        self._warn()

    def start(self) -> None:
        """To the first thing that is asked."""
        if self.papers:
            self.papers[0].tick.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.field.jump()

    @property
    def typed(self) -> bool:
        """Whether something was begun here."""
        changed = any(field.text() != self._before[name] for name, field in self.fields.items())
        return changed or any(one.handed_in for one in self.papers)

    def facts(self) -> Mapping[str, Any]:
        """What the step says. Raises RuleBroken(due) for a new appointment that is no day and no moment."""
        said: dict[str, Any] = {name: field.text() for name, field in self.fields.items()}
        if "due" in said:
            said["due"] = due_of(said["due"])
        items: list[HandedIn] = [item for one in self.papers if (item := one.handed_in)]
        return {**said, "items": tuple(items)} if self.papers else said

    # -- which papers ------------------------------------------------------------------------------------

    def _checklist(self) -> QWidget:
        self.papers.append(PaperRow(None, None))
        for one in self.papers:
            one.paper_clip.hide()
            one.gone.hide()
            one.moved.connect(lambda step, one=one: self._walk(one, step))
        rows = QWidget()
        set_role(rows, "bare")
        lines = column(*self.papers, space=TIGHT)
        lines.setContentsMargins(0, 0, px(CLOSE), 0)
        rows.setLayout(lines)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(rows)
        area.setMinimumHeight(min(px(PAPERS_HIGH), rows.sizeHint().height()))
        area.setMaximumHeight(px(PAPERS_HIGH))
        made = QWidget()
        box = column(label(_("Giấy tờ phải bổ sung"), "strong"), heads(), area, space=TIGHT)
        box.setContentsMargins(0, 0, 0, 0)
        made.setLayout(box)
        return made

    def _walk(self, row: PaperRow, step: int) -> None:
        to = self.papers.index(row) + step
        if 0 <= to < len(self.papers):
            one = self.papers[to]
            (one.tick if one.component else one.line).setFocus(Qt.FocusReason.TabFocusReason)

    # -- the new appointment -----------------------------------------------------------------------------

    def _count_days(self) -> None:
        amount = self.days.value()
        if not amount:
            return
        due = self._known.dossier.due_at
        try:
            later = new_due(due, ProcessingTime(amount, Unit.WORKING_DAY), self._known.calendar)
        except RuleBroken as broken:
            self.fields["due"].mark(broken.message)
            return
        self.fields["due"].clear_error()
        self.fields["due"].put(f"{later.astimezone(VIETNAM):{MOMENT}}")
        self._warn()

    def _warn(self) -> None:
        """What does not fit the rules of timing: told, never refused here."""
        told: tuple[str, ...] = ()
        if self._action is Action.EXTEND:
            dossier, at = self._known.dossier, self._known.at
            try:
                due = new_due(dossier.due_at, due_of(self.fields["due"].text()), self._known.calendar)
            except RuleBroken:
                due = dossier.due_at
            told = warnings(
                dossier.received_at, dossier.due_at, due, at, supplements=len(dossier.supplements)
            )
        self._told.setText(" ".join(told))
        self._warning.setVisible(bool(told))


def due_of(text: str) -> date | datetime:
    """A day, or a moment of a day, as typed: 30/11/2026, 30/11/2026 15:00. RuleBroken(due)."""
    said = " ".join(text.split())
    for form in (DAY, MOMENT, "%d/%m/%Y %H:%M"):
        try:
            read = datetime.strptime(said, form).replace(tzinfo=VIETNAM)
        except ValueError:
            continue
        return read.date() if form == DAY else read
    raise RuleBroken("due", "bad_day", _("Hãy ghi ngày hẹn mới, ví dụ 30/11/2026 hoặc 15:00 30/11/2026."))


def _lists(action: Action) -> bool:
    return action is Action.REQUEST_SUPPLEMENT


def _papers(known: Known) -> tuple[Component, ...]:
    """What the procedure asks, then what was handed in beside it."""
    names = {one.name for one in known.asked}
    beside = (one for one in known.dossier.components if one.name not in names)
    return (
        *known.asked,
        *(Component(one.name, one.originals, one.copies, True, Mark.BACKGROUND, "") for one in beside),
    )


def _fields(action: Action, known: Known) -> list[Field]:
    reason = Field("reason", _("{action}: lý do").format(action=action_words(action)), Note())
    basis = Field("basis", _("Căn cứ pháp lý"), Note(), optional=True)
    returned = Field("returned", _("Trả lại cho người nộp"), Note(), optional=True)
    match action:
        case Action.REQUEST_SUPPLEMENT:
            return [reason, Field("guidance", _("Hướng dẫn thêm"), Note(), optional=True)]
        case Action.REFUSE:
            return [reason, basis]
        case Action.STOP | Action.WITHDRAW:
            returned.put(_given_back(known.dossier))
            return [reason, returned] if action is Action.WITHDRAW else [reason, basis, returned]
        case Action.EXTEND:
            signer = Field("signer", _("Người ký"))
            signer.put(known.head)
            number = Field("number", _("Số văn bản"), optional=True)
            return [reason, Field("due", _("Hẹn trả mới"), LineEdit(_("ngày/tháng/năm"))), signer, number]
        case Action.HAND_OVER:
            receiver = Field("receiver", _("Người nhận"), optional=True)
            receiver.put(known.receiver)
            unit = Field("unit", _("Bộ phận chuyên môn"), optional=True)
            unit.put(known.unit)
            return [receiver, unit, Field("note", _("Ghi chú"), optional=True)]
        case _:
            return [reason]


def _given_back(dossier: Dossier) -> str:
    """The papers of the dossier in the words of form 05; the hand may change them."""
    with official_words():
        return "; ".join(one.words() for one in dossier.components)


def _hints(action: Action, known: Known) -> Mapping[str, str]:
    match action:
        case Action.REQUEST_SUPPLEMENT:
            return {"reason": _("Đánh dấu giấy tờ ở trên; thời hạn tạm dừng cho đến khi nhận đủ.")}
        case Action.CANCEL:
            return {
                "reason": _(
                    "Chỉ trong ngày, trước khi bàn giao. Mã không dùng lại, phí được trả lại; rồi tiếp nhận lại."
                )
            }
        case Action.HAND_OVER:
            return {"receiver": _("Tên này in vào phiếu kiểm soát (mẫu 06). Enter để chuyển.")}
        case Action.EXTEND:
            due = f"{known.dossier.due_at.astimezone(VIETNAM):{MOMENT}}"
            return {"reason": _("Ghi vào văn bản xin lỗi (mẫu 04); chỉ gia hạn một lần."),
                    "due": _("Hẹn cũ: {due}").format(due=due)}  # fmt: skip
    hints = {"reason": _("Lý do đi cùng hồ sơ lên tỉnh. Bước này không hoàn tác được.")}
    if action in (Action.STOP, Action.WITHDRAW):
        paid = total_vnd(known.dossier.fees)
        money = _("Ghi cả tiền trả lại, nếu có; đã thu {sum}.").format(sum=format_vnd(paid)) if paid else ""
        hints["returned"] = money or _("Mẫu 05 ghi đúng như ở đây.")
    if action in (Action.STOP, Action.REFUSE):
        hints["basis"] = _("Điều, khoản, văn bản; mẫu giấy ghi đúng như ở đây.")
    return hints
