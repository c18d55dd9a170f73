"""Step 3: which papers were handed in? A checklist with numbers, own rows, and files dropped onto a paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget

from desk.attachments import NewFile
from desk.errors import RuleBroken
from desk.guidance import REFUSAL, SUPPLEMENT
from desk.rules.catalogue import Component, Mark
from desk.rules.checklist import handed_in_by_default
from desk.rules.dossier import HandedIn
from desk.rules.words import _
from scanning.tray import Bundle
from ui.desk_tray import DeskTray, Loose
from ui.icons import SMALL, Icon
from ui.notices import Notices
from ui.pages.camera import shoot
from ui.pages.page_editor import PageEditor
from ui.pages.reception_look_up import Outlook
from ui.pages.reception_papers import PaperRow, heads
from ui.pages.reception_step import Step
from ui.pages.reception_typed import Typed, same_name
from ui.pages.tray_strip import TrayStrip, loose_in
from ui.seat import Seat
from ui.theme import INSIDE, TIGHT, px
from ui.widgets.buttons import Button, IconButton, Kind, add_key
from ui.widgets.flow import Flow
from ui.widgets.marks import IconLabel
from ui.widgets.text import ElidedLabel, column, empty_out, label, row
from ui.work import Told

ALL_KEY = "F6"
"""Answers in every step: the papers are looked at while the procedure is still being named."""
SCANS = "*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.webp"


class ComponentsStep(Step):
    """The checklist. Files are looked at and stored off the UI thread; `trouble` tells what could not be taken."""

    trouble = Signal(object)
    send_home = Signal(str)
    """the form that the citizen goes home with: 02 what to bring, 03 why not"""
    taken = Signal()
    """no file is on its way any more"""

    def __init__(self, seat: Seat, ask_files: Callable[[QWidget], Sequence[Path]] | None = None) -> None:
        super().__init__()
        self._seat, self._ask_files = seat, ask_files or _files_dialog
        self._for = ""
        self._given: tuple[HandedIn, ...] | None = None
        self._files: tuple[NewFile, ...] = ()
        self._taking = 0
        self._looked = self._all_wanted = False
        self._last: PaperRow | None = None
        self.notices: Notices | None = None
        self._asked: tuple[Component, ...] = ()
        self.rows: list[PaperRow] = []
        self._empty = label("", "muted", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(px(TIGHT))
        self._files_list = QVBoxLayout()
        self._files_list.setSpacing(0)
        self._wrong = label("", "error", wrap=True)
        self._wrong.hide()
        self._head = heads()
        self.all = Button(_("Đủ cả"), self.tick_all, icon=Icon.TICK)
        self.all.key = ALL_KEY  # the page answers to it in every step
        self.all.setObjectName("components.all")
        self.add = Button(_("Giấy tờ khác"), self._add, key="Alt+T", icon=Icon.PLUS, kind=Kind.QUIET)
        self.clip = Button(
            _("Đính tệp"), self._attach_here, key="Alt+D", icon=Icon.ATTACHMENT, kind=Kind.QUIET
        )
        self.scan = Button(_("Quét"), self._scan, key="Alt+Q", icon=Icon.SCAN, kind=Kind.QUIET)
        self.scan.setObjectName("components.scan")
        self.camera = Button(_("Chụp"), self._shoot, key="Alt+C", icon=Icon.CAMERA, kind=Kind.QUIET)
        self.camera.setObjectName("components.camera")
        self.tray = DeskTray.of(seat)
        self.strip = TrayStrip(self.tray, seat.work, self._told_at)
        self.strip.attach.connect(self._attach_bundle)
        self.strip.arrange.connect(self._arrange)
        self.tray.busy.connect(self._busy)
        add_key(self, "Ctrl+Shift+V", self._paste)
        buttons = Flow(self.all, self.add, self.scan, self.camera, self.clip, space=px(TIGHT))
        self.ask = Button(
            _("Yêu cầu bổ sung (mẫu 02)"),
            lambda: self.send_home.emit(SUPPLEMENT),
            key="Alt+B",
            icon=Icon.MESSAGE,
            kind=Kind.QUIET,
        )
        self.refusal = Button(
            _("Từ chối (mẫu 03)"),
            lambda: self.send_home.emit(REFUSAL),
            key="Alt+U",
            icon=Icon.REFUSED,
            kind=Kind.QUIET,
        )
        self._ways = QWidget()
        self._ways.setLayout(row(self.ask, self.refusal, 0, space=TIGHT))
        parts = (self._head, self._empty, self._list, self._wrong, self._files_list, buttons, self._ways)
        self.setLayout(column(*parts, self.strip, space=TIGHT))
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        self._show()

    # -- rows --------------------------------------------------------------------------------------------

    def show_outlook(self, outlook: Outlook) -> None:
        """The papers of a procedure that was chosen just now, as it asks for them; what is missing has its ways out."""
        self.ask.setVisible(self.looked and bool(outlook.proposal.missing))
        if outlook.procedure.code == self._for and self.rows:
            return
        given = self._given if outlook.procedure.code == self._for else None
        self._looked, given = given is not None, given or ()
        self._for = outlook.procedure.code
        self._clear()
        asked = self._asked = outlook.procedure.components
        for component in asked:
            same = next((item for item in given if same_name(item.name, component.name)), None)
            self._add_row(PaperRow(component, same))
        for item in given:
            if not any(same_name(item.name, component.name) for component in asked):
                self._add_row(PaperRow(None, item))
        background = any(component.mark is Mark.BACKGROUND for component in asked)
        self._empty.setText(
            _("Danh mục chưa liệt kê giấy tờ của thủ tục này. Ghi từng giấy người dân nộp.")
            if not asked
            else _("Danh sách nền, hãy đối chiếu với quyết định của tỉnh.")
            if background
            else ""
        )
        self._show()
        if self._all_wanted:
            self._all_wanted = False
            self.tick_all()

    def _clear(self) -> None:
        for one in self.rows:
            one.setParent(None)
            one.deleteLater()
        self.rows = []

    def _add_row(self, made: PaperRow) -> None:
        made.edited.connect(self._edited)
        made.attach.connect(lambda paths, at=made: self._attach(at, paths))
        made.dropped.connect(lambda at=made: self._drop_row(at))
        made.moved.connect(lambda step, at=made: self._go(at, step))
        self.rows.append(made)
        self._list.addWidget(made)

    def _go(self, at: PaperRow, step: int) -> None:
        there = self.rows.index(at) + step
        if 0 <= there < len(self.rows):
            self.rows[there].tick.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def looked(self) -> bool:
        """Whether a person compared the papers with the list; nothing is taken for handed in before that."""
        return self._looked or not self._asked

    def tick_all(self) -> None:
        """Every obligatory paper is here, so many as the procedure asks for; what was counted already stays."""
        if not self.rows:
            self._all_wanted = True  # the list is on its way
            return
        wanted = {item.name: item for item in handed_in_by_default(self._asked)}
        for one in self.rows:
            item = wanted.get(one.name)
            if item is not None and one.handed_in is None:
                one.put(item)
        self._edited()

    def enter(self) -> None:
        """Enter on a list that nobody has marked says that all is there."""
        if not self.looked:
            self.tick_all()
        self.done.emit()

    def _edited(self) -> None:
        self._looked = True
        self._wrong.hide()
        self.edited.emit()

    def _add(self) -> None:
        made = PaperRow(None, HandedIn("", 1, 0))
        self._add_row(made)
        self._show()
        made.line.setFocus()

    def _drop_row(self, gone: PaperRow) -> None:
        self.rows.remove(gone)
        gone.setParent(None)
        gone.deleteLater()
        self._show()
        self.add.setFocus()
        self.edited.emit()

    def _show(self) -> None:
        self._head.setVisible(bool(self.rows))
        self._ways.setVisible(bool(self._for))
        self._empty.setVisible(bool(self._empty.text()))
        self.setFocusProxy(self.rows[0].tick if self.rows else self.add)
        empty_out(self._files_list)
        for file in self._files:
            self._files_list.addWidget(self._file_line(file))

    # -- files -------------------------------------------------------------------------------------------

    @property
    def taking(self) -> bool:
        """Whether a file is still on its way into the vault."""
        return self._taking > 0

    def _file_line(self, file: NewFile) -> QWidget:
        line = QWidget()
        words = ElidedLabel(f"{file.file} · {file.component}" if file.component else file.file, "muted")
        gone = IconButton(
            Icon.DELETE, _("Bỏ tệp {name}").format(name=file.file), lambda: self._drop_file(file)
        )
        box = row(IconLabel(Icon.ATTACHMENT, "muted", SMALL), words, gone, space=INSIDE)
        box.setStretch(1, 1)
        line.setLayout(box)
        return line

    def _drop_file(self, file: NewFile) -> None:
        self._files = tuple(one for one in self._files if one is not file)
        self.tray.released(file)
        self._show()
        self.edited.emit()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            self._last = next((one for one in self.rows if one.isAncestorOf(now)), self._last)

    @property
    def _here(self) -> PaperRow | None:
        """The paper that is being worked on: where the focus was last, else the first that is ticked."""
        if self._last in self.rows:
            return self._last
        return next((one for one in self.rows if one.tick.isChecked()), None)

    def _component(self) -> str:
        return self._here.name if self._here is not None else ""

    def _told_at(self) -> Notices:
        if self.notices is None:
            self.notices = Notices(self.window())
        return self.notices

    def _attach_here(self) -> None:
        self._attach(self._here, [])

    def _attach(self, at: PaperRow | None, items: Sequence[Path | Loose]) -> None:
        component = at.name if at is not None else ""
        for item in items or self._ask_files(self):
            self._taking += 1
            loose = item if isinstance(item, Loose) else Loose(item.name, item)
            self.tray.take(loose, component, self._took, self._took_not)

    def _paste(self) -> None:
        if copied := loose_in(QGuiApplication.clipboard().mimeData()):
            self._attach(self._here, copied)

    def _scan(self) -> None:
        component = self._component()
        self.tray.scan(component or _("Bản quét"), lambda bundle: self._attach_bundle(bundle, component))

    def _busy(self, on: bool) -> None:
        self.scan.setEnabled(not on)
        self.camera.setEnabled(not on)

    def _shoot(self) -> None:
        component = self._component()
        shoot(
            self._seat.work, self.tray, component, self, lambda bundle: self._attach_bundle(bundle, component),
            lambda none: self._told_at().trouble(none),
        )  # fmt: skip

    def _attach_bundle(self, bundle: Bundle, component: str | None = None) -> None:
        self._taking += 1
        self.tray.attach(
            bundle, self._component() if component is None else component, self._took, self._took_not
        )

    def _arrange(self, bundle: Bundle) -> None:
        editor = PageEditor(self.tray, self._seat.work, bundle, self._component(), self.window())
        editor.finished.connect(editor.deleteLater)
        editor.attach.connect(self._attach_bundle)
        editor.open()

    def _took(self, file: NewFile) -> None:
        self._taking -= 1
        self._files = (*self._files, file)
        for one in self.rows:
            if file.component and one.name == file.component and not one.tick.isChecked():
                one.tick.setChecked(True)
        self._show()
        self.edited.emit()
        if not self._taking:
            self.taken.emit()

    def _took_not(self, told: Told) -> None:
        self._taking -= 1
        self.trouble.emit(told)
        if not self._taking:
            self.taken.emit()

    # -- what stands here --------------------------------------------------------------------------------

    def fill(self, typed: Typed) -> Typed:
        """`typed` with the papers, once they are those of its procedure, and the files."""
        if typed.procedure != self._for:
            return replace(typed, files=self._files)
        if not self.rows and self._given is not None:
            return replace(typed, components=self._given, files=self._files)
        return replace(typed, components=self._handed() if self.looked else None, files=self._files)

    def _handed(self) -> tuple[HandedIn, ...]:
        return tuple(item for one in self.rows if (item := one.handed_in) is not None)

    def put(self, typed: Typed) -> None:
        """Show what was handed in; the rows come with the next outlook."""
        self._clear()
        self._for, self._given, self._files = typed.procedure, typed.components, typed.files
        self._looked, self._asked, self._all_wanted = typed.components is not None, (), False
        self._empty.setText(_("Chọn thủ tục trước; giấy tờ cần nộp sẽ hiện ở đây."))
        self._wrong.hide()
        self._show()

    def refuse(self, broken: RuleBroken) -> bool:
        """What is wrong with the papers or the files."""
        if not broken.field.startswith(("components", "attachments")):
            return False
        self._wrong.setText(broken.message)
        self._wrong.show()
        return True

    @property
    def doubtful(self) -> bool:
        """Nobody has looked at the papers yet."""
        return bool(self._for) and not self.looked

    def summary(self) -> str:
        """How many papers, originals, copies, files."""
        if not self.looked:
            return _("chưa đối chiếu ({key}: đủ cả)").format(key=ALL_KEY)
        handed = self._handed()
        parts = [_("{n} giấy tờ").format(n=len(handed)) if handed else _("không có giấy tờ")]
        for number, words in (
            (sum(item.originals for item in handed), _("{n} bản chính")),
            (sum(item.copies for item in handed), _("{n} bản sao")),
            (sum(item.certified for item in handed), _("{n} bản chứng thực")),
            (sum(item.electronic for item in handed), _("{n} bản điện tử")),
            (len(self._files), _("{n} tệp")),
        ):
            if number:
                parts.append(words.format(n=number))
        return " · ".join(parts)


def _files_dialog(parent: QWidget) -> list[Path]:
    names, _kind = QFileDialog.getOpenFileNames(
        parent, _("Chọn bản quét"), "", _("Bản quét ({kinds})").format(kinds=SCANS)
    )
    return [Path(name) for name in names]
