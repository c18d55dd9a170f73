"""Who is at the desk? Staff, passwords (Argon2id), signing in and out, each noted in the journal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.errors import Trouble
from desk.journal import tip
from desk.records.office import StaffRow
from desk.rules.broken import RuleBroken
from desk.rules.citizen import clean_name
from desk.rules.lifecycle import Role
from desk.rules.words import _
from desk.store import CLOCK_TOLERANCE, SYSTEM, Actor, Change, Store

CLOCK_SET = "clock_set"
"""The journal's action: a person said that the clock is right now, and was fast before."""
MAX_FAILURES = 5
LOCKED_FOR = timedelta(seconds=30)
MIN_PASSWORD_LENGTH = 6
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_HASHER = PasswordHasher(time_cost=2, memory_cost=32 * 1024, parallelism=2)


NO_PASSWORD = ""
"""What no password matches: somebody signs in once an administrator has set one."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff as lists show them."""

    login: str
    name: str
    role: Role


def add_staff(change: Change, login: str, name: str, role: Role, password: str) -> None:
    """A new member of staff; RuleBroken for a bad login, name or password, or a login that is taken."""
    _check_password(password)
    if not _LOGIN.fullmatch(login):
        raise RuleBroken(
            "login", "bad_login", _("Tên đăng nhập chỉ gồm chữ thường không dấu, số, dấu chấm và gạch.")
        )
    if change.session.get(StaffRow, login) is not None:
        raise RuleBroken("login", "taken", _("Tên đăng nhập “{login}” đã có người dùng.").format(login=login))
    name = clean_name(name, "name")
    change.session.add(
        StaffRow(
            login=login, name=name, role=role, password_hash=_HASHER.hash(password), active=True, failures=0
        )
    )
    change.note("add_staff", {"login": login, "name": name, "role": role.value})


def set_password(change: Change, login: str, password: str) -> None:
    """A new password for somebody, who can try again at once; RuleBroken for an unknown login or a short password."""
    _check_password(password)
    row = _known(change, login)
    row.password_hash, row.failures, row.failed_at = _HASHER.hash(password), 0, None
    change.note("set_password", {"login": login})


def remove_staff(change: Change, login: str) -> None:
    """Somebody has left: no sign-in any more, the name stays in the journal. RuleBroken: unknown, or the last
    administrator."""
    row = _known(change, login)
    admins = [one.login for one in staff_of(change.session) if one.role is Role.ADMIN]
    if admins == [login]:
        raise RuleBroken(
            "login", "last_admin", _("Không xóa được quản trị cuối cùng; hãy thêm quản trị khác trước.")
        )
    row.active = False
    change.note("remove_staff", {"login": login})


def staff_of(session: Session) -> tuple[Staff, ...]:
    """Active staff, by login."""
    rows = session.scalars(select(StaffRow).where(StaffRow.active).order_by(StaffRow.login))
    return tuple(Staff(row.login, row.name, Role(row.role)) for row in rows)


def sign_in(
    store: Store, login: str, password: str, counter: str, at: datetime, *, clock_is_right: bool = False
) -> Actor:
    """The person who acts from now on, noted in the journal.

    `clock_is_right`: the person says so although the journal's end bears a later moment, because the clock was fast
    before; that is noted, too, and the desk goes on from `at`.

    Raises RuleBroken(password, wrong) without saying whether login or password was wrong, and Trouble(locked)
    for LOCKED_FOR after MAX_FAILURES wrong passwords in a row.
    """
    actor = check_password(store, login, password, counter, at, clock_is_right=clock_is_right)
    if clock_is_right:
        go_on_from(store, actor, at)
    with store.write(actor, at) as change:
        change.note("sign_in", {"counter": counter})
    return actor


def go_on_from(store: Store, actor: Actor, at: datetime) -> datetime:
    """The clock is right now and was fast before, says this person: the journal goes on from `at`; its newest moment."""
    with store.write(actor, at, clock_is_right=True) as change:
        newest = tip(change.session)[2]
        assert newest is not None
        change.note(CLOCK_SET, {"newest": newest.isoformat(), "at": at.isoformat()})
    return newest


def sign_out(store: Store, actor: Actor, at: datetime) -> None:
    """Note that the person has left the desk."""
    with store.write(actor, at) as change:
        change.note("sign_out", {"counter": actor.counter})


def check_password(
    store: Store, login: str, password: str, counter: str, at: datetime, *, clock_is_right: bool = False
) -> Actor:
    """The person behind login and password; wrong tries are counted and noted. Raises as sign_in()."""
    with store.read() as session:
        row = session.get(StaffRow, login.strip().lower())
    if row is None or not row.active:
        _HASHER.hash(password)  # an unknown login takes as long as a wrong password
        raise _wrong()
    if row.failures >= MAX_FAILURES and row.failed_at is not None and _locked(row.failed_at, at):
        raise Trouble(
            "locked",
            _("Nhập sai mật khẩu quá {n} lần.").format(n=MAX_FAILURES),
            _("Hãy chờ {s} giây rồi thử lại, hoặc nhờ quản trị đặt lại mật khẩu.").format(
                s=LOCKED_FOR.seconds
            ),
        )
    right = _matches(row.password_hash, password)
    if not right or row.failures:
        _remember_try(store, row.login, at, right=right, clock_is_right=clock_is_right)
    if not right:
        raise _wrong()
    return Actor(row.login, row.name, Role(row.role), counter)


def _locked(failed_at: datetime, at: datetime) -> bool:
    """A moment to come is of a clock that was fast: nobody waits for it."""
    return failed_at - CLOCK_TOLERANCE <= at < failed_at + LOCKED_FOR


def _remember_try(store: Store, login: str, at: datetime, *, right: bool, clock_is_right: bool) -> None:
    with store.write(SYSTEM, at, clock_is_right=clock_is_right) as change:
        row = change.session.get_one(StaffRow, login)
        row.failures = 0 if right else row.failures + 1
        row.failed_at = None if right else at
        change.note("password_right" if right else "password_wrong", {"login": login})


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _wrong() -> RuleBroken:
    return RuleBroken(
        "password", "wrong", _("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra Caps Lock và bộ gõ.")
    )


def _check_password(password: str) -> None:
    if len(password) < MIN_PASSWORD_LENGTH:
        raise RuleBroken(
            "password", "too_short", _("Mật khẩu cần ít nhất {n} ký tự.").format(n=MIN_PASSWORD_LENGTH)
        )


def _known(change: Change, login: str) -> StaffRow:
    row = change.session.get(StaffRow, login)
    if row is None or not row.active:
        raise RuleBroken("login", "unknown", _("Không có người dùng “{login}”.").format(login=login[:40]))
    return row
