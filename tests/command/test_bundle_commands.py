"""A desk and a province that never share a line but to enrol: a USB stick carries the day there and its receipt back."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import outbox as record
from desk.clock import now
from desk.closing import close_day, closed
from desk.practice import practice_person
from desk.reception import Request, receive
from desk.rules.fees import FeeLine, Method
from desk.store import Store
from sync.gateway.serve import Embedded
from tests.command.conftest import PASSPHRASE, Motcua
from tests.desk.conftest import LAN, chance  # noqa: F401 - a fixture


@pytest.fixture
def province(tmp_path: Path) -> Path:
    """A province that took the desk's enrolment and is then out of reach."""
    return tmp_path / "tinh"


def enrolled(desk: Path, province: Path, motcua: Motcua) -> None:
    code = motcua("gateway", "invite", "--office", "H44.900", "--data", province).out.strip()
    from desk import keys
    from ui.province import province_folder, province_key

    with Embedded(province_folder(province), province_key(province, keys.terminal_or_environment)) as gateway:
        assert motcua("enrol", gateway.url, code, "--data", desk).code == 0


def test_a_closed_day_goes_by_stick_and_comes_back_signed(
    desk: Path,
    province: Path,
    motcua: Motcua,
    tmp_path: Path,
    chance,  # noqa: F811
) -> None:
    enrolled(desk, province, motcua)
    store = Store.open(desk, lambda new: PASSPHRASE)
    at = now()
    with store.write(LAN, at) as change:
        fees = (FeeLine("Lệ phí", 30_000, Method.CASH),)
        receive(change, Request("1.004873", practice_person(chance, at.date()), fees=fees))
        close_day(change, at.date())
    store.close()
    out, back = tmp_path / "di.motcua", tmp_path / "ve.motcua"
    made = motcua("bundle", "--out", out, "--data", desk, "--json")
    assert (made.code, made.json["dossiers"], made.json["left"]) == (0, 1, 0), made.err
    taken = motcua("gateway", "take-bundle", out, "--out", back, "--data", province, "--json")
    assert (taken.code, taken.json["days"], taken.json["refused"]) == (0, 1, None), taken.err
    done = motcua("bundle", "--take", back, "--data", desk, "--json")
    assert (done.code, done.json["sent"]["dossiers"]) == (0, 1), done.err
    assert done.json["receipts"] == [{"day": at.date().isoformat(), "agreed": True, "differences": []}]
    store = Store.open(desk, lambda new: PASSPHRASE)
    with store.read() as session:
        day, waits = closed(session, at.date()), record.backlog(session)
        assert day is not None
        assert day.receipt is not None
        assert record.unsigned_days(session) == ()
        assert waits.dossiers == 0
    store.close()
    again = motcua("bundle", "--take", back, "--data", desk, "--json")
    assert (again.code, again.json["sent"]["entries"]) == (0, 0)


def test_a_bundle_that_is_none_is_told_in_one_line(
    desk: Path, province: Path, motcua: Motcua, tmp_path: Path
) -> None:
    enrolled(desk, province, motcua)
    letter = tmp_path / "thu.txt"
    letter.write_text("Kính gửi", "utf-8")
    told = motcua("bundle", "--take", letter, "--data", desk, "--json")
    assert (told.code, told.json["failed"]) == (1, "bundle_foreign")
    told = motcua("gateway", "take-bundle", letter, "--out", tmp_path / "x", "--data", province, "--json")
    assert (told.code, told.json["failed"]) == (1, "bundle_foreign")
    assert motcua("bundle", "--data", desk).code == 2
