"""Signing in: noted, counted, slow to guess, and silent about which half was wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk.access import LOCKED_FOR, MAX_FAILURES, add_staff, sign_in, sign_out, staff_of
from desk.errors import RuleBroken, Trouble
from desk.journal import verify_all, walk
from desk.records.office import StaffRow
from desk.rules.lifecycle import Role
from desk.store import SYSTEM, Store
from tests.desk.conftest import Clock

PASSWORD = "mật khẩu để thử"


@pytest.fixture
def staffed(store: Store, clock: Clock) -> Store:
    with store.write(SYSTEM, clock()) as change:
        add_staff(change, "moi", "Người Mới Mẫu", Role.RECEPTION, PASSWORD)
    return store


def test_the_right_password_opens_and_is_noted(staffed: Store, clock: Clock) -> None:
    actor = sign_in(staffed, "MOI ", PASSWORD, "2", clock())
    assert (actor.login, actor.role, actor.counter) == ("moi", Role.RECEPTION, "2")
    sign_out(staffed, actor, clock())
    with staffed.read() as session:
        assert [entry.action for entry in walk(session)][-2:] == ["sign_in", "sign_out"]


@pytest.mark.parametrize(
    ("login", "password"), [("moi", "sai"), ("khong-co", PASSWORD), ("", ""), ("moi", "")]
)
def test_wrong_says_the_same_whichever_half_was_wrong(
    staffed: Store, clock: Clock, login: str, password: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        sign_in(staffed, login, password, "1", clock())
    assert (broken.value.field, broken.value.code) == ("password", "wrong")


def test_too_many_wrong_tries_wait_and_then_open_again(staffed: Store, clock: Clock) -> None:
    at = clock()
    for _n in range(MAX_FAILURES):
        with pytest.raises(RuleBroken):
            sign_in(staffed, "moi", "sai", "1", at)
    with pytest.raises(Trouble) as trouble:
        sign_in(staffed, "moi", PASSWORD, "1", at + timedelta(seconds=1))
    assert trouble.value.code == "locked"
    assert sign_in(staffed, "moi", PASSWORD, "1", at + LOCKED_FOR).login == "moi"


def test_no_password_lies_in_the_store(staffed: Store) -> None:
    with staffed.read() as session:
        row = session.get_one(StaffRow, "moi")
        assert PASSWORD not in row.password_hash
        assert row.password_hash.startswith("$argon2id$")
        assert all(PASSWORD not in (entry.payload or "") for entry in walk(session))


@pytest.mark.parametrize(
    ("login", "name", "password", "field"),
    [
        ("M", "Mẫu", PASSWORD, "login"),
        ("có dấu", "Mẫu", PASSWORD, "login"),
        ("moi", "Mẫu", PASSWORD, "login"),
        ("khac", "", PASSWORD, "name"),
        ("khac", "Mẫu", "ngắn", "password"),
    ],
)
def test_bad_staff_is_refused(
    staffed: Store, clock: Clock, login: str, name: str, password: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken, staffed.write(SYSTEM, clock()) as change:
        add_staff(change, login, name, Role.RECEPTION, password)
    assert broken.value.field == field


def test_staff_who_left_cannot_sign_in(
    staffed: Store, clock: Clock, new_office: Callable[[str], Store]
) -> None:
    with staffed.write(SYSTEM, clock()) as change:
        change.session.scalars(select(StaffRow).where(StaffRow.login == "moi")).one().active = False
        change.note("remove_staff", {"login": "moi"})
    with pytest.raises(RuleBroken):
        sign_in(staffed, "moi", PASSWORD, "1", clock())
    with staffed.read() as session:
        assert "moi" not in {person.login for person in staff_of(session)}


def test_a_clock_that_was_fast_is_put_right_by_a_person_and_the_desk_goes_on(
    staffed: Store, clock: Clock
) -> None:
    right = clock()
    fast = right + timedelta(hours=10)
    actor = sign_in(staffed, "moi", PASSWORD, "1", fast)
    with pytest.raises(Trouble) as told:
        sign_in(staffed, "moi", PASSWORD, "1", right)
    assert told.value.code == "clock_went_back"
    with pytest.raises(RuleBroken):
        sign_in(staffed, "moi", "sai", "1", right, clock_is_right=True)
    with pytest.raises(Trouble):
        sign_out(staffed, actor, right - timedelta(hours=1))
    assert sign_in(staffed, "moi", PASSWORD, "1", right, clock_is_right=True) == actor
    sign_out(staffed, actor, right + timedelta(minutes=1))
    with staffed.read() as session:
        verify_all(session)
        said = next(one for one in walk(session) if one.action == "clock_set")
    assert said.actor == "moi"


def test_nobody_is_locked_out_until_a_moment_that_a_fast_clock_wrote(staffed: Store, clock: Clock) -> None:
    right = clock()
    for _n in range(MAX_FAILURES):
        with pytest.raises(RuleBroken):
            sign_in(staffed, "moi", "sai", "1", right + timedelta(hours=10))
    assert sign_in(staffed, "moi", PASSWORD, "1", right, clock_is_right=True).login == "moi"
