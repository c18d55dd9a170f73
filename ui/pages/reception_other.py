"""A card of somebody else while a dossier is being typed: what now? One question over the steps, each answer a key."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desk.rules.citizen import Person
from desk.rules.words import _
from ui.icons import LARGE, Icon
from ui.theme import CLOSE, INSIDE, SECTION, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, label, row, set_role


class Answer(Enum):
    """What the clerk wants with the card."""

    PARK = "park"
    """set the dossier so far aside, begin one for this person"""
    HOLDER = "holder"
    """the dossier is this person's; who hands it in stays"""
    REPLACE = "replace"
    """this person hands it in, not the one typed so far"""
    IGNORE = "ignore"


class SomebodyElse(QFrame):
    """Hidden until asked; `chosen(answer, person)` follows the press. Nothing is changed before that."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reception.other")
        set_role(self, "card")
        self._person: Person | None = None
        self._words = label("", "strong", wrap=True)
        self._words.setObjectName("reception.other.words")
        # The keys work while this question has the focus: letters elsewhere are letters.
        self.answers = {
            Answer.PARK: self._button(Answer.PARK, _("Gác lại, nhận người này"), "G", Icon.PAUSED),
            Answer.HOLDER: self._button(Answer.HOLDER, _("Là chủ hồ sơ"), "K", Icon.PEOPLE),
            Answer.REPLACE: self._button(Answer.REPLACE, _("Thay người nộp"), "T", Icon.PERSON),
            Answer.IGNORE: self._button(Answer.IGNORE, _("Bỏ qua thẻ này"), "Escape", Icon.CLOSE),
        }
        head = row(IconLabel(Icon.SCAN, "soon", LARGE), self._words, space=CLOSE)
        head.setStretch(1, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(px(INSIDE))
        self._grid.setColumnStretch(len(self.answers), 1)
        self._lay(len(self.answers))
        inside = column(head, self._grid, space=INSIDE)
        inside.setContentsMargins(px(SECTION), px(INSIDE), px(SECTION), px(CLOSE))
        self.setLayout(inside)
        self.setFocusProxy(self.answers[Answer.PARK])
        self.hide()

    def _lay(self, across: int) -> None:
        """So many answers beside each other; large type needs two rows."""
        self._across = across
        for at, button in enumerate(self.answers.values()):
            self._grid.addWidget(button, at // across, at % across)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(button.sizeHint().width() + px(INSIDE) for button in self.answers.values())
        across = len(self.answers) if needed + px(2 * SECTION) <= event.size().width() else 2
        if across != self._across:
            self._lay(across)

    def minimumSizeHint(self) -> QSize:
        # The width is given, not asked for: in two rows the answers fit every window.
        return QSize(0, super().minimumSizeHint().height())

    def _button(self, answer: Answer, words: str, key: str, icon: Icon) -> Button:
        kind = Kind.PRIMARY if answer is Answer.PARK else Kind.NORMAL
        button = Button(words, lambda: self._choose(answer), icon=icon, kind=kind)
        button.key = key
        button.setObjectName(f"reception.other.{answer.value}")
        return button

    def ask(self, person: Person, typed: str) -> None:
        """Ask what the card of `person` is for, while the dossier of `typed` is being typed."""
        self._person = person
        sentence = _("Vừa quét thẻ của {name}, trong khi hồ sơ của {typed} đang nhập dở.")
        self._words.setText(sentence.format(name=person.name, typed=typed))
        self.setAccessibleName(self._words.text())
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, answer: Answer) -> None:
        person = self._person
        assert person is not None
        self.hide()
        self.chosen.emit(answer, person)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_G: Answer.PARK,
            Qt.Key.Key_K: Answer.HOLDER,
            Qt.Key.Key_T: Answer.REPLACE,
            Qt.Key.Key_Escape: Answer.IGNORE,
        }
        answer = keys.get(Qt.Key(event.key()))
        if answer is not None and not event.modifiers():
            self._choose(answer)
        else:
            super().keyPressEvent(event)
