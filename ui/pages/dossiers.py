"""Where is that dossier? A table that answers while one types, chips for the usual questions, and the list as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlalchemy.orm import Session

from desk.clock import now as system_now
from desk.datasets import catalogue_of
from desk.files import disk_trouble
from desk.progress import Progress
from desk.rules.citizen import fold, sort_key
from desk.rules.lifecycle import state_words
from desk.rules.words import _
from desk.search import COUNT_LIMIT, Filter, Row, Sort, count, count_all, search
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Notices
from ui.page import Key, Page
from ui.pages.dossier_filter import Asked, FilterBar, View
from ui.pages.dossier_words import due_meaning, due_words, short_moment, state_meaning
from ui.pages.print_preview import PrintPreview
from ui.saving_place import in_documents
from ui.seat import Seat
from ui.theme import INSIDE, SECTION, px
from ui.widgets.buttons import Button, KeyHint, Kind, add_key
from ui.widgets.empty import Empty
from ui.widgets.export import Sheet, as_csv, as_workbook
from ui.widgets.marks import Sent
from ui.widgets.table import Column, Table
from ui.widgets.text import column, label, row
from ui.work import Area, Task

SHOWN_AT_ONCE = 300
"""More than anybody reads; the next ones come with a button."""
NARROW = 1000
RECEIVED_COLUMN = 3
AskFile = Callable[[QWidget, str], str]


@dataclass(frozen=True, slots=True)
class _Answer:
    """One look at the record: what is asked for, the rows, and how many there are for each chip and in all.

    Counted to `most`: where `matching` is more, nobody knows how many more.
    """

    at: datetime
    asked: Asked
    rows: tuple[Row, ...]
    matching: int
    most: int
    in_all: int
    counts: dict[View, int]
    fields: tuple[str, ...]


class DossiersPage(Page):
    """The list of dossiers (hồ sơ). `open_dossier(code)` and `new_dossier()` ask the frame to go on."""

    open_dossier = Signal(str)
    new_dossier = Signal()

    title = _("Hồ sơ")
    icon = Icon.DOSSIERS
    concerns = Area.DOSSIERS | Area.EXCHANGE | Area.CATALOGUE
    scrolls = False

    def __init__(
        self,
        seat: Seat,
        *,
        memory: Memory | None = None,
        clock: Callable[[], datetime] = system_now,
        ask_file: AskFile | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dossiers")
        self.setAccessibleName(self.title)
        self._seat, self._memory, self._clock, self._at = seat, memory or Memory(), clock, clock()
        self._ask_file = ask_file or _file_dialog
        self._asked: Task[_Answer] | None = None
        self._limit = SHOWN_AT_ONCE
        self._enter_waits = False
        self._answered: Asked | None = None
        self.export = Button(
            _("Xuất danh sách"), self._export, key="Ctrl+E", icon=Icon.SHEET, kind=Kind.QUIET
        )
        self.export.setObjectName("dossiers.export")
        self.bar = FilterBar(seat.office.counters, clock)
        self.bar.changed.connect(self._narrowed)
        self.bar.line.down.connect(self._into_list)
        self.bar.line.returnPressed.connect(self._enter)
        self.table = self._make_table()
        self._count = label("", "small")
        self._count.setObjectName("dossiers.count")
        self.more = Button(_("Hiện thêm"), self._show_more, kind=Kind.QUIET)
        self.more.setObjectName("dossiers.more")
        self.more.hide()
        self.sign = Button(_("Ký số…"), self._sign, key="Ctrl+Shift+S", icon=Icon.STAMP, kind=Kind.QUIET)
        self.sign.setObjectName("dossiers.sign")
        foot = row(
            self._count,
            self.more,
            0,
            label(_("mở"), "small"),
            KeyHint("Return"),
            label(_("in lại giấy hẹn"), "small"),
            KeyHint("Ctrl+P"),
            INSIDE,
            self.sign,
            self.export,
            space=INSIDE,
        )
        page = column(self.bar, self.table, foot, space=INSIDE, margin=SECTION)
        page.setContentsMargins(px(SECTION), px(INSIDE), px(SECTION), px(INSIDE))
        page.insertSpacing(1, px(INSIDE))
        page.setStretch(2, 1)
        self.setLayout(page)
        self.notices = Notices(self)
        add_key(self, "Ctrl+L", self.arrive)
        add_key(self, "Ctrl+P", self._print)

    def _make_table(self) -> Table[Row]:
        table: Table[Row] = Table(
            "dossiers.list",
            (
                Column("code", _("Mã hồ sơ"), lambda one: one.code, width=212, strong=True, tail=True),
                Column(
                    "applicant",
                    _("Người nộp"),
                    lambda one: one.applicant,
                    width=162,
                    sort=lambda one: sort_key(one.applicant),
                ),
                Column("procedure", _("Thủ tục"), lambda one: one.procedure_name, width=180, stretch=True),
                Column(
                    "received",
                    _("Tiếp nhận"),
                    lambda one: short_moment(one.received_at, self._at),
                    width=84,
                    sort=lambda one: one.received_at,
                    muted=True,
                ),
                Column(
                    "due",
                    _("Hẹn trả"),
                    lambda one: due_words(one.state, one.due_at, self._at),
                    width=162,
                    sort=lambda one: one.due_at,
                    meaning=lambda one: due_meaning(one.state, one.due_at, self._at),
                ),
                Column(
                    "state",
                    _("Trạng thái"),
                    lambda one: state_words(one.state),
                    width=140,
                    meaning=lambda one: state_meaning(one.state),
                ),
                Column(
                    "sent",
                    _("Lên tỉnh"),
                    lambda one: one.mark.value,
                    width=126,
                    sent=lambda one: Sent(one.mark.value),
                ),
            ),
            key=lambda one: one.id,
            memory=self._memory,
        )
        table.view.setAccessibleName(_("Danh sách hồ sơ"))
        table.opened.connect(lambda one: self.open_dossier.emit(one.code))
        return table

    def keys(self) -> list[Key]:
        """The keys of this page, for F1."""
        return [
            Key("Ctrl+L", _("Gõ để tìm")),
            Key("↓", _("Từ ô tìm xuống danh sách")),
            Key("Enter", _("Mở hồ sơ đang chọn; trong ô tìm: mở hồ sơ đầu tiên")),
            Key("Alt+1…6", _("Bật hoặc tắt bộ lọc tương ứng")),
            Key("Ctrl+P", _("In lại giấy hẹn của hồ sơ đang chọn")),
            Key("Ctrl+Shift+S", _("Ký số bản điện tử của hồ sơ đang chọn, hoặc của cả danh sách đã lọc")),
            Key("Ctrl+E", _("Xuất danh sách đang hiện ra Excel hoặc CSV")),
            Key("Esc", _("Bỏ mọi bộ lọc")),
        ]

    def arrive(self) -> None:
        """One types at once; what was typed before is replaced by the first letter."""
        self.bar.line.setFocus()
        self.bar.line.selectAll()

    def show_filter(self, wanted: Filter) -> None:
        """Show the list of another page ("3 hồ sơ quá hạn"); the arrows walk in it at once."""
        self.bar.show_filter(wanted)
        self._narrowed()
        self.table.setFocus()

    # -- asking ------------------------------------------------------------------------------------------

    def _narrowed(self) -> None:
        self._limit, self._enter_waits = SHOWN_AT_ONCE, False
        self.refresh()

    def _show_more(self) -> None:
        self._limit += SHOWN_AT_ONCE
        self.refresh()
        self.table.setFocus()

    def refresh(self) -> None:
        """Look at the record again, with what is typed and pressed."""
        asked, limit = self.bar.asked(), self._limit
        self._asked = self._seat.work.ask(
            lambda progress: self._look(progress, asked, limit),
            self._show,
            owner=self,
            instead_of=self._asked,
        )

    def _look(self, progress: Progress, asked: Asked, limit: int) -> _Answer:
        at = self._clock()
        with self._seat.store.read() as session:
            most = max(COUNT_LIMIT, limit)
            rows, matching = _rows(session, asked, at, limit, most)
            progress.check()
            counts = {}
            for view in View:
                counts[view] = _count(session, Asked(asked.base, view), at)
                progress.check()
            in_all = count_all(session)
            fields = tuple(sorted({one.field for one in catalogue_of(session).procedures}, key=fold))
        return _Answer(at, asked, rows, matching, most, in_all, counts, fields)

    def _show(self, answer: _Answer) -> None:
        self._at, self._answered = answer.at, answer.asked
        self.bar.show_counts(answer.counts)
        self.bar.show_fields(answer.fields)
        if not answer.rows:
            self.table.teach(self._nothing(answer))
        self.table.show_rows(answer.rows)
        self._count.setText(self._counted(answer))
        self.more.setVisible(len(answer.rows) < answer.matching)
        for button in (self.export, self.sign):
            button.setEnabled(bool(answer.rows))
        if self.table.current() is None:
            self.table.choose_first()
        if self._enter_waits:
            self._enter_waits = False
            self._open()

    @staticmethod
    def _counted(answer: _Answer) -> str:
        shown, matching = len(answer.rows), answer.matching
        if matching > answer.most:
            return _("Đang hiện {shown} trong hơn {count} hồ sơ; gõ thêm để thu hẹp").format(
                shown=shown, count=answer.most
            )
        if shown < matching:
            return _("Đang hiện {shown} trong {count} hồ sơ; gõ thêm để thu hẹp").format(
                shown=shown, count=matching
            )
        if matching < answer.in_all:
            return _("{count} hồ sơ, trong tất cả {all}").format(count=matching, all=answer.in_all)
        return _("{count} hồ sơ").format(count=matching)

    def _nothing(self, answer: _Answer) -> Empty:
        base, view = answer.asked.base, answer.asked.view
        if answer.in_all == 0:
            return Empty(
                Icon.DOSSIERS,
                _("Chưa có hồ sơ nào ở quầy này"),
                _("Bấm F2 để tiếp nhận hồ sơ đầu tiên."),
            )
        if base == Filter() and view in (View.DUE, View.OVERDUE, View.UNSENT):
            title, teach = {
                View.DUE: (_("Hôm nay không còn hồ sơ nào đến hạn"), _("Bấm Esc để xem mọi hồ sơ.")),
                View.OVERDUE: (_("Không hồ sơ nào quá hạn"), _("Làm tốt lắm! Bấm Esc để xem mọi hồ sơ.")),
                View.UNSENT: (_("Mọi hồ sơ đã ở tỉnh"), _("Tỉnh đã xác nhận từng hồ sơ.")),
            }[view]
            return Empty(Icon.GOOD, title, teach, tone="good")
        clear = Button(_("Bỏ mọi bộ lọc"), self._clear)
        clear.key = "Escape"  # shown only: the page answers Esc itself, also where this button is not
        clear.setObjectName("dossiers.clear")
        teach = _("Thử ít chữ hơn, không cần gõ dấu.") if base.text else _("Thử bỏ bớt bộ lọc.")
        return Empty(Icon.SEARCH, _("Không tìm thấy hồ sơ nào"), teach, clear)

    # -- keys --------------------------------------------------------------------------------------------

    def _into_list(self) -> None:
        if self.table.rows:
            self.table.setFocus()

    def _enter(self) -> None:
        """A scanner's Enter comes before the answer of the search: it waits for it."""
        if self._answered == self.bar.asked():
            self._open()
        else:
            self._enter_waits = True

    def _open(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            self.open_dossier.emit(chosen.code)

    def _clear(self) -> None:
        self.bar.clear()
        self._narrowed()
        self.arrive()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._clear()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow page the procedure is worth more than the hour of reception."""
        super().resizeEvent(event)
        narrow = self.width() < px(NARROW)
        self.table.view.setColumnHidden(RECEIVED_COLUMN, narrow)
        self.bar.be_narrow(narrow)

    # -- paper and files ---------------------------------------------------------------------------------

    def _print(self) -> None:
        chosen = self.table.current()
        if chosen is not None:
            preview = PrintPreview(self._seat, chosen.code, memory=self._memory, parent=self)
            preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            preview.open()

    def _sign(self) -> None:
        """Sign what is shown when it was narrowed; without any filter only the dossier that the cursor is on."""
        # The libraries of signatures would cost every start a quarter of a second.
        from ui.pages.signing import SigningDialog

        chosen = self.table.current()
        narrowed = self.bar.asked() != Asked(Filter(), None)
        codes = [one.code for one in self.table.rows] if narrowed else [chosen.code] if chosen else []
        if codes:
            dialog = SigningDialog(self._seat, codes, self._memory, parent=self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _export(self) -> None:
        sheet = self.table.sheet(_("Hồ sơ"))
        name = self._ask_file(self, _("ho-so-{day}.xlsx").format(day=f"{self._at:%Y-%m-%d}"))
        if not name:
            return
        path = Path(name if Path(name).suffix else f"{name}.xlsx")
        self._seat.work.ask(
            lambda _progress: _write(path, sheet),
            lambda _nothing: self.notices.say(
                _("Đã xuất {count} hồ sơ ra {name}").format(count=len(sheet.rows), name=path.name)
            ),
            self.notices.trouble,
            owner=self,
        )


def _rows(session: Session, asked: Asked, at: datetime, limit: int, most: int) -> tuple[tuple[Row, ...], int]:
    """The rows of a view and how many there are in all, counted to `most`."""
    if asked.view is None:
        return search(session, asked.base, limit=limit), count(session, asked.base, most)
    wanted = asked.view.narrow(asked.base, at)
    order = Sort.DUE if asked.view.by_due else Sort.NEWEST
    return search(session, wanted, sort=order, limit=limit), count(session, wanted, most)


def _count(session: Session, asked: Asked, at: datetime) -> int:
    assert asked.view is not None
    return count(session, asked.view.narrow(asked.base, at))


def _write(path: Path, sheet: Sheet) -> None:
    data = as_csv(sheet) if path.suffix.lower() == ".csv" else as_workbook(sheet)
    with disk_trouble():
        path.write_bytes(data)


def _file_dialog(parent: QWidget, name: str) -> str:
    chosen, kind = QFileDialog.getSaveFileName(
        parent, _("Xuất danh sách"), in_documents(name), _("Excel (*.xlsx);;CSV (*.csv)")
    )
    if chosen and not Path(chosen).suffix:
        return f"{chosen}.csv" if "csv" in kind else f"{chosen}.xlsx"
    return chosen
