"""The queue and the account for fees by command: set, off, show, take; the kiosk at the door."""

from __future__ import annotations

from pathlib import Path

import click

from desk import queue
from desk.clock import now
from desk.errors import RuleBroken
from desk.payments import account_of, set_account
from desk.records.base import VIETNAM
from desk.rules.vietqr import BankAccount
from desk.rules.words import _
from ui.command.common import answer, command, data_option, json_option, opened, person, person_option


@click.group("queue", help=_("Hàng chờ lấy số của văn phòng."))
def queue_() -> None:
    """The group of the queue's commands."""


@queue_.command("set", help=_("Dùng hàng chờ với các dịch vụ, mỗi dịch vụ một chữ cái: A=TÊN B=TÊN."))
@click.argument("services", nargs=-1, required=True, metavar="A=TÊN…")
@person_option
@data_option
@json_option
@command
def set_(services: tuple[str, ...], login: str, data: Path, as_json: bool) -> None:
    pairs = []
    for one in services:
        letter, equals, name = one.partition("=")
        if not equals:
            raise RuleBroken("services", "bad_form", _('Hãy ghi dạng A=TÊN, ví dụ: A="Hộ tịch, chứng thực".'))
        pairs.append((letter, name))
    with opened(data) as store:
        actor = person(store, login)
        with store.write(actor, now()) as change:
            read = queue.set_services(change, pairs)
    for service in read:
        click.echo(f"{service.letter}\t{service.name}")
    if as_json:
        answer({"services": {one.letter: one.name for one in read}})


@queue_.command("off", help=_("Thôi dùng hàng chờ."))
@person_option
@data_option
@json_option
@command
def off(login: str, data: Path, as_json: bool) -> None:
    with opened(data) as store:
        actor = person(store, login)
        with store.write(actor, now()) as change:
            queue.set_services(change, [])
    click.echo(_("Văn phòng không dùng hàng chờ nữa."))
    if as_json:
        answer({"services": {}})


@queue_.command("show", help=_("Hàng chờ hôm nay: ai đang ở quầy nào, bao nhiêu người chờ, chờ bao lâu."))
@data_option
@json_option
@command
def show(data: Path, as_json: bool) -> None:
    day = now().astimezone(VIETNAM).date()
    with opened(data) as store, store.read() as session:
        services, board = queue.services_of(session), queue.board(session, day)
    for one in board.called:
        click.echo(f"{one.name}\t{one.counter}\t{one.called_at:%H:%M}")
    click.echo(_("{waiting} người chờ; đã phục vụ {served}, vắng {absent}.").format(
        waiting=board.waiting, served=board.times.served, absent=board.times.absent))  # fmt: skip
    if as_json:
        found = board.times
        answer({
            "services": {one.letter: one.name for one in services},
            "called": [{"ticket": one.name, "counter": one.counter} for one in board.called],
            "waiting": board.waiting, "served": found.served, "absent": found.absent,
            "wait_median_s": found.wait_median.total_seconds() if found.wait_median is not None else None,
            "wait_p90_s": found.wait_p90.total_seconds() if found.wait_p90 is not None else None,
        })  # fmt: skip


@queue_.command("take", help=_("Lấy một số cho một dịch vụ."))
@click.argument("letter")
@click.option("--priority", is_flag=True, help=_("Người được ưu tiên."))
@data_option
@json_option
@command
def take(letter: str, priority: bool, data: Path, as_json: bool) -> None:
    with opened(data) as store:
        ticket = queue.take(store, letter.strip().upper(), now(), priority=priority)
    click.echo(ticket.name)
    if as_json:
        answer({"ticket": ticket.name, "taken_at": ticket.taken_at.isoformat()})


@click.command("kiosk", help=_("Mở màn hình lấy số cho người dân."))
@click.option(
    "--device", default="", help=_("Máy in nhiệt: tệp, HOST:CỔNG hoặc usb:…; bỏ trống thì không in.")
)
@data_option
@command
def kiosk(device: str, data: Path) -> int:
    # The window is another face of the house; loaded by name so that no command ever loads Qt.
    from importlib import import_module

    return int(import_module("ui.kiosk").open_kiosk(data, device))


@click.group("account", help=_("Tài khoản nhận phí, lệ phí bằng mã VietQR."))
def account() -> None:
    """The group of the account's commands."""


@account.command("set", help=_("Đặt tài khoản: mã ngân hàng (BIN 6 số), số tài khoản, tên chủ tài khoản."))
@click.argument("bank")
@click.argument("number")
@click.argument("holder")
@click.option("--bank-name", default="", help=_("Tên ngân hàng để hiện cho người dân."))
@person_option
@data_option
@json_option
@command
def account_set(
    bank: str, number: str, holder: str, bank_name: str, login: str, data: Path, as_json: bool
) -> None:
    with opened(data) as store:
        actor = person(store, login)
        with store.write(actor, now()) as change:
            set_account(change, BankAccount(bank, number, holder, bank_name))
        with store.read() as session:
            kept = account_of(session)
    assert kept is not None
    click.echo(f"{kept.bank}\t{kept.number}\t{kept.holder}")
    if as_json:
        answer({"bank": kept.bank, "number": kept.number, "holder": kept.holder, "bank_name": kept.bank_name})


@account.command("off", help=_("Thôi nhận chuyển khoản bằng mã QR."))
@person_option
@data_option
@json_option
@command
def account_off(login: str, data: Path, as_json: bool) -> None:
    with opened(data) as store:
        actor = person(store, login)
        with store.write(actor, now()) as change:
            set_account(change, None)
    click.echo(_("Không còn tài khoản nhận phí."))
    if as_json:
        answer({})
