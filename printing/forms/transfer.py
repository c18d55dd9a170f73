"""Where does a paper say how it is paid by phone? The VietQR at the left, what it does and the account beside it."""

from __future__ import annotations

from typing import Final

from printing.documents.parts import Transfer
from printing.flow import Pen, Strip
from printing.layout import BASELINE, MM, Paper, spoken_money
from printing.marks import QR_QUIET, qr
from printing.typeface import Face, Run, wrap

SIDE_MM: Final = 24.0  # modules of half a millimetre: phones and cheap printers agree on them
SCAN: Final = "Quét mã VietQR để chuyển khoản {sum}, giữ nguyên nội dung."


def transfer_strip(paper: Paper, transfer: Transfer, *before: tuple[Run, ...]) -> Strip:
    """The black of the symbol stands on the edge of the text; its quiet zone reaches into white margins.

    `before` are paragraphs that stand beside the symbol too, above what it does: the paper is short.
    """
    symbol = qr(transfer.qr)
    side = SIDE_MM * MM
    module = side / (symbol.width - 2 * QR_QUIET)
    left = side + 2 * QR_QUIET * module
    room = paper.text_width - left
    said = (
        *before,
        (Run(SCAN.format(sum=spoken_money(transfer.amount_vnd)), Face.BOLD),),
        (Run(transfer.account),),
    )
    lines = [line for runs in said for line in wrap(runs, room, paper.body)]

    def draw(pen: Pen, top: float) -> None:
        pen.mark(symbol, -QR_QUIET * module, top - QR_QUIET * module, module, module)
        for number, line in enumerate(lines):
            pen.line(line, left, top + (number + BASELINE) * paper.leading, paper.body)

    height = max(side, len(lines) * paper.leading)
    return Strip(height, draw, before=QR_QUIET * module)
