"""What is always there? The frame around every page: navigation, title, search, status line, keys, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QScrollArea, QStackedWidget, QWidget

from desk.rules.words import _
from ui.brand import app_icon
from ui.icons import Icon
from ui.notices import Action, Notices
from ui.page import SEARCH_KEY, Command, Key, Page
from ui.theme import CLOSE, HEADER, NAV_FOLDS_UNDER, SECTION, TITLE_BAR, WINDOW_MIN, WINDOW_USUAL, Meaning, px
from ui.widgets.buttons import IconButton, add_key
from ui.widgets.text import ElidedLabel, column, row, rule
from ui.work import Area, Work

if TYPE_CHECKING:
    from ui.help import HelpPanel
    from ui.rail import LineStatus, Rail, StatusLine
    from ui.search_box import SearchBox
    from ui.widgets.picker import Provider

SEARCH_WIDTH, SEARCH_NARROWEST = 380, 200


@dataclass(eq=False, slots=True)
class _Place:
    title: str
    icon: Icon
    make: Callable[[], Page]
    page: Page | None = None
    """none before somebody went there"""
    holder: QWidget | None = None
    """the page, or the scroll area around it"""


class MainWindow(QMainWindow):
    """The one window. Places are added in the order of the navigation; other pages are opened over them and come back."""

    new_dossier = Signal()
    give_back = Signal()
    print_queue = Signal()
    exchange = Signal()
    sign_out = Signal()
    settings = Signal()

    rail: Rail
    search: SearchBox
    status: StatusLine
    help: HelpPanel
    notices: Notices

    def __init__(self, work: Work, parent: QWidget | None = None, *, framed: bool = True) -> None:
        super().__init__(parent)
        self._work = work
        self._places: list[_Place] = []
        self._over: _Place | None = None
        self._extra: list[Command] = []
        self._confirmed_close = False
        self.setWindowTitle(_("Một Cửa Desk"))
        self.setWindowIcon(app_icon())
        self._root = QStackedWidget()
        self._alone: QWidget | None = None
        self._frame, self._framed = QWidget(), False
        self._root.addWidget(self._frame)
        self.setCentralWidget(self._root)
        self._work.idle.connect(self._idle)
        self._size()
        if framed:
            self.build_frame()

    def build_frame(self) -> None:
        """Make what stands around the pages, once; until then only `show_alone` has something to show.

        The libraries of the frame are loaded here, because the sign-in page of a start does not wait for them.
        """
        if self._framed:
            return
        from ui.help import HelpPanel
        from ui.rail import Rail, StatusLine
        from ui.search_box import SearchBox, command_provider

        self._stack = QStackedWidget()
        self.rail = Rail()
        self.search = SearchBox(self.back_to_page, command_provider(self.commands))
        self.status = StatusLine()
        self._title = ElidedLabel("", "title")
        self._back = IconButton(Icon.BACK, _("Quay lại (Alt+←)"), self.back)
        self._build()
        self.help = HelpPanel(self._stack, self.back_to_page)
        self.notices = Notices(self._stack)
        self._connect()
        self._framed = True
        self._fold()

    def _build(self) -> None:
        head = QWidget()
        head.setFixedHeight(px(HEADER))
        line = row(self._back, self._title, self.search, space=CLOSE)
        line.setStretch(1, 1)
        line.setStretch(2, 1)
        line.setContentsMargins(px(SECTION), 0, px(SECTION), 0)
        head.setLayout(line)
        self._head = line
        self.search.setMaximumWidth(px(SEARCH_WIDTH))
        self.search.setMinimumWidth(px(SEARCH_NARROWEST))
        self._back.hide()
        middle = column(head, self._stack, rule(), self.status, space=0)
        middle.setStretch(1, 1)
        self._frame.setLayout(row(self.rail, middle, space=0))

    def _connect(self) -> None:
        self.rail.went.connect(self.go)
        self.rail.helped.connect(self.toggle_help)
        self.rail.settings.connect(self.settings)
        self.status.exchange.connect(self.exchange)
        self.status.print_queue.connect(self.print_queue)
        self.status.sign_out.connect(self.sign_out)
        self._work.changed.connect(self._changed)
        self._work.broke.connect(self.notices.broke)
        self._stack.installEventFilter(self)
        for key, run in (
            ("F1", self.toggle_help),
            ("F2", self.new_dossier.emit),
            ("F3", self.give_back.emit),
            ("F5", self.refresh),
            ("Alt+Left", self.back),
            (SEARCH_KEY, self.search.open),
        ):
            add_key(self._frame, key, run)

    def show_fitting(self) -> None:
        """Show the window; maximised where its usual size and a title bar do not fit the screen."""
        room = QGuiApplication.primaryScreen().availableSize()
        usual = QSize(*WINDOW_USUAL)
        if usual.width() >= room.width() or usual.height() + px(TITLE_BAR) > room.height():
            self.showMaximized()
        else:
            self.show()

    def _size(self) -> None:
        room = QGuiApplication.primaryScreen().availableSize()
        least, usual = QSize(*WINDOW_MIN), QSize(*WINDOW_USUAL)
        self.setMinimumSize(least.boundedTo(room))
        self.resize(usual.boundedTo(room))

    # -- places ------------------------------------------------------------------------------------------

    def add_later(self, title: str, icon: Icon, make: Callable[[], Page]) -> int:
        """A place in the navigation with its Ctrl+number; its page is made when somebody first goes there."""
        at = len(self._places)
        key = f"Ctrl+{at + 1}"
        self._places.append(_Place(title, icon, make))
        self.rail.add(icon, title, key)
        add_key(self._frame, key, lambda: self.go(at))
        return at

    def add_page(self, page: Page) -> int:
        """The same for a page that is made already; the first one is shown."""
        at = self.add_later(page.title, page.icon, lambda: page)
        self.page_at(at)
        if at == 0:
            self.go(0)
        return at

    def page_at(self, at: int) -> Page:
        """The page of a place, made now if it was not before."""
        return self._made(self._places[at])

    def _made(self, place: _Place) -> Page:
        if place.page is None:
            place.page = place.make()
            place.holder = self._hold(place.page)
        return place.page

    def _hold(self, page: Page) -> QWidget:
        holder: QWidget = page
        if page.scrolls:
            area = QScrollArea()
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(page)
            page.setProperty("role", "bare")
            holder = area
        self._stack.addWidget(holder)
        return holder

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        place = self._over or next((p for p in self._places if p.holder is self._stack.currentWidget()), None)
        return place.page if place is not None else None

    def go(self, at: int) -> None:
        """Show a page of the navigation."""
        self._drop_over()
        self.rail.choose(at)
        self._show(self._places[at])

    def go_to(self, page: Page) -> None:
        """Show a page of the navigation by itself."""
        self.go(next(at for at, place in enumerate(self._places) if place.page is page))

    def open_over(self, page: Page) -> None:
        """Show a page that has no place in the navigation (one dossier) until `back`; it is dropped then."""
        self._drop_over()
        self._over = _Place(page.title, page.icon, lambda: page)
        self._show(self._over)

    def back(self) -> None:
        """From a page that was opened over another to that other."""
        if self._over is not None:
            self.go(next(at for at, item in enumerate(self.rail.items) if item.isChecked()))

    def _drop_over(self) -> None:
        if self._over is not None:
            gone, self._over = self._over.holder, None
            assert gone is not None
            self._stack.removeWidget(gone)
            gone.deleteLater()

    def _show(self, place: _Place) -> None:
        from ui.widgets.results import hide_results

        hide_results(self)
        self.help.hide()
        page = self._made(place)
        assert place.holder is not None
        self._stack.setCurrentWidget(place.holder)
        self.notices.lift()
        self._back.setVisible(place is self._over)
        self.retitle()
        page.arrive()

    def retitle(self) -> None:
        """The page has another title now (a dossier that has just been loaded)."""
        page = self.page
        if page is not None:
            self._title.setText(page.title)
            self.setWindowTitle(_("{page} – Một Cửa Desk").format(page=page.title))

    def back_to_page(self) -> None:
        """Give the focus back to the page."""
        if self.page is not None:
            self.page.arrive()

    def refresh(self) -> None:
        """Ask again for everything that is shown."""
        if self.page is not None:
            self.page.refresh()

    def show_alone(self, widget: QWidget) -> None:
        """Show one widget without the frame (the sign-in); no key of the frame answers meanwhile."""
        self._forget_alone()
        self._alone = widget
        self._root.addWidget(widget)
        self._root.setCurrentWidget(widget)
        self.setWindowTitle(_("Một Cửa Desk"))  # nothing of the person who left, in no task bar
        widget.setFocus()

    def show_frame(self) -> None:
        """Show the frame again."""
        self._root.setCurrentWidget(self._frame)
        self._forget_alone()
        self.retitle()
        self.back_to_page()

    def _forget_alone(self) -> None:
        if self._alone is not None:
            self._root.removeWidget(self._alone)
            self._alone.deleteLater()
            self._alone = None

    def add_to_head(self, widget: QWidget) -> None:
        """Something of the whole desk beside the title of every page: the queue."""
        self._head.insertWidget(2, widget)

    def draw_frame(self) -> None:
        """Draw the frame where nobody sees it: what Qt makes at a first drawing is then at hand."""
        self._frame.resize(self._root.size())
        self._frame.grab()

    # -- what is told ------------------------------------------------------------------------------------

    def show_office(self, name: str) -> None:
        """Whose desk this is."""
        self.rail.office.setText(name)

    def show_person(self, counter: str, name: str) -> None:
        """Who works here, and at which counter."""
        self.status.show_person(counter, name)

    def show_line(self, status: LineStatus) -> None:
        """How the line to the province stands."""
        self.status.line.show_status(status)

    # -- keys and commands -------------------------------------------------------------------------------

    def add_provider(self, provider: Provider) -> None:
        """One more kind of things that Ctrl+K finds; the value of each Found is a function that goes there."""
        self.search.add_provider(provider)

    def add_command(self, command: Command) -> None:
        """One more command that Ctrl+K finds, and its key where it has one."""
        self._extra.append(command)
        if command.key:
            add_key(self._frame, command.key, command.run)

    def commands(self) -> Sequence[Command]:
        """Everything that Ctrl+K can do by itself."""
        places = [
            Command(place.title, partial(self.go, at), f"Ctrl+{at + 1}", place.icon)
            for at, place in enumerate(self._places)
        ]
        return (
            Command(_("Tiếp nhận hồ sơ mới"), self.new_dossier.emit, "F2", Icon.RECEIVE),
            Command(_("Trả một kết quả"), self.give_back.emit, "F3", Icon.RETURN),
            *places,
            *self._extra,
            Command(_("Các phím của trang này"), self.toggle_help, "F1", Icon.KEYBOARD),
            Command(_("Đăng xuất"), self.sign_out.emit, "", Icon.SIGN_OUT),
        )

    def toggle_help(self) -> None:
        """Show or put away the keys of the page."""
        if self.help.isVisible():
            self.help.put_away()
        elif self.page is not None:
            general = [
                Key(SEARCH_KEY, _("Tìm mọi thứ")),
                Key("F2", _("Tiếp nhận hồ sơ mới")),
                Key("F3", _("Trả một kết quả")),
                Key(f"Ctrl+1…{len(self._places)}", _("Sang trang khác")),
                Key("Alt+←", _("Quay lại")),
                Key("F5", _("Hỏi lại dữ liệu")),
                Key("F1", _("Mở hoặc đóng trợ giúp này")),
            ]
            groups = [(_("Trang này"), self.page.keys()), (_("Ở mọi trang"), general)]
            self.help.show_keys(self.page.title, groups)

    # -- events ------------------------------------------------------------------------------------------

    def _changed(self, area: Area) -> None:
        for page in self._pages():
            page.changed(area)

    def _pages(self) -> list[Page]:
        """Those that are made: what nobody opened has nothing old to show and holds nobody back."""
        places = (*self._places, *([self._over] if self._over else []))
        return [place.page for place in places if place.page is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._stack and event.type() is QEvent.Type.Resize and self.help.isVisible():
            self.help.place()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._framed:
            self._fold()

    def _fold(self) -> None:
        from ui.widgets.results import hide_results

        narrow = self.width() < px(NAV_FOLDS_UNDER)
        if narrow != self.rail.narrow:
            self.rail.be_narrow(narrow)
        hide_results(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only when nothing is being written; a page's reason is told once and can be overruled."""
        reasons = [reason for page in self._pages() if (reason := page.may_leave())]
        if reasons and not self._confirmed_close:
            event.ignore()
            self.notices.say(reasons[0], Meaning.SOON, Action(_("Vẫn đóng"), self._close_anyway))
            return
        if self._work.close():
            event.accept()
            return
        event.ignore()
        self._confirmed_close = True
        self._root.setEnabled(False)
        if self._framed:
            self.notices.say(_("Đang ghi nốt việc vừa làm. Cửa sổ sẽ tự đóng khi xong."), Meaning.QUIET)

    def _close_anyway(self) -> None:
        self._confirmed_close = True
        self.close()

    def _idle(self) -> None:
        if self._confirmed_close:
            self.close()
