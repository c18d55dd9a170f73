"""What does official paper look like? Page, national heading, text, tables, code band, signatures, foot.

┌ agency ───────── national heading ┐
│ code, bars, book            place │   every builder returns strips (printing/flow.py);
│              TITLE             QR │   a form is the list of its strips in reading order
│ fields, table, items, signatures  │
└ form and basis ─── code, page x/y ┘
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from printing.flow import Pen, Strip
from printing.marks import CODE_128_QUIET, QR_QUIET, code_128, qr
from printing.typeface import Face, Line, Run, clean, width, wrap

MM: Final = 72 / 25.4
VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
STATE: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"  # Nghị định 30/2020/NĐ-CP, Phụ lục I, II.1
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
BASELINE: Final = 0.80  # of the leading: where letters stand in their line
BALANCE_STEP: Final = 4.0  # points: finer than a letter, coarse enough to be quick
HAIRLINE: Final = 0.4
RULE: Final = 0.6
AGENCY_RULE_SHARE: Final = 0.4  # of the agency's name: Nghị định 30/2020 asks for 1/3 to 1/2
COLUMN_GAP_MM: Final = 3.0
BAR_MODULES: Final = (0.96, 0.84, 0.72)  # points: 8, 7 or 6 dots at 600 dpi; the widest that fits is taken
# Readers and ink both widen bars. Measured with zxing at 150 to 600 dpi over shifted pixels: of codes with
# modules of 0.72 pt at 203 dpi 12 of 18 read untrimmed, all with this much off each bar, fewer with more.
BAR_TRIM: Final = 0.04
NOTICE_PADDING: Final = 3.0  # points between a frame and its text
TIGHT_LEADING: Final = 0.97  # stacked accents of capitals still clear the line above
TIGHT_GAP: Final = 0.5
TIGHT_SIGNATURE: Final = 0.9
DENSE_TYPE: Final = 0.93  # 8.7 points on A5
WHOLE_PARAGRAPH: Final = 3  # lines that are not worth splitting


@dataclass(frozen=True, slots=True)
class Paper:
    """A page and its scale of type, portrait; sizes of type in points, all else in millimetres.

    A4 follows Nghị định 30/2020 (margins 20-30-20-20, body 12, heading 12-13); A5, the size of
    forms 01 to 05 in Thông tư 01/2018 Điều 9, is the same page drawn smaller, left edge for the punch.
    """

    name: str
    page: tuple[float, float]
    top: float
    right: float
    bottom: float
    left: float
    body: float
    leading: float
    state: float
    motto: float
    title: float
    table: float
    small: float
    foot: float
    item_gap: float
    foot_from_edge: float
    bar_height: float
    qr_side: float
    signature_room: float

    @property
    def text_width(self) -> float:
        """The width of the text area in points."""
        return (self.page[0] - self.left - self.right) * MM

    @property
    def text_height(self) -> float:
        """The height of the text area in points."""
        return (self.page[1] - self.top - self.bottom) * MM

    @property
    def tight(self) -> Paper:
        """The same page and type with less white, for a form that misses one page by a few lines."""
        return replace(
            self,
            leading=self.leading * TIGHT_LEADING,
            item_gap=self.item_gap * TIGHT_GAP,
            signature_room=self.signature_room * TIGHT_SIGNATURE,
        )

    @property
    def dense(self) -> Paper:
        """The tight page with smaller type below its head, where white alone does not save a second page."""
        tight = self.tight
        sizes = {name: getattr(tight, name) * DENSE_TYPE for name in ("body", "leading", "table", "small")}
        return replace(tight, **sizes)


A5: Final = Paper(
    "A5", (148, 210), 9, 10, 10, 15,
    body=9.4, leading=11.3, state=8.6, motto=9.4, title=12, table=9, small=8, foot=7,
    item_gap=0.45, foot_from_edge=6, bar_height=7, qr_side=18, signature_room=12,
)  # fmt: skip
A4: Final = Paper(
    "A4", (210, 297), 20, 20, 20, 30,
    body=12, leading=14.6, state=11.5, motto=12.5, title=14.5, table=11.5, small=10, foot=8.5,
    item_gap=0.75, foot_from_edge=11, bar_height=9, qr_side=22, signature_room=18,
)  # fmt: skip
PAPERS: Final = {paper.name: paper for paper in (A5, A4)}


def spoken_date(on: date) -> str:
    """`ngày 05 tháng 02 năm 2026`: days below 10 and months 1 and 2 carry a zero (Nghị định 30/2020)."""
    return f"ngày {on.day:02d} tháng {on.month:0{2 if on.month <= 2 else 1}d} năm {on.year}"


def spoken_time(at: datetime) -> str:
    """`09 giờ 05 phút, ngày 24 tháng 11 năm 2026`, by the clock of Vietnam. `at` is aware."""
    local = at.astimezone(VIETNAM)
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {spoken_date(local.date())}"


def spoken_money(amount_vnd: int) -> str:
    """`14.000 đồng`."""
    return f"{amount_vnd:,}".replace(",", ".") + " đồng"


def place(line: Line, room: float, align: str) -> float:
    """Where a line begins so that it stands `left`, `centre` or `right` in its room."""
    spare = room - line.width
    return spare / 2 if align == "centre" else spare if align == "right" else 0.0


def block(
    lines: Sequence[Line], x: float, room: float, size: float, leading: float, align: str, height: float = 0.0
) -> Strip:
    """Lines as one indivisible strip."""

    def draw(pen: Pen, top: float) -> None:
        for number, line in enumerate(lines):
            pen.line(line, x + place(line, room, align), top + (number + BASELINE) * leading, size)

    return Strip(max(height, len(lines) * leading), draw)


def paragraph(
    paper: Paper,
    runs: Sequence[Run],
    *,
    before: float | None = None,
    align: str = "left",
    indent: float = 0.0,
    hanging: float = 0.0,
    size: float = 0.0,
    dotted: bool = False,
    with_previous: bool = False,
) -> list[Strip]:
    """Text that may break over pages between lines, never leaving one line alone.

    `indent` moves all of it, `hanging` the lines after the first; `dotted` fills the rest of the
    last line with dots to write on, for a value that nobody gave.
    """
    size = size or paper.body
    leading = paper.leading * size / paper.body
    room = paper.text_width - indent
    lines = list(wrap(tuple(runs), room, size, hanging))
    if dotted:
        lines[-1] = _dotted(lines[-1], room, size)
    strips = []
    for number, line in enumerate(lines):
        whole = len(lines) <= WHOLE_PARAGRAPH
        glue = number > 0 and (whole or number == 1 or number == len(lines) - 1)
        first = paper.item_gap * MM if before is None else before
        strip = block((line,), indent, room, size, leading, align)
        strips.append(replace(strip, before=0.0 if number else first, with_previous=glue))
    strips[0] = replace(strips[0], with_previous=with_previous)
    return strips


def _dotted(line: Line, room: float, size: float) -> Line:
    gap, dot = width(" ", Face.REGULAR, size), width(".", Face.REGULAR, size)
    dots = int((room - line.width - gap) / dot)
    if dots < 1:
        return line
    start = line.width + gap
    return Line((*line.stretches, (start, "." * dots, Face.REGULAR)), start + dots * dot)


def side_by_side(paper: Paper, cells: Sequence[tuple[float, Sequence[Run]]]) -> list[Strip]:
    """Short fields on one line, each with its share of the width; dots where the text ends in a colon.

    A field that is too long for its share gives each field a line of its own.
    """
    drawn: list[tuple[float, Line]] = []
    x = 0.0
    gap = COLUMN_GAP_MM * MM
    for number, (share, runs) in enumerate(cells):
        room = paper.text_width * share - (gap if number < len(cells) - 1 else 0.0)
        first, *more = wrap(tuple(runs), room, paper.body)
        if more:
            return [
                strip for _share, alone in cells for strip in paragraph(paper, alone, dotted=_open(alone))
            ]
        drawn.append((x, _dotted(first, room, paper.body) if _open(runs) else first))
        x += paper.text_width * share

    def draw(pen: Pen, top: float) -> None:
        for left, line in drawn:
            pen.line(line, left, top + BASELINE * paper.leading, paper.body)

    return [Strip(paper.leading, draw, before=paper.item_gap * MM)]


def _open(runs: Sequence[Run]) -> bool:
    """A label whose value nobody gave."""
    return "".join(run.text for run in runs).rstrip().endswith(":")


def balanced(runs: tuple[Run, ...], room: float, size: float) -> tuple[Line, ...]:
    """Lines of nearly equal length: no more of them than `wrap` makes, none left with a single word."""
    lines = wrap(runs, room, size)
    words = [width(word, run.face, size) for run in runs for word in clean(run.text).split(" ")]
    least, most = min(max(words), room), room
    while len(lines) > 1 and most - least > BALANCE_STEP:
        middle = (least + most) / 2
        if len(wrap(runs, middle, size)) > len(lines):
            least = middle
        else:
            most = middle
    return wrap(runs, most, size) if len(lines) > 1 else lines


def national_heading(
    paper: Paper, parent: str, agency: str, place_and_date: str, number: str = "", about: str = ""
) -> Strip:
    """Two columns (Nghị định 30/2020, Phụ lục I): agency, rule, number | State, motto, rule, place and date.

    The motto's rule is as long as the motto, the agency's 1/3 to 1/2 of its name. `number` (Số: …) and,
    of a letter, what it is `about` (V/v …) stand under the agency.
    """
    state_size, motto_size = paper.state, paper.motto
    right = max(width(STATE, Face.BOLD, state_size), width(MOTTO, Face.BOLD, motto_size)) + 1
    left = paper.text_width - right - COLUMN_GAP_MM * MM
    lead = motto_size * 1.22
    above = balanced((Run(parent.upper()),), left, state_size)
    name = balanced((Run(agency.upper(), Face.BOLD),), left, state_size)
    where = wrap((Run(place_and_date, Face.ITALIC),), right, motto_size)
    left_lines = (*above, *name) if parent else name
    rule_long = max(line.width for line in name) * AGENCY_RULE_SHARE
    motto_long = width(MOTTO, Face.BOLD, motto_size)
    right_x = paper.text_width - right
    drop = lead * 0.30  # from a line's box to the rule under it
    under = [line for text in (number, about) if text for line in balanced((Run(text),), left, state_size)]
    left_height = (len(left_lines) + len(under)) * lead + drop * (1.6 if under else 1)
    right_height = (2 + len(where)) * lead + drop * 2

    def draw(pen: Pen, top: float) -> None:
        for row, line in enumerate(left_lines):
            pen.line(line, place(line, left, "centre"), top + (row + BASELINE) * lead, state_size)
        y = top + len(left_lines) * lead + drop * 0.6
        pen.rule((left - rule_long) / 2, y, (left + rule_long) / 2, y, RULE)
        for row, line in enumerate(under):
            baseline = top + (len(left_lines) + row + BASELINE) * lead + drop * 1.6
            pen.line(line, place(line, left, "centre"), baseline, state_size)
        state = (right - width(STATE, Face.BOLD, state_size)) / 2
        pen.text(right_x + state, top + BASELINE * lead, STATE, Face.BOLD, state_size)
        x = right_x + (right - motto_long) / 2
        pen.text(x, top + (1 + BASELINE) * lead, MOTTO, Face.BOLD, motto_size)
        y = top + 2 * lead + drop * 0.55
        pen.rule(x, y, x + motto_long, y, RULE)
        for row, line in enumerate(where):
            baseline = top + (2 + row + BASELINE) * lead + drop * 1.6
            pen.line(line, right_x + place(line, right, "centre"), baseline, motto_size)

    return Strip(max(left_height, right_height), draw)


def code_band(
    paper: Paper, lines: Sequence[Sequence[Run]], code: str, qr_text: str, emblem: bytes = b""
) -> Strip:
    """The dossier code for people and machines: lines and Code 128 at the left, QR at the right.

    The quiet zones reach into white margins, so that bars and letters share their edges. A code
    too long for bars that a desk scanner reads has its QR alone, rather than bars that fail. An emblem
    stands between them where the bars leave it room, outside both quiet zones.
    """
    symbol, bars = qr(qr_text), code_128(code)
    side = paper.qr_side * MM
    qr_module = side / (symbol.width - 2 * QR_QUIET)
    room = paper.text_width - side - QR_QUIET * qr_module
    modules = [wide for wide in BAR_MODULES if (bars.width - CODE_128_QUIET) * wide <= room]
    texts = [line for runs in lines for line in wrap(tuple(runs), room, paper.body)]
    bars_y = paper.leading * 1.2
    bar_height = paper.bar_height * MM if modules else 0.0
    height = max(bars_y + bar_height + paper.leading * (len(texts) - 1) + 3, side)
    taken = max(
        [line.width for line in texts] + [(bars.width - CODE_128_QUIET) * wide for wide in modules[:1]]
    )
    emblem_fits = bool(emblem) and taken + side <= room

    def draw(pen: Pen, top: float) -> None:
        if emblem_fits:
            pen.picture(emblem, room - side, top, side, side)
        pen.line(texts[0], 0.0, top + BASELINE * paper.leading, paper.body)
        if modules:
            pen.mark(bars, -CODE_128_QUIET * modules[0], top + bars_y, modules[0], bar_height, BAR_TRIM)
        for number, line in enumerate(texts[1:]):
            y = top + bars_y + bar_height + 3 + (number + BASELINE) * paper.leading
            pen.line(line, 0.0, y, paper.body)
        left = paper.text_width - side - QR_QUIET * qr_module
        pen.mark(symbol, left, top - QR_QUIET * qr_module, qr_module, qr_module)

    return Strip(height, draw, before=paper.item_gap * MM * 2 + 2)


def title(paper: Paper, text: str, *under: str) -> list[Strip]:
    """The form's name, capitals, bold, centred, and lines under it (English, which copy this is)."""
    strips = paragraph(
        paper,
        (Run(text.upper(), Face.BOLD),),
        size=paper.title,
        align="centre",
        before=paper.item_gap * MM * 3,
    )
    for line in filter(None, under):
        strips += paragraph(paper, (Run(line, Face.ITALIC),), align="centre", before=0.0, with_previous=True)
    return strips


def notice(paper: Paper, text: str) -> Strip:
    """A sentence in a frame that must not be overlooked."""
    pad = NOTICE_PADDING
    lines = wrap((Run(text, Face.BOLD),), paper.text_width - 2 * pad, paper.small)
    leading = paper.leading * paper.small / paper.body
    inner = block(lines, pad, paper.text_width - 2 * pad, paper.small, leading, "centre")

    def draw(pen: Pen, top: float) -> None:
        pen.box(0.0, top, paper.text_width, inner.height + 2 * pad, RULE)
        inner.draw(pen, top + pad)

    return Strip(inner.height + 2 * pad, draw, before=paper.item_gap * MM * 3)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: what the place is called, how to sign, and the name already known."""

    role: str
    how: str
    name: str


def signatures(paper: Paper, left: Signature | None, right: Signature) -> Strip:
    """The block of signatures, in one piece and glued to what is signed, so that it never stands alone."""
    half = (paper.text_width - COLUMN_GAP_MM * MM) / 2
    columns: list[tuple[str, float, tuple[Line, ...], tuple[Line, ...]]] = []
    for x, signer in ((0.0, left), (paper.text_width - half, right)):
        if signer is None:
            continue
        head = (
            *wrap((Run(signer.role, Face.BOLD),), half, paper.body),
            *wrap((Run(signer.how, Face.ITALIC),), half, paper.body),
        )
        name = wrap((Run(signer.name, Face.BOLD),), half, paper.body) if clean(signer.name) else ()
        columns.append((signer.role, x, head, name))
    heads = max(len(head) for _role, _x, head, _name in columns)
    names = max(1, *(len(name) for _role, _x, _head, name in columns))
    names_y = heads * paper.leading + paper.signature_room * MM

    def draw(pen: Pen, top: float) -> None:
        for role, x, head, name in columns:
            pen.sign_here(role, x, top + heads * paper.leading, half, paper.signature_room * MM)
            for start, lines in ((0.0, head), (names_y, name)):
                for number, line in enumerate(lines):
                    baseline = top + start + (number + BASELINE) * paper.leading
                    pen.line(line, x + place(line, half, "centre"), baseline, paper.body)

    return Strip(names_y + names * paper.leading, draw, before=paper.item_gap * MM * 3, with_previous=True)


def foot(paper: Paper, left: str, code: str, number: int, total: int) -> Strip:
    """The foot of one page: form and legal basis, code and page x of y; two lines where one is too short.

    A page of a book (`total` 0) says its number alone.
    """
    right = f"{code} – Trang {number}/{total}" if total else f"{code} – Trang {number}"
    lines = [
        Line(((0.0, text, Face.REGULAR),), width(text, Face.REGULAR, paper.foot)) for text in (left, right)
    ]
    apart = sum(line.width for line in lines) + COLUMN_GAP_MM * MM > paper.text_width
    below = paper.foot * 1.2 if apart else 0.0

    def draw(pen: Pen, top: float) -> None:
        pen.line(lines[0], 0.0, top, paper.foot)
        pen.line(lines[1], place(lines[1], paper.text_width, "right"), top + below, paper.foot)

    return Strip(paper.foot + below, draw)
