"""Step 3: which papers were handed in? A checklist with numbers, own rows, and files dropped onto a paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QGridLayout, QVBoxLayout, QWidget

from desk.attachments import NewFile, take_in
from desk.errors import RuleBroken
from desk.progress import Progress
from desk.reception import MAX_COUNT
from desk.rules.catalogue import Component, Mark
from desk.rules.dossier import HandedIn
from desk.rules.words import _
from ui.icons import SMALL, Icon
from ui.pages.reception_look_up import Outlook
from ui.pages.reception_step import Step
from ui.pages.reception_typed import Typed, same_name
from ui.seat import Seat
from ui.theme import CLOSE, INSIDE, TIGHT, px
from ui.widgets.buttons import SMALL_BUTTON, Button, IconButton, Kind
from ui.widgets.choices import Tick
from ui.widgets.field import Count, LineEdit
from ui.widgets.marks import IconLabel
from ui.widgets.text import ElidedLabel, column, label, row
from ui.work import Area, Told

COUNT_WIDTH = 64
SCANS = "*.pdf *.jpg *.jpeg *.png"


class PaperRow(QWidget):
    """One paper: ticked or not, originals, copies, files. A paper of one's own has a line for its name."""

    edited = Signal()
    attach = Signal(object)
    """the files to attach; an empty list asks the person which"""
    dropped = Signal()

    def __init__(self, component: Component | None, given: HandedIn | None) -> None:
        super().__init__()
        self.component = component
        self.tick = Tick("")
        self.line = LineEdit(_("Tên giấy tờ"))
        self.words = _Words(component.name if component else "", self.tick)
        self.originals, self.copies = Count(0, MAX_COUNT), Count(0, MAX_COUNT)
        self.paper_clip = IconButton(
            Icon.ATTACHMENT, _("Đính tệp vào giấy này"), lambda: self.attach.emit([])
        )
        self.gone = IconButton(Icon.CLOSE, _("Bỏ dòng này"), self.dropped.emit)
        self._name_all(component.name if component else _("giấy tờ khác"))
        self.tick.setChecked(given is not None)
        for count, number in (
            (self.originals, given.originals if given else 0),
            (self.copies, given.copies if given else 0),
        ):
            count.setFixedWidth(px(COUNT_WIDTH))
            count.setValue(number)
            count.valueChanged.connect(self._counted)
        if component is None:
            self.line.setText(given.name if given else "")
            self.tick.setChecked(True)
        self.tick.toggled.connect(self._ticked)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        name = row(self.words, self.line, space=0)
        box = row(self.tick, name, self.gone, self.originals, self.copies, self.paper_clip, space=INSIDE)
        box.setStretch(1, 1)
        self.setLayout(box)
        # Only inside the layout: a part without a parent would flash up as a window of its own.
        self.words.setVisible(component is not None)
        self.line.setVisible(component is None)
        self.gone.setVisible(component is None)
        self.setAcceptDrops(True)

    def _name_all(self, name: str) -> None:
        for part, what in (
            (self.tick, name),
            (self.line, _("Tên giấy tờ khác")),
            (self.originals, _("{name}: số bản chính").format(name=name)),
            (self.copies, _("{name}: số bản sao").format(name=name)),
            (self.paper_clip, _("{name}: đính tệp").format(name=name)),
        ):
            part.setAccessibleName(what)
            part.setObjectName(f"component.{what}")
        if self.component is not None and self.component.note:
            self.words.setToolTip(self.component.note)

    @property
    def name(self) -> str:
        """What the paper is called."""
        return self.component.name if self.component else self.line.text().strip()

    def handed_in(self) -> HandedIn | None:
        """The paper as handed in; None where it was not, or has no name yet."""
        if not self.tick.isChecked() or not self.name:
            return None
        return HandedIn(self.name, self.originals.value(), self.copies.value())

    def _ticked(self, on: bool) -> None:
        asked = self.component
        if on and not (self.originals.value() or self.copies.value()):
            self._set(max(min(asked.originals, 1), 0) if asked else 1, min(asked.copies, 1) if asked else 0)
        elif not on:
            self._set(0, 0)
        self.edited.emit()

    def _set(self, originals: int, copies: int) -> None:
        for count, number in ((self.originals, originals), (self.copies, copies)):
            count.blockSignals(True)
            count.setValue(number)
            count.blockSignals(False)

    def _counted(self) -> None:
        has = bool(self.originals.value() or self.copies.value())
        if self.component is not None and has != self.tick.isChecked():
            self.tick.blockSignals(True)
            self.tick.setChecked(has)
            self.tick.blockSignals(False)
        self.edited.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.attach.emit([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


class _Words(ElidedLabel):
    """The name of a paper; a press on it ticks, as a press on the words of a box does everywhere."""

    def __init__(self, text: str, tick: Tick) -> None:
        super().__init__(text)
        self._tick = tick

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tick.toggle()
        self._tick.setFocus(Qt.FocusReason.MouseFocusReason)


class ComponentsStep(Step):
    """The checklist. Files are looked at and stored off the UI thread; `trouble` tells what could not be taken."""

    trouble = Signal(object)
    taken = Signal()
    """no file is on its way any more"""

    def __init__(self, seat: Seat, ask_files: Callable[[QWidget], Sequence[Path]] | None = None) -> None:
        super().__init__()
        self._seat, self._ask_files = seat, ask_files or _files_dialog
        self._for = ""
        self._given: tuple[HandedIn, ...] | None = None
        self._files: tuple[NewFile, ...] = ()
        self._taking = 0
        self.rows: list[PaperRow] = []
        self._empty = label("", "muted", wrap=True)
        self._list = QVBoxLayout()
        self._list.setSpacing(px(TIGHT))
        self._files_list = QVBoxLayout()
        self._files_list.setSpacing(0)
        self._wrong = label("", "error", wrap=True)
        self._wrong.hide()
        self.add = Button(_("Giấy tờ khác"), self._add, key="Alt+T", icon=Icon.PLUS, kind=Kind.QUIET)
        self.clip = Button(
            _("Đính tệp"), self._attach_here, key="Alt+D", icon=Icon.ATTACHMENT, kind=Kind.QUIET
        )
        buttons = row(self.add, self.clip, 0, space=TIGHT)
        self.setLayout(
            column(
                self._heads(), self._empty, self._list, self._wrong, self._files_list, buttons, space=TIGHT
            )
        )
        self._show()

    def _heads(self) -> QWidget:
        self._head = QWidget()
        line = QGridLayout(self._head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setHorizontalSpacing(px(INSIDE))
        widths = (COUNT_WIDTH, COUNT_WIDTH, SMALL_BUTTON)
        for at, (words, width) in enumerate(zip((_("chính"), _("sao"), ""), widths, strict=True), start=1):
            word = label(words, "small")
            word.setFixedWidth(px(width))
            word.setContentsMargins(0, 0, px(CLOSE - 2), 0)
            word.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.addWidget(word, 0, at)
        line.setColumnStretch(0, 1)
        return self._head

    # -- rows --------------------------------------------------------------------------------------------

    def show_outlook(self, outlook: Outlook) -> None:
        """The papers of a procedure that was chosen just now, as it asks for them."""
        if outlook.procedure.code == self._for and self.rows:
            return
        given = self._given if outlook.procedure.code == self._for else None
        given = outlook.proposal.components if given is None else given
        self._for = outlook.procedure.code
        self._clear()
        asked = outlook.procedure.components
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

    def _clear(self) -> None:
        for one in self.rows:
            one.setParent(None)
            one.deleteLater()
        self.rows = []

    def _add_row(self, made: PaperRow) -> None:
        made.edited.connect(self._edited)
        made.attach.connect(lambda paths, at=made: self._attach(at, paths))
        made.dropped.connect(lambda at=made: self._drop_row(at))
        self.rows.append(made)
        self._list.addWidget(made)

    def _edited(self) -> None:
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
        self._empty.setVisible(bool(self._empty.text()))
        self.setFocusProxy(self.rows[0].tick if self.rows else self.add)
        while self._files_list.count():
            gone = self._files_list.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
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
        self._show()
        self.edited.emit()

    def _attach_here(self) -> None:
        here = QApplication.focusWidget()
        focused = next((one for one in self.rows if here is not None and one.isAncestorOf(here)), None)
        self._attach(focused or next((one for one in self.rows if one.tick.isChecked()), None), [])

    def _attach(self, at: PaperRow | None, paths: Sequence[Path]) -> None:
        component = at.name if at is not None else ""
        for path in paths or self._ask_files(self):
            self._take(path, component)

    def _take(self, path: Path, component: str) -> None:
        self._taking += 1

        def store(_progress: Progress) -> NewFile:
            return take_in(self._seat.store.vault, path, name=path.name, component=component)

        self._seat.work.change(store, self._took, self._took_not, touches=Area.NOTHING, owner=self)

    def _took(self, file: NewFile) -> None:
        self._taking -= 1
        self._files = (*self._files, file)
        for one in self.rows:
            if one.name == file.component and not one.tick.isChecked():
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
        handed = tuple(item for one in self.rows if (item := one.handed_in()) is not None)
        return replace(typed, components=handed if self.rows else typed.components, files=self._files)

    def put(self, typed: Typed) -> None:
        """Show what was handed in; the rows come with the next outlook."""
        self._clear()
        self._for, self._given, self._files = typed.procedure, typed.components, typed.files
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

    def summary(self) -> str:
        """How many papers, originals, copies, files."""
        handed = [item for one in self.rows if (item := one.handed_in()) is not None]
        parts = [_("{n} giấy tờ").format(n=len(handed)) if handed else _("không có giấy tờ")]
        for number, words in (
            (sum(item.originals for item in handed), _("{n} bản chính")),
            (sum(item.copies for item in handed), _("{n} bản sao")),
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
