"""What is the truth about the line, in one sentence? Pure: the window keeps the hour, the record keeps the facts."""

from __future__ import annotations

from datetime import datetime, timedelta

from desk.outbox import Backlog, LineState
from desk.rules.sending import CLOCK, USUAL, Sending
from desk.rules.words import _
from ui.pages.moments import moment_words
from ui.theme import Meaning

TOO_OLD = timedelta(days=1)
"""What has waited longer than this should worry somebody; a line that is gone for an hour should not."""


def line_sentence(
    state: LineState, backlog: Backlog, now: datetime, plan: Sending = USUAL
) -> tuple[Meaning, str]:
    """How the line stands, what waits and since when: "Mất mạng từ 09:12 · 14 hồ sơ chờ gửi · cũ nhất 09:20".

    A pause comes first: while it holds, nothing is known of the line. Hours that are still to come stand at the end.
    Good only when the province confirmed everything that belongs to a dossier; late when something has
    waited for more than TOO_OLD.
    """
    waiting = waiting_words(backlog)
    oldest = ""
    if waiting and backlog.oldest_at is not None:
        oldest = _("cũ nhất {when}").format(when=moment_words(backlog.oldest_at, now))
    meaning, head = _head(state, bool(waiting), now, plan)
    if waiting and state.enrolled and backlog.oldest_at is not None and now - backlog.oldest_at > TOO_OLD:
        meaning = Meaning.LATE
    return meaning, " · ".join(part for part in (head, waiting, oldest, _later(state, plan, now)) if part)


def waiting_words(backlog: Backlog) -> str:
    """What waits, as the clerk counts it: dossiers, or the files that are left of them; empty when nothing does."""
    if backlog.dossiers:
        return _("{count} hồ sơ chờ gửi").format(count=backlog.dossiers)
    return _("{count} tệp chờ gửi").format(count=backlog.files) if backlog.files else ""


def _head(state: LineState, waits: bool, now: datetime, plan: Sending) -> tuple[Meaning, str]:
    if not state.enrolled:
        return Meaning.QUIET, _("Chưa đăng ký với tỉnh")
    if plan.paused_at is not None:
        return Meaning.SOON, _("Đã tạm dừng gửi từ {when}").format(when=moment_words(plan.paused_at, now))
    if state.lost_at is not None:
        return Meaning.SOON, _("Mất mạng từ {when}").format(when=moment_words(state.lost_at, now))
    if state.reached_at is None:
        return Meaning.QUIET, _("Chưa gửi lần nào")
    reached = moment_words(state.reached_at, now)
    if waits:
        return Meaning.QUIET, _("Gửi lần trước lúc {when}").format(when=reached)
    return Meaning.GOOD, _("Đã gửi hết lúc {when}").format(when=reached)


def _later(state: LineState, plan: Sending, now: datetime) -> str:
    if not state.enrolled or plan.begins is None or plan.paused_at is not None or plan.inside(now):
        return ""
    return _("tự gửi lúc {hour}").format(hour=plan.begins.strftime(CLOCK))
