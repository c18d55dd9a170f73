"""The stick: two buttons on the closing page carry a day to a real province and bring its answer home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desk import outbox as record
from desk.clock import now
from desk.closing import close_day
from desk.practice import practice_person
from desk.progress import Progress
from desk.reception import Request, receive
from desk.store import Store
from sync.gateway.serve import Embedded
from ui.exchange import enrol_desk
from ui.pages.closing import ClosingPage
from ui.pictures import settle
from ui.seat import Seat

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def gateway(tmp_path: Path, store: Store) -> Iterator[Embedded]:
    """A province that the desk has met once."""
    made = Embedded(tmp_path / "tinh")
    enrol_desk(store, made.url, made.gateway.devices.invite("H44.900", now()).code)
    yield made
    made.stop()


def words(page: ClosingPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def rest(qtbot: QtBot, page: ClosingPage) -> None:
    qtbot.waitUntil(lambda: page._seat.work.resting)
    settle()


@pytest.fixture
def page(qtbot: QtBot, seat: Seat, gateway: Embedded) -> ClosingPage:
    page = ClosingPage(seat)
    seat.work.changed.connect(page.changed)
    qtbot.addWidget(page)
    page.resize(1182, 720)
    with qtbot.waitExposed(page):
        page.show()
    rest(qtbot, page)
    page.arrive()
    return page


def test_a_day_without_a_line_goes_and_comes_back(
    qtbot: QtBot, page: ClosingPage, seat: Seat, gateway: Embedded, tmp_path: Path, chance
) -> None:
    with seat.store.write(seat.actor, now()) as change:
        receive(change, Request("1.004873", practice_person(chance, now().date())))
        close_day(change, now().date())
    out, back = tmp_path / "di.motcua", tmp_path / "ve.motcua"
    page.stick.ask_where = lambda parent, name: str(out)
    page.stick.ask_which = lambda parent, name: str(back)
    qtbot.keyClick(page, Qt.Key.Key_U, CONTROL)
    rest(qtbot, page)
    assert "1 hồ sơ" in words(page)
    assert "Rút USB an toàn" in words(page)
    gateway.gateway.bundles.take(out, back, Progress())
    qtbot.keyClick(page, Qt.Key.Key_U, CONTROL | SHIFT)
    rest(qtbot, page)
    assert "Đã nhận trả lời của tỉnh" in words(page)
    assert "tỉnh đã ký biên nhận" in words(page)
    with seat.store.read() as session:
        assert record.backlog(session).dossiers == 0


def test_a_wrong_file_is_told_and_nothing_changes(qtbot: QtBot, page: ClosingPage, tmp_path: Path) -> None:
    letter = tmp_path / "thu.txt"
    letter.write_text("Kính gửi", "utf-8")
    page.stick.ask_which = lambda parent, name: str(letter)
    page.stick.fetch_button.click()
    rest(qtbot, page)
    assert "không phải gói dữ liệu" in words(page)
    assert not page.stick.panel.isVisible()


def test_choosing_no_file_does_nothing(qtbot: QtBot, page: ClosingPage) -> None:
    page.stick.ask_where = page.stick.ask_which = lambda parent, name: ""
    before = words(page)
    page.stick.carry_button.click()
    page.stick.fetch_button.click()
    rest(qtbot, page)
    assert words(page) == before
