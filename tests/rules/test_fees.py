"""Fees: what a clerk charges, by case, day, channel, pages and copies; sums as a receipt writes them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.broken import RuleBroken
from desk.rules.fees import (
    MAX_SUM_VND,
    Channel,
    FeeLine,
    Method,
    Quantity,
    fee_lines,
    format_vnd,
    in_words,
    total_vnd,
)
from desk.rules.procedures import FeeSpec, Procedure, read_catalogue
from tests.rules.catalogue_samples import shipped, small_document

DAY = date(2026, 11, 24)


def procedure(code: str) -> Procedure:
    found = shipped().get(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "quantity", "amount"),
    [
        # Certified copies: 2.000 đ for pages 1 and 2 of the original, 1.000 đ from page 3, at most 200.000 a copy.
        ("2.000815", Quantity(pages=1), 2_000),
        ("2.000815", Quantity(pages=2), 4_000),
        ("2.000815", Quantity(pages=3), 5_000),
        ("2.000815", Quantity(pages=7), 9_000),
        ("2.000815", Quantity(pages=7, copies=3), 27_000),
        ("2.000815", Quantity(pages=198), 200_000),
        ("2.000815", Quantity(pages=199), 200_000),
        ("2.000815", Quantity(pages=500, copies=2), 400_000),
        ("2.000815", 7, 9_000),
        # Signatures: by paper, whatever the number of signatures and pages.
        ("2.000884", Quantity(pages=9, copies=9), 10_000),
        ("2.000884", Quantity(items=3), 30_000),
        ("2.000884", 3, 30_000),
        # Extracts: by copy.
        ("2.000635", Quantity(copies=4), 32_000),
        ("2.000635", 4, 32_000),
        # Transactions, certificates, whole dossiers.
        ("2.001035", 1, 50_000),
        ("1.003970", Quantity(items=2), 140_000),
        ("2.001263", 5, 400_000),
    ],
)
def test_the_amount_counts_what_the_fee_is_paid_for(code: str, quantity: Quantity | int, amount: int) -> None:
    lines, unknown = fee_lines(procedure(code).fees, on=DAY, quantity=quantity)
    assert total_vnd(lines) == amount
    assert unknown == ()


@pytest.mark.parametrize(
    ("case", "channel", "quantity", "amount"),
    [
        ("", Channel.DESK, 1, 15_000),
        ("", Channel.ONLINE, 1, 7_000),
        ("Theo danh sách", Channel.DESK, 4, 40_000),
    ],
)
def test_temporary_residence_costs_by_case_and_channel(
    case: str, channel: Channel, quantity: int, amount: int
) -> None:
    lines, unknown = fee_lines(
        procedure("1.004194").fees, case=case, on=DAY, channel=channel, quantity=quantity
    )
    assert total_vnd(lines) == amount
    assert unknown == ()


@pytest.mark.parametrize(
    ("on", "channel", "amounts"),
    [
        (date(2026, 12, 31), Channel.DESK, [8_000]),
        (date(2027, 1, 1), Channel.DESK, [9_000]),
        (date(2027, 1, 1), Channel.ONLINE, [5_000]),
        (date(2026, 12, 31), Channel.POST, []),
    ],
)
def test_a_fee_holds_in_its_period_and_on_its_channel(on: date, channel: Channel, amounts: list[int]) -> None:
    found = read_catalogue(small_document()).get("2.000635")
    assert found is not None
    lines, _unknown = fee_lines(found.fees, on=on, channel=channel)
    assert [line.amount_vnd for line in lines] == amounts


def test_what_is_free_makes_no_line_and_asks_nothing() -> None:
    assert fee_lines(procedure("1.001193").fees, on=DAY) == ((), ())
    assert fee_lines(procedure("1.000894").fees, on=DAY) == ((), ())


def test_what_the_province_sets_is_asked_for_and_never_guessed() -> None:
    lines, unknown = fee_lines(procedure("1.004873").fees, on=DAY)
    assert lines == ()
    assert [item.name for item in unknown] == ["Lệ phí hộ tịch"]
    assert "Hội đồng nhân dân tỉnh" in unknown[0].note
    late, late_unknown = fee_lines(procedure("1.001193").fees, case="Đăng ký quá hạn", on=DAY)
    assert late == ()
    assert len(late_unknown) == 1


def test_an_exempt_person_pays_nothing_and_the_line_says_why() -> None:
    lines, unknown = fee_lines(procedure("2.000635").fees, on=DAY, quantity=3, exemption=" Hộ  nghèo ")
    assert lines == (
        FeeLine("Phí cấp bản sao trích lục hộ tịch (miễn: Hộ nghèo)", 0, Method.EXEMPT, reason="Hộ nghèo"),
    )
    assert unknown == ()
    assert total_vnd(lines) == 0


def test_an_exemption_answers_an_unknown_fee_too() -> None:
    lines, unknown = fee_lines(procedure("1.004873").fees, on=DAY, exemption="Người khuyết tật")
    assert [line.method for line in lines] == [Method.EXEMPT]
    assert unknown == ()


def test_the_method_of_payment_stands_on_the_line() -> None:
    lines, _unknown = fee_lines(procedure("2.000884").fees, on=DAY, method=Method.TRANSFER)
    assert [line.method for line in lines] == [Method.TRANSFER]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"quantity": 0}, "quantity.pages"),
        ({"quantity": -3}, "quantity.pages"),
        ({"quantity": Quantity(copies=10_001)}, "quantity.copies"),
        ({"exemption": "  "}, "fees.exemption"),
        ({"method": Method.EXEMPT}, "fees.exemption"),
    ],
)
def test_what_cannot_be_counted_is_refused(asked: dict[str, object], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        fee_lines(procedure("2.000815").fees, on=DAY, **asked)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("code", "quantity", "said"),
    [
        ("2.000815", Quantity(pages=2), "2 trang × 2.000 đồng"),
        ("2.000815", Quantity(pages=7), "2 trang × 2.000 đồng + 5 trang × 1.000 đồng"),
        ("2.000815", Quantity(pages=1, copies=3), "1 trang × 2.000 đồng × 3 bản"),
        ("2.000815", Quantity(pages=7, copies=3), "(2 trang × 2.000 đồng + 5 trang × 1.000 đồng) × 3 bản"),
        ("2.000815", Quantity(pages=300, copies=1), "300 trang, tối đa 200.000 đồng/bản"),
        ("2.000815", Quantity(pages=300, copies=2), "300 trang, tối đa 200.000 đồng/bản × 2 bản"),
        ("2.000884", 3, "3 văn bản × 10.000 đồng"),
        ("2.000635", 4, "4 bản × 8.000 đồng"),
        ("2.001035", 1, "1 giao dịch × 50.000 đồng"),
        ("2.001263", 5, ""),
    ],
)
def test_the_line_says_how_its_sum_came_about(code: str, quantity: Quantity | int, said: str) -> None:
    (line,), _unknown = fee_lines(procedure(code).fees, on=DAY, quantity=quantity)
    assert line.reckoning == said


@given(pages=st.integers(1, 900), copies=st.integers(1, 40))
def test_the_reckoning_comes_to_the_amount(pages: int, copies: int) -> None:
    (line,), _unknown = fee_lines(procedure("2.000815").fees, on=DAY, quantity=Quantity(pages, copies))
    sums = re.sub(r"\d+ trang, tối đa ([\d.]+) đồng/bản", r"\1", line.reckoning)
    sums = re.sub(r"trang|đồng|bản|[.]", "", sums).replace("×", "*")
    assert eval(sums) == line.amount_vnd


ALL_FEES = [fee for item in shipped().procedures for fee in item.fees]
COUNT = st.integers(min_value=1, max_value=10_000)


@given(
    st.lists(st.sampled_from(ALL_FEES), max_size=4),
    st.builds(Quantity, COUNT, COUNT, COUNT, COUNT),
    st.sampled_from(Channel),
    st.dates(),
)
def test_fees_are_never_negative(
    specs: list[FeeSpec], quantity: Quantity, channel: Channel, on: date
) -> None:
    lines, _unknown = fee_lines(specs, on=on, channel=channel, quantity=quantity)
    assert all(line.amount_vnd > 0 for line in lines)
    assert total_vnd(lines) == sum(line.amount_vnd for line in lines)


@given(COUNT, COUNT)
def test_more_pages_never_cost_less(pages: int, more: int) -> None:
    fees = procedure("2.000815").fees
    fewer, _ = fee_lines(fees, on=DAY, quantity=Quantity(pages=min(pages, more)))
    greater, _ = fee_lines(fees, on=DAY, quantity=Quantity(pages=max(pages, more)))
    assert total_vnd(fewer) <= total_vnd(greater) <= 200_000


# Sums


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0 đ"), (500, "500 đ"), (14_000, "14.000 đ"), (4_500_000, "4.500.000 đ")],
)
def test_an_amount_is_written_with_dots(amount: int, text: str) -> None:
    assert format_vnd(amount) == text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi bốn đồng"),
        (55, "Năm mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (105, "Một trăm linh năm đồng"),
        (110, "Một trăm mười đồng"),
        (111, "Một trăm mười một đồng"),
        (115, "Một trăm mười lăm đồng"),
        (8_000, "Tám nghìn đồng"),
        (14_000, "Mười bốn nghìn đồng"),
        (200_000, "Hai trăm nghìn đồng"),
        (1_001_000, "Một triệu không trăm linh một nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (1_050_000, "Một triệu không trăm năm mươi nghìn đồng"),
        (4_500_000, "Bốn triệu năm trăm nghìn đồng"),
        (10_000_000, "Mười triệu đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (1_000_000_001, "Một tỷ không trăm linh một đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
    ],
)
def test_a_sum_in_words_as_a_receipt_writes_it(amount: int, words: str) -> None:
    assert in_words(amount) == words


@pytest.mark.parametrize("amount", [-1, MAX_SUM_VND + 1])
def test_a_sum_that_cannot_be_said_is_refused(amount: int) -> None:
    with pytest.raises(RuleBroken, match="Số tiền"):
        in_words(amount)


@given(st.integers(min_value=0, max_value=MAX_SUM_VND), st.integers(min_value=0, max_value=MAX_SUM_VND))
def test_different_sums_have_different_words(one: int, other: int) -> None:
    assert (in_words(one) == in_words(other)) == (one == other)
