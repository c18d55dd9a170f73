"""Which printers does this machine offer, and how does a PDF reach one? CUPS where there is CUPS, Qt on Windows.

Called off the UI thread: a print service may take its time to answer.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desk.errors import Trouble
from desk.rules.words import _
from printing import printers as cups
from printing.printers import Printer, PrinterState
from ui.papers.sending import Service

WINDOWS = sys.platform == "win32"
DPI = 300
"""What the bars of Code 128 need to stay readable, and what office printers do."""
SIZES = {"A4": QPageSize.PageSizeId.A4, "A5": QPageSize.PageSizeId.A5}


def offered() -> tuple[Printer, ...]:
    """The printers of this machine, the default first. Trouble where the print service is silent."""
    if not WINDOWS:
        return cups.printers()
    default = QPrinterInfo.defaultPrinterName()
    names = sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != default, name))
    return tuple(Printer(name, name, name == default, PrinterState.READY) for name in names)


def send(pdf: bytes, title: str, paper: str, printer: str, copies: int) -> str:
    """Hand the paper to the printer; the service's number of the job, "" on Windows.

    Trouble, with nothing printed, where it cannot take it.
    """
    if not WINDOWS:
        return cups.send(pdf, title, paper, printer, copies)
    _send_by_qt(pdf, title, paper, printer, copies)
    return ""


SERVICE = Service(send, cups.is_waiting, cups.cancel, offered)
"""The print service of this machine."""


def _send_by_qt(pdf: bytes, title: str, paper: str, name: str, copies: int) -> None:
    source = QBuffer()
    source.setData(QByteArray(pdf))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)
    document.load(source)
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    printer.setResolution(DPI)
    printer.setDocName(title)
    printer.setCopyCount(copies)
    printer.setFullPage(True)
    size = QPageSize(SIZES[paper])
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())
    printer.setPageLayout(layout)
    painter = QPainter()
    if not painter.begin(printer):
        raise Trouble(
            "print_refused",
            _("Máy in “{name}” không nhận giấy này.").format(name=name),
            _("Hãy kiểm tra máy in rồi in lại, hoặc lưu thành tệp PDF."),
        )
    for page in range(document.pageCount()):
        if page:
            printer.newPage()
        points = document.pagePointSize(page)
        pixels = QSize(round(points.width() * DPI / 72), round(points.height() * DPI / 72))
        painter.drawImage(QRectF(0, 0, pixels.width(), pixels.height()), document.render(page, pixels))
    painter.end()
