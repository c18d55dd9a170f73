"""How does this counter scan? Scanner, paper, colour, resolution and the watched folder; remembered for each counter."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

from desk.rules.words import _
from scanning.scanners import Colour, Paper, Scanner, scanners
from ui.desk_tray import COLOUR, DEVICE, DPI, DPIS, FOLDER, MOVE, PAPER, DeskTray
from ui.notices import Notices
from ui.seat import Seat
from ui.theme import INSIDE
from ui.widgets.buttons import Button
from ui.widgets.choices import OneOf, Tick
from ui.widgets.field import Combo
from ui.widgets.text import ElidedLabel, column, label, row


class ScanSettings(QWidget):
    """Each choice takes effect at once."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._work, self._tray = seat.work, DeskTray.of(seat)
        habits = self._tray.habits
        wish = habits.wish
        self.device = Combo([(_("Máy quét đầu tiên tìm thấy"), "")])
        if wish.device:
            self.device.addItem(wish.device, wish.device)
            self.device.setCurrentIndex(1)
        self.device.setAccessibleName(_("Máy quét"))
        self.device.activated.connect(lambda _at: habits.keep(DEVICE, str(self.device.currentData() or "")))
        self.find = Button(_("Tìm máy quét"), self._find)
        papers = (
            (Paper.GLASS, _("Mặt kính")),
            (Paper.FEEDER, _("Khay nạp, một mặt")),
            (Paper.BOTH_SIDES, _("Khay nạp, hai mặt")),
        )
        self.paper = OneOf(papers, wish.paper)
        self.colour = OneOf(((Colour.COLOUR, _("Màu")), (Colour.GREY, _("Xám"))), wish.colour)
        self.dpi = OneOf([(dpi, f"{dpi} dpi") for dpi in DPIS], wish.dpi)
        for choice, name, words in (
            (self.paper, PAPER, _("Giấy đặt ở đâu")),
            (self.colour, COLOUR, _("Màu quét")),
            (self.dpi, DPI, _("Độ phân giải")),
        ):
            choice.setAccessibleName(words)
            choice.chosen.connect(
                lambda value, name=name: habits.keep(name, str(getattr(value, "value", value)))
            )
        self.folder = ElidedLabel(habits.text(FOLDER) or _("chưa chọn"), "muted")
        self.choose = Button(_("Chọn thư mục chờ…"), self._choose)
        self.forget = Button(_("Thôi theo dõi"), lambda: self._watch(""))
        self.moves = Tick(_("Tệp đã nhận thì chuyển vào thư mục con “đã nhận”"))
        self.moves.setChecked(habits.moves)
        self.moves.toggled.connect(self._move)
        box = row(self.folder, self.choose, self.forget, space=INSIDE)
        box.setStretch(0, 1)
        device = row(self.device, self.find, space=INSIDE)
        device.setStretch(0, 1)
        self.setLayout(
            column(
                label(_("Quét giấy tờ ở quầy này"), "strong"), device, self.paper, self.colour, self.dpi,
                label(_("Thư mục chờ: tệp mới trong đó tự vào khay"), "strong"), box, self.moves,
                space=INSIDE,
            )
        )  # fmt: skip
        self.notices = Notices(self)

    def _find(self) -> None:
        self.find.setEnabled(False)

        def failed(told: object) -> None:
            self.find.setEnabled(True)
            self.notices.trouble(told)  # type: ignore[arg-type]

        self._work.ask(scanners, self._found, failed, owner=self)

    def _found(self, found: tuple[Scanner, ...]) -> None:
        self.find.setEnabled(True)
        chosen = self._tray.habits.text(DEVICE)
        self.device.clear()
        self.device.addItem(_("Máy quét đầu tiên tìm thấy"), "")
        for one in found:
            self.device.addItem(one.name, one.device)
        self.device.setCurrentIndex(max(0, self.device.findData(chosen)))
        self.notices.say(_("Tìm thấy {n} máy quét.").format(n=len(found)))

    def _choose(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, _("Thư mục chờ")):
            self._watch(chosen)

    def _watch(self, folder: str) -> None:
        self._tray.habits.keep(FOLDER, folder)
        self.folder.setText(folder or _("chưa chọn"))
        self._tray.watch()

    def _move(self, on: bool) -> None:
        self._tray.habits.keep(MOVE, "yes" if on else "no")
        self._tray.watch()
