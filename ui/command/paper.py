"""Commands about official paper: print a form of a dossier, and the specimens of all forms."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from desk.clock import now
from desk.files import write_out
from desk.papers import RECEIPT, note_issue
from desk.print_queue import enqueue
from desk.rules.broken import RuleBroken
from desk.rules.words import _
from desk.store import SYSTEM
from printing.layout import PAPERS
from printing.render import pdf
from printing.specimens import specimens
from ui.command.common import answer, command, data_option, json_option, opened
from ui.command.printing import hand_on
from ui.papers import PaperSize
from ui.papers.keeping import paper_for

_PAPER = click.Choice(list(PAPERS), case_sensitive=False)
TO_FILE = "pdf"
"""What the journal names as the printer of a paper that was saved to a file."""


@click.command("print", help=_("In một biểu mẫu của hồ sơ ra PDF hoặc máy in."))
@click.argument("code")
@click.option("--form", default=RECEIPT, show_default=True, help=_("Số biểu mẫu."))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=_("Tệp PDF."))
@click.option("--printer", metavar="NAME", help=_('Tên máy in; để trống ("") là máy in mặc định.'))
@click.option("--paper", type=_PAPER, default="A5", show_default=True, help=_("Khổ giấy."))
@click.option("--copies", type=click.IntRange(1, 2), default=2, show_default=True, help=_("Số liên."))
@data_option
@json_option
@command
def print_(
    code: str,
    form: str,
    out: Path | None,
    printer: str | None,
    paper: str,
    copies: int,
    data: Path,
    as_json: bool,
) -> None:
    if (out is None) == (printer is None):
        raise click.UsageError(_("Cần một trong hai: --out TỆP.pdf hoặc --printer TÊN."))
    with opened(data) as store:
        made = paper_for(store, code, form, PaperSize[paper.upper()], copies)
        # Noted first: a paper that nobody noted must not exist; a noted one that was not written is printed again.
        where: dict[str, str] = {}
        with store.write(SYSTEM, at := now()) as change:
            named = TO_FILE if printer is None else printer or _("máy in mặc định")
            note_issue(change, code, form, made.template, made.pdf, named, made.made)
            if printer is not None:
                size, by = made.made.size, SYSTEM.login
                job = enqueue(change.session, made.code, made.sha256, size, printer, by, at)
        if out is not None:
            write_out(out, made.pdf)
            click.echo(_("Đã ghi {path}").format(path=out))
            where = {"file": str(out)}
        else:
            where = hand_on(store, job.id)
    if as_json:
        answer({"code": made.code, "form": form, **where, "copies": made.copies, "template": made.template})


@click.command(
    "forms", help=_("Liệt kê biểu mẫu; với --specimen, ghi bản mẫu đã điền của từng biểu mẫu ra PDF.")
)
@click.option("--specimen", is_flag=True, help=_("Ghi bản mẫu đã điền, có dấu “BẢN MẪU”."))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help=_("Thư mục ghi bản mẫu."))
@click.option("--paper", type=_PAPER, default="A5", show_default=True, help=_("Khổ giấy."))
@click.option("--on", "on", metavar="YYYY-MM-DD", help=_("Biểu mẫu có hiệu lực vào ngày này."))
@json_option
@command
def forms(specimen: bool, out: Path | None, paper: str, on: str | None, as_json: bool) -> None:
    if specimen and out is None:
        raise click.UsageError(_("Cần --out THƯ MỤC để ghi bản mẫu."))
    rows = []
    for name, document in specimens(_day(on) if on else None):
        edition = document.edition
        row = {"name": name, "number": edition.number, "title": edition.title, "basis": edition.basis,
               "since": edition.applies_from.isoformat()}  # fmt: skip
        if specimen and out is not None:
            file = out / f"{name}.pdf"
            write_out(file, pdf(document, PAPERS[paper.upper()], copies=1))
            row["file"] = str(file)
        click.echo(f"{row.get('file', name)}\t{edition.title}\t{edition.basis}")
        rows.append(row)
    if as_json:
        answer({"forms": rows})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RuleBroken(
            "on", "bad_day", _("“{text}” không phải một ngày, ví dụ 2024-05-10.").format(text=text[:60])
        ) from None
