"""Where does the day's closing stand? One look at the record, and the checklist that it makes; pure but for the look."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.closing import ClosedDay, DaySummary, closed, summary
from desk.disputes import Dispute, disputes
from desk.errors import RuleBroken
from desk.handling import dossier_of
from desk.leases import WRONG_CODE
from desk.missing import missing_files
from desk.outbox import (
    Backlog,
    LineState,
    Refused,
    backlog,
    entry_at,
    last_report,
    line_state,
    refused_entries,
)
from desk.renamed import Renamed, renamed_unsent, to_print_again
from desk.rules.day_compare import Difference, read_differences
from desk.rules.fees import format_vnd, in_words
from desk.rules.sending import USUAL, Sending
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from desk.search import received_after, today
from desk.sending import sending_of
from desk.store import CLOCK_TOLERANCE
from ui.dispute_words import what_words
from ui.line_status import waiting_words
from ui.pages.moments import moment_words
from ui.widgets.progress_panel import byte_words
from ui.widgets.steps import StepLine, Tickable

APART = "fork"
"""The province holds another journal of this desk than the desk itself (sync/wire.py: Code.FORK)."""
DISPUTED = "disputed"
"""Both sides changed the dossier: a person decides."""
RENAMABLE = "renamable"
"""Nothing but the code is wrong with the dossier: a new one mends it."""
RUNNING_STEP, MONEY_STEP, RESULTS_STEP, SENDING_STEP, CLOSING_STEP = range(5)
"""The places of the checklist."""


@dataclass(frozen=True, slots=True)
class Attend:
    """Something that a person must look at; `dossier` is a code, empty where it is about no dossier. `code` says what
    helps: APART that both journals are brought together, DISPUTED a decision, RENAMABLE a new code."""

    message: str
    dossier: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The province's signed word on a closed day, as it is shown."""

    day: date
    agreed: bool
    dossiers: int
    fees_vnd: int
    at: datetime
    seq: int
    hash: str
    differing: tuple[str, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class DayView:
    """One look at the record when the day closes."""

    at: datetime
    summary: DaySummary
    due: int
    overdue: int
    closed: ClosedDay | None
    backlog: Backlog
    line: LineState
    report: Mapping[str, Any] | None
    attend: tuple[Attend, ...]
    sending: Sending = USUAL

    @property
    def receipt(self) -> Receipt | None:
        """The province's receipt of this day, once it is there."""
        if self.closed is None or self.closed.receipt is None:
            return None
        told = self.closed.receipt["receipt"]
        return Receipt(
            date.fromisoformat(told["day"]),
            bool(told["agreed"]),
            int(told["dossiers"]),
            int(told["fees_vnd"]),
            datetime.fromisoformat(told["at"]),
            int(told["seq"]),
            str(told["hash"]),
            tuple(told.get("differing", ())),
            read_differences(told),
        )

    @property
    def changed_since(self) -> bool:
        """Whether work was done after the closing, so that it no longer tells the whole day."""
        if self.closed is None:
            return False
        then, now = self.closed.summary, self.summary
        return (then.received, then.returned, then.fees_vnd) != (now.received, now.returned, now.fees_vnd)


def look_at_day(session: Session, at: datetime) -> DayView:
    """Everything the closing page shows, from one snapshot of the record."""
    day = at.astimezone(VIETNAM).date()
    numbers = today(session, at, limit=1)
    report = last_report(session)
    return DayView(
        at,
        summary(session, day),
        numbers.due,
        numbers.overdue,
        closed(session, day),
        backlog(session),
        line_state(session),
        report,
        _attend(session, report, at),
        sending_of(session),
    )


def _attend(session: Session, report: Mapping[str, Any] | None, at: datetime) -> tuple[Attend, ...]:
    """What the province refused, and what the last exchange could not settle by itself; each once."""
    refused = refused_entries(session)
    seqs = {str(one.seq) for one in refused}
    renamed = renamed_unsent(session, line_state(session).held_seq)
    rows = [_refused(one, renamed) for one in refused]
    rows += [Attend(dispute_words(one), one.code, DISPUTED) for one in disputes(session)]
    if lost := len(missing_files(session)):
        told = _("{n} tệp đính kèm chỉ còn ở tỉnh, máy này chưa lấy lại được.")
        rows.append(Attend(told.format(n=lost), code=APART))
    fast = _(
        "Giờ nhận ghi {when}, sau giờ hiện tại: đồng hồ máy đã chạy nhanh. Kiểm tra ngày hẹn trên giấy với người dân."
    )
    rows += [
        Attend(fast.format(when=f"{received.astimezone(VIETNAM):%H:%M %d/%m/%Y}"), code)
        for code, received in received_after(session, at + CLOCK_TOLERANCE)
    ]
    rows += [Attend(print_again_words(one), one.dossier.code) for one in to_print_again(session)]
    for item in (report or {}).get("attention", ()):
        about = str(item.get("about", ""))
        if about not in seqs:
            rows.append(Attend(str(item["message"]), _dossier_about(session, about), str(item["code"])))
    return tuple(dict.fromkeys(rows))


def _refused(one: Refused, renamed: Collection[str]) -> Attend:
    """What the province refused; a wrong code is mended by a new one, once."""
    if one.dossier in renamed:
        return Attend(_("Hồ sơ đã có mã mới; gửi lại để tỉnh nhận."), one.dossier)
    return Attend(one.message, one.dossier, RENAMABLE if one.code in WRONG_CODE else "")


def dispute_words(dispute: Dispute) -> str:
    """That a person must decide, or has and may undo it."""
    if dispute.decided is not None:
        return _("Đã quyết định, chưa gửi: còn xem lại và hoàn tác được.")
    return what_words(dispute)


def print_again_words(renamed: Renamed) -> str:
    """What to do for a citizen whose receipt bears a code that is no longer the dossier's."""
    person = renamed.dossier.applicant
    who = f"{person.name} ({person.phone})" if person.phone else person.name
    return _(
        "Giấy hẹn của {who} mang mã cũ {old}. In lại giấy hẹn, mời người dân đổi; giấy cũ không còn dùng."
    ).format(who=who, old=renamed.old)


def _dossier_about(session: Session, about: str) -> str:
    entry = entry_at(session, int(about)) if about.isascii() and about.isdigit() else None
    if entry is None or entry.dossier is None:
        return ""
    try:
        return dossier_of(session, entry.dossier).code
    except RuleBroken:
        return ""  # the entry that was refused is the one that would have made the dossier


def steps_of(view: DayView, *, counted: bool, sending: bool) -> tuple[StepLine, ...]:
    """The checklist of the day. `counted`: the clerk compared the till; `sending`: an exchange is under way."""
    return (
        _running(view),
        _money(view, counted),
        _results(view),
        _sending(view, sending),
        _closing(view, sending),
    )


def _running(view: DayView) -> StepLine:
    if not view.due and not view.overdue:
        return StepLine(
            _("Không còn hồ sơ đến hạn"), Tickable.DONE, _("Không hồ sơ nào quá hạn hay đến hạn hôm nay.")
        )
    parts = []
    if view.overdue:
        parts.append(_("{count} hồ sơ quá hạn").format(count=view.overdue))
    if view.due:
        parts.append(_("{count} hồ sơ đến hạn hôm nay").format(count=view.due))
    return StepLine(
        _("Hồ sơ còn dở: {count}").format(count=view.due + view.overdue),
        Tickable.PROBLEM,
        ", ".join(parts) + ".",
    )


def _money(view: DayView, counted: bool) -> StepLine:
    sums = view.summary
    if not sums.fees_vnd:
        return StepLine(_("Hôm nay không thu lệ phí"), Tickable.DONE)
    detail = "\n".join(
        _("{way} {sum} ({words})").format(way=way, sum=format_vnd(amount), words=in_words(amount))
        for way, amount in ((_("Tiền mặt"), sums.cash_vnd), (_("Chuyển khoản"), sums.transfer_vnd))
        if amount
    )
    return StepLine(
        _("Lệ phí đã thu: {sum}").format(sum=format_vnd(sums.fees_vnd)),
        Tickable.DONE if counted else Tickable.NOW,
        detail,
    )


def _results(view: DayView) -> StepLine:
    count = view.summary.ready
    if not count:
        return StepLine(_("Không còn kết quả nào ở quầy"), Tickable.DONE)
    return StepLine(
        _("Kết quả còn giữ ở quầy: {count}").format(count=count),
        Tickable.DONE,
        _("Người dân chưa đến nhận; cất giữ cẩn thận trước khi về."),
    )


def _sending(view: DayView, sending: bool) -> StepLine:
    waiting = waiting_words(view.backlog)
    size = byte_words(view.backlog.bytes)
    if not view.line.enrolled:
        return StepLine(
            _("Máy này chưa đăng ký với tỉnh"), Tickable.PROBLEM, _("Nhập mã đăng ký ở bên phải.")
        )
    if sending:
        return StepLine(_("Đang gửi lên tỉnh…"), Tickable.NOW, f"{waiting} · {size}" if waiting else "")
    if waiting:
        return StepLine(_("Gửi hết lên tỉnh"), Tickable.NOW, f"{waiting} · {size}")
    if view.line.reached_at is None:
        return StepLine(_("Gửi hết lên tỉnh"), Tickable.WAITING, _("Chưa gửi lần nào."))
    return StepLine(
        _("Mọi hồ sơ đã ở tỉnh"),
        Tickable.DONE,
        _("Tỉnh xác nhận lúc {when}.").format(when=moment_words(view.line.reached_at, view.at)),
    )


def _closing(view: DayView, sending: bool) -> StepLine:
    done, receipt = view.closed, view.receipt
    if done is None:
        return StepLine(
            _("Chốt ngày"), Tickable.WAITING, _("Sau khi chốt vẫn nhận thêm được; chỉ cần chốt lại.")
        )
    when = moment_words(done.closed_at, view.at)
    if view.changed_since:
        return StepLine(
            _("Cần chốt lại"),
            Tickable.PROBLEM,
            _("Đã có thêm việc sau lần chốt lúc {when}.").format(when=when),
        )
    if receipt is None:
        return StepLine(
            _("Đã chốt ngày lúc {when}").format(when=when),
            Tickable.NOW if sending or view.line.enrolled else Tickable.WAITING,
            _("Chờ biên nhận của tỉnh."),
        )
    if not receipt.agreed:
        return StepLine(
            _("Số liệu của tỉnh khác ở quầy"),
            Tickable.PROBLEM,
            _("Xem biên nhận ở bên phải, rồi gửi và chốt lại."),
        )
    return StepLine(
        _("Đã chốt ngày, tỉnh đã ký biên nhận"),
        Tickable.DONE,
        _("Lúc {when}.").format(when=moment_words(receipt.at, view.at)),
    )


def report_words(report: Mapping[str, Any] | None) -> str:
    """What the last exchange brought, in one sentence; empty before the first."""
    if report is None:
        return ""
    went = [
        words.format(count=report[name])
        for name, words in (
            ("sent_dossiers", _("{count} hồ sơ")),
            ("sent_entries", _("{count} mục nhật ký")),
            ("sent_files", _("{count} tệp")),
        )
        if report[name]
    ]
    parts = [_("Đã gửi {what}").format(what=", ".join(went)) if went else _("Không có gì mới để gửi")]
    if report["received"]:
        parts.append(_("nhận về {count} mục").format(count=report["received"]))
    parts.append(
        _("lên {up}, xuống {down}").format(
            up=byte_words(int(report["bytes_up"])), down=byte_words(int(report["bytes_down"]))
        )
    )
    parts.append(_("trong {count} giây").format(count=max(1, round(float(report["seconds"])))))
    return " · ".join(parts) + "."


def ending_words(outcome: str) -> str:
    """How the last exchange ended, and what to do when it did not end well."""
    return {
        "done": _("Đã gửi xong"),
        "cancelled": _("Đã dừng theo yêu cầu; phần đã gửi không phải gửi lại"),
        "out_of_time": _("Đường truyền chưa giữ được lâu; gửi lại sẽ đi tiếp từ chỗ dừng"),
        "not_enrolled": _("Máy này chưa đăng ký với tỉnh"),
        "not_welcome": _("Tỉnh chưa nhận máy này; cần người xem bên dưới"),
        "refused": _("Chưa gửi được: nhật ký của máy này khác nhật ký tỉnh đang giữ; xem bên dưới"),
    }.get(outcome, outcome)
