"""What does a scanned card say? One scanned text from standard input, as the reception page would read it; opens no store."""

from __future__ import annotations

import sys

import click

from desk.clock import now
from desk.errors import RuleBroken
from desk.rules.card_qr import MAX_SCAN, Card, read_card
from desk.rules.citizen import check_personal_id
from desk.rules.words import _
from ui.command.common import answer, command, json_option

MAX_BYTES = 4 * MAX_SCAN
"""No letter takes more than four bytes: what is longer is no card and is not read to its end."""


@click.command("card", help=_("Đọc một lần quét mã QR trên thẻ căn cước (từ đầu vào chuẩn)."))
@json_option
@command
def card(as_json: bool) -> int:
    scanned = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        read = read_card(_text(scanned), now().date())
    except RuleBroken as refused:
        click.echo(refused.message, err=True)
        if as_json:
            answer({"refused": refused.message, "code": refused.code})
        return 1
    warnings = check_personal_id(read.person.personal_id, read.person.born, read.person.sex)
    _tell(read, warnings)
    if as_json:
        answer({"applicant": read.person.to_plain(), **({"warnings": list(warnings)} if warnings else {})})
    return 0


def _text(scanned: bytes) -> str:
    try:
        return scanned.decode("utf-8-sig")  # some readers put a byte order mark before the first card
    except UnicodeDecodeError as wrong:
        told = _("Mã vừa quét không phải chữ UTF-8; hãy đặt máy quét về UTF-8 rồi quét lại.")
        raise RuleBroken("card", "not_utf8", told) from wrong


def _tell(read: Card, warnings: tuple[str, ...]) -> None:
    person = read.person
    for what, said in (
        (_("Họ và tên"), person.name),
        (_("Số định danh"), person.personal_id),
        (_("Số cũ"), read.old_id),
        (_("Ngày sinh"), "/".join(reversed(person.born.split("-")))),
        (_("Giới tính"), person.sex),
        (_("Nơi cư trú"), person.address),
        (_("Ngày cấp"), f"{read.issued_on:%d/%m/%Y}"),
    ):
        if said:
            click.echo(f"{what}: {said}")
    for warning in warnings:
        click.echo(warning, err=True)
