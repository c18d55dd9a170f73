"""How does a restored or copied desk find back to the province? Who has what, side by side; one button; what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QWidget

from desk.progress import Progress
from desk.recovery import Apart, Rejoined
from desk.rules.words import _
from desk.store import Actor, Store
from ui.exchange import look_apart, recover
from ui.icons import Icon
from ui.notices import Notices
from ui.recovery_words import part_words, rejoined_words, why_words
from ui.seat import Seat
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, TIGHT, Meaning, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.marks import IconLabel, Mark
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.text import card, column, label, row
from ui.work import Area, Lane, Task, Told

WIDTH = 780
LookApart = Callable[[Store, Progress], Apart]
Recover = Callable[[Store, Actor, Progress], Rejoined]


class Recovering(QDialog):
    """Over the closing page. `found_back` follows: the rest can be sent now. Escape stops what is under way: either nothing
    has changed, or the journal is whole and the files come another time."""

    found_back = Signal()

    def __init__(
        self,
        seat: Seat,
        *,
        look: LookApart = look_apart,
        recover: Recover = recover,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._seat, self._recover = seat, recover
        self._task: Task[Apart] | Task[Rejoined] | None = None
        self.setObjectName("recovering")
        self.setWindowTitle(_("Lấy lại từ tỉnh"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._why = label("", wrap=True)
        self._why.setObjectName("recovering.why")
        self._theirs, self._mine = label("", wrap=True), label("", wrap=True)
        self._theirs.setObjectName("recovering.theirs")
        self._mine.setObjectName("recovering.mine")
        self._sides = QWidget()
        sides = row(
            _side(Icon.OFFICE, _("Tỉnh có, máy này thiếu"), self._theirs),
            _side(Icon.WAITING, _("Máy này có, tỉnh chưa có"), self._mine),
            space=BETWEEN,
        )
        sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setLayout(sides)
        self._then = label(
            _(
                "Khi lấy lại: phần của tỉnh được xếp trước, phần của máy này được ghi tiếp theo sau. Không mục nào bị bỏ. "
                "Hồ sơ trùng mã được cấp mã mới và hiện trong “Cần người xem” để in lại giấy."
            ),
            "muted",
            wrap=True,
        )
        self._title = label(_("Máy này và tỉnh giữ hai nhật ký khác nhau"), "title", wrap=True)
        self._whole = QWidget()
        self._whole.setLayout(column(self._why, self._sides, self._then, space=BETWEEN))
        self._done = QWidget()
        self._mark = Mark(Meaning.GOOD, "")
        self._mark.setObjectName("recovering.ended")
        self._came = label("", wrap=True, selectable=True)
        self._came.setObjectName("recovering.came")
        self._done.setLayout(column(self._mark, self._came, space=CLOSE))
        self.panel = ProgressPanel()
        self.take = Button(
            _("Lấy lại từ tỉnh"), self._take, key="Ctrl+Return", icon=Icon.DOWNLOAD, kind=Kind.PRIMARY
        )
        self.take.setObjectName("recovering.take")
        self.leave = Button(_("Đóng"), self.reject, key="Escape", kind=Kind.QUIET)
        self.leave.setObjectName("recovering.close")
        whole = column(
            self._title, self._whole, self._done, self.panel, row(0, self.leave, self.take, space=INSIDE),
            space=BETWEEN, margin=SECTION,
        )  # fmt: skip
        self.setLayout(whole)
        self.setMinimumWidth(px(WIDTH))
        self.notices = Notices(self)
        self._whole.hide()
        self._done.hide()
        self.take.setEnabled(False)
        self._task = seat.work.change(
            lambda progress: look(seat.store, progress), self._show, self._failed, touches=Area(0), lane=Lane.LINE,
            owner=self, watch=self.panel.show_step,
        )  # fmt: skip
        self.panel.begin(_("Đang so nhật ký với tỉnh…"), None)

    def _show(self, apart: Apart) -> None:
        self._end()
        self._why.setText(why_words(apart))
        self._sides.setVisible(bool(apart.theirs.entries))
        self._then.setVisible(bool(apart.theirs.entries))
        self._theirs.setText(part_words(apart.theirs))
        self._mine.setText(part_words(apart.mine))
        self._whole.show()
        self.take.setEnabled(True)
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()

    def _take(self) -> None:
        self.take.setEnabled(False)
        self._task = self._seat.work.change(
            lambda progress: self._recover(self._seat.store, self._seat.actor, progress),
            self._taken,
            self._failed,
            touches=Area.EXCHANGE | Area.DOSSIERS | Area.CATALOGUE | Area.DAY | Area.MONEY,
            lane=Lane.LINE,
            owner=self,
            watch=self.panel.show_step,
        )
        self.panel.begin(_("Đang lấy lại nhật ký từ tỉnh…"), None)
        self.panel.show()

    def _taken(self, done: Rejoined) -> None:
        self._end()
        self._title.setText(_("Máy này và tỉnh lại cùng một nhật ký"))
        self._whole.hide()
        self.take.hide()
        sentences = rejoined_words(done)
        left = done.renamed or done.passed_over or done.by_hand or done.lost_files
        self._mark.show_state(Meaning.SOON if left else Meaning.GOOD, sentences[0])
        self._came.setText("\n".join(f"• {one}" for one in sentences[1:]))
        self._came.setVisible(len(sentences) > 1)
        self._done.show()
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()
        self.found_back.emit()

    def reject(self) -> None:
        """The line is free again at once for whoever sends next."""
        if self._task is not None:
            self._task.cancel()
        super().reject()

    def _failed(self, error: Told) -> None:
        self._end()
        self.take.setEnabled(self._whole.isVisible())
        self.notices.trouble(error)

    def _end(self) -> None:
        self._task = None
        self.panel.hide()


def _side(icon: Icon, title: str, said: QWidget) -> QFrame:
    head = row(IconLabel(icon), label(title, "strong"), 0, space=INSIDE)
    return card(column(head, said, 0, space=TIGHT, margin=BETWEEN))
