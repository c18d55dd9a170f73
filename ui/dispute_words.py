"""How is a dispute said to a person? The same words in the window and on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from desk.disputes import DUE, STATE, Dispute, Side
from desk.rules.course import Choice
from desk.rules.lifecycle import IMPOSED, Action, Note, State, action_words, state_words
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from ui.person_words import person_titles


def field_words(field: str) -> str:
    """What a fact is called: "Trạng thái", "Người nộp: Điện thoại"."""
    whose, _dot, part = field.rpartition(".")
    words = {
        STATE: _("Trạng thái"),
        DUE: _("Hẹn trả"),
        "reason": _("Lý do"),
        "basis": _("Căn cứ"),
        "note": _("Ghi chú"),
        "receiver": _("Người nhận"),
        "number": _("Số phiếu"),
        "signer": _("Người ký"),
        "components": _("Thành phần hồ sơ"),
        "fees": _("Phí, lệ phí"),
        "return_by": _("Trả kết quả"),
        "quantity": _("Số bộ"),
        "subjects": _("Những người trong hồ sơ"),
        "applicant": _("Người nộp"),
        "holder": _("Chủ hồ sơ"),
        "representative": _("Người được ủy quyền"),
        **person_titles(),
    }
    said = words.get(part, part)
    return f"{words.get(whose, whose)}: {said}" if whose else said


def value_words(field: str, value: str) -> str:
    """A fact as a person reads it; a dash where a side says nothing."""
    if not value:
        return "–"
    if field == STATE:
        return state_words(State(value))
    if field == DUE:
        return f"{datetime.fromisoformat(value).astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    return value


def side_titles(dispute: Dispute) -> tuple[str, str]:
    """What the two columns are called."""
    if dispute.of_province:
        return _("Ở quầy này"), _("Tỉnh ra lệnh")
    return _("Ghi ở máy này sau khi khôi phục"), _("Đã gửi tỉnh trước đó")


def side_words(side: Side, names: Mapping[str, str]) -> str:
    """Who, and below it when."""
    return f"{names.get(side.by, side.by)}\n{side.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def what_words(dispute: Dispute) -> str:
    """What it is about, in one sentence."""
    step = step_words(dispute.action)
    if dispute.of_province:
        return _("Tỉnh ra lệnh “{step}” nhưng ở quầy hồ sơ đã đi đường khác.").format(step=step)
    return _("Máy này ghi “{step}” sau khi khôi phục, nhưng trước đó đã gửi tỉnh điều khác.").format(
        step=step
    )


def step_words(action: str) -> str:
    """The step that one side took."""
    return _("Sửa thông tin") if action == Note.CORRECT else action_words(Action(action))


def choice_words(choice: Choice, dispute: Dispute) -> str:
    """What is chosen."""
    ours, theirs = (
        (_("Theo quầy này"), _("Theo tỉnh"))
        if dispute.of_province
        else (_("Theo máy này"), _("Theo bản đã gửi"))
    )
    return {Choice.OURS: ours, Choice.THEIRS: theirs, Choice.BOTH: _("Giữ nguyên, ghi chú cả hai")}[choice]


def then_words(choice: Choice, dispute: Dispute) -> str:
    """What the dossier will be after this choice."""
    takes = choice is (Choice.THEIRS if dispute.of_province else Choice.OURS)
    if choice is Choice.BOTH:
        return _("Hồ sơ giữ như hiện nay; cả hai nội dung nằm trong nhật ký để đọc lại.")
    if not takes:
        return _("Hồ sơ giữ như hiện nay; nội dung kia khép lại và tỉnh được báo như thế.")
    if dispute.action == Note.CORRECT:
        return _("Thông tin được sửa theo cột này; tỉnh được báo như thế.")
    state = state_words(IMPOSED[Action(dispute.action)])
    return _("Hồ sơ chuyển sang “{state}”; tỉnh được báo như thế.").format(state=state)


def decided_words(dispute: Dispute, names: Mapping[str, str]) -> str:
    """The decision that stands and can still be taken back."""
    assert dispute.decided is not None
    one = dispute.decided
    return _("Đã quyết định: {choice} ({who}). Lý do: {reason}. Chưa gửi nên còn hoàn tác được.").format(
        choice=choice_words(one.choice, dispute).lower(), who=names.get(one.by, one.by), reason=one.reason
    )
