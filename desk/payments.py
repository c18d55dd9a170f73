"""Into which account do fees go? The office's bank account, and the QR that a citizen scans to pay a dossier's fees."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.orm import Session

from desk.rules.vietqr import BankAccount, payment_text, read_account
from desk.settings import choose, setting
from desk.store import Change

ACCOUNT = "bank_account"


def account_of(session: Session) -> BankAccount | None:
    """The account for fees; None where the office takes no transfers by QR."""
    document = setting(session, ACCOUNT)
    return BankAccount(**document) if document else None


def set_account(change: Change, account: BankAccount | None) -> None:
    """Choose the account (None: no QR any more). Raises RuleBroken for a wrong one and for who is no administrator."""
    if account is not None:
        account = read_account(account.bank, account.number, account.holder, account.bank_name)
    choose(change, ACCOUNT, asdict(account) if account else {})


def transfer_text(session: Session, amount_vnd: int, code: str) -> str | None:
    """What the QR for this sum and dossier says; None where there is no account or nothing to pay."""
    account = account_of(session)
    return payment_text(account, amount_vnd, code) if account is not None and amount_vnd > 0 else None
