"""Who are the people of one dossier for several? Typed row by row, or a list from Excel whose every wrong row is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desk.errors import RuleBroken
from desk.progress import Progress
from desk.reception import MAX_SUBJECTS
from desk.rules.words import _
from ui.icons import Icon
from ui.notices import Notices
from ui.pages.reception_typed import person_of, typed_person
from ui.seat import Seat
from ui.theme import CLOSE, INSIDE, ROW, SECTION, Meaning, px
from ui.widgets.buttons import Button, Kind, add_key
from ui.widgets.text import column, label, row
from ui.work import Area

if TYPE_CHECKING:
    from desk.people_sheet import PeopleList

SIZE = (940, 600)
ROWS_AT_FIRST = 8
WRONG_SHOWN = 6
"""More wrong rows are counted: they are mended in Excel anyway."""
COLUMNS: tuple[tuple[str, Callable[[], str], int], ...] = (
    ("name", lambda: _("Họ và tên"), 26), ("personal_id", lambda: _("Số định danh"), 16),
    ("born", lambda: _("Ngày sinh"), 13), ("sex", lambda: _("Giới tính"), 10),
    ("address", lambda: _("Nơi ở"), 32), ("phone", lambda: _("Điện thoại"), 15),
)  # fmt: skip
"""The field of a person, the word over its column, its share of the width."""
People = tuple[Mapping[str, str], ...]


class SeveralPeople(QDialog):
    """`decided(people)` follows, none for an empty list; Escape changes nothing."""

    decided = Signal(object)

    def __init__(
        self,
        seat: Seat,
        people: People,
        clock: Callable[[], datetime],
        *,
        ask_file: Callable[[QWidget], str] | None = None,
        ask_place: Callable[[QWidget], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._seat, self._clock = seat, clock
        self.ask_file, self.ask_place = ask_file or _ask_file, ask_place or _ask_place
        self.setObjectName("reception.several")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Nhiều người trong một hồ sơ"))
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setObjectName("reception.several.table")
        self.table.setAccessibleName(_("Danh sách người trong hồ sơ"))
        self.table.setHorizontalHeaderLabels([word() for _key, word, _share in COLUMNS])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.table.verticalHeader().setDefaultSectionSize(px(ROW))
        self.table.setAlternatingRowColors(True)  # no lines: the rows are told apart by their ground
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.wrong = label("", "error", wrap=True)
        self.wrong.setObjectName("reception.several.wrong")
        self.wrong.hide()
        self.take = Button(_("Xong"), self._done, key="Ctrl+Return", icon=Icon.TICK, kind=Kind.PRIMARY)
        self.leave = Button(_("Thôi"), self.reject, key="Escape")
        self.bring = Button(_("Nhập từ Excel"), self._bring, key="Ctrl+O", icon=Icon.UPLOAD)
        self.template = Button(
            _("Tệp mẫu"), self._template, key="Ctrl+S", icon=Icon.DOWNLOAD, kind=Kind.QUIET
        )
        self.gone = Button(_("Bỏ dòng"), self._drop, key="Ctrl+Del", icon=Icon.DELETE, kind=Kind.QUIET)
        for button, name in (
            (self.take, "take"), (self.leave, "leave"), (self.bring, "bring"), (self.template, "template"),
            (self.gone, "drop"),
        ):  # fmt: skip
            button.setObjectName(f"reception.several.{name}")
        said = label(
            _("Người nộp đã ghi ở bước 1. Ở đây ghi những người mà hồ sơ này giải quyết; lệ phí tính theo số người."),
            "muted", wrap=True,
        )  # fmt: skip
        bar = row(self.bring, self.template, self.gone, 0, self.leave, self.take, space=INSIDE)
        whole = column(
            label(self.windowTitle(), "title"), said, self.table, self.wrong, bar, space=CLOSE, margin=SECTION
        )
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.resize(QSize(*(px(side) for side in SIZE)).boundedTo(self.screen().availableSize()))
        self.notices = Notices(self)
        add_key(self, "Ctrl+N", self._add)
        self._fill(people)
        self.table.itemChanged.connect(lambda _item: self._changed())
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- rows --------------------------------------------------------------------------------------------

    def _fill(self, people: Sequence[Mapping[str, str]]) -> None:
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for person in (*people, *({} for _one in range(max(1, ROWS_AT_FIRST - len(people))))):
            self._add_row(person)
        self.table.blockSignals(False)
        self.table.setCurrentCell(min(len(people), self.table.rowCount() - 1), 0)

    def _add_row(self, person: Mapping[str, str]) -> None:
        at = self.table.rowCount()
        self.table.insertRow(at)
        for place, (key, _word, _share) in enumerate(COLUMNS):
            self.table.setItem(at, place, QTableWidgetItem(person.get(key, "")))

    def _add(self) -> None:
        self._add_row({})
        self.table.setCurrentCell(self.table.rowCount() - 1, 0)

    def _changed(self) -> None:
        """Whoever fills the last row gets another."""
        self.wrong.hide()
        last = self.table.rowCount() - 1
        if last + 1 < MAX_SUBJECTS and self._row(last):
            self._add_row({})

    def _drop(self) -> None:
        at = self.table.currentRow()
        if at >= 0:
            self.table.removeRow(at)
        if not self.table.rowCount():
            self._add_row({})
        self.table.setCurrentCell(min(max(at, 0), self.table.rowCount() - 1), 0)

    def _row(self, at: int) -> dict[str, str]:
        texts = {}
        for place, (key, _word, _share) in enumerate(COLUMNS):
            item = self.table.item(at, place)
            text = item.text().strip() if item is not None else ""
            if text:
                texts[key] = text
        return texts

    def _rows(self) -> list[tuple[int, dict[str, str]]]:
        return [(at, texts) for at in range(self.table.rowCount()) if (texts := self._row(at))]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.table.viewport().width()
        shares = sum(share for _key, _word, share in COLUMNS)
        for place, (_key, _word, share) in enumerate(COLUMNS):
            self.table.setColumnWidth(place, room * share // shares)

    # -- done --------------------------------------------------------------------------------------------

    def _done(self) -> None:
        # A cell that is being typed in has not told its text yet.
        editor = QApplication.focusWidget()
        if isinstance(editor, QLineEdit) and self.table.isAncestorOf(editor):
            self.table.commitData(editor)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        on, people = self._clock().date(), []
        seen: dict[str, int] = {}
        for at, texts in self._rows():
            try:
                person = person_of(texts, "subjects", on)
                if person.personal_id and person.personal_id in seen:
                    told = _("Số định danh đã có ở dòng {row}.").format(row=seen[person.personal_id])
                    raise RuleBroken("subjects.personal_id", "twice", told)
            except RuleBroken as broken:
                self._refuse(at, broken)
                return
            seen[person.personal_id] = at + 1
            people.append(texts)
        self.accept()
        self.decided.emit(tuple(people))

    def _refuse(self, at: int, broken: RuleBroken) -> None:
        key = broken.field.rpartition(".")[2]
        place = next((n for n, (one, _word, _share) in enumerate(COLUMNS) if one == key), 0)
        told = _("Dòng {row}, {column}: {message}").format(
            row=at + 1, column=COLUMNS[place][1](), message=broken.message
        )
        self._tell(told)
        self.table.setCurrentCell(at, place)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.show()

    # -- Excel -------------------------------------------------------------------------------------------

    def _bring(self) -> None:
        name = self.ask_file(self)
        if not name:
            return
        path, on = Path(name), self._clock().date()

        def read(_progress: Progress) -> PeopleList:
            from desk.people_sheet import read_people  # openpyxl: 12 MB that most days do without

            return read_people(path, on)

        self._seat.work.ask(
            read,
            self._brought,
            lambda told: self._tell(told.message) if isinstance(told, RuleBroken) else self.notices.trouble(told),
            owner=self,
        )  # fmt: skip

    def _brought(self, found: PeopleList) -> None:
        """Only a whole list is taken: half of one would be looked for in vain on the paper."""
        if found.errors:
            lines = [
                _("Dòng {row}, {column}: {message}").format(
                    row=one.row, column=one.column, message=one.message
                )
                for one in found.errors[:WRONG_SHOWN]
            ]
            if len(found.errors) > WRONG_SHOWN:
                lines.append(_("và {n} dòng nữa").format(n=len(found.errors) - WRONG_SHOWN))
            lines.append(_("Chưa nhập ai. Hãy sửa trong Excel, lưu lại rồi nhập lần nữa."))
            self._tell("\n".join(lines))
            return
        here = [texts for _at, texts in self._rows()]
        if len(here) + len(found.people) > MAX_SUBJECTS:
            self._tell(_("Quá {n} người trong một hồ sơ.").format(n=MAX_SUBJECTS))
            return
        self.wrong.hide()
        self._fill([*here, *(typed_person(person) for person in found.people)])
        self.notices.say(_("Đã nhập {n} người.").format(n=len(found.people)), Meaning.GOOD)

    def _template(self) -> None:
        name = self.ask_place(self)
        if not name:
            return
        path = Path(name)

        def write(_progress: Progress) -> None:
            from desk.people_sheet import write_people_template

            write_people_template(path)

        self._seat.work.change(
            write,
            lambda _nothing: self.notices.say(_("Đã lưu {name}").format(name=path.name)),
            self.notices.trouble,
            touches=Area.NOTHING,
            owner=self,
        )


def _ask_file(parent: QWidget) -> str:
    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Chọn danh sách"), "", "Excel (*.xlsx)")
    return chosen


def _ask_place(parent: QWidget) -> str:
    name = _("danh-sach-nguoi.xlsx")
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Lưu tệp mẫu"), name, "Excel (*.xlsx)")
    return chosen
