"""Command of a desk that was restored from a backup, or ran twice: find back to the province."""

from __future__ import annotations

from pathlib import Path

import click

from desk.progress import Progress
from desk.recovery import Part
from desk.rules.words import _
from ui.command.common import answer, command, data_option, json_option, opened, person, person_option
from ui.command.meter import meter
from ui.exchange import look_apart, recover
from ui.recovery_words import part_words, rejoined_words, why_words


@click.command(
    "recover", help=_("Lấy lại từ tỉnh nhật ký mà máy này thiếu, sau khi khôi phục bản sao lưu hay chạy hai máy.")
)  # fmt: skip
@click.option("--look", is_flag=True, help=_("Chỉ xem hai bên khác nhau ở đâu, không đổi gì."))
@person_option
@data_option
@json_option
@command
def recover_(look: bool, login: str, data: Path, as_json: bool) -> None:
    with opened(data) as store:
        actor = person(store, login)
        with meter() as report_step:
            progress = Progress(report_step)
            if look:
                apart = look_apart(store, progress)
            else:
                done = recover(store, actor, progress)
    if look:
        click.echo(why_words(apart))
        for title, part in (
            (_("Tỉnh có, máy này thiếu"), apart.theirs),
            (_("Máy này có, tỉnh chưa có"), apart.mine),
        ):
            click.echo(f"{title}: {'; '.join(part_words(part).splitlines())}")
        if as_json:
            answer(
                {
                    "base": apart.base,
                    "twice": apart.twice,
                    "theirs": _plain(apart.theirs),
                    "mine": _plain(apart.mine),
                }
            )
        return
    for sentence in rejoined_words(done):
        click.echo(sentence)
    click.echo(_("Hãy gửi tiếp: motcua sync."))
    if as_json:
        answer({"base": done.base, "theirs": done.theirs, "mine": done.mine, "renamed": [list(one) for one in done.renamed],
                "passed_over": list(done.passed_over), "by_hand": list(done.by_hand),
                "lost_files": list(done.lost_files)})  # fmt: skip


def _plain(part: Part) -> dict[str, object]:
    first, last = (one.isoformat() if one else None for one in (part.first_at, part.last_at))
    return {
        "entries": part.entries,
        "dossiers": part.dossiers,
        "people": list(part.people),
        "first_at": first,
        "last_at": last,
    }
