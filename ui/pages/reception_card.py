"""What will the citizen hold in hand? The receipt while it is being typed: when, why then, what to pay, what is missing."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desk.errors import RuleBroken
from desk.rules.dossier import ReturnBy
from desk.rules.fees import FeeLine, format_vnd, total_vnd
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from ui.icons import SMALL, Icon
from ui.pages.moments import weekday_words
from ui.pages.reception_look_up import Outlook, transfer_of
from ui.pages.reception_typed import Typed, fees_of
from ui.theme import BETWEEN, CLOSE, INSIDE, TIGHT, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.marks import IconLabel
from ui.widgets.qr_picture import QrPicture
from ui.widgets.text import ElidedLabel, column, label, row, rule, set_role

MISSING_SHOWN = 4
"""More missing papers are counted: the supplement request lists them all."""
REASONS_SHOWN = 3
QR_SIDE = 152
"""Three pixels a module: a phone reads it from half a metre."""


def due_words(due: datetime, now: datetime) -> tuple[str, str]:
    """The hour and the day of an appointment, apart: the first is large."""
    due, today = due.astimezone(VIETNAM), now.astimezone(VIETNAM).date()
    if due.date() == today:
        return f"{due:%H:%M}", _("hôm nay")
    weekday = weekday_words(due.date())
    return f"{due:%H:%M}", _("{weekday}, {day}").format(weekday=weekday, day=f"{due:%d/%m/%Y}")


def back_words(way: ReturnBy) -> str:
    """How the result comes back, as the citizen would say it."""
    return {
        ReturnBy.DESK: _("Tại bộ phận một cửa"),
        ReturnBy.POST: _("Bưu chính công ích đưa tận nhà"),
        ReturnBy.ONLINE: _("Trực tuyến, trên Cổng Dịch vụ công"),
    }[way]


class ReceiptCard(QFrame):
    """The receipt as it would be printed now. It shows; it never asks and never refuses."""

    open_dossier = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setObjectName("receipt_card")
        self._who = ElidedLabel("", "muted")
        self._what = label("", "strong", wrap=True)
        self._hour, self._day = label("", "display"), label("", "title")
        self._why = label("", "muted", wrap=True)
        self._sum = label("", "title")
        self._lines = label("", "muted", wrap=True)
        self.qr = QrPicture(QR_SIDE)
        self._account = label("", "small", wrap=True)
        self._by_phone = QWidget()
        self._missing_head, self._missing = label("", "strong"), label("", "muted", wrap=True)
        self._back = label("", wrap=True)
        self._missing_icon = IconLabel(Icon.GOOD, "good", SMALL)
        self._alike = QWidget()
        self._alike_words = label("", wrap=True)
        self._alike_open = Button(_("Xem"), self._open_alike, kind=Kind.QUIET)
        self._alike_code = ""
        for part, name in (
            (self._who, "who"),
            (self._what, "what"),
            (self._hour, "hour"),
            (self._day, "day"),
            (self._why, "why"),
            (self._sum, "sum"),
            (self._lines, "lines"),
            (self._account, "account"),
            (self._missing, "missing"),
            (self._back, "back"),
            (self._alike_words, "alike"),
        ):
            part.setObjectName(f"receipt_card.{name}")
        self._teach = label(
            _("Ngày hẹn, lý do, lệ phí và giấy tờ còn thiếu sẽ hiện ở đây ngay khi bạn chọn thủ tục."),
            "muted",
            wrap=True,
        )
        self._facts = QWidget()
        self._build()
        self.show_typed(Typed(), None)

    def _build(self) -> None:
        alike = row(IconLabel(Icon.WARNING, "soon", SMALL), self._alike_words, self._alike_open, space=INSIDE)
        alike.setStretch(1, 1)
        alike.setContentsMargins(0, 0, 0, 0)
        self._alike.setLayout(alike)
        moment = row(self._hour, self._day, 0, space=INSIDE)
        moment.setAlignment(self._day, Qt.AlignmentFlag.AlignBottom)
        due = column(label(_("Hẹn trả"), "overline"), moment, self._why, space=TIGHT // 2)
        by_phone = row(self.qr, self._account, space=CLOSE)
        by_phone.setStretch(1, 1)
        self._by_phone.setLayout(by_phone)
        paid = column(
            label(_("Lệ phí"), "overline"), self._sum, self._lines, self._by_phone, space=TIGHT // 2
        )
        head = row(self._missing_icon, self._missing_head, 0, space=TIGHT + 2)
        lacking = column(label(_("Giấy tờ"), "overline"), head, self._missing, space=TIGHT // 2)
        back = column(label(_("Nhận kết quả"), "overline"), self._back, space=TIGHT // 2)
        facts = QVBoxLayout(self._facts)
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setSpacing(px(CLOSE))
        for part in (self._alike, due, paid, lacking, back):
            facts.addWidget(part) if isinstance(part, QWidget) else facts.addLayout(part)
        title = label(_("Giấy hẹn: xem trước"), "overline")
        top = column(title, self._what, self._who, space=TIGHT // 2)
        inside = column(top, rule(), self._teach, self._facts, space=CLOSE)
        inside.addStretch(1)
        inside.setContentsMargins(px(BETWEEN + TIGHT), px(BETWEEN), px(BETWEEN + TIGHT), px(BETWEEN))
        self.setLayout(inside)

    def show_typed(self, typed: Typed, outlook: Outlook | None) -> None:
        """Show what stands on the page; `outlook` is None while no procedure is chosen."""
        name = typed.applicant.get("name", "").strip()
        holder = (typed.holder or {}).get("name", "").strip()
        self._who.setText(_("{name}, nộp cho {holder}").format(name=name, holder=holder) if holder else name)
        self._who.setVisible(bool(name))
        self._teach.setVisible(outlook is None)
        self._facts.setVisible(outlook is not None)
        if outlook is None:
            self._what.setText(_("Chưa chọn thủ tục"))
            return
        case = outlook.proposal.case.name
        words = outlook.procedure.name
        self._what.setText(f"{words} ({case})" if case else words)
        self._back.setText(back_words(typed.return_by))
        self._show_due(outlook)
        self._show_fees(typed, outlook)
        self._show_missing(outlook.proposal.missing, typed.looked_at or not outlook.procedure.components)
        self._show_alike(outlook.alike)

    def _show_due(self, outlook: Outlook) -> None:
        appointment = outlook.proposal.appointment
        self._day.setVisible(appointment is not None)
        if appointment is None:
            self._hour.setText("–")
            self._why.setText(
                _(
                    "Danh mục chưa có thời hạn của thủ tục này, nên chưa tiếp nhận được. Hãy nhờ quản trị bổ sung."
                )
            )
            return
        hour, day = due_words(appointment.due, outlook.at)
        self._hour.setText(hour)
        self._day.setText(day)
        self._why.setText("\n".join(appointment.reasons[:REASONS_SHOWN]))

    def _show_fees(self, typed: Typed, outlook: Outlook) -> None:
        try:
            lines: tuple[FeeLine, ...] = fees_of(typed, outlook.fees, outlook.names_unknown())
        except RuleBroken as asks:
            self._show_transfer("", "")
            self._sum.setText(_("Chưa đủ"))
            self._lines.setText(asks.message)
            self._lines.show()
            return
        self._sum.setText(format_vnd(total_vnd(lines)) if lines else _("Không thu"))
        several = [
            _("{name}: {sum}").format(name=line.name, sum=format_vnd(line.amount_vnd)) for line in lines
        ]
        alone = [" · ".join(part for part in (line.name, line.reckoning) if part) for line in lines]
        self._lines.setText("\n".join(several if len(lines) > 1 else alone))
        self._lines.setVisible(bool(lines))
        self._show_transfer(*transfer_of(typed, total_vnd(lines), outlook.account))

    def _show_transfer(self, text: str, words: str) -> None:
        """The QR that the citizen scans from this screen where there is no second one."""
        self.qr.show_text(text)
        self.qr.setVisible(bool(text))
        self._account.setText(words)
        self._account.setVisible(bool(words))
        self._by_phone.setVisible(bool(text or words))

    def _show_missing(self, missing: tuple[str, ...], looked: bool) -> None:
        if not looked:
            self._missing_icon.show_icon(Icon.WARNING, "soon")
            self._missing_head.setText(_("Chưa đối chiếu"))
            self._missing.setText(_("Đánh dấu giấy tờ người dân nộp, hoặc F6 nếu đủ cả."))
            self._missing.show()
            return
        self._missing_icon.show_icon(Icon.WARNING if missing else Icon.GOOD, "soon" if missing else "good")
        self._missing_head.setText(
            _("Còn thiếu {n} loại").format(n=len(missing)) if missing else _("Đủ giấy tờ")
        )
        shown = list(missing[:MISSING_SHOWN])
        if len(missing) > MISSING_SHOWN:
            shown.append(_("và {n} loại nữa").format(n=len(missing) - MISSING_SHOWN))
        self._missing.setText("\n".join(shown))
        self._missing.setVisible(bool(missing))

    def line(self) -> str:
        """The receipt in one line, for where the card is out of sight; empty while no procedure is chosen."""
        if self._facts.isHidden():
            return ""
        due = " ".join(part for part in (self._hour.text(), self._day.text()) if part)
        return " · ".join((_("Hẹn trả {due}").format(due=due), self._sum.text(), self._missing_head.text()))

    def _show_alike(self, codes: tuple[str, ...]) -> None:
        self._alike.setVisible(bool(codes))
        if codes:
            self._alike_code = codes[0]
            self._alike_words.setText(
                _("Người này đang có hồ sơ cùng thủ tục chưa xong: {codes}").format(
                    codes=", ".join(codes[:2])
                )
            )

    def _open_alike(self) -> None:
        self.open_dossier.emit(self._alike_code)
