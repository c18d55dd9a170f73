"""The account for fees: chosen by an administrator, read back, and in the QR of a dossier."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from desk.errors import RuleBroken
from desk.payments import account_of, set_account, transfer_text
from desk.records.journal import JournalRow
from desk.rules.lifecycle import Role
from desk.rules.vietqr import BankAccount, payment_text
from desk.store import Actor, Store
from tests.desk.conftest import LAN, Clock

ADMIN = Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "")
ACCOUNT = BankAccount("970400", "0000000001", "UBND xã Thử Nghiệm", "Ngân hàng Thử")


def test_without_an_account_there_is_no_qr(store: Store) -> None:
    with store.read() as session:
        assert account_of(session) is None
        assert transfer_text(session, 14_000, "H44") is None


def test_the_account_is_kept_noted_and_asked_for(store: Store, clock: Clock) -> None:
    with store.write(ADMIN, clock()) as change:
        set_account(change, ACCOUNT)
    with store.read() as session:
        assert account_of(session) == ACCOUNT
        assert transfer_text(session, 14_000, "H44") == payment_text(ACCOUNT, 14_000, "H44")
        assert transfer_text(session, 0, "H44") is None
        newest = session.scalars(select(JournalRow).order_by(JournalRow.seq.desc())).first()
        assert newest is not None
        assert (newest.action, json.loads(newest.payload or "{}")["name"]) == ("set", "bank_account")
    with store.write(ADMIN, clock()) as change:
        set_account(change, None)
    with store.read() as session:
        assert account_of(session) is None


def test_a_wrong_account_and_a_wrong_person_are_refused(store: Store, clock: Clock) -> None:
    with pytest.raises(RuleBroken, match="BIN"), store.write(ADMIN, clock()) as change:
        set_account(change, BankAccount("1", "1", "X"))
    with pytest.raises(RuleBroken, match="quản trị"), store.write(LAN, clock()) as change:
        set_account(change, ACCOUNT)
