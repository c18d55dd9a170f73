"""Why is the dossier taken although something speaks against it? One question, one reason, which stays with the dossier."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desk.errors import RuleBroken
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from ui.icons import LARGE, Icon
from ui.notices import Form
from ui.pages.reception_typed import Typed
from ui.theme import BETWEEN, CLOSE, READABLE, SECTION, TIGHT, WIDE, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.field import Field, LineEdit
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, label, row

OVERRULES = {
    "open_alike": "duplicate",
    "id_doubt": "personal_id",
    "incomplete": "incomplete",
    "no_time": "due",
}
"""What stopped the desk -> what the reason overrules (desk/reception.py: Although)."""


class WhyAlthough(QDialog):
    """Says what stopped the desk and takes the reason; `decided(rule, reason, due)` follows. Escape changes nothing.

    `wrote(rule, text)`: so far this reason is typed; it stands there again when the same is asked once more.
    """

    decided = Signal(str, str, object)
    wrote = Signal(str, str)

    def __init__(self, stopped: RuleBroken, begun: str = "", parent: QWidget | None = None) -> None:
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
        self.reason.put(begun)
        line = self.reason.control
        assert isinstance(line, LineEdit)
        line.textEdited.connect(lambda text: self.wrote.emit(self._rule, text))
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


class Why(QObject):
    """Asks for a reason over a page. `decided(typed)` with it, `wrote(typed)` while it is typed, `refused(told)` without."""

    decided = Signal(object)
    wrote = Signal(object)
    refused = Signal(object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page

    def ask(self, stopped: RuleBroken, typed: Typed) -> None:
        """A person may go on with a reason; otherwise what stopped the desk stands beside its field."""
        dialog = WhyAlthough(stopped, typed.unsaid.get(OVERRULES[stopped.code], ""), self._page)

        def write(rule: str, text: str) -> None:
            nonlocal typed
            typed = replace(typed, unsaid={**typed.unsaid, rule: text})
            self.wrote.emit(typed)

        def decide(rule: str, reason: str, due: datetime | None) -> None:
            unsaid = {name: text for name, text in typed.unsaid.items() if name != rule}
            although = {**typed.although, rule: reason}
            self.decided.emit(replace(typed, although=although, unsaid=unsaid, due=due or typed.due))

        dialog.wrote.connect(write)
        dialog.decided.connect(decide)
        dialog.rejected.connect(lambda: self.refused.emit(_on_page(stopped, typed)))
        dialog.open()


def _on_page(stopped: RuleBroken, typed: Typed) -> RuleBroken:
    """With an authority the desk's applicant is the page's holder, and who hands in is its applicant."""
    who, _dot, part = stopped.field.partition(".")
    there = {"applicant": "holder", "representative": "applicant"}.get(who) if typed.by_authority else None
    return RuleBroken(f"{there}.{part}", stopped.code, stopped.message) if there and part else stopped


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
