"""Does the slip come out of a thermal printer as it was drawn? The ESC/POS bytes are read back as a picture."""

from __future__ import annotations

import socket
import struct
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from desk.errors import RuleBroken, Trouble
from printing.documents.tickets import AppointmentSlip, QueueTicket
from printing.thermal import BAND_DOTS, Drawn, Roll, appointment_slip, send, ticket
from tests.printing.reading import bare, codes, opened, texts

ROLLS = pytest.mark.parametrize("roll", list(Roll), ids=lambda roll: f"{roll.value}")
SLIP = AppointmentSlip.specimen()
LONG = (
    "thủ tục liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới sáu tuổi, "
)
RARE = "H’Nguyễn Ksơr E\u0302\u0306ban Y \u0180lŏ "


def printed(said: bytes) -> Image.Image:
    """What a printer would burn: the bands of GS v 0 one under the other."""
    bands, at = [], 0
    while (at := said.find(b"\x1dv0", at)) >= 0:
        wide, high = struct.unpack("<HH", said[at + 4 : at + 8])
        data = said[at + 8 : at + 8 + wide * high]
        assert len(data) == wide * high
        bands.append(Image.frombytes("1", (wide * 8, high), bytes(byte ^ 0xFF for byte in data)))
        at += 8 + wide * high
    picture = Image.new("1", (bands[0].width, sum(band.height for band in bands)), 1)
    top = 0
    for band in bands:
        picture.paste(band, (0, top))
        top += band.height
    return picture


def framed(picture: Image.Image) -> Image.Image:
    """With the white of the paper around it, which a reader sees."""
    whole = Image.new("L", (picture.width + 60, picture.height + 60), 255)
    whole.paste(picture.convert("L"), (30, 30))
    return whole


@ROLLS
@pytest.mark.parametrize(
    "slip",
    [SLIP, replace(SLIP, applicant=RARE * 6, procedure=LONG * 3, code="000.00.12.H62.123-20261124-0000001")],
    ids=["usual", "long"],
)
def test_the_bytes_read_back_as_the_slip_and_its_qr_leads_to_the_dossier(
    roll: Roll, slip: AppointmentSlip
) -> None:
    drawn = appointment_slip(slip, roll)
    back = printed(drawn.escpos())
    assert back.size == (roll.dots, drawn.dots.height)
    assert back.tobytes() == drawn.dots.tobytes()
    assert codes(framed(back)) == {"QR Code": slip.agency.lookup(slip.code)}


@ROLLS
def test_the_slip_says_what_the_citizen_needs(roll: Roll) -> None:
    said = bare(" ".join(texts(appointment_slip(SLIP, roll).pdf)))
    for part in ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "H00.000-261124-0001", "Trần Văn Mẫu", "Nhận lúc: 09:40, 24/11/2026",
                 "15.000 đồng", "HẸN TRẢ", "17:00, ngày 27/11/2026", "Tra cứu: motcua.example.vn/tra-cuu",
                 "Phiếu này không thay cho giấy tiếp nhận hồ sơ."):  # fmt: skip
        assert bare(part) in said, part
    assert "Mã tạm" not in " ".join(texts(appointment_slip(SLIP, roll).pdf))
    assert "Mã tạm" in " ".join(texts(appointment_slip(replace(SLIP, provisional=True), roll).pdf))


@ROLLS
def test_the_ticket_says_the_number(roll: Roll) -> None:
    said = bare(" ".join(texts(ticket(QueueTicket.specimen(), roll).pdf)))
    assert "A012" in said
    assert bare("Còn 3 người trước bạn") in said
    assert bare("Còn") not in bare(
        " ".join(texts(ticket(replace(QueueTicket.specimen(), waiting=None), roll).pdf))
    )


@ROLLS
def test_the_page_is_as_long_as_its_words_and_no_ink_touches_the_edge(roll: Roll) -> None:
    for drawn in (appointment_slip(SLIP, roll), ticket(QueueTicket.specimen(), roll)):
        ink = drawn.dots.convert("L").point(lambda grey: 255 - grey).getbbox()
        assert ink is not None
        assert ink[0] > 0
        assert ink[2] < roll.dots
        assert ink[3] > drawn.dots.height - 40
        with opened(drawn.pdf) as document:
            assert len(document) == 1


def test_the_raster_goes_in_bands_that_small_printers_can_hold_and_the_paper_is_cut() -> None:
    said = appointment_slip(SLIP).escpos()
    assert said.startswith(b"\x1b@")
    assert b"\x1dV" in said[-8:]
    at = said.find(b"\x1dv0")
    assert struct.unpack("<H", said[at + 6 : at + 8])[0] <= BAND_DOTS


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return appointment_slip(SLIP, Roll.NARROW)


def test_a_file_device_gets_every_byte(drawn: Drawn, tmp_path: Path) -> None:
    send(drawn, str(tmp_path / "lp0"))
    assert (tmp_path / "lp0").read_bytes() == drawn.escpos()


def test_a_network_printer_gets_every_byte(drawn: Drawn) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    got = bytearray()

    def listen() -> None:
        line, _address = server.accept()
        with line:
            while part := line.recv(65_536):
                got.extend(part)

    listening = threading.Thread(target=listen)
    listening.start()
    with server:
        send(drawn, f"tcp://127.0.0.1:{server.getsockname()[1]}")
        listening.join(10)
    assert bytes(got) == drawn.escpos()


def test_a_printer_that_is_off_is_told_with_what_to_do(drawn: Drawn, tmp_path: Path) -> None:
    closed = socket.create_server(("127.0.0.1", 0))
    port = closed.getsockname()[1]
    closed.close()
    for device in (f"tcp://127.0.0.1:{port}", str(tmp_path / "none" / "lp0")):
        with pytest.raises(Trouble) as told:
            send(drawn, device)
        assert told.value.code == "thermal_not_reached"
        assert "nguồn, dây nối" in told.value.advice


@pytest.mark.parametrize("device", ["", "  ", "tcp://", "tcp://x:port", "tcp://x:70000", "usb:zz:1", "usb:1"])
def test_what_is_no_device_is_refused_with_examples(drawn: Drawn, device: str) -> None:
    with pytest.raises(RuleBroken) as told:
        send(drawn, device)
    assert "/dev/usb/lp0" in told.value.message


def test_equal_slips_are_equal_bytes() -> None:
    assert appointment_slip(SLIP).escpos() == appointment_slip(SLIP).escpos()
