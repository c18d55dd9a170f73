"""How does the paper backlog look in Excel? One row a dossier, columns named in Vietnamese, read into the JSONL shape."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from desk.backlog import MAX_ROWS, PaperRow
from desk.errors import RuleBroken
from desk.files import write_out
from desk.records.base import VIETNAM
from desk.rules.words import _

SHEET = "Hồ sơ giấy"
GUIDE = "Hướng dẫn"
MAX_SHEET_BYTES = 20 * 1024 * 1024
PERSON = (
    ("name", "Họ và tên"), ("personal_id", "Số định danh"), ("born", "Ngày sinh"), ("sex", "Giới tính"),
    ("address", "Địa chỉ"), ("phone", "Điện thoại"), ("email", "Thư điện tử"), ("organisation", "Tổ chức"),
    ("tax_code", "Mã số thuế"),
)  # fmt: skip
COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("paper_no", "Số phiếu *", 12),
    ("received_at", "Nhận lúc *", 20),
    ("procedure", "Mã thủ tục *", 14),
    ("case", "Trường hợp", 18),
    *(
        (f"applicant.{key}", f"Người nộp: {words}{' *' if key == 'name' else ''}", 20)
        for key, words in PERSON
    ),
    *((f"holder.{key}", f"Chủ hồ sơ: {words}", 20) for key, words in PERSON),
    ("components", "Thành phần (tên | bản chính | bản sao; …)", 40),
    ("attachments", "Tệp đính kèm (tệp | thành phần; …)", 34),
    ("fees", "Phí, lệ phí (tên | số tiền | cash hoặc transfer; …)", 40),
    ("return_by", "Trả kết quả (desk, post, online)", 16),
    ("note", "Ghi chú", 30),
)
_LISTS: Mapping[str, tuple[str, ...]] = {
    "components": ("name", "originals", "copies"),
    "attachments": ("file", "component"),
    "fees": ("name", "amount", "method"),
}
_NUMBERS = frozenset({"originals", "copies", "amount"})


def write_template(path: Path) -> None:
    """Write the empty template with a page of instructions; replaces a file of that name."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    for number, (_key, words, width) in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, number, words)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF7")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
        for row in range(2, 302):
            # Text, so that Excel does not eat leading zeros of ids and phones.
            sheet[f"{letter}{row}"].number_format = "@"
    sheet.freeze_panes = "B2"
    choices = DataValidation(type="list", formula1='"desk,post,online"', allow_blank=True)
    sheet.add_data_validation(choices)
    column = get_column_letter([key for key, *_rest in COLUMNS].index("return_by") + 1)
    choices.add(f"{column}2:{column}301")
    guide = book.create_sheet(GUIDE)
    guide.column_dimensions["A"].width = 100
    for line in (
        "Mỗi dòng là một hồ sơ đã nhận trên giấy. Cột có dấu * là bắt buộc.",
        "Nhận lúc: năm-tháng-ngày giờ:phút:giây, ví dụ 2026-11-23 07:40:09 (giờ Việt Nam).",
        "Thành phần: mỗi thành phần gồm tên, số bản chính, số bản sao, cách nhau bằng dấu |; các thành phần cách nhau bằng dấu ;.",
        "Để trống thành phần và phí: chương trình lấy theo danh mục thủ tục.",
        "Tệp đính kèm: đường dẫn tính từ thư mục chứa tệp Excel này.",
        "Nhập cùng một tệp hai lần không tạo thêm hồ sơ.",
    ):
        guide.append([line])
    written = io.BytesIO()
    book.save(written)
    write_out(path, written.getvalue())


def read_sheet(path: Path) -> list[PaperRow]:
    """The rows of a filled template, in the shape of the JSON Lines; RuleBroken where the file is not one."""
    try:
        if path.stat().st_size > MAX_SHEET_BYTES:
            raise RuleBroken("file", "too_large", _("Tệp Excel quá lớn; hãy chia nhỏ."))
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError as missing:
        raise RuleBroken("file", "missing", _("Không đọc được tệp {path}.").format(path=path)) from missing
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as wrong:
        raise RuleBroken(
            "file", "not_excel", _("Tệp {path} không phải Excel (.xlsx) đọc được.").format(path=path)
        ) from wrong
    if SHEET not in book.sheetnames:
        raise RuleBroken(
            "file", "no_sheet", _("Tệp Excel không có trang “{name}” của mẫu.").format(name=SHEET)
        )
    sheet = book[SHEET].iter_rows(values_only=True)
    keys = _header(next(sheet, ()))
    rows = []
    for number, cells in enumerate(sheet, start=2):
        if number > MAX_ROWS:
            raise RuleBroken(
                "file", "too_many_rows", _("Tệp có hơn {n} dòng; hãy chia nhỏ.").format(n=MAX_ROWS)
            )
        if any(cell not in (None, "") for cell in cells):
            rows.append(_row(number, keys, cells))
    return rows


def _header(cells: tuple[Any, ...]) -> list[str]:
    by_words = {words: key for key, words, _width in COLUMNS}
    keys = []
    for cell in cells:
        words = str(cell or "").strip()
        if words not in by_words:
            raise RuleBroken(
                "file", "unknown_column", _("Cột “{name}” không có trong mẫu.").format(name=words)
            )
        keys.append(by_words[words])
    return keys


def _row(number: int, keys: list[str], cells: tuple[Any, ...]) -> PaperRow:
    document: dict[str, Any] = {}
    try:
        for key, cell in zip(keys, cells, strict=False):
            if cell in (None, ""):
                continue
            if key in _LISTS:
                document[key] = _list(key, str(cell))
            elif "." in key:
                who, what = key.split(".")
                document.setdefault(who, {})[what] = _cell(cell)
            else:
                document[key] = _moment(cell) if key == "received_at" else _cell(cell)
    except RuleBroken as broken:
        return PaperRow(number, document, broken)
    return PaperRow(number, document)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.replace(tzinfo=VIETNAM).isoformat()
    text = str(value).strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (at.replace(tzinfo=VIETNAM) if at.tzinfo is None else at).isoformat()


def _list(key: str, text: str) -> list[dict[str, Any]]:
    names = _LISTS[key]
    items = []
    for part in text.split(";"):
        if not part.strip():
            continue
        values = [value.strip() for value in part.split("|")]
        if len(values) > len(names):
            raise RuleBroken(
                key,
                "too_many_parts",
                _("“{text}” có quá nhiều phần cách nhau bằng dấu |.").format(text=part.strip()),
            )
        item: dict[str, Any] = {}
        for name, value in zip(names, values, strict=False):
            if name in _NUMBERS:
                digits = value.replace(".", "")
                item[name] = int(digits) if digits.isdigit() else value
            elif value:
                item[name] = value
        items.append(item)
    return items
