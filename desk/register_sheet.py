"""How does the register look in Excel? The columns of form 07, every cell text or a number, written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from desk.files import disk_trouble

HEADS = (
    ("TT", 6), ("Mã hồ sơ", 24), ("Tên thủ tục hành chính", 44), ("Số lượng hồ sơ (bộ)", 10),
    ("Tên cá nhân, tổ chức", 28), ("Địa chỉ, số điện thoại", 36), ("Cơ quan chủ trì giải quyết", 28),
    ("Ngày nhận", 12), ("Ngày hẹn trả", 12), ("Ngày trả", 12), ("Phương thức nhận kết quả", 20), ("Ký nhận", 22),
    ("Ghi chú", 30),
)  # fmt: skip
"""Form 07 (facts 2.9); official words, never translated."""


def write_register_sheet(path: Path, title: str, rows: Iterable[Sequence[str | int]]) -> int:
    """Write the workbook; how many rows it holds. Text stays text: nothing that a name begins with is run as a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Sổ theo dõi hồ sơ")
    page.freeze_panes = "A3"
    for across, (_head, wide) in enumerate(HEADS, 1):
        page.column_dimensions[get_column_letter(across)].width = wide
    heading = WriteOnlyCell(page, value=title)
    heading.font = Font(bold=True, size=14)
    page.append([heading])
    heads = []
    for head, _wide in HEADS:
        cell = WriteOnlyCell(page, value=head)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
        heads.append(cell)
    page.append(heads)
    count = 0
    for row in rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(page, value=value)
            if isinstance(value, str):
                cell.data_type, cell.number_format = "s", "@"
            cells.append(cell)
        page.append(cells)
        count += 1
    with disk_trouble():
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    return count
