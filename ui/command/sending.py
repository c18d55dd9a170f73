"""How does this desk send by itself? Show it, or choose it: allowance, hours, pause."""

from __future__ import annotations

from pathlib import Path

import click

from desk.clock import now
from desk.rules.sending import CLOCK, Sending, plan_words, read_sending
from desk.rules.words import _
from desk.sending import pause, resume, sending_of, set_sending
from desk.store import Change
from ui.command.common import answer, command, data_option, json_option, opened, person


@click.command(
    "sending", help=_("Máy tự gửi lên tỉnh thế nào: mức đường truyền, giờ hẹn, tạm dừng. Không ghi gì: xem.")
)
@click.option(
    "--most",
    "most_kbit",
    type=int,
    metavar="KBIT",
    help=_("Gửi nền nhiều nhất bao nhiêu kbit/s; 0: cả đường truyền."),
)
@click.option(
    "--hours", metavar="HH:MM-HH:MM", help=_("Chỉ tự gửi trong giờ này, thử lại đến hết giờ; all: suốt ngày.")
)
@click.option("--pause", "stops", is_flag=True, help=_("Tạm dừng gửi nền; “sync” và chốt ngày vẫn gửi."))
@click.option("--resume", "goes", is_flag=True, help=_("Gửi nền trở lại."))
@click.option("--as", "login", metavar="LOGIN", help=_("Người đổi; cần khi đổi."))
@data_option
@json_option
@command
def sending_(
    most_kbit: int | None,
    hours: str | None,
    stops: bool,
    goes: bool,
    login: str | None,
    data: Path,
    as_json: bool,
) -> None:
    changes = most_kbit is not None or hours is not None or stops or goes
    if stops and goes:
        raise click.UsageError(_("Chỉ một trong --pause và --resume."))
    if changes and login is None:
        raise click.UsageError(_("Đổi cách gửi cần --as LOGIN."))
    with opened(data) as store:
        if login is not None and changes:
            actor = person(store, login)
            with store.write(actor, now()) as change:
                _choose(change, most_kbit, hours, stops, goes)
        with store.read() as session:
            plan = sending_of(session)
    click.echo(_told(plan))
    if as_json:
        answer({
            "most_kbit": plan.most_kbit,
            "hours": f"{plan.begins:{CLOCK}}-{plan.ends:{CLOCK}}" if plan.begins and plan.ends else "",
            "paused_at": plan.paused_at.isoformat() if plan.paused_at else "", "paused_by": plan.paused_by,
        })  # fmt: skip


def _choose(change: Change, most_kbit: int | None, hours: str | None, stops: bool, goes: bool) -> None:
    before = sending_of(change.session)
    if most_kbit is not None or hours is not None:
        begins = f"{before.begins:{CLOCK}}" if before.begins else ""
        ends = f"{before.ends:{CLOCK}}" if before.ends else ""
        if hours is not None:
            begins, _dash, ends = ("", "", "") if hours == "all" else hours.partition("-")
            ends = ends or begins  # refused with the sentence of its field
        set_sending(change, read_sending(before.most_kbit if most_kbit is None else most_kbit, begins, ends))
    if stops:
        pause(change)
    if goes:
        resume(change)


def _told(plan: Sending) -> str:
    if plan.paused_at is not None:
        return _("Đang tạm dừng từ {at:%H:%M %d/%m/%Y}. Khi gửi lại: {when}.").format(
            at=plan.paused_at, when=plan_words(plan)
        )
    return _("Tự gửi: {when}.").format(when=plan_words(plan))
