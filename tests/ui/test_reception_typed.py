"""What is typed at the counter becomes values: births, sums, one line of anything; and a draft loses nothing."""

from __future__ import annotations

from datetime import date

import pytest

from desk.attachments import NewFile
from desk.errors import RuleBroken
from desk.rules.dossier import HandedIn, ReturnBy
from desk.rules.fees import FeeLine, Method
from ui.pages.reception_typed import (
    Typed,
    amount_of,
    born_iso,
    born_words,
    fees_of,
    person_of,
    placed,
    request_of,
    typed_from,
)

ON = date(2026, 11, 24)
PHI = FeeLine("Phí chứng thực", 14_000, Method.CASH)


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("02/03/1984", "1984-03-02"),
        ("2-3-1984", "1984-03-02"),
        ("2.3.1984", "1984-03-02"),
        ("02031984", "1984-03-02"),
        ("1984", "1984"),
        ("1984-03-02", "1984-03-02"),
        ("hôm qua", "hôm qua"),
    ],
)
def test_a_birth_is_read_as_people_write_it(typed: str, iso: str) -> None:
    assert born_iso(typed) == iso


@pytest.mark.parametrize(("iso", "words"), [("1984-03-02", "02/03/1984"), ("1984", "1984")])
def test_a_birth_is_shown_as_people_read_it(iso: str, words: str) -> None:
    assert born_words(iso) == words


@pytest.mark.parametrize(
    ("typed", "amount"), [("14.000", 14_000), ("14000 đ", 14_000), ("14 000", 14_000), ("0", 0), ("  ", None)]
)
def test_a_sum_is_read_with_its_dots(typed: str, amount: int | None) -> None:
    assert amount_of(typed, "Phí") == amount


@pytest.mark.parametrize("typed", ["mười nghìn", "-5", "1" * 20])
def test_a_sum_that_is_none_is_refused_at_its_fee(typed: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        amount_of(typed, "Phí chứng thực")
    assert broken.value.field == "fees.Phí chứng thực"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("026184000001", ("personal_id", "026184000001")),
        ("0912 345 678", ("phone", "0912345678")),
        ("  Nguyễn   Thị Thử ", ("name", "Nguyễn Thị Thử")),
    ],
)
def test_one_line_of_typing_finds_its_field(line: str, place: tuple[str, str]) -> None:
    assert placed(line) == place


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        (Typed(), (PHI,)),
        (Typed(amounts={"Phí chứng thực": "9.000"}), (FeeLine("Phí chứng thực", 9_000, Method.CASH),)),
        (Typed(method=Method.TRANSFER), (FeeLine("Phí chứng thực", 14_000, Method.TRANSFER),)),
        (
            Typed(method=Method.EXEMPT, reason=" hộ  nghèo "),
            (FeeLine("Phí chứng thực (miễn: hộ nghèo)", 0, Method.EXEMPT, reason="hộ nghèo"),),
        ),
    ],
    ids=["as computed", "corrected", "by transfer", "exempt with its reason"],
)
def test_fees_are_as_the_clerk_leaves_them(typed: Typed, lines: tuple[FeeLine, ...]) -> None:
    assert fees_of(typed, (PHI,), ()) == lines


@pytest.mark.parametrize(
    ("typed", "field"),
    [(Typed(), "fees.Lệ phí hộ tịch"), (Typed(method=Method.EXEMPT), "fees.reason")],
    ids=["nobody named the sum", "exempt without a reason"],
)
def test_a_fee_that_is_not_known_is_asked_for(typed: Typed, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        fees_of(typed, (), ("Lệ phí hộ tịch",))
    assert broken.value.field == field


def test_a_draft_gives_back_everything_that_was_typed() -> None:
    typed = Typed(
        applicant={"name": "Nguyễn Thị Thử", "born": "2/3/1984"},
        holder={"name": "Trần Văn Mẫu"},
        procedure="2.000815",
        procedure_name="Chứng thực bản sao",
        case="Nhiều bản",
        pages=7,
        copies=3,
        components=(HandedIn("Bản chính", 1, 0),),
        files=(NewFile("quet.pdf", "Bản chính", "0" * 64, 9),),
        amounts={"Phí": "9.000"},
        method=Method.EXEMPT,
        reason="hộ nghèo",
        return_by=ReturnBy.POST,
        note="gấp",
    )
    assert typed_from(typed.to_plain()) == typed


def test_an_empty_page_is_not_worth_a_draft() -> None:
    assert Typed(applicant={"name": "  "}, holder={}).empty
    assert not Typed(note="gấp").empty


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (Typed(), "applicant.name"),
        (Typed(applicant={"name": "Nguyễn Thị Thử", "born": "32/13/1984"}), "applicant.born"),
        (Typed(applicant={"name": "Nguyễn Thị Thử"}), "procedure"),
        (Typed(applicant={"name": "Nguyễn Thị Thử"}, holder={"born": "1984"}), "holder.name"),
    ],
)
def test_a_request_names_the_field_that_is_wrong(typed: Typed, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        request_of(typed, (), ON)
    assert broken.value.field == field


def test_an_empty_holder_is_no_holder() -> None:
    typed = Typed(applicant={"name": "Nguyễn Thị Thử"}, holder={"name": " "}, procedure="2.000815")
    assert request_of(typed, (), ON).holder is None


def test_an_id_may_be_typed_in_groups() -> None:
    assert (
        person_of({"name": "Thử", "personal_id": "026 184 000 001"}, "applicant", ON).personal_id
        == "026184000001"
    )
