"""Signing by command: `motcua sign` makes digital copies with a token, `motcua signatures` says whose signatures a file bears."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path

import click

from desk.errors import Trouble
from desk.progress import Progress
from desk.rules.words import _
from printing.signature_check import signatures
from printing.signature_looks import check_image
from printing.tokens import opened_token
from ui.command.common import answer, command, data_option, fail, json_option, opened, person, person_option
from ui.command.meter import meter
from ui.digital import Stamp, sign_copies

PIN_VARIABLE = "MOTCUA_PIN"
_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("sign", help=_("Ký số bản điện tử (PDF/A) của một hay nhiều hồ sơ bằng token."))
@click.argument("codes", nargs=-1, required=True, metavar="CODE…")
@click.option("--form", default="01", show_default=True, help=_("Số biểu mẫu (01 đến 05)."))
@click.option(
    "--token", "module", required=True, type=click.Path(path_type=Path), help=_("Thư viện PKCS#11 của token.")
)
@click.option("--label", default="", help=_("Tên token, khi cắm nhiều token."))
@click.option("--serial", default="", help=_("Số hiệu chứng thư, khi token có nhiều chứng thư."))
@click.option("--image", type=_FILE, help=_("Ảnh PNG chữ ký (hoặc con dấu, cùng --agency)."))
@click.option(
    "--agency", is_flag=True, help=_("Ký số của cơ quan, lên bản đã có chữ ký của người có thẩm quyền.")
)
@person_option
@data_option
@json_option
@command
def sign(codes: tuple[str, ...], form: str, module: Path, label: str, serial: str, image: Path | None, agency: bool,
         login: str, data: Path, as_json: bool) -> int:  # fmt: skip
    picture = image.read_bytes() if image else b""
    if image:
        check_image(picture, "image")
    with opened(data) as store:
        actor = person(store, login)
        with opened_token(module, _pin(), label) as token, meter() as report_step:
            stamp = Stamp(token, token.chosen(serial), picture, agency)
            outcomes = sign_copies(store, actor, codes, form, stamp, Progress(report_step))
    for one in outcomes:
        click.echo(f"{one.code}\t{one.file or one.refused}", err=bool(one.refused))
    refused = [one for one in outcomes if one.refused]
    if as_json:
        answer(
            {
                "signed": [{"code": one.code, "file": one.file} for one in outcomes if one.file],
                "refused": [{"code": one.code, "reason": one.refused} for one in refused],
            }
        )
    return 1 if refused else 0


@click.command("signatures", help=_("Xem và kiểm tra chữ ký số của một tệp PDF."))
@click.argument("file", type=_FILE)
@click.option(
    "--root",
    "roots",
    multiple=True,
    type=_FILE,
    help=_("Chứng thư gốc được tin (PEM hoặc DER); nhiều lần được."),
)
@json_option
@command
def signatures_(file: Path, roots: tuple[Path, ...], as_json: bool) -> int:
    found = signatures(file.read_bytes(), [root.read_bytes() for root in roots])
    for one in found:
        at = f"{one.signed_at:%d/%m/%Y %H:%M:%S %z}" if one.signed_at else "?"
        click.echo(f"{at}\t{one.sentence()}")
    if as_json:
        answer({"signatures": [{"field": one.field, "holder": one.holder, "organisation": one.organisation,
                                "signed_at": one.signed_at.isoformat() if one.signed_at else None,
                                "whole": one.whole, "trusted": one.trusted} for one in found]})  # fmt: skip
    if not found:
        return fail("unsigned", _("Tệp không có chữ ký số nào."), as_json=False)
    return 0 if all(one.whole for one in found) else 1


def _pin() -> str:
    pin = os.environ.get(PIN_VARIABLE)
    if pin is not None:
        return pin
    if not sys.stdin.isatty():
        raise Trouble(
            "no_pin",
            _("Cần mã PIN của token."),
            _("Hãy đặt biến môi trường {name} hoặc chạy lệnh trong cửa sổ dòng lệnh.").format(
                name=PIN_VARIABLE
            ),
        )
    return getpass(_("Mã PIN của token: "))
