"""What do all commands share? The data folder, the person, JSON, and the rim where errors become one line."""

from __future__ import annotations

import functools
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desk.errors import RuleBroken, Trouble
from desk.progress import Cancelled
from desk.rules.words import _
from ui.data_folder import data_folder
from ui.faults import bug_code, outline

if TYPE_CHECKING:
    from desk.store import Actor, Store

PASSWORD_VARIABLE = "MOTCUA_PASSWORD"
log = logging.getLogger("motcua.command")


def _data_folder() -> Path:
    """What was said before the command's name (motcua --data DIR verify), else where the user's data lies."""
    above = context.parent if (context := click.get_current_context(silent=True)) else None
    while above is not None:
        if isinstance(said := above.params.get("data"), Path):
            return said
        above = above.parent
    return data_folder()


data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=lambda: _data_folder(),
    show_default=_("thư mục dữ liệu của người dùng"),
    help=_("Thư mục dữ liệu."),
)
json_option = click.option("--json", "as_json", is_flag=True, help=_("In một đối tượng JSON ở dòng cuối."))
person_option = click.option("--as", "login", required=True, metavar="LOGIN", help=_("Người thực hiện."))


def command(function: Callable[..., int | None]) -> Callable[..., None]:
    """The rim: a broken rule or a trouble becomes one line and exit code 1; nothing shows a traceback."""

    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> None:
        as_json = bool(options.get("as_json"))
        try:
            code = function(*args, **options) or 0
        except RuleBroken as broken:
            code = fail(broken.code, broken.message, as_json=as_json, field=broken.field)
        except Trouble as trouble:
            code = fail(trouble.code, f"{trouble.title} {trouble.advice}".strip(), as_json=as_json)
        except (Cancelled, KeyboardInterrupt):
            code = fail("cancelled", _("Đã dừng theo yêu cầu; chưa có gì bị mất."), as_json=as_json)
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")
            code = 1
        except (click.ClickException, click.exceptions.Exit):
            raise
        except (
            Exception
        ) as fault:  # the rim: our own mistake is told by a code, and its outline goes to the log
            told = bug_code(fault)
            log.error("%s %s", told, outline(fault))
            reason = _(
                "Chương trình gặp lỗi {code}; hãy đọc mã này cho người hỗ trợ. Dữ liệu đã lưu vẫn nguyên."
            )
            code = fail("fault", reason.format(code=told), as_json=as_json)
        raise SystemExit(code)

    return run


def fail(code: str, reason: str, *, as_json: bool, **details: Any) -> int:
    """Say why in one line; the exit code 1."""
    reason = " ".join(reason.split())
    click.echo(reason, err=True)
    if as_json:
        answer({"failed": code, "reason": reason, **details})
    return 1


def answer(document: Mapping[str, Any]) -> None:
    """The one JSON object that comes last."""
    click.echo(json.dumps(document, ensure_ascii=False))


@contextmanager
def opened(data: Path) -> Iterator[Store]:
    """The store in the data folder, closed afterwards."""
    from desk import keys  # only here: a command that opens no store starts without the database
    from desk.store import Store

    store = Store.open(data, keys.terminal_or_environment)
    try:
        yield store
    finally:
        store.close()


def person(store: Store, login: str) -> Actor:
    """The person named by --as, with the password from MOTCUA_PASSWORD or a prompt."""
    from desk.access import check_password
    from desk.clock import now

    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None:
        if not sys.stdin.isatty():
            raise Trouble(
                "no_password",
                _("Cần mật khẩu của “{login}”.").format(login=login),
                _("Hãy đặt biến môi trường {name} hoặc chạy lệnh trong cửa sổ dòng lệnh.").format(
                    name=PASSWORD_VARIABLE
                ),
            )
        password = getpass(_("Mật khẩu của {login}: ").format(login=login))
    return check_password(store, login, password, "", now())
