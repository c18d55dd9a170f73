"""Which dossier is this, and when is it due? Its code to copy, its state, the appointment with its countdown and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desk.renamed import Renamed
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import RUNNING, State, state_words
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from ui.icons import Icon
from ui.pages.dossier_words import PAUSED, countdown_words, due_meaning, state_meaning
from ui.pages.moments import weekday_words
from ui.theme import CLOSE, INSIDE, TIGHT, Meaning, px
from ui.widgets.buttons import Button, IconButton, add_key
from ui.widgets.marks import PILL_HEIGHT, IconLabel, Pill
from ui.widgets.text import column, label, row


class Head(QWidget):
    """The top of a dossier's page. `copied(code)` follows the copy button."""

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = label("", "title", selectable=True)
        self._code.setObjectName("dossier.code")
        self.copy = IconButton(Icon.COPY, _("Chép mã (Ctrl+Shift+C)"), self._copy)
        self.copy.setObjectName("dossier.copy")
        add_key(self, "Ctrl+Shift+C", self._copy)
        self._state = Pill(Meaning.QUIET, "–")
        self._state.setObjectName("dossier.state")
        self._provisional = label("", "small", selectable=True)
        self._provisional.setObjectName("dossier.provisional")
        self.print = Button(_("In lại giấy hẹn"), key="Ctrl+P", icon=Icon.PRINT)
        self.print.setObjectName("dossier.print")
        self.correct = Button(_("Sửa thông tin"), key="F4", icon=Icon.EDIT)
        self.correct.setObjectName("dossier.correct")
        self._due = label("", "strong")
        self._due.setObjectName("dossier.due")
        self._countdown = Pill(Meaning.QUIET, "–")
        self._countdown.setObjectName("dossier.countdown")
        self._reasons = label("", "muted", wrap=True)
        self._reasons.setObjectName("dossier.reasons")
        self._bore_words = label("", "strong", wrap=True)
        self._bore_words.setObjectName("dossier.bore")
        self._bore = QWidget()
        told = row(IconLabel(Icon.ALERT, "soon"), self._bore_words, space=INSIDE)
        told.setStretch(1, 1)
        told.setContentsMargins(0, 0, 0, 0)
        self._bore.setLayout(told)
        # A provisional number is long: what is said of it has a line of its own, or the number would be cut.
        first = row(self._code, self.copy, self._state, 0, self.correct, self.print, space=INSIDE)
        second = row(self._due, self._countdown, self._reasons, space=CLOSE)
        second.setStretch(2, 1)
        self._due.setMinimumHeight(px(PILL_HEIGHT))
        self._reasons.setContentsMargins(0, px(TIGHT // 2), 0, 0)
        for at in (0, 1, 2):
            second.itemAt(at).setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setLayout(column(first, self._bore, self._provisional, second, space=TIGHT))

    def show_dossier(self, dossier: Dossier, now: datetime, bore: Sequence[Renamed] = ()) -> None:
        """Show this dossier as it is now; `bore`: those whose paper may bear its code."""
        self._code.setText(dossier.code)
        self.correct.setVisible(dossier.state is not State.CANCELLED)
        self.print.setVisible(dossier.state is not State.CANCELLED)  # nobody is promised that hour any more
        self._state.show_state(state_meaning(dossier.state), state_words(dossier.state))
        mapped = dossier.provisional_code not in (None, dossier.code)
        waiting = dossier.provisional_code == dossier.code
        self._provisional.setText(
            _("Mã tạm trên giấy hẹn: {code}").format(code=dossier.provisional_code)
            if mapped
            else _("Mã tạm, sẽ có mã chính thức khi nối được với tỉnh")
            if waiting
            else ""
        )
        self._provisional.setVisible(mapped or waiting)
        others = ", ".join(f"{one.dossier.applicant.name} ({one.dossier.code})" for one in bore)
        self._bore_words.setText(
            _("Giấy cũ của {others} cũng mang mã này: hãy hỏi tên người cầm giấy.").format(others=others)
        )
        self._bore.setVisible(bool(bore))
        due = dossier.due_at.astimezone(VIETNAM)
        self._due.setText(
            _("Hẹn trả {hour} {weekday}, {day}").format(
                hour=f"{due:%H:%M}", weekday=weekday_words(due.date()), day=f"{due:%d/%m/%Y}"
            )
        )
        countdown = countdown_words(dossier.state, dossier.due_at, now)
        meaning = due_meaning(dossier.state, dossier.due_at, now)
        self._countdown.setVisible(bool(countdown))
        if countdown:
            usual = Meaning.SOON if dossier.state in PAUSED else Meaning.QUIET
            self._countdown.show_state(meaning or usual, countdown)
        self._reasons.setText("; ".join(dossier.reasons))
        self._reasons.setVisible(dossier.state in RUNNING | PAUSED)

    def _copy(self) -> None:
        if self._code.text():
            self.copied.emit(self._code.text())
