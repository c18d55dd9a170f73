"""What does the citizen see? A second screen: who is called, what is being recorded, what to pay, and three questions at the end.

    idle (who is called, the hour) ──recording──▶ name, procedure, appointment, fee, QR ──taken──▶ three taps ──▶ idle

It shows and asks; it never takes the focus from the clerk's window. The number of an identity paper is shown by its last
three digits only: others stand in the queue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QFont, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desk.queue import Board
from desk.rules.words import _
from desk.survey import BEST, Rating
from ui.brand import app_icon
from ui.theme import look, px
from ui.widgets.qr_picture import QrPicture
from ui.widgets.text import set_role

SHOWN_DIGITS = 3
THANKS_MS = 8_000
BIG, HUGE, LARGE, PLAIN = 34, 64, 20, 15
"""Points at 100 %: read from two metres away."""
CALLED_SHOWN = 5
Rate = Callable[[str, Rating], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the citizen sees of the dossier that is being recorded; empty texts are left out."""

    name: str = ""
    identity: str = ""
    procedure: str = ""
    due: str = ""
    fee: str = ""
    qr: str = ""
    """the text of the VietQR where the fee is paid by transfer"""
    account: str = ""

    @property
    def empty(self) -> bool:
        """Nothing worth showing yet."""
        return not (self.name or self.procedure)


def masked(number: str) -> str:
    """A number of an identity paper by its last three digits."""
    return "•" * max(0, len(number) - SHOWN_DIGITS) + number[-SHOWN_DIGITS:]


class SecondScreen(QWidget):
    """The window for the citizen. `rate(code, rating)` keeps what was tapped."""

    def __init__(self, office: str, rate: Rate, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("second_screen")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(_("Màn hình người dân"))
        self.setWindowIcon(app_icon())
        self._rate, self._code = rate, ""
        self._marks: list[int] = []
        self.idle, self.recording, self.asking = Idle(office), Recording(), Asking(self._tapped)
        self.thanks = big_text(_("Cảm ơn Ông/Bà!"), BIG, strong=True, centre=True)
        self.pages = QStackedWidget()
        for page in (self.idle, self.recording, self.asking, self.thanks):
            self.pages.addWidget(page)
        self.queue = Called()
        self.queue.hide()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.pages, 3)
        whole.addWidget(self.queue, 2)
        self._rest = QTimer(self, singleShot=True, interval=THANKS_MS)
        self._rest.timeout.connect(self.show_idle)

    def show_where_it_belongs(self) -> None:
        """On the second screen in full; a window of its own where there is only one screen."""
        screens = QGuiApplication.screens()
        if len(screens) > 1:
            self.setGeometry(screens[1].geometry())
            self.showFullScreen()
        else:
            self.resize(px(960), px(540))
            self.show()

    def show_idle(self) -> None:
        """Nobody is being served."""
        self._code = ""
        self.pages.setCurrentWidget(self.idle)

    def show_recording(self, shown: Shown) -> None:
        """What is being recorded; an empty one is idle, and the questions stay until the next person is there."""
        if shown.empty:
            if self.pages.currentWidget() is self.recording:
                self.show_idle()
            return
        self._rest.stop()
        self.recording.show_dossier(shown)
        self.pages.setCurrentWidget(self.recording)

    def ask_rating(self, code: str) -> None:
        """The dossier is taken: ask the three questions."""
        self._code, self._marks = code, []
        self.asking.ask(0)
        self.pages.setCurrentWidget(self.asking)

    def show_board(self, board: Board | None, counters: dict[str, str], waiting_words: str = "") -> None:
        """Who is called where; None: the office has no queue."""
        self.queue.setVisible(board is not None)
        if board is not None:
            rows = [(one.name, counters.get(one.counter, one.counter)) for one in board.called[:CALLED_SHOWN]]
            self.queue.show_called(rows, board.waiting)

    def tick(self, at: datetime) -> None:
        """The clock on the idle page."""
        self.idle.hour.setText(f"{at:%H:%M}")

    def _tapped(self, mark: int) -> None:
        self._marks.append(mark)
        if len(self._marks) < QUESTIONS:
            self.asking.ask(len(self._marks))
            return
        self._rate(self._code, Rating(*self._marks))
        self.pages.setCurrentWidget(self.thanks)
        self._rest.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._rest.stop()
        super().closeEvent(event)


def questions() -> tuple[str, str, str]:
    """The three questions, in the order of Rating."""
    return (
        _("Nhìn chung, Ông/Bà có hài lòng không?"),
        _("Thái độ phục vụ của cán bộ?"),
        _("Mức độ thuận tiện khi nộp hồ sơ?"),
    )


QUESTIONS = len(questions())


def answers() -> tuple[str, ...]:
    """The five levels, the worst first: the index is the mark."""
    return (_("Rất không hài lòng"), _("Không hài lòng"), _("Bình thường"), _("Hài lòng"), _("Rất hài lòng"))


class Idle(QWidget):
    """The office's name and the hour."""

    def __init__(self, office: str) -> None:
        super().__init__()
        self.hour = big_text("", HUGE, strong=True, centre=True)
        inside = QVBoxLayout(self)
        inside.addStretch(1)
        inside.addWidget(big_text(office, LARGE, strong=True, centre=True))
        inside.addWidget(self.hour)
        inside.addWidget(big_text(_("Kính chào Ông/Bà"), LARGE, centre=True))
        inside.addStretch(1)


class Recording(QWidget):
    """What is being recorded, so that the citizen can say what is wrong before it is saved."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.identity = big_text("", BIG, strong=True), big_text("", LARGE)
        self.procedure, self.due, self.fee = (
            big_text("", LARGE),
            big_text("", BIG, strong=True),
            big_text("", BIG, strong=True),
        )
        self.account = big_text("", PLAIN)
        self.qr = QrPicture()
        self._due_head, self._fee_head = (
            big_text(_("Hẹn trả kết quả"), PLAIN),
            big_text(_("Phí, lệ phí"), PLAIN),
        )
        inside = QVBoxLayout(self)
        inside.setContentsMargins(px(48), px(32), px(48), px(32))
        inside.setSpacing(px(8))
        inside.addStretch(1)
        for part in (
            big_text(_("Xin Ông/Bà kiểm tra thông tin"), PLAIN), self.name, self.identity, self.procedure,
            self._due_head, self.due, self._fee_head, self.fee, self.qr, self.account,
        ):  # fmt: skip
            inside.addWidget(part)
        inside.addStretch(1)

    def show_dossier(self, shown: Shown) -> None:
        """Show it; what is empty leaves no gap."""
        for part, text in (
            (self.name, shown.name), (self.identity, masked(shown.identity)), (self.procedure, shown.procedure),
            (self.due, shown.due), (self.fee, shown.fee), (self.account, shown.account),
        ):  # fmt: skip
            part.setText(text)
            part.setVisible(bool(text))
        self._due_head.setVisible(bool(shown.due))
        self._fee_head.setVisible(bool(shown.fee))
        self.qr.show_text(shown.qr)
        self.qr.setVisible(bool(shown.qr))


class Asking(QWidget):
    """One question at a time, five large answers."""

    def __init__(self, tapped: Callable[[int], object]) -> None:
        super().__init__()
        self.question = big_text("", BIG, strong=True, centre=True)
        self.buttons: list[QPushButton] = []
        grid = QGridLayout()
        grid.setSpacing(px(12))
        for mark, words in reversed(tuple(enumerate(answers()))):
            button = QPushButton(words)
            button.setObjectName(f"second_screen.mark{mark}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the clerk's keys stay with the clerk
            button.setFont(big_font(LARGE, strong=True))
            button.setMinimumHeight(px(72))
            button.clicked.connect(lambda _down=False, mark=mark: tapped(mark))
            grid.addWidget(button, BEST - mark, 0)
            self.buttons.insert(0, button)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(px(48), px(32), px(48), px(32))
        inside.addStretch(1)
        inside.addWidget(self.question)
        inside.addSpacing(px(32))
        inside.addLayout(grid)
        inside.addStretch(1)

    def ask(self, number: int) -> None:
        """Show one of the questions."""
        self.question.setText(questions()[number])


class Called(QFrame):
    """Who is called to which counter, the newest largest."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "rail")
        self.setProperty("role", "well")
        self._rows: list[tuple[QLabel, QLabel]] = []
        self.waiting = big_text("", PLAIN, centre=True)
        grid = QGridLayout()
        grid.setVerticalSpacing(px(12))
        for at in range(CALLED_SHOWN):
            size = HUGE if at == 0 else BIG
            number, counter = big_text("", size, strong=True), big_text("", LARGE if at == 0 else PLAIN)
            self._rows.append((number, counter))
            grid.addWidget(number, at, 0)
            grid.addWidget(counter, at, 1, Qt.AlignmentFlag.AlignVCenter)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(px(32), px(32), px(32), px(32))
        inside.addWidget(big_text(_("Mời số"), LARGE, strong=True))
        inside.addLayout(grid)
        inside.addStretch(1)
        inside.addWidget(self.waiting)

    def show_called(self, rows: list[tuple[str, str]], waiting: int) -> None:
        """The called numbers with their counters, and how many wait."""
        for at, (number, counter) in enumerate(self._rows):
            name, place = rows[at] if at < len(rows) else ("", "")
            number.setText(name)
            counter.setText(place)
        self.waiting.setText(_("Đang chờ: {count} người").format(count=waiting))


def big_font(points: float, *, strong: bool = False) -> QFont:
    """The desk's type for people who stand."""
    font = look().font(strong=strong)
    font.setPointSizeF(points * look().scale)
    return font


def big_text(text: str, points: float, *, strong: bool = False, centre: bool = False) -> QLabel:
    """Words for people who stand, wrapped and never markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setStyleSheet(f"font-size: {points * look().scale:g}pt; font-weight: {600 if strong else 400};")
    if centre:
        made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return made
