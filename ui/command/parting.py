"""Command of the second of two machines with one identity: it becomes a desk of its own, enrolled with a code of its own."""

from __future__ import annotations

from pathlib import Path

import click

from desk import keys
from desk.clock import now
from desk.errors import Trouble
from desk.files import DESK_LOCK, alone, disk_trouble
from desk.outbox import enrolment_of
from desk.parting import let_go, part
from desk.rules.words import _
from desk.store import Store
from ui.command.common import answer, command, data_option, json_option, opened, person, person_option
from ui.exchange import enrol_desk, not_enrolled


@click.command(
    "part", help=_("Tách máy này khỏi máy khác đang dùng chung danh tính: thành máy mới với mã đăng ký mới.")
)
@click.argument("code")
@person_option
@data_option
@json_option
@command
def part_(code: str, login: str, data: Path, as_json: bool) -> None:
    fresh, kept = _beside(data, "moi"), _beside(data, "cu")
    with alone(data / DESK_LOCK, _desk_open()), opened(data) as store:
        actor = person(store, login)
        known = enrolment_of(store)
        if known is None:
            raise not_enrolled()
        made = part(store, fresh, keys.terminal_or_environment, actor, now())
        try:
            enrol_desk(made, known.url, code, known.trust)
            let_go(store, actor, now(), made.device)
        except BaseException:
            made.close()
            Store.remove_unfinished(fresh)
            raise
        device = made.device
        made.close()
    with disk_trouble():
        data.rename(kept)
        fresh.rename(data)
    click.echo(_("Máy này nay là một máy mới, đã đăng ký với tỉnh. Hồ sơ cũ tiếp tục ở máy kia."))
    click.echo(_("Dữ liệu cũ còn nguyên để tra cứu: motcua --data {folder}").format(folder=kept))
    if as_json:
        answer({"device": device, "kept": str(kept)})


def _beside(data: Path, ending: str) -> Path:
    """A folder beside the data that is not there yet."""
    name = f"{data.name}.{ending}-{now():%Y%m%d-%H%M%S}"
    return data.with_name(name)


def _desk_open() -> Trouble:
    return Trouble(
        "desk_open", _("Cửa sổ Một Cửa đang mở trên dữ liệu này."), _("Hãy đóng cửa sổ rồi chạy lại lệnh.")
    )
