"""Commands about people: who may sign in, a new colleague, a forgotten password, somebody who has left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from desk.access import add_staff, remove_staff, set_password, staff_of
from desk.clock import now
from desk.errors import RuleBroken
from desk.office import first_password
from desk.rules.lifecycle import Role
from desk.rules.words import _
from desk.store import Change
from ui.command.common import answer, command, data_option, json_option, opened, person, person_option

ROLES = [role.value for role in Role if role is not Role.PROVINCE]


@click.group("staff", help=_("Nhân sự của văn phòng: xem, thêm, đặt lại mật khẩu, cho nghỉ."))
def staff() -> None:
    """The group of commands about people."""


@staff.command("list", help=_("Ai đăng nhập được."))
@data_option
@json_option
@command
def list_(data: Path, as_json: bool) -> None:
    with opened(data) as store, store.read() as session:
        people = staff_of(session)
    for one in people:
        click.echo(f"{one.login}\t{one.role}\t{one.name}")
    if as_json:
        answer({"staff": [{"login": one.login, "name": one.name, "role": one.role.value} for one in people]})


@staff.command("add", help=_("Thêm một người; in mật khẩu lần đầu."))
@click.argument("new_login", metavar="TÊN-ĐĂNG-NHẬP")
@click.argument("name", metavar="HỌ-TÊN")
@click.argument("role", type=click.Choice(ROLES))
@person_option
@data_option
@json_option
@command
def add(new_login: str, name: str, role: str, login: str, data: Path, as_json: bool) -> None:
    password = first_password()
    with _administering(data, login) as change:
        add_staff(change, new_login, name, Role(role), password)
    _show(new_login, password, as_json=as_json)


@staff.command("password", help=_("Đặt lại mật khẩu; in mật khẩu mới."))
@click.argument("of_login", metavar="TÊN-ĐĂNG-NHẬP")
@person_option
@data_option
@json_option
@command
def password_(of_login: str, login: str, data: Path, as_json: bool) -> None:
    password = first_password()
    with _administering(data, login) as change:
        set_password(change, of_login, password)
    _show(of_login, password, as_json=as_json)


@staff.command("remove", help=_("Cho một người nghỉ: không đăng nhập được nữa, tên còn trong nhật ký."))
@click.argument("of_login", metavar="TÊN-ĐĂNG-NHẬP")
@person_option
@data_option
@json_option
@command
def remove(of_login: str, login: str, data: Path, as_json: bool) -> None:
    with _administering(data, login) as change:
        remove_staff(change, of_login)
    click.echo(_("{login} không đăng nhập được nữa.").format(login=of_login))
    if as_json:
        answer({"login": of_login, "removed": True})


@contextmanager
def _administering(data: Path, login: str) -> Iterator[Change]:
    with opened(data) as store:
        actor = person(store, login)
        if actor.role is not Role.ADMIN:
            raise RuleBroken("login", "not_yours", _("Chỉ người quản trị được thay đổi nhân sự."))
        with store.write(actor, now()) as change:
            yield change


def _show(login: str, password: str, *, as_json: bool) -> None:
    click.echo(f"{login}\t{password}")
    if as_json:
        answer({"login": login, "password": password})
