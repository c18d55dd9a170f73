"""What does a QR for a transfer say? The VietQR text (NAPAS 247) for one account, one amount, one dossier.

    00 02 01 │ 01 02 12 │ 38 { 00 A000000727 │ 01 { 00 BIN │ 01 account } │ 02 QRIBFTTA } │ 53 704 │ 54 amount │ 58 VN
    │ 62 { 08 purpose } │ 63 CRC

EMV QR Code Specification for Payment Systems, Merchant-Presented Mode 1.1 (tag, length, value; CRC-16 with polynomial
0x1021 and start 0xFFFF); template 38 and its fields by NAPAS for transfers to an account.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.rules.broken import RuleBroken
from desk.rules.citizen import clean_text, fold
from desk.rules.words import _

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
DONG = "704"
BIN_DIGITS = 6
MAX_ACCOUNT = 19
MAX_HOLDER = 100
MAX_AMOUNT_VND = 499_999_999
"""A quick transfer by NAPAS 247 stays under 500 million đồng."""
MAX_PURPOSE = 25
"""Sub-field 08 of template 62 holds at most 25 letters."""


@dataclass(frozen=True, slots=True)
class BankAccount:
    """The office's account for fees: the bank's BIN (6 digits), the number, and whose it is."""

    bank: str
    number: str
    holder: str
    bank_name: str = ""


def read_account(bank: str, number: str, holder: str, bank_name: str = "") -> BankAccount:
    """The account as typed. Raises RuleBroken(bank, number or holder)."""
    bank, number = "".join(bank.split()), "".join(number.split())
    if not re.fullmatch(rf"[0-9]{{{BIN_DIGITS}}}", bank):
        raise RuleBroken(
            "bank", "bad_bin", _("Mã ngân hàng (BIN) gồm đúng {n} chữ số, ví dụ 970400.").format(n=BIN_DIGITS)
        )
    if not re.fullmatch(rf"[0-9A-Za-z]{{1,{MAX_ACCOUNT}}}", number):
        raise RuleBroken(
            "number",
            "bad_account",
            _("Số tài khoản gồm chữ số hoặc chữ cái không dấu, không quá {n} ký tự.").format(n=MAX_ACCOUNT),
        )
    holder = clean_text(holder, "holder", MAX_HOLDER)
    if not holder:
        raise RuleBroken("holder", "missing", _("Hãy ghi tên chủ tài khoản."))
    return BankAccount(bank, number, holder, clean_text(bank_name, "bank_name", MAX_HOLDER))


def payment_text(account: BankAccount, amount_vnd: int, purpose: str) -> str:
    """The text of the QR that asks for `amount_vnd` đồng with this purpose.

    The purpose is folded to plain letters, digits, spaces, dots and hyphens and cut at 25: give what identifies the
    payment first. Raises RuleBroken(amount) for one that a quick transfer cannot carry.
    """
    if not 0 < amount_vnd <= MAX_AMOUNT_VND:
        raise RuleBroken(
            "amount",
            "not_transferable",
            _("Mã QR chuyển khoản chỉ dùng cho số tiền từ 1 đến {most} đồng.").format(
                most=f"{MAX_AMOUNT_VND:,}".replace(",", ".")
            ),
        )
    receiver = _field("00", NAPAS) + _field("01", _field("00", account.bank) + _field("01", account.number))
    said = (
        _field("00", "01")
        + _field("01", "12")
        + _field("38", receiver + _field("02", TO_ACCOUNT))
        + _field("53", DONG)
        + _field("54", str(amount_vnd))
        + _field("58", "VN")
        + _field("62", _field("08", _plain(purpose)))
        + "6304"
    )
    return f"{said}{crc16(said.encode('ascii')):04X}"


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE (polynomial 0x1021, start 0xFFFF), as EMV asks for."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _plain(purpose: str) -> str:
    """Banks take plain letters only; the fold is the one that searching uses."""
    kept = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in ".-") else " "
        for letter in fold(purpose)
    )
    return " ".join(kept.upper().split())[:MAX_PURPOSE].rstrip()
