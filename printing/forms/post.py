"""Where are label and envelope laid out? Sender small above, receiver large, the dossier's code for the desk's scanner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from printing.documents.parts import Copy
from printing.documents.post import Envelope, PostalLabel
from printing.flow import Pen, Strip
from printing.forms.lines import unbroken
from printing.layout import MM, RULE, Paper, block, code_band, spoken_money
from printing.typeface import Face, Line, Run, clean, wrap

NAME_SHARE: Final = 1.35  # of the body: the name is read from an arm's length
ADDRESS_SHARE: Final = 1.12
FROM_SHARE: Final = 0.58  # of the width: where the receiver begins on an envelope is the right lower part
TO_SHARE: Final = 0.56
SCALES: Final = ((1.0, 6), (0.88, 5), (0.76, 4), (0.66, 3))
"""A label has no second page: smaller type and fewer lines of each text, until all of it fits; what is cut ends in dots."""
CUT: Final = "…"


def label(post: PostalLabel, paper: Paper, copy: Copy) -> list[Strip]:
    """100 × 150 mm: sender, receiver in a frame, content, money to collect, the code."""
    return _fitting(paper, lambda scaled, most: _label(post, scaled, most))


def envelope(post: Envelope, paper: Paper, copy: Copy) -> list[Strip]:
    """Sender at the top left, receiver at the lower right, where the post looks for it."""
    return _fitting(paper, lambda scaled, most: _envelope(post, scaled, most))


def _fitting(paper: Paper, lay: Callable[[Paper, int], list[Strip]]) -> list[Strip]:
    strips: list[Strip] = []
    for scale, most in SCALES:
        scaled = replace(
            paper, body=paper.body * scale, leading=paper.leading * scale, small=paper.small * scale
        )
        strips = lay(scaled, most)
        if sum(strip.height + strip.before for strip in strips) <= paper.text_height:
            break
    return strips


def _label(post: PostalLabel, paper: Paper, most: int) -> list[Strip]:
    agency = post.agency
    sender = [*_sender(paper, agency.name, agency.parent, post.sender_address, agency.phone)]
    collect = f"Thu hộ: {spoken_money(post.collect_vnd)}" if post.collect_vnd else "Không thu tiền khi phát"
    return [
        *_texts(paper, [("NGƯỜI GỬI", Face.BOLD, paper.small), *sender], paper.text_width, most),
        _framed(paper, post, most),
        *_texts(
            paper,
            [(f"Nội dung: {post.content}", Face.REGULAR, paper.small), (collect, Face.BOLD, paper.body)],
            paper.text_width,
            most,
        ),
        code_band(
            paper, ((Run("Mã hồ sơ: "), Run(post.code, Face.BOLD)),), post.code, agency.lookup(post.code)
        ),
    ]


def _envelope(post: Envelope, paper: Paper, most: int) -> list[Strip]:
    agency = post.agency
    sender = _texts(
        paper,
        [*_sender(paper, agency.name, agency.parent, post.sender_address, agency.phone),
         (f"Mã hồ sơ: {post.code}", Face.REGULAR, paper.small)],
        paper.text_width * FROM_SHARE, most,
    )  # fmt: skip
    room = paper.text_width * TO_SHARE
    receiver = _texts(paper, _receiver(paper, post), room, most, indent=paper.text_width - room)
    free = paper.text_height - sum(strip.height for strip in (*sender, *receiver))
    gap = Strip(max(2 * MM, free - 2 * MM), lambda pen, top: None)
    return [*sender, gap, *receiver]


def _sender(paper: Paper, name: str, parent: str, address: str, phone: str) -> list[tuple[str, Face, float]]:
    lines = [(parent.upper(), Face.REGULAR, paper.small), (name.upper(), Face.BOLD, paper.small)]
    contact = "; ".join(part for part in (address, f"ĐT: {unbroken(phone)}" if phone else "") if part)
    return [line for line in (*lines, (contact, Face.REGULAR, paper.small)) if clean(line[0])]


def _receiver(paper: Paper, post: PostalLabel | Envelope) -> list[tuple[str, Face, float]]:
    lines = [
        ("NGƯỜI NHẬN", Face.BOLD, paper.small),
        (post.receiver, Face.BOLD, paper.body * NAME_SHARE),
        (post.address, Face.REGULAR, paper.body * ADDRESS_SHARE),
        (f"Điện thoại: {unbroken(post.phone)}" if clean(post.phone) else "", Face.BOLD, paper.body),
    ]
    return [line for line in lines if clean(line[0])]


def _texts(
    paper: Paper, texts: Sequence[tuple[str, Face, float]], room: float, most: int, indent: float = 0.0
) -> list[Strip]:
    strips = []
    for text, face, size in texts:
        lines = _at_most(wrap((Run(text, face),), room, size), most)
        strips.append(block(lines, indent, room, size, size * paper.leading / paper.body, "left"))
    return strips


def _at_most(lines: tuple[Line, ...], most: int) -> tuple[Line, ...]:
    if len(lines) <= most:
        return lines
    *kept, last = lines[:most]
    x, text, cut = last.stretches[-1]
    return (*kept, Line((*last.stretches[:-1], (x, text[:-1] + CUT, cut)), last.width))


def _framed(paper: Paper, post: PostalLabel, most: int) -> Strip:
    pad = 2.5 * MM
    inside = _texts(paper, _receiver(paper, post), paper.text_width - 2 * pad, most, indent=pad)
    height = sum(strip.height for strip in inside) + 2 * pad

    def draw(pen: Pen, top: float) -> None:
        pen.box(0.0, top, paper.text_width, height, RULE * 2)
        y = top + pad
        for strip in inside:
            strip.draw(pen, y)
            y += strip.height

    return Strip(height, draw, before=2 * MM)
