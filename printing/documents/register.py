"""What does the register say? Form 07, sổ theo dõi hồ sơ: a book of a year (or some days of it), one row for each dossier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from printing.documents.editions import REGISTER_2025
from printing.documents.parts import Agency, Edition, Reprint


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One dossier of the book; `no` runs from 1 through the year. `signed` is who received the result."""

    no: int
    code: str
    procedure: str
    sets: int
    person: str
    contact: str
    unit: str
    received_on: date
    due_on: date
    returned_on: date | None = None
    way: str = ""
    signed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What the foot of a page counts: dossiers, their sets, and how many have their result handed out."""

    dossiers: int = 0
    sets: int = 0
    returned: int = 0

    def with_row(self, row: RegisterRow) -> Totals:
        """The totals after one more row."""
        return Totals(
            self.dossiers + 1, self.sets + row.sets, self.returned + (1 if row.returned_on is not None else 0)
        )

    def __add__(self, other: Totals) -> Totals:
        return Totals(self.dossiers + other.dossiers, self.sets + other.sets, self.returned + other.returned)


@dataclass(frozen=True, slots=True)
class Register:
    """Form 07. The rows may be left out here and streamed (printing/books.py), because a year has ten thousands.

    `period` stands under the title. `closes` makes the last page the closing of a year's book: how many pages
    and numbers it has, with the place of signature and seal (Thông tư 01/2018/TT-VPCP Điều 10.2); a register
    of some days is an extract and only signed by who made it.
    """

    agency: Agency
    issued_on: date
    book: str
    period: str
    closes: bool
    made_by: str = ""
    head: str = ""
    rows: tuple[RegisterRow, ...] = ()
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = REGISTER_2025

    @property
    def code(self) -> str:
        """What the foot of a page names beside its number."""
        return f"Quyển số {self.book}"

    @classmethod
    def specimen(cls) -> Register:
        """Some days of people who do not exist, marked as a specimen."""
        names = ("Nguyễn Thị Thử", "Trần Văn Mẫu", "Lê Thị Minh Họa", "Phạm Văn Ví Dụ", "Công ty Thử Nghiệm")
        procedures = (
            "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam "
            "cấp hoặc chứng nhận",
            "Đăng ký khai sinh",
            "Cấp Giấy xác nhận tình trạng hôn nhân",
        )
        base = RegisterRow(
            no=1,
            code="H00.000-261124-0001",
            procedure=procedures[0],
            sets=1,
            person=names[0],
            contact="Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ; 0900 000 000",
            unit="Ủy ban nhân dân xã Thử Nghiệm",
            received_on=date(2026, 11, 24),
            due_on=date(2026, 11, 25),
            way="Tại Bộ phận một cửa",
        )
        rows = [
            replace(
                base,
                no=number,
                code=f"H00.000-261124-{number:04d}",
                person=names[number % len(names)],
                procedure=procedures[number % len(procedures)],
                sets=1 + number % 2,
                returned_on=date(2026, 11, 25) if number % 3 else None,
                signed=names[number % len(names)] if number % 3 else "",
                note="Nhập sau từ giấy GT-0012" if number == 4 else "",
            )
            for number in range(1, 25)
        ]
        return cls(
            agency=Agency.specimen(),
            issued_on=date(2026, 12, 31),
            book="2026",
            period="Năm 2026",
            closes=True,
            made_by="Lê Thị Minh Họa",
            head="Trần Văn Mẫu",
            rows=tuple(rows),
            is_specimen=True,
        )
