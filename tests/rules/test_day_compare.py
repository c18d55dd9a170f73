"""Two sides that hold a dossier otherwise: exactly the part that differs is named, and a person can read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.chain import GENESIS, link
from desk.rules.day_compare import DOSSIER, HERE, Difference, compare, difference_words, parts_of, value_words
from desk.rules.dossier import Attachment, Dossier, fold
from desk.rules.lifecycle import Action, State
from tests.sync.desks import MORNING, reception

CODE = "H44.900-261124-0001"
CHANGES = {
    "state": lambda one: replace(one, state=State.PROCESSING),
    "appointment": lambda one: replace(one, due_at=one.due_at + timedelta(days=1)),
    "applicant": lambda one: replace(one, applicant=replace(one.applicant, name="Trần Thị Thử")),
    "note": lambda one: replace(one, note="Gọi trước khi trả"),
    "quantity": lambda one: replace(one, quantity=one.quantity + 1),
    "attachments": lambda one: replace(one, attachments=(Attachment("don.pdf", "Tờ khai", "a" * 64, 5),)),
    "components": lambda one: replace(one, components=()),
    "subjects": lambda one: replace(one, subjects=(one.applicant,)),
    "case": lambda one: replace(one, case="khác"),
}


def a_dossier(number: int, fee_vnd: int) -> Dossier:
    facts = reception(f"H44.900-261124-{number:04}", fee_vnd, "H44.900", MORNING)
    entry = link(
        GENESIS, id=f"e{number}", device="d", seq=1, at=MORNING, actor="tiepnhan1", dossier=f"d{number}",
        action=Action.RECEIVE, payload=facts,
    )  # fmt: skip
    folded = fold([entry])
    assert folded is not None
    return folded


@given(
    fees=st.lists(st.integers(0, 200_000), min_size=1, max_size=12), which=st.integers(0, 11),
    part=st.sampled_from(sorted(CHANGES)),
)  # fmt: skip
def test_of_a_day_with_one_difference_exactly_that_one_is_named(
    fees: list[int], which: int, part: str
) -> None:
    desk = [a_dossier(number + 1, fee) for number, fee in enumerate(fees)]
    changed = which % len(fees)
    province = [CHANGES[part](one) if at == changed else one for at, one in enumerate(desk)]
    found = [
        difference
        for here, there, fee in zip(desk, province, fees, strict=True)
        for difference in compare(here.code, parts_of(here), parts_of(there), fee, fee)
    ]
    assert [(one.code, one.field) for one in found] == [(desk[changed].code, part)]


def test_what_follows_from_another_difference_is_not_told_again() -> None:
    one = a_dossier(1, 9_000)
    other = replace(one, state=State.PROCESSING, events=(*one.events, *one.events), fees=())
    found = list(compare(CODE, parts_of(one), parts_of(other), 9_000, 0))
    assert [(of.field, of.desk, of.province) for of in found] == [
        ("fees_vnd", "9000", "0"),
        ("state", "received", "processing"),
    ]


def test_no_name_or_number_of_a_person_travels_to_be_compared() -> None:
    told = " ".join(parts_of(a_dossier(1, 9_000)).values())
    assert "Thử" not in told
    assert "001099" not in told


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (DOSSIER, HERE, "có"),
        (DOSSIER, "", "không có"),
        ("fees_vnd", "14000", "14.000 đ"),
        ("state", "processing", "Đang xử lý"),
        ("state", "of_tomorrow", "of_tomorrow"),
        ("appointment", "2026-11-25T17:00:00+07:00", "17:00 25/11/2026"),
        ("return_by", "post", "qua bưu điện"),
        ("attachments", "3#12345678", "3 mục"),
        ("applicant", "#12345678", "có, nội dung khác"),
        ("quantity", "2", "2"),
    ],
)
def test_a_side_is_said_in_words(field: str, value: str, words: str) -> None:
    assert value_words(field, value) == words


def test_a_difference_is_one_line() -> None:
    line = difference_words(Difference(CODE, "state", "returned", "finished"))
    assert line == f"{CODE}: Trạng thái (quầy: Đã trả kết quả; tỉnh: Đã xử lý xong)"
