"""Where is the register laid out? Form 07, sổ theo dõi hồ sơ: pages that count themselves, carry forward, and close.

┌ heading, title, period (first page) ──────────────┐
│ head of the table                                 │
│ Mang sang (from the second page on)               │   rows flow through; only the rows of the page that is
│ rows                                              │   being filled are in memory
│ Cộng trang · Lũy kế                               │
└ form and basis ──────────── Quyển số …, Trang n ──┘
Numbers run on, pages are numbered, no row is blank, and at the end the book is closed and signed (Thông tư
01/2018/TT-VPCP Điều 10.2 for the paper book).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from printing.documents.parts import Copy
from printing.documents.register import Register, RegisterRow, Totals
from printing.flow import Pen, Strip
from printing.layout import (
    BASELINE,
    HAIRLINE,
    MM,
    Paper,
    Signature,
    national_heading,
    paragraph,
    place,
    signatures,
    spoken_date,
    title,
)
from printing.tables import PADDING, Column, column_widths, head_strip, row_strips
from printing.typeface import Face, Run, wrap

RETURNING: Final = "Nhận và trả kết quả"
COLUMNS: Final = (
    Column("TT", 9, "centre", high=True),
    Column("Mã hồ sơ", 34),
    Column("Tên thủ tục hành chính", 39),
    Column("Số lượng hồ sơ (bộ)", 12, "centre", high=True),
    Column("Tên cá nhân, tổ chức", 28),
    Column("Địa chỉ, số điện thoại", 33),
    Column("Cơ quan chủ trì giải quyết", 24),
    Column("Ngày nhận", 17, "centre", group=RETURNING, high=True),
    Column("Ngày hẹn trả", 17, "centre", group=RETURNING, high=True),
    Column("Ngày trả", 17, "centre", group=RETURNING, high=True),
    Column("Phương thức nhận kết quả", 19, group=RETURNING),
    Column("Ký nhận", 19, group=RETURNING),
    Column("Ghi chú", 17),
)
SETS, RETURNED = 3, 9  # the columns whose totals stand at the foot
MISSING_SHOWN: Final = 12  # numbers that are not in the book, named in its closing


@dataclass
class Reckoning:
    """What the book has counted so far: filled while the pages are made, whole at the end."""

    upto: Totals = field(default_factory=Totals)
    pages: int = 0
    first: int = 0
    last: int = 0
    missing: list[int] = field(default_factory=list)
    missing_count: int = 0

    def take(self, row: RegisterRow) -> None:
        """Count a row; numbers that were jumped over are remembered."""
        if not self.upto.dossiers:
            self.first = row.no
        elif row.no > self.last + 1:
            jumped = range(self.last + 1, row.no)
            self.missing += jumped[: max(0, MISSING_SHOWN - len(self.missing))]
            self.missing_count += len(jumped)
        self.last = row.no
        self.upto = self.upto.with_row(row)


def lay(register: Register, paper: Paper, copy: Copy) -> list[Strip]:
    """The strips of a book whose rows are all here: a specimen, or some days."""
    strips: list[Strip] = []
    for number, page in enumerate(pages(register, register.rows, paper, Reckoning())):
        strips += [replace(page[0], begins_page=number > 0), *page[1:]]
    return strips


def pages(
    register: Register, rows: Iterable[RegisterRow], paper: Paper, reckoning: Reckoning
) -> Iterator[list[Strip]]:
    """The book page by page, taking rows as they are needed. Afterwards `reckoning` is that of the whole book."""
    widths = column_widths(paper, COLUMNS)
    head = head_strip(paper, COLUMNS, widths)
    foot = 2 * _total_height(paper)
    page = [*_opening(register, paper), replace(head, before=paper.item_gap * MM * 2)]
    used, own, carried = _height(page), Totals(), Totals()
    for row in rows:
        strips = row_strips(paper, COLUMNS, widths, _cells(row))
        whole = _height(strips)
        together = whole + foot + head.height <= paper.text_height / 2  # a longer row may be divided
        for number, strip in enumerate(strips):
            need = whole if together and number == 0 else strip.height
            if own.dossiers + number and used + need + foot > paper.text_height:
                reckoning.pages += 1
                yield [*page, *_totals(paper, widths, reckoning.pages, own, carried + own)]
                carried, own = carried + own, Totals()
                page = [head, _total(paper, widths, "Mang sang từ trang trước", carried)]
                used = _height(page)
            if number == 0:
                own = own.with_row(row)
                reckoning.take(row)
            page.append(strip)
            used += strip.height
    reckoning.pages += 1
    page += _totals(paper, widths, reckoning.pages, own, carried + own)
    closing = _closing(register, paper, reckoning)
    if _height([*page, *closing]) <= paper.text_height:
        yield [*page, *closing]
        return
    yield page
    reckoning.pages += 1
    yield _closing(register, paper, reckoning)  # one page more than was said a moment ago


def _height(strips: Sequence[Strip]) -> float:
    return sum(strip.height + (strip.before if number else 0.0) for number, strip in enumerate(strips))


def _opening(register: Register, paper: Paper) -> list[Strip]:
    agency = register.agency
    return [
        national_heading(
            paper, agency.parent, agency.name, f"{agency.place}, {spoken_date(register.issued_on)}"
        ),
        *title(paper, register.edition.title, f"Quyển số: {register.book} – {register.period}"),
    ]


def _cells(row: RegisterRow) -> list[tuple[Run, ...]]:
    return [
        (Run(f"{row.no:02d}"),),
        (Run(row.code),),
        (Run(row.procedure),),
        (Run(f"{row.sets:02d}"),),
        (Run(row.person),),
        (Run(row.contact),),
        (Run(row.unit),),
        (Run(_day(row.received_on)),),
        (Run(_day(row.due_on)),),
        (Run(_day(row.returned_on)),),
        (Run(row.way),),
        (Run(row.signed),),
        (Run(row.note),),
    ]


def _day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on is not None else ""


def _total_height(paper: Paper) -> float:
    return paper.leading * paper.table / paper.body + PADDING


def _totals(paper: Paper, widths: Sequence[float], number: int, own: Totals, upto: Totals) -> list[Strip]:
    return [
        _total(paper, widths, f"Cộng trang {number}: {own.dossiers} hồ sơ", own),
        _total(paper, widths, f"Lũy kế: {upto.dossiers} hồ sơ", upto),
    ]


def _total(paper: Paper, widths: Sequence[float], words: str, totals: Totals) -> Strip:
    """One line of sums: its name over the first columns, each sum under its column."""
    height = _total_height(paper)
    spans = [
        (0, SETS, words, "right"),
        (SETS, SETS + 1, f"{totals.sets:02d}", "centre"),
        (SETS + 1, RETURNED, "Đã trả kết quả:", "right"),
        (RETURNED, RETURNED + 1, f"{totals.returned:02d}", "centre"),
        (RETURNED + 1, len(widths), "", "left"),
    ]

    def draw(pen: Pen, top: float) -> None:
        for first, end, text, align in spans:
            left, wide = sum(widths[:first]), sum(widths[first:end])
            pen.box(left, top, wide, height, HAIRLINE)
            line = wrap((Run(text, Face.BOLD),), wide, paper.table)[0]
            x = left + place(line, wide - (PADDING if align == "right" else 0.0), align)
            pen.line(
                line, x, top + PADDING / 2 + BASELINE * paper.leading * paper.table / paper.body, paper.table
            )

    return Strip(height, draw)


def _closing(register: Register, paper: Paper, reckoning: Reckoning) -> list[Strip]:
    """How many pages and numbers there are, and who answers for it."""
    sums = reckoning.upto
    of_pages = f"Sổ này có {reckoning.pages} trang, đánh số từ trang 1 đến trang {reckoning.pages}"
    of_rows = (
        f"; ghi {sums.dossiers} hồ sơ ({sums.sets} bộ), từ số thứ tự {reckoning.first:02d} đến số thứ tự "
        f"{reckoning.last:02d}; đã trả kết quả {sums.returned} hồ sơ."
        if sums.dossiers
        else "; không có hồ sơ nào."
    )
    strips = paragraph(paper, (Run(of_pages + of_rows),), before=paper.item_gap * MM * 4)
    if reckoning.missing_count:
        named = ", ".join(f"{number:02d}" for number in reckoning.missing)
        more = ", …" if reckoning.missing_count > len(reckoning.missing) else ""
        told = f"Số thứ tự không có trong sổ này ({reckoning.missing_count}): {named}{more}."
        strips += paragraph(paper, (Run(told, Face.ITALIC),))
    maker = Signature("NGƯỜI LẬP SỔ", "(Ký và ghi rõ họ tên)", register.made_by)
    if register.closes:
        head = Signature("NGƯỜI ĐỨNG ĐẦU BỘ PHẬN MỘT CỬA", "(Ký, ghi rõ họ tên và đóng dấu)", register.head)
        strips += paragraph(paper, (Run("Sổ được khóa, không ghi thêm sau trang này.", Face.ITALIC),))
        strips.append(signatures(paper, maker, head))
    else:
        strips.append(signatures(paper, None, maker))
    return strips
