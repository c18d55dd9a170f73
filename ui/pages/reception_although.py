"""Why is the dossier taken although something speaks against it? One question, one reason, which stays with the dossier."""

from __future__ import annotations

import re
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desk.errors import RuleBroken
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from ui.icons import LARGE, Icon
from ui.notices import Form
from ui.theme import BETWEEN, CLOSE, READABLE, SECTION, TIGHT, WIDE, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.field import Field, LineEdit
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, label, row

OVERRULES = {"open_alike": "duplicate", "incomplete": "incomplete", "no_time": "due"}
"""What stopped the desk -> what the reason overrules (desk/reception.py: Although)."""


class WhyAlthough(QDialog):
    """Says what stopped the desk and takes the reason; `decided(rule, reason, due)` follows. Escape changes nothing."""

    decided = Signal(str, str, object)

    def __init__(self, stopped: RuleBroken, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule = OVERRULES[stopped.code]
        self.setObjectName("reception.although")
        self.setWindowTitle(_("Cần một lý do"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.due = Field("due", _("Ngày giờ hẹn trả"), LineEdit())
        self.due.setVisible(self._rule == "due")
        self.due.hint(_("Trong giờ làm việc, ví dụ 26/11/2026 09:30."))
        self.reason = Field("reason", _("Lý do vẫn tiếp nhận"), LineEdit())
        self.reason.hint(_("Lý do được lưu cùng hồ sơ và gửi lên tỉnh."))
        self._wrong = Form((self.due, self.reason))
        self.take = Button(
            _("Vẫn tiếp nhận"), self._done, key="Ctrl+Return", icon=Icon.TICK, kind=Kind.PRIMARY
        )
        self.take.setObjectName("reception.although.take")
        leave = Button(_("Thôi"), self.reject, key="Escape")
        head = row(IconLabel(Icon.WARNING, "soon", LARGE), label(_("Cần một lý do"), "title"), 0, space=CLOSE)
        self._said = label(stopped.message, wrap=True)
        inside = column(
            head, self._said, TIGHT, self.due, self.reason, BETWEEN,
            row(0, leave, self.take), space=CLOSE,
        )  # fmt: skip
        inside.setContentsMargins(px(WIDE), px(SECTION), px(WIDE), px(SECTION))
        self.setLayout(inside)
        self.setFixedWidth(px(READABLE))
        # A dialog of fixed width does not ask a wrapped label how high it is at that width.
        self._said.setMinimumHeight(self._said.heightForWidth(px(READABLE - 2 * WIDE)))
        first = self.due if self._rule == "due" else self.reason
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self) -> None:
        try:
            due = moment_of(self.due.text()) if self._rule == "due" else None
            if not self.reason.text().strip():
                raise RuleBroken("reason", "missing", _("Hãy ghi lý do."))
        except RuleBroken as broken:
            self._wrong.show(broken)
            self.adjustSize()  # a sentence under a field needs room of its own
            return
        reason = self.reason.text().strip()
        self.accept()
        self.decided.emit(self._rule, reason, due)


def moment_of(text: str) -> datetime:
    """A day and an hour as people write them: 26/11/2026 09:30, 26-11-2026 9h30. RuleBroken(due)."""
    found = re.fullmatch(
        r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s+(\d{1,2})(?:[:hg]|\s*giờ\s*)(\d{2})?", text.strip().lower()
    )
    try:
        if found is None:
            raise ValueError(text)
        day, month, year, hour, minute = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, tzinfo=VIETNAM)
    except ValueError as wrong:
        told = _("Ngày giờ viết kiểu 26/11/2026 09:30.")
        raise RuleBroken("due", "bad_moment", told) from wrong
