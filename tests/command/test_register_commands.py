"""The register and the slips from a real office: what the record holds is in the book, on the sheet and on the slip."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image, ImageOps

from desk.clock import now
from desk.keys import terminal_or_environment
from desk.returning import Handout, give_back, result_arrived
from desk.store import Store
from tests.command.conftest import Motcua
from tests.desk.conftest import LAN

NAMES = ("Nguyễn Văn Mẫu", "=HYPERLINK(1) Trần Thị Thử", "Lê Ví Dụ")


def rows(count: int) -> list[dict[str, object]]:
    return [
        {
            "paper_no": f"G{number:04d}",
            "received_at": f"2026-11-{16 + number % 5:02d}T08:{number % 60:02d}:00+07:00",
            "procedure": ("1.004873", "2.000815", "1.001193")[number % 3],
            "applicant": {
                "name": NAMES[number % 3] if number % 3 != 1 else "Trần Thị Thử",
                "phone": "0999000001",
            },
            "return_by": ("desk", "post", "online")[number % 3],
        }
        for number in range(count)
    ]


@pytest.fixture
def filled(motcua: Motcua, desk: Path, tmp_path: Path) -> Path:
    """An office with 30 dossiers of November 2026, of which the first has its result handed out."""
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows(30)), "utf-8")
    assert motcua("import", file, "--data", desk, "--as", "tiepnhan1").code == 0
    code = first_code(motcua, desk)
    store = Store.open(desk, terminal_or_environment)
    try:
        with store.write(LAN, now()) as change:
            result_arrived(change, code)
            give_back(change, code, Handout("Phạm Nhận Thay", "026084000009", authorised=True))
    finally:
        store.close()
    return desk


def first_code(motcua: Motcua, desk: Path) -> str:
    found = motcua("search", "mau", "--data", desk, "--json").json["results"]
    return str(found[-1]["code"])


def words(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf.read_bytes()) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def test_the_book_of_a_year_holds_every_dossier_once_in_the_order_of_its_number(
    motcua: Motcua, filled: Path, tmp_path: Path
) -> None:
    done = motcua("register", "--year", "2026", "--out", tmp_path / "so.pdf", "--data", filled, "--json")
    assert done.code == 0, done.err
    assert (done.json["rows"], done.json["returned"]) == (30, 1)
    said = words(tmp_path / "so.pdf")
    assert [int(number) for number in re.findall(r"\b(\d\d) H44\.900-2611", said)] == list(range(1, 31))
    assert "Phạm Nhận Thay" in said
    assert "Bưu chính công ích" in said
    assert not list(tmp_path.glob(".*.part"))


def test_some_days_are_an_extract(motcua: Motcua, filled: Path, tmp_path: Path) -> None:
    done = motcua("register", "--from", "2026-11-16", "--to", "2026-11-17", "--out", tmp_path / "so.pdf",
                  "--data", filled, "--json")  # fmt: skip
    assert done.json["rows"] == 12
    assert done.json["closed"] is False
    assert "Từ ngày 16/11/2026 đến ngày 17/11/2026" in words(tmp_path / "so.pdf")


def test_a_year_that_is_over_is_closed_and_an_empty_one_says_so(
    motcua: Motcua, desk: Path, tmp_path: Path
) -> None:
    done = motcua("register", "--year", "2025", "--out", tmp_path / "so.pdf", "--data", desk, "--json")
    assert done.json["closed"] is True
    said = words(tmp_path / "so.pdf")
    assert "không có hồ sơ nào" in said
    assert "đóng dấu" in said
    assert "Lãnh đạo Trung tâm Mẫu" in said


def test_the_workbook_holds_the_same_rows_as_text(motcua: Motcua, filled: Path, tmp_path: Path) -> None:
    done = motcua("register", "--year", "2026", "--out", tmp_path / "so.xlsx", "--data", filled, "--json")
    assert done.json["rows"] == 30
    book = load_workbook(tmp_path / "so.xlsx")
    lines = list(book.active.iter_rows(values_only=True))
    assert lines[1][:4] == ("TT", "Mã hồ sơ", "Tên thủ tục hành chính", "Số lượng hồ sơ (bộ)")
    assert [line[0] for line in lines[2:]] == list(range(1, 31))
    assert {cell.data_type for row in book.active.iter_rows(min_row=3) for cell in row if cell.value} <= {
        "s",
        "n",
    }


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("--from", "2026-11-20", "--to", "2026-11-16", "--out", "x.pdf"), "from"),
        (("--from", "hôm nay", "--to", "2026-11-16", "--out", "x.pdf"), "from"),
        (("--year", "2026", "--out", "x.doc"), "out"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    motcua: Motcua, desk: Path, arguments: tuple[str, ...], field: str
) -> None:
    done = motcua("register", *arguments, "--data", desk, "--json")
    assert done.code == 1
    assert done.json["field"] == field
    assert len(done.err.strip().splitlines()) == 1


def test_the_print_of_a_book_is_in_the_journal_and_the_store_stays_whole(
    motcua: Motcua, filled: Path, tmp_path: Path
) -> None:
    before = motcua("verify", "--data", filled, "--json").json["entries"]
    motcua("register", "--year", "2026", "--out", tmp_path / "so.pdf", "--data", filled)
    after = motcua("verify", "--data", filled, "--json")
    assert after.json["whole"]
    assert after.json["entries"] == before + 1


def test_a_slip_leads_to_its_dossier_and_is_noted(motcua: Motcua, filled: Path, tmp_path: Path) -> None:
    code = first_code(motcua, filled)
    for width, dots in (("58", 384), ("80", 576)):
        file = tmp_path / f"{width}.png"
        done = motcua("slip", code, "--width", width, "--out", file, "--data", filled, "--json")
        assert done.code == 0, done.err
        assert done.json["dots"][0] == dots
        picture = ImageOps.expand(Image.open(file).convert("L"), 30, 255)
        (found,) = zxingcpp.read_barcodes(picture)
        assert code in found.text
    assert motcua("verify", "--data", filled).code == 0


def test_a_slip_goes_to_a_device_file_and_one_that_is_off_is_told(
    motcua: Motcua, filled: Path, tmp_path: Path
) -> None:
    code = first_code(motcua, filled)
    assert motcua("slip", code, "--device", tmp_path / "lp0", "--data", filled).code == 0
    assert (tmp_path / "lp0").read_bytes().startswith(b"\x1b@")
    done = motcua("slip", code, "--device", "tcp://127.0.0.1:1", "--data", filled, "--json")
    assert (done.code, done.json["failed"]) == (1, "thermal_not_reached")
    assert motcua("slip", "--ticket", "A12", "--out", tmp_path / "t.pdf", "--data", filled).code == 0
    assert "A12" in words(tmp_path / "t.pdf")
    assert motcua("slip", "H44.900-261101-0001", "--out", tmp_path / "x.pdf", "--data", filled).code == 1
