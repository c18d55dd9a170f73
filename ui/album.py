"""What does each page look like? Pictures of every page with real data: for the guides, for a played day, for our own eyes.

python -m ui.album --data DIR --out DIR [--all] [--at MOMENT]     --all: also at 150 %, in dark, and with larger text
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.language import speak

if __name__ == "__main__":
    speak()  # before the rooms below are imported: they evaluate words at import

from desk import keys
from desk.access import staff_of
from desk.clock import now
from desk.drafts import drafts, drop
from desk.errors import Trouble
from desk.office import Office, office_of
from desk.queue import Board
from desk.rules.lifecycle import Role, State
from desk.rules.queue import Service, Stand, Ticket, times
from desk.rules.vietqr import BankAccount, payment_text
from desk.search import Filter, Sort, search
from desk.store import Actor, Store
from ui.app import line_status
from ui.front import Front
from ui.kiosk import Kiosk
from ui.memory import Memory
from ui.page import Page
from ui.pages.dossier import DossierPage
from ui.pages.sign_in import SignIn
from ui.pictures import grab, settle
from ui.places import furnish
from ui.seat import Seat
from ui.second_screen import SecondScreen, Shown
from ui.theme import Mode, Theme
from ui.training import shown_logins
from ui.window import MainWindow
from ui.work import Work

SETTLE_TURNS = 400
CARD = "026184000001||Nguyễn Thị Thử|02031984|Nữ|Thôn Đông, xã Minh Họa, tỉnh Phú Thọ|01012022"
"""What a scanner types for a citizen who does not exist."""
TURN_MS = 10


@dataclass(frozen=True, slots=True)
class Print:
    """One way of drawing everything: the suffix of the files, the look, the text's and the screen's scale."""

    suffix: str
    mode: Mode
    text: float = 1.0
    screen: float = 1.0


USUAL = (Print("", Mode.LIGHT),)
ALL = (
    *USUAL,
    Print("-150", Mode.LIGHT, screen=1.5),
    Print("-dark", Mode.DARK),
    Print("-large", Mode.LIGHT, text=1.5),
)


def album(
    store: Store, out: Path, prints: tuple[Print, ...], clock: Callable[[], datetime] = now
) -> list[Path]:
    """Draw every page of this office in every print; the files that were written."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    written: list[Path] = []
    with store.read() as session:
        office = office_of(session)
        person = next(one for one in staff_of(session) if one.role is Role.RECEPTION)
    actor = Actor(person.login, person.name, person.role, office.counters[0].id)
    for one in prints:
        theme.use(one.mode, one.text)
        with _working() as work:
            seat = Seat(store, actor, office, work)
            written += _pages(seat, office, out, one, clock)
    return written


def _pages(
    seat: Seat, office: Office, out: Path, one: Print, clock: Callable[[], datetime]
) -> Iterator[Path]:
    def draw(widget: QWidget, name: str) -> Path:
        _wait(seat.work)
        return grab(widget, out / f"{name}{one.suffix}.png", scale=one.screen)

    sign_in = SignIn(seat.store, seat.work, Front.of(office), shown_logins(seat.store))
    yield draw(sign_in, "sign_in")
    window = MainWindow(seat.work)
    window.show_office(office.name)
    window.show_person(office.counters[0].name, seat.actor.name)
    pages = furnish(window, seat, Memory(), clock)
    with seat.store.read() as session:
        finished = search(
            session, Filter(states=frozenset({State.PROCESSING, State.RECEIVED})), sort=Sort.DUE, limit=1
        )
    window.show_line(line_status(seat.store, clock()))
    window.show()
    shots: dict[str, Callable[[], Page]] = {
        "today": lambda: pages.today,
        "reception": lambda: pages.reception,
        "dossiers": lambda: pages.dossiers,
        "handing_out": lambda: pages.handing_out,
        "closing": lambda: pages.closing,
    }
    for name, page in shots.items():
        window.go_to(page())
        yield draw(window, name)
        if name == "reception":
            _take_somebody(window, seat.work)
            yield draw(window, "reception-filled")
    if finished:
        window.open_over(DossierPage(seat, finished[0].code, clock=clock))
        yield draw(window, "dossier")
    yield from _beside(seat, draw, clock())
    window.hide()
    window.deleteLater()
    _wait(seat.work)
    with seat.store.keep() as session:
        for draft in drafts(session, seat.actor.login):
            drop(session, draft.id)


def _beside(seat: Seat, draw: Callable[[QWidget, str], Path], at: datetime) -> Iterator[Path]:
    """The windows of their own: what the citizen sees, the kiosk at the door, the token's dialog."""
    services = (Service("A", "Hộ tịch, chứng thực"), Service("B", "Đất đai, xây dựng"))
    called = tuple(
        Ticket(name, name, number, False, Stand.CALLED, at, at, counter=counter)
        for name, number, counter in (("A", 12, "1"), ("B", 3, "2"))
    )
    account = BankAccount("970400", "0000000001", "UBND xã Minh Họa", "Ngân hàng Thử")
    screen = SecondScreen(seat.office.name, lambda _code, _rating: None)
    screen.show_board(Board(called, 4, times(called)), {one.id: one.name for one in seat.office.counters})
    screen.show_recording(
        Shown(
            "Nguyễn Thị Thử", "026184000001", "Chứng thực bản sao từ bản chính", f"{at:%H:%M} hôm nay", "14.000 đ",
            payment_text(account, 14_000, "Nguyễn Thị Thử"), f"{account.holder} · {account.number}",
        )
    )  # fmt: skip
    yield draw(screen, "second_screen")
    screen.ask_rating("")
    yield draw(screen, "second_screen-asking")
    kiosk = Kiosk(seat.store, seat.work, seat.office, services, None)
    yield draw(kiosk, "kiosk")
    for widget in (screen, kiosk):
        widget.hide()
        widget.deleteLater()


def _take_somebody(window: MainWindow, work: Work) -> None:
    """Type as a clerk does: a card is scanned, three letters find the procedure, Enter goes on."""
    for text in (CARD, "ct bs"):
        _wait(work)
        line = window.focusWidget()
        if isinstance(line, QLineEdit):
            line.insert(text)
            _wait(work)
            QTest.keyClick(line, Qt.Key.Key_Return)
    _wait(work)


@contextmanager
def _working() -> Iterator[Work]:
    work = Work()
    try:
        yield work
    finally:
        work.close()
        _wait(work)


def _wait(work: Work) -> None:
    """Until every question is answered (bounded), then until the layouts have settled."""
    for _turn in range(SETTLE_TURNS):
        loop = QEventLoop()
        QTimer.singleShot(TURN_MS, loop.quit)
        loop.exec()
        if work.resting:
            break
    settle()


def main(arguments: list[str]) -> int:
    """The exit code: 0 when every picture was written."""
    parser = argparse.ArgumentParser(prog="python -m ui.album", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    parser.add_argument(
        "--at", type=datetime.fromisoformat, help="the moment the pages take for now (RFC 3339)"
    )
    options = parser.parse_args(arguments)
    # Drawn on no screen, so that every machine draws the same.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    clock = now if options.at is None else (lambda: options.at)
    try:
        store = Store.open(options.data, keys.terminal_or_environment)
    except Trouble as trouble:
        print(f"{trouble.title} {trouble.advice}", file=sys.stderr)
        return 1
    try:
        for path in album(store, options.out, ALL if options.all else USUAL, clock):
            print(path)
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
