"""Where is the control sheet laid out? Form 06, phiếu kiểm soát: one block for each handover, the desk first and last.

┌ TÊN CƠ QUAN ┬ THỜI GIAN GIAO, NHẬN HỒ SƠ ┬ KẾT QUẢ ───┬ GHI CHÚ ┐
│ 1. Giao: …  │ … giờ … phút, ngày …       │ ☐ Trước hạn │         │
│ 2. Nhận: …  │ Người giao     Người nhận  │ ☒ Đúng hạn  │         │
│             │ (ký)           (ký)        │ ☐ Quá hạn   │         │
└─────────────┴────────────────────────────┴─────────────┴─────────┘
Thông tư 03/2025/TT-VPCP, Phụ lục I; official wording, therefore never translated.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from printing.documents.control import ControlSheet, HandoverLine, Verdict
from printing.documents.parts import Copy
from printing.flow import Pen, Strip
from printing.layout import (
    BASELINE,
    HAIRLINE,
    MM,
    Paper,
    block,
    code_band,
    national_heading,
    paragraph,
    place,
    spoken_date,
    spoken_time,
    title,
)
from printing.tables import PADDING, Column, table
from printing.typeface import Face, Line, Run, clean, width, wrap

COLUMNS: Final = (
    Column("TÊN CƠ QUAN", 40),
    Column("THỜI GIAN GIAO, NHẬN HỒ SƠ", 68, "centre"),
    Column("KẾT QUẢ GIẢI QUYẾT HỒ SƠ", 30),
    Column("GHI CHÚ", 28),
)
PREPRINTED: Final = 4  # blocks on the sheets of the provinces; what is not used yet is filled by hand
BY_HAND: Final = "…… giờ …… phút, ngày …… tháng …… năm ………"
SIGNING_ROOM_MM: Final = 9.0
TICK_MM: Final = 2.8  # side of a box to tick
NOTES_WHEN_LATE: Final = "Trường hợp giải quyết hồ sơ quá hạn, ghi rõ lý do ở cột Ghi chú."
MOST_LINES: Final = 14  # of a cell in one block; a longer note goes on in a block below


def lay(sheet: ControlSheet, paper: Paper, copy: Copy) -> list[Strip]:
    """The strips of the sheet. There is one sheet for a dossier, whatever the copy."""
    agency = sheet.agency
    strips = [
        national_heading(
            paper, agency.parent, agency.name, f"{agency.place}, {spoken_date(sheet.issued_on)}"
        ),
        code_band(
            paper,
            (
                (Run("Mã hồ sơ: "), Run(sheet.code, Face.BOLD)),
                (Run(f"Quyển số: {sheet.book or '……'}, Số thứ tự: {sheet.serial or '……'}"),),
            ),
            sheet.code,
            agency.lookup(sheet.code),
            agency.emblem,
        ),
        *title(paper, sheet.edition.title),
    ]
    for label, value, face in (
        ("Kèm theo hồ sơ của", sheet.holder, Face.BOLD),
        ("Số điện thoại", sheet.phone, Face.REGULAR),
        ("Nội dung yêu cầu giải quyết", sheet.procedure, Face.REGULAR),
        ("Ngày nhận", spoken_time(sheet.received_at), Face.REGULAR),
        ("Ngày, giờ hẹn trả kết quả", spoken_time(sheet.due_at), Face.BOLD),
        ("Cơ quan (bộ phận) giải quyết hồ sơ", sheet.unit, Face.REGULAR),
        ("Cơ quan phối hợp giải quyết hồ sơ", sheet.partner, Face.REGULAR),
    ):
        runs = (Run(f"{label}: "), Run(value, face)) if clean(value) else (Run(f"{label}: "),)
        strips += paragraph(paper, runs, dotted=not clean(value))
    strips += _blocks(sheet, paper)
    strips += paragraph(
        paper, (Run(NOTES_WHEN_LATE, Face.ITALIC),), size=paper.small, before=paper.item_gap * MM * 2
    )
    return strips


def _blocks(sheet: ControlSheet, paper: Paper) -> list[Strip]:
    """The head, then the blocks; the head comes again on each page."""
    head = table(paper, COLUMNS, ())[0]
    total = sum(column.share for column in COLUMNS)
    widths = [column.share / total * paper.text_width for column in COLUMNS]
    blocks: list[Strip] = []
    for number, line in enumerate(_with_blanks(sheet)):
        blocks += _handover(paper, widths, line, first=number == 0)
    strips = [replace(head, before=paper.item_gap * MM * 2)]
    for number, strip in enumerate(blocks):
        strips.append(replace(strip, head=head, with_previous=number == 0))
    return strips


def _with_blanks(sheet: ControlSheet) -> tuple[HandoverLine, ...]:
    """What happened, then blocks to be filled by hand; the last receiver is the desk, which gave first."""
    if sheet.finished:
        return sheet.handovers
    desk = sheet.handovers[0].giver if sheet.handovers else "Bộ phận Tiếp nhận và Trả kết quả"
    last = sheet.handovers[-1].receiver if sheet.handovers else desk
    blanks = max(1, PREPRINTED - len(sheet.handovers))
    empty = [HandoverLine(last if number == 0 else "", "") for number in range(blanks)]
    empty[-1] = replace(empty[-1], receiver=desk)
    return (*sheet.handovers, *empty)


def _handover(paper: Paper, widths: list[float], line: HandoverLine, *, first: bool) -> list[Strip]:
    size = paper.table
    rooms = [wide - 2 * PADDING for wide in widths]
    units = [
        part
        for number, (role, unit) in enumerate((("Giao", line.giver), ("Nhận", line.receiver)), 1)
        for part in wrap((Run(f"{number}. {role}: "), Run(unit or "…………………", Face.BOLD if unit else Face.REGULAR)), rooms[0], size)
    ]  # fmt: skip
    clock, _comma, day = (spoken_time(line.at) if line.at else BY_HAND).partition(", ")
    when = (*wrap((Run(f"{clock},"),), rooms[1], size), *wrap((Run(day),), rooms[1], size))
    half = rooms[1] / 2 - 1
    hands = [
        (
            *wrap((Run(role, Face.BOLD),), half, size),
            *wrap((Run("(ký)", Face.ITALIC),), half, size),
        )
        for role in ("Người giao", "Người nhận")
    ]
    names = [
        wrap((Run(name),), half, size) if clean(name) else () for name in (line.given_by, line.received_by)
    ]
    note = wrap((Run(line.note),), rooms[3], size) if clean(line.note) else ()
    units_shown, units_more = units[:MOST_LINES], units[MOST_LINES:]
    note_shown, note_more = note[:MOST_LINES], note[MOST_LINES:]
    strips = [_drawn(paper, widths, line, units_shown, when, hands, names, note_shown, first=first)]
    while units_more or note_more:
        strips.append(_more(paper, widths, units_more[:MOST_LINES], note_more[:MOST_LINES]))
        units_more, note_more = units_more[MOST_LINES:], note_more[MOST_LINES:]
    return strips


def _drawn(
    paper: Paper,
    widths: list[float],
    line: HandoverLine,
    units: list[Line],
    when: tuple[Line, ...],
    hands: list[tuple[Line, ...]],
    names: list[tuple[Line, ...]],
    note: tuple[Line, ...],
    *,
    first: bool,
) -> Strip:
    size, leading = paper.table, paper.leading * paper.table / paper.body
    signing = SIGNING_ROOM_MM * MM * paper.signature_room / 18
    name_lines = max(1, *(len(name) for name in names))
    middle = (len(when) + 2) * leading + signing + name_lines * leading
    height = max(middle, len(units) * leading, len(note) * leading, 3 * leading) + 2 * PADDING

    def draw(pen: Pen, top: float) -> None:
        x = [sum(widths[:number]) for number in range(len(widths))]
        for left, wide in zip(x, widths, strict=True):
            pen.box(left, top, wide, height, HAIRLINE)
        y = top + PADDING
        block(units, x[0] + PADDING, widths[0], size, leading, "left").draw(pen, y)
        block(when, x[1], widths[1], size, leading, "centre").draw(pen, y)
        half = widths[1] / 2
        for side, (hand, name) in enumerate(zip(hands, names, strict=True)):
            left = x[1] + side * half
            block(hand, left, half, size, leading, "centre").draw(pen, y + len(when) * leading)
            below = y + (len(when) + 2) * leading + signing
            block(name, left, half, size, leading, "centre").draw(pen, below)
        if not first:  # the desk's first handover settles nothing, so there is nothing to judge
            _verdicts(pen, paper, line.verdict, x[2] + PADDING, y)
        block(note, x[3] + PADDING, widths[3], size, leading, "left").draw(pen, y)

    return Strip(height, draw)


def _verdicts(pen: Pen, paper: Paper, verdict: Verdict | None, x: float, top: float) -> None:
    """Three boxes to tick; the one that is true is crossed."""
    size, leading, side = paper.table, paper.leading * paper.table / paper.body, TICK_MM * MM
    for number, kind in enumerate(Verdict):
        y = top + number * leading
        box = y + (leading - side) / 2
        pen.box(x, box, side, side, HAIRLINE)
        if kind is verdict:
            pen.rule(x, box, x + side, box + side, HAIRLINE * 2)
            pen.rule(x, box + side, x + side, box, HAIRLINE * 2)
        face = Face.BOLD if kind is verdict else Face.REGULAR
        words = Line(((0.0, kind.value, face),), width(kind.value, face, size))
        pen.line(words, x + side + 3 + place(words, 0, "left"), y + BASELINE * leading, size)


def _more(paper: Paper, widths: list[float], units: list[Line], note: tuple[Line, ...]) -> Strip:
    """What was too long for its block."""
    size, leading = paper.table, paper.leading * paper.table / paper.body
    height = max(len(units), len(note)) * leading + 2 * PADDING

    def draw(pen: Pen, top: float) -> None:
        x = 0.0
        for wide, lines in zip(widths, (units, (), (), note), strict=True):
            pen.box(x, top, wide, height, HAIRLINE)
            block(lines, x + PADDING, wide, size, leading, "left").draw(pen, top + PADDING)
            x += wide

    return Strip(height, draw)
