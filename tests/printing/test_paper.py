"""Is the page right as a picture and as bytes? Codes at 200 dpi, edges, geometry, nasty data, equal bytes, size."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from printing.documents.parts import Component, FeeLine, Fees
from printing.documents.receipt import Receipt
from printing.layout import A4, A5, PAPERS, Paper
from printing.render import pdf, pdf_of_many, png_pages
from tests.printing.geometry import FORMS, GOLDEN, measured
from tests.printing.reading import RECEIPT, bare, codes, ink, opened, pictures, texts

BOTH = pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)
LARGEST = 60_000  # bytes of one receipt with both copies
MOVED_MM = 0.4
EDGE_MM = 0.6  # a border's own thickness and the reader's rounding

LONG = (
    "thủ tục liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới sáu tuổi, "
)
RARE = "H’Nguyễn Ksơr E\u0302\u0306ban Y \u0180lŏ ơ\u0306ư\u0306 Čư\u0306 Ñiê Kđăm "
NASTY = {
    "as usual": RECEIPT,
    "forty components": replace(
        RECEIPT,
        components=tuple(
            Component(f"Giấy tờ thứ {n}: " + LONG * (n % 3), n % 2, n % 3, n % 4, "bản điện tử" if n % 5 == 0 else "")
            for n in range(1, 41)
        ),
    ),
    "a procedure of 300 letters": replace(RECEIPT, procedure=(LONG * 3)[:299] + "!"),
    "names of 200 rare letters": replace(
        RECEIPT, holder=(RARE * 5)[:200], applicant=(RARE * 5)[:200], receiver=(RARE * 5)[:200]
    ),
    "a very long address": replace(RECEIPT, address="số nhà 123/45/6, ngách 7, ngõ 8, tổ dân phố số 9, " * 12),
    "contacts without a place to break": replace(
        RECEIPT, phone="0900000000;" * 20, email="dai." * 40 + "mau@example.vn", identity_paper="0" * 150
    ),
    "nothing that may be left out": replace(
        RECEIPT,
        agency=replace(RECEIPT.agency, parent="", phone="", lookup_url=""),
        address="", phone="", email="", identity_paper="", case="", components=(), return_way="", fees=None,
        explanation="", book="", serial="", receiver="", processing_time="", applicant_signs=False,
    ),
    "a component longer than a page": replace(
        RECEIPT, components=(Component("giấy tờ rất dài " * 700, 1), Component("x" * 500, 1), Component("ngắn", 1))
    ),
    "an agency with long names": replace(
        RECEIPT,
        agency=replace(
            RECEIPT.agency,
            parent="Ủy ban nhân dân xã Thử Nghiệm Thượng Hạ Đông Tây Nam Bắc thuộc tỉnh Ví Dụ",
            name="Trung tâm Phục vụ hành chính công và chuyển đổi số liên xã Thử Nghiệm Thượng",
            place="Thử Nghiệm Thượng Hạ Đông Tây Nam Bắc",
        ),
    ),
    "thirty fees": replace(
        RECEIPT, fees=Fees(tuple(FeeLine(f"Phí {n}, {LONG}", 10**n % 9**9) for n in range(30)), LONG * 2, LONG)
    ),
    "a long code": replace(RECEIPT, code="000.00.12.H62.123-20261124-0000001"),
}  # fmt: skip
MATRIX = pytest.mark.parametrize("receipt", NASTY.values(), ids=NASTY.keys())


@BOTH
@MATRIX
def test_nothing_is_lost_and_nothing_leaves_the_text_area(receipt: Receipt, paper: Paper) -> None:
    printed = pdf(receipt, paper, copies=1)
    dpi = 100
    for picture in pictures(printed, dpi):
        left, top, right, bottom = ink(picture, dpi)
        assert left >= paper.left - EDGE_MM
        assert top >= paper.top - EDGE_MM
        assert right <= paper.page[0] - paper.right + EDGE_MM
        assert bottom <= paper.page[1] - paper.foot_from_edge + 2
    feet = re.compile(
        r"Mẫu số 01 – .*? – Trang \d+/\d+"
    )  # stand in the middle of a text that breaks over pages
    all_text = bare(" ".join(feet.sub("", page) for page in texts(printed)))
    all_text = all_text.replace("\ufffe", "-").replace(
        "\x02", "-"
    )  # how the reader tells a hyphen at a line's end
    for value in (receipt.procedure, receipt.holder, receipt.applicant, receipt.receiver, receipt.address):
        assert bare(value) in all_text
    for line in receipt.fees.lines if receipt.fees else ():
        assert bare(line.name) in all_text


@BOTH
@MATRIX
def test_both_codes_read_back_at_200_dpi(receipt: Receipt, paper: Paper) -> None:
    first = pictures(pdf(receipt, paper, copies=1), 200)[0]
    assert codes(first) == {"QR Code": receipt.agency.lookup(receipt.code), "Code 128": receipt.code}


@BOTH
@pytest.mark.parametrize("dpi", [203, 240, 300, 600])
def test_codes_read_back_at_other_resolutions(paper: Paper, dpi: int) -> None:
    first = pictures(pdf(RECEIPT, paper, copies=1), dpi)[0]
    assert codes(first) == {"QR Code": RECEIPT.agency.lookup(RECEIPT.code), "Code 128": RECEIPT.code}


@BOTH
def test_codes_read_back_from_a_grey_and_tilted_copy(paper: Paper) -> None:
    first = pictures(pdf(RECEIPT, paper, copies=1), 200)[0]
    copied = first.point(lambda grey: 60 + grey * 2 // 3).rotate(2.5, expand=True, fillcolor=230)
    assert codes(copied) == {"QR Code": RECEIPT.agency.lookup(RECEIPT.code), "Code 128": RECEIPT.code}


@BOTH
@MATRIX
def test_signatures_never_stand_alone_on_a_page(receipt: Receipt, paper: Paper) -> None:
    pages = texts(pdf(receipt, paper, copies=1))
    (last,) = [page for page in pages if "NGƯỜI TIẾP NHẬN HỒ SƠ" in page]
    assert last == pages[-1]
    assert "Ghi chú" in last
    assert receipt.fees is None or "đồng" in last or "Phí" in last


@BOTH
def test_each_page_of_a_long_table_begins_with_its_head(paper: Paper) -> None:
    pages = texts(pdf(NASTY["forty components"], paper, copies=1))
    assert len(pages) > 1
    rows = [page for page in pages if "Giấy tờ thứ" in page]
    assert all("TT Thành phần hồ sơ" in page and "Bản photo" in page for page in rows)
    found = [number for number in range(1, 41) if any(f"Giấy tờ thứ {number}" in page for page in pages)]
    assert found == list(range(1, 41))


@BOTH
def test_a_code_too_long_for_readable_bars_has_its_qr_alone(paper: Paper) -> None:
    receipt = replace(RECEIPT, code="A-" * 30)
    first = pictures(pdf(receipt, paper, copies=1), 200)[0]
    assert codes(first) == {"QR Code": receipt.agency.lookup(receipt.code)}


@BOTH
def test_a_page_has_the_size_of_its_paper(paper: Paper) -> None:
    with opened(pdf(RECEIPT, paper)) as document:
        for number in range(len(document)):
            size = document.get_page_size(number)
            assert size == pytest.approx([side * 72 / 25.4 for side in paper.page], abs=0.1)


@pytest.mark.parametrize("form", FORMS)
def test_each_block_stands_where_it_stood_when_somebody_looked(form: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    now = measured()
    assert now.keys() == golden.keys()
    assert now[form].keys() == golden[form].keys() == PAPERS.keys()
    for paper, blocks in golden[form].items():
        assert blocks.keys() == now[form][paper].keys()
        for block, place in blocks.items():
            assert now[form][paper][block] == pytest.approx(place, abs=MOVED_MM), f"{block} moved on {paper}"


@BOTH
@MATRIX
def test_equal_facts_give_equal_bytes(receipt: Receipt, paper: Paper) -> None:
    assert pdf(receipt, paper) == pdf(replace(receipt), paper)


def test_equal_facts_give_equal_bytes_in_another_process_and_whatever_was_printed_before() -> None:
    program = (
        "import hashlib, sys; from printing.render import pdf; from printing.documents.receipt import Receipt;"
        "sys.stdout.write(hashlib.sha256(pdf(Receipt.specimen())).hexdigest())"
    )
    there = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    pdf(NASTY["names of 200 rare letters"])
    assert there == {hashlib.sha256(pdf(Receipt.specimen())).hexdigest()}


@pytest.mark.parametrize(
    "change",
    [{"holder": "Nguyễn Thị Khác"}, {"serial": "0124"}, {"is_specimen": True}, {"sets": 2}],
)
def test_different_facts_give_different_bytes(change: dict[str, object]) -> None:
    assert pdf(replace(RECEIPT, **change)) != pdf(RECEIPT)


@BOTH
@pytest.mark.parametrize(
    "receipt",
    [RECEIPT, NASTY["forty components"], NASTY["names of 200 rare letters"]],
    ids=["usual", "forty", "rare"],
)
def test_a_receipt_with_both_copies_is_a_small_file(receipt: Receipt, paper: Paper) -> None:
    assert len(pdf(receipt, paper)) < LARGEST


def test_many_receipts_share_their_fonts_in_one_file() -> None:
    many = pdf_of_many([replace(RECEIPT, serial=f"{n:04d}") for n in range(30)], A5, copies=1)
    with opened(many) as document:
        assert len(document) == 30
    assert len(many) < 30 * len(pdf(RECEIPT, A5, copies=1)) / 4


def test_every_font_is_embedded_and_none_is_the_readers_own() -> None:
    printed = pdf(RECEIPT)
    assert b"Helvetica" not in printed
    assert printed.count(b"/FontFile2") == 3


def test_a_specimen_says_so_on_every_page_and_its_codes_still_read() -> None:
    specimen = Receipt.specimen()
    for picture, text in zip(pictures(pdf(specimen), 200), texts(pdf(specimen)), strict=True):
        assert "BẢN MẪU" in text
        assert codes(picture)["Code 128"] == specimen.code


def test_pictures_have_the_asked_resolution() -> None:
    picture = pictures(pdf(RECEIPT, A5), 203)[0]
    assert picture.size == pytest.approx((148 / 25.4 * 203, 210 / 25.4 * 203), abs=1.5)
    assert png_pages(pdf(RECEIPT, A5))[0].startswith(b"\x89PNG")
