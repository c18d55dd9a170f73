"""How does a training office get a past? `motcua demo-data`: months of fictitious dossiers, to practise, to measure, to show."""

from __future__ import annotations

from pathlib import Path

import click

from desk.clock import now
from desk.practice_past import MONTHS, write_past
from desk.progress import Progress
from desk.rules.words import _
from ui.command.common import answer, command, data_option, json_option, opened
from ui.command.meter import meter

DOSSIERS = 1_000


@click.command("demo-data", help=_("Đổ hồ sơ hư cấu của nhiều tháng vào một văn phòng tập huấn."))
@click.option(
    "--dossiers",
    type=int,
    default=DOSSIERS,
    show_default=True,
    help=_("Bao nhiêu hồ sơ; một triệu mất vài phút."),
)
@click.option(
    "--months",
    type=int,
    default=MONTHS,
    show_default=True,
    help=_("Rải trong bao nhiêu tháng trước hôm nay."),
)
@click.option("--seed", type=int, default=1, show_default=True, help=_("Cùng số này thì ra cùng hồ sơ."))
@data_option
@json_option
@command
def demo_data(dossiers: int, months: int, seed: int, data: Path, as_json: bool) -> None:
    with opened(data) as store, meter() as report_step:
        entries = write_past(store, now(), Progress(report_step), dossiers=dossiers, months=months, seed=seed)
    click.echo(
        _("Đã thêm {dossiers} hồ sơ tập huấn với {entries} mục nhật ký.").format(
            dossiers=dossiers, entries=entries
        )
    )
    if as_json:
        answer({"dossiers": dossiers, "entries": entries})
