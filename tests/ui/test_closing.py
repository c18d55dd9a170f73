"""Closing: the checklist tells the truth, one key closes and sends, and the province's receipt stands large."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk import outbox as record
from desk.closing import closed
from desk.corrections import cancel
from desk.errors import RuleBroken, Trouble
from desk.handling import dossier_of
from desk.papers import note_issue
from desk.practice import practice_person
from desk.progress import Progress, Step
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.returning import result_arrived
from desk.rules.dossier_code import Lease
from desk.rules.fees import FeeLine, Method
from desk.rules.lifecycle import RUNNING, State
from desk.search import Filter
from desk.store import Actor, Store
from sync.outbox import Attention, Ending, Report
from ui.pages.closing import ClosingPage
from ui.pictures import settle
from ui.seat import Seat
from ui.widgets.buttons import Button

EVENING = datetime(2026, 11, 27, 16, 50, tzinfo=VIETNAM)
URL = "https://tinh.example"
CONTROL = Qt.KeyboardModifier.ControlModifier


class Province:
    """A province that holds everything it is told, and signs; what goes wrong is set by the test."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.refuses: list[tuple[int, str, str]] = []
        self.attention: tuple[Attention, ...] = ()
        self.trouble: Trouble | None = None
        self.agreed = True
        self.differences: list[dict[str, str]] = []
        self.days: list[date | None] = []

    def __call__(self, store: Store, progress: Progress, day: date | None) -> Report:
        self.days.append(day)
        if self.trouble is not None:
            raise self.trouble
        progress.step(Step("Đang gửi nhật ký", 500, 1000, True))
        seq, hash_ = record.tip_of(store)
        record.acknowledge(store, seq, hash_, self.refuses, EVENING)
        if day is not None:
            self._sign(day, seq, hash_)
        report = Report(Ending.DONE, 5, 2, 0, 1, 1200, 300, 2.4, self.attention)
        record.keep_report(store, msgspec.to_builtins(report), reached=True, at=EVENING)
        return report

    def _sign(self, day: date, seq: int, hash_: str) -> None:
        with self.store.read() as session:
            dossiers, fees, _items = record.day_numbers(session, day, seq)
        record.keep_receipt(
            self.store,
            day,
            {
                "receipt": {
                    "day": day.isoformat(),
                    "agreed": self.agreed,
                    "dossiers": dossiers,
                    "fees_vnd": fees,
                    "at": EVENING.isoformat(),
                    "seq": seq,
                    "hash": hash_,
                    "differing": [] if self.agreed else ["H44.900-261127-0001"],
                    "differences": self.differences,
                },
                "signature": "made up",
            },
        )


@pytest.fixture
def province(store: Store) -> Province:
    return Province(store)


@pytest.fixture
def enrolled(store: Store) -> None:
    record.device_key(store, lambda: b"k" * 32)
    record.keep_enrolment(store, URL, b"g" * 32, Lease("H44.900", 1, 4999), EVENING - timedelta(hours=9))


@pytest.fixture
def take(store: Store, lan: Actor, chance: random.Random) -> Callable[..., str]:
    def taken(*fees: tuple[int, Method], at: datetime = EVENING - timedelta(hours=1)) -> str:
        lines = tuple(FeeLine("Lệ phí", amount, method) for amount, method in fees)
        with store.write(lan, at) as change:
            return receive(change, Request("1.004873", practice_person(chance, at.date()), fees=lines)).code

    return taken


@pytest.fixture
def open_page(qtbot: QtBot, seat: Seat, province: Province) -> Callable[[], ClosingPage]:
    def enrol(store: Store, url: str, code: str) -> str:
        if code == "sai":
            raise RuleBroken("code", "used", "Mã này đã dùng rồi.")
        record.device_key(store, lambda: b"k" * 32)
        record.keep_enrolment(store, url, b"g" * 32, Lease("H44.900", 1, 4999), EVENING)
        return url

    def opened() -> ClosingPage:
        page = ClosingPage(seat, clock=lambda: EVENING, run=province, enrol=enrol)
        seat.work.changed.connect(page.changed)
        qtbot.addWidget(page)
        page.resize(1182, 672)
        with qtbot.waitExposed(page):
            page.show()
        rest(qtbot, page)
        page.arrive()
        return page

    return opened


def rest(qtbot: QtBot, page: ClosingPage) -> None:
    """Nothing is under way, and what came of it is laid out."""
    qtbot.waitUntil(lambda: page._seat.work.resting)
    settle()


def texts(page: QWidget) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible() and one.text()]


def said(page: QWidget, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def find(page: QWidget, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found


def test_one_key_closes_the_day_sends_it_and_shows_the_receipt_large(
    qtbot: QtBot,
    enrolled: None,
    take: Callable[..., str],
    open_page: Callable[[], ClosingPage],
    store: Store,
    province: Province,
) -> None:
    take((14000, Method.CASH))
    take((20000, Method.TRANSFER))
    page = open_page()
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    with store.read() as session:
        day = closed(session, EVENING.date())
    assert day is not None
    assert province.days == [EVENING.date()]
    assert said(page, "closing.receipt.dossiers") == "2"
    assert said(page, "closing.receipt.fees") == "34.000 đ"
    assert "Đã chốt ngày, tỉnh đã ký biên nhận" in texts(page.steps)
    assert "Mọi hồ sơ đã ở tỉnh" in texts(page.steps)
    assert said(page, "closing.ended") == "Đã gửi xong"


def test_fees_stand_by_method_with_their_sums_in_words_and_the_till_is_ticked_by_a_person(
    qtbot: QtBot, take: Callable[..., str], open_page: Callable[[], ClosingPage]
) -> None:
    take((14000, Method.CASH))
    take((20000, Method.TRANSFER))
    page = open_page()
    assert "Lệ phí đã thu: 34.000 đ" in texts(page.steps)
    assert any(
        "Tiền mặt 14.000 đ (Mười bốn nghìn đồng)\nChuyển khoản 20.000 đ" in one for one in texts(page.steps)
    )
    counted = find(page, "closing.counted")
    counted.setFocus()
    qtbot.keyClick(counted, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.findChild(QWidget, "closing.counted") is None)
    take((1000, Method.CASH))
    page.refresh()
    rest(qtbot, page)
    qtbot.waitUntil(lambda: find(page, "closing.counted").isVisible())


def test_without_a_line_to_the_province_the_day_is_closed_all_the_same(
    qtbot: QtBot,
    take: Callable[..., str],
    open_page: Callable[[], ClosingPage],
    store: Store,
    province: Province,
) -> None:
    take()
    page = open_page()
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert "Đã chốt ngày lúc 16:50" in texts(page.steps)
    assert province.days == []
    assert page.close_button.isEnabled()


def test_a_line_that_fails_says_so_and_leaves_everything_to_be_tried_again(
    qtbot: QtBot, enrolled: None, open_page: Callable[[], ClosingPage], province: Province
) -> None:
    page = open_page()
    province.trouble = Trouble("exchange_runs", "Máy này đang gửi ở cửa sổ khác.", "Hãy chờ rồi thử lại.")
    with qtbot.waitSignal(page._seat.work.broke) as broke:
        qtbot.keyClick(page, Qt.Key.Key_G, CONTROL)
    rest(qtbot, page)
    assert broke.args[1] is province.trouble
    assert page.exchange_card.send_button.isEnabled()
    province.trouble = None
    qtbot.keyClick(page, Qt.Key.Key_G, CONTROL)
    rest(qtbot, page)
    assert province.days == [None, None]
    assert said(page, "closing.ended") == "Đã gửi xong"


def test_escape_stops_the_exchange_at_once(
    qtbot: QtBot, enrolled: None, open_page: Callable[[], ClosingPage], province: Province
) -> None:
    page = open_page()

    def endless(_store: Store, progress: Progress, _day: date | None) -> Report:
        progress.step(Step("Đang gửi don.pdf", 4_200_000, 11_500_000, True, 310_000, 24))
        while True:
            progress.wait(60)

    page._run = endless
    qtbot.keyClick(page, Qt.Key.Key_G, CONTROL)
    qtbot.waitUntil(lambda: "Đang gửi don.pdf" in texts(page.exchange_card))
    assert any("4,2 MB / 11,5 MB · 310 KB/s" in one for one in texts(page.exchange_card))
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    rest(qtbot, page)
    assert not page.exchange_card.panel.isVisible()
    assert page.close_button.isEnabled()


def test_what_the_province_refused_stands_with_its_reason_and_opens_its_dossier(
    qtbot: QtBot,
    enrolled: None,
    take: Callable[..., str],
    open_page: Callable[[], ClosingPage],
    store: Store,
    province: Province,
) -> None:
    code = take()
    province.refuses = [(record.tip_of(store)[0], "bad_person", "Số định danh không khớp năm sinh.")]
    province.attention = (
        Attention("bad_person", "Số định danh không khớp năm sinh.", str(province.refuses[0][0])),
        Attention("clock", "Đồng hồ máy lệch 12 phút."),
    )
    page = open_page()
    qtbot.keyClick(page, Qt.Key.Key_G, CONTROL)
    rest(qtbot, page)
    assert said(page, "closing.attend_title") == "Cần người xem: 2"
    assert {code, "Số định danh không khớp năm sinh.", "Đồng hồ máy lệch 12 phút."} <= set(texts(page))
    with qtbot.waitSignal(page.open_dossier) as opened:
        qtbot.keyClick(find(page, "closing.attend.0"), Qt.Key.Key_Return)
    assert opened.args == [code]
    qtbot.keyClick(find(page, "closing.attend.1"), Qt.Key.Key_Return)
    rest(qtbot, page)
    assert len(province.days) == 2


def test_numbers_that_differ_are_named(
    qtbot: QtBot,
    enrolled: None,
    take: Callable[..., str],
    open_page: Callable[[], ClosingPage],
    province: Province,
) -> None:
    take()
    province.agreed = False
    page = open_page()
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert "Số liệu của tỉnh khác ở quầy" in texts(page.steps)
    assert said(page, "closing.receipt.differing") == "Khác nhau ở: H44.900-261127-0001"


def test_a_difference_is_a_row_with_both_sides_and_a_way_to_the_dossier(
    qtbot: QtBot,
    enrolled: None,
    take: Callable[..., str],
    open_page: Callable[[], ClosingPage],
    province: Province,
) -> None:
    code = take()
    province.agreed = False
    province.differences = [
        {"code": code, "field": "state", "desk": "returned", "province": "finished"},
        {"code": "H44.900-261127-0009", "field": "dossier", "province": "1"},
    ]
    page = open_page()
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert said(page, "closing.receipt.differing") == "Hai bên khác nhau ở 2 chỗ"
    shown = [one.text() for one in page.receipt_card.findChildren(QLabel)]
    assert f"{code} · Trạng thái" in shown
    assert "Quầy: Đã trả kết quả · tỉnh: Đã xử lý xong" in shown
    assert "Quầy: không có · tỉnh: có" in shown
    (button,) = [
        one
        for one in page.receipt_card.findChildren(QPushButton)
        if one.objectName().startswith("closing.receipt.open")
    ]
    with qtbot.waitSignal(page.open_dossier) as opened:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.args == [code]


def test_a_desk_is_enrolled_here_and_a_wrong_code_stays_typed_with_its_reason(
    qtbot: QtBot, open_page: Callable[[], ClosingPage]
) -> None:
    page = open_page()
    url, code = page.enrol_card.url, page.enrol_card.code
    qtbot.keyClicks(url.control, URL)
    qtbot.keyClick(url.control, Qt.Key.Key_Return)
    assert code.error()
    qtbot.keyClicks(code.control, "sai")
    qtbot.keyClick(code.control, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert code.error() == "Mã này đã dùng rồi."
    assert (url.text(), code.text()) == (URL, "sai")
    code.put("")
    qtbot.keyClicks(code.control, "dung")
    qtbot.keyClick(code.control, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert page.exchange_card.isVisible()
    assert not page.enrol_card.isVisible()


def test_what_is_left_to_do_opens_its_list(
    qtbot: QtBot,
    take: Callable[..., str],
    open_page: Callable[[], ClosingPage],
    store: Store,
    lan: Actor,
    chance: random.Random,
) -> None:
    start = EVENING - timedelta(days=2)
    with store.write(lan, start) as change:
        receive(change, Request("2.000815", practice_person(chance, start.date())))
    ready = take()
    with store.write(lan, EVENING - timedelta(minutes=30)) as change:
        result_arrived(change, ready)
    page = open_page()
    assert "Hồ sơ còn dở: 1" in texts(page.steps)
    for name, wanted in (
        ("closing.see_running", Filter(states=RUNNING, due_before=datetime(2026, 11, 28, tzinfo=VIETNAM))),
        ("closing.see_ready", Filter(states=frozenset({State.FINISHED}))),
    ):
        with qtbot.waitSignal(page.open_list) as opened:
            qtbot.keyClick(find(page, name), Qt.Key.Key_Return)
        assert opened.args == [wanted]


def test_a_closing_that_no_longer_tells_the_whole_day_asks_to_be_repeated(
    qtbot: QtBot, enrolled: None, take: Callable[..., str], open_page: Callable[[], ClosingPage]
) -> None:
    page = open_page()
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    take(at=EVENING)
    page.refresh()
    rest(qtbot, page)
    assert "Cần chốt lại" in texts(page.steps)


def test_a_reception_by_mistake_is_told_apart_from_what_was_taken(
    store: Store, lan: Actor, take: Callable[..., str], open_page: Callable[[], ClosingPage]
) -> None:
    take()
    wrong = take()
    with store.write(lan, EVENING - timedelta(minutes=30)) as change:
        cancel(change, wrong, "nhầm người")
    told = said(open_page(), "closing.done_today")
    assert "Đã tiếp nhận 1 hồ sơ" in told
    assert "1 hồ sơ đã hủy do nhận nhầm; tỉnh vẫn đếm" in told


def test_every_control_of_the_page_can_be_named(open_page: Callable[[], ClosingPage]) -> None:
    page = open_page()
    for name in ("closing.close", "closing.send", "closing.enrol_now", "url.input", "code.input"):
        control = find(page, name)
        assert control.accessibleName() or getattr(control, "text", str)()


def test_a_refused_code_is_replaced_on_the_spot(
    qtbot: QtBot, open_page, enrolled, province: Province, take, store: Store, lan: Actor
) -> None:
    code = take()
    with store.write(lan, EVENING) as change:
        note_issue(change, code, "01", "2025-1", b"%PDF- giay hen", "Quay 1")
    province.refuses = [(record.tip_of(store)[0] - 1, "code_taken", "Mã đã cấp cho hồ sơ khác.")]
    province(store, Progress(), None)
    page = open_page()
    button = page.findChild(Button, "closing.attend.0")
    assert button.accessibleName() == f"Cấp mã mới {code}"
    qtbot.keyClick(button, Qt.Key.Key_Return)
    rest(qtbot, page)
    with store.read() as session:
        fresh = dossier_of(session, code).code
    assert fresh != code
    said = "\n".join(texts(page))
    assert f"nay mang mã {fresh}" in said
    assert "Hồ sơ đã có mã mới; gửi lại để tỉnh nhận." in said
    assert "In lại giấy hẹn" in said


def test_many_things_to_look_at_scroll_and_the_page_keeps_its_size(
    qtbot: QtBot, open_page, enrolled, province: Province, take, store: Store
) -> None:
    refused = []
    for _n in range(12):
        take()
        refused.append(
            (record.tip_of(store)[0], "bad_person", "Số định danh không khớp năm sinh của người nộp.")
        )
    province.refuses = refused
    province(store, Progress(), None)
    page = open_page()
    assert page.minimumSizeHint().height() <= 672
    last = page.findChild(Button, "closing.attend.11")
    last.setFocus(Qt.FocusReason.TabFocusReason)
    area = page.exchange_card._list
    area.ensureWidgetVisible(last)
    settle()
    top = last.mapTo(area.viewport(), last.rect().topLeft()).y()
    assert 0 <= top <= area.viewport().height() - last.height()
