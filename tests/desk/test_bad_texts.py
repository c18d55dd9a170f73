"""Every free text of the desk meets the same table of what people paste: a sentence by the field, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.access import add_staff
from desk.corrections import cancel, correct
from desk.errors import RuleBroken
from desk.guidance import ask_supplement, refuse
from desk.handling import act, extend, pass_on
from desk.identity import IDENTITY, change_identity
from desk.journal import tip
from desk.payments import set_account
from desk.queue import set_services
from desk.reception import Although, Request, receive
from desk.returning import Handout, give_back, result_arrived
from desk.rules.citizen import Person
from desk.rules.lifecycle import Action, Role
from desk.rules.vietqr import BankAccount
from desk.store import Actor, Change, Store
from tests.desk.conftest import LAN, XU_LY, Clock

ADMIN = Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "")
THU = Person("Nguyễn Văn Thử", "026099000001")
PROCEDURE = "1.004873"
BAD = {
    "too long": "rất dài " * 1_000,
    "reads backwards": "Đúng\u202e như thế",
    "a mark nobody sees": "Đúng\u200b như thế",
    "a bell": "Đúng\x07 như thế",
    "half a letter": "Đúng \ud800 như thế",
    "private use": "Đúng \ue000 như thế",
}
SYMBOLS = {"emoji": "Đúng 😀 như thế", "a flag of keycaps": "Đúng 1\ufe0f\u20e3 như thế"}
Place = Callable[[Change, str, str], object]
"""(change, code of an open dossier, the text)"""


def _due(change: Change) -> object:
    return change.at + timedelta(days=10)


PLACES: dict[str, tuple[str, Actor, Place]] = {
    "why it is withdrawn": ("reason", LAN, lambda c, code, t: act(c, code, Action.WITHDRAW, {"reason": t})),
    "why it is cancelled": ("reason", LAN, lambda c, code, t: cancel(c, code, t)),
    "why it is corrected": ("reason", LAN, lambda c, code, t: correct(c, code, {"return_by": "post", "note": "Khác"}, t)),
    "a corrected name": ("applicant.name", LAN, lambda c, code, t: correct(c, code, {"applicant": Person(t)}, "Nhầm")),
    "to whom papers go": ("receiver", LAN, lambda c, code, t: pass_on(c, code, giver="Trần Mẫu", receiver=t)),
    "to which unit": ("unit", LAN, lambda c, code, t: pass_on(c, code, giver="Trần Mẫu", receiver="Lê Mẫu", unit=t)),
    "why it is late": ("reason", XU_LY, lambda c, code, t: _extended(c, code, reason=t)),
    "who signs that it is late": ("signer", XU_LY, lambda c, code, t: _extended(c, code, signer=t)),
    "what a result says": ("note", LAN, lambda c, code, t: result_arrived(c, code, t)),
    "who takes the result": ("receiver", LAN, lambda c, code, t: _handed_out(c, code, Handout(t))),
    "whose id takes it": ("receiver_id", LAN, lambda c, code, t: _handed_out(c, code, Handout("Lê Mẫu", t))),
    "why a person is sent home": ("reason", LAN, lambda c, _code, t: refuse(c, PROCEDURE, THU, reason=t)),
    "the article of a refusal": ("basis", LAN, lambda c, _code, t: refuse(c, PROCEDURE, THU, reason="Không đủ", basis=t)),
    "how to complete it": ("guidance", LAN, lambda c, _code, t: ask_supplement(c, PROCEDURE, THU, guidance=t)),
    "why it is taken although": ("although.duplicate", LAN, lambda c, _code, t: _taken(c, Although(duplicate=t))),
    "a service of the queue": ("services", ADMIN, lambda c, _code, t: set_services(c, [("A", t)])),
    "who holds the account": ("holder", ADMIN, lambda c, _code, t: set_account(c, BankAccount("970400", "123", t, ""))),
    "the office's name on paper": (IDENTITY[0], ADMIN, lambda c, _code, t: change_identity(c, {IDENTITY[0]: t})),
    "a colleague's name": ("name", ADMIN, lambda c, _code, t: add_staff(c, "moi", t, Role.RECEPTION, "mật khẩu dài")),
}  # fmt: skip


def _extended(change: Change, code: str, *, reason: str = "Cần xác minh", signer: str = "Lê Mẫu") -> object:
    act(change, code, Action.HAND_OVER)
    return extend(change, code, (change.at + timedelta(days=30)).date(), reason=reason, signer=signer)


def _handed_out(change: Change, code: str, handout: Handout) -> object:
    result_arrived(change, code)
    return give_back(change, code, handout)


def _taken(change: Change, although: Although) -> object:
    return receive(change, Request(PROCEDURE, THU, although=although))


@pytest.fixture
def code(store: Store, clock: Clock) -> str:
    with store.write(LAN, clock()) as change:
        return receive(change, Request(PROCEDURE, THU)).code


@pytest.mark.parametrize("place", PLACES)
def test_a_bad_text_is_told_by_its_field_and_nothing_is_written(
    store: Store, clock: Clock, code: str, place: str
) -> None:
    field, actor, write = PLACES[place]
    with store.read() as session:
        before = tip(session)
    for bad, text in {**BAD, **SYMBOLS}.items():
        with pytest.raises(RuleBroken) as told, store.write(actor, clock()) as change:
            write(change, code, text)
        assert told.value.field == field, bad
        assert told.value.message.endswith((".", "”.")), bad
        with store.read() as session:
            assert tip(session) == before, bad


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+84 nhà số 2", "-1", "@ai"])
def test_what_a_sheet_would_take_for_a_formula_is_text_here(
    store: Store, clock: Clock, code: str, text: str
) -> None:
    """It stays as it was written; the sheets that are exported write it as text (tests/command/test_register_commands)."""
    with store.write(LAN, clock()) as change:
        cancel(change, code, text)
        assert change.entries[-1].facts()["reason"] == text


@pytest.mark.parametrize("bank", ["９７０４００", "97040", "9704000", "٩٧٠٤٠٠", "=97040", "", "97040O"])
def test_a_bank_is_six_plain_digits(store: Store, clock: Clock, bank: str) -> None:
    with pytest.raises(RuleBroken) as told, store.write(ADMIN, clock()) as change:
        set_account(change, BankAccount(bank, "123", "UBND xã Mẫu", ""))
    assert told.value.field == "bank"
