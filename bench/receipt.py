"""How long until form 01 can leave, and how large is it? The paper of a saved dossier against bare reportlab, same words and QR."""

from __future__ import annotations

import json
import subprocess
import sys

import pypdfium2

from bench.bare_paper import draw
from bench.offices import Office, training_office
from bench.processes import EMPTY, HOUSE, in_turn
from bench.tables import Plan, Row, grid, table, timed
from desk.papers import RECEIPT
from printing.documents.receipt import Receipt
from printing.render import pdf
from ui.papers import PaperSize, document, receipt_pdf

USUAL, QUICK = 40, 5
USUAL_PROCESSES, QUICK_PROCESSES = 8, 2
WARM_UP = 3
MANY, QUICK_MANY = (10, 100, 1_000), (10, 20)
HOUSE_FIRST = (
    "from printing.documents.receipt import Receipt; from printing.render import pdf; pdf(Receipt.specimen())"
)
KILO = 1000


def measure(plan: Plan) -> list[str]:
    """Five tables: warm, the first of a fresh process and of an open desk, many in one file, sizes.

    Each dossier is drawn once only, so that nobody is spared its words; every drawing makes its marks anew.
    """
    floors, drawn, whole, bare_sizes, sizes, sizes_a4 = [], [], [], [], [], []
    with training_office(plan.folder / "desk") as office:
        codes = [office.take(one) for one in office.requests(2 * (plan.times(USUAL, QUICK) + WARM_UP))]
        for place, (code, other) in enumerate(zip(codes[::2], codes[1::2], strict=True)):
            took, made = timed(lambda code=code: _from_record(office, code))
            document = _document(office, other)
            took_drawn, _again = timed(lambda document=document: pdf(document))
            pages = lines_of(made)
            floor, bare = timed(lambda pages=pages, code=code: draw(pages, code))
            if place >= WARM_UP:
                floors.append(floor)
                drawn.append(took_drawn)
                whole.append(took)
                bare_sizes.append(len(bare) / KILO)
                sizes.append(len(made) / KILO)
                sizes_a4.append(len(_from_record(office, code, PaperSize.A4)) / KILO)
    warm = (
        Row("floor: bare reportlab, the same lines and QR", floors),
        Row("printing.render.pdf: the form from its document", drawn, floors),
        Row("ui.papers.receipt_pdf: the form from the record", whole, floors),
    )
    size = (
        Row("floor: bare reportlab, the same lines and QR", bare_sizes),
        Row("form 01, two copies, A5", sizes, bare_sizes),
        Row("form 01, two copies, A4", sizes_a4, bare_sizes),
    )
    return [
        table("receipt, warm, two copies on A5", warm),
        _first(plan),
        _first_of_a_desk(plan),
        _many(plan),
        table("receipt, size of the file", size, "kB"),
    ]


def _many(plan: Plan) -> str:
    """Linear is: a receipt of a thousand costs no more than one of ten. Bounded is: the peak, by the process itself."""
    rows = []
    for number in plan.times(MANY, QUICK_MANY):
        said = subprocess.run(
            (sys.executable, "-m", "bench.many_receipts", str(number)),
            capture_output=True, text=True, check=True, cwd=HOUSE,
        )  # fmt: skip
        each_ms, peak_mb, file_kb = said.stdout.split()
        rows.append((f"{number:,} receipts", each_ms, peak_mb, file_kb))
    heads = (
        "receipt, many in one file, a process each",
        "ms a receipt",
        "peak MB of the process",
        "kB a receipt",
    )
    return grid(heads, rows)


def lines_of(made: bytes) -> list[list[str]]:
    """The lines of each page of a PDF, as a reader sees them."""
    opened = pypdfium2.PdfDocument(made)
    try:
        return [page.get_textpage().get_text_range().splitlines() for page in opened]
    finally:
        opened.close()


def _first(plan: Plan) -> str:
    specimen = Receipt.specimen()
    given = json.dumps([lines_of(pdf(specimen)), specimen.code])
    empty, bare, house = in_turn(
        (
            (EMPTY, ""),
            ((sys.executable, "-m", "bench.bare_paper"), given),
            ((sys.executable, "-c", HOUSE_FIRST), ""),
        ),
        plan.times(USUAL_PROCESSES, QUICK_PROCESSES),
    )
    rows = (
        Row("floor: bare reportlab", bare),
        Row("form 01 of the specimen", house, bare),
        Row("an empty Python process", empty, bare),
    )
    return table("receipt, first of a fresh process, from start to exit", rows)


def _first_of_a_desk(plan: Plan) -> str:
    rows = []
    for words, how in (
        ("from the record, faces loaded beforehand, as the desk does", ("warm",)),
        ("from the record, nothing loaded", ()),
    ):
        took = []
        for _n in range(plan.times(USUAL_PROCESSES, QUICK_PROCESSES)):
            said = subprocess.run(
                (sys.executable, "-m", "bench.first_receipt", *how),
                capture_output=True, text=True, check=True, cwd=HOUSE,
            )  # fmt: skip
            took.append(float(said.stdout))
        rows.append(Row(words, took))
    return table("receipt, the first after the desk has opened", rows)


def _from_record(office: Office, code: str, size: PaperSize = PaperSize.A5) -> bytes:
    with office.store.read() as session:
        return receipt_pdf(session, code, size).pdf


def _document(office: Office, code: str) -> Receipt:
    with office.store.read() as session:
        filled = document(session, code, RECEIPT)
    assert isinstance(filled, Receipt)
    return filled
