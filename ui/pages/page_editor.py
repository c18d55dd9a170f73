"""How are pages put in order before they are attached? Turn, move, take out, divide here, join; undone by Ctrl+Z.

What a person arranged is kept in the tray when the dialog closes, by whichever key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QKeySequence, QPainter, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QListView, QListWidget, QListWidgetItem, QWidget

from desk.errors import RuleBroken
from desk.ids import new_id
from desk.progress import Progress
from desk.rules.words import _
from scanning.pages import Page, joined, moved, split, turned, without
from scanning.tray import Bundle
from ui.desk_tray import DeskTray
from ui.icons import Icon
from ui.notices import Notices
from ui.pages.tray_strip import picture_of, upright
from ui.theme import BETWEEN, INSIDE, SECTION, Meaning, look, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.field import Combo
from ui.widgets.text import column, label, row
from ui.work import Work

CELL = (112, 150)
LIST_WIDTH = 400
PREVIEW = (380, 520)


@dataclass(frozen=True, slots=True)
class Arranged:
    """What stands in the dialog: the pages, what was divided off, which bundles were joined in."""

    pages: tuple[Page, ...]
    tails: tuple[tuple[Page, ...], ...] = ()
    eaten: tuple[str, ...] = ()


class PageEditor(QDialog):
    """The pages of one bundle. `attach(bundle)` follows when the person wants to attach what is left here."""

    attach = Signal(object)

    def __init__(
        self, tray: DeskTray, work: Work, bundle: Bundle, where: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page_editor")
        self.setWindowTitle(_("Sắp trang: {name}").format(name=bundle.name))
        self._tray, self._work, self._bundle = tray, work, bundle
        self._now, self._before = Arranged(bundle.pages), list[Arranged]()
        self._pictures: dict[str, QImage] = {}
        self.list = QListWidget()
        self.list.setObjectName("page_editor.pages")
        self.list.setAccessibleName(_("Các trang"))
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setIconSize(QSize(px(CELL[0] - 24), px(CELL[1] - 40)))
        self.list.setGridSize(QSize(px(CELL[0]), px(CELL[1])))
        self.list.setMinimumWidth(px(LIST_WIDTH))
        self.list.currentRowChanged.connect(lambda _at: self._preview())
        self.preview = QLabel()
        self.preview.setMinimumSize(px(PREVIEW[0]), px(PREVIEW[1] - 160))
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.about = label("", "muted", wrap=True)
        self.others = Combo()
        self.others.setAccessibleName(_("Gộp thêm giấy tờ nào"))
        self.others.setMinimumWidth(px(150))
        self.others.setMaximumWidth(px(210))
        self.others.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.right = Button(_("Xoay phải"), lambda: self._turn(1), key="R")
        self.left = Button(_("Xoay trái"), lambda: self._turn(-1), key="Shift+R")
        self.earlier = Button(_("Lên trước"), lambda: self._move(-1), key="Alt+Left")
        self.later = Button(_("Ra sau"), lambda: self._move(1), key="Alt+Right")
        self.drop = Button(_("Bỏ trang"), self._drop, key="Del")
        self.divide = Button(_("Tách từ trang này"), self._split, key="T")
        self.join = Button(_("Gộp vào cuối"), self._join, key="G")
        self.undo = Button(_("Hoàn tác"), self._undo, key="Ctrl+Z", icon=Icon.UNDO)
        words = _("Đính vào {where}").format(where=where) if where else _("Đính vào hồ sơ")
        self.attach_ = Button(words, self._attach, key="Ctrl+Return", icon=Icon.ATTACHMENT, kind=Kind.PRIMARY)
        self.close_ = Button(_("Để trong khay"), self.reject, key="Escape")
        for name in (
            "right",
            "left",
            "earlier",
            "later",
            "drop",
            "divide",
            "join",
            "undo",
            "attach_",
            "close_",
        ):
            getattr(self, name).setObjectName(f"page_editor.{name}")
        for key, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda step=step: self._move(step))
        self._lay_out()
        self.notices = Notices(self)
        self._read_pictures(bundle.pages)
        self._show(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        tools = column(
            row(self.right, self.left, 0, space=INSIDE),
            row(self.earlier, self.later, 0, space=INSIDE),
            row(self.drop, self.divide, 0, space=INSIDE),
            row(self.others, self.join, 0, space=INSIDE),
            row(self.undo, 0, space=INSIDE),
            space=INSIDE,
        )
        side = column(self.preview, self.about, tools, space=INSIDE)
        side.setStretch(0, 1)
        body = row(self.list, side, space=BETWEEN)
        body.setStretch(0, 1)
        page = column(body, row(0, self.close_, self.attach_, space=INSIDE), space=BETWEEN)
        page.setStretch(0, 1)
        page.setContentsMargins(px(SECTION), px(BETWEEN), px(SECTION), px(BETWEEN))
        self.setLayout(page)
        self.resize(px(900), px(680))

    # -- showing -------------------------------------------------------------------------------------------

    def _read_pictures(self, pages: tuple[Page, ...]) -> None:
        wanted = [page for page in pages if page.picture not in self._pictures]

        def read(progress: Progress) -> dict[str, QImage]:
            made = {}
            for page in wanted:
                progress.check()
                made[page.picture] = picture_of(self._tray, page)
            return made

        def shown(made: dict[str, QImage]) -> None:
            self._pictures |= made
            self._show(self.list.currentRow())

        self._work.ask(read, shown, self.notices.trouble, owner=self)

    def _show(self, at: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for number, page in enumerate(self._now.pages, start=1):
            words = _("Trang {n}").format(n=number)
            if page.coarse:
                words = _("Trang {n} · mờ").format(n=number)
            item = QListWidgetItem(QIcon(self._pixmap(page, self.list.iconSize())), words)
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(at, 0), len(self._now.pages) - 1))
        self.list.blockSignals(False)
        self.undo.setEnabled(bool(self._before))
        self.others.clear()
        for other in self._tray.waiting:
            if other.id != self._bundle.id and other.id not in self._now.eaten:
                self.others.addItem(f"{other.name} ({len(other.pages)})", other.id)
        for part in (self.others, self.join):
            part.setVisible(self.others.count() > 0)
        for part in (self.right, self.left, self.earlier, self.later, self.drop, self.divide, self.attach_):
            part.setEnabled(bool(self._now.pages))
        self._preview()

    def _preview(self) -> None:
        page = self._page
        if page is None:
            self.preview.setText(_("Không còn trang nào; Ctrl+Z để lấy lại."))
            self.about.setText("")
            return
        room = self.preview.size() - QSize(4, 4)
        self.preview.setPixmap(self._pixmap(page, room))
        facts = [_("Trang {n} / {all}").format(n=self.list.currentRow() + 1, all=len(self._now.pages))]
        if page.dpi:
            facts.append(_("{dpi} dpi nếu là giấy A4").format(dpi=page.dpi))
        if page.coarse:
            facts.append(_("dưới 200 dpi, nên quét lại"))
        if page.signed:
            facts.append(_("đã ký số, giữ nguyên"))
        facts += [
            *self._bundle.notes,
            *([_("đã tách {n} phần").format(n=len(self._now.tails))] if self._now.tails else []),
        ]
        self.about.setText(" · ".join(facts))

    def _pixmap(self, page: Page, room: QSize) -> QPixmap:
        image = self._pictures.get(page.picture)
        if image is None or image.isNull():
            return QPixmap()
        ratio = self.devicePixelRatioF()
        size = QSize(round(room.width() * ratio), round(room.height() * ratio))
        made = QPixmap.fromImage(
            upright(image, page).scaled(
                size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        )
        painter = QPainter(made)
        painter.setPen(QColor(look().tones.edge_soft))  # white paper on a white list has no edge of its own
        painter.drawRect(made.rect().adjusted(0, 0, -1, -1))
        painter.end()
        made.setDevicePixelRatio(ratio)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._preview()

    @property
    def _page(self) -> Page | None:
        at = self.list.currentRow()
        return self._now.pages[at] if 0 <= at < len(self._now.pages) else None

    # -- arranging -----------------------------------------------------------------------------------------

    def _do(self, change: Callable[[Arranged, int], tuple[Arranged, int]]) -> None:
        at = self.list.currentRow()
        if at < 0 and self._now.pages:
            return
        try:
            after, there = change(self._now, at)
        except RuleBroken as broken:
            self.notices.trouble(broken)
            return
        if after != self._now:
            self._before.append(self._now)
            self._now = after
        self._show(there)

    def _turn(self, quarters: int) -> None:
        def change(now: Arranged, at: int) -> tuple[Arranged, int]:
            pages = (*now.pages[:at], turned(now.pages[at], quarters), *now.pages[at + 1 :])
            return replace(now, pages=pages), at

        self._do(change)

    def _move(self, by: int) -> None:
        self._do(
            lambda now, at: (
                replace(now, pages=moved(now.pages, at, by)),
                min(max(at + by, 0), len(now.pages) - 1),
            )
        )

    def _drop(self) -> None:
        self._do(lambda now, at: (replace(now, pages=without(now.pages, at)), at))

    def _split(self) -> None:
        if self.list.currentRow() == 0:
            self.notices.say(_("Chọn trang mà phần sau bắt đầu, từ trang 2 trở đi."), Meaning.QUIET)
            return

        def change(now: Arranged, at: int) -> tuple[Arranged, int]:
            head, tail = split(now.pages, at)
            return replace(now, pages=head, tails=(*now.tails, tail)), at - 1

        self._do(change)

    def _join(self) -> None:
        other = next((one for one in self._tray.waiting if one.id == self.others.currentData()), None)
        if other is None:
            return
        self._read_pictures(other.pages)
        self._do(
            lambda now, at: (
                replace(now, pages=joined(now.pages, other.pages), eaten=(*now.eaten, other.id)),
                at,
            )
        )

    def _undo(self) -> None:
        if self._before:
            self._now = self._before.pop()
            self._show(self.list.currentRow())

    def done(self, code: int) -> None:
        """Keep what was arranged, by whichever way the dialog is left."""
        self._keep()
        super().done(code)

    # -- keeping -------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        now = self._now
        if now == Arranged(self._bundle.pages):
            return
        gone = (*now.eaten, *(() if now.pages else (self._bundle.id,)))
        tails = [
            replace(
                self._bundle,
                id=new_id(),
                name=_("{name} (tách {n})").format(name=self._bundle.name, n=n),
                pages=tail,
            )
            for n, tail in enumerate(now.tails, start=1)
        ]
        head = [replace(self._bundle, pages=now.pages)] if now.pages else []
        self._tray.put(*head, *tails, instead_of=gone)

    def _attach(self) -> None:
        if not self._now.pages:
            return
        self.accept()  # keeps first; the tray's lane puts the attaching behind it
        self.attach.emit(replace(self._bundle, pages=self._now.pages))
