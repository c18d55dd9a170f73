"""How does the day end? A checklist with ticks, the exchange with the province, and its receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desk.clock import now as system_now
from desk.closing import DaySummary, close_day
from desk.leases import reassign
from desk.progress import Progress
from desk.register import note_list
from desk.rules.lifecycle import RUNNING, State
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from desk.search import Filter
from desk.store import Store
from sync.outbox import Report
from ui.background import PAUSE_KEY, pause_or_resume
from ui.exchange import enrol_desk, exchange
from ui.icons import Icon
from ui.notices import Notices
from ui.page import Key, Page
from ui.pages.closing_day import MONEY_STEP, RESULTS_STEP, RUNNING_STEP, DayView, look_at_day, steps_of
from ui.pages.day_papers import AskBook, DayPapers, DayPreview, ask_book
from ui.pages.disputing import Disputing
from ui.pages.exchange_card import EnrolCard, ExchangeCard
from ui.pages.moments import day_words
from ui.pages.receipt_card import ReceiptCard
from ui.pages.recovering import Recovering
from ui.pages.stick import StickRow
from ui.papers.register import save_register
from ui.seat import Seat
from ui.theme import BETWEEN, INSIDE, SECTION, TIGHT
from ui.widgets.buttons import Button, Kind, add_key
from ui.widgets.steps import StepList, Tickable
from ui.widgets.text import card, column, label, row
from ui.work import Area, Lane, Task, Told

RunExchange = Callable[[Store, Progress, date | None], Report]
Enrol = Callable[[Store, str, str], str]
BROUGHT = Area.EXCHANGE | Area.DOSSIERS | Area.CATALOGUE | Area.DAY
"""What an exchange may change: marks and statuses of dossiers, catalogue and calendar, the day's receipt."""


class ClosingPage(Page):
    """Chốt ngày. `open_list(Filter)` and `open_dossier(code)` ask the frame to go on."""

    open_list = Signal(object)
    open_dossier = Signal(str)

    title = _("Chốt ngày")
    icon = Icon.CLOSING
    concerns = Area.DOSSIERS | Area.MONEY | Area.EXCHANGE | Area.DAY

    def __init__(
        self,
        seat: Seat,
        *,
        clock: Callable[[], datetime] = system_now,
        run: RunExchange = exchange,
        enrol: Enrol = enrol_desk,
        ask_book: AskBook = ask_book,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("closing")
        self.setAccessibleName(self.title)
        self._seat, self._clock, self._run, self._enrol = seat, clock, run, enrol
        self._ask_book = ask_book
        self.recovering = Recovering
        self._asked: Task[DayView] | None = None
        self._exchange: Task[Report] | None = None
        self._view: DayView | None = None
        self._counted: DaySummary | None = None
        self._day = label("", "title", wrap=True)
        self._day.setObjectName("closing.day")
        self._done_today = label("", "muted", wrap=True)
        self._done_today.setObjectName("closing.done_today")
        self.steps = StepList()
        self.steps.setObjectName("closing.steps")
        self.close_button = Button(
            _("Chốt ngày và gửi"), self._close, key="Ctrl+Return", icon=Icon.CLOSING, kind=Kind.PRIMARY
        )
        self.close_button.setObjectName("closing.close")
        self.exchange_card, self.enrol_card, self.receipt_card = ExchangeCard(), EnrolCard(), ReceiptCard()
        self.exchange_card.send.connect(lambda: self._send(None))
        self.exchange_card.pause.connect(
            lambda: pause_or_resume(self._seat, self.notices.say, self.notices.trouble)
        )
        self.exchange_card.open_dossier.connect(self.open_dossier)
        self.receipt_card.open_dossier.connect(self.open_dossier)
        self.exchange_card.recover.connect(self._find_back)
        self.exchange_card.decide.connect(self.decide_disputes)
        self.exchange_card.rename.connect(self._give_new_code)
        add_key(self, "Ctrl+Shift+X", self.decide_disputes)
        self.enrol_card.enrol.connect(self._enrol_now)
        self.papers = DayPapers()
        self.papers.chosen.connect(self._print)
        self.papers.book.connect(self._save_book)
        self.notices = Notices(self)
        self.stick = StickRow(seat, self.notices, clock)
        self.stick.brought.connect(self.refresh)
        self.exchange_card.add(self.stick)
        left = column(
            column(self._day, self._done_today, space=TIGHT),
            card(column(self.steps, space=0, margin=BETWEEN)),
            row(self.close_button, 0, space=INSIDE),
            self.papers,
            0,
            space=BETWEEN,
        )
        right = column(self.receipt_card, self.exchange_card, self.enrol_card, 0, space=BETWEEN)
        page = row(left, right, space=SECTION, margin=SECTION)
        page.setStretch(0, 1)
        page.setStretch(1, 1)
        self.setLayout(page)
        self.enrol_card.hide()

    def keys(self) -> list[Key]:
        """The keys of this page, for F1."""
        return [
            Key("Ctrl+Enter", _("Chốt ngày và gửi lên tỉnh")),
            Key("Ctrl+G", _("Gửi ngay, chưa chốt")),
            Key(PAUSE_KEY, _("Tạm dừng gửi nền, hoặc gửi tiếp")),
            Key("Ctrl+U", _("Mang đi bằng USB khi mất mạng lâu; Ctrl+Shift+U nhận trả lời")),
            Key("Ctrl+Shift+L", _("Lấy lại từ tỉnh, khi hai bên giữ hai nhật ký khác nhau")),
            Key("Ctrl+Shift+X", _("So sánh và quyết định việc hai bên ghi khác nhau")),
            Key("Alt+1…3", _("Việc của bước mang số đó: xem, đã đếm đủ")),
            Key("Ctrl+P", _("In biên nhận chốt ngày")),
            Key("Ctrl+Shift+H / K", _("In biên bản giao nhận hồ sơ / phiếu bàn giao kết quả")),
            Key("Ctrl+Shift+B", _("Lưu sổ theo dõi hồ sơ của năm")),
            Key("Esc", _("Dừng gửi; phần đã gửi không mất")),
        ]

    def arrive(self) -> None:
        """The one thing that ends the day."""
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is shown -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the record again."""
        self._asked = self._seat.work.ask(self._look, self._show, owner=self, instead_of=self._asked)

    def _look(self, _progress: Progress) -> DayView:
        with self._seat.store.read() as session:
            return look_at_day(session, self._clock())

    def _show(self, view: DayView) -> None:
        self._view = view
        self._day.setText(day_words(view.summary.day))
        said = _("Đã tiếp nhận {received} hồ sơ, trả {returned} kết quả.").format(
            received=view.summary.received, returned=view.summary.returned
        )
        if undone := view.summary.cancelled:  # the province counts these too, and nobody shall wonder why
            said += " " + _("Thêm {n} hồ sơ đã hủy do nhận nhầm; tỉnh vẫn đếm.").format(n=undone)
        self._done_today.setText(said)
        self._show_steps(view)
        self.receipt_card.show_receipt(view.receipt)
        self.exchange_card.show_day(view)
        self.exchange_card.setVisible(view.line.enrolled)
        self.enrol_card.setVisible(not view.line.enrolled)

    def _show_steps(self, view: DayView) -> None:
        steps = steps_of(view, counted=self._money_counted(view), sending=self._exchange is not None)
        actions: dict[int, Button] = {}
        if steps[RUNNING_STEP].state is Tickable.PROBLEM:
            actions[RUNNING_STEP] = self._see(self._open_running, "closing.see_running", RUNNING_STEP)
        if view.summary.ready:
            actions[RESULTS_STEP] = self._see(self._open_ready, "closing.see_ready", RESULTS_STEP)
        if steps[MONEY_STEP].state is Tickable.NOW:
            button = Button(_("Đã đếm đủ"), self._count, key=f"Alt+{MONEY_STEP + 1}", icon=Icon.CASH)
            button.setObjectName("closing.counted")
            actions[MONEY_STEP] = button
        was_inside = self.steps.isAncestorOf(QApplication.focusWidget() or self)
        self.steps.show_steps(steps, actions)
        if was_inside:
            self.arrive()

    @staticmethod
    def _see(press: Callable[[], None], name: str, step: int) -> Button:
        button = Button(_("Xem"), press, key=f"Alt+{step + 1}", kind=Kind.QUIET)
        button.setObjectName(name)
        return button

    def _money_counted(self, view: DayView) -> bool:
        """The tick of the till holds for the sums that were counted, not for what came later."""
        counted, now = self._counted, view.summary
        return counted is not None and (counted.day, counted.cash_vnd, counted.transfer_vnd) == (
            now.day,
            now.cash_vnd,
            now.transfer_vnd,
        )

    def _count(self) -> None:
        if self._view is not None:
            self._counted = self._view.summary
            self._show_steps(self._view)

    def _open_running(self) -> None:
        tonight = datetime.combine(self._today() + timedelta(days=1), time.min, VIETNAM)
        self.open_list.emit(Filter(states=RUNNING, due_before=tonight))

    def _open_ready(self) -> None:
        self.open_list.emit(Filter(states=frozenset({State.FINISHED})))

    def _today(self) -> date:
        return self._clock().astimezone(VIETNAM).date()

    # -- paper -------------------------------------------------------------------------------------------

    def _print(self, form: str) -> None:
        preview = DayPreview(self._seat, form, self._today(), clock=self._clock, parent=self)
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        preview.open()

    def _save_book(self) -> None:
        """Form 07 of this year, as PDF or workbook; noted in the journal."""
        year = self._today().year
        chosen = self._ask_book(self, _("So-theo-doi-{year}.pdf").format(year=year))
        if not chosen:
            return

        def save(_progress: Progress) -> int:
            at, first, last = self._clock(), date(year, 1, 1), date(year, 12, 31)
            facts = save_register(self._seat.store, first, last, Path(chosen), at)
            with self._seat.store.write(self._seat.actor, at) as change:
                note_list(change, "07", facts)
            return int(facts["rows"])

        self._seat.work.change(
            save,
            lambda rows: self.notices.say(
                _("Đã lưu {name}: {rows} hồ sơ.").format(name=Path(chosen).name, rows=rows)
            ),
            self.notices.trouble,
            touches=Area.PAPERS,
            lane=Lane.PAPER,
            owner=self,
        )

    # -- closing and exchange ----------------------------------------------------------------------------

    def _close(self) -> None:
        """Close the day in the record first, then let the province sign it; offline the day is closed all the same."""
        day = self._today()
        self._hold_focus()
        self.close_button.setEnabled(False)

        def close(_progress: Progress) -> None:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                close_day(change, day)

        self._seat.work.change(
            close, lambda _done: self._closed(day), self._not_closed, touches=Area.DAY, owner=self
        )

    def _hold_focus(self) -> None:
        """A button that cannot be pressed for a while hands the focus to whatever comes next, even off the page."""
        if self.isAncestorOf(QApplication.focusWidget() or self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _closed(self, day: date) -> None:
        if self._view is not None and self._view.line.enrolled:
            self._send(day)
        else:
            self.close_button.setEnabled(True)

    def _not_closed(self, error: Told) -> None:
        self.close_button.setEnabled(True)
        self._seat.work.report(error)

    def _send(self, day: date | None) -> None:
        if self._exchange is not None:
            return
        self._hold_focus()
        self.close_button.setEnabled(False)
        self._exchange = self._seat.work.change(
            lambda progress: self._run(self._seat.store, progress, day),
            lambda _report: self._sent(),
            self._not_sent,
            touches=BROUGHT,
            lane=Lane.LINE,
            owner=self,
            watch=self.exchange_card.show_step,
            stopped=self._stopped,
        )
        self.exchange_card.begin(self._exchange.cancel)
        if self._view is not None:
            self._show_steps(self._view)

    def _find_back(self) -> None:
        """Bring the province's journal and ours together, then send the rest."""
        dialog = self.recovering(self._seat, parent=self)
        dialog.found_back.connect(lambda: self._send(None))
        dialog.open()

    def _give_new_code(self, code: str) -> None:
        """A dossier whose code the province refused gets one of its own, and the rest goes on."""

        def give(_progress: Progress) -> str:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                return reassign(change, code)

        self._seat.work.change(
            give,
            lambda new: self.notices.say(
                _("Hồ sơ {old} nay mang mã {new}. Gửi lại, rồi in lại giấy hẹn cho người dân.").format(
                    old=code, new=new
                )
            ),
            self.notices.trouble,
            touches=BROUGHT,
            owner=self,
        )

    def decide_disputes(self, first: str = "") -> None:
        """Compare what both sides changed, and decide."""
        dialog = Disputing(self._seat, first=first, clock=self._clock, parent=self)
        dialog.open()

    def _sent(self) -> None:
        self._exchange = None
        self.close_button.setEnabled(True)
        self.exchange_card.end()
        focused = QApplication.focusWidget()
        if self.isVisible() and (focused is None or self.isAncestorOf(focused)):
            self.arrive()

    def _stopped(self) -> None:
        self._sent()
        self.refresh()

    def _not_sent(self, error: Told) -> None:
        self._stopped()
        self._seat.work.report(error)

    def _enrol_now(self, url: str, code: str) -> None:
        self._seat.work.change(
            lambda _progress: self._enrol(self._seat.store, url, code),
            lambda _url: self.enrol_card.end(),
            self._not_enrolled,
            touches=BROUGHT,
            lane=Lane.LINE,
            owner=self,
        )

    def _not_enrolled(self, error: Told) -> None:
        if not self.enrol_card.show_error(error):
            self._seat.work.report(error)

    def may_leave(self) -> str:
        """An exchange can be left: what was sent stays sent, and the rest goes on from there."""
        return ""
