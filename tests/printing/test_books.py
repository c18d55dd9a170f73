"""Forms 06 and 07: does every handover stand on the sheet, and do the pages of the book add up?"""

from __future__ import annotations

import io
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.errors import RuleBroken
from printing.books import write_register
from printing.documents.control import ControlSheet, HandoverLine, Verdict
from printing.documents.register import Register, RegisterRow
from printing.forms.form07_register import Reckoning, pages
from printing.layout import A4, A5, Paper
from printing.render import pdf
from printing.sheets import BOOK
from tests.printing.reading import bare, codes, ink, pictures, texts

CONTROL = replace(ControlSheet.specimen(), is_specimen=False)
REGISTER = replace(Register.specimen(), is_specimen=False)
ROW = REGISTER.rows[0]
LONG = (
    "thủ tục liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới sáu tuổi, "
)
MARKED = " ".join(f"chữ{number:03d}" for number in range(160))
EDGE_MM = 0.6
BOTH = pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)


# -- form 06 -----------------------------------------------------------------------------------------------


@BOTH
def test_every_handover_stands_on_the_sheet_in_its_order(paper: Paper) -> None:
    printed, at = bare(" ".join(texts(pdf(CONTROL, paper)))), 0
    for said in (
        "Mã hồ sơ: H00.000-261123-0007",
        "Quyển số: 2026, Số thứ tự: 0124",
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Kèm theo hồ sơ của: Nguyễn Thị Thử",
        "Ngày nhận: 08 giờ 05 phút, ngày 23 tháng 11 năm 2026",
        "Ngày, giờ hẹn trả kết quả: 17 giờ 05 phút, ngày 26 tháng 11 năm 2026",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Công chức Tư pháp - Hộ tịch",
        "Cơ quan phối hợp giải quyết hồ sơ: Công an xã Thử Nghiệm",
        "TÊN CƠ QUAN",
        "THỜI GIAN GIAO, NHẬN HỒ SƠ",
        "KẾT QUẢ GIẢI QUYẾT HỒ SƠ",
        "GHI CHÚ",
        "1. Giao: Bộ phận Tiếp nhận và Trả kết quả",
        "2. Nhận: Công chức Tư pháp - Hộ tịch",
        "10 giờ 05 phút, ngày 23 tháng 11 năm 2026",
        "Lê Thị Minh Họa",
        "1. Giao: Công chức Tư pháp - Hộ tịch",
        "Đã xác minh tình trạng hôn nhân.",
        "2. Nhận: Bộ phận Tiếp nhận và Trả kết quả",
        "Trường hợp giải quyết hồ sơ quá hạn, ghi rõ lý do",
    ):
        found = printed.find(bare(said), at)
        assert found >= 0, f"not there, or not in its place: {said}"
        at = found + 1
    assert "Mẫu số 06 – Phụ lục I, Thông tư 03/2025/TT-VPCP" in texts(pdf(CONTROL, paper))[0]


def test_there_is_one_control_sheet_however_many_copies_are_asked_for() -> None:
    assert len(texts(pdf(CONTROL, A4, copies=2))) == 1


def test_a_dossier_on_its_way_leaves_blocks_to_be_filled_by_hand_and_ends_at_the_desk() -> None:
    under_way = replace(CONTROL, handovers=CONTROL.handovers[:1], finished=False)
    printed = bare(" ".join(texts(pdf(under_way, A4))))
    assert printed.count("1.Giao:") == 4
    assert printed.rfind(bare("2. Nhận: Bộ phận Tiếp nhận và Trả kết quả")) > printed.rfind("1.Giao:")
    assert bare("…… giờ …… phút, ngày …… tháng …… năm") in printed


def test_the_first_handover_of_the_desk_is_not_judged() -> None:
    one = replace(CONTROL, handovers=CONTROL.handovers[:1], finished=True)
    assert bare("Quá hạn") not in bare(" ".join(texts(pdf(one, A4))))


@BOTH
@pytest.mark.parametrize(
    "sheet",
    [
        replace(CONTROL, handovers=tuple(replace(CONTROL.handovers[1], note=MARKED) for _n in range(9))),
        replace(
            CONTROL,
            handovers=(
                HandoverLine(LONG * 4, LONG * 4, CONTROL.received_at, LONG * 2, LONG * 2, Verdict.LATE),
            ),
        ),
        replace(CONTROL, handovers=(), partner="", phone="", finished=False),
        replace(CONTROL, procedure=LONG * 4, holder="H’Nguyễn Ksơr Ê̆ban " * 8),
    ],
    ids=["long notes", "long names", "nothing yet", "a long procedure"],
)
def test_nothing_leaves_the_sheet_and_nothing_is_lost(sheet: ControlSheet, paper: Paper) -> None:
    printed = pdf(sheet, paper)
    for picture in pictures(printed, 100):
        _left, _top, right, bottom = ink(picture, 100)
        assert right <= paper.page[0] - paper.right + EDGE_MM
        assert bottom <= paper.page[1] - paper.foot_from_edge + 2
    said = bare(re.sub(r"Mẫu số 06 – .*? – Trang \d+/\d+", "", " ".join(texts(printed)))).replace("\x02", "-")
    assert bare(sheet.procedure) in said
    if sheet.handovers and sheet.handovers[0].note:
        assert all(said.count(word) == len(sheet.handovers) for word in MARKED.split())
    assert codes(pictures(printed, 200)[0])["Code 128"] == sheet.code


# -- form 07 -----------------------------------------------------------------------------------------------


def book(rows: list[RegisterRow], register: Register = REGISTER) -> tuple[list[str], Reckoning]:
    out = io.BytesIO()
    reckoning = write_register(register, iter(rows), out)
    return texts(out.getvalue()), reckoning


def numbered(count: int, *, first: int = 1) -> list[RegisterRow]:
    return [
        replace(
            ROW,
            no=number,
            code=f"H00.000-261124-{number:04d}",
            sets=1 + number % 3,
            returned_on=ROW.due_on if number % 4 else None,
        )
        for number in range(first, first + count)
    ]


SUMS = re.compile(
    r"(Cộng trang \d+|Lũy kế|Mang sang từ trang trước)(?:: (\d+) hồ sơ)? (\d+) Đã trả kết quả: (\d+)"
)


def test_the_head_names_all_columns_and_the_closing_is_signed_by_the_head() -> None:
    (*_pages, last), _sums = book(numbered(30))
    first = _pages[0]
    for head in ("TT", "Mã hồ sơ", "Tên thủ tục hành chính", "Số lượng hồ sơ (bộ)", "Tên cá nhân, tổ chức",
                 "Địa chỉ, số điện thoại", "Cơ quan chủ trì giải quyết", "Nhận và trả kết quả", "Ngày nhận",
                 "Ngày hẹn trả", "Ngày trả", "Phương thức nhận kết quả", "Ký nhận", "Ghi chú"):  # fmt: skip
        assert bare(head) in bare(first), head
    assert "SỔ THEO DÕI HỒ SƠ" in first
    assert "Quyển số: 2026 – Năm 2026" in first
    assert "từ số thứ tự 01 đến số thứ tự 30" in last
    assert f"Sổ này có {len(_pages) + 1} trang" in last
    assert "NGƯỜI ĐỨNG ĐẦU BỘ PHẬN MỘT CỬA (Ký, ghi rõ họ tên và đóng dấu)" in last.replace(
        "NGƯỜI LẬP SỔ (Ký và ghi rõ họ tên) ", ""
    )
    assert "Trần Văn Mẫu" in last


def test_an_extract_of_some_days_is_not_closed() -> None:
    (*_pages, last), _sums = book(numbered(3), replace(REGISTER, closes=False, period="Từ 24/11/2026"))
    assert "Sổ được khóa" not in last
    assert "đóng dấu" not in last


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.booleans(), st.integers(0, 12)), min_size=1, max_size=60))
def test_page_totals_are_the_sums_of_their_rows_whatever_the_rows(
    facts: list[tuple[int, bool, int]],
) -> None:
    rows = [
        replace(ROW, no=n, sets=sets, returned_on=date(2026, 11, 25) if done else None, procedure="chữ " * (1 + long * 9))
        for n, (sets, done, long) in enumerate(facts, 1)
    ]  # fmt: skip
    printed, reckoning = book(rows)
    carried = (0, 0)
    counted = 0
    for number, page in enumerate(printed, 1):
        sums = {
            name.split(" ")[0]: (count, int(sets), int(back))
            for name, count, sets, back in SUMS.findall(page)
        }
        if not sums:
            assert number == len(printed), "only a closing page holds no rows"
            continue
        if number > 1:
            assert sums["Mang"][1:] == carried
        own, upto = sums["Cộng"], sums["Lũy"]
        here = rows[counted : counted + int(own[0])]
        assert own[1:] == (sum(row.sets for row in here), sum(row.returned_on is not None for row in here))
        assert upto[1:] == (carried[0] + own[1], carried[1] + own[2])
        carried, counted = upto[1:], counted + int(own[0])
    assert counted == len(rows)
    assert carried == (reckoning.upto.sets, reckoning.upto.returned)
    assert len(printed) == reckoning.pages
    assert [int(found) for page in printed for found in re.findall(r"Trang (\d+)", page)] == list(
        range(1, len(printed) + 1)
    )


def test_no_row_is_blank_and_every_code_is_there_once() -> None:
    printed, _sums = book(numbered(100))
    found = re.findall(r"H00\.000-261124-(\d{4})", " ".join(printed))
    assert found == [f"{number:04d}" for number in range(1, 101)]


def test_numbers_that_are_not_in_the_book_are_named() -> None:
    rows = [*numbered(3), *numbered(2, first=6)]
    (*_pages, last), sums = book(rows)
    assert "Số thứ tự không có trong sổ này (2): 04, 05." in last
    assert sums.missing_count == 2


def test_a_book_without_rows_says_so() -> None:
    (page,), _sums = book([])
    assert "Sổ này có 1 trang, đánh số từ trang 1 đến trang 1; không có hồ sơ nào." in page


@pytest.mark.parametrize("picked", [0, 5])
def test_nothing_leaves_the_page_of_the_book(picked: int) -> None:
    rows = numbered(12)
    rows[picked] = replace(
        rows[picked], procedure=LONG * 40, person="Ê̆ Y" * 60, contact="0" * 200, note=LONG * 3
    )
    out = io.BytesIO()
    write_register(REGISTER, rows, out)
    for picture in pictures(out.getvalue(), 100):
        left, _top, right, bottom = ink(picture, 100)
        assert left >= BOOK.left - EDGE_MM
        assert right <= BOOK.page[0] - BOOK.right + EDGE_MM
        assert bottom <= BOOK.page[1] - BOOK.foot_from_edge + 2
    assert bare(LONG) in bare(" ".join(texts(out.getvalue())))


def test_a_letter_without_a_glyph_names_its_dossier() -> None:
    with pytest.raises(RuleBroken) as told:
        book([replace(ROW, person="漢")])
    assert told.value.code == "missing_glyph"
    assert ROW.code in told.value.message


def test_rows_are_taken_as_they_are_needed_never_all_at_once() -> None:
    ahead = []
    taken = 0

    def rows() -> Iterator[RegisterRow]:
        nonlocal taken
        for row in numbered(200):
            taken += 1
            yield row

    written = 0
    for page in pages(REGISTER, rows(), BOOK, reckoning := Reckoning()):
        written += len(page)
        ahead.append(taken - (reckoning.upto.dossiers))
    assert max(ahead) <= 1, "more than the row that begins the next page was taken"


def test_the_memory_of_a_long_book_is_its_finished_pages() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        write_register(REGISTER, iter(numbered(count)), io.BytesIO())
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(900)  # measured words are kept, up to a number of them
    growth = (peak(900) - peak(300)) / 600
    assert growth < 2_000, f"{growth:.0f} bytes for each row of the book stay in memory"


def test_equal_books_are_equal_bytes() -> None:
    first, again = io.BytesIO(), io.BytesIO()
    write_register(REGISTER, numbered(40), first)
    write_register(REGISTER, numbered(40), again)
    assert first.getvalue() == again.getvalue()
