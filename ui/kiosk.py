"""Where do people take a number? A window of large buttons at the door, one for each service; a slip, and the number large.

A process of its own on the desk's folder: it may take tickets and print their slips, and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desk import keys, queue
from desk.clock import now as system_now
from desk.errors import RuleBroken, Trouble
from desk.office import Office, office_of
from desk.progress import Progress
from desk.records.base import VIETNAM
from desk.rules.queue import Service, Ticket
from desk.rules.words import _
from desk.store import Store
from printing import thermal
from printing.documents.tickets import QueueTicket
from ui.brand import app_icon
from ui.papers.filling import agency
from ui.second_screen import BIG, HUGE, LARGE, PLAIN, big_font, big_text
from ui.theme import Theme, px
from ui.work import Area, Work

SHOWN_MS = 6_000
"""How long a taken number stays before the next person is asked."""
Printer = Callable[[thermal.Drawn], object]


class Kiosk(QWidget):
    """Buttons, then the number; where the slip cannot be printed, the number on the screen serves."""

    def __init__(self, store: Store, work: Work, office: Office, services: tuple[Service, ...], printer: Printer | None,
                 clock: Callable[[], datetime] = system_now) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName("kiosk")
        self.setWindowTitle(_("Lấy số thứ tự"))
        self.setWindowIcon(app_icon())
        self._store, self._work, self._office, self._printer, self._clock = (
            store,
            work,
            office,
            printer,
            clock,
        )
        self._services = {one.letter: one.name for one in services}
        self.buttons = {one.letter: self._button(one) for one in services}
        self.priority = QPushButton(_("Tôi thuộc diện ưu tiên (cao tuổi, khuyết tật, có thai…)"))
        self.priority.setCheckable(True)
        self.priority.setFont(big_font(PLAIN))
        self.priority.setMinimumHeight(px(64))
        self.number, self.told = (
            big_text("", HUGE * 2, strong=True, centre=True),
            big_text("", LARGE, centre=True),
        )
        self._lay_out(office)
        self._again = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._again.timeout.connect(self._offer)
        self._offer()

    def _lay_out(self, office: Office) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(px(64), px(48), px(64), px(48))
        inside.setSpacing(px(16))
        self._offered: list[QWidget] = [
            big_text(office.name, LARGE, strong=True, centre=True),
            big_text(_("Mời Ông/Bà chọn việc cần làm"), BIG, strong=True, centre=True),
            *self.buttons.values(),
            self.priority,
        ]
        inside.addStretch(1)
        for part in (*self._offered, self.number, self.told):
            inside.addWidget(part)
        inside.addStretch(1)

    def _button(self, service: Service) -> QPushButton:
        button = QPushButton(f"{service.letter}   {service.name}")
        button.setObjectName(f"kiosk.{service.letter}")
        button.setFont(big_font(LARGE, strong=True))
        button.setMinimumHeight(px(96))
        button.clicked.connect(lambda _down=False: self._take(service.letter))
        return button

    def _take(self, letter: str) -> None:
        for button in self.buttons.values():
            button.setEnabled(False)  # a second tap must not take a second number
        at, priority = self._clock(), self.priority.isChecked()

        def take(_progress: Progress) -> tuple[Ticket, int, str]:
            ticket = queue.take(self._store, letter, at, priority=priority)
            with self._store.read() as session:
                waiting = queue.board(session, at.astimezone(VIETNAM).date()).waiting
            return ticket, waiting - 1, self._print(ticket, waiting - 1)

        self._work.change(take, self._show, self._refused, touches=Area.NOTHING, owner=self)

    def _print(self, ticket: Ticket, before: int) -> str:
        """Print the slip; why not, where it cannot be: the number counts all the same."""
        if self._printer is None:
            return ""
        slip = QueueTicket(
            agency(self._office), ticket.name, self._services[ticket.letter], ticket.taken_at, waiting=before
        )
        try:
            self._printer(thermal.ticket(slip))
        except (Trouble, RuleBroken) as told:
            return str(told)
        return ""

    def _show(self, taken: tuple[Ticket, int, str]) -> None:
        ticket, before, trouble = taken
        self.number.setText(ticket.name)
        words = _("Trước Ông/Bà còn {count} người. Mời chờ gọi số.").format(count=before)
        self.told.setText(
            _("{words} (Không in được phiếu, xin nhớ số.)").format(words=words) if trouble else words
        )
        for part in self._offered:
            part.hide()
        self.number.show()
        self.told.show()
        self._again.start()

    def _refused(self, told: RuleBroken | Trouble) -> None:
        self.number.setText("")
        self.told.setText(str(told))
        self.told.show()
        self._again.start()

    def _offer(self) -> None:
        self.number.hide()
        self.told.hide()
        self.priority.setChecked(False)
        for part in self._offered:
            part.show()
        for button in self.buttons.values():
            button.setEnabled(True)


def open_kiosk(data: Path, device: str) -> int:
    """`motcua kiosk`: until the window is closed; the exit code. Trouble where the folder has no queue."""
    store = Store.open(data, keys.terminal_or_environment)
    try:
        with store.read() as session:
            services, office = queue.services_of(session), office_of(session)
        if not services:
            raise Trouble(
                "no_queue",
                _("Văn phòng chưa dùng hàng chờ."),
                _("Hãy đặt các dịch vụ trước: motcua queue set A=TÊN --as quantri"),
            )
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        Theme(app)
        work = Work()
        kiosk = Kiosk(
            store, work, office, services, (lambda slip: thermal.send(slip, device)) if device else None
        )
        kiosk.setWindowState(Qt.WindowState.WindowFullScreen)
        kiosk.show()
        return int(app.exec())
    finally:
        store.close()
