"""Fees by transfer: the account that an administrator sets, its QR on the clerk's screen, on the fee slip and the short slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk.payments import account_of, set_account
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.rules.citizen import Person
from desk.rules.fees import FeeLine, Method
from desk.rules.lifecycle import Role
from desk.rules.vietqr import BankAccount, payment_text
from desk.store import Actor, Store
from printing.thermal import Roll, appointment_slip
from tests.desk.conftest import LAN
from tests.printing.reading import pictures, texts
from ui.pages.office_identity import IdentityPage
from ui.pages.reception_card import ReceiptCard
from ui.pages.reception_look_up import look_up
from ui.pages.reception_typed import Typed
from ui.papers import PaperSize, paper_pdf
from ui.papers.tickets import appointment_slip as filled
from ui.seat import Seat

AT = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
ADMIN = Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "")
ACCOUNT = BankAccount("970400", "0123456789", "UBND XA THU NGHIEM", "Ngân hàng Thí Điểm")
FEES = (
    FeeLine("Phí chứng thực", 14_000, Method.TRANSFER, "7 trang × 2.000 đồng"),
    FeeLine("Lệ phí trích lục", 8_000, Method.CASH),
)


@pytest.fixture
def account(store: Store) -> BankAccount:
    with store.write(ADMIN, AT) as change:
        set_account(change, ACCOUNT)
    return ACCOUNT


def take(store: Store) -> str:
    with store.write(LAN, AT) as change:
        return receive(change, Request("2.000815", Person("Nguyễn Thị Thử"), fees=FEES)).code


def qrs(picture: Image.Image) -> set[str]:
    return {one.text for one in zxingcpp.read_barcodes(picture.convert("L"))}


@pytest.mark.parametrize("size", list(PaperSize), ids=lambda size: size.name)
def test_the_fee_slip_asks_by_qr_for_what_goes_by_transfer(
    store: Store, account: BankAccount, size: PaperSize
) -> None:
    code = take(store)
    with store.read() as session:
        pdf = paper_pdf(session, code, "fee-slip", size).pdf
    for picture, said in zip(pictures(pdf, 200), texts(pdf), strict=True):
        assert payment_text(account, 14_000, code) in qrs(picture)
        assert "chuyển khoản 14.000 đồng" in said, "the rest is paid in cash"
        assert "Số tài khoản 0123456789 Ngân hàng Thí Điểm, chủ tài khoản UBND XA THU NGHIEM." in said


def test_without_an_account_and_for_cash_there_is_no_qr(store: Store) -> None:
    code = take(store)
    with store.read() as session:
        assert "VietQR" not in " ".join(texts(paper_pdf(session, code, "fee-slip").pdf))
    with store.write(ADMIN, AT) as change:
        set_account(change, ACCOUNT)
    with store.write(LAN, AT) as change:
        cash = receive(change, Request("2.000815", Person("Trần Văn Mẫu"), fees=FEES[1:])).code
    with store.read() as session:
        assert "VietQR" not in " ".join(texts(paper_pdf(session, cash, "fee-slip").pdf))


@pytest.mark.parametrize("roll", list(Roll), ids=lambda roll: f"{roll.value}")
def test_the_short_slip_carries_both_codes(store: Store, account: BankAccount, roll: Roll) -> None:
    code = take(store)
    with store.read() as session:
        document = filled(session, code)
    dots = appointment_slip(document, roll).dots
    framed = Image.new("L", (dots.width + 60, dots.height + 60), 255)
    framed.paste(dots.convert("L"), (30, 30))
    assert {payment_text(account, 14_000, code), document.agency.lookup(code)} <= qrs(framed)


def test_the_clerks_own_screen_shows_the_qr_while_transfer_is_chosen(
    qtbot: QtBot, store: Store, account: BankAccount
) -> None:
    typed = Typed(applicant={"name": "Nguyễn Thị Thử"}, procedure="2.000815", pages=7)
    with store.read() as session:
        outlook = look_up(session, typed, AT)
    card = ReceiptCard()
    qtbot.addWidget(card)
    card.show_typed(typed, outlook)
    assert card.qr.isHidden(), "cash"
    card.show_typed(replace(typed, method=Method.TRANSFER), outlook)
    total = sum(line.amount_vnd for line in outlook.fees)
    assert total > 0
    assert not card.qr.isHidden()
    assert card.qr.text == payment_text(account, total, "Nguyễn Thị Thử")
    card.resize(360, 640)
    with qtbot.waitExposed(card):
        card.show()
    image = card.qr.grab().toImage()
    picture = Image.new("L", (image.width(), image.height()))
    picture.putdata(
        [image.pixelColor(x, y).lightness() for y in range(image.height()) for x in range(image.width())]
    )
    assert qrs(picture.resize((image.width() * 2, image.height() * 2))) == {card.qr.text}


def test_an_administrator_sets_mends_and_clears_the_account_on_the_page_of_the_office(
    qtbot: QtBot, seat: Seat, store: Store
) -> None:
    page = IdentityPage(replace(seat, actor=ADMIN))
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: seat.work.resting and page.preview.page_count == 1)

    def save() -> BankAccount | None:
        qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: seat.work.resting, timeout=30_000)
        with store.read() as session:
            return account_of(session)

    for name, words in (("bank", "9704"), ("number", "0123456789"), ("holder", "UBND XA THU NGHIEM")):
        qtbot.keyClicks(page.account[name].control, words)
    assert page.may_leave()
    assert save() is None
    assert "đúng 6 chữ số" in page.account["bank"].error()
    qtbot.keyClicks(page.account["bank"].control, "970400")  # typed over: the field was jumped to
    assert save() == BankAccount("970400", "0123456789", "UBND XA THU NGHIEM")
    qtbot.waitUntil(lambda: seat.work.resting and not page.may_leave())
    for field in page.account.values():
        field.put("")
    assert save() is None
