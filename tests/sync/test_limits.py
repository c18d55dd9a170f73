"""What one desk, one office or one address may ask: each limit is told so that a desk understands it, and loses nothing."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import shutil
import socket
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk.errors import Trouble
from desk.ids import new_id
from desk.rules.broken import RuleBroken
from sync import wire
from sync.enrolment import enrol, new_key
from sync.gateway.limits import Limits, read_limits
from sync.gateway.serve import Embedded
from sync.gateway.watch import LOG, JsonLines
from sync.outbox import Ending
from tests.sync.conftest import Province
from tests.sync.desks import OFFICE, MemoryDesk
from tests.sync.test_border import sent
from tests.sync.test_cuts import a_small_day, everything_is_there_once
from tests.sync.test_files import CONTENT, SHA256, created, stands

SMALL = Limits(stall_s=0.3, device_bytes=50_000, office_bytes=80_000, failed_codes=3)


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Province]:
    """A province with small limits."""
    made = Province(tmp_path / "province")
    made.embedded.stop()
    made.embedded = Embedded(made.folder, clock=made.clock, limits=SMALL)
    made.url = made.embedded.url
    yield made
    made.embedded.stop()


def test_wrong_codes_from_one_address_are_answered_later_and_the_right_one_too(strict) -> None:
    def tried(code: str) -> str:
        with pytest.raises(Trouble) as told:
            enrol(strict.url, code, new_id(), OFFICE, "Quầy thử", new_key())
        return told.value.code

    right = strict.gateway.devices.invite(OFFICE, strict.clock()).code
    codes = ["0000-0000-0000", "0000-0000-0001", "0000-0000-0002"]
    assert [tried(code) for code in codes] == ["code_unknown"] * 3
    assert tried("0000-0000-0003") == "too_many"
    assert tried(right) == "too_many"
    strict.clock.at = strict.clock.at.replace(hour=strict.clock.at.hour + 2)
    assert enrol(strict.url, right, new_id(), OFFICE, "Quầy thử", new_key()).lease.first == 1


def test_a_device_above_its_days_share_waits_and_goes_on_tomorrow(strict, exchange) -> None:
    desk = a_small_day(strict.new_desk())
    desk.attach(desk.receive(), b"%PDF-" + bytes(range(256)) * 400)
    while exchange(desk, until=1.0).outcome is Ending.DONE:
        desk.attach(desk.receive(), CONTENT + len(desk.entries).to_bytes(4, "big"))
    report = exchange(desk, until=1.0)
    assert report.outcome is Ending.OUT_OF_TIME
    assert [one.code for one in report.attention] == ["quota"]
    assert "ngày mai" in report.attention[0].message
    for _day in range(5):  # a file may go over the share: the next one waits for another day
        strict.clock.at += timedelta(days=1)
        desk.clock.at += timedelta(days=1)
        report = exchange(desk, until=2.0)
        if report.outcome is Ending.DONE:
            break
    everything_is_there_once(strict, desk)


def test_an_office_above_its_share_waits_with_all_its_devices(strict, exchange) -> None:
    one, other = strict.new_desk(), strict.new_desk()
    stranger = strict.new_desk("H44.901")
    for desk in (one, other):
        desk.attach(desk.receive(), b"%PDF-" + desk.device.encode() * 1_250)
        exchange(desk, until=1.0)
    third = strict.new_desk()
    assert exchange(third, until=0.5).attention[0].code == "quota"
    assert exchange(stranger).outcome is Ending.DONE


def test_too_many_requests_at_once_are_told_to_come_back(province, desk, exchange) -> None:
    desk.receive()
    province.gateway._watch.at_once = 10_000
    waits: list[float] = []
    report = exchange(desk, waits=waits, until=0.5)
    assert (report.outcome, report.attention[0].code) == (Ending.OUT_OF_TIME, "busy")
    province.gateway._watch.at_once = 0
    assert exchange(desk).outcome is Ending.DONE


def test_who_sends_nothing_for_a_while_is_hung_up_on_and_keeps_what_arrived(strict) -> None:
    desk = strict.new_desk()
    token = strict.gateway.devices._token(desk.device, strict.clock.at.replace(year=2030))
    assert created(strict, desk, SHA256, len(CONTENT)).status == 201
    with socket.create_connection(("127.0.0.1", strict.port), timeout=20) as slow:
        slow.sendall(
            f"PATCH {wire.FILES}/{SHA256} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
            f"Content-Length: {len(CONTENT)}\r\n\r\n".encode()
            + CONTENT[:1_000]
        )
        answer = b""
        while piece := slow.recv(4_096):
            answer += piece
    assert b"Connection: close" in answer or b"connection: close" in answer
    assert stands(strict, desk, SHA256) == 1_000


def test_a_disk_that_is_nearly_full_takes_no_file_but_the_journal(
    province, desk, exchange, monkeypatch, caplog
) -> None:
    from sync.gateway import rooms

    if province.bucket:
        pytest.skip("a bucket tells no end")
    nearly = shutil.disk_usage(province.folder)._replace(free=rooms.KEPT_FREE_BYTES + 10)
    monkeypatch.setattr(rooms.shutil, "disk_usage", lambda _folder: nearly)
    desk.attach(desk.receive(), CONTENT)
    report = exchange(desk, until=1.0)
    assert (report.outcome, desk.confirmed) == (Ending.OUT_OF_TIME, set())
    assert "trouble disk_full" in caplog.text
    assert desk.held() == desk.tip()
    assert sent(province, desk, "GET", wire.READY)[0] == 200
    monkeypatch.setattr(rooms, "KEPT_FREE_BYTES", nearly.free + 1)
    assert sent(province, desk, "GET", wire.READY)[0] == 507
    assert sent(province, desk, "GET", wire.LIVE)[0] == 200
    monkeypatch.undo()
    assert exchange(desk).outcome is Ending.DONE


def test_a_full_or_forbidden_folder_is_no_damaged_database(province, desk, monkeypatch) -> None:
    from desk import sqlite_failures

    nothing = shutil.disk_usage(province.folder)._replace(free=0)
    monkeypatch.setattr(sqlite_failures.shutil, "disk_usage", lambda _folder: nothing)
    wrong = OSError("disk I/O error")
    wrong.sqlite_errorname = "SQLITE_IOERR_WRITE"
    with pytest.raises(Trouble) as told, province.gateway.store._trouble():
        from sqlalchemy.exc import OperationalError

        raise OperationalError("INSERT", {}, wrong)
    assert told.value.code in ("disk_full", "store_busy", "database_away")


def metrics(province) -> dict[str, float]:
    with urllib.request.urlopen(f"{province.url}{wire.METRICS}", timeout=20) as answer:
        lines = answer.read().decode().splitlines()
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")
    }


def test_the_counters_say_what_is_held_and_what_was_refused(province, desk, exchange) -> None:
    a_small_day(desk)
    exchange(desk)
    sent(province, desk, "POST", wire.JOURNAL, b"{")
    told = metrics(province)
    assert told["motcua_dossiers"] == 3
    assert told["motcua_journal_entries"] == len(desk.entries)
    assert told["motcua_files"] == 3
    assert told["motcua_files_wanted"] == 0
    assert [value for name, value in told.items() if 'code="bad_message"' in name] == [1.0]
    assert sum(value for name, value in told.items() if "/v2/turn" in name and 'status="200"' in name) >= 2


def test_the_lines_of_the_log_hold_nothing_that_citizens_wrote(province, desk, exchange) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    log = logging.getLogger(LOG)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        a_small_day(desk)
        exchange(desk, closings=(desk.day(),))
        desk.receive(code=desk.codes[0])
        exchange(desk)
        sent(province, desk, "GET", f"{wire.NEWS}?catalogue=001099000000")
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["route"] for line in lines} >= {"/v2/turn", wire.CLOSING}
    assert all(line["device"] == desk.device for line in lines if line["status"] == 200)
    for secret in ("Nguyễn", "Thử", "001099000000", "tiepnhan1", "don.pdf", *desk.codes):
        assert secret not in written.getvalue()


def test_a_desk_that_was_here_is_seen(province, desk: MemoryDesk, exchange) -> None:
    from sqlalchemy import select

    from sync.gateway.store import usage

    exchange(desk)
    with province.gateway.store.read() as session:
        assert session.execute(select(usage.c.device, usage.c.day)).all() == [(desk.device, "2026-11-24")]


def test_a_device_that_asks_too_often_waits_for_the_next_minute(province, exchange) -> None:
    province.embedded.stop()
    province.embedded = Embedded(
        province.folder, clock=province.clock, database=province.database, bucket=province.bucket,
        limits=Limits(requests_a_minute=3),
    )  # fmt: skip
    province.url = province.embedded.url
    desk, other = province.new_desk(), province.new_desk()
    for _time in range(3):
        assert exchange(desk).outcome is Ending.DONE
    report = exchange(desk, until=0.5)
    assert (report.outcome, report.attention[0].code) == (Ending.OUT_OF_TIME, "too_many")
    assert exchange(other).outcome is Ending.DONE, "each has a share of its own"
    province.clock.at += timedelta(minutes=1)
    assert exchange(desk).outcome is Ending.DONE


def test_a_device_with_too_many_files_under_way_ends_those_first(province) -> None:
    province.embedded.stop()
    province.embedded = Embedded(
        province.folder, clock=province.clock, database=province.database, bucket=province.bucket,
        limits=Limits(device_uploads=2, uploads=3, parts_kept_days=1),
    )  # fmt: skip
    province.url = province.embedded.url
    desk, other = province.new_desk(), province.new_desk()
    contents = [CONTENT + bytes([number]) for number in range(6)]

    def begin(who: MemoryDesk, number: int, size: int = 10) -> int:
        content = contents[number]
        return created(
            province, who, hashlib.sha256(content).hexdigest(), len(content), content[:size]
        ).status

    assert [begin(desk, 0), begin(desk, 1), begin(desk, 2)] == [201, 201, 429]
    assert begin(desk, 1) == 201, "to begin the same file anew is not one more"
    assert [begin(other, 3), begin(other, 4)] == [201, 429], "all together have a share as well"
    assert begin(desk, 0, len(contents[0])) == 201, "whole now"
    assert begin(desk, 2) == 201
    assert "motcua_uploads_open 3" in province.gateway._watch.text(province.gateway.store)
    province.clock.at += timedelta(days=2)
    assert begin(other, 4) == 201, "what was abandoned no longer counts"
    assert "motcua_uploads_open 1" in province.gateway._watch.text(province.gateway.store)


def test_limits_are_set_by_name_and_nothing_else_is_taken() -> None:
    assert read_limits(["device_bytes=50000", "longest_wait_s=2"]) == Limits(
        device_bytes=50_000, longest_wait_s=2.0
    )
    assert read_limits([]) == Limits()


@pytest.mark.parametrize("pair", ["bytes=5", "device_bytes", "device_bytes=", "device_bytes=-1", "device_bytes=0",
                                  "device_bytes=1e9", "at_once=٣", "=5", ""])  # fmt: skip
def test_a_limit_that_is_none_is_told_with_those_that_there_are(pair: str) -> None:
    with pytest.raises(RuleBroken, match="device_bytes"):
        read_limits([pair])


def test_a_file_that_got_nothing_for_a_month_is_forgotten_and_begun_anew(province, desk) -> None:
    created(province, desk, SHA256, len(CONTENT), CONTENT[:50])
    assert stands(province, desk, SHA256) == 50
    files = province.gateway.files
    now = datetime.now(UTC)
    files.release(files.begin("a" * 64, 10, now + timedelta(days=29)))
    assert files.arrived(SHA256) == 50
    files.release(files.begin("b" * 64, 10, now + timedelta(days=31)))
    assert files.arrived(SHA256) == 0
    created(province, desk, SHA256, len(CONTENT), CONTENT[:60])
    assert stands(province, desk, SHA256) == 60
