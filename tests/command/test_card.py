"""`motcua card`: what a scanner typed goes in, the applicant or the reason why not comes out."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests.command.conftest import Done, Motcua

CARD = "026084000123|123456789|Nguyễn Văn Mẫu|02031984|Nam|Thôn Đông, xã Minh Họa, tỉnh Phú Thọ|01052021"
APPLICANT = {
    "name": "Nguyễn Văn Mẫu",
    "personal_id": "026084000123",
    "born": "1984-03-02",
    "sex": "Nam",
    "address": "Thôn Đông, xã Minh Họa, tỉnh Phú Thọ",
}
Scan = Callable[..., Done]


@pytest.fixture
def scan(motcua: Motcua, monkeypatch: pytest.MonkeyPatch) -> Scan:
    """Feeds these bytes to `motcua card`."""

    def scan(typed: bytes, *options: str) -> Done:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(typed)))
        return motcua("card", *options)

    return scan


@pytest.mark.parametrize(
    "typed",
    [
        CARD.encode(),
        f"\ufeff{CARD}\r\n".encode(),
        CARD.replace("|123456789|", "||").encode(),
        (CARD + "||||").encode(),
        (CARD.replace("|123456789|", "||") + "|Nguyễn Văn Cha|Trần Thị Mẹ||").encode(),
    ],
    ids=["2021", "mark and line end", "no old id", "2024, eleven fields", "2024, parents"],
)
def test_a_card_of_both_generations_becomes_the_applicant(scan: Scan, typed: bytes) -> None:
    done = scan(typed, "--json")

    assert done.code == 0
    assert done.json == {"applicant": APPLICANT}


def test_only_the_year_of_birth_stays_a_year(scan: Scan) -> None:
    assert scan(CARD.replace("02031984", "1984").encode(), "--json").json["applicant"]["born"] == "1984"


def test_an_id_that_does_not_fit_warns_and_is_taken(scan: Scan) -> None:
    done = scan(CARD.replace("|Nam|", "|Nữ|").encode(), "--json")

    assert done.code == 0
    assert done.json["applicant"]["sex"] == "Nữ"
    assert len(done.json["warnings"]) == 1
    assert "giới tính" in done.json["warnings"][0]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (b"", "not_a_card"),
        (b"https://example.invalid/a|b", "not_a_card"),
        (b"\x00" * 20_000, "not_a_card"),
        ((CARD + CARD).encode(), "doubled"),
        (f"{CARD}\r\n{CARD}\r\n".encode(), "doubled"),
        (CARD[:60].encode(), "too_few_fields"),
        (CARD[:-3].encode(), "bad_issue_date"),
        (CARD.replace("026084000123", "02608400012").encode(), "bad_id"),
        (CARD.replace("02031984", "31021984").encode(), "bad_birth"),
        (CARD.replace("Nguyễn Văn Mẫu", "Nguyeexn Vawn Maaux").encode(), "mangled_by_input_method"),
        (CARD.encode("utf-16"), "not_utf8"),
        (CARD.replace("ễ", "?").encode() + b"\xff", "not_utf8"),
    ],
)
def test_what_is_no_whole_card_is_refused_with_a_reason(scan: Scan, typed: bytes, code: str) -> None:
    done = scan(typed, "--json")

    assert done.code == 1
    assert "applicant" not in done.json
    assert done.json["code"] == code
    assert done.json["refused"] == done.err.strip()


def test_without_json_a_person_reads_it(scan: Scan) -> None:
    done = scan(CARD.encode())

    assert done.code == 0
    assert "Họ và tên: Nguyễn Văn Mẫu" in done.out
    assert "{" not in done.out
    assert "bộ gõ" in scan(CARD.replace("Nguyễn Văn Mẫu", "Nguyeexn Vawn Maaux").encode()).err.casefold()
