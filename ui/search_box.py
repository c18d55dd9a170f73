"""How does one get anywhere from anywhere? One line, Ctrl+K: dossiers, people, procedures and commands together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desk.rules.citizen import fold
from desk.rules.words import _
from ui.page import SEARCH_KEY, Command
from ui.theme import INSIDE, look, px
from ui.widgets.buttons import key_words, keycap_width, paint_keycap
from ui.widgets.picker import Answer, Picker, Provider
from ui.widgets.results import Found

LIST_WIDTH = 560
EACH = 6
"""At most so many of one kind, so that one kind does not bury the others."""


def command_provider(commands: Callable[[], Sequence[Command]]) -> Provider:
    """Finds commands by the beginnings of their words, without diacritics."""

    def provide(text: str, answer: Answer) -> None:
        wanted = fold(text).split()
        answer(
            [
                Found(one.words, "", one.run, one.icon, _("Lệnh"), key_words(one.key))
                for one in commands()
                if all(any(word.startswith(part) for word in fold(one.words).split()) for part in wanted)
            ]
        )

    return provide


class SearchBox(Picker):
    """The line in the head of the frame. Each provider answers when it can; the list grows in their order."""

    def __init__(self, leave: Callable[[], object], last: Provider, parent: QWidget | None = None) -> None:
        super().__init__(
            self._gather,
            _("Tìm mã, tên, số định danh, lệnh…"),
            least=0,
            keep_text=False,
            width=LIST_WIDTH,
            parent=parent,
        )
        self.setAccessibleName(_("Tìm kiếm"))
        self._providers: list[Provider] = [last]
        self._leave = leave
        self.picked.connect(self._run)

    def add_provider(self, provider: Provider) -> None:
        """One more kind of things to find; `last` stays last, because what was recorded is sought more than commands."""
        self._providers.insert(-1, provider)

    def open(self) -> None:
        """Take the focus and show what can be done even before anything is typed."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self.suggest()

    def _gather(self, text: str, answer: Answer) -> None:
        parts: list[Sequence[Found]] = [()] * len(self._providers)
        waiting = set(range(len(self._providers)))

        def take(at: int, rows: Sequence[Found]) -> None:
            parts[at] = rows[:EACH]
            waiting.discard(at)
            found = [row for part in parts for row in part]
            if found or not waiting:
                answer(found)

        for at, provider in enumerate(self._providers):
            provider(text, lambda rows, at=at: take(at, rows))  # type: ignore[misc]

    def _run(self, run: object) -> None:
        self._leave()
        if callable(run):
            run()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._leave()
        elif event.key() == Qt.Key.Key_Down and not self.results.isVisible():
            self.suggest()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was looked for has served once the person is elsewhere; another window of the system is no elsewhere."""
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
        ):
            self.clear()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        room = self.width() - self.fontMetrics().horizontalAdvance(self.text() or self.placeholderText())
        if not self.text() and room > keycap_width(SEARCH_KEY) + px(7 * INSIDE):
            area = QRectF(self.rect())
            paint_keycap(
                QPainter(self), area.right() - px(INSIDE), area.center().y(), SEARCH_KEY, look().tones.muted
            )
