"""What was written wrongly? The facts of a taken dossier in fields, before and after, one reason, and the paper again.

Nothing is overwritten: the correction is an entry of its own (desk/corrections.py). Procedure, code and moment are not
here: a dossier of the wrong procedure is cancelled and taken again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QWidget

from desk.corrections import correct
from desk.errors import RuleBroken
from desk.progress import Progress
from desk.rules.citizen import SEXES, Person
from desk.rules.dossier import Dossier, HandedIn, ReturnBy
from desk.rules.fees import FeeLine, format_vnd
from desk.rules.words import _
from ui.icons import Icon
from ui.notices import Form, Notices
from ui.pages.dossier_words import return_way_words
from ui.pages.reception_papers import PaperRow, heads
from ui.pages.reception_typed import amount_of, person_of, typed_person
from ui.person_words import person_titles
from ui.seat import Seat
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, TIGHT, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.choices import Tick
from ui.widgets.field import Combo, Field, Note
from ui.widgets.text import column, label, row, rule, set_role
from ui.work import Area, Told

SIZE = (980, 640)
ACROSS = 3
CHANGES_SHOWN = 4


class CorrectionDialog(QDialog):
    """Over the page of a dossier. `corrected(code)` follows the entry; what was typed stays whatever is refused."""

    corrected = Signal(str)

    def __init__(
        self, seat: Seat, dossier: Dossier, clock: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._seat, self._dossier, self._clock = seat, dossier, clock
        self.setObjectName("correction")
        self.setWindowTitle(_("Sửa thông tin hồ sơ {code}").format(code=dossier.code))
        self.form = Form()
        self.people = {
            which: self._person_fields(which, person)
            for which in ("applicant", "holder", "representative")
            if (person := getattr(dossier, which)) is not None
        }
        self.gone = {which: self._gone(which) for which in self.people if which != "applicant"}
        self.note = self._field("note", _("Ghi chú"), dossier.note)
        ways = Combo([(return_way_words(way), way) for way in ReturnBy])
        self.way = self._field("return_by", _("Trả kết quả"), dossier.return_by, ways)
        self.sums = [
            self._field(f"fees.{at}", line.name, format_vnd(line.amount_vnd))
            for at, line in enumerate(dossier.fees)
        ]
        self.papers = [PaperRow(None, item) for item in dossier.components]
        self.reason = Field("reason", _("Lý do sửa"), Note())
        self.form.add(self.reason)
        self._wrong = label("", "error", wrap=True)
        self._wrong.setObjectName("correction.wrong")
        self._wrong.hide()
        self._told = label("", "muted", wrap=True)
        self._told.setObjectName("correction.changes")
        self.save = Button(
            _("Ghi sửa đổi và in lại"), self._save, key="Ctrl+Return", icon=Icon.SAVE, kind=Kind.PRIMARY
        )
        self.leave = Button(_("Thôi"), self.reject, key="Escape")
        for button, name in ((self.save, "save"), (self.leave, "leave")):
            button.setObjectName(f"correction.{name}")
        self._build()
        room = self.screen().availableSize()
        self.resize(QSize(*(px(side) for side in SIZE)).boundedTo(room))
        self.notices = Notices(self)
        self._compare()
        self.people["applicant"]["name"].jump()

    def _field(self, name: str, title: str, before: object, control: QWidget | None = None) -> Field:
        field = Field(name, title, control)
        field.put(before)
        field.remember(str(before))
        self.form.add(field)
        field.edited.connect(lambda _text: self._compare())
        return field

    def _person_fields(self, which: str, person: Person) -> dict[str, Field]:
        shown = typed_person(person)
        return {
            key: self._field(
                f"{which}.{key}",
                title,
                shown.get(key, ""),
                Combo([("–", ""), *((sex, sex) for sex in SEXES)]) if key == "sex" else None,
            )
            for key, title in person_titles().items()
        }

    def _gone(self, which: str) -> Tick:
        words = {
            "holder": _("Không có chủ hồ sơ khác: người nộp là chủ hồ sơ"),
            "representative": _("Không nộp theo ủy quyền"),
        }
        tick = Tick(words[which])
        tick.setObjectName(f"correction.no_{which}")
        tick.toggled.connect(lambda _on: self._compare())
        tick.toggled.connect(lambda on: [one.setEnabled(not on) for one in self.people[which].values()])
        return tick

    def _build(self) -> None:
        names = {
            "applicant": _("Người nộp"),
            "holder": _("Chủ hồ sơ"),
            "representative": _("Người được ủy quyền"),
        }
        parts: list[QWidget | int] = []
        for which, fields in self.people.items():
            parts += [label(names[which], "overline"), _grid(list(fields.values()))]
            parts += [self.gone[which], BETWEEN] if which in self.gone else [BETWEEN]
        if self.papers:
            rows = column(heads(), *self.papers, space=TIGHT)
            papers = QWidget()
            papers.setLayout(rows)
            parts += [label(_("Thành phần hồ sơ"), "overline"), papers, BETWEEN]
            for one in self.papers:
                one.gone.hide()
                room = one.paper_clip.sizePolicy()
                room.setRetainSizeWhenHidden(True)  # or the words would not stand over their columns
                one.paper_clip.setSizePolicy(room)
                one.paper_clip.hide()
                one.edited.connect(self._compare)
        parts += [label(_("Lệ phí, trả kết quả"), "overline"), _grid([*self.sums, self.way, self.note]), 0]
        inside = QWidget()
        set_role(inside, "bare")
        body = column(*parts, space=INSIDE)
        body.setContentsMargins(0, 0, px(CLOSE), 0)
        inside.setLayout(body)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        bar = row(self._told, self.leave, self.save, space=INSIDE)
        bar.setStretch(0, 1)
        head = column(
            label(_("Sửa thông tin đã tiếp nhận"), "title"),
            label(_("Nhật ký giữ cả nội dung cũ, nội dung mới và lý do; giấy in lại ghi rõ là bản thay thế."),
                  "muted", wrap=True),
            space=TIGHT,
        )  # fmt: skip
        whole = column(head, self._area, rule(), self.reason, self._wrong, bar, space=CLOSE, margin=SECTION)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    # -- before and after --------------------------------------------------------------------------------

    def _compare(self) -> None:
        """Say in words what would be put right."""
        leaving = [which for which, tick in self.gone.items() if tick.isChecked()]
        people = [fields for which, fields in self.people.items() if which not in leaving]
        fields = [field for person in people for field in person.values()]
        changed = [field for field in (*fields, self.note, self.way, *self.sums) if field.is_changed]
        said = [
            _("{field}: “{before}” → “{after}”").format(
                field=field.title, before=field.before, after=field.text()
            )
            for field in changed
        ]
        said += [self.gone[which].text() for which in leaving]
        if self._components() != self._dossier.components:
            said.append(_("Thành phần hồ sơ"))
        shown = said[:CHANGES_SHOWN]
        if len(said) > CHANGES_SHOWN:
            shown.append(_("và {n} mục nữa").format(n=len(said) - CHANGES_SHOWN))
        self._told.setText(
            _("Sẽ sửa {what}").format(what="; ".join(shown)) if said else _("Chưa sửa mục nào.")
        )

    def _components(self) -> tuple[HandedIn, ...]:
        taken: list[HandedIn] = []
        for paper, before in zip(self.papers, self._dossier.components, strict=True):
            item = paper.handed_in
            if item is not None:
                taken.append(replace(item, pages=before.pages))
        return tuple(taken)

    def _fees(self) -> tuple[FeeLine, ...]:
        lines = []
        for at, (line, field) in enumerate(zip(self._dossier.fees, self.sums, strict=True)):
            amount = amount_of(field.text(), str(at)) or 0
            lines.append(
                line if amount == line.amount_vnd else replace(line, amount_vnd=amount, reckoning="")
            )
        return tuple(lines)

    def facts(self) -> dict[str, Any]:
        """The new values by the names that corrections know. RuleBroken for a field that is no value."""
        on = self._dossier.received_at.date()
        found: dict[str, Any] = {
            which: None
            if which in self.gone and self.gone[which].isChecked()
            else person_of(_texts(fields), which, on)
            for which, fields in self.people.items()
        }
        return {
            **found,
            "components": self._components(),
            "fees": self._fees(),
            "return_by": self.way.value(),
            "note": self.note.text(),
        }

    # -- writing -----------------------------------------------------------------------------------------

    def _save(self) -> None:
        self._wrong.hide()
        try:
            facts = self.facts()
        except RuleBroken as broken:
            self._refused(broken)
            return
        reason, code = self.reason.text(), self._dossier.code
        self.save.setEnabled(False)

        def put_right(_progress: Progress) -> Dossier:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                return correct(change, code, facts, reason)

        self._seat.work.change(
            put_right,
            lambda _dossier: self._done(),
            self._refused,
            touches=Area.DOSSIERS | Area.PEOPLE | Area.MONEY,
            owner=self,
        )

    def _done(self) -> None:
        self.accept()
        self.corrected.emit(self._dossier.code)

    def _refused(self, told: Told) -> None:
        self.save.setEnabled(True)
        if isinstance(told, RuleBroken):
            if self.form.field(told.field) is not None:
                self.form.show(told)
                return
            self._wrong.setText(told.message)
            self._wrong.show()
            return
        self.notices.trouble(told)


def _grid(fields: list[Field]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(CLOSE))
    grid.setVerticalSpacing(px(INSIDE))
    for at, field in enumerate(fields):
        grid.addWidget(field, at // ACROSS, at % ACROSS)
    for at in range(ACROSS):
        grid.setColumnStretch(at, 1)
    return made


def _texts(fields: Mapping[str, Field]) -> dict[str, str]:
    return {key: str(field.value()) if key == "sex" else field.text() for key, field in fields.items()}
