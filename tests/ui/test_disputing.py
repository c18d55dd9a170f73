"""A dispute at the screen: one key compares, the arrows choose, a reason, one key decides, one takes it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk.clock import now
from desk.disputes import disputes
from desk.handling import act, dossier_of
from desk.practice import practice_person
from desk.progress import Progress
from desk.reception import Request, receive
from desk.rules.course import Choice
from desk.rules.lifecycle import Action, State
from desk.store import Store
from sync.gateway.serve import Embedded
from tests.desk.conftest import LAN
from tests.province import gateway as gateway
from ui.exchange import enrol_desk, exchange
from ui.pages.closing import ClosingPage
from ui.pages.disputing import Disputing
from ui.pictures import settle
from ui.seat import Seat

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def crossed(store: Store, gateway: Embedded, chance) -> list[str]:
    """Two dossiers that citizens withdrew at the desk while the province finished them."""
    enrol_desk(store, gateway.url, gateway.gateway.devices.invite("H44.900", now()).code)
    codes = []
    for _n in range(2):
        with store.write(LAN, now()) as change:
            code = receive(change, Request("1.004873", practice_person(chance, now().date()))).code
            act(change, code, Action.HAND_OVER)
        codes.append(code)
    exchange(store, Progress(), None, 30)
    for code in codes:
        gateway.gateway.news.set_status(code, Action.FINISH, "tinh1", now(), {"note": "Đã ký tại tỉnh"})
        with store.write(LAN, now()) as change:
            act(change, code, Action.WITHDRAW, {"reason": "Người dân xin rút"})
    exchange(store, Progress(), None, 30)
    return codes


@pytest.fixture
def page(qtbot: QtBot, seat: Seat, crossed: list[str]) -> ClosingPage:
    page = ClosingPage(seat)
    seat.work.changed.connect(page.changed)
    qtbot.addWidget(page)
    page.resize(1182, 720)
    with qtbot.waitExposed(page):
        page.show()
    rest(qtbot, page)
    return page


@pytest.fixture
def dialog(qtbot: QtBot, page: ClosingPage) -> Disputing:
    qtbot.keyClick(page, Qt.Key.Key_X, CONTROL | SHIFT)
    rest(qtbot, page)
    return page.findChild(Disputing)


def rest(qtbot: QtBot, page: ClosingPage) -> None:
    qtbot.waitUntil(lambda: page._seat.work.resting, timeout=20_000)
    settle()


def words(page: QWidget) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def state(seat: Seat, code: str) -> State:
    with seat.store.read() as session:
        return dossier_of(session, code).state


def test_the_closing_page_tells_of_both_and_shows_them_side_by_side(
    page: ClosingPage, dialog: Disputing, crossed: list[str]
) -> None:
    assert "Tỉnh ra lệnh “Ghi nhận đã có kết quả”" in words(page)
    said = words(dialog)
    for one in ("Ở quầy này", "Tỉnh ra lệnh", "Cán bộ Tiếp nhận Mẫu Một", "tinh1", "Công dân yêu cầu rút hồ sơ",
                "Đã xử lý xong", "Người dân xin rút", "Đã ký tại tỉnh", "Khác", "Giống", "1/2"):  # fmt: skip
        assert one in said
    cells = {one.accessibleName() for one in dialog.findChildren(QLabel)}
    assert "Trạng thái: Đã xử lý xong. Khác" in cells


def choose(qtbot: QtBot, dialog: Disputing, choice: Choice) -> None:
    """With the arrows, as a keyboard goes."""
    order = [Choice.OURS, Choice.THEIRS, Choice.BOTH]
    at = dialog.choices._group.button(0)
    at.setFocus()
    qtbot.keyClick(at, Qt.Key.Key_Space)
    for _step in range(order.index(choice)):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Right)
    assert dialog.choices.value() is choice


def test_it_is_decided_and_taken_back_by_keys(
    qtbot: QtBot, page: ClosingPage, dialog: Disputing, seat: Seat, crossed: list[str]
) -> None:
    choose(qtbot, dialog, Choice.THEIRS)
    assert "Hồ sơ chuyển sang “Đã xử lý xong”" in words(dialog)
    dialog.reason.put("Đã gọi cho người dân")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert state(seat, crossed[0]) is State.FINISHED
    assert "Đã quyết định: theo tỉnh" in words(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Z, CONTROL)
    rest(qtbot, page)
    assert state(seat, crossed[0]) is State.WITHDRAWN
    assert dialog.decide_button.isVisible()


def test_without_a_reason_the_choice_stays_and_the_field_says_so(
    qtbot: QtBot, page: ClosingPage, dialog: Disputing, seat: Seat, crossed: list[str]
) -> None:
    choose(qtbot, dialog, Choice.BOTH)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert "Hãy ghi lý do." in words(dialog)
    assert dialog.choices.value() is Choice.BOTH
    assert state(seat, crossed[0]) is State.WITHDRAWN


def test_nothing_is_decided_without_a_choice(
    qtbot: QtBot, page: ClosingPage, dialog: Disputing, seat: Seat
) -> None:
    dialog.reason.put("Vội")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert "Hãy chọn theo bên nào trước." in words(dialog)
    assert dialog.reason.text() == "Vội"
    with seat.store.read() as session:
        assert all(one.decided is None for one in disputes(session))


def test_one_goes_from_one_to_the_next(
    qtbot: QtBot, page: ClosingPage, dialog: Disputing, crossed: list[str]
) -> None:
    assert crossed[0] in words(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert crossed[1] in words(dialog)
    assert "2/2" in words(dialog)


def test_after_sending_nothing_is_left_to_decide(
    qtbot: QtBot, page: ClosingPage, dialog: Disputing, seat: Seat, gateway: Embedded, crossed: list[str]
) -> None:
    for _n in range(2):
        choose(qtbot, dialog, Choice.OURS)
        dialog.reason.put("Người dân đã rút thật")
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
        rest(qtbot, page)
        qtbot.keyClick(dialog, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    rest(qtbot, page)
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is page.windowHandle())
    qtbot.keyClick(page, Qt.Key.Key_G, CONTROL)
    rest(qtbot, page)
    assert "Cần người xem" not in words(page)
