"""What is a page? A widget that builds, asks, changes and shows; the frame gives it a place, a title and its keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.icons import Icon
from ui.work import Area

SEARCH_KEY = "Ctrl+K"
"""Everything can be found from every page."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something the program does, found by its words like everything else."""

    words: str
    run: Callable[[], object]
    key: str = ""
    icon: Icon = Icon.FORWARD


class Key(NamedTuple):
    """A key of a page and what it does, for the list under F1."""

    key: str
    what: str


class Page(QWidget):
    """The base of all pages. Override what differs; the frame calls nothing else.

    A page asks for its data in `refresh`, which the frame calls when the page is shown for the first time
    and when something it `concerns` has changed: at once while it is shown, otherwise when it is next shown.
    """

    title: str = ""
    icon: Icon = Icon.DOCUMENT
    concerns: Area = Area.EVERYTHING
    scrolls: bool = True
    """False for pages whose own lists scroll and that fit any window"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True

    def keys(self) -> list[Key]:
        """The keys of this page, in the order of use."""
        return []

    def refresh(self) -> None:
        """Ask again for what is shown."""

    def arrive(self) -> None:
        """The page has just been brought to the front: put the focus where work begins."""
        self.setFocus()

    def may_leave(self) -> str:
        """Why the program should not close now ("Còn giấy chưa in"), or nothing; typed text is no reason, drafts keep it."""
        return ""

    def changed(self, area: Area) -> None:
        """Something was changed somewhere. Called by the frame."""
        if area & self.concerns:
            self._stale = True
            self._renew()

    def _renew(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._renew()
