"""How does a slip reach a thermal printer? document -> narrow page (PDF) -> dots, black or white -> ESC/POS raster.

Printers of the shops know few Vietnamese letters, or none; so words go as a picture of the same page that the
preview shows, by pypdfium2 and without Qt. 203 dpi: 384 dots on paper of 58 mm, 576 on 80 mm.
"""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

import pypdfium2
from escpos.exceptions import Error as EscposError
from escpos.printer import Dummy
from PIL import Image

from desk.errors import Trouble
from desk.rules.broken import RuleBroken
from desk.rules.words import _
from printing.documents.tickets import AppointmentSlip, QueueTicket
from printing.flow import Pen, Strip, compose
from printing.forms.lines import unbroken
from printing.layout import A5, MM, VIETNAM, Paper, paragraph, spoken_money
from printing.marks import QR_QUIET, qr
from printing.render import new_canvas
from printing.typeface import Face, Run, check_document, clean

DPI: Final = 203
BLACK_BELOW: Final = 150  # of 255: stems of small letters stay whole, and holes of letters stay open
FEED_LINES: Final = 3  # from the head to the knife
BAND_DOTS: Final = 256  # cheap printers have room for a picture of so many rows
CONNECT_S: Final = 5
PORT: Final = 9100
LONGEST_MM: Final = 600.0
QR_MODULE_DOTS: Final = {58: 5, 80: 7}
SEPARATOR_GAP: Final = 3.0


class Roll(Enum):
    """The two widths of paper: millimetres of the roll."""

    NARROW = 58
    WIDE = 80

    @property
    def dots(self) -> int:
        """How many dots a line has."""
        return {58: 384, 80: 576}[self.value]

    @property
    def paper(self) -> Paper:
        """The printable page: as wide as the dots, as long as it gets."""
        wide = self.dots / DPI * 25.4
        scale = 1.0 if self is Roll.NARROW else 1.22
        return replace(
            A5,
            name=f"Cuộn {self.value} mm",
            page=(wide, LONGEST_MM), top=2, right=1.5, bottom=2, left=1.5,
            body=9 * scale, leading=11.2 * scale, title=11.5 * scale, small=7.8 * scale,
            item_gap=0.7, foot_from_edge=0,
        )  # fmt: skip


Slip = AppointmentSlip | QueueTicket


@dataclass(frozen=True, slots=True)
class Drawn:
    """A slip as it will come out: the page as PDF, and its dots."""

    pdf: bytes
    dots: Image.Image

    def escpos(self) -> bytes:
        """The bytes that the printer understands: wake, raster in bands, feed, cut."""
        printer = Dummy()
        media = {"width": {"mm": "Unknown", "pixels": self.dots.width}}  # else escpos 3.1 prints a complaint
        printer.profile.profile_data = {**printer.profile.profile_data, "media": media}
        printer.hw("INIT")
        printer.image(self.dots, impl="bitImageRaster", fragment_height=BAND_DOTS)
        printer.ln(FEED_LINES)
        printer.cut()
        return bytes(printer.output)


def ticket(document: QueueTicket, roll: Roll = Roll.WIDE) -> Drawn:
    """The queue ticket. Raises MissingGlyph for a letter that the face does not hold."""
    paper = roll.paper
    strips = [
        *_centred(paper, document.agency.name.upper(), Face.BOLD),
        *_centred(paper, document.service),
        _line(paper),
        *_centred(paper, "SỐ THỨ TỰ", size=paper.body),
        *_centred(paper, document.number, Face.BOLD, size=paper.title * 3.4),
        *(_centred(paper, document.counter, Face.BOLD, size=paper.title) if document.counter else ()),
        _line(paper),
    ]
    if document.waiting is not None:
        strips += _centred(paper, f"Còn {document.waiting} người trước bạn")
    strips += _centred(paper, f"{document.at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}", size=paper.small)
    return _drawn(document, strips, roll)


def appointment_slip(document: AppointmentSlip, roll: Roll = Roll.WIDE) -> Drawn:
    """The short slip: code, due, QR. Raises MissingGlyph for a letter that the face does not hold."""
    paper, agency = roll.paper, document.agency
    due = document.due_at.astimezone(VIETNAM)
    strips = [
        *_centred(paper, agency.name.upper(), Face.BOLD),
        *_centred(paper, "PHIẾU HẸN TRẢ KẾT\u00a0QUẢ", Face.BOLD, size=paper.title),
        _line(paper),
        *_said(paper, "Mã hồ sơ", document.code, Face.BOLD),
        *_said(paper, "Người nộp", document.applicant, Face.BOLD),
        *_said(paper, "Thủ tục", document.procedure),
        *_said(paper, "Nhận lúc", f"{document.received_at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}"),
        *(_said(paper, "Phí, lệ phí", spoken_money(document.fees_vnd)) if document.fees_vnd else ()),
        _line(paper),
        *_centred(paper, "HẸN TRẢ", size=paper.body),
        *_centred(paper, f"{due:%H:%M}, ngày\u00a0{due:%d/%m/%Y}", Face.BOLD, size=paper.title * 1.25),
        _code(paper, roll, agency.lookup(document.code)),
    ]
    if document.transfer is not None:
        strips += [_line(paper), *_centred(paper, "CHUYỂN KHOẢN PHÍ, LỆ PHÍ", size=paper.body)]
        strips += [
            _code(paper, roll, document.transfer.qr),
            *_centred(paper, document.transfer.account, size=paper.small),
        ]
        strips.append(_line(paper))
    if document.provisional:
        strips += _centred(paper, "Mã tạm; tra cứu được cả khi có mã chính thức.", size=paper.small)
    if agency.lookup_address:
        strips += _centred(paper, f"Tra cứu: {agency.lookup_address}", size=paper.small)
    if agency.phone:
        strips += _centred(paper, f"Điện thoại: {unbroken(agency.phone)}", size=paper.small)
    strips += _centred(paper, "Phiếu này không thay cho giấy tiếp nhận hồ sơ.", Face.ITALIC, size=paper.small)
    return _drawn(document, strips, roll)


def dots_of(pdf: bytes, dots: int) -> Image.Image:
    """The first page of a PDF in black and white dots, exactly so many across: any paper, not slips only."""
    opened = pypdfium2.PdfDocument(pdf)
    try:
        page = opened[0]
        try:
            picture = page.render(scale=dots / page.get_width(), grayscale=True).to_pil()
        finally:
            page.close()
    finally:
        opened.close()
    exact: Image.Image = picture if picture.width == dots else picture.crop((0, 0, dots, picture.height))
    return exact.point([0 if grey < BLACK_BELOW else 255 for grey in range(256)]).convert("1")


def send(slip: Drawn, device: str) -> None:
    """Print on a device: `/dev/usb/lp0` or any file, `tcp://192.168.1.50:9100`, `usb:04b8:0202`.

    Afterwards the printer has every byte, or Trouble says what to do next; a file is written whole or it is told.
    Raises RuleBroken (device) for a device that is none of these.
    """
    said = slip.escpos()
    if device.startswith("tcp://"):
        host, port = _address(device)
        _to_network(said, device, host, port)
    elif device.startswith("usb:"):
        _to_usb(said, device)
    elif clean(device):
        _to_file(said, device)
    else:
        raise _no_device(device)


def _to_file(said: bytes, device: str) -> None:
    try:
        with open(device, "wb") as out:
            out.write(said)
            out.flush()
            if out.seekable():
                os.fsync(out.fileno())
    except PermissionError as wrong:
        raise Trouble(
            "thermal_not_allowed",
            _("Máy tính không cho ghi ra máy in nhiệt {device}.").format(device=device),
            _("Hãy thêm tài khoản này vào nhóm “lp” rồi đăng nhập lại."),
        ) from wrong
    except OSError as wrong:
        raise _not_reached(device) from wrong


def _to_network(said: bytes, device: str, host: str, port: int) -> None:
    """By a socket of our own: escpos 3.1 leaves its socket open when nobody answers."""
    try:
        with socket.create_connection((host, port), timeout=CONNECT_S) as line:
            line.sendall(said)
    except OSError as wrong:
        raise _not_reached(device) from wrong


def _to_usb(said: bytes, device: str) -> None:
    from escpos.printer import Usb

    parts = device.removeprefix("usb:").split(":")
    try:
        vendor, product = (int(part, 16) for part in parts)
    except ValueError:
        raise _no_device(device) from None
    if not Usb.is_usable():
        raise Trouble(
            "thermal_no_usb",
            _("Máy này chưa có thư viện nối thẳng máy in qua USB (pyusb)."),
            _("Hãy dùng tệp thiết bị, ví dụ --device /dev/usb/lp0, hoặc máy in mạng tcp://địa-chỉ:9100."),
        )
    printer = Usb(vendor, product)
    try:
        printer.open()
        printer._raw(said)
    except (EscposError, OSError) as wrong:
        raise _not_reached(device) from wrong
    finally:
        printer.close()


def _address(device: str) -> tuple[str, int]:
    host, _colon, port = device.removeprefix("tcp://").partition(":")
    if not host or (port and not port.isdecimal()) or int(port or PORT) not in range(1, 65_536):
        raise _no_device(device)
    return host, int(port or PORT)


def _no_device(device: str) -> RuleBroken:
    return RuleBroken(
        "device",
        "unknown",
        _(
            "“{device}” không phải máy in nhiệt; ví dụ: /dev/usb/lp0, tcp://192.168.1.50:9100, usb:04b8:0202."
        ).format(device=device[:60]),
    )


def _not_reached(device: str) -> Trouble:
    return Trouble(
        "thermal_not_reached",
        _("Không gọi được máy in nhiệt {device}.").format(device=device),
        _("Hãy kiểm tra nguồn, dây nối, giấy và nắp máy in, rồi in lại; phiếu chưa ra thì chưa mất gì."),
    )


# -- the page ----------------------------------------------------------------------------------------------


def _drawn(document: Slip, strips: Sequence[Strip], roll: Roll) -> Drawn:
    check_document(document)
    paper = roll.paper
    (placed,) = compose(strips, paper.text_height)
    high = placed[-1].top + placed[-1].strip.height + (paper.top + paper.bottom) * MM
    buffer = io.BytesIO()
    page = replace(paper, page=(paper.page[0], high / MM))
    canvas = new_canvas(buffer, page)
    canvas.setTitle(clean(f"{type(document).__name__}"))
    pen = Pen(canvas, paper.left * MM, high, paper.top * MM)
    for one in placed:
        one.strip.draw(pen, one.top)
    canvas.showPage()
    canvas.save()
    pdf = buffer.getvalue()
    return Drawn(pdf, dots_of(pdf, roll.dots))


def _centred(paper: Paper, text: str, face: Face = Face.REGULAR, size: float = 0.0) -> list[Strip]:
    return paragraph(paper, (Run(text, face),), align="centre", size=size or paper.body)


def _said(paper: Paper, label: str, value: str, face: Face = Face.REGULAR) -> list[Strip]:
    return paragraph(paper, (Run(f"{label}: "), Run(value, face)))


def _line(paper: Paper) -> Strip:
    """A rule across the slip, two dots thick: one dot may fall between the heads."""

    def draw(pen: Pen, top: float) -> None:
        y = top + SEPARATOR_GAP / 2
        pen.rule(0.0, y, paper.text_width, y, 2 * 72 / DPI)

    return Strip(SEPARATOR_GAP, draw, before=SEPARATOR_GAP / 2)


def _code(paper: Paper, roll: Roll, text: str) -> Strip:
    """The QR in the middle; its modules are whole dots, so that no edge is half black."""
    symbol = qr(text)
    module = QR_MODULE_DOTS[roll.value] * 72 / DPI
    while symbol.width * module > paper.text_width:
        module -= 72 / DPI
    dot = 72 / DPI
    left = round((paper.text_width - symbol.width * module) / 2 / dot) * dot - paper.left * MM % dot
    quiet = (QR_QUIET - 2) * module  # the white of the neighbours is quiet, too

    def draw(pen: Pen, top: float) -> None:
        pen.mark(symbol, left, top - quiet, module, module)

    return Strip(symbol.height * module - 2 * quiet, draw)
