"""How does a day leave on a USB stick, and how does its answer come back? Two buttons and the two questions where the file is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desk.progress import Progress, Step
from desk.rules.words import _
from desk.store import Store
from sync.bundle import Written
from sync.outbox import Report
from ui.exchange import make_bundle, take_bundle
from ui.icons import Icon
from ui.notices import Notices
from ui.seat import Seat
from ui.theme import INSIDE, TIGHT, Meaning
from ui.widgets.buttons import Button
from ui.widgets.progress_panel import ProgressPanel, byte_words
from ui.widgets.text import column, label, row
from ui.work import Area, Lane, Task, Told

ENDING = ".motcua"
Make = Callable[[Store, Path, Progress], Written]
Take = Callable[[Store, Path, Progress], Report]
AskFile = Callable[[QWidget, str], str]


class StickRow(QWidget):
    """For the days without a line: carry what waits, fetch the answer. `brought` tells that the record has changed."""

    brought = Signal()

    def __init__(
        self,
        seat: Seat,
        notices: Notices,
        clock: Callable[[], datetime],
        *,
        make: Make = make_bundle,
        take: Take = take_bundle,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("closing.stick")
        self.setAccessibleName(_("Mang bằng USB"))
        self._seat, self._notices, self._clock, self._make, self._take = seat, notices, clock, make, take
        self.ask_where: AskFile = ask_where
        self.ask_which: AskFile = ask_which
        self._task: Task[Written] | Task[Report] | None = None
        self.carry_button = Button(_("Mang đi bằng USB"), self._carry, key="Ctrl+U", icon=Icon.UPLOAD)
        self.carry_button.setObjectName("closing.carry")
        self.fetch_button = Button(_("Nhận trả lời"), self._fetch, key="Ctrl+Shift+U", icon=Icon.DOWNLOAD)
        self.fetch_button.setObjectName("closing.fetch")
        self.panel = ProgressPanel()
        self.panel.setObjectName("closing.stick_progress")
        self.panel.hide()
        self.setLayout(
            column(
                label(_("Mất mạng lâu"), "overline"),
                label(
                    _("Ghi một gói mã hóa vào USB, nộp ở tỉnh, rồi mang gói trả lời về. Không hồ sơ nào bị tính hai lần."),
                    "muted",
                    wrap=True,
                ),
                row(self.carry_button, self.fetch_button, 0, space=INSIDE),
                self.panel,
                space=TIGHT,
            )
        )  # fmt: skip

    def _carry(self) -> None:
        name = f"{self._seat.office.code}-{self._clock():%Y%m%d-%H%M}{ENDING}"
        chosen = "" if self._task is not None else self.ask_where(self, name)
        if not chosen:
            return
        path = Path(chosen)
        self._task = self._seat.work.change(
            lambda progress: self._make(self._seat.store, path, progress),
            lambda made: self._made(path, made),
            self._failed,
            touches=Area(0),
            lane=Lane.LINE,
            owner=self,
            watch=self._show,
            stopped=self._end,
        )
        self._begin(_("Đang ghi gói…"), self._task.cancel)

    def _fetch(self) -> None:
        chosen = "" if self._task is not None else self.ask_which(self, "")
        if not chosen:
            return
        path = Path(chosen)
        self._task = self._seat.work.change(
            lambda progress: self._take(self._seat.store, path, progress),
            self._taken,
            self._failed,
            touches=Area.EXCHANGE | Area.DOSSIERS | Area.CATALOGUE | Area.DAY,
            lane=Lane.LINE,
            owner=self,
            watch=self._show,
            stopped=self._end,
        )
        self._begin(_("Đang nhận gói trả lời…"), self._task.cancel)

    def _begin(self, what: str, cancel: Callable[[], object]) -> None:
        self.panel.begin(what, cancel)
        self.panel.show()

    def _show(self, step: Step) -> None:
        self.panel.show_step(step)

    def _made(self, path: Path, made: Written) -> None:
        self._end()
        sentence = _("Đã ghi {name}: {dossiers} hồ sơ, {files} tệp, {size}. Rút USB an toàn rồi nộp ở tỉnh.").format(
            name=path.name, dossiers=made.dossiers, files=made.files, size=byte_words(made.bytes)
        )  # fmt: skip
        if made.left:
            sentence += " " + _("Còn {left} tệp chưa vào gói; hãy lập thêm một gói khi có trả lời.").format(
                left=made.left
            )
        self._notices.say(sentence, Meaning.SOON if made.left else Meaning.GOOD)

    def _taken(self, report: Report) -> None:
        self._end()
        self._notices.say(
            _("Đã nhận trả lời của tỉnh: {entries} mục nhật ký và {files} tệp đã đến nơi.").format(
                entries=report.sent_entries, files=report.sent_files
            ),
            Meaning.SOON if report.attention else Meaning.GOOD,
        )
        self.brought.emit()

    def _failed(self, error: Told) -> None:
        self._end()
        self._notices.trouble(error)

    def _end(self) -> None:
        self._task = None
        self.panel.hide()


def ask_where(parent: QWidget, name: str) -> str:
    """Where to write the bundle; empty when nowhere."""
    kinds = f"{_('Gói dữ liệu Một Cửa')} (*{ENDING})"
    chosen, _kind = QFileDialog.getSaveFileName(parent, _("Chọn USB để ghi gói"), name, kinds)
    return f"{chosen}{ENDING}" if chosen and not Path(chosen).suffix else chosen


def ask_which(parent: QWidget, _name: str) -> str:
    """Which answer to take; empty when none."""
    kinds = f"{_('Gói dữ liệu Một Cửa')} (*{ENDING})"
    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Chọn gói trả lời của tỉnh"), "", kinds)
    return chosen
