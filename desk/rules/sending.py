"""When does the desk send by itself, and how much of the line may it take? What a person presses is not asked here.

paused   hours set   now inside them     the desk sends by itself
yes      -           -                   not at all
no       no          -                   within the allowance
no       yes         yes                 with the whole line, again and again until they are over
no       yes         no                  not before they begin
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from desk.rules.broken import RuleBroken
from desk.rules.words import _
from desk.rules.working_time import VIETNAM

WHOLE_LINE = 0
"""No allowance: as fast as the line goes."""
USUAL_KBIT = 256
"""Half of the line that a commune has: the other half stays for whoever works on it."""
LEAST_KBIT, MOST_KBIT = 16, 100_000
CLOCK = "%H:%M"


@dataclass(frozen=True, slots=True)
class Sending:
    """What was chosen. `most_kbit` 0: the whole line. `begins`, `ends`: both or neither; they may span midnight."""

    most_kbit: int = USUAL_KBIT
    begins: time | None = None
    ends: time | None = None
    paused_at: datetime | None = None
    paused_by: str = ""

    def inside(self, at: datetime) -> bool:
        """Whether `at` lies within the set hours, the last minute not counted; all day where none are set."""
        if self.begins is None or self.ends is None:
            return True
        now = at.astimezone(VIETNAM).time()
        if self.begins < self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


USUAL = Sending()
"""Before anybody chose."""


def allowance(plan: Sending, at: datetime) -> int | None:
    """kbit/s for a round that begins by itself at this moment, 0 for the whole line; None: no round now."""
    if plan.paused_at is not None or not plan.inside(at):
        return None
    return WHOLE_LINE if plan.begins is not None else plan.most_kbit


def read_sending(most_kbit: int, begins: str = "", ends: str = "") -> Sending:
    """What a person chose; hours as HH:MM, both empty for all day. Raises RuleBroken(most_kbit, begins, ends)."""
    if most_kbit != WHOLE_LINE and not LEAST_KBIT <= most_kbit <= MOST_KBIT:
        raise RuleBroken(
            "most_kbit",
            "out_of_range",
            _("Mức gửi nền phải từ {least} đến {most} kbit/s, hoặc 0 là không giới hạn.").format(
                least=LEAST_KBIT, most=MOST_KBIT
            ),
        )
    if not begins.strip() and not ends.strip():
        return Sending(most_kbit)
    first, last = read_hour("begins", begins), read_hour("ends", ends)
    if first == last:
        raise RuleBroken("ends", "same", _("Giờ kết thúc phải khác giờ bắt đầu."))
    return Sending(most_kbit, first, last)


def plan_words(plan: Sending) -> str:
    """What was chosen, in a few words."""
    if plan.begins is not None and plan.ends is not None:
        return _("từ {begins} đến {ends}, cả đường truyền").format(
            begins=plan.begins.strftime(CLOCK), ends=plan.ends.strftime(CLOCK)
        )
    most = (
        _("nhiều nhất {kbit} kbit/s").format(kbit=plan.most_kbit) if plan.most_kbit else _("cả đường truyền")
    )
    return _("suốt ngày, {most}").format(most=most)


def seconds_until(hour: time, at: datetime) -> float:
    """From `at` to the next time that clocks in Việt Nam show this hour."""
    now = at.astimezone(VIETNAM)
    then = datetime.combine(now.date(), hour, VIETNAM)
    return ((then if then > now else then + timedelta(days=1)) - now).total_seconds()


def read_hour(field: str, typed: str) -> time:
    """An hour of the day as it is typed: "22:00", "6:30", "22h", "22h30". Raises RuleBroken(field)."""
    text = typed.strip().lower().replace("h", ":").rstrip(":")
    hour, _colon, minute = text.partition(":")
    minute = minute or "0"
    plain = hour.isascii() and hour.isdecimal() and minute.isascii() and minute.isdecimal()
    if plain and len(hour) <= 2 and len(minute) <= 2 and int(hour) < 24 and int(minute) < 60:
        return time(int(hour), int(minute))
    raise RuleBroken(field, "bad_hour", _("Giờ viết dạng 22:00, từ 00:00 đến 23:59."))
