"""Who takes this result away? The right side of the handing-out page: one dossier, its receiver, and what was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedLayout, QWidget

from desk.errors import RuleBroken
from desk.returning import Handout
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier, ReturnBy
from desk.rules.lifecycle import RUNNING, Action, Role, State, next_actions, state_words
from desk.rules.words import _
from ui.icons import Icon
from ui.notices import Form, Summary
from ui.pages.moments import moment_words, waited_words
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, TIGHT, Meaning, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.choices import OneOf, Radio
from ui.widgets.empty import Empty
from ui.widgets.field import Field, LineEdit
from ui.widgets.marks import IconLabel, Pill
from ui.widgets.text import column, empty_out, label, row, rule, set_role

PICTURE = 32


class Who(Enum):
    """Who stands at the counter."""

    APPLICANT = "applicant"
    HOLDER = "holder"
    AUTHORISED = "authorised"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dossier that was chosen, at which moment it was looked at, and to whom it was given if it was."""

    dossier: Dossier
    at: datetime
    given_to: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A result that was just handed out, and what else waits for the same applicant."""

    dossier: Dossier
    handout: Handout
    at: datetime
    others: tuple[str, ...] = ()


def person_words(person: Person) -> str:
    """A person as compared with the card on the counter: name, number, year of birth."""
    born = _("sinh {day}").format(day="/".join(reversed(person.born.split("-")))) if person.born else ""
    return " · ".join(part for part in (person.name, person.personal_id or person.tax_code, born) if part)


class HandoutCard(QFrame):
    """Shows nothing, a dossier, or what was given. It keeps what was typed until another dossier is shown."""

    give = Signal(object)
    """a Handout"""
    arrived = Signal()
    """the result of the shown dossier is at the desk"""
    open_dossier = Signal(str)
    print_note = Signal(str)
    """the note of the result that was just given, to be signed by its receiver (a code)"""
    another = Signal(str)
    """the next dossier of the same person (its code), or empty for the next person"""

    def __init__(self, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("handing.card")
        set_role(self, "card")
        self._role = role
        self._chosen: Chosen | None = None
        self._next_code = ""
        self._pages = QStackedLayout(self)
        self._nothing = Empty(Icon.SCAN, _("Quét mã trên giấy hẹn"), _("hoặc chọn ở danh sách bên trái."))
        set_role(self._nothing, "bare")
        self._pages.addWidget(self._nothing)
        self._build_dossier()
        self._build_given()

    # -- one dossier -------------------------------------------------------------------------------------

    def _build_dossier(self) -> None:
        self._code = label("", "title", selectable=True)
        self._code.setObjectName("handing.code")
        self._state = Pill(Meaning.QUIET, "–")
        self._procedure = label("", wrap=True)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(px(BETWEEN))
        self._facts.setVerticalSpacing(px(TIGHT))
        self._facts.setColumnStretch(1, 1)
        self._explain = label("", "muted", wrap=True)
        self._explain.setObjectName("handing.explain")
        self._receiver_part = self._build_receiver()
        self.give_button = Button(
            _("Trả kết quả"), self._give, key="Ctrl+Return", icon=Icon.RETURN, kind=Kind.PRIMARY
        )
        self.give_button.setObjectName("handing.give")
        self.arrived_button = Button(
            _("Ghi nhận đã có kết quả"), self.arrived.emit, key="Ctrl+G", icon=Icon.STAMP, kind=Kind.PRIMARY
        )
        self.arrived_button.setObjectName("handing.arrived")
        see = Button(_("Xem hồ sơ"), self._see, key="Ctrl+O", kind=Kind.QUIET)
        see.setObjectName("handing.see")
        head = row(self._state, 0, see, space=CLOSE)
        page = QWidget()
        page.setLayout(
            column(
                column(head, self._code, self._procedure, space=TIGHT),
                self._facts,
                rule(),
                self._explain,
                self._receiver_part,
                0,
                row(self.give_button, self.arrived_button, 0, space=INSIDE),
                space=BETWEEN,
                margin=SECTION,
            )
        )
        self._dossier_page = page
        self._pages.addWidget(page)

    def _build_receiver(self) -> QWidget:
        self._who_place = row(space=0)
        self.who = self._ask_who(with_holder=False)
        self._known = label("", "strong", wrap=True)
        self._known.setObjectName("handing.known")
        self._check = label(_("Đối chiếu giấy tờ tùy thân với tên này rồi trả."), "small", wrap=True)
        self.receiver = Field("receiver", _("Họ và tên người nhận"), LineEdit(icon=Icon.PERSON))
        self.receiver_id = Field("receiver_id", _("Số giấy tờ tùy thân"), LineEdit(icon=Icon.CARD))
        self.note = Field("note", _("Ghi chú"), LineEdit(), optional=True)
        self._form = Form((self.receiver, self.receiver_id, self.note), Summary())
        assert self._form.summary is not None
        known = QFrame()
        known.setLayout(column(self._known, self._check, space=TIGHT))
        self._known_part = known
        other = QWidget()
        pair = row(self.receiver, self.receiver_id, space=CLOSE)
        pair.setStretch(0, 3)
        pair.setStretch(1, 2)
        pair.setContentsMargins(0, 0, 0, 0)
        other.setLayout(pair)
        self._other_part = other
        part = QWidget()
        part.setLayout(
            column(
                label(_("Ai đến nhận?"), "strong"),
                self._who_place,
                self._form.summary,
                known,
                other,
                self.note,
                space=CLOSE,
            )
        )
        return part

    def _ask_who(self, *, with_holder: bool) -> OneOf[Who]:
        """The choice of who came; the holder is one only where it is another person than the applicant."""
        choices = [(Who.APPLICANT, _("Người nộp")), (Who.AUTHORISED, _("Người được ủy quyền"))]
        if with_holder:
            choices.insert(1, (Who.HOLDER, _("Chủ hồ sơ")))
        empty_out(self._who_place)
        who: OneOf[Who] = OneOf(choices, Who.APPLICANT)
        who.setObjectName("handing.who")
        who.setAccessibleName(_("Ai đến nhận?"))
        who.chosen.connect(lambda _who: self._show_who())
        self._who_place.addWidget(who)
        return who

    def show_nothing(self) -> None:
        """No dossier is chosen."""
        self._chosen = None
        self._pages.setCurrentIndex(0)

    @property
    def shown(self) -> str:
        """The code of the dossier that is shown and can still be worked on, or nothing."""
        return self._chosen.dossier.code if self._chosen else ""

    def show_dossier(self, chosen: Chosen) -> None:
        """Show one dossier; the form starts empty unless it is the one that was shown already."""
        same = self.shown == chosen.dossier.code
        self._chosen = chosen
        if not same:
            self._form.clear()
            for one in (self.receiver, self.receiver_id, self.note):
                one.put("")
            self.who = self._ask_who(with_holder=chosen.dossier.holder is not None)
        self._fill(chosen)
        self._show_who()
        self._pages.setCurrentWidget(self._dossier_page)

    def _fill(self, chosen: Chosen) -> None:
        dossier, state = chosen.dossier, chosen.dossier.state
        may = next_actions(state, self._role)
        ready, running = state is State.FINISHED, state in RUNNING
        self._code.setText(dossier.code)
        self._state.show_state(*self._state_of(chosen))
        self._procedure.setText(dossier.procedure_name)
        self._show_facts(self._facts_of(chosen))
        self._explain.setText(self._explanation(chosen))
        self._explain.setVisible(not ready)
        self._receiver_part.setVisible(ready)
        self.give_button.setVisible(ready)
        self.give_button.setEnabled(Action.RETURN in may)
        self.arrived_button.setVisible(running)
        self.arrived_button.setEnabled(Action.FINISH in may or Action.HAND_OVER in may)

    @staticmethod
    def _state_of(chosen: Chosen) -> tuple[Meaning, str]:
        dossier = chosen.dossier
        if dossier.state is State.FINISHED:
            return Meaning.GOOD, waited_words(dossier.events[-1].at, chosen.at)
        return Meaning.QUIET, _("Chưa có kết quả") if dossier.state in RUNNING else state_words(dossier.state)

    @staticmethod
    def _facts_of(chosen: Chosen) -> list[tuple[str, str]]:
        dossier, at = chosen.dossier, chosen.at
        facts = [(_("Người nộp"), dossier.applicant.name)]
        if dossier.holder is not None:
            facts.append((_("Chủ hồ sơ"), dossier.holder.name))
        if dossier.state is not State.FINISHED:
            facts.append((_("Hẹn trả"), moment_words(dossier.due_at, at)))
        else:
            facts.append((_("Có kết quả"), moment_words(dossier.events[-1].at, at)))
        if dossier.return_by is not ReturnBy.DESK:
            ways = {ReturnBy.POST: _("Bưu chính"), ReturnBy.ONLINE: _("Trực tuyến")}
            facts.append((_("Đã đăng ký nhận"), ways[dossier.return_by]))
        return facts

    def _show_facts(self, facts: list[tuple[str, str]]) -> None:
        empty_out(self._facts)
        for at, (name, value) in enumerate(facts):
            self._facts.addWidget(label(name, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(label(value, wrap=True, selectable=True), at, 1)

    @staticmethod
    def _explanation(chosen: Chosen) -> str:
        state = chosen.dossier.state
        if state in RUNNING:
            return _(
                "Khi chuyên môn đã chuyển kết quả về bộ phận một cửa, bấm “Ghi nhận đã có kết quả” rồi trả cho dân."
            )
        if state is State.RETURNED:
            return _("Kết quả đã trả cho {receiver} lúc {at}.").format(
                receiver=chosen.given_to, at=moment_words(chosen.dossier.events[-1].at, chosen.at)
            )
        return _("Hồ sơ đang ở trạng thái “{state}” nên chưa có kết quả để trả.").format(
            state=state_words(state)
        )

    def _show_who(self) -> None:
        if self._chosen is None:
            return
        dossier, who = self._chosen.dossier, self.who.value()
        other = who is Who.AUTHORISED
        self._known_part.setVisible(not other)
        self._other_part.setVisible(other)
        self.note.hint(_("Số, ngày của giấy ủy quyền và nơi chứng thực đã xem.") if other else "")
        person = dossier.holder if who is Who.HOLDER and dossier.holder else dossier.applicant
        self._known.setText(person_words(person))

    def handout(self) -> Handout:
        """Who takes it away, as chosen and typed."""
        assert self._chosen is not None
        dossier, who = self._chosen.dossier, self.who.value()
        if who is Who.AUTHORISED:
            return Handout(self.receiver.text(), self.receiver_id.text(), True, self.note.text())
        person = dossier.holder if who is Who.HOLDER and dossier.holder else dossier.applicant
        return Handout(person.name, person.personal_id, False, self.note.text())

    def show_error(self, error: RuleBroken) -> bool:
        """Say beside the field what is wrong; False when the error belongs to no field here."""
        if self._form.field(error.field) is None:
            return False
        self._form.show(error)
        return True

    def start(self) -> None:
        """Bring the focus to where the work on this dossier begins."""
        if self.arrived_button.isVisible():
            self.arrived_button.setFocus()
        for radio in self.who.findChildren(Radio):
            if radio.isVisible() and radio.isChecked():
                radio.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        self.give.emit(self.handout())

    def _see(self) -> None:
        self.open_dossier.emit(self.shown)

    # -- after handing out -------------------------------------------------------------------------------

    def _build_given(self) -> None:
        self._given_code = label("", "display")
        self._given_code.setObjectName("handing.given_code")
        self._given_what = label("", wrap=True)
        self._given_to = label("", "strong", wrap=True)
        self._given_to.setObjectName("handing.given_to")
        self._others = label("", "muted", wrap=True)
        self.same_button = Button(
            _("Trả tiếp cho người này"), lambda: self.another.emit(self._next_code), icon=Icon.FORWARD
        )
        self.same_button.setObjectName("handing.same_person")
        self.note_button = Button(
            _("In phiếu biên nhận"),
            lambda: self.print_note.emit(self._given_code.text()),
            key="Ctrl+P",
            icon=Icon.PRINT,
        )
        self.note_button.setObjectName("handing.print_note")
        self.next_button = Button(_("Người tiếp theo"), lambda: self.another.emit(""), key="Escape")
        self.next_button.setObjectName("handing.next")
        head = row(IconLabel(Icon.GOOD, "good", PICTURE), label(_("Đã trả kết quả"), "title"), 0, space=CLOSE)
        self._given_page = QWidget()
        self._given_page.setLayout(
            column(
                head,
                column(self._given_code, self._given_what, space=TIGHT),
                self._given_to,
                rule(),
                self._others,
                row(self.same_button, self.next_button, self.note_button, 0, space=INSIDE),
                0,
                label(_("Hoặc quét ngay giấy hẹn tiếp theo."), "small"),
                space=BETWEEN,
                margin=SECTION,
            )
        )
        self._pages.addWidget(self._given_page)

    def show_given(self, given: Given) -> None:
        """Say large what was given to whom, and what else waits for the same person."""
        self._chosen = None
        self._next_code = given.others[0] if given.others else ""
        self._given_code.setText(given.dossier.code)
        self._given_what.setText(given.dossier.procedure_name)
        authorised = _(" (được ủy quyền)") if given.handout.authorised else ""
        self._given_to.setText(
            _("Người nhận: {receiver}{authorised} · {at}").format(
                receiver=given.handout.receiver, authorised=authorised, at=moment_words(given.at, given.at)
            )
        )
        self._others.setText(
            _("Người nộp này còn {count} kết quả chờ nhận: {codes}").format(
                count=len(given.others), codes=", ".join(given.others)
            )
            if given.others
            else ""
        )
        self._others.setVisible(bool(given.others))
        self.same_button.setVisible(bool(given.others))
        self._pages.setCurrentWidget(self._given_page)
