"""Does form 01 say everything, in the order of the form and in the wording of the rules?"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from printing.documents.parts import Agency, Component, FeeLine, Fees, Reprint
from printing.documents.receipt import Receipt, StageTwo
from printing.layout import A4, A5, Paper, spoken_date, spoken_money, spoken_time
from printing.render import pdf
from tests.printing.reading import RECEIPT, bare, texts

FULL = replace(
    RECEIPT,
    stage_two=StageTwo(RECEIPT.due_at, RECEIPT.due_at + timedelta(days=10)),
    fees=Fees(
        (
            FeeLine("Phí chứng thực bản sao", 14_000, "7 trang × 2.000 đồng"),
            FeeLine("Lệ phí cấp trích lục hộ tịch", 8_000),
        ),
        "Hai mươi hai nghìn đồng",
        "Đã thu, chuyển khoản",
    ),
    provisional=True,
    entered_later=True,
    paper_number="GT-0012",
    note="Hồ sơ đăng ký nhận tin nhắn.",
)
IN_ORDER = [
    "ỦY BAN NHÂN DÂN XÃ THỬ NGHIỆM",
    "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Thử Nghiệm, ngày 24 tháng 11 năm 2026",
    "Mã hồ sơ: H00.000-261124-0001",
    "Quyển số: 01, Số thứ tự: 0123",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "(Liên: Giao cho người nộp)",
    "mã tạm",
    "Hồ sơ được nhập vào hệ thống sau (đã tiếp nhận trên giấy, số giấy: GT-0012).",
    "Bộ phận tiếp nhận và trả kết quả: Quầy 2, Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
    "Tiếp nhận hồ sơ của: Nguyễn Thị Thử",
    "Người nộp: Trần Văn Mẫu",
    "Địa chỉ: Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ",
    "Số điện thoại: 0900 000 000",
    "Email: mau.tran@example.vn",
    "Số CMND/Thẻ căn cước/Hộ chiếu: 000000000000",
    "Nội dung yêu cầu giải quyết: Chứng thực bản sao từ bản chính",
    "(trường hợp: Tiếp nhận sau 15 giờ)",
    "1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ:",
    "TT",
    "Thành phần hồ sơ",
    "Số lượng",
    "Bản chính",
    "Bản chứng thực",
    "Bản photo",
    "1 Bản chính giấy tờ, văn bản làm cơ sở để chứng thực bản sao 01",
    "2 Bản sao cần chứng thực 03",
    "3 Giấy ủy quyền nộp hồ sơ 01",
    "2. Số lượng hồ sơ: 01 (bộ)",
    "3. Thời gian giải quyết hồ sơ theo quy định là: Trong ngày tiếp nhận",
    "4. Thời gian nhận hồ sơ: 15 giờ 20 phút, ngày 24 tháng 11 năm 2026",
    "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
    "(Cách tính: nhận sau 15 giờ, trả trong ngày làm việc tiếp theo)",
    "6. Thời gian nhận hồ sơ (giai đoạn 2): 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
    "7. Thời gian trả kết quả (giai đoạn 2): 17 giờ 00 phút, ngày 05 tháng 12 năm 2026",
    "8. Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
    "9. Phí, lệ phí: 22.000 đồng (bằng chữ: Hai mươi hai nghìn đồng). Đã thu, chuyển khoản.",
    "– Phí chứng thực bản sao (7 trang × 2.000 đồng): 14.000 đồng",
    "– Lệ phí cấp trích lục hộ tịch: 8.000 đồng",
    "Ghi chú: Khi nhận kết quả, mang theo giấy này và giấy tờ tùy thân; nhận thay thì có thêm giấy ủy quyền",
    "Tra cứu: motcua.example.vn/tra-cuu",
    "Điện thoại: 0210 000 0000.",
    "Hồ sơ đăng ký nhận tin nhắn.",
    "NGƯỜI NỘP HỒ SƠ",
    "(Ký và ghi rõ họ tên)",
    "Trần Văn Mẫu",
    "NGƯỜI TIẾP NHẬN HỒ SƠ",
    "(Ký và ghi rõ họ tên)",
    "Lê Thị Minh Họa",
]
FOOT = "Mẫu số 01 – Phụ lục I, Thông tư 03/2025/TT-VPCP"


def read(receipt: Receipt, paper: Paper = A4) -> str:
    """The citizen's copy as text; the feet of its pages stand between the pages."""
    return " ".join(texts(pdf(receipt, paper, copies=1)))


@pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)
def test_every_field_is_there_in_the_order_of_the_form(paper: Paper) -> None:
    printed, at = bare(read(FULL, paper)), 0
    for field in IN_ORDER:
        found = printed.find(bare(field), at)
        assert found >= 0, f"not there, or not in its place: {field}"
        at = found + len(bare(field))


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
@pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)
def test_a_second_reader_finds_every_field_too(paper: Paper) -> None:
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf(FULL, paper, copies=1), capture_output=True, check=True
    )
    printed = bare(done.stdout.decode("utf-8"))
    assert [field for field in IN_ORDER if bare(field) not in printed] == []


def test_two_copies_are_the_same_paper_but_for_their_name() -> None:
    kept, given = texts(pdf(RECEIPT, A4))
    assert "(Liên: Lưu)" in kept
    assert "(Liên: Giao cho người nộp)" in given
    assert kept.replace("Liên: Lưu", "Liên: Giao cho người nộp") == given


def test_one_copy_is_the_citizens() -> None:
    (page,) = texts(pdf(RECEIPT, A4, copies=1))
    assert "(Liên: Giao cho người nộp)" in page


@pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)
def test_the_usual_receipt_takes_one_page_a_copy(paper: Paper) -> None:
    pages = texts(pdf(RECEIPT, paper))
    assert len(pages) == 2
    assert all("Trang 1/1" in page and FOOT in page for page in pages)


def test_each_page_says_which_form_which_dossier_and_which_page() -> None:
    many = replace(RECEIPT, components=tuple(Component(f"Giấy tờ thứ {n}", 1) for n in range(60)))
    pages = texts(pdf(many, A5, copies=1))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert FOOT in page
        assert f"H00.000-261124-0001 – Trang {number}/{len(pages)}" in page


@pytest.mark.parametrize(
    ("change", "there"),
    [
        ({"due_is_after": True}, "5. Thời gian trả kết quả giải quyết hồ sơ: Sau 17 giờ 00 phút"),
        (
            {"reprint": Reprint(2, RECEIPT.received_at)},
            "– In lại lần 2, 15 giờ 20 phút, ngày 24 tháng 11 năm 2026",
        ),
        ({"reprint": Reprint(2, RECEIPT.received_at)}, FOOT + " – In lại lần 2"),
        ({"entered_later": True}, "(đã tiếp nhận trên giấy)"),
        ({"is_specimen": True}, "BẢN MẪU"),
        ({"components": ()}, "1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ: không có"),
        ({"components": (Component("Tờ khai", copies=1, note="bản điện tử"),)}, "Tờ khai (bản điện tử)"),
        ({"fees": Fees((), "", "được miễn")}, "7. Phí, lệ phí: được miễn"),
        ({"sets": 12}, "2. Số lượng hồ sơ: 12 (bộ)"),
    ],
)
def test_what_is_so_is_printed(change: dict[str, object], there: str) -> None:
    assert bare(there) in bare(read(replace(RECEIPT, **change)))
    assert bare(there) not in bare(read(RECEIPT)), "it must not be there when it is not so"


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"stage_two": None}, "giai đoạn 2"),
        ({"fees": None}, "Phí, lệ phí"),
        ({"explanation": ""}, "Cách tính"),
        ({"case": ""}, "trường hợp"),
        ({"provisional": False}, "mã tạm"),
        ({"entered_later": False}, "nhập vào hệ thống sau"),
        ({"applicant_signs": False}, "NGƯỜI NỘP HỒ SƠ"),
    ],
)
def test_what_is_not_so_is_not_printed(change: dict[str, object], gone: str) -> None:
    assert gone in read(FULL)
    assert gone not in read(replace(FULL, **change))


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("address", "Địa chỉ:"),
        ("phone", "Số điện thoại:"),
        ("email", "Email:"),
        ("identity_paper", "Số CMND/Thẻ căn cước/Hộ chiếu:"),
        ("return_way", "Đăng ký nhận kết quả tại:"),
    ],
)
def test_a_value_that_nobody_gave_leaves_dots_to_write_on(field: str, label: str) -> None:
    assert bare(label) + "....." in bare(read(replace(RECEIPT, **{field: ""})))
    assert bare(label) + "....." not in bare(read(RECEIPT))


@pytest.mark.parametrize(
    ("on", "wording"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_dates_carry_zeros_where_the_rule_wants_them(on: date, wording: str) -> None:
    assert spoken_date(on) == wording
    assert f"Thử Nghiệm, {wording}" in read(replace(RECEIPT, issued_on=on))


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 24, 2, 5, tzinfo=UTC),
        datetime(2026, 11, 24, 9, 5, tzinfo=timezone(timedelta(hours=7))),
        datetime(2026, 11, 23, 21, 5, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_moments_are_told_by_the_clock_of_vietnam(at: datetime) -> None:
    assert spoken_time(at) == "09 giờ 05 phút, ngày 24 tháng 11 năm 2026"


@pytest.mark.parametrize(
    ("amount", "wording"), [(0, "0 đồng"), (999, "999 đồng"), (1_234_567, "1.234.567 đồng")]
)
def test_money_has_points_between_thousands(amount: int, wording: str) -> None:
    assert spoken_money(amount) == wording


@pytest.mark.parametrize(
    "build",
    [
        lambda: replace(RECEIPT, received_at=datetime(2026, 11, 24, 8)),  # noqa: DTZ001
        lambda: replace(RECEIPT, due_at=datetime(2026, 11, 24, 8)),  # noqa: DTZ001
        lambda: Reprint(1, datetime(2026, 11, 24, 8)),  # noqa: DTZ001
        lambda: replace(RECEIPT, sets=0),
        lambda: Component("x", originals=-1),
        lambda: FeeLine("x", -1),
    ],
)
def test_facts_that_cannot_be_are_refused_when_the_document_is_made(build: object) -> None:
    with pytest.raises(ValueError, match=r"time zone|below zero|at least one set"):
        build()


@pytest.mark.parametrize(
    ("url", "qr", "shown"),
    [
        (
            "https://x.example.vn/tra-cuu?ma={code}",
            "https://x.example.vn/tra-cuu?ma=H1%26a",
            "x.example.vn/tra-cuu",
        ),
        ("https://x.example.vn/{code}", "https://x.example.vn/H1%26a", "x.example.vn"),
        ("https://x.example.vn", "H1&a", "x.example.vn"),
        ("", "H1&a", ""),
    ],
)
def test_the_qr_leads_to_this_very_dossier_or_says_its_code(url: str, qr: str, shown: str) -> None:
    agency = Agency("", "Xã", "Quầy", "Xã", lookup_url=url)
    assert agency.lookup("H1&a") == qr
    assert agency.lookup_address == shown
