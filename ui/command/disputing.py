"""Command of what both sides changed: list it side by side, decide, take back."""

from __future__ import annotations

from pathlib import Path

import click

from desk.access import staff_of
from desk.clock import now
from desk.disputes import Dispute, decide, disputes, undo
from desk.errors import RuleBroken
from desk.rules.course import Choice
from desk.rules.words import _
from desk.store import Store
from ui.command.common import answer, command, data_option, json_option, opened, person
from ui.dispute_words import decided_words, field_words, side_titles, side_words, value_words, what_words

CHOICES = [Choice.OURS.value, Choice.THEIRS.value, Choice.BOTH.value, Choice.UNDO.value]


@click.command(
    "disputes", help=_("Xem những hồ sơ mà quầy và tỉnh ghi khác nhau, và quyết định theo bên nào.")
)
@click.argument("code", required=False)
@click.option(
    "--choose", type=click.Choice(CHOICES), help=_("Theo quầy, theo tỉnh, giữ cả hai, hoặc hoàn tác.")
)
@click.option("--reason", default="", help=_("Lý do quyết định."))
@click.option("--as", "login", metavar="LOGIN", help=_("Người quyết định."))
@data_option
@json_option
@command
def disputes_(
    code: str | None, choose: str | None, reason: str, login: str | None, data: Path, as_json: bool
) -> None:
    if (choose is None) != (login is None) or (choose is not None and code is None):
        raise click.UsageError(_("Để quyết định cần MÃ, --choose và --as LOGIN."))
    with opened(data) as store:
        if choose is not None and login is not None:
            actor = person(store, login)
            with store.write(actor, now()) as change:
                key = _key(disputes(change.session), code or "", undone=choose == Choice.UNDO)
                after = (
                    undo(change, key)
                    if choose == Choice.UNDO
                    else decide(change, key, Choice(choose), reason)
                )
            click.echo(_("Đã ghi quyết định cho hồ sơ {code}.").format(code=after.code))
        found = _show(store)
    if as_json:
        answer({"disputes": [_plain(one) for one in found]})


def _key(found: tuple[Dispute, ...], code: str, *, undone: bool) -> str:
    """The first of this dossier's that can be decided, or taken back."""
    for one in found:
        if one.code == code.strip().upper() and (one.decided is not None) == undone:
            return one.key
    raise RuleBroken("code", "not_found", _("Hồ sơ {code} không có việc nào như vậy.").format(code=code[:60]))


def _show(store: Store) -> tuple[Dispute, ...]:
    with store.read() as session:
        found = disputes(session)
        names = {one.login: one.name for one in staff_of(session)}
    for one in found:
        click.echo(f"{one.code}: {what_words(one)}")
        if one.decided is not None:
            click.echo(f"  {decided_words(one, names)}")
        ours, theirs = (
            f"{title} ({', '.join(side_words(side, names).splitlines())})"
            for title, side in zip(side_titles(one), (one.ours, one.theirs), strict=True)
        )
        click.echo(f"  {ours} | {theirs}")
        for line in one.lines:
            mark = "≠" if line.differs else "="
            click.echo(
                f"  {mark} {field_words(line.field)}: {value_words(line.field, line.ours)} | "
                f"{value_words(line.field, line.theirs)}"
            )
    if not found:
        click.echo(_("Không có gì cần quyết định."))
    return found


def _plain(one: Dispute) -> dict[str, object]:
    return {
        "code": one.code, "action": one.action, "of_province": one.of_province,
        "ours": {"by": one.ours.by, "at": one.ours.at.isoformat()},
        "theirs": {"by": one.theirs.by, "at": one.theirs.at.isoformat()},
        "fields": [{"field": line.field, "ours": line.ours, "theirs": line.theirs} for line in one.lines],
        "decided": None if one.decided is None else one.decided.choice.value,
    }  # fmt: skip
