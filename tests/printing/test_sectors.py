"""Which form does a dossier of residence get, on which day? The sector's own where the law has one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from printing.documents.receipt import Receipt
from printing.documents.sectors import RESIDENCE, SECTORS, edition_of
from printing.layout import A4, A5, Paper
from printing.render import pdf
from printing.specimens import specimens
from tests.printing.reading import codes, pictures, texts


@pytest.mark.parametrize(
    ("form", "field", "on", "number"),
    [
        ("01", RESIDENCE, date(2026, 11, 24), "CT04"),
        ("02", RESIDENCE, date(2026, 11, 24), "CT05"),
        ("03", RESIDENCE, date(2026, 11, 24), "CT06"),
        ("01", RESIDENCE, date(2024, 1, 1), "CT04"),
        ("01", RESIDENCE, date(2023, 12, 31), "CT04"),
        ("01", RESIDENCE, date(2021, 6, 30), "01"),
        ("04", RESIDENCE, date(2026, 11, 24), "04"),
        ("06", RESIDENCE, date(2026, 11, 24), "06"),
        ("01", "Hộ tịch", date(2026, 11, 24), "01"),
        ("01", "Đất đai", date(2026, 11, 24), "01"),
    ],
)
def test_the_form_of_a_field_on_a_day(form: str, field: str, on: date, number: str) -> None:
    edition = edition_of(form, field, on)
    assert edition.number == number
    assert edition.form == form, "the journal knows it by the form in whose place it stands"


@pytest.mark.parametrize(
    ("on", "says"), [(date(2023, 12, 31), False), (date(2024, 1, 1), True)], ids=["before", "since 2024"]
)
def test_the_basis_is_that_of_its_time(on: date, says: bool) -> None:
    assert ("66/2023/TT-BCA" in edition_of("01", RESIDENCE, on).basis) is says


@pytest.mark.parametrize("paper", [A5, A4], ids=lambda paper: paper.name)
def test_a_receipt_of_residence_is_headed_and_footed_as_ct04(paper: Paper) -> None:
    receipt = replace(
        Receipt.specimen(), is_specimen=False, edition=edition_of("01", RESIDENCE, date(2026, 11, 24))
    )
    printed = pdf(receipt, paper, 1)
    (page,) = texts(printed)
    assert "PHIẾU TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in page
    assert "Mẫu CT04 – Thông tư 56/2021/TT-BCA, sửa đổi bởi Thông tư 66/2023/TT-BCA" in page
    assert "Mẫu số 01" not in page
    assert codes(pictures(printed, 200)[0])["Code 128"] == receipt.code


def test_each_sector_form_has_a_specimen() -> None:
    names = {name for name, _document in specimens()}
    assert {editions[-1].number for editions in SECTORS.values()} <= names
    assert not {"CT04"} & {name for name, _document in specimens(date(2020, 1, 1))}
