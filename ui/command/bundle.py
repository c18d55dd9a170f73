"""Command of the line that is dead for a week: carry what waits to the province on a USB stick, take its answer back."""

from __future__ import annotations

from pathlib import Path

import click

from desk.progress import Progress
from desk.rules.words import _
from sync.outbox import Ending
from ui.command.common import answer, command, data_option, fail, json_option, opened
from ui.command.exchange import numbers, show_report
from ui.command.meter import meter
from ui.exchange import make_bundle, take_bundle


@click.command("bundle", help=_("Mang dữ liệu lên tỉnh bằng USB khi không có mạng, và nhận gói trả lời."))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=_("Lập gói để mang đi.")
)
@click.option(
    "--take",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help=_("Nhận gói trả lời của tỉnh."),
)
@data_option
@json_option
@command
def bundle(out: Path | None, take: Path | None, data: Path, as_json: bool) -> int:
    if (out is None) == (take is None):
        raise click.UsageError(_("Hãy chọn một trong hai: --out TỆP hoặc --take TỆP."))
    with opened(data) as store, meter() as report_step:
        progress = Progress(report_step)
        if take is not None:
            report = take_bundle(store, take, progress)
        else:
            assert out is not None
            made = make_bundle(store, out, progress)
    if take is None:
        click.echo(
            _("Gói {out}: {entries} mục nhật ký, {dossiers} hồ sơ, {files} tệp, {bytes} byte.").format(
                out=out, entries=made.entries, dossiers=made.dossiers, files=made.files, bytes=made.bytes
            )
        )
        if made.left:
            click.echo(
                _("{left} tệp chưa vào gói này; lần sau lập gói nữa.").format(left=made.left), err=True
            )
        if as_json:
            answer({"entries": made.entries, "dossiers": made.dossiers, "files": made.files, "left": made.left,
                    "bytes": made.bytes})  # fmt: skip
        return 0
    show_report(report)
    if report.outcome is not Ending.DONE:
        why = _("Tỉnh không nhận phần còn lại của gói; xem lý do ở trên và gọi quản trị.")
        return fail(report.outcome.value, why, as_json=as_json, **numbers(report))
    if as_json:
        answer(numbers(report))
    return 0
