"""Step 1: who hands the dossier in? One line for card, name, id or phone; the fields; the holder where it is another.

What an id says against its owner's birth or sex is shown and stops nobody: historical errors exist.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desk.errors import RuleBroken
from desk.people import Known, known_people
from desk.progress import Progress
from desk.rules.card_qr import read_card
from desk.rules.citizen import SEXES, Person, check_personal_id
from desk.rules.words import _
from ui.icons import Icon
from ui.pages.reception_holder import HolderBlock
from ui.pages.reception_overrule import Overrule
from ui.pages.reception_step import Step
from ui.pages.reception_typed import (
    Typed,
    born_iso,
    born_words,
    looks_like_card,
    person_of,
    placed,
    same_name,
    typed_person,
)
from ui.seat import Seat
from ui.theme import CLOSE, INSIDE, TIGHT, px
from ui.widgets.buttons import Button, Kind, add_key
from ui.widgets.field import Combo, Field, LineEdit
from ui.widgets.flow import Flow
from ui.widgets.picker import Answer, Picker
from ui.widgets.results import Found
from ui.widgets.text import column, row
from ui.work import Task

MAIN = ("name", "personal_id", "born", "sex", "address", "phone")
MORE = ("email", "organisation", "tax_code")
PERSONAL_ID_SHOWN = 3
"""An id on a folded line keeps so many digits at each end: enough to tell people apart, not to copy."""


class ApplicantStep(Step):
    """The applicant, and the holder where it is somebody else."""

    photo_wanted = Signal()

    def __init__(self, seat: Seat, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._seat, self._clock = seat, clock
        self._asked: Task[tuple[Known, ...]] | None = None
        self._known: Known | None = None
        self.line = Picker(
            self._people,
            _("Quét thẻ căn cước, hoặc gõ tên, số định danh, số điện thoại"),
            icon=Icon.SCAN,
            nothing=_("Người mới: Enter để ghi vào các ô dưới đây."),
            least=2,
            keep_text=False,
        )
        self.line.picked.connect(self._picked)
        self.line.textEdited.connect(self._scanning)
        self.card = Field("card", _("Tìm người nộp"), self.line)
        self.form.add(self.card)
        self.fields = {
            "name": self.take(Field("applicant.name", _("Họ và tên"))),
            "personal_id": self.take(Field("applicant.personal_id", _("Số định danh"))),
            "born": self.take(Field("applicant.born", _("Ngày sinh"), LineEdit("1984"))),
            "sex": self.take(Field("applicant.sex", _("Giới tính"), self._sexes())),
            "address": self.take(Field("applicant.address", _("Nơi ở"))),
            "phone": self.take(Field("applicant.phone", _("Điện thoại"))),
            "email": self.take(Field("applicant.email", _("Thư điện tử"))),
            "organisation": self.take(Field("applicant.organisation", _("Tổ chức"))),
            "tax_code": self.take(Field("applicant.tax_code", _("Mã số thuế"))),
        }
        self.holder = HolderBlock(self.take)
        self.holder.edited.connect(self.edited)
        self.overrule = Overrule("personal_id", _("Lý do vẫn ghi số này"), optional=True)
        self.take(self.overrule.field)
        self.more_button = Button(
            _("Thư điện tử, tổ chức, mã số thuế"),
            self._toggle_more,
            key="Alt+M",
            icon=Icon.PLUS,
            kind=Kind.QUIET,
        )
        self.holder_button = Button(
            _("Chủ hồ sơ là người khác"),
            self._toggle_holder,
            key="Alt+K",
            icon=Icon.PEOPLE,
            kind=Kind.QUIET,
        )
        self._build()
        self.edited.connect(self._check)
        add_key(self, "Alt+Z", self._take_back)
        self.setFocusProxy(self.line)

    @staticmethod
    def _sexes() -> Combo:
        return Combo([("–", ""), *((sex, sex) for sex in SEXES)])

    def _build(self) -> None:
        main = QGridLayout()
        main.setHorizontalSpacing(px(CLOSE))
        main.setVerticalSpacing(px(INSIDE))
        for at, (name, span) in enumerate((("name", 5), ("personal_id", 3), ("born", 2), ("sex", 2))):
            main.addWidget(self.fields[name], 0, (0, 5, 8, 10)[at], 1, span)
        main.addWidget(self.fields["address"], 1, 0, 1, 8)
        main.addWidget(self.fields["phone"], 1, 8, 1, 4)
        for at in range(12):
            main.setColumnStretch(at, 1)
        self._more = QWidget()
        self._more.setLayout(row(*(self.fields[name] for name in MORE), space=CLOSE))
        self.photo_button = Button(
            _("Ảnh thẻ"), self.photo_wanted.emit, key="Alt+A", icon=Icon.CAMERA, kind=Kind.QUIET
        )
        toggles = Flow(self.photo_button, self.holder_button, self.more_button, space=px(TIGHT))
        self.setLayout(column(self.card, main, self.overrule, self._more, self.holder, toggles, space=INSIDE))
        self._more.hide()

    # -- asking ------------------------------------------------------------------------------------------

    def _people(self, typed: str, answer: Answer) -> None:
        if looks_like_card(typed):
            return
        self._asked = self._seat.work.ask(
            self._reader(typed),
            lambda people: answer([self._found(known) for known in people]),
            owner=self,
            instead_of=self._asked,
        )

    def _reader(self, typed: str) -> Callable[[Progress], tuple[Known, ...]]:
        def read(_progress: Progress) -> tuple[Known, ...]:
            with self._seat.store.read() as session:
                return known_people(session, typed)

        return read

    @staticmethod
    def _found(known: Known) -> Found:
        person = known.person
        parts = (person.personal_id, born_words(person.born), person.address)
        return Found(
            person.name,
            " · ".join(part for part in parts if part),
            known,
            Icon.KNOWN,
            aside=_("{n} hồ sơ").format(n=known.dossiers),
        )

    def _scanning(self, text: str) -> None:
        self.card.clear_error()
        if looks_like_card(text):
            self.line.results.hide()  # the first digits of a scan look like an id that is being typed

    # -- filling -----------------------------------------------------------------------------------------

    def _picked(self, known: object) -> None:
        assert isinstance(known, Known)
        self._put_person(typed_person(known.person))
        self._meet(known)
        self.edited.emit()
        self.done.emit()

    def enter(self) -> None:
        """On the one line Enter takes what was scanned or typed; anywhere else the step is done when it is right."""
        text = self.line.text().strip()
        if text and self.line.hasFocus():
            self._take_line(text)
            return
        on = self._clock().date()
        try:
            person_of(self.typed(), "applicant", on)
            holder = self.holder.typed()
            if holder:
                person_of(holder, "holder", on)
        except RuleBroken as broken:
            self.refuse(broken)
            return
        self.done.emit()

    def named_otherwise(self, person: Person) -> str:
        """Who stands here already, when it is somebody else than `person`; nothing where nobody does."""
        typed = self.typed()
        number = re.sub(r"[\s.]", "", typed.get("personal_id", ""))
        if number:
            return "" if number == person.personal_id else typed.get("name", "") or number
        name = typed.get("name", "").strip()
        return "" if not name or same_name(name, person.name) else name

    def take_card(self, person: Person) -> None:
        """Fill in what a card says; the phone, which no card knows, stays. On to the next step."""
        self.line.clear()
        self.card.clear_error()
        phone = self.fields["phone"].text()
        self._put_person({**typed_person(person), "phone": phone})
        self.edited.emit()
        self._look_for(person.personal_id)
        self.done.emit()

    @property
    def filled(self) -> bool:
        """Whether somebody is named."""
        return bool(self.fields["name"].text().strip())

    def take_holder(self, person: Person) -> None:
        """The dossier is that of this person; who hands it in stays."""
        self.holder.take(person)
        self._name_holder_button()
        self.edited.emit()

    def _take_line(self, text: str) -> None:
        if looks_like_card(text):
            try:
                card = read_card(text, self._clock().date())
            except RuleBroken as broken:
                self.card.mark(broken.message)
                self.line.selectAll()
                return
            self.take_card(card.person)
            return
        name, value = placed(text)
        self.line.clear()
        self.fields[name].put(value)
        self.edited.emit()
        if name != "name":
            self._look_for(value)
        empty = next((self.fields[key] for key in MAIN if not self.fields[key].text().strip("– ")), None)
        (empty or self.fields["name"]).jump()

    def _look_for(self, number: str) -> None:
        """Somebody met before under exactly this number fills what is still empty; nothing typed is replaced."""
        self._asked = self._seat.work.ask(
            self._reader(number),
            lambda people: self._recognise(number, people),
            owner=self,
            instead_of=self._asked,
        )

    def _recognise(self, number: str, people: tuple[Known, ...]) -> None:
        same = [known for known in people if number in (known.person.personal_id, known.person.phone)]
        if len(same) != 1:
            return
        for key, value in typed_person(same[0].person).items():
            if not self.fields[key].text().strip("– "):
                self.fields[key].put(value)
        self._meet(same[0])
        self._show_more(any(self.fields[key].text() for key in MORE))
        self.edited.emit()

    def _meet(self, known: Known) -> None:
        """We know this person: from now on what differs from last time is marked."""
        self._known = known
        before = typed_person(known.person)
        for key, field in self.fields.items():
            field.remember(before.get(key))

    def _take_back(self) -> None:
        """The field with the focus says again what it said last time; without one, the first that was changed."""
        changed = [field for field in self.fields.values() if field.is_changed]
        here = next((field for field in changed if field.control.hasFocus()), None)
        if changed:
            (here or changed[0]).take_back()

    def _put_person(self, shown: dict[str, str]) -> None:
        self._known = None
        for key, field in self.fields.items():
            field.remember(None)
            field.put(shown.get(key, ""))
        self.form.clear()
        self._show_more(any(shown.get(key) for key in MORE))

    def _toggle_more(self) -> None:
        self._show_more(self._more.isHidden())
        if not self._more.isHidden():
            self.fields["email"].jump()

    def _show_more(self, on: bool) -> None:
        self._more.setVisible(on)
        self.more_button.setVisible(not on)

    def _toggle_holder(self) -> None:
        self.holder.setVisible(self.holder.isHidden())
        self._name_holder_button()
        if self.holder.isHidden():
            self.line.setFocus()
        else:
            self.holder.fields["name"].jump()
        self.edited.emit()

    def _name_holder_button(self) -> None:
        own = self.holder.isHidden()
        self.holder_button.setText(_("Chủ hồ sơ là người khác") if own else _("Chủ hồ sơ là người nộp"))

    def _check(self) -> None:
        typed = self.typed()
        number = re.sub(r"[\s.]", "", typed.get("personal_id", ""))
        doubts: tuple[str, ...] = ()
        if re.fullmatch(r"[0-9]{12}", number):
            born = born_iso(typed.get("born", ""))
            year = born if re.match(r"[0-9]{4}", born) else ""
            doubts = check_personal_id(number, year, typed.get("sex", ""))
        self.overrule.show_doubt(" ".join(doubts))

    # -- what stands here --------------------------------------------------------------------------------

    def typed(self) -> dict[str, str]:
        """The applicant as typed."""
        return self._texts(self.fields)

    @staticmethod
    def _texts(fields: dict[str, Field]) -> dict[str, str]:
        texts = {}
        for key, field in fields.items():
            chosen = field.value() if isinstance(field.control, QComboBox) else field.text()
            if chosen:
                texts[key] = str(chosen)
        return texts

    def fill(self, typed: Typed) -> Typed:
        """`typed` with applicant and holder."""
        return replace(
            typed,
            applicant=self.typed(),
            holder=self.holder.typed(),
            by_authority=self.holder.by_authority.isChecked(),
            id_reason=self.overrule.reason,
        )

    def put(self, typed: Typed) -> None:
        """Show applicant and holder."""
        self.line.clear()
        self._put_person(dict(typed.applicant))
        self.holder.put(typed.holder, typed.by_authority)
        self._name_holder_button()
        self.overrule.field.put(typed.id_reason)
        self._check()

    @property
    def doubtful(self) -> bool:
        """Whether the id does not fit what else was typed."""
        return self.overrule.doubtful

    def summary(self) -> str:
        """Name, shortened id, birth, place; whether we have met."""
        typed = self.typed()
        number = typed.get("personal_id", "")
        if len(number) > 2 * PERSONAL_ID_SHOWN:
            number = f"{number[:PERSONAL_ID_SHOWN]}…{number[-PERSONAL_ID_SHOWN:]}"
        parts = [typed.get("name", ""), number, typed.get("born", ""), typed.get("address", "")]
        if self._known is not None:
            parts.insert(2, _("người quen, {n} hồ sơ").format(n=self._known.dossiers))
            changed = [field.title for field in self.fields.values() if field.is_changed]
            if changed:
                parts.insert(3, _("đã sửa: {fields}").format(fields=", ".join(changed).lower()))
        holder = (self.holder.typed() or {}).get("name", "")
        if holder:
            parts.insert(1, _("nộp cho {name}").format(name=holder))
        return " · ".join(part for part in parts if part)
