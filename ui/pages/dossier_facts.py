"""What is known of this dossier? Who, what about, what was handed in and paid: facts in groups, two columns where they fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QScrollArea, QWidget

from desk.rules.appointment import time_words
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier, HandedIn
from desk.rules.fees import FeeLine, Method, format_vnd, total_vnd
from desk.rules.words import _
from ui.pages.dossier_files import FilesSection
from ui.pages.dossier_words import method_words, return_way_words
from ui.pages.moments import moment_words
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, TIGHT, px
from ui.widgets.text import column, label, rule, set_role

TWO_COLUMNS = 580
Fact = tuple[str, str]


class Facts(QScrollArea):
    """The left side of a dossier. Its files section stays the same object, so that pictures are not drawn again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dossier.facts")
        self.setAccessibleName(_("Nội dung hồ sơ"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.files = FilesSection()
        self._groups: list[QWidget] = []
        self._wide: bool | None = None
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(SECTION))
        self._grid.setVerticalSpacing(px(BETWEEN))
        inside = QWidget()
        set_role(inside, "bare")
        body = column(self._grid, rule(), self.files, 0, space=BETWEEN)
        body.setContentsMargins(px(BETWEEN), px(CLOSE), px(BETWEEN), px(BETWEEN))
        inside.setLayout(body)
        self.setWidget(inside)

    def show_dossier(self, dossier: Dossier, counter: str, now: datetime) -> None:
        """Show everything that is known; the place of reading is kept."""
        scrolled = self.verticalScrollBar().value()
        for old in self._groups:
            old.setParent(None)
            old.deleteLater()
        self._groups = [
            _group(_("Người nộp"), _person(dossier.applicant)),
            _group(_("Thủ tục"), _procedure(dossier)),
            *([_group(_("Chủ hồ sơ"), _person(dossier.holder))] if dossier.holder else []),
            *(
                [_group(_("Người được ủy quyền"), _person(dossier.representative))]
                if dossier.representative
                else []
            ),
            _group(_("Tiếp nhận"), _reception(dossier, counter, now)),
            _holding(_("Thành phần hồ sơ"), _components(dossier.components)),
            _holding(_("Phí, lệ phí"), _fees(dossier.fees)),
        ]
        self._wide = None
        self._arrange()
        self.files.show_dossier(dossier)
        self.verticalScrollBar().setValue(scrolled)

    def _arrange(self) -> None:
        """Groups fill the shorter column first, in the order of reading."""
        wide = self.viewport().width() >= px(TWO_COLUMNS)
        if wide == self._wide:
            return
        self._wide = wide
        heights, rows = [0, 0], [0, 0]
        columns: tuple[list[QWidget], list[QWidget]] = ([], [])
        for group in self._groups:
            at = 0 if not wide or heights[0] <= heights[1] else 1
            columns[at].append(group)
            heights[at] += group.sizeHint().height()
            rows[at] += 1
        while self._grid.count():
            taken = self._grid.takeAt(0)
            inside = taken.layout() if taken is not None else None
            if inside is not None:
                inside.deleteLater()
        for at, groups in enumerate(columns):
            if groups:
                self._grid.addLayout(column(*groups, 0, space=BETWEEN), 0, at)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if wide else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _group(title: str, facts: Sequence[Fact]) -> QWidget:
    """A few facts: the first alone and strong, the others with their names."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(CLOSE))
    grid.setVerticalSpacing(px(TIGHT))
    grid.setColumnStretch(1, 1)
    shown = [(name, value) for name, value in facts if value]
    for at, (name, value) in enumerate(shown):
        strong = not name
        text = label(value, "strong" if strong else "body", wrap=True, selectable=True)
        if strong:
            grid.addWidget(text, at, 0, 1, 2)
            continue
        grid.addWidget(label(name, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, at, 1)
    return _holding(title, grid)


def _holding(title: str, inside: QLayout) -> QWidget:
    group = QWidget()
    group.setLayout(column(label(title, "overline"), inside, space=TIGHT))
    return group


def _person(person: Person) -> list[Fact]:
    born = "/".join(reversed(person.born.split("-")))
    return [
        ("", person.organisation or person.name),
        (_("Người đại diện"), person.name if person.organisation else ""),
        (_("Số định danh"), person.personal_id),
        (_("Mã số thuế"), person.tax_code),
        (_("Ngày sinh"), " · ".join(part for part in (born, person.sex) if part)),
        (_("Điện thoại"), person.phone),
        (_("Địa chỉ"), person.address),
        (_("Thư điện tử"), person.email),
    ]


def _procedure(dossier: Dossier) -> list[Fact]:
    return [
        ("", dossier.procedure_name),
        (_("Mã thủ tục"), dossier.procedure),
        (_("Lĩnh vực"), dossier.field),
        (_("Trường hợp"), dossier.case),
        (_("Thời hạn"), time_words(dossier.time)),
    ]


def _reception(dossier: Dossier, counter: str, now: datetime) -> list[Fact]:
    later = _("{number}, nhập máy lúc {at}")
    paper = (
        later.format(number=dossier.paper_no, at=moment_words(dossier.recorded_at, now))
        if dossier.taken_in_later
        else ""
    )
    number = _("số {number} năm {year}").format(number=dossier.register_no, year=dossier.received_at.year)
    return [
        (_("Lúc"), moment_words(dossier.received_at, now)),
        (_("Tại"), counter),
        (_("Sổ theo dõi"), number),
        (_("Sổ giấy"), paper),
        (_("Trả kết quả"), return_way_words(dossier.return_by)),
        (_("Ghi chú"), dossier.note),
        *((_overruled_words(one.rule), one.reason) for one in dossier.although),
    ]


def _overruled_words(rule: str) -> str:
    """What a reason stands beside: the doubt that a person overruled at reception."""
    return {
        "duplicate": _("Vẫn nhận dù trùng"),
        "incomplete": _("Vẫn nhận dù thiếu giấy"),
        "personal_id": _("Số định danh lạ"),
        "due": _("Lý do ngày hẹn"),
    }.get(rule, _("Vẫn tiếp nhận"))


def _lines(rows: Sequence[tuple[str, str]], nothing: str, last_strong: bool = False) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(CLOSE))
    grid.setVerticalSpacing(px(TIGHT))
    grid.setColumnStretch(0, 1)
    if not rows:
        grid.addWidget(label(nothing, "muted", wrap=True), 0, 0)
    for at, (name, value) in enumerate(rows):
        role: Callable[[str], QWidget] = _strong if last_strong and at == len(rows) - 1 else _plain
        grid.addWidget(role(name), at, 0)
        value_label = role(value)
        grid.addWidget(value_label, at, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    return grid


def _plain(text: str) -> QWidget:
    return label(text, wrap=len(text) > INSIDE * 2)


def _strong(text: str) -> QWidget:
    return label(text, "strong")


def _components(items: Sequence[HandedIn]) -> QGridLayout:
    def counted(item: HandedIn) -> str:
        parts = []
        if item.originals:
            parts.append(_("{count} bản chính").format(count=item.originals))
        if item.copies:
            parts.append(_("{count} bản sao").format(count=item.copies))
        if item.certified:
            parts.append(_("{count} bản chứng thực").format(count=item.certified))
        if item.electronic:
            parts.append(_("{count} bản điện tử").format(count=item.electronic))
        return ", ".join(parts) or _("chưa nộp")

    return _lines([(item.name, counted(item)) for item in items], _("Không có thành phần nào."))


def _fees(lines: Sequence[FeeLine]) -> QGridLayout:
    def settled(line: FeeLine) -> str:
        if line.method is Method.EXEMPT:
            return method_words(line.method)
        return f"{format_vnd(line.amount_vnd)}, {method_words(line.method)}"

    rows = [(line.name, settled(line)) for line in lines]
    several = len(rows) > 1
    if several:
        rows.append((_("Cộng"), format_vnd(total_vnd(lines))))
    return _lines(rows, _("Không thu."), last_strong=several)
