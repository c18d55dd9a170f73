"""Which lines do many papers share? The heading, a field with dots where nobody gave a value, the sum of money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from printing.documents.parts import Agency, Fees
from printing.flow import Strip
from printing.layout import MM, Paper, national_heading, paragraph, spoken_date, spoken_money
from printing.typeface import Face, Run, clean

SIGN: Final = "(Ký và ghi rõ họ tên)"
LONGEST_NUMBER: Final = 20


def heading(paper: Paper, agency: Agency, on: date) -> Strip:
    """Agency, national heading, place and date."""
    return national_heading(paper, agency.parent, agency.name, f"{agency.place}, {spoken_date(on)}")


def field(paper: Paper, label: str, value: str, face: Face = Face.REGULAR) -> list[Strip]:
    """`Label: value`, with dots to write on for a value that nobody gave."""
    if not clean(value):
        return paragraph(paper, (Run(f"{label}: "),), dotted=True)
    return paragraph(paper, (Run(f"{label}: "), Run(value, face)))


def fields(paper: Paper, pairs: Sequence[tuple[str, str, Face]]) -> Iterator[Strip]:
    """A field for each (label, value, cut)."""
    for label, value, face in pairs:
        yield from field(paper, label, value, face)


def money(paper: Paper, label: str, fees: Fees) -> Iterator[Strip]:
    """The sum in figures and words, then each fee with how it was reckoned."""
    words = f" (bằng chữ: {fees.in_words})" if fees.in_words else ""
    total = Run(spoken_money(fees.total_vnd), Face.BOLD)
    payment = f" {fees.payment}." if fees.payment else ""
    yield from paragraph(paper, (Run(f"{label}: "), total, Run(f"{words}.{payment}")))
    for line in fees.lines:
        reckoning = f" ({line.reckoning})" if line.reckoning else ""
        text = f"– {line.name}{reckoning}: {spoken_money(line.amount_vnd)}"
        yield from paragraph(paper, (Run(text),), indent=3 * MM, before=0.0, with_previous=True)


def glued(strip: Strip) -> Strip:
    """On the page of what stands before it: a label does not stay behind when its table moves on."""
    return replace(strip, with_previous=True)


def tick(yes: bool) -> tuple[Run, ...]:
    """The X that the lists of the offices use for yes."""
    return (Run("X" if yes else "", Face.BOLD),)


def unbroken(number: str) -> str:
    """A telephone number that does not break at the end of a line, unless it is longer than any number."""
    return number.replace(" ", "\u00a0") if len(number) <= LONGEST_NUMBER else number
