"""The text of a VietQR, read back by a parser of its own and checked against published values."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.broken import RuleBroken
from desk.rules.vietqr import MAX_AMOUNT_VND, BankAccount, crc16, payment_text, read_account

ACCOUNT = BankAccount("970400", "0000000001", "UBND XÃ THỬ NGHIỆM")


def parsed(text: str) -> dict[str, str]:
    """Tag -> value; every length is kept to the last letter."""
    found, at = {}, 0
    while at < len(text):
        tag, length = text[at : at + 2], int(text[at + 2 : at + 4])
        value = text[at + 4 : at + 4 + length]
        assert len(value) == length
        found[tag], at = value, at + 4 + length
    return found


def test_the_check_value_of_the_crc_is_the_published_one() -> None:
    assert crc16(b"123456789") == 0x29B1


def test_the_whole_text_field_by_field() -> None:
    text = payment_text(ACCOUNT, 14_000, "H44.900-261125-0001")
    fields = parsed(text)
    assert list(fields) == ["00", "01", "38", "53", "54", "58", "62", "63"]
    assert (fields["00"], fields["01"], fields["53"], fields["54"], fields["58"]) == (
        "01",
        "12",
        "704",
        "14000",
        "VN",
    )
    receiver = parsed(fields["38"])
    assert (receiver["00"], receiver["02"]) == ("A000000727", "QRIBFTTA")
    assert parsed(receiver["01"]) == {"00": "970400", "01": "0000000001"}
    assert parsed(fields["62"]) == {"08": "H44.900-261125-0001"}
    assert fields["63"] == f"{crc16(text[:-4].encode()):04X}"


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        ("Lệ phí hồ sơ 12", "LE PHI HO SO 12"),
        ("Đặng Thị Ớt", "DANG THI OT"),
        ("a/b_c:d", "A B C D"),
        ("x" * 40, "X" * 25),
        ("", ""),
    ],
)
def test_the_purpose_is_plain_and_short(purpose: str, said: str) -> None:
    assert parsed(parsed(payment_text(ACCOUNT, 1, purpose))["62"])["08"] == said


@pytest.mark.parametrize("amount", [0, -1, MAX_AMOUNT_VND + 1])
def test_what_a_quick_transfer_cannot_carry_is_refused(amount: int) -> None:
    with pytest.raises(RuleBroken, match="đồng"):
        payment_text(ACCOUNT, amount, "x")


@pytest.mark.parametrize(
    ("bank", "number", "holder", "field"),
    [
        ("97040", "1", "A", "bank"),
        ("97o400", "1", "A", "bank"),
        ("970400", "", "A", "number"),
        ("970400", "1" * 20, "A", "number"),
        ("970400", "12-34", "A", "number"),
        ("970400", "1234", "  ", "holder"),
    ],
)
def test_a_wrong_account_names_its_field(bank: str, number: str, holder: str, field: str) -> None:
    with pytest.raises(RuleBroken) as told:
        read_account(bank, number, holder)
    assert told.value.field == field


def test_spaces_of_a_typed_account_do_not_count() -> None:
    assert read_account(" 970400 ", "0000 000 001", "UBND XÃ THỬ NGHIỆM") == ACCOUNT


@given(
    st.text(string.digits, min_size=6, max_size=6),
    st.text(string.digits + string.ascii_letters, min_size=1, max_size=19),
    st.integers(1, MAX_AMOUNT_VND),
    st.text(max_size=60),
)
def test_whatever_is_asked_for_reads_back_and_is_plain(
    bank: str, number: str, amount: int, purpose: str
) -> None:
    text = payment_text(BankAccount(bank, number, "X"), amount, purpose)
    assert text.isascii()
    fields = parsed(text)
    assert parsed(parsed(fields["38"])["01"]) == {"00": bank, "01": number}
    assert int(fields["54"]) == amount
    assert crc16(text[:-4].encode()) == int(fields["63"], 16)
