"""What is the least that a receipt costs? Bare reportlab: the same lines, the same face, the same QR, no form around them."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import segno
from reportlab.lib.pagesizes import A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FACE = "BareTinos"
FACE_FILE = Path(__file__).parents[1] / "printing/fonts/Tinos-Regular.ttf"
SIZE, LEADING = 9, 10
LEFT, TOP = 40, 560
MODULE = 2


def draw(pages: Sequence[Sequence[str]], code: str) -> bytes:
    """A PDF of these pages of lines, each with the QR of `code`."""
    _known_face()
    buffer = io.BytesIO()
    matrix = segno.make(code, error="m", micro=False).matrix
    canvas = Canvas(buffer, pagesize=A5, invariant=1, pageCompression=1)
    for lines in pages:
        canvas.setFont(FACE, SIZE)
        for number, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - number * LEADING, line)
        path = canvas.beginPath()
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark:
                    path.rect(LEFT + x * MODULE, LEFT - y * MODULE, MODULE, MODULE)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@cache
def _known_face() -> None:
    pdfmetrics.registerFont(TTFont(FACE, str(FACE_FILE)))


if __name__ == "__main__":  # as a process of its own: [pages, code] comes in, nothing goes out
    draw(*json.load(sys.stdin))
