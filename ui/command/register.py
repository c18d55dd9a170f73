"""Commands about books and slips: the register (form 07) to PDF or Excel, and slips of thermal printers."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desk.clock import now
from desk.files import write_out
from desk.papers import note_issue
from desk.register import note_list
from desk.rules.broken import RuleBroken
from desk.rules.words import _
from desk.store import SYSTEM
from ui.command.common import answer, command, data_option, json_option, opened

if TYPE_CHECKING:
    from printing.thermal import Drawn

PDF = ".pdf"
SLIP = "slip"


@click.command("register", help=_("Ghi Sổ theo dõi hồ sơ (mẫu 07) ra PDF hoặc Excel."))
@click.option("--year", type=click.IntRange(2000, 2200), help=_("Sổ của năm này; năm đã hết thì khóa sổ."))
@click.option("--from", "first", metavar="YYYY-MM-DD", help=_("Từ ngày nhận này."))
@click.option("--to", "last", metavar="YYYY-MM-DD", help=_("Đến hết ngày nhận này."))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help=_("Tệp .pdf hoặc .xlsx.")
)
@data_option
@json_option
@command
def register(
    year: int | None, first: str | None, last: str | None, out: Path, data: Path, as_json: bool
) -> None:
    if (year is None) == (first is None or last is None):
        raise click.UsageError(_("Cần --year NĂM, hoặc cả --from và --to."))
    from ui.papers.register import save_register

    days = (date(year, 1, 1), date(year, 12, 31)) if year else (_day("from", first), _day("to", last))
    with opened(data) as store:
        facts = save_register(store, *days, out, now())
        with store.write(SYSTEM, now()) as change:
            note_list(change, "07", facts)
    click.echo(
        _("Đã ghi {path}: {rows} hồ sơ, {pages} trang.").format(
            path=out, rows=facts["rows"], pages=facts["pages"]
        )
        if "pages" in facts
        else _("Đã ghi {path}: {rows} hồ sơ.").format(path=out, rows=facts["rows"])
    )
    if as_json:
        answer({"file": str(out), **facts})


@click.command("slip", help=_("In phiếu hẹn ngắn (có mã QR) hoặc số thứ tự ra máy in nhiệt."))
@click.argument("code", required=False)
@click.option("--ticket", metavar=_("SỐ"), help=_("In số thứ tự này thay cho phiếu hẹn."))
@click.option("--service", default="", help=_("Lĩnh vực ghi trên số thứ tự."))
@click.option("--counter", default="", help=_("Quầy ghi trên số thứ tự."))
@click.option(
    "--width", type=click.Choice(["58", "80"]), default="80", show_default=True, help=_("Khổ giấy cuộn, mm.")
)
@click.option("--device", help=_("Máy in: /dev/usb/lp0, tcp://192.168.1.50:9100 hoặc usb:04b8:0202."))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Ghi ra tệp .pdf, .png hoặc lệnh máy in (.bin)."),
)
@data_option
@json_option
@command
def slip(
    code: str | None,
    ticket: str | None,
    service: str,
    counter: str,
    width: str,
    device: str | None,
    out: Path | None,
    data: Path,
    as_json: bool,
) -> None:
    if (code is None) == (ticket is None):
        raise click.UsageError(_("Cần mã hồ sơ, hoặc --ticket SỐ."))
    if (device is None) == (out is None):
        raise click.UsageError(_("Cần một trong hai: --device MÁY hoặc --out TỆP."))
    from printing import thermal
    from ui.papers.tickets import appointment_slip, queue_ticket

    roll = thermal.Roll(int(width))
    with opened(data) as store:
        with store.read() as session:
            if code is not None:
                document = appointment_slip(session, code)
                drawn = thermal.appointment_slip(document, roll)
            else:
                drawn = thermal.ticket(queue_ticket(session, ticket or "", service, counter, now()), roll)
        if code is not None:
            with store.write(SYSTEM, now()) as change:
                note_issue(change, code, SLIP, f"{SLIP}/{width}/1", drawn.pdf, device or str(out))
    if device is not None:
        thermal.send(drawn, device)
        click.echo(_("Đã gửi máy in nhiệt {device}.").format(device=device))
    elif out is not None:
        write_out(out, _file(drawn, out.suffix.lower()))
        click.echo(_("Đã ghi {path}").format(path=out))
    if as_json:
        answer({"code": code or ticket, "device": device, "file": str(out) if out else None,
                "dots": list(drawn.dots.size)})  # fmt: skip


def _file(drawn: Drawn, suffix: str) -> bytes:
    if suffix == ".png":
        picture = io.BytesIO()
        drawn.dots.save(picture, "PNG")
        return picture.getvalue()
    return drawn.pdf if suffix == PDF else drawn.escpos()


def _day(field: str, text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise RuleBroken(
            field,
            "bad_day",
            _("“{text}” không phải một ngày, ví dụ 2026-11-24.").format(text=(text or "")[:60]),
        ) from None
