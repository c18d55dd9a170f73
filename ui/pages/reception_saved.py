"""What now, after a dossier was taken? Its number, large, the appointment, and three keys for what follows."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desk.rules.dossier import Dossier
from desk.rules.fees import Method, format_vnd, in_words
from desk.rules.words import _
from ui.icons import Icon
from ui.pages.reception_card import due_words
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, TIGHT, WIDE, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.marks import IconLabel
from ui.widgets.text import card, column, label, row

WIDTH = 640


class SavedPanel(QWidget):
    """Stands in the place of the form until the clerk goes on; nothing on it can be lost."""

    print = Signal()
    same_person = Signal()
    next_person = Signal()
    repeat = Signal()
    open_dossier = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("saved")
        self._code = label("", "display", selectable=True)
        self._code.setObjectName("saved.code")
        self._who = label("", "muted", wrap=True)
        self._due, self._paid, self._words = (
            label("", "title", wrap=True),
            label("", "title"),
            label("", "muted", wrap=True),
        )
        self._provisional = label(
            _("Số tạm: hết dải số được cấp. Số chính thức sẽ được tỉnh gán, tra bằng số nào cũng thấy."),
            "muted",
            wrap=True,
        )
        self.copy = Button(_("Chép mã"), self._copy, key="C", icon=Icon.COPY, kind=Kind.QUIET)
        self.next = Button(
            _("Người tiếp theo"), self.next_person.emit, key="N", icon=Icon.FORWARD, kind=Kind.PRIMARY
        )
        self.same = Button(_("Hồ sơ tiếp của người này"), self.same_person.emit, key="H", icon=Icon.PERSON)
        self.again = Button(
            _("Lặp lại thủ tục này"), self.repeat.emit, key="L", icon=Icon.RETRY, kind=Kind.QUIET
        )
        self.paper = Button(_("In"), self.print.emit, key="P", icon=Icon.PRINT)
        self.see = Button(
            _("Xem hồ sơ"), self.open_dossier.emit, key="X", icon=Icon.DOSSIERS, kind=Kind.QUIET
        )
        for button, name in (
            (self.copy, "copy"),
            (self.next, "next"),
            (self.same, "same"),
            (self.again, "repeat"),
            (self.paper, "print"),
            (self.see, "see"),
        ):
            button.setObjectName(f"saved.{name}")
        done = row(IconLabel(Icon.GOOD, "good", SECTION), label(_("Đã tiếp nhận"), "title"), 0, space=CLOSE)
        number = row(self._code, self.copy, self.see, 0, space=INSIDE)
        due = column(label(_("Hẹn trả"), "overline"), self._due, space=TIGHT)
        paid = column(label(_("Lệ phí"), "overline"), self._paid, self._words, space=TIGHT)
        facts = row(due, paid, space=SECTION)
        facts.setStretch(0, 1)
        facts.setStretch(1, 1)
        facts.setAlignment(due, Qt.AlignmentFlag.AlignTop)
        facts.setAlignment(paid, Qt.AlignmentFlag.AlignTop)
        go_on = row(self.next, self.same, self.paper, 0, space=INSIDE)
        queue = row(self.again, 0, space=INSIDE)
        inside = column(
            done,
            number,
            self._provisional,
            self._who,
            BETWEEN,
            facts,
            SECTION,
            go_on,
            queue,
            space=CLOSE,
            margin=WIDE,
        )
        frame = card(inside)
        frame.setMinimumWidth(px(WIDTH))
        self.setLayout(column(0, row(0, frame, 0), 0, 0, space=0))
        self.setFocusProxy(self.next)

    def show_dossier(self, dossier: Dossier, now: datetime) -> None:
        """Show what was taken."""
        self.code = dossier.code
        self._code.setText(dossier.code)
        self._code.setAccessibleName(_("Mã hồ sơ {code}").format(code=dossier.code))
        self._provisional.setVisible(dossier.code == dossier.provisional_code)
        self._who.setText(f"{dossier.applicant.name} · {dossier.procedure_name}")
        self._due.setText(" ".join(due_words(dossier.due_at, now)))
        total = sum(line.amount_vnd for line in dossier.fees if line.method is not Method.EXEMPT)
        self._paid.setText(format_vnd(total) if total else _("Không thu"))
        self._words.setText(in_words(total) if total else "")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code)
