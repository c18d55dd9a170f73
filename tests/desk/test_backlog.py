"""The paper backlog: taken in as if received then, twice adds nothing, a bad row is told and stops no other."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.backlog import Fate, Outcome, read_jsonl, take_backlog
from desk.backlog_sheet import read_sheet, write_template
from desk.handling import dossier_of
from desk.progress import Progress
from desk.search import Filter, search
from desk.store import Store
from tests.desk.conftest import LAN, MORNING

NOW = MORNING + timedelta(hours=8)
JPEG = b"\xff\xd8\xff\xe0" + b"scan" * 500 + b"\xff\xd9"
GOOD: dict[str, Any] = {
    "paper_no": "G0001",
    "received_at": "2026-11-23T07:40:09+07:00",
    "procedure": "1.004873",
    "applicant": {"name": "Nguyễn Văn Mẫu", "personal_id": "026084000001", "born": "1984-03-02", "sex": "Nam",
                  "address": "Thôn Đông, xã Minh Họa", "phone": "0999000001"},
}  # fmt: skip

BAD: list[tuple[dict[str, Any], str]] = [
    ({"paper_no": ""}, "paper_no"),
    ({"paper_no": 5}, "paper_no"),
    ({"paper_no": None}, "paper_no"),
    ({"received_at": "2026-11-23"}, "received_at"),
    ({"received_at": "2026-11-23T07:40:09"}, "received_at"),
    ({"received_at": "2027-01-01T07:40:09+07:00"}, "received_at"),
    ({"received_at": "hôm qua"}, "received_at"),
    ({"received_at": 1234}, "received_at"),
    ({"procedure": "9.999999"}, "procedure"),
    ({"procedure": ""}, "procedure"),
    ({"case": "không có"}, "case"),
    ({"applicant": None}, "applicant"),
    ({"applicant": "Nguyễn Văn Mẫu"}, "applicant"),
    ({"applicant": {}}, "applicant.name"),
    ({"applicant": {"name": "  "}}, "applicant.name"),
    ({"applicant": {"name": "Mẫu\u202e"}}, "applicant.name"),
    ({"applicant": {"name": "Mẫu", "personal_id": "123"}}, "applicant.personal_id"),
    ({"applicant": {"name": "Mẫu", "born": "31/02/1980"}}, "applicant.born"),
    ({"applicant": {"name": "Mẫu", "born": "2027-01-01"}}, "applicant.born"),
    ({"applicant": {"name": "Mẫu", "sex": "x"}}, "applicant.sex"),
    ({"applicant": {"name": "Mẫu", "phone": "gọi sau"}}, "applicant.phone"),
    ({"applicant": {"name": "Mẫu", "email": "a b"}}, "applicant.email"),
    ({"applicant": {"name": "Mẫu", "tax_code": "1"}}, "applicant.tax_code"),
    ({"applicant": {"name": "Mẫu", "nickname": "M"}}, "applicant.nickname"),
    ({"holder": {"name": ""}}, "holder.name"),
    ({"components": "giấy tờ"}, "components"),
    ({"components": [{"name": "Tờ khai", "originals": "1"}]}, "components[0].originals"),
    ({"components": [{"name": "", "originals": 1}]}, "components[0].name"),
    ({"components": [{"name": "x", "pages": 1}]}, "components[0].pages"),
    ({"fees": [{"name": "Phí", "amount": 10.5, "method": "cash"}]}, "fees[0].amount"),
    ({"fees": [{"name": "Phí", "amount": -1, "method": "cash"}]}, "fees[0].amount"),
    ({"fees": [{"name": "Phí", "amount": True, "method": "cash"}]}, "fees[0].amount"),
    ({"fees": [{"name": "Phí", "amount": 1, "method": "card"}]}, "fees[0].method"),
    ({"attachments": [{"file": "khong-co.jpg", "component": ""}]}, "attachments[0]"),
    ({"attachments": [{"file": "../ngoai.jpg", "component": ""}]}, "attachments[0]"),
    ({"attachments": [{"file": "fake.jpg", "component": ""}]}, "attachments[0]"),
    ({"attachments": [{"file": "cut.jpg", "component": ""}]}, "attachments[0]"),
    ({"attachments": [{"file": "empty.jpg", "component": ""}]}, "attachments[0]"),
    ({"return_by": "pigeon"}, "return_by"),
    ({"note": 7}, "note"),
    ({"colour": "xanh"}, "colour"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "scan.jpg").write_bytes(JPEG)
    (folder / "fake.jpg").write_bytes(b"MZ" + b"x" * 100)
    (folder / "cut.jpg").write_bytes(JPEG[:-200])
    (folder / "empty.jpg").write_bytes(b"")
    (tmp_path / "ngoai.jpg").write_bytes(JPEG)
    return folder


def imported(store: Store, folder: Path, *rows: object) -> list[Outcome]:
    file = folder / "rows.jsonl"
    file.write_text(
        "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows),
        "utf-8",
    )
    return list(take_backlog(store, LAN, NOW, read_jsonl(file), folder, Progress()))


def test_a_row_is_taken_as_if_it_had_been_recorded_then(store: Store, folder: Path) -> None:
    row = {**GOOD, "attachments": [{"file": "scan.jpg", "component": ""}], "note": "Đã đối chiếu."}
    (outcome,) = imported(store, folder, row)
    assert outcome.fate is Fate.TAKEN
    with store.read() as session:
        dossier = dossier_of(session, outcome.code)
    assert outcome.code == "H44.900-261123-0001"
    assert dossier.received_at.isoformat() == row["received_at"]
    assert dossier.applicant.to_plain() == row["applicant"]
    assert dossier.taken_in_later
    assert b"".join(store.vault.read(dossier.attachments[0].sha256)) == JPEG


def test_the_same_file_twice_adds_nothing(store: Store, folder: Path) -> None:
    first = imported(store, folder, GOOD, {**GOOD, "paper_no": "G0002"})
    second = imported(store, folder, GOOD, {**GOOD, "paper_no": "G0002"})
    assert [one.fate for one in second] == [Fate.ALREADY, Fate.ALREADY]
    assert [one.code for one in second] == [one.code for one in first]
    with store.read() as session:
        assert len(search(session, Filter())) == 2


def test_a_paper_number_used_for_another_dossier_that_day_is_refused(store: Store, folder: Path) -> None:
    outcomes = imported(store, folder, GOOD, {**GOOD, "received_at": "2026-11-23T07:59:00+07:00"})
    assert [one.fate for one in outcomes] == [Fate.TAKEN, Fate.REFUSED]
    assert outcomes[1].field == "paper_no"


def test_two_citizens_under_one_number_and_minute_are_told_never_made_one(store: Store, folder: Path) -> None:
    other = {**GOOD, "applicant": {"name": "Lê Thị Mẫu Khác"}}
    outcomes = imported(store, folder, GOOD, other, GOOD)
    assert [one.fate for one in outcomes] == [Fate.TAKEN, Fate.REFUSED, Fate.ALREADY]
    assert outcomes[1].field == "paper_no"
    assert outcomes[0].code in outcomes[1].reason


@pytest.mark.parametrize(
    ("wrong", "field"), BAD, ids=[f"{field}-{number}" for number, (_w, field) in enumerate(BAD)]
)
def test_each_field_wrong_is_named_and_stops_no_other_row(
    store: Store, folder: Path, wrong: dict[str, Any], field: str
) -> None:
    outcomes = imported(store, folder, {**GOOD, **wrong}, {**GOOD, "paper_no": "G0002"})
    assert outcomes[0].fate is Fate.REFUSED, outcomes[0]
    assert outcomes[0].field == field
    assert outcomes[0].reason
    assert outcomes[1].fate is Fate.TAKEN


@pytest.mark.parametrize(
    "line", ["{", "[]", "null", '"x"', '{"paper_no": NaN}', '{"a":1,"a":2}', "\x00\xff", "[" * 5000]
)
def test_a_line_that_is_no_row_is_refused_alone(store: Store, folder: Path, line: str) -> None:
    outcomes = imported(store, folder, line, GOOD)
    assert [one.fate for one in outcomes] == [Fate.REFUSED, Fate.TAKEN]


def test_the_excel_template_filled_gives_the_same_rows(store: Store, folder: Path) -> None:
    from openpyxl import load_workbook

    path = folder / "mau.xlsx"
    write_template(path)
    book = load_workbook(path)
    sheet = book["Hồ sơ giấy"]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], start=1)}
    for column, value in {
        "Số phiếu *": "G0001",
        "Nhận lúc *": "2026-11-23 07:40:09",
        "Mã thủ tục *": "1.004873",
        "Người nộp: Họ và tên *": "Nguyễn Văn Mẫu",
        "Người nộp: Số định danh": "026084000001",
        "Người nộp: Ngày sinh": "1984-03-02",
        "Thành phần (tên | bản chính | bản sao; …)": "Tờ khai | 1 | 0; Giấy tờ khác | 0 | 2",
        "Tệp đính kèm (tệp | thành phần; …)": "scan.jpg | Tờ khai",
        "Phí, lệ phí (tên | số tiền | cash hoặc transfer; …)": "Lệ phí | 8.000 | cash",
    }.items():
        sheet.cell(2, columns[column], value)
    book.save(path)
    outcomes = list(take_backlog(store, LAN, NOW, read_sheet(path), folder, Progress()))
    assert [one.fate for one in outcomes] == [Fate.TAKEN], outcomes
    with store.read() as session:
        dossier = dossier_of(session, outcomes[0].code)
    assert [(item.name, item.originals, item.copies) for item in dossier.components] == [
        ("Tờ khai", 1, 0), ("Giấy tờ khác", 0, 2),
    ]  # fmt: skip
    assert [(line.name, line.amount_vnd) for line in dossier.fees] == [("Lệ phí", 8000)]
    (again,) = take_backlog(store, LAN, NOW, read_sheet(path), folder, Progress())
    assert again.fate is Fate.ALREADY
