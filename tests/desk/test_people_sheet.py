"""A list of people in Excel, as offices have them: read whole or told row by row what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from desk.errors import RuleBroken
from desk.people_sheet import COLUMNS, read_people, write_people_template
from desk.reception import MAX_SUBJECTS
from desk.rules.citizen import Person, name_order

ON = date(2026, 11, 23)
HEAD = [words for _key, words, _width in COLUMNS]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "danh-sach.xlsx"


def written(file: Path, *rows: Sequence[Any]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(file)
    return file


def test_the_template_is_what_is_read(file: Path) -> None:
    write_people_template(file)
    book = load_workbook(file)
    book.active.append(["Nguyễn Văn Thử", "026099000001", "02/03/1999", "Nam", "Thôn Đông", "0999 000 001"])
    book.save(file)
    found = read_people(file, ON)
    assert found.errors == ()
    assert found.people == (
        Person("Nguyễn Văn Thử", "026099000001", "1999-03-02", "Nam", "Thôn Đông", "0999000001"),
    )


def test_a_list_of_the_office_with_a_title_and_other_headings_is_read_too(file: Path) -> None:
    rows = [
        ["DANH SÁCH ĐỀ NGHỊ"], [], ["STT", "Họ tên", "Số CCCD", "Năm sinh", "Ghi chú"],
        [1, "Lê Thị Mẫu", "026199000002", 1999, "=1+1"], [None, None, None, None, "tổng"], [2, "Hồ Thử", None, date(2001, 5, 6)],
    ]  # fmt: skip
    found = read_people(written(file, *rows), ON)
    assert found.errors == ()
    assert [(one.name, one.born) for one in found.people] == [
        ("Lê Thị Mẫu", "1999"),
        ("Hồ Thử", "2001-05-06"),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        (["", "026099000001"], "Họ và tên", "Hãy nhập họ và tên"),
        (["=HYPERLINK(1)", ""], "Họ và tên", "công thức"),
        (["@Nguyễn", ""], "Họ và tên", "công thức"),
        (["Lê Thử", "12345"], "Số định danh", "12 chữ số"),
        (["Lê Thử", "", "31/02/1999"], "Ngày sinh", "Ngày sinh"),
        (["Lê Thử", "", "2030-01-01"], "Ngày sinh", "tương lai"),
        (["Lê Thử", "", "", "X"], "Giới tính", "Nam hoặc Nữ"),
        (["Lê Thử 😀"], "Họ và tên", "biểu tượng"),
        (["Lê Thử", "", "", "", "", "abc"], "Điện thoại", "chữ số"),
        (["Lê Mẫu", "026099000009"], "Số định danh", "đã có ở dòng 2"),
    ],
)
def test_a_wrong_row_is_told_by_its_number_and_column(
    file: Path, cells: list[Any], column: str, told: str
) -> None:
    good = ["Người Đúng", "026099000009"]
    found = read_people(written(file, HEAD, good, cells, ["Người Sau"]), ON)
    (error,) = found.errors
    assert (error.row, error.column) == (3, column)
    assert told in error.message
    assert [one.name for one in found.people] == ["Người Đúng", "Người Sau"]


def test_an_international_phone_is_no_formula(file: Path) -> None:
    found = read_people(written(file, HEAD, ["Lê Thử", "", "", "", "", "+84 999 000 001"]), ON)
    assert [one.phone for one in found.people] == ["0999000001"]


def test_what_is_no_list_is_refused(file: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.xlsx"
    text.write_text("không phải Excel")
    for path, code in (
        (tmp_path / "khong-co.xlsx", "missing"), (text, "not_excel"), (written(file, ["a", "b"]), "no_heading"),
    ):  # fmt: skip
        with pytest.raises(RuleBroken) as broken:
            read_people(path, ON)
        assert broken.value.code == code
    for rows, code in (([HEAD], "empty"), ([HEAD, *([["Lê Thử"]] * (MAX_SUBJECTS + 1))], "too_many_rows")):
        with pytest.raises(RuleBroken) as broken:
            read_people(written(file, *rows), ON)
        assert broken.value.code == code


def test_a_list_is_put_in_the_order_of_given_names() -> None:
    names = ["Trần Văn Bình", "Lê Thị An", "Nguyễn Văn Ẩn", "Đỗ Văn Ân", "Nguyễn Văn An", "Hồ Đức", "Hồ Dũng"]
    assert [one.name for one in name_order(map(Person, names))] == [
        "Lê Thị An", "Nguyễn Văn An", "Đỗ Văn Ân", "Nguyễn Văn Ẩn", "Trần Văn Bình", "Hồ Dũng", "Hồ Đức",
    ]  # fmt: skip
