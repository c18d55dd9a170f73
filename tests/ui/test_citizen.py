"""What people in front of the counter see: who is called, what is recorded, what to pay, three questions; and the kiosk."""

from __future__ import annotations

import pytest
import zxingcpp
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desk import queue
from desk.clock import now
from desk.datasets import catalogue_of
from desk.practice import practice_requests
from desk.reception import receive
from desk.records.base import VIETNAM
from desk.records.journal import JournalRow
from desk.records.office import RatingRow
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import Role
from desk.rules.vietqr import BankAccount, payment_text
from desk.store import Actor, Store
from desk.survey import Rating
from printing.thermal import Drawn
from ui.citizen import CitizenSide
from ui.kiosk import Kiosk
from ui.memory import Memory
from ui.notices import Notices
from ui.queue_bar import QueueBar
from ui.seat import Seat
from ui.second_screen import SecondScreen, Shown, masked
from ui.work import Work

ADMIN = Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "")
SERVICES = [("A", "Hộ tịch, chứng thực"), ("B", "Đất đai")]
ACCOUNT = BankAccount("970400", "0000000001", "UBND xã Thử Nghiệm", "Ngân hàng Thử")


@pytest.fixture
def with_queue(store: Store) -> Store:
    with store.write(ADMIN, now()) as change:
        queue.set_services(change, SERVICES)
    return store


@pytest.fixture
def screen(qtbot: QtBot) -> SecondScreen:
    rated: list[tuple[str, Rating]] = []
    made = SecondScreen("Bộ phận Một cửa xã Thử Nghiệm", lambda code, rating: rated.append((code, rating)))
    made.rated = rated  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.show_where_it_belongs()
    return made


def bar_on(seat: Seat, qtbot: QtBot) -> QueueBar:
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = QueueBar(seat, Notices(window), parent=window)
    window.setCentralWidget(bar)
    with qtbot.waitActive(window):
        window.show()
    return bar


@pytest.mark.parametrize(("number", "shown"), [("026084000103", "•••••••••103"), ("103", "103"), ("", "")])
def test_an_identity_number_is_shown_by_its_last_digits(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_what_is_recorded_is_shown_and_nothing_recorded_is_idle(screen: SecondScreen) -> None:
    screen.show_recording(
        Shown("Nguyễn Thị Thử", "026084000103", "Chứng thực bản sao", "15:00 hôm nay", "14.000 đ")
    )
    assert screen.pages.currentWidget() is screen.recording
    assert screen.recording.identity.text() == "•••••••••103"
    assert not screen.recording.qr.isVisible()
    screen.show_recording(Shown())
    assert screen.pages.currentWidget() is screen.idle


def test_the_qr_on_the_screen_reads_back(screen: SecondScreen) -> None:
    text = payment_text(ACCOUNT, 14_000, "Nguyễn Thị Thử")
    screen.show_recording(Shown("Nguyễn Thị Thử", fee="14.000 đ", qr=text))
    code = screen.recording.qr
    picture = code.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    assert picture.size() == QSize(code.width(), code.height())
    wide = picture.bytesPerLine()
    grey = memoryview(picture.constBits()).cast("B", (picture.height(), wide))
    (found,) = zxingcpp.read_barcodes(grey)
    assert found.text == text


def test_three_taps_rate_and_thank(screen: SecondScreen) -> None:
    screen.ask_rating("H44")
    for mark in (4, 3, 2):
        screen.asking.buttons[mark].click()
    assert screen.rated == [("H44", Rating(4, 3, 2))]  # type: ignore[attr-defined]
    assert screen.pages.currentWidget() is screen.thanks


def test_the_next_person_ends_the_questions(screen: SecondScreen) -> None:
    screen.ask_rating("H44")
    screen.show_recording(Shown())  # the page is empty again: the questions stay
    assert screen.pages.currentWidget() is screen.asking
    screen.show_recording(Shown("Trần Văn Mẫu"))
    assert screen.pages.currentWidget() is screen.recording


def test_without_a_queue_the_bar_is_not_there(qtbot: QtBot, seat: Seat) -> None:
    bar = bar_on(seat, qtbot)
    with qtbot.waitSignal(bar.stands):
        bar.look()
    assert bar.isHidden()


def test_a_key_calls_the_next_and_the_screen_shows_it(
    qtbot: QtBot, seat: Seat, with_queue: Store, screen: SecondScreen
) -> None:
    for _person in range(2):
        queue.take(with_queue, "A", now())
    bar = bar_on(seat, qtbot)
    qtbot.waitUntil(lambda: bar.waiting.text() == "2 người chờ")
    bar.next.click()
    qtbot.waitUntil(lambda: bar.number.text() == "A001")
    with seat.store.read() as session:
        board = queue.board(session, now().astimezone(VIETNAM).date())
    screen.show_board(board, {"1": "Quầy 1"})
    assert next((number.text(), place.text()) for number, place in screen.queue._rows) == ("A001", "Quầy 1")
    bar.absent.click()
    qtbot.waitUntil(lambda: bar.number.text() == "–")
    bar.next.click()
    qtbot.waitUntil(lambda: bar.number.text() == "A002")


def test_what_was_received_belongs_to_the_ticket(qtbot: QtBot, seat: Seat, with_queue: Store) -> None:
    queue.take(with_queue, "A", now())
    bar = bar_on(seat, qtbot)
    bar.next.click()
    qtbot.waitUntil(lambda: bar.number.text() == "A001")
    bar.link("H44.900-261125-0001")
    bar.next.click()
    qtbot.waitUntil(lambda: bar.number.text() == "–")
    with with_queue.read() as session:
        row = session.scalars(select(JournalRow).where(JournalRow.action == queue.TICKET)).one()
    assert "H44.900-261125-0001" in (row.payload or "")


def received(seat: Seat, chance: object) -> Dossier:
    with seat.store.read() as session:
        (request,) = practice_requests(chance, 1, now().date(), catalogue_of(session))  # type: ignore[arg-type]
    with seat.store.write(seat.actor, now()) as change:
        return receive(change, request)


def test_a_rating_is_kept_through_the_desk(qtbot: QtBot, seat: Seat, chance: object) -> None:
    dossier = received(seat, chance)
    side = CitizenSide(seat, Memory())
    side.toggle()
    assert side.screen is not None
    qtbot.addWidget(side.screen)
    side.taken(dossier.code)
    for _question in range(3):
        side.screen.asking.buttons[4].click()

    def kept() -> bool:
        with seat.store.read() as session:
            return session.get(RatingRow, dossier.code) is not None

    qtbot.waitUntil(kept)
    side.close()


def test_the_second_screen_is_remembered(qtbot: QtBot, seat: Seat) -> None:
    memory = Memory()
    side = CitizenSide(seat, memory)
    assert not side.is_open
    side.toggle()
    again = CitizenSide(seat, memory)
    assert again.is_open
    again.toggle()
    assert not CitizenSide(seat, memory).is_open
    side.close()


def test_a_tap_at_the_door_takes_a_number_and_prints_it(
    qtbot: QtBot, seat: Seat, with_queue: Store, work: Work
) -> None:
    printed: list[Drawn] = []
    with with_queue.read() as session:
        services = queue.services_of(session)
    kiosk = Kiosk(with_queue, work, seat.office, services, printed.append)
    qtbot.addWidget(kiosk)
    kiosk.show()
    kiosk.buttons["B"].click()
    qtbot.waitUntil(lambda: kiosk.number.text() == "B001")
    assert len(printed) == 1
    assert "còn 0 người" in kiosk.told.text()
    with with_queue.read() as session:
        (ticket,) = queue.tickets(session, now().astimezone(VIETNAM).date())
    assert not ticket.priority


def test_a_printer_that_fails_costs_nobody_the_number(
    qtbot: QtBot, seat: Seat, with_queue: Store, work: Work
) -> None:
    from desk.errors import Trouble

    def fails(_slip: Drawn) -> None:
        raise Trouble("no_paper", "Hết giấy.", "")

    with with_queue.read() as session:
        services = queue.services_of(session)
    kiosk = Kiosk(with_queue, work, seat.office, services, fails)
    qtbot.addWidget(kiosk)
    kiosk.show()
    kiosk.buttons["A"].click()
    qtbot.waitUntil(lambda: "xin nhớ số" in kiosk.told.text())
    assert kiosk.number.text() == "A001"
