"""Which papers left for this dossier? Each as it was kept: to look at, to print again, to save, to open if it is signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desk.clock import now as system_now
from desk.errors import Trouble
from desk.files import write_durably
from desk.records.base import VIETNAM
from desk.rules.words import _
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Notices
from ui.opened_files import OpenedFiles
from ui.pages.dossier_files import OpenFile
from ui.pages.dossier_words import paper_words
from ui.pages.print_preview import TO_FILE, PrintPreview, ask_pdf
from ui.papers.keeping import DIGITAL, Kept, kept_bytes, kept_papers
from ui.seat import Seat
from ui.theme import CLOSE, INSIDE, SECTION, Meaning, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.empty import Empty
from ui.widgets.table import Column, Table
from ui.widgets.text import column, label, row

SIZE = (1020, 460)


class KeptPapers(QDialog):
    """Over the page of a dossier. `left(code)` says that a paper went out again."""

    left = Signal(str)

    def __init__(
        self,
        seat: Seat,
        code: str,
        open_file: OpenFile,
        *,
        memory: Memory | None = None,
        clock: Callable[[], datetime] = system_now,
        ask_file: Callable[[QWidget, str], str] = ask_pdf,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._seat, self._code, self._memory, self._clock = seat, code, memory or Memory(), clock
        self._open_file, self._ask_file = open_file, ask_file
        self._opened = OpenedFiles(seat.store.folder)
        self.destroyed.connect(self._opened.clear)
        self.setObjectName("kept_papers")
        self.setWindowTitle(_("Giấy đã in của hồ sơ {code}").format(code=code))
        columns: list[Column[Kept]] = [
            Column("form", _("Giấy"), _title, 210, strong=True, stretch=True),
            Column("nth", _("Lần"), lambda one: f"{one.nth}", 56, sort=lambda one: one.nth, right=True),
            Column("at", _("Lúc"), _at, 150, sort=lambda one: one.paper.at),
            Column("by", _("Người in"), lambda one: one.by, 190),
            Column("where", _("Nơi ra"), _where, 130, muted=True),
            Column("state", _("Bản lưu"), _state, 160, meaning=_meaning),
        ]
        teach = _("Giấy in hoặc lưu PDF từ hồ sơ này sẽ được giữ lại và hiện ở đây.")
        self.table: Table[Kept] = Table(
            "kept_papers.papers", columns, lambda one: one.paper.seq, memory=memory,
            empty=Empty(Icon.PRINT, _("Hồ sơ này chưa in giấy nào"), teach),
        )  # fmt: skip
        self.table.setAccessibleName(_("Các giấy đã in"))
        self.table.chosen.connect(lambda _one: self._show_choices())
        self.table.opened.connect(lambda _one: self._default())
        self._about = label("", "muted", wrap=True)
        self._about.setObjectName("kept_papers.about")
        self.again = Button(_("Xem và in lại"), self._again, key="Ctrl+P", icon=Icon.PRINT, kind=Kind.PRIMARY)
        self.open_it = Button(_("Mở"), self._open, key="Ctrl+O", icon=Icon.DOCUMENT)
        self.save = Button(_("Lưu PDF"), self._save, key="Ctrl+S", icon=Icon.DOWNLOAD)
        self.leave = Button(_("Đóng"), self.reject, key="Escape", kind=Kind.QUIET)
        for button, name in (
            (self.again, "again"), (self.open_it, "open"), (self.save, "save"), (self.leave, "close"),
        ):  # fmt: skip
            button.setObjectName(f"kept_papers.{name}")
        bar = row(self.again, self.open_it, self.save, 0, self.leave, space=INSIDE)
        whole = column(
            label(_("Giấy đã in"), "title"), label(code, "muted", selectable=True),
            self.table, self._about, bar, space=CLOSE, margin=SECTION,
        )  # fmt: skip
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.resize(QSize(*(px(side) for side in SIZE)).boundedTo(self.screen().availableSize()))
        self.notices = Notices(self)
        self._show_choices()
        self._look()

    def _look(self) -> None:
        self._seat.work.ask(
            lambda _progress: kept_papers(self._seat.store, self._code),
            self._show,
            self.notices.trouble,
            owner=self,
        )

    def _show(self, kept: tuple[Kept, ...]) -> None:
        self.table.show_rows(tuple(reversed(kept)))
        if self.table.current() is None:
            self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_choices()

    def _show_choices(self) -> None:
        one = self.table.current()
        here = one is not None and one.is_here
        self.again.setEnabled(here and one is not None and not one.digital)
        self.open_it.setEnabled(here)
        self.save.setEnabled(here)
        self._about.setText(_about(one) if one is not None else "")
        self._about.setVisible(bool(self._about.text()))

    def _default(self) -> None:
        (self.again if self.again.isEnabled() else self.open_it).click()

    def _again(self) -> None:
        one = self.table.current()
        if one is None:
            return
        preview = PrintPreview(
            self._seat, self._code, form=one.paper.form, again=one.paper.seq, memory=self._memory,
            clock=self._clock, ask_file=self._ask_file, parent=self,
        )  # fmt: skip
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        preview.left.connect(self._went_out)
        preview.open()

    def _went_out(self, code: str) -> None:
        self.left.emit(code)
        self._look()

    def _open(self) -> None:
        one = self.table.current()
        if one is None or not one.is_here:
            return

        def show(path: Path) -> None:
            if not self._open_file(path):
                self.notices.trouble(
                    Trouble(
                        "no_viewer",
                        _("Máy này chưa có chương trình xem tệp “{name}”.").format(name=path.name),
                        _("Hãy nhờ người quản trị cài chương trình xem ảnh hoặc PDF."),
                    )
                )

        self._seat.work.ask(
            lambda _progress: self._opened.write(
                _file(self._code, one), [kept_bytes(self._seat.store, one.paper)]
            ),
            show,
            self.notices.trouble,
            owner=self,
        )

    def _save(self) -> None:
        one = self.table.current()
        name = self._ask_file(self, _file(self._code, one)) if one is not None and one.is_here else ""
        if one is None or not name:
            return
        self._seat.work.ask(
            lambda _progress: write_durably(Path(name), kept_bytes(self._seat.store, one.paper)),
            lambda _nothing: self.notices.say(_("Đã lưu {name}").format(name=Path(name).name)),
            self.notices.trouble,
            owner=self,
        )


def _title(one: Kept) -> str:
    words = paper_words(one.paper.form)
    return f"{words} ({one.paper.form})" if one.paper.form.isdigit() else words


def _at(one: Kept) -> str:
    return f"{one.paper.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def _where(one: Kept) -> str:
    if one.digital:
        return _("Bản điện tử")
    return _("Tệp PDF") if one.paper.printer.upper() == TO_FILE else one.paper.printer


def _state(one: Kept) -> str:
    if not one.is_here:
        return _("Không có ở máy này")
    return _("Có chữ ký số") if one.digital else _("Còn nguyên")


def _meaning(one: Kept) -> Meaning:
    return Meaning.GOOD if one.is_here else Meaning.QUIET


def _about(one: Kept) -> str:
    if not one.is_here:
        return _("Giấy này in ở máy khác hoặc từ bản chương trình cũ; hãy in bản mới từ hồ sơ.")
    if one.digital:
        who = ", ".join(one.signers) or _("không rõ")
        return _("Người ký số: {who}. Tệp phát nguyên bản; in thêm dấu sẽ làm mất chữ ký.").format(who=who)
    return _("In lại cho ra đúng giấy này, thêm dấu “In lại” ở lề trên.")


def _file(code: str, one: Kept) -> str:
    kind = "ky-so" if one.paper.printer == DIGITAL else f"lan-{one.nth}"
    return f"{code}-{one.paper.form}-{kind}.pdf"
