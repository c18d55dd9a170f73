"""A whole day at the desk: paper comes in, the line breaks, the province dies and comes back; all of it arrives once."""

from __future__ import annotations

import hashlib
import json
import random
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.calendars import calendar_of
from desk.datasets import Kind, shipped
from desk.practice import COMMON, practice_person
from desk.rules.dossier import VIETNAM
from sync.relay import BadLine
from tests.command.conftest import Motcua
from tests.scenarios.conftest import Province

DAY = datetime(2026, 11, 23, 7, 31, tzinfo=VIETNAM)
KILLED_AFTER_BYTES = 60_000


def paper_day(folder: Path, count: int, seed: int) -> tuple[Path, list[dict[str, Any]]]:
    """A generated day on paper: rows with holders, notes, fees, and scans of some kilobytes."""
    chance = random.Random(seed)
    (folder / "scans").mkdir(parents=True)
    for number in range(4):
        body = chance.randbytes(chance.randrange(20_000, 90_000))
        (folder / f"scans/{number}.jpg").write_bytes(b"\xff\xd8\xff\xe0" + body + b"\xff\xd9")
    rows: list[dict[str, Any]] = []
    for number in range(count):
        at = DAY + timedelta(minutes=3 * number, seconds=chance.randrange(60))
        row: dict[str, Any] = {
            "paper_no": f"G{number:04d}",
            "received_at": at.isoformat(),
            "procedure": chance.choice(COMMON),
            "applicant": practice_person(chance, at.date()).to_plain(),
            "return_by": chance.choice(("desk", "post")),
        }
        if chance.random() < 0.3:
            row["holder"] = practice_person(chance, at.date()).to_plain()
        if chance.random() < 0.5:
            row["note"] = "Đã đối chiếu bản chính tại quầy."
        if chance.random() < 0.3:
            row["fees"] = [{"name": "Lệ phí", "amount": 8000, "method": "transfer"}]
        if chance.random() < 0.4:
            row["attachments"] = [{"file": f"scans/{chance.randrange(4)}.jpg", "component": "Tờ khai"}]
        rows.append(row)
    file = folder / "day.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return file, rows


def check_arrived(rows: list[dict[str, Any]], source: Path, out: Path) -> None:
    """What the province exports is what went in: no duplicate, no gap, files byte for byte."""
    lines = [json.loads(line) for line in (out / "dossiers.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == len(rows)
    assert len({line["code"] for line in lines}) == len(rows)
    arrived = {line["paper_no"]: line for line in lines}
    for row in rows:
        line = arrived[row["paper_no"]]
        for key in ("received_at", "procedure", "applicant", "return_by"):
            assert line[key] == row[key]
        assert line["holder"] == row.get("holder")
        assert line["note"] == row.get("note")
        if "fees" in row:
            assert line["fees"] == row["fees"]
        assert line["state"] == "received"
        assert datetime.fromisoformat(line["appointment"]) > datetime.fromisoformat(line["received_at"])
        for sent, got in zip(row.get("attachments", []), line["attachments"], strict=True):
            original, copy = (source / sent["file"]).read_bytes(), (out / got["file"]).read_bytes()
            assert copy == original
            assert got["sha256"] == hashlib.sha256(original).hexdigest()
            assert (got["size"], got["component"]) == (len(original), sent["component"])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_paper_day_arrives_once_over_a_line_that_is_cut_and_a_province_that_dies(
    motcua: Motcua, enrolled: Path, province: Province, tmp_path: Path, seed: int
) -> None:
    file, rows = paper_day(tmp_path / "paper", 30, seed)
    assert motcua("import", file, "--data", enrolled, "--as", "tiepnhan1").code == 0

    with BadLine(province.port, rate=150_000, rtt=0.02, cut_every=0.7, dead_s=0.2) as line:

        def trouble() -> None:
            """The province dies in the middle of a file, and comes back."""
            while line.bytes_up < KILLED_AFTER_BYTES:
                line_moves.wait(0.01)
            province.kill()
            province.start()

        line_moves = threading.Event()
        with_relay(enrolled, line.url)
        killer = threading.Thread(target=trouble)
        killer.start()
        done = motcua("sync", "--data", enrolled, "--for", 90, "--json")
        killer.join()
        assert done.code == 0, done.err
        assert line.cuts >= 1
    out = tmp_path / "out"
    assert motcua("gateway", "export", "--data", province.data, "--out", out).code == 0
    check_arrived(rows, tmp_path / "paper", out)
    assert motcua("verify", "--data", enrolled).code == 0


def with_relay(data: Path, url: str) -> None:
    """Point the desk at the relay, as a changed address of the province would."""
    from desk.records.journal import ExchangeRow
    from desk.store import Store
    from tests.command.conftest import PASSPHRASE

    store = Store.open(data, lambda new: PASSPHRASE)
    with store.keep() as session:
        session.get_one(ExchangeRow, 1).url = url
    store.close()


def test_without_a_line_the_exchange_gives_up_in_time_and_loses_nothing(
    motcua: Motcua, enrolled: Path, province: Province, tmp_path: Path
) -> None:
    file, rows = paper_day(tmp_path / "paper", 3, 3)
    motcua("import", file, "--data", enrolled, "--as", "tiepnhan1")
    province.kill()
    done = motcua("sync", "--data", enrolled, "--for", 2, "--json")
    assert (done.code, done.json["failed"]) == (1, "out_of_time")
    province.start()
    assert motcua("sync", "--data", enrolled, "--for", 60).code == 0
    motcua("gateway", "export", "--data", province.data, "--out", tmp_path / "out")
    check_arrived(rows, tmp_path / "paper", tmp_path / "out")


def test_two_desks_of_one_office_never_give_one_code(
    motcua: Motcua, enrolled: Path, province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _rows = paper_day(tmp_path / "paper", 5, 4)
    assert motcua("import", file, "--data", enrolled, "--as", "tiepnhan1").code == 0
    made = motcua("init", "--data", tmp_path / "second", "--demo", "--json").json
    monkeypatch.setenv(
        "MOTCUA_PASSWORD", next(one["password"] for one in made["staff"] if one["role"] == "reception")
    )
    other, _rows = paper_day(tmp_path / "other", 5, 5)
    # The second desk takes dossiers before anybody knows it: its numbers are provisional until then.
    assert motcua("import", other, "--data", tmp_path / "second", "--as", "tiepnhan1").code == 0
    code = motcua("gateway", "invite", "--data", province.data, "--office", "H44.900").out.strip()
    assert motcua("enrol", province.url, code, "--data", tmp_path / "second").code == 0
    for data in (enrolled, tmp_path / "second"):
        assert motcua("sync", "--data", data).code == 0
    motcua("gateway", "export", "--data", province.data, "--out", tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out/dossiers.jsonl").read_text("utf-8").splitlines()]
    assert len({line["code"] for line in lines}) == len(lines) == 10
    assert all("-T" not in line["code"] for line in lines)
    assert sum(line["provisional_code"] is not None for line in lines) == 5


def test_an_enrolment_code_serves_one_desk(
    motcua: Motcua, desk: Path, province: Province, tmp_path: Path
) -> None:
    code = motcua("gateway", "invite", "--data", province.data, "--office", "H44.900").out.strip()
    assert motcua("enrol", province.url, code, "--data", desk).code == 0
    motcua("init", "--data", tmp_path / "second", "--demo")
    refused = motcua("enrol", province.url, code, "--data", tmp_path / "second", "--json")
    assert (refused.code, refused.json["failed"]) == (1, "code_used")
    assert motcua("enrol", province.url, "SAI-SAI-SAI", "--data", tmp_path / "second", "--json").code == 1


def test_news_come_down_a_new_calendar_and_a_step_of_the_province(
    motcua: Motcua, enrolled: Path, province: Province, tmp_path: Path
) -> None:
    file, _rows = paper_day(tmp_path / "paper", 1, 6)
    motcua("import", file, "--data", enrolled, "--as", "tiepnhan1")
    motcua("sync", "--data", enrolled)
    (found,) = motcua("search", "G0000", "--data", enrolled, "--json").json["results"]
    calendar = json.loads(json.dumps(shipped(Kind.CALENDAR)))
    calendar["version"] = "2026-12-01"
    calendar_of(calendar, [])
    (tmp_path / "calendar.json").write_text(json.dumps(calendar), "utf-8")
    assert (
        motcua("gateway", "publish", "calendar", tmp_path / "calendar.json", "--data", province.data).code
        == 0
    )
    assert (
        motcua(
            "gateway", "status", found["code"], "hand_over", "--by", "Phòng Tư pháp", "--data", province.data
        ).code
        == 0
    )
    assert motcua("sync", "--data", enrolled).code == 0
    (found,) = motcua("search", found["code"], "--data", enrolled, "--json").json["results"]
    assert found["state"] == "processing"
    # The desk's own note of that step goes up again, and both sides agree.
    assert motcua("sync", "--data", enrolled).code == 0
    motcua("gateway", "export", "--data", province.data, "--out", tmp_path / "out")
    assert json.loads((tmp_path / "out/dossiers.jsonl").read_text("utf-8"))["state"] == "processing"
    assert motcua("verify", "--data", enrolled).code == 0


def test_the_played_day_compares_both_stores(motcua: Motcua, tmp_path: Path) -> None:
    done = motcua("day", "--out", tmp_path / "day", "--dossiers", 6, "--no-pictures", "--json")
    assert done.code == 0, done.err
    summary = json.loads((tmp_path / "day/summary.json").read_text("utf-8"))
    assert summary["equal"] is True
    assert summary["dossiers"] == {"desk": 6, "province": 6, "played": 6}
    assert summary["entries"]["desk"] == summary["entries"]["province"] > 20
    assert summary["exchange"]["day_receipt_agreed"] is True
    assert len(list((tmp_path / "day/papers").glob("*.pdf"))) == 6
    again = motcua("day", "--out", tmp_path / "day", "--json")
    assert (again.code, again.json["failed"]) == (1, "day_exists")
