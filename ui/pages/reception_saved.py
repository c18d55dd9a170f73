"""What now, after a dossier was taken? Its number, large, the appointment, and three keys for what follows."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desk.papers import RECEIPT
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
TOGETHER = "many"
"""The form of the slip for dossiers that were taken together."""


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
        self.code, self.form = "", RECEIPT
        self._done = label(_("Đã tiếp nhận"), "title")
        self._done.setObjectName("saved.done")
        self._all = label("", "small", wrap=True, selectable=True)
        self._all.setObjectName("saved.all")
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
        done = row(IconLabel(Icon.GOOD, "good", SECTION), self._done, 0, space=CLOSE)
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
            self._all,
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

    def show_dossiers(self, taken: tuple[Dossier, ...], now: datetime) -> None:
        """Show what was taken: one dossier, or several together, which have one slip for all."""
        dossier, several = taken[0], len(taken) > 1
        self.code, self.form = dossier.code, TOGETHER if several else RECEIPT
        words = _("Đã tiếp nhận {n} hồ sơ, một giấy hẹn chung").format(n=len(taken))
        self._done.setText(words if several else _("Đã tiếp nhận"))
        self._all.setVisible(several)
        self._all.setText("\n".join(self._line(one, now) for one in taken))
        self._code.setText(dossier.code)
        self._code.setAccessibleName(_("Mã hồ sơ {code}").format(code=dossier.code))
        self._provisional.setVisible(dossier.code == dossier.provisional_code)
        who = (dossier.applicant.name,) if several else (dossier.applicant.name, dossier.procedure_name)
        self._who.setText(" · ".join(who))
        last = max(one.due_at for one in taken)
        self._due.setText(" ".join(due_words(last, now)))
        fees = [line for one in taken for line in one.fees if line.method is not Method.EXEMPT]
        total = sum(line.amount_vnd for line in fees)
        self._paid.setText(format_vnd(total) if total else _("Không thu"))
        self._words.setText(in_words(total) if total else "")

    @staticmethod
    def _line(dossier: Dossier, now: datetime) -> str:
        due = " ".join(due_words(dossier.due_at, now))
        return _("{code} · {procedure} · hẹn {due}").format(
            code=dossier.code, procedure=dossier.procedure_name, due=due
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code)
