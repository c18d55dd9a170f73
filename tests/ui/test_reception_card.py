"""The receipt as it would be printed, beside the page: no word of it is cut."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk.records.base import VIETNAM
from tests.ui.test_reception import Hands, NoPaper
from ui.pages.reception import Reception
from ui.pages.reception_card import ReceiptCard
from ui.pictures import settle
from ui.seat import Seat

LATE_BEFORE_A_HOLIDAY = datetime(2026, 11, 23, 15, 10, tzinfo=VIETNAM)
"""After 15:00 before the Vietnam Culture Day: the appointment has two reasons."""


def test_every_line_of_the_reasons_can_be_read(qtbot: QtBot, seat: Seat) -> None:
    page = Reception(seat, clock=lambda: LATE_BEFORE_A_HOLIDAY, preview=NoPaper)
    qtbot.addWidget(page)
    page.resize(1182, 672)
    with qtbot.waitActive(page):
        page.show()
    page.arrive()
    hands = Hands(qtbot, page)
    hands.rest()
    hands.type("Nguyen Thi Thu")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.type("chung thuc ban sao")
    hands.press(Qt.Key.Key_Return)
    settle()
    card = page.findChild(ReceiptCard)
    assert card.findChild(QLabel, "receipt_card.why").text().count("\n") == 1
    cut = [
        one.text()
        for one in card.findChildren(QLabel)
        if one.isVisible() and one.wordWrap() and one.height() < one.heightForWidth(one.width())
    ]
    assert cut == []
