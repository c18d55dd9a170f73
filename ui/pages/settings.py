"""How should the desk look for this person? Light or dark, size of the text, paper of the receipt; and what program this is."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desk.rules.lifecycle import Role
from desk.rules.words import _
from ui.icons import Icon
from ui.memory import Memory
from ui.page import Key, Page
from ui.pages.scan_settings import ScanSettings
from ui.pages.sending_settings import SendingSettings
from ui.seat import Seat
from ui.theme import BETWEEN, MODE, SCALE, SECTION, TIGHT, Mode, Theme, remembered
from ui.widgets.buttons import Button
from ui.widgets.choices import OneOf
from ui.widgets.text import column, label, row
from ui.work import Area

SCALES = (1.0, 1.25, 1.5, 2.0)


class SettingsPage(Page):
    """Choices take effect at once and are kept beside the store; nothing here is a record."""

    identity = Signal()
    """the administrator wants to change how the office appears on paper"""

    title = _("Cài đặt")
    icon = Icon.SETTINGS
    concerns = Area.SETTINGS

    def __init__(self, seat: Seat, theme: Theme, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self._theme, self._memory = theme, memory
        mode, scale = remembered(memory)
        modes = ((Mode.SYSTEM, _("Theo hệ thống")), (Mode.LIGHT, _("Sáng")), (Mode.DARK, _("Tối")))
        self.mode = OneOf(modes, mode)
        self.mode.setAccessibleName(_("Màu nền"))
        self.scale = OneOf([(one, f"{one:.0%}") for one in SCALES], scale)
        self.scale.setAccessibleName(_("Cỡ chữ"))
        for choice in (self.mode, self.scale):
            choice.chosen.connect(lambda _value: self._choose())
        self.office = Button(_("Tên, biểu trưng và câu chữ trên giấy"), self.identity.emit, icon=Icon.OFFICE)
        self.office.setObjectName("settings.identity")
        if seat.actor.role is not Role.ADMIN:
            self.office.hide()
        office = seat.office
        about = _("Văn phòng tập huấn: dữ liệu không có thật.") if office.training else office.address
        self.setLayout(
            column(
                label(_("Màu nền"), "strong"), self.mode, BETWEEN,
                label(_("Cỡ chữ"), "strong"), self.scale,
                label(_("Cỡ chữ mới dùng ngay; các trang sắp lại đẹp nhất sau khi đăng nhập lại."), "muted", wrap=True),
                SECTION,
                ScanSettings(seat),
                SECTION,
                SendingSettings(seat),
                SECTION,
                label(_("Văn phòng"), "strong"),
                label(f"{office.name} · {office.code}", selectable=True),
                label(about, "muted", wrap=True),
                row(self.office, 0),
                SECTION,
                label(_("Chương trình"), "strong"),
                label(_("Một Cửa Desk {version}, giấy phép LGPL-3.0-or-later").format(version=version("motcua"))),
                label(_("Phông Inter và Tinos (OFL), biểu tượng Lucide (ISC), Qt (LGPL)."), "muted"),
                row(TIGHT), 0,
                space=8, margin=SECTION,
            )
        )  # fmt: skip

    def keys(self) -> list[Key]:
        return [Key("←→", _("Chọn trong một hàng")), Key("Alt+←", _("Quay lại"))]

    def arrive(self) -> None:
        self.mode.setFocus()

    def _choose(self) -> None:
        mode, scale = self.mode.value(), self.scale.value()
        if mode is None or scale is None:
            return
        self._memory.keep(MODE, mode.value)
        self._memory.keep(SCALE, str(scale))
        self._theme.use(mode, scale)
