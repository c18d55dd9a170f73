"""On which other sheets is printed? Papers across for lists and books, envelopes, the postal label, rolls of slips.

The scale of type is that of the official A4 and A5 (printing/layout.py), drawn for the sheet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from printing.layout import A4, A5, Paper

A4_ACROSS: Final = replace(
    A4, name="A4 ngang", page=(297, 210), top=16, right=14, bottom=16, left=22,
    body=11.5, leading=14, state=11, motto=12, table=10, small=9.5, foot=8.5, foot_from_edge=9, item_gap=0.6,
)  # fmt: skip
A5_ACROSS: Final = replace(
    A5, name="A5 ngang", page=(210, 148), top=10, right=12, bottom=11, left=16,
    body=10.4, leading=12.8, table=9.6, signature_room=13, item_gap=0.7,
)  # fmt: skip
BOOK: Final = replace(
    A4_ACROSS, name="Sổ A4 ngang", top=14, bottom=15, right=10, left=20, table=8.6, leading=13.4, item_gap=0.4
)
"""Form 07 needs the width: thirteen columns; the wide left edge is for the binding and the overlapping seals."""

DL: Final = replace(
    A5,
    name="DL",
    page=(220, 110),
    top=10,
    right=12,
    bottom=10,
    left=12,
    body=11,
    leading=14,
    foot_from_edge=0,
)
C5: Final = replace(
    A5,
    name="C5",
    page=(229, 162),
    top=14,
    right=16,
    bottom=14,
    left=16,
    body=12,
    leading=15.2,
    foot_from_edge=0,
)
LABEL: Final = replace(
    A5, name="100×150", page=(100, 150), top=6, right=6, bottom=6, left=6,
    body=12, leading=15, small=9.8, foot=6.6, bar_height=14, qr_side=21, item_gap=1.6, foot_from_edge=0,
)  # fmt: skip
"""The label of desk label printers, 100 mm wide and 150 mm high."""

SHEETS: Final = {sheet.name: sheet for sheet in (A4_ACROSS, A5_ACROSS, BOOK, DL, C5, LABEL)}

MEDIA: Final = {
    A4_ACROSS.name: "A4",
    A5_ACROSS.name: "A5",
    BOOK.name: "A4",
    LABEL.name: "Custom.100x150mm",
}
"""What the print service calls the sheet, where that is not its name."""


def media(paper: Paper) -> str:
    """The print service's name of a paper."""
    return MEDIA.get(paper.name, paper.name)
