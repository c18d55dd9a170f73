"""Which form did the rules ask for on that day? Old dossiers keep the old set."""

from __future__ import annotations

from datetime import date

import pytest

from desk.errors import RuleBroken
from printing.documents.editions import EDITIONS, edition_for

LAST_OF_2018 = date(2025, 9, 14)
FIRST_OF_2025 = date(2025, 9, 15)
TODAY = date(2026, 11, 24)
APOLOGY = "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
EXTENSION = "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
CONTROL = "Phiếu kiểm soát quá trình giải quyết hồ sơ"


@pytest.mark.parametrize(
    ("form", "on", "number", "title", "circular"),
    [
        ("01", date(2010, 1, 4), "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "01/2018"),
        ("01", LAST_OF_2018, "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "01/2018"),
        ("01", FIRST_OF_2025, "01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "03/2025"),
        ("02", LAST_OF_2018, "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "01/2018"),
        ("02", TODAY, "02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "03/2025"),
        ("03", LAST_OF_2018, "03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "01/2018"),
        ("03", TODAY, "03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "03/2025"),
        ("04", LAST_OF_2018, "04", APOLOGY, "01/2018"),
        ("04", FIRST_OF_2025, "04", EXTENSION, "03/2025"),
        ("05", FIRST_OF_2025, "05", "Thông báo dừng giải quyết hồ sơ", "03/2025"),
        ("06", LAST_OF_2018, "05", CONTROL, "01/2018"),
        ("06", FIRST_OF_2025, "06", CONTROL, "03/2025"),
        ("07", LAST_OF_2018, "06", "Sổ theo dõi hồ sơ", "01/2018"),
        ("07", TODAY, "07", "Sổ theo dõi hồ sơ", "03/2025"),
    ],
)
def test_a_dossier_has_the_forms_of_its_day(
    form: str, on: date, number: str, title: str, circular: str
) -> None:
    edition = edition_for(form, on)
    assert (edition.form, edition.number, edition.title) == (form, number, title)
    assert f"Thông tư {circular}/TT-VPCP" in edition.basis


def test_the_stop_notice_did_not_exist_before_2025() -> None:
    with pytest.raises(RuleBroken) as refused:
        edition_for("05", LAST_OF_2018)
    assert (refused.value.field, refused.value.code) == ("form", "not_in_force")
    assert "15/09/2025" in refused.value.message


@pytest.mark.parametrize("form", EDITIONS)
def test_editions_stand_in_the_order_of_time_and_know_their_form(form: str) -> None:
    starts = [edition.applies_from for edition in EDITIONS[form]]
    assert starts == sorted(set(starts))
    assert {edition.form for edition in EDITIONS[form]} == {form}
    assert all(edition.english for edition in EDITIONS[form])
