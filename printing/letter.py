"""How does an official letter look below its head? Addressee, justified paragraphs, receivers and the head's signature.

    Kính gửi: Bà Nguyễn Thị Thử.
    First line indented, both edges even,      Nghị định 30/2020/NĐ-CP, Phụ lục I, II.5 to II.9
the last line as it falls./.
Nơi nhận:                   GIÁM ĐỐC
- Như trên;             (Ký, đóng dấu)
- Lưu: VT.                  Name
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from printing.documents.notices import Addressee
from printing.flow import Pen, Strip
from printing.layout import (
    BASELINE,
    COLUMN_GAP_MM,
    MM,
    Paper,
    Signature,
    block,
    paragraph,
    place,
    spoken_time,
)
from printing.typeface import Face, Line, Run, width, wrap

FIRST_LINE_SHARE: Final = 0.06  # of the text width: 10 mm on A4, as the decree asks (1 or 1.27 cm)
BODY_GAP: Final = 0.42  # of the leading, between paragraphs: 6 points on A4, the decree's least
NO_BREAK: Final = "\u00a0"
WIDEST_STRETCH: Final = 2.5  # of a space: a line that would need more stays ragged


def salutation(paper: Paper, to: Addressee) -> list[Strip]:
    """`Kính gửi: …`, centred while it is one line, else hanging from its colon; the address small below it."""
    label = "Kính gửi: " if to.is_organisation else f"Kính gửi: {to.you} "
    runs = (Run(label), Run(to.name, Face.BOLD))
    if len(wrap(runs, paper.text_width, paper.body)) == 1:
        strips = paragraph(paper, runs, align="centre", before=paper.leading)
    else:
        hang = width("Kính gửi: ", Face.REGULAR, paper.body)
        strips = paragraph(paper, runs, hanging=hang, before=paper.leading)
    reach = "; ".join(part for part in (to.address, to.phone and f"điện thoại: {to.phone}") if part)
    if reach:
        strips += paragraph(
            paper, (Run(f"({reach})"),), align="centre", size=paper.small, before=0.0, with_previous=True
        )
    return strips


def body(paper: Paper, runs: Sequence[Run], *, with_previous: bool = False) -> list[Strip]:
    """One paragraph of a letter: first line indented, both edges even, never one line alone on a page."""
    indent = paper.text_width * FIRST_LINE_SHARE
    room = paper.text_width - indent
    lines = wrap(tuple(runs), room, paper.body, -indent)
    strips = []
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        shown = line if last else justified(line, room, paper.body)
        strip = block((shown,), indent, room, paper.body, paper.leading, "left")
        glue = with_previous if number == 0 else number == 1 or last
        strips.append(replace(strip, before=0.0 if number else paper.leading * BODY_GAP, with_previous=glue))
    return strips


def moment(at: datetime) -> str:
    """`spoken_time` whose hours and minutes stay on one line."""
    clock, day = spoken_time(at).split(", ", 1)
    return f"{clock.replace(' ', NO_BREAK)}, {day}"


def item(paper: Paper, label: str, value: str, face: Face = Face.REGULAR) -> list[Strip]:
    """A numbered item of a letter, dotted where nobody gave a value."""
    if not value.strip():
        return paragraph(paper, (Run(label),), indent=paper.text_width * FIRST_LINE_SHARE, dotted=True)
    return body(paper, (Run(label), Run(value, face)))


def justified(line: Line, room: float, size: float) -> Line:
    """The line with its spaces widened until it ends at `room`; ragged where that would tear it apart."""
    gaps = sum(text.count(" ") for _x, text, _face in line.stretches)
    spare = room - line.width
    if not gaps or spare <= 0 or spare / gaps > width(" ", Face.REGULAR, size) * WIDEST_STRETCH:
        return line
    more, passed = spare / gaps, 0
    words: list[tuple[float, str, Face]] = []
    for x, text, face in line.stretches:
        at = x
        for number, word in enumerate(text.split(" ")):
            if number:
                at += width(" ", face, size)
                passed += 1
            if word:
                words.append((at + passed * more, word, face))
                at += width(word, face, size)
    return Line(tuple(words), room)


def closing(paper: Paper, recipients: Sequence[str], signer: Signature) -> Strip:
    """`Nơi nhận` at the left, who signs at the right, in one piece and glued to what is signed."""
    half = (paper.text_width - COLUMN_GAP_MM * MM) / 2
    small = paper.leading * paper.small / paper.body
    ends = [";"] * (len(recipients) - 1) + ["."]
    listed = [wrap((Run("Nơi nhận:", Face.BOLD_ITALIC),), half, paper.small)[0]]
    for text, end in zip(recipients, ends, strict=True):
        hang = width("- ", Face.REGULAR, paper.small)
        listed += wrap((Run(f"- {text}{end}"),), half, paper.small, hang)
    head = [
        line for role in signer.role.split("\n") for line in wrap((Run(role, Face.BOLD),), half, paper.body)
    ]
    head += wrap((Run(signer.how, Face.ITALIC),), half, paper.body)
    name = wrap((Run(signer.name, Face.BOLD),), half, paper.body)
    name_y = len(head) * paper.leading + paper.signature_room * MM
    x = paper.text_width - half

    def draw(pen: Pen, top: float) -> None:
        pen.sign_here(signer.role, x, top + len(head) * paper.leading, half, paper.signature_room * MM)
        for row, line in enumerate(listed):
            pen.line(line, 0.0, top + (row + BASELINE) * small, paper.small)
        for start, lines in ((0.0, head), (name_y, name)):
            for row, line in enumerate(lines):
                baseline = top + start + (row + BASELINE) * paper.leading
                pen.line(line, x + place(line, half, "centre"), baseline, paper.body)

    height = max(len(listed) * small, name_y + len(name) * paper.leading)
    return Strip(height, draw, before=paper.leading * 0.8, with_previous=True)
