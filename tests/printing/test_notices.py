"""Do forms 02 to 05 say everything, in the order of the form, whatever the desk wrote into them?"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from printing.documents.editions import APOLOGY_2018
from printing.documents.notices import (
    Addressee,
    Apology,
    Contact,
    RefusalNotice,
    StopNotice,
    SupplementNotice,
)
from printing.documents.parts import HANOI, Component, Corrected, Reprint
from printing.flow import SigningPlace
from printing.layout import A4, A5, MM, Paper
from printing.render import pdf, pdf_to_sign
from tests.printing.reading import bare, codes, ink, pictures, texts

SUPPLEMENT = replace(SupplementNotice.specimen(), is_specimen=False)
REFUSAL = replace(RefusalNotice.specimen(), is_specimen=False)
APOLOGY = replace(Apology.specimen(), is_specimen=False)
STOP = replace(StopNotice.specimen(), is_specimen=False)
NOTICES = (SUPPLEMENT, REFUSAL, APOLOGY, STOP)
BOTH = pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)
HEAD = [
    "ỦY BAN NHÂN DÂN XÃ THỬ NGHIỆM",
    "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG",
]
EDGE_MM = 0.6
AT = datetime(2026, 11, 25, 8, 5, tzinfo=HANOI)

IN_ORDER: dict[str, tuple[Any, list[str]]] = {
    "02": (
        SUPPLEMENT,
        [
            *HEAD,
            "Số: 0012/HDHS",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Thử Nghiệm, ngày 24 tháng 11 năm 2026",
            "Mã hồ sơ: H00.000-261124-0001",
            "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
            "(Liên: Giao cho người nộp)",
            "Bộ phận tiếp nhận và trả kết quả: Quầy 2, Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
            "Tiếp nhận hồ sơ/yêu cầu của: Nguyễn Thị Thử",
            "Nội dung yêu cầu giải quyết: Đăng ký lại khai sinh",
            "Địa chỉ: Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ",
            "Số điện thoại: 0900 000 000",
            "Email: thu.nguyen@example.vn",
            "Giai đoạn yêu cầu: Trong quá trình giải quyết hồ sơ",
            "Yêu cầu Ông/Bà hoàn thiện hồ sơ gồm những nội dung như sau:",
            "STT",
            "Thành phần hồ sơ",
            "Số lượng",
            "1 Tờ khai đăng ký lại khai sinh theo mẫu, có cam đoan của người yêu cầu 01",
            "2 Bản sao giấy khai sinh do cơ quan có thẩm quyền cấp trước đây 01",
            "3 Giấy tờ cá nhân có ảnh, ngày sinh và nơi sinh 02",
            "Lý do: Tờ khai chưa có chữ ký của người yêu cầu",
            "Hướng dẫn: Nộp giấy tờ bổ sung tại nơi đã nộp hồ sơ",
            "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, Ông/Bà liên hệ với Lê Thị Minh Họa",
            "số điện thoại 0210 000 0000, để được hướng dẫn./.",
            "NGƯỜI HƯỚNG DẪN",
            "(Ký và ghi rõ họ tên)",
            "Lê Thị Minh Họa",
            "Mẫu số 02 – Phụ lục I, Thông tư 03/2025/TT-VPCP",
        ],
    ),
    "03": (
        replace(REFUSAL, dossier_code="H00.000-261124-0001", submitted_at=AT),
        [
            *HEAD,
            "Số: 0003/HDHS",
            "Mã hồ sơ: H00.000-261124-0001",
            "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
            "Tiếp nhận hồ sơ của: Nguyễn Thị Thử",
            "Địa chỉ: Thôn Thí Điểm",
            "Số điện thoại: 0900 000 000",
            "Số CMND/Thẻ căn cước/Hộ chiếu: 000000000000",
            "Thời gian nộp: 08 giờ 05 phút, ngày 25 tháng 11 năm 2026",
            "Nội dung yêu cầu giải quyết: Chứng thực bản sao từ bản chính",
            "Qua xem xét, Trung tâm Phục vụ hành chính công thông báo không tiếp nhận, giải quyết hồ sơ này "
            "với lý do cụ thể như sau: Bản chính bị tẩy xóa",
            "Căn cứ: Điều 22 Nghị định số 23/2015/NĐ-CP",
            "Nếu cần được giải thích, hướng dẫn thêm, Ông/Bà liên hệ với",
            "Xin thông báo cho Ông/Bà được biết và thực hiện./.",
            "NGƯỜI TỪ CHỐI HỒ SƠ",
            "Lê Thị Minh Họa",
            "Mẫu số 03 – Phụ lục I, Thông tư 03/2025/TT-VPCP",
        ],
    ),
    "04": (
        APOLOGY,
        [
            *HEAD,
            "Số: 07/PXL",
            "V/v xin lỗi và đề nghị gia hạn thời gian giải quyết hồ sơ",
            "Thử Nghiệm, ngày 26 tháng 11 năm 2026",
            "Kính gửi: Ông/Bà Nguyễn Thị Thử",
            "(Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ; điện thoại: 0900 000 000)",
            "Ngày 24 tháng 11 năm 2026, Trung tâm Phục vụ hành chính công tiếp nhận giải quyết hồ sơ "
            "Đăng ký lại khai sinh của Ông/Bà, mã hồ sơ: H00.000-261124-0001; thời gian hẹn trả kết quả: "
            "17 giờ 00 phút, ngày 27 tháng 11 năm 2026.",
            "Tuy nhiên, Trung tâm Phục vụ hành chính công chưa thể trả kết quả",
            "Lý do: cần xác minh",
            "xin lỗi Ông/Bà và đề nghị gia hạn thời gian giải quyết hồ sơ; thời gian trả kết quả mới: "
            "17 giờ 00 phút, ngày 04 tháng 12 năm 2026, tại Trung tâm",
            "Mong nhận được sự thông cảm của Ông/Bà vì sự chậm trễ này./.",
            "Nơi nhận:",
            "- Như trên;",
            "- Lưu: VT.",
            "GIÁM ĐỐC",
            "Hoàng Văn Giả Định",
            "Mẫu số 04 – Phụ lục I, Thông tư 03/2025/TT-VPCP",
        ],
    ),
    "04 of 2018": (
        replace(APOLOGY, edition=APOLOGY_2018),
        [
            "Số: 07/PXL",
            "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
            "(Liên: Giao cho người nộp)",
            "Kính gửi: Ông/Bà Nguyễn Thị Thử",
            "xin lỗi Ông/Bà; thời gian trả kết quả mới: 17 giờ 00 phút",
            "Mẫu số 04 – Phụ lục, Thông tư 01/2018/TT-VPCP",
        ],
    ),
    "05": (
        STOP,
        [
            *HEAD,
            "Số: 02/TB",
            "Mã hồ sơ: H00.000-261124-0001",
            "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
            "Kính gửi: Ông/Bà Nguyễn Thị Thử",
            "Ngày 24 tháng 11 năm 2026, Trung tâm Phục vụ hành chính công tiếp nhận hồ sơ Đăng ký lại khai sinh",
            "thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 27 tháng 11 năm 2026.",
            "Căn cứ đề nghị rút hồ sơ của người nộp ngày 25 tháng 11 năm 2026, Trung tâm Phục vụ hành chính công "
            "thông báo dừng giải quyết hồ sơ nêu trên",
            "1. Dừng theo đề nghị của: người nộp hồ sơ",
            "2. Lý do: người nộp tìm lại được bản chính",
            "3. Giai đoạn giải quyết khi dừng: Đang xử lý",
            "4. Thời điểm dừng: 10 giờ 30 phút, ngày 25 tháng 11 năm 2026",
            "5. Giấy tờ, tiền hoàn trả người nộp: toàn bộ giấy tờ đã nộp (03 loại); lệ phí 8.000 đồng",
            "Đến thời điểm dừng, cơ quan có thẩm quyền chưa ban hành kết quả giải quyết hồ sơ.",
            "Xin thông báo để Ông/Bà được biết./.",
            "Nơi nhận:",
            "GIÁM ĐỐC",
            "(Ký, ghi rõ họ tên và đóng dấu)",
            "Hoàng Văn Giả Định",
            "Mẫu số 05 – Phụ lục I, Thông tư 03/2025/TT-VPCP",
        ],
    ),
}


def read(document: Any, paper: Paper = A4) -> str:
    return " ".join(texts(pdf(document, paper, copies=1)))


@BOTH
@pytest.mark.parametrize(("notice", "fields"), IN_ORDER.values(), ids=IN_ORDER)
def test_every_field_is_there_in_the_order_of_the_form(notice: Any, fields: list[str], paper: Paper) -> None:
    printed, at = bare(read(notice, paper)), 0
    for field in fields:
        found = printed.find(bare(field), at)
        assert found >= 0, f"not there, or not in its place: {field}"
        at = found + len(bare(field))


@BOTH
@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.edition.number)
def test_the_usual_notice_takes_one_page(notice: Any, paper: Paper) -> None:
    (page,) = texts(pdf(notice, paper, copies=1))
    assert f"{notice.code} – Trang 1/1" in page


@BOTH
@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.edition.number)
def test_the_code_of_a_dossier_reads_back_and_a_paper_without_one_has_no_bars(
    notice: Any, paper: Paper
) -> None:
    coded = replace(notice, dossier_code="H00.000-261124-0001")
    first = pictures(pdf(coded, paper, copies=1), 200)[0]
    assert codes(first) == {"QR Code": coded.agency.lookup(coded.code), "Code 128": coded.code}
    if hasattr(notice, "officer") or hasattr(notice, "issuer"):  # at the counter, before reception
        bare_paper = replace(notice, dossier_code="")
        (picture,) = pictures(pdf(bare_paper, paper, copies=1), 200)
        assert codes(picture) == {}
        assert f"{notice.number} – Trang 1/1" in read(bare_paper, paper)
        assert "Mã hồ sơ" not in read(bare_paper, paper)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.edition.number)
@pytest.mark.parametrize(
    ("change", "there"),
    [
        ({"reprint": Reprint(2, AT)}, "– In lại lần 2"),
        (
            {"corrected": Corrected(AT, ("địa chỉ", "số điện thoại"))},
            "BẢN SỬA ĐỔI: đã sửa địa chỉ, số điện thoại lúc 08 giờ 05 phút, ngày 25 tháng 11 năm 2026.",
        ),
        ({"provisional": True}, "mã tạm"),
        ({"is_specimen": True}, "BẢN MẪU"),
    ],
)
def test_a_paper_carries_its_marks(notice: Any, change: dict[str, Any], there: str) -> None:
    assert bare(there) in bare(read(replace(notice, **change)))
    assert bare(there) not in bare(read(notice))


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.edition.number)
def test_english_stands_on_the_paper_only_where_the_office_wants_it(notice: Any) -> None:
    courteous = replace(notice, agency=replace(notice.agency, courtesy=True))
    assert bare(notice.edition.english) in bare(read(courteous))
    assert bare(notice.edition.english) not in bare(read(notice))


def test_an_online_refusal_is_signed_by_the_desk_alone_and_a_direct_one_by_both() -> None:
    assert "NGƯỜI NỘP HỒ SƠ" in read(REFUSAL)
    online = read(replace(REFUSAL, submitted_at=AT))
    assert "NGƯỜI NỘP HỒ SƠ" not in online
    assert "NGƯỜI TỪ CHỐI HỒ SƠ" in online
    assert "Số CMND" not in read(REFUSAL)


def test_the_head_signs_a_refusal_after_examination() -> None:
    assert "GIÁM ĐỐC" in read(replace(REFUSAL, issuer_role="Giám đốc"))


@pytest.mark.parametrize(
    ("issued_on", "wording"),
    [
        (date(2026, 11, 26), "chưa thể trả kết quả"),
        (date(2026, 11, 27), "chưa thể trả kết quả"),
        (date(2026, 11, 28), "đến nay Trung tâm Phục vụ hành chính công chưa trả được kết quả"),
    ],
)
def test_the_apology_says_whether_the_time_has_run_out(issued_on: date, wording: str) -> None:
    assert bare(wording) in bare(read(replace(APOLOGY, issued_on=issued_on)))


def test_a_deputy_signs_for_the_head_on_two_lines() -> None:
    assert "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC" in read(replace(APOLOGY, signer_role="KT. Giám đốc\nPhó Giám đốc"))


def test_an_organisation_is_spoken_to_as_one() -> None:
    said = read(replace(STOP, to=replace(STOP.to, name="Công ty Ví Dụ", is_organisation=True)))
    assert "Kính gửi: Công ty Ví Dụ" in said
    assert "Ông/Bà" not in said


@pytest.mark.parametrize(
    ("notice", "change", "dots"),
    [
        (SUPPLEMENT, {"reason": ""}, "Lý do: ...."),
        (SUPPLEMENT, {"to": Addressee("X")}, "Địa chỉ: ...."),
        (REFUSAL, {"reason": ""}, "như sau: ...."),
        (STOP, {"returned": ""}, "người nộp: ...."),
        (STOP, {"reason": ""}, "2. Lý do: ...."),
    ],
)
def test_a_value_that_nobody_gave_leaves_dots(notice: Any, change: dict[str, Any], dots: str) -> None:
    assert bare(dots) in bare(read(replace(notice, **change)))
    assert bare(dots) not in bare(read(notice))


@pytest.mark.parametrize(
    "build",
    [
        lambda: replace(APOLOGY, due=APOLOGY.due_before),
        lambda: replace(STOP, stopped_at=STOP.received_at - timedelta(seconds=1)),
        lambda: replace(APOLOGY, received_at=datetime(2026, 1, 1)),  # noqa: DTZ001
        lambda: replace(STOP, due_at=datetime(2026, 1, 1)),  # noqa: DTZ001
        lambda: replace(REFUSAL, submitted_at=datetime(2026, 1, 1)),  # noqa: DTZ001
        lambda: Corrected(datetime(2026, 1, 1), ()),  # noqa: DTZ001
    ],
)
def test_facts_that_cannot_be_are_refused_when_the_document_is_made(build: Any) -> None:
    with pytest.raises(ValueError, match=r"time zone|ends after|stops after"):
        build()


LONG = (
    "thủ tục liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới sáu tuổi, "
)
RARE = "H’Nguyễn Ksơr Ê\u0306ban Y ƀlŏ ơ\u0306ư\u0306 Čư\u0306 Ñiê Kđăm "
WORDY = (LONG * 16)[:1500]
NASTY: dict[str, dict[str, Any]] = {
    "a procedure of 300 letters": {"procedure": (LONG * 3)[:300]},
    "a name of 200 rare letters": {"to": replace(Addressee.specimen(), name=(RARE * 5)[:200].strip())},
    "an address of 500": {"to": replace(Addressee.specimen(), address=("ngõ 8, tổ dân phố số 9, " * 21)[:500])},
    "contacts without a place to break": {
        "to": Addressee("X", "y" * 300, "0900000000;" * 20, "dai." * 40 + "mau@example.vn", "0" * 150)
    },
    "reasons of 1,500": {"reason": WORDY, "basis": WORDY, "guidance": WORDY, "returned": WORDY},
    "one word of 1,500 letters": {"reason": "x" * 1500},
    "nothing that may be left out": {
        "to": Addressee("X"), "reason": "", "basis": "", "guidance": "", "returned": "", "stage": "", "number": "",
        "items": (), "signer": "", "officer": "", "issuer": "", "recipients": ("Như trên",), "contact": Contact(""),
    },
    "forty papers": {
        "items": tuple(Component(f"Giấy tờ thứ {n}: " + LONG * (n % 3), n % 2, n % 3, n % 4, electronic=n % 2) for n in range(40))
    },
    "forty receivers": {"recipients": tuple(f"Phòng ban thứ {n}, {LONG}" for n in range(12))},
    "a long code": {"dossier_code": "000.00.12.H62.123-20261124-0000001"},
}  # fmt: skip
MATRIX = [
    pytest.param(replace(notice, **fitting), id=f"{notice.edition.number} {name}")
    for notice, (name, change) in itertools.product(NOTICES, NASTY.items())
    if (fitting := {key: value for key, value in change.items() if key in type(notice).__dataclass_fields__})
]


@BOTH
@pytest.mark.parametrize("notice", MATRIX)
def test_nothing_is_lost_and_nothing_leaves_the_text_area(notice: Any, paper: Paper) -> None:
    printed = pdf(notice, paper, copies=1)
    dpi = 100
    for picture in pictures(printed, dpi):
        left, top, right, bottom = ink(picture, dpi)
        assert left >= paper.left - EDGE_MM
        assert top >= paper.top - EDGE_MM
        assert right <= paper.page[0] - paper.right + EDGE_MM
        assert bottom <= paper.page[1] - paper.foot_from_edge + 2
    feet = re.compile(r"Mẫu số \d\d – .*? – Trang \d+/\d+")
    pages = texts(printed)
    words = bare(" ".join(feet.sub("", page) for page in pages)).replace("\ufffe", "-").replace("\x02", "-")
    for field in ("procedure", "reason", "basis", "returned", "guidance", "stage"):
        said = bare(getattr(notice, field, "")).rstrip(".;,")
        assert said in words, field
    assert bare(unicodedata.normalize("NFC", notice.to.name)) in words
    for item in getattr(notice, "items", ()):
        assert bare(item.name) in words
    for number, page in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in page


@BOTH
@pytest.mark.parametrize("notice", MATRIX)
def test_who_signs_never_stands_alone_on_a_page(notice: Any, paper: Paper) -> None:
    last = texts(pdf(notice, paper, copies=1))[-1]
    assert "(Ký" in last
    assert "./." in last or "hướng dẫn" in last


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.edition.number)
def test_equal_facts_give_equal_bytes_and_the_place_to_sign_is_known(notice: Any) -> None:
    assert pdf(notice) == pdf(replace(notice))
    made, places = pdf_to_sign(notice, A4)
    assert made == pdf(notice, A4, copies=1)
    assert all(isinstance(place, SigningPlace) and place.role for place in places)
    left, bottom, right, top = places[-1].box
    assert 0 < left < right <= (A4.page[0] - A4.right) * MM + 1
    assert 0 < bottom < top < A4.page[1] * MM


def test_a_justified_paragraph_ends_its_lines_at_the_edge() -> None:
    dpi = 200
    picture = pictures(pdf(APOLOGY, A4, copies=1), dpi)[0]
    mm = dpi / 25.4
    body = picture.crop((0, round(105 * mm), picture.width, round(155 * mm)))
    edges = [
        box[2] / mm
        for y in range(0, body.height - 20, 20)
        if (
            box := body.crop((0, y, body.width, y + 20))
            .point(lambda grey: 255 if grey < 128 else 0)
            .getbbox()
        )
    ]
    assert sum(abs(edge - (A4.page[0] - A4.right)) < 1 for edge in edges) >= 5
