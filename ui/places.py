"""Which places has the navigation, and how do they lead to each other? Each page is made when somebody first goes there.

The first page of the day is on the screen before the libraries of the others (paper, scanning, the line) are loaded;
`load_the_rest` loads them in the background, while a person types a password or reads what the day holds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from desk.clock import now
from desk.progress import Progress
from desk.rules.procedures import Procedure
from desk.rules.words import _
from desk.search import Filter
from ui import finding
from ui.icons import Icon
from ui.memory import Memory
from ui.page import Page
from ui.pages.today import TodayPage
from ui.seat import Seat
from ui.window import MainWindow

if TYPE_CHECKING:
    from ui.pages.closing import ClosingPage
    from ui.pages.dossiers import DossiersPage
    from ui.pages.handing_out import HandingOutPage
    from ui.pages.reception import Reception

TODAY, RECEPTION, DOSSIERS, HANDING_OUT, CLOSING = range(5)
LATER = ("reception", "dossiers", "dossier", "handing_out", "closing", "settings", "print_queue")
"""The pages that are loaded when the first one stands."""


def load_the_rest(progress: Progress) -> None:
    """Load what the other pages need, and the faces and words of form 01. Called off the UI thread; stops between two."""
    for name in LATER:
        progress.check()
        import_module(f"ui.pages.{name}")
    import_module("ui.exchange")
    progress.check()
    import_module("printing.render").warm()


class Pages:
    """The pages of the navigation, tied together; a page is made at its first use."""

    def __init__(
        self,
        window: MainWindow,
        seat: Seat,
        memory: Memory,
        clock: Callable[[], datetime],
        taking: Callable[[Reception], object],
    ) -> None:
        self._window, self._seat, self._memory, self._clock = window, seat, memory, clock
        self._taking, self._tended = taking, False
        window.add_later(_("Hôm nay"), Icon.TODAY, self._make_today)
        window.add_later(_("Tiếp nhận"), Icon.RECEIVE, self._make_reception)
        window.add_later(_("Hồ sơ"), Icon.DOSSIERS, self._make_dossiers)
        window.add_later(_("Trả kết quả"), Icon.RETURN, self._make_handing_out)
        window.add_later(_("Chốt ngày"), Icon.CLOSING, self._make_closing)
        window.new_dossier.connect(self.take_new)
        window.give_back.connect(lambda: window.go(HANDING_OUT))
        window.exchange.connect(lambda: window.go(CLOSING))
        window.add_provider(finding.dossiers(seat, self.open_dossier))
        window.add_provider(finding.procedures(seat, self.take_new_of))

    @property
    def today(self) -> TodayPage:
        """What the day holds."""
        return self._at(TODAY)

    @property
    def reception(self) -> Reception:
        """Where dossiers are taken."""
        return self._at(RECEPTION)

    @property
    def dossiers(self) -> DossiersPage:
        """The list of all."""
        return self._at(DOSSIERS)

    @property
    def handing_out(self) -> HandingOutPage:
        """Where results are given back."""
        return self._at(HANDING_OUT)

    @property
    def closing(self) -> ClosingPage:
        """The end of the day, and the exchange."""
        return self._at(CLOSING)

    def _at(self, place: int) -> Any:
        return self._window.page_at(place)

    # -- the ways between them ----------------------------------------------------------------------------

    def open_dossier(self, code: str) -> None:
        """One dossier, over the page that is open."""
        from ui.pages.dossier import DossierPage

        self.tend_tray()
        page = DossierPage(self._seat, code, memory=self._memory, clock=self._clock)
        page.hand_out.connect(self.hand_out)
        self._window.open_over(page)

    def hand_out(self, code: str) -> None:
        """Give back the result of this dossier."""
        self._window.go(HANDING_OUT)
        self.handing_out.show_dossier(code)

    def open_list(self, wanted: Filter) -> None:
        """The list, narrowed."""
        self._window.go(DOSSIERS)
        self.dossiers.show_filter(wanted)

    def take_new(self) -> None:
        """Take a dossier."""
        self._window.go(RECEPTION)
        self.reception.begin_new()

    def take_new_of(self, procedure: Procedure) -> None:
        """Take a dossier of this procedure."""
        self._window.go(RECEPTION)
        self.reception.begin_with(procedure)

    def tend_tray(self) -> None:
        """Have the tray of scans and the watched folder; whatever arrives is said in the window."""
        from ui.desk_tray import DeskTray

        if self._tended:
            return
        self._tended = True
        tray = DeskTray.of(self._seat, self._memory)
        tray.trouble.connect(self._window.notices.trouble)
        tray.said.connect(self._window.notices.say)

    # -- making them --------------------------------------------------------------------------------------

    def _make_today(self) -> Page:
        page = TodayPage(self._seat, memory=self._memory, clock=self._clock)
        page.open_list.connect(self.open_list)
        page.new_dossier.connect(self.take_new)
        page.open_dossier.connect(self.open_dossier)
        return page

    def _make_reception(self) -> Page:
        from ui.pages.reception import Reception

        self.tend_tray()
        page = Reception(self._seat, memory=self._memory, clock=self._clock)
        page.open_dossier.connect(self.open_dossier)
        self._taking(page)
        return page

    def _make_dossiers(self) -> Page:
        from ui.pages.dossiers import DossiersPage

        page = DossiersPage(self._seat, memory=self._memory, clock=self._clock)
        page.new_dossier.connect(self.take_new)
        page.open_dossier.connect(self.open_dossier)
        return page

    def _make_handing_out(self) -> Page:
        from ui.pages.handing_out import HandingOutPage

        self.tend_tray()
        page = HandingOutPage(self._seat, memory=self._memory, clock=self._clock)
        page.open_dossier.connect(self.open_dossier)
        return page

    def _make_closing(self) -> Page:
        from ui.pages.closing import ClosingPage

        page = ClosingPage(self._seat, clock=self._clock)
        page.open_list.connect(self.open_list)
        page.open_dossier.connect(self.open_dossier)
        return page


def furnish(
    window: MainWindow,
    seat: Seat,
    memory: Memory,
    clock: Callable[[], datetime] = now,
    taking: Callable[[Reception], object] = lambda _page: None,
) -> Pages:
    """Give the frame its places and show the first; `taking` is told of the reception page when it is made."""
    pages = Pages(window, seat, memory, clock, taking)
    window.go(TODAY)
    return pages
