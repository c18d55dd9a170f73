"""Slips, lists, label and envelope: is every fact there, does nothing leave the sheet, do the codes read back?"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from printing.documents.lists import DeliveryNote, HandoverList, ManyReceipt
from printing.documents.parts import FeeLine, Fees
from printing.documents.post import Envelope, PostalLabel
from printing.documents.slips import DayReceipt, FeeSlip, GuidanceSlip, ResultNote
from printing.layout import A4, A5, Paper
from printing.render import pdf, sheet_of
from printing.sheets import LABEL, SHEETS
from tests.printing.reading import bare, codes, ink, opened, pictures, places, texts

KINDS = (
    ManyReceipt, HandoverList, DeliveryNote, FeeSlip, ResultNote, GuidanceSlip, DayReceipt, PostalLabel, Envelope,
)  # fmt: skip
EVERY = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
BOTH = pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)
GOLDEN = Path(__file__).with_name("geometry_slips.json")
MOVED_MM = 0.4
EDGE_MM = 0.6
RARE = "H’Nguyễn Ksơr E\u0302\u0306ban Y \u0180lŏ ơ\u0306ư\u0306 Čư\u0306 Ñiê Kđăm "

SAID = {
    ManyReceipt: [
        "Mã hồ sơ: H00.000-261124-0001 và 4 hồ sơ khác", "Quyển số: 2026, Số thứ tự: 0121–0125",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "(Liên: Giao cho người nộp)", "Người nộp: Trần Văn Mẫu",
        "1. Đã tiếp nhận 05 hồ sơ:", "H00.000-261124-0005 – STT 0125", "16:40 25/11/2026",
        "2. Thời gian nhận hồ sơ: 09 giờ 40 phút", "4. Phí, lệ phí: 48.000 đồng (bằng chữ: Bốn mươi tám nghìn đồng)",
        "Mẫu số 01 – Phụ lục I",
    ],
    HandoverList: [
        "BIÊN BẢN GIAO NHẬN HỒ SƠ", "STT", "Nội dung", "Đơn vị", "Ngày nhận", "Ngày hẹn trả", "Thời hạn xử lý",
        "Số lượng hồ sơ", "Họ và tên", "Cộng: 9 hồ sơ, 9 bộ", "NGƯỜI GIAO", "NGƯỜI NHẬN",
    ],
    DeliveryNote: [
        "PHIẾU BÀN GIAO KẾT QUẢ", "TT", "Mã hồ sơ", "Nội dung", "Kết quả", "Họ tên chủ hồ sơ", "Địa chỉ",
        "Phí, lệ phí (X)", "Đăng ký trả qua bưu điện (X)", "Cộng: 7 kết quả, trong đó 4 có phí, lệ phí; 2 trả qua bưu điện",
        "NGƯỜI GIAO", "NGƯỜI NHẬN",
    ],
    FeeSlip: [
        "PHIẾU THU PHÍ, LỆ PHÍ", "Liên 2: Giao người nộp", "Phiếu nội bộ, không thay cho biên lai", "Đơn vị thu:",
        "Người nộp: Trần Văn Mẫu", "Mã hồ sơ: H00.000-261124-0001", "7 trang × 2.000 đồng", "14.000", "Cộng", "22.000",
        "Số tiền bằng chữ: Hai mươi hai nghìn đồng.", "Hình thức thanh toán: Tiền mặt", "NGƯỜI NỘP TIỀN", "NGƯỜI THU TIỀN",
    ],
    ResultNote: [
        "PHIẾU BIÊN NHẬN KẾT QUẢ", "Hồ sơ của: Nguyễn Thị Thử", "Thời gian trả kết quả: 09 giờ 15 phút",
        "Người nhận (được ủy quyền): Trần Văn Mẫu", "NGƯỜI NHẬN KẾT QUẢ", "NGƯỜI TRẢ KẾT QUẢ",
    ],
    GuidanceSlip: [
        "PHIẾU HƯỚNG DẪN", "Thủ tục: Đăng ký khai sinh. Mã thủ tục: 1.001193.", "1. Giấy tờ cần có:", "Giấy chứng sinh",
        "2. Thời gian giải quyết: Ngay trong ngày làm việc", "3. Phí, lệ phí:", "không phải giấy tiếp nhận", "NGƯỜI HƯỚNG DẪN",
    ],
    DayReceipt: [
        "BIÊN NHẬN CHỐT NGÀY", "Ngày 24 tháng 11 năm 2026", "Hồ sơ tiếp nhận trong ngày 41", "Kết quả đã trả trong ngày 28",
        "486.000 đồng", "120.000 đồng", "606.000 đồng", "Sáu trăm linh sáu nghìn đồng.", "mục số 1204", "3f3f3f3f3f3f3f3f",
        "KHỚP với số liệu của quầy", "a7a7a7a7a7a7a7a7", "NGƯỜI CHỐT NGÀY",
    ],
    PostalLabel: [
        "NGƯỜI GỬI", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "NGƯỜI NHẬN", "Nguyễn Thị Thử",
        "Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ", "0900 000 000", "Không thu tiền khi phát", "Mã hồ sơ: H00.000-261124-0001",
    ],
    Envelope: ["TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Mã hồ sơ: H00.000-261124-0001", "NGƯỜI NHẬN", "Nguyễn Thị Thử"],
}  # fmt: skip


def real(kind: type) -> Any:
    """The specimen without its pale mark, which is in the way of measuring ink."""
    return replace(kind.specimen(), is_specimen=False)


def nasty(value: Any, name: str = "") -> Any:
    """The same document with every text long and full of rare letters; codes and hashes stay what they are."""
    if isinstance(value, str):
        left = {
            "code",
            "procedure_code",
            "hash",
            "signature",
            "lookup_url",
            "name",
            "parent",
            "place",
            "in_words",
        }
        return value if name in left or not value else (RARE * 4)[:150]
    if isinstance(value, tuple):
        return tuple(nasty(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type) and name != "edition":
        changed = {
            part.name: nasty(getattr(value, part.name), part.name) for part in fields(value) if part.init
        }
        return replace(value, **changed)
    return value


def empty(value: Any) -> Any:
    """The same document with every text that may be empty left out."""
    kept = {"code", "procedure_code", "hash", "holder", "receiver", "payer", "applicant", "procedure"}
    return replace(
        value,
        **{
            part.name: ""
            for part in fields(value)
            if part.init and isinstance(getattr(value, part.name), str) and part.name not in kept
        },
    )


def within(printed: bytes, paper: Paper) -> None:
    for picture in pictures(printed, 100):
        left, top, right, bottom = ink(picture, 100)
        assert left >= paper.left - EDGE_MM
        assert top >= paper.top - EDGE_MM
        assert right <= paper.page[0] - paper.right + EDGE_MM
        lowest = paper.foot_from_edge - 2 if paper.foot_from_edge else paper.bottom - EDGE_MM
        assert bottom <= paper.page[1] - lowest


@EVERY
@BOTH
def test_every_fact_is_there_in_its_order(kind: type, paper: Paper) -> None:
    printed, at = bare(" ".join(texts(pdf(real(kind), paper, 1))[-1:] if kind is not FeeSlip else texts(pdf(real(kind), paper))[1:2])), 0  # fmt: skip
    for said in SAID[kind]:
        found = printed.find(bare(said), at)
        assert found >= 0, f"not there, or not in its place: {said}"
        at = found + 1


@EVERY
@BOTH
@pytest.mark.parametrize("change", [real, lambda kind: nasty(real(kind)), lambda kind: empty(real(kind))],
                         ids=["as usual", "long and rare", "nothing that may be left out"])  # fmt: skip
def test_nothing_leaves_the_sheet(kind: type, paper: Paper, change: Any) -> None:
    document = change(kind)
    within(pdf(document, paper, 1), sheet_of(kind, paper))


@pytest.mark.parametrize("kind", [ManyReceipt, ResultNote, PostalLabel], ids=lambda kind: kind.__name__)
@BOTH
@pytest.mark.parametrize("hard", [False, True], ids=["usual", "hard"])
def test_both_codes_read_back_at_200_dpi(kind: type, paper: Paper, hard: bool) -> None:
    document = nasty(real(kind)) if hard else real(kind)
    first = pictures(pdf(document, paper, 1), 200)[0]
    assert codes(first) == {"QR Code": document.agency.lookup(document.code), "Code 128": document.code}


def test_a_fee_slip_has_three_copies_and_each_says_whose_it_is() -> None:
    pages = texts(pdf(real(FeeSlip)))
    assert [page.split("LỆ PHÍ ")[1][:6] for page in pages] == ["Liên 1", "Liên 2", "Liên 3"]
    assert all("Trang 1/1" in page for page in pages)


def test_only_the_serial_of_the_tax_authority_makes_it_a_receipt() -> None:
    registered = replace(real(FeeSlip), form_no="01BLP0-001", series="AA-26T", serial="0000123")
    page = texts(pdf(registered))[0]
    assert "BIÊN LAI THU PHÍ, LỆ PHÍ" in page
    assert "Ký hiệu: AA-26T" in page
    assert "nội bộ, không thay" not in page
    for missing in ("form_no", "series", "serial"):
        assert "không thay cho biên lai" in texts(pdf(replace(registered, **{missing: ""})))[0]


def test_the_sum_of_a_fee_slip_is_the_sum_of_its_lines() -> None:
    lines = tuple(FeeLine(f"Phí {n}", n * 1_000) for n in range(1, 31))
    page = " ".join(texts(pdf(replace(real(FeeSlip), fees=Fees(lines, "Bốn trăm sáu mươi lăm nghìn đồng")))))
    assert "Cộng 465.000" in page


def test_a_day_without_the_provinces_word_says_so_and_a_difference_is_named() -> None:
    (alone,) = texts(pdf(replace(real(DayReceipt), province=None)))
    assert "Chưa có biên nhận của hệ thống tỉnh" in alone
    assert "KHỚP" not in alone
    rows = (("H44.900-261124-0001", "Trạng thái", "Đã trả kết quả", "Đã xử lý xong"),)
    word = replace(
        real(DayReceipt).province, agreed=False, differing=("H44.900-261124-0001",), differences=rows
    )
    (named,) = texts(pdf(replace(real(DayReceipt), province=word)))
    for cell in rows[0]:
        assert cell in " ".join(named.split())
    word = replace(real(DayReceipt).province, agreed=False, differing=("số hồ sơ",))
    (other,) = texts(pdf(replace(real(DayReceipt), province=word)))
    assert "KHÁC số liệu của quầy" in other
    assert "Khác ở: số hồ sơ" in other


def test_money_to_collect_is_told_on_the_label() -> None:
    assert "Thu hộ: 30.000 đồng" in texts(pdf(replace(real(PostalLabel), collect_vnd=30_000)))[0]


@pytest.mark.parametrize("kind", [PostalLabel, Envelope], ids=lambda kind: kind.__name__)
def test_what_is_stuck_on_a_parcel_never_takes_a_second_page(kind: type) -> None:
    assert len(texts(pdf(nasty(real(kind))))) == 1


def test_each_sheet_has_its_size() -> None:
    for kind in KINDS:
        sheet = sheet_of(kind, A4)
        with opened(pdf(real(kind), A4, 1)) as document:
            size = document.get_page_size(0)
        assert size == pytest.approx([side * 72 / 25.4 for side in sheet.page], abs=0.1)
    assert LABEL.page == (100, 150)
    assert SHEETS.keys() >= {"DL", "C5"}


@EVERY
def test_equal_facts_give_equal_bytes(kind: type) -> None:
    assert pdf(real(kind)) == pdf(real(kind))


@EVERY
def test_a_specimen_says_so(kind: type) -> None:
    assert all("BẢN MẪU" in page for page in texts(pdf(kind.specimen(), A4, 1)))


BLOCKS = (
    "CỘNG HÒA",
    "Mã hồ sơ",
    "NGƯỜI NHẬN",
    "NGƯỜI",
    "Người nộp",
    "Cộng",
    "Liên",
    "Ký và ghi",
    "TT",
    "Nguyễn Thị Thử",
)


def measured() -> dict[str, dict[str, list[float]]]:
    """(left, top) in millimetres of the blocks of each specimen, by kind of paper."""
    found: dict[str, dict[str, list[float]]] = {}
    for kind in KINDS:
        for paper in (A5, A4):
            printed = pdf(real(kind), paper, 1)
            blocks = {text: places(printed, 0, text) for text in BLOCKS}
            found[f"{kind.__name__} {paper.name}"] = {
                text: [round(value, 1) for value in hits[0]] for text, hits in blocks.items() if hits
            }
    return found


def test_each_block_stands_where_it_stood_when_somebody_looked() -> None:
    golden, now = json.loads(GOLDEN.read_text(encoding="utf-8")), measured()
    assert now.keys() == golden.keys()
    for paper, blocks in golden.items():
        assert blocks.keys() == now[paper].keys(), paper
        for block, place in blocks.items():
            assert now[paper][block] == pytest.approx(place, abs=MOVED_MM), f"{block} moved on {paper}"


if __name__ == "__main__":  # python -m tests.printing.test_slips: write it only after looking at the pages
    GOLDEN.write_text(json.dumps(measured(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
