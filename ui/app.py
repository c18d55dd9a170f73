"""How do the parts become a program? The composition root of the screen: one store, one window, one person at a time.

A start shows the sign-in page before this module is loaded (ui/opening.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desk.access import sign_out
from desk.clock import now
from desk.errors import Trouble
from desk.office import Office, office_of
from desk.outbox import backlog, line_state
from desk.print_queue import Job
from desk.progress import Step
from desk.rules.words import _
from desk.sending import sending_of
from desk.store import Actor, Store
from ui.background import PAUSE_KEY, Background, pause_or_resume
from ui.citizen import CitizenSide
from ui.front import Front
from ui.icons import Icon
from ui.line_status import line_sentence
from ui.notices import Action
from ui.page import Command
from ui.pages.sign_in import SignIn
from ui.places import furnish, load_the_rest
from ui.print_desk import PrintDesk, queue_sentence
from ui.qt_words import speak_to_qt
from ui.queue_bar import QueueBar
from ui.rail import LineStatus
from ui.rehearsal import asked, rehearse
from ui.seat import Seat
from ui.stage import Stage
from ui.theme import Meaning
from ui.training import shown_logins
from ui.widgets.progress_panel import step_words
from ui.window import MainWindow
from ui.work import Area, Told

if TYPE_CHECKING:
    from ui.pages.reception import Reception
    from ui.places import Pages

LOOK_AT_LINE_MS = 15_000
SHOWN_FROM_BYTES = 4_096
REHEARSE_AFTER_MS = 100
SETTLE_AFTER_MS = 1_000
"""So much later than the first page begins whatever is not on it: other pages, the tray, papers that wait, sending."""


class Program(QObject):
    """The running desk: the window, the store behind it, and who is signed in."""

    def __init__(
        self, app: QApplication, store: Store, stage: Stage | None = None, office: Office | None = None
    ) -> None:
        super().__init__(app)
        speak_to_qt(app)
        self.store = store
        self._stage = stage or Stage(app, store.folder, self)
        self.memory, self.theme, self.work = self._stage.memory, self._stage.theme, self._stage.work
        if office is None:
            with store.read() as session:
                office = office_of(session)
        self.office = office
        self.print_desk = PrintDesk(store, self.work, parent=self)
        self.print_desk.changed.connect(self._papers_changed)
        self.print_desk.failed.connect(self._paper_failed)
        self.window: MainWindow | None = None
        self._seat: Seat | None = None
        self.citizen: CitizenSide | None = None
        self._bar: QueueBar | None = None
        self._pages: Pages | None = None
        self._look = QTimer(self, interval=LOOK_AT_LINE_MS)
        self._look.timeout.connect(self.show_line)
        self.background = Background(store, self.work, self)
        self.background.stepped.connect(self._show_going)
        self.work.changed.connect(lambda _area: self.show_line())

    def begin(self, page: SignIn | None = None) -> MainWindow:
        """Show the sign-in; with the `page` that a start showed already, go on from there."""
        self.window = self._furnished(self._stage.window)
        if page is None:
            self.ask_who()
            self.window.show_fitting()
        else:
            page.signed_in.connect(self.sit_down)
            # a moment later, so that who has typed already does not wait for it
            QTimer.singleShot(REHEARSE_AFTER_MS, self, self._rehearse)
        QTimer.singleShot(SETTLE_AFTER_MS, self, self._load_the_rest)  # while the person types the password
        self.background.begin()
        return self.window

    def _rehearse(self) -> None:
        window, signed_out = self.window, lambda: self._seat is None and not self.work.closing
        assert window is not None
        if signed_out():
            self.work.ask(
                lambda progress: asked(self.store, now(), progress),
                lambda morning: rehearse(self.store, self.office, window, self.work, morning, signed_out),
                lambda _trouble: None,
                owner=self,
            )

    def _load_the_rest(self) -> None:
        if not self.work.closing:
            self.work.ask(load_the_rest, lambda _done: None, owner=self)

    def _furnished(self, window: MainWindow) -> MainWindow:
        window.build_frame()
        window.show_office(self.office.name)
        window.sign_out.connect(self.leave)
        window.settings.connect(self.show_settings)
        window.print_queue.connect(self.show_print_queue)
        window.add_command(Command(_("Cài đặt"), self.show_settings, "", Icon.SETTINGS))
        window.add_command(Command(_("Hàng in"), self.show_print_queue, "", Icon.PRINT))
        window.add_command(
            Command(_("Tạm dừng gửi nền, hoặc gửi tiếp"), self.pause_or_resume, PAUSE_KEY, Icon.WAITING)
        )
        return window

    def ask_who(self) -> None:
        """The sign-in page alone, without the frame."""
        assert self.window is not None
        page = SignIn(
            self.store, self.work, Front.of(self.office), shown_logins(self.store), memory=self.memory
        )
        page.signed_in.connect(self.sit_down)
        self.window.show_alone(page)

    def sit_down(self, actor: Actor) -> None:
        """Build the pages for this person and show the first one."""
        assert self.window is not None
        if self._seat is not None:
            # The pages of the person before go with their window.
            before, self.window = self.window, self._furnished(MainWindow(self.work))
            self.window.show_fitting()
            before.hide()
            before.deleteLater()
        self._seat = Seat(self.store, actor, self.office, self.work)
        self._tend_queue(self.window, self._seat)
        pages = self._pages = furnish(self.window, self._seat, self.memory, taking=self._taking)
        counter = next((one.name for one in self.office.counters if one.id == actor.counter), "")
        self.window.show_person(counter, actor.name)
        self.window.show_frame()
        self.show_line()
        self._papers_changed()
        self._look.start()
        QTimer.singleShot(SETTLE_AFTER_MS, self.window, lambda: self._settle(pages))

    def _settle(self, pages: Pages) -> None:
        """What needs nobody's eye at once: papers that an earlier run left waiting, the tray and its watched folder."""
        if self._seat is not None and not self.work.closing:
            self.print_desk.turn()
            pages.tend_tray()

    def _tend_queue(self, window: MainWindow, seat: Seat) -> None:
        """The queue in the head of the window, and what the citizen sees on the second screen."""
        self._bar = QueueBar(seat, window.notices, parent=window)
        window.add_to_head(self._bar)
        self.citizen = CitizenSide(seat, self.memory, parent=window)
        self._bar.stands.connect(self.citizen.show_standing)
        window.add_command(
            Command(_("Màn hình người dân: mở hoặc đóng"), self.citizen.toggle, "", Icon.PEOPLE)
        )

    def _taking(self, reception: Reception) -> None:
        """The reception page is there: the queue and the second screen follow it."""
        assert self.citizen is not None
        assert self._bar is not None
        reception.shown.connect(self.citizen.show_typed)
        reception.taken.connect(self.citizen.taken)
        reception.taken.connect(self._bar.link)

    def show_settings(self) -> None:
        """The person's own choices, over the page that is open."""
        if self.window is not None and self._seat is not None and self._pages is not None:
            from ui.pages.settings import SettingsPage

            self._pages.tend_tray()
            page = SettingsPage(self._seat, self.theme, self.memory)
            page.identity.connect(self.show_identity)
            self.window.open_over(page)

    def show_identity(self) -> None:
        """How the office appears on paper; for administrators."""
        if self.window is not None and self._seat is not None:
            from ui.pages.office_identity import IdentityPage

            self.window.open_over(IdentityPage(self._seat))

    def show_print_queue(self) -> None:
        """The papers that have not come out yet, over whatever is open."""
        if self.window is not None and self._seat is not None:
            from ui.pages.print_queue import PrintQueue

            queue = PrintQueue(self.print_desk, self.work, memory=self.memory, parent=self.window)
            queue.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            queue.open()

    def _papers_changed(self) -> None:
        if self.window is not None:
            self.window.status.show_papers(queue_sentence(self.print_desk.jobs))

    def _paper_failed(self, job: Job) -> None:
        if self.window is not None:
            told = Trouble(job.code, _("Chưa in được giấy {title}.").format(title=job.title), job.why)
            self.window.notices.trouble(told, Action(_("Mở hàng in"), self.show_print_queue))

    def leave(self) -> None:
        """Sign out: noted in the journal, then the sign-in page again."""
        if self._seat is None:
            return
        actor = self._seat.actor
        if self.citizen is not None:
            self.citizen.close()
        self._look.stop()
        self.work.change(
            lambda progress: sign_out(self.store, actor, now()),
            lambda _done: self.ask_who(),
            self._left_unnoted,
            touches=Area.NOTHING,
        )

    def _left_unnoted(self, error: Told) -> None:
        """Whoever leaves is not kept: the sign-in page says what is wrong, and what helps."""
        self.ask_who()
        self.work.report(error)

    def show_line(self) -> None:
        """Bring the status line up to date."""
        self.work.ask(
            lambda progress: line_status(self.store, now()),
            self._line_shown,
            lambda _trouble: None,
            owner=self,
        )

    def pause_or_resume(self) -> None:
        """Hold back what the desk sends by itself, or let it go on."""
        if self._seat is not None and self.window is not None:
            notices = self.window.notices
            pause_or_resume(self._seat, notices.say, notices.trouble)

    def _show_going(self, step: Step) -> None:
        # The question whether there is anything new is over in a moment and no news.
        if (
            self.window is not None
            and self.background.sending
            and step.is_bytes
            and step.done > SHOWN_FROM_BYTES
        ):
            self.window.show_line(LineStatus(Meaning.QUIET, step.what, step_words(step)))

    def _line_shown(self, status: LineStatus) -> None:
        if self.window is not None and not self.background.sending:
            self.window.show_line(status)


def line_status(store: Store, at: datetime) -> LineStatus:
    """The status line of this moment."""
    with store.read() as session:
        meaning, sentence = line_sentence(line_state(session), backlog(session), at, sending_of(session))
    head, _dot, rest = sentence.partition(" · ")
    return LineStatus(meaning, head, rest)
