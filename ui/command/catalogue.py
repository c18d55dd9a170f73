"""What does the catalogue in force say, and how sure is it? For administrators: every figure that is background only is named."""

from __future__ import annotations

from pathlib import Path

import click

from desk.clock import now
from desk.datasets import catalogue_of
from desk.rules.appointment import time_words
from desk.rules.fees import format_vnd
from desk.rules.procedures import Mark, Procedure
from desk.rules.words import _
from ui.command.common import answer, command, data_option, json_option, opened

FOUND_LIMIT = 50


@click.command(
    "procedures", help=_("Xem danh mục thủ tục đang dùng; --background: chỉ những mục còn là thông tin nền.")
)
@click.argument("text", required=False, default="")
@click.option(
    "--background",
    is_flag=True,
    help=_("Chỉ thủ tục có giá trị nền (B), phải đối chiếu với quyết định công bố."),
)
@data_option
@json_option
@command
def procedures(text: str, background: bool, data: Path, as_json: bool) -> None:
    with opened(data) as store, store.read() as session:
        catalogue = catalogue_of(session)
    found = catalogue.find(text, FOUND_LIMIT, now().date()) if text else catalogue.procedures
    shown = [(one, unsure) for one in found if (unsure := background_of(one)) or not background]
    for one, unsure in shown:
        click.echo(f"{one.code}\t{one.field}\t{one.name}")
        for case in one.cases:
            time = _("chưa có thời hạn") if case.time is None else time_words(case.time)
            click.echo(f"    {case.name or _('thông thường')}: {time}")
        for fee in one.fees:
            amount = _("chưa có mức (do HĐND tỉnh)") if fee.amount_vnd is None else format_vnd(fee.amount_vnd)
            click.echo(f"    {fee.name}: {amount}")
        if unsure:
            click.echo(_("    thông tin nền, cần đối chiếu: {what}").format(what=", ".join(unsure)))
    click.echo(
        _("Danh mục {version}: {n} thủ tục, trong đó {b} còn giá trị nền.").format(
            version=catalogue.version,
            n=len(catalogue.procedures),
            b=sum(bool(background_of(one)) for one in catalogue.procedures),
        )
    )
    if as_json:
        answer(
            {
                "version": catalogue.version,
                "issuer": catalogue.issuer,
                "procedures": [
                    {"code": one.code, "name": one.name, "field": one.field, "background": list(unsure)}
                    for one, unsure in shown
                ],
            }
        )


def background_of(procedure: Procedure) -> tuple[str, ...]:
    """What of this procedure is background only, in words; empty when every figure is published."""
    unsure = [_("tên, mã")] if procedure.mark is Mark.BACKGROUND else []
    for case in procedure.cases:
        if case.time is not None and case.mark is Mark.BACKGROUND:
            unsure.append(_("thời hạn “{case}”").format(case=case.name or _("thông thường")))
    unsure += [
        _("phí “{name}”").format(name=fee.name) for fee in procedure.fees if fee.mark is Mark.BACKGROUND
    ]
    if any(component.mark is Mark.BACKGROUND for component in procedure.components):
        unsure.append(_("thành phần"))
    return tuple(dict.fromkeys(unsure))
