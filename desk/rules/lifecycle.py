"""What may happen to a dossier next? THE TABLE: state x action -> next state, who may, which form, what the clock does.

A pair that is not in the table is refused. States and their portal numbers: TrangThaiHoSo 1–10 of the
national portal (DongBoHoSoMC); actions: Nghị định 118/2025/NĐ-CP and, where its wording is not
published, Nghị định 61/2018/NĐ-CP Điều 17–20; form numbers: Thông tư 03/2025/TT-VPCP Phụ lục I.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desk.rules.broken import RuleBroken
from desk.rules.words import _


class Role(StrEnum):
    """Who acts. One member of staff has one role; the province acts through its gateway."""

    RECEPTION = "reception"
    HANDLER = "handler"
    LEADER = "leader"
    ADMIN = "admin"
    PROVINCE = "province"


class State(StrEnum):
    """Business state of a dossier (money, delivery and exchange are separate)."""

    NEW = "new"
    RECEIVED = "received"
    REFUSED = "refused"
    PROCESSING = "processing"
    SUPPLEMENT = "supplement"
    PAYMENT = "payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    FINISHED = "finished"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    """Taken by an error of the desk and undone the same day; its code is never given again."""


class Action(StrEnum):
    """What changes the state."""

    REGISTER = "register"
    RECEIVE = "receive"
    REFUSE = "refuse"
    HAND_OVER = "hand_over"
    REQUEST_SUPPLEMENT = "request_supplement"
    SUPPLEMENT = "supplement"
    REQUEST_PAYMENT = "request_payment"
    PAY = "pay"
    WITHDRAW = "withdraw"
    STOP = "stop"
    EXTEND = "extend"
    CANCEL = "cancel"
    FINISH = "finish"
    RETURN = "return"


class Note(StrEnum):
    """What is noted on a dossier without changing its state."""

    ATTACH = "attach"
    ASSIGN_CODE = "assign_code"
    PRINT = "print"
    CORRECT = "correct"
    """What was written wrongly at the counter is put right."""
    PASS_ON = "pass_on"
    """The papers walk to the next pair of hands (one more line of form 06)."""
    DECIDE = "decide"
    """A person decides what both sides changed (xung đột), whatever the table allows."""


class Clock(StrEnum):
    """What the action does to the settlement time."""

    STARTS = "starts"
    RUNS = "runs"
    PAUSES = "pauses"
    RESUMES = "resumes"
    ENDS = "ends"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. `form` is the number of the paper that goes with it, or ""."""

    next: State
    who: frozenset[Role]
    form: str
    clock: Clock


_R, _H, _L, _P = Role.RECEPTION, Role.HANDLER, Role.LEADER, Role.PROVINCE


def _step(next: State, who: set[Role], form: str = "", clock: Clock = Clock.RUNS) -> Step:
    return Step(next, frozenset(who | {Role.PROVINCE}), form, clock)


TABLE: Mapping[tuple[State | None, Action], Step] = {
    # from nothing: at the counter, or filed on the portal
    (None, Action.REGISTER): _step(State.NEW, set(), clock=Clock.NONE),
    (None, Action.RECEIVE): _step(State.RECEIVED, {_R}, "01", Clock.STARTS),
    (None, Action.REFUSE): _step(State.REFUSED, {_R}, "03", Clock.NONE),
    (State.NEW, Action.RECEIVE): _step(State.RECEIVED, {_R}, "01", Clock.STARTS),
    (State.NEW, Action.REFUSE): _step(State.REFUSED, {_R}, "03", Clock.NONE),
    # received: it walks to the handler the same day, or at the start of the next one after 15:00
    (State.RECEIVED, Action.HAND_OVER): _step(State.PROCESSING, {_R, _H}, "06"),
    (State.RECEIVED, Action.WITHDRAW): _step(State.WITHDRAWN, {_R}, "05", Clock.ENDS),
    (State.RECEIVED, Action.CANCEL): _step(State.CANCELLED, {_R, _L}, clock=Clock.ENDS),
    # in hand
    (State.PROCESSING, Action.REQUEST_SUPPLEMENT): _step(State.SUPPLEMENT, {_R, _H}, "02", Clock.PAUSES),
    (State.PROCESSING, Action.REQUEST_PAYMENT): _step(State.PAYMENT, {_R, _H}, clock=Clock.PAUSES),
    (State.PROCESSING, Action.STOP): _step(State.STOPPED, {_L}, "05", Clock.ENDS),
    (State.PROCESSING, Action.REFUSE): _step(State.REFUSED, {_L}, "03", Clock.ENDS),
    (State.PROCESSING, Action.WITHDRAW): _step(State.WITHDRAWN, {_R, _L}, "05", Clock.ENDS),
    (State.PROCESSING, Action.EXTEND): _step(State.PROCESSING, {_H, _L}, "04"),
    (State.PROCESSING, Action.FINISH): _step(State.FINISHED, {_R, _H, _L}, clock=Clock.ENDS),
    # waiting for the citizen
    (State.SUPPLEMENT, Action.SUPPLEMENT): _step(State.PROCESSING, {_R}, clock=Clock.RESUMES),
    (State.SUPPLEMENT, Action.WITHDRAW): _step(State.WITHDRAWN, {_R}, "05", Clock.ENDS),
    (State.SUPPLEMENT, Action.STOP): _step(State.STOPPED, {_L}, "05", Clock.ENDS),
    (State.PAYMENT, Action.PAY): _step(State.PROCESSING, {_R}, clock=Clock.RESUMES),
    (State.PAYMENT, Action.WITHDRAW): _step(State.WITHDRAWN, {_R}, "05", Clock.ENDS),
    (State.PAYMENT, Action.STOP): _step(State.STOPPED, {_L}, "05", Clock.ENDS),
    # the result is here
    (State.FINISHED, Action.RETURN): _step(State.RETURNED, {_R}, clock=Clock.NONE),
}

PORTAL: Mapping[State, int] = {
    **{state: number for number, state in enumerate(State, start=1) if state is not State.CANCELLED},
    State.CANCELLED: 8,
}
"""TrangThaiHoSo of the national portal: 1 Mới đăng ký … 10 Đã trả kết quả, in the order of State. It knows no error of
a desk: for a dossier that was told already, 8 (Dừng xử lý) is what comes nearest."""
CORRECTORS = frozenset({Role.RECEPTION, Role.LEADER, Role.PROVINCE})
"""Who may put right what was written at reception."""

DECIDERS = frozenset({Role.RECEPTION, Role.LEADER, Role.ADMIN})
"""Who may decide a dispute; each decision carries a reason and a name."""
IMPOSED: Mapping[Action, State] = {
    action: row.next
    for (_state, action), row in TABLE.items()
    if action not in (Action.REGISTER, Action.RECEIVE, Action.CANCEL)
}
"""Where a decided step leads, from whatever state: each action leads to one."""

OPEN = frozenset({State.NEW, State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.PAYMENT})
"""Not decided yet."""

RUNNING = frozenset({State.RECEIVED, State.PROCESSING})
"""The settlement clock runs: these can fall due or overdue."""


def step(state: State | None, action: Action, role: Role) -> Step:
    """The row for this pair; RuleBroken (`action`, not_allowed or not_yours) where the table has none."""
    row = TABLE.get((state, action))
    if row is None:
        raise RuleBroken(
            "action",
            "not_allowed",
            _("Hồ sơ đang ở trạng thái “{state}” nên không thể {action}.").format(
                state=state_words(state) if state else _("chưa tiếp nhận"),
                action=action_words(action).lower(),
            ),
        )
    if role not in row.who:
        raise RuleBroken(
            "action",
            "not_yours",
            _("Việc “{action}” không thuộc vai trò “{role}”. Hãy nhờ người có vai trò phù hợp.").format(
                action=action_words(action), role=role_words(role)
            ),
        )
    return row


def next_actions(state: State, role: Role) -> tuple[Action, ...]:
    """What this role may do now, in the order of the table."""
    return tuple(action for (at, action), row in TABLE.items() if at is state and role in row.who)


def state_words(state: State) -> str:
    """The portal's own words for the state."""
    return {
        State.NEW: _("Mới đăng ký"),
        State.RECEIVED: _("Được tiếp nhận"),
        State.REFUSED: _("Không được tiếp nhận"),
        State.PROCESSING: _("Đang xử lý"),
        State.SUPPLEMENT: _("Yêu cầu bổ sung giấy tờ"),
        State.PAYMENT: _("Yêu cầu thực hiện nghĩa vụ tài chính"),
        State.WITHDRAWN: _("Công dân yêu cầu rút hồ sơ"),
        State.STOPPED: _("Dừng xử lý"),
        State.FINISHED: _("Đã xử lý xong"),
        State.RETURNED: _("Đã trả kết quả"),
        State.CANCELLED: _("Đã hủy do tiếp nhận nhầm"),
    }[state]


def action_words(action: Action) -> str:
    """The action as a button says it."""
    return {
        Action.REGISTER: _("Đăng ký trực tuyến"),
        Action.RECEIVE: _("Tiếp nhận"),
        Action.REFUSE: _("Từ chối"),
        Action.HAND_OVER: _("Chuyển xử lý"),
        Action.REQUEST_SUPPLEMENT: _("Yêu cầu bổ sung"),
        Action.SUPPLEMENT: _("Nhận giấy tờ bổ sung"),
        Action.REQUEST_PAYMENT: _("Yêu cầu nghĩa vụ tài chính"),
        Action.PAY: _("Ghi nhận đã nộp tiền"),
        Action.WITHDRAW: _("Rút hồ sơ"),
        Action.STOP: _("Dừng xử lý"),
        Action.EXTEND: _("Gia hạn"),
        Action.CANCEL: _("Hủy tiếp nhận nhầm"),
        Action.FINISH: _("Ghi nhận đã có kết quả"),
        Action.RETURN: _("Trả kết quả"),
    }[action]


def role_words(role: Role) -> str:
    """The role as staff call it."""
    return {
        Role.RECEPTION: _("Cán bộ tiếp nhận"),
        Role.HANDLER: _("Công chức xử lý"),
        Role.LEADER: _("Lãnh đạo"),
        Role.ADMIN: _("Quản trị"),
        Role.PROVINCE: _("Hệ thống tỉnh"),
    }[role]
