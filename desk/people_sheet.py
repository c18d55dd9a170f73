"""Who are the people of one dossier? A list in Excel, one row a person; every wrong row is told, none is half taken."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from desk.errors import RuleBroken
from desk.files import disk_trouble
from desk.reception import MAX_SUBJECTS
from desk.rules.citizen import Person, fold, read_person
from desk.rules.words import _

SHEET = "Danh sách"
MAX_SHEET_BYTES = 5 * 1024 * 1024
MAX_COLUMNS = 60
COLUMNS = (
    ("name", "Họ và tên", 26), ("personal_id", "Số định danh", 16), ("born", "Ngày sinh", 14),
    ("sex", "Giới tính", 10), ("address", "Địa chỉ", 34), ("phone", "Điện thoại", 14),
)  # fmt: skip
OTHER_WORDS = {
    "ho ten": "name", "so cccd": "personal_id", "cccd": "personal_id", "so dinh danh ca nhan": "personal_id",
    "can cuoc": "personal_id", "ngay thang nam sinh": "born", "nam sinh": "born", "gioi": "sex",
    "noi cu tru": "address", "dien thoai di dong": "phone", "so dien thoai": "phone", "sdt": "phone",
}  # fmt: skip
"""Headings of lists that offices have already, folded."""
FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that cannot be taken: its number as Excel shows it, the column's heading, and what to do."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class PeopleList:
    """What the file holds. Only a list without errors may be taken into a dossier."""

    people: tuple[Person, ...]
    errors: tuple[RowError, ...]


def write_people_template(path: Path) -> None:
    """Write the empty list; replaces a file of that name. Cells are text, so that Excel keeps leading zeros."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    for number, (_key, words, width) in enumerate(COLUMNS, start=1):
        sheet.cell(1, number, words).font = Font(bold=True)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
        for row in range(2, MAX_SUBJECTS + 2):
            sheet[f"{letter}{row}"].number_format = "@"
    sheet.freeze_panes = "B2"
    written = io.BytesIO()
    book.save(written)
    with disk_trouble():
        path.write_bytes(written.getvalue())


def read_people(path: Path, on: date) -> PeopleList:
    """The people of a list, in its order; `on` is the day of reception. The first row that names "Họ và tên" is the
    heading. Formulas are refused, also what only looks like one: a list from outside must not calculate anything.

    Raises RuleBroken(file): missing, too_large, not_excel, no_heading, too_many_rows, empty.
    """
    try:
        if path.stat().st_size > MAX_SHEET_BYTES:
            raise RuleBroken("file", "too_large", _("Tệp Excel quá lớn; hãy chia nhỏ."))
        # Not data_only: a formula must show as one and not as the value that somebody else computed.
        book = load_workbook(path, read_only=True, data_only=False)
    except FileNotFoundError as missing:
        raise RuleBroken("file", "missing", _("Không đọc được tệp {path}.").format(path=path)) from missing
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as wrong:
        raise RuleBroken(
            "file", "not_excel", _("Tệp {path} không phải Excel (.xlsx) đọc được.").format(path=path)
        ) from wrong
    try:
        rows = list(enumerate(book.worksheets[0].iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1))
    finally:
        book.close()
    return _people(rows, on)


def _people(rows: Sequence[tuple[int, tuple[Any, ...]]], on: date) -> PeopleList:
    heading = next((at for at, (_n, cells) in enumerate(rows) if "name" in _keys(cells)), None)
    if heading is None:
        raise RuleBroken(
            "file", "no_heading", _("Tệp Excel không có cột “{name}”.").format(name=COLUMNS[0][1])
        )
    words = [str(cell or "").strip() for cell in rows[heading][1]]
    keys = _keys(rows[heading][1])
    filled = [(number, cells) for number, cells in rows[heading + 1 :] if _filled(keys, cells)]
    if not filled:
        raise RuleBroken("file", "empty", _("Danh sách chưa có người nào."))
    if len(filled) > MAX_SUBJECTS:
        told = _("Danh sách có hơn {n} người; hãy chia nhỏ.").format(n=MAX_SUBJECTS)
        raise RuleBroken("file", "too_many_rows", told)
    people: list[Person] = []
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    for number, cells in filled:
        try:
            person = _person(keys, cells, on)
            if person.personal_id and person.personal_id in seen:
                told = _("Số định danh đã có ở dòng {row}.").format(row=seen[person.personal_id])
                raise RuleBroken("personal_id", "twice", told)
            seen[person.personal_id] = number
            people.append(person)
        except RuleBroken as broken:
            key = broken.field.rpartition(".")[2]
            column = next((words[at] for at, one in enumerate(keys) if one == key), key)
            errors.append(RowError(number, column, broken.message))
    return PeopleList(tuple(people), tuple(errors))


def _keys(cells: Sequence[Any]) -> list[str]:
    known = {fold(words): key for key, words, _width in COLUMNS} | OTHER_WORDS
    return [known.get(fold(str(cell or "")).rstrip(" *:"), "") for cell in cells]


def _filled(keys: Sequence[str], cells: Sequence[Any]) -> bool:
    return any(key and cell not in (None, "") for key, cell in zip(keys, cells, strict=False))


def _person(keys: Sequence[str], cells: Sequence[Any], on: date) -> Person:
    said: dict[str, str] = {}
    for key, cell in zip(keys, cells, strict=False):
        if key and cell not in (None, ""):
            text = _text(cell)
            if text.startswith(FORMULA) and not (key == "phone" and text.startswith("+")):
                told = _("Ô này là công thức; hãy gõ giá trị bằng chữ.")
                raise RuleBroken(key, "formula", told)
            said[key] = _born(text) if key == "born" else text
    return read_person({"name": "", **said}, "people", on)


def _text(cell: Any) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _born(text: str) -> str:
    """02/03/1984 as people write it, in the order of ISO."""
    parts = text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) == 3 and len(parts[2]) == 4 and all(part.isascii() and part.isdigit() for part in parts):
        return f"{parts[2]}-{int(parts[1]):02d}-{int(parts[0]):02d}"
    return text
