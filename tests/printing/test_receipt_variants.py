"""Does form 01 fit the dossiers that are not the usual ones? Certification, several people, an authorised person, foreigners."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from printing.documents.parts import Component, Corrected
from printing.documents.receipt import Receipt, Subject
from printing.layout import A4, A5, Paper
from printing.render import pdf
from printing.specimens import specimens
from tests.printing.reading import RECEIPT, bare, codes, ink, pictures, texts

BOTH = pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)
VARIANTS = {name: replace(one, is_specimen=False) for name, one in Receipt.variants().items()}
EDGE_MM = 0.6
MANY = tuple(Subject(f"Lò Thị Ví Dụ {n}", f"{n:012d}", "01/03/1990") for n in range(1, 61))


def read(receipt: Receipt, paper: Paper = A4) -> str:
    return " ".join(texts(pdf(receipt, paper, copies=1)))


@BOTH
@pytest.mark.parametrize("receipt", VARIANTS.values(), ids=VARIANTS.keys())
def test_each_variant_stays_in_its_text_area_and_its_codes_read_back(receipt: Receipt, paper: Paper) -> None:
    printed = pdf(receipt, paper, copies=1)
    for picture in pictures(printed, 100):
        left, top, right, bottom = ink(picture, 100)
        assert left >= paper.left - EDGE_MM
        assert top >= paper.top - EDGE_MM
        assert right <= paper.page[0] - paper.right + EDGE_MM
        assert bottom <= paper.page[1] - paper.foot_from_edge + 2
    first = pictures(printed, 200)[0]
    assert codes(first) == {"QR Code": receipt.agency.lookup(receipt.code), "Code 128": receipt.code}


@pytest.mark.parametrize("name", ["uy-quyen", "hai-giai-doan", "sua-doi", "ma-tam", "song-ngu", "chung-thuc"])
def test_what_an_offline_desk_prints_every_day_takes_one_sheet_of_a5(name: str) -> None:
    assert len(texts(pdf(VARIANTS[name], A5, copies=1))) == 1


@pytest.mark.parametrize(
    ("change", "there"),
    [
        ({"representative": "Phạm Văn Thay"}, "Người được ủy quyền: Phạm Văn Thay"),
        (
            {"representative": "Phạm Văn Thay", "representative_paper": "000000000001"},
            "Người được ủy quyền: Phạm Văn Thay, số giấy tờ: 000000000001",
        ),
        ({"holder_address": "Thôn Ví Dụ"}, "Địa chỉ chủ hồ sơ: Thôn Ví Dụ"),
        (
            {"subjects": (Subject("Lò Thị Ví Dụ", "000000000009", "01/03/1990"),)},
            "TT Họ và tên Số định danh cá nhân Ngày sinh 1 Lò Thị Ví Dụ 000000000009 01/03/1990",
        ),
        (
            {"corrected": Corrected(RECEIPT.due_at, ("địa chỉ người nộp",))},
            "BẢN SỬA ĐỔI: đã sửa địa chỉ người nộp lúc 17 giờ 00 phút, ngày 25 tháng 11 năm 2026.",
        ),
        (
            {"components": (Component("Tờ khai", electronic=2),)},
            "Bản photo Bản điện tử 1 Tờ khai 02",
        ),
        (
            {
                "components": (Component("Giấy khai sinh", copies=3, electronic=1, pages=2),),
                "certification": True,
            },
            "Số trang Số bản giấy Ký bản điện tử 1 Giấy khai sinh 02 03 01",
        ),
        (
            {"agency": replace(RECEIPT.agency, courtesy=True)},
            "(Receipt of dossier and appointment for the result)",
        ),
        (
            {"agency": replace(RECEIPT.agency, courtesy=True)},
            "the result is due at 17:00 on 25/11/2026 (day/month/year)",
        ),
    ],
)
def test_what_is_so_is_printed_and_else_not(change: dict[str, Any], there: str) -> None:
    assert bare(there) in bare(read(replace(RECEIPT, **change)))
    assert bare(there) not in bare(read(RECEIPT))


def test_who_was_authorised_signs() -> None:
    end = read(replace(RECEIPT, representative="Phạm Văn Thay")).rpartition("NGƯỜI NỘP HỒ SƠ")[2]
    assert "Phạm Văn Thay" in end
    assert RECEIPT.applicant not in end


@BOTH
def test_sixty_people_are_all_listed_under_a_head_on_each_page(paper: Paper) -> None:
    pages = texts(pdf(replace(RECEIPT, subjects=MANY), paper, copies=1))
    listed = [page for page in pages if "Lò Thị Ví Dụ" in page]
    assert len(listed) > 1
    assert all("Họ và tên" in page for page in listed)
    assert all(any(one.personal_id in page for page in listed) for one in MANY)


def test_specimens_have_names_of_their_own_and_say_what_they_are() -> None:
    made = list(specimens())
    names = [name for name, _document in made]
    assert len(names) == len(set(names))
    assert {f"{number:02d}" for number in range(1, 8)} <= set(names)
    assert all(document.is_specimen for _name, document in made)
