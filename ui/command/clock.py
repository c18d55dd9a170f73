"""Command of a clock that was fast: the desk goes on from the time that is right now."""

from __future__ import annotations

from pathlib import Path

import click

from desk.access import go_on_from
from desk.clock import now
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from ui.command.common import answer, command, data_option, json_option, opened, person, person_option


@click.command("clock", help=_("Xác nhận giờ máy bây giờ đúng, khi lần ghi gần nhất mang giờ muộn hơn."))
@person_option
@data_option
@json_option
@command
def clock_(login: str, data: Path, as_json: bool) -> None:
    with opened(data) as store:
        actor, at = person(store, login), now()
        newest = go_on_from(store, actor, at)
    click.echo(
        _("Ghi tiếp từ {now}; lần ghi gần nhất mang giờ {newest}.").format(
            now=f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            newest=f"{newest.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
        )
    )
    if as_json:
        answer({"at": at.isoformat(), "newest": newest.isoformat()})
