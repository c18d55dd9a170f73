"""How is a dossier said to a clerk? Its appointment as a countdown, its state with a shape, its journal in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk.papers import RECEIPT
from desk.rules.chain import Entry
from desk.rules.course import Choice
from desk.rules.dossier import ReturnBy
from desk.rules.fees import Method
from desk.rules.lifecycle import RUNNING, Action, Note, State
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from ui.pages.moments import moment_words, span_words
from ui.theme import Meaning
from ui.widgets.marks import Sent
from ui.widgets.timeline import Moment

PAUSED = frozenset({State.SUPPLEMENT, State.PAYMENT})
"""The settlement clock stands: the citizen has to bring something first."""


def state_meaning(state: State) -> Meaning:
    """A result that waits is good news; what waits for the citizen needs a call; the rest asks for nothing."""
    if state is State.FINISHED:
        return Meaning.GOOD
    return Meaning.SOON if state in PAUSED else Meaning.QUIET


def due_meaning(state: State, due_at: datetime, now: datetime) -> Meaning | None:
    """Late or due today while the clock runs; None where the appointment asks for nothing."""
    if state not in RUNNING:
        return None
    if due_at < now:
        return Meaning.LATE
    return Meaning.SOON if days_left(due_at, now) == 0 else None


def due_words(state: State, due_at: datetime, now: datetime) -> str:
    """The appointment of a list: "Quá hạn 2 ngày", "Hạn 15:00 hôm nay", "26/11 · còn 3 ngày", "26/11"."""
    due = due_at.astimezone(VIETNAM)
    day = f"{due:%d/%m}" if due.year == now.astimezone(VIETNAM).year else f"{due:%d/%m/%Y}"
    if state in PAUSED:
        return _("{day} · tạm dừng").format(day=day)
    if state not in RUNNING:
        return day
    countdown = countdown_words(state, due_at, now)
    return countdown if due_at < now or days_left(due_at, now) == 0 else f"{day} · {countdown.lower()}"


def countdown_words(state: State, due_at: datetime, now: datetime) -> str:
    """How long until the appointment: "Quá hạn 2 ngày", "Hạn 15:00 hôm nay", "Còn 3 ngày"; empty when it is over."""
    if state in PAUSED:
        return _("Tạm dừng tính thời hạn")
    if state not in RUNNING:
        return ""
    if due_at < now:
        return _("Quá hạn {span}").format(span=span_words(now - due_at))
    days = days_left(due_at, now)
    if days == 0:
        return _("Hạn {hour} hôm nay").format(hour=f"{due_at.astimezone(VIETNAM):%H:%M}")
    return _("Còn 1 ngày") if days == 1 else _("Còn {count} ngày").format(count=days)


def short_moment(at: datetime, now: datetime) -> str:
    """A moment of the past in a narrow column: "09:12" today, "23/11", "23/11/25"."""
    at, now = at.astimezone(VIETNAM), now.astimezone(VIETNAM)
    if at.date() == now.date():
        return f"{at:%H:%M}"
    return f"{at:%d/%m}" if at.year == now.year else f"{at:%d/%m/%y}"


def days_left(due_at: datetime, now: datetime) -> int:
    """Days of the calendar until the appointment; 0 is today."""
    return (due_at.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days


def return_way_words(way: ReturnBy) -> str:
    """How the result reaches the citizen."""
    return {
        ReturnBy.DESK: _("Tại bộ phận một cửa"),
        ReturnBy.POST: _("Qua bưu chính công ích"),
        ReturnBy.ONLINE: _("Trực tuyến"),
    }[way]


def method_words(method: Method) -> str:
    """How a fee was settled."""
    return {
        Method.CASH: _("tiền mặt"),
        Method.TRANSFER: _("chuyển khoản"),
        Method.EXEMPT: _("miễn"),
    }[method]


def moment(
    entry: Entry,
    names: Mapping[str, str],
    sent: Sent,
    now: datetime,
    held_at: datetime | None,
    refusal: str = "",
) -> Moment:
    """One entry of the journal as the timeline shows it: who, what, when, and since when the province has it."""
    facts = entry.facts()
    detail = [] if entry.payload is not None else [_("Nội dung đã được xóa theo quy định.")]
    detail += [_details(entry.action, facts)]
    if held_at is not None:
        detail.append(_("Tỉnh xác nhận lúc {when}").format(when=moment_words(held_at, now)))
    if refusal:
        detail.append(_("Tỉnh trả lại: {why}").format(why=refusal))
    by = str(facts.get("by") or "")
    who = names.get(entry.actor, entry.actor)
    return Moment(
        what=entry_words(entry.action, facts),
        who=f"{who} ({by})" if by else who,
        when=_when(entry.at, now),
        sent=sent,
        detail="\n".join(part for part in detail if part),
        meaning=_meaning(entry.action, refusal),
    )


def _when(at: datetime, now: datetime) -> str:
    local = at.astimezone(VIETNAM)
    day = short_moment(at, now)
    return day if local.date() == now.astimezone(VIETNAM).date() else f"{local:%H:%M} {day}"


def paper_words(form: str) -> str:
    """What a form is called at the counter."""
    return {
        "01": _("Giấy tiếp nhận"),
        "02": _("Phiếu yêu cầu bổ sung"),
        "03": _("Phiếu từ chối tiếp nhận"),
        "04": _("Thư xin lỗi và hẹn lại"),
        "05": _("Thông báo dừng giải quyết"),
        "06": _("Phiếu kiểm soát"),
        "07": _("Sổ theo dõi"),
        "many": _("Giấy tiếp nhận nhiều hồ sơ"),
        "fee-slip": _("Phiếu thu phí, lệ phí"),
        "result-note": _("Phiếu biên nhận kết quả"),
        "label": _("Nhãn gửi bưu chính"),
        "envelope": _("Phong bì gửi kết quả"),
        "slip": _("Phiếu hẹn ngắn"),
        "handover-list": _("Biên bản giao nhận hồ sơ"),
        "delivery": _("Phiếu bàn giao kết quả"),
        "day": _("Biên nhận chốt ngày"),
    }.get(form, _("Giấy “{form}”").format(form=form))


def copies_words(form: str) -> str:
    """How many copies (liên) of a form come out, and who keeps which."""
    if form in ("06", "07", "label", "envelope", "slip", "day"):
        return _("Một bản.")
    if form == "fee-slip":
        return _("Ba liên: lưu tại cơ quan thu, giao người nộp, lưu nội bộ.")
    if form in ("handover-list", "delivery"):
        return _("Hai liên: bên giao giữ, bên nhận giữ.")
    return _("Hai liên: một cho người nộp, một lưu tại bộ phận một cửa.")


def entry_words(action: str, facts: Mapping[str, Any]) -> str:
    """What happened, as one says it afterwards: "Đã chuyển xử lý"."""
    if action == Note.PRINT:
        paper = paper_words(str(facts.get("form", RECEIPT))).lower()
        return (_("In lại {paper}") if facts.get("reprint") else _("In {paper}")).format(paper=paper)
    if action == Note.DECIDE and facts.get("choice") == Choice.UNDO:
        return _("Hoàn tác quyết định xung đột")
    said = {
        Action.REGISTER: _("Đăng ký trực tuyến"),
        Action.RECEIVE: _("Tiếp nhận hồ sơ"),
        Action.REFUSE: _("Từ chối hồ sơ"),
        Action.HAND_OVER: _("Chuyển xử lý"),
        Action.REQUEST_SUPPLEMENT: _("Yêu cầu bổ sung"),
        Action.SUPPLEMENT: _("Nhận giấy tờ bổ sung"),
        Action.REQUEST_PAYMENT: _("Yêu cầu nghĩa vụ tài chính"),
        Action.PAY: _("Ghi nhận đã nộp tiền"),
        Action.WITHDRAW: _("Công dân rút hồ sơ"),
        Action.STOP: _("Dừng xử lý"),
        Action.FINISH: _("Có kết quả"),
        Action.RETURN: _("Trả kết quả"),
        Action.EXTEND: _("Gia hạn"),
        Action.CANCEL: _("Hủy tiếp nhận nhầm"),
        Note.CORRECT: _("Sửa thông tin"),
        Note.PASS_ON: _("Bàn giao tiếp"),
        Note.ATTACH: _("Thêm tệp"),
        Note.ASSIGN_CODE: _("Được cấp mã mới") if "instead_of" in facts else _("Được cấp mã chính thức"),
        Note.DECIDE: _("Quyết định việc hai bên ghi khác nhau"),
    }
    return said.get(action, action)  # type: ignore[call-overload, no-any-return]


def _details(action: str, facts: Mapping[str, Any]) -> str:
    text = {key: str(value) for key, value in facts.items() if isinstance(value, str | int)}
    if action == Action.RETURN and "receiver" in text:
        authorised = _(" (được ủy quyền)") if facts.get("authorised") else ""
        said = _("Người nhận: {name}{authorised}").format(name=text["receiver"], authorised=authorised)
        return " · ".join(part for part in (said, text.get("note", "")) if part)
    if action == Note.ATTACH:
        return text.get("file", "")
    if action == Note.ASSIGN_CODE:
        return " → ".join(
            part
            for part in (text.get("provisional") or text.get("instead_of", ""), text.get("code", ""))
            if part
        )
    if action == Note.PRINT:
        return _("Máy in: {name}").format(name=text["printer"]) if text.get("printer") else ""
    if action == Action.RECEIVE:
        paper = text.get("paper_no")
        return _("Nhập sau từ sổ giấy, số {number}").format(number=paper) if paper else ""
    return text.get("reason") or text.get("note", "")


def _meaning(action: str, refusal: str) -> Meaning:
    if refusal:
        return Meaning.LATE
    if action in (Action.FINISH, Action.RETURN):
        return Meaning.GOOD
    return Meaning.SOON if action in (Action.REQUEST_SUPPLEMENT, Action.REQUEST_PAYMENT) else Meaning.QUIET
