"""What can be done with this dossier now? The steps that the lifecycle allows this role, as buttons, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from desk.errors import RuleBroken
from desk.handling import NEEDS_REASON
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import OPEN, Action, Role, State, action_words, next_actions
from desk.rules.words import _
from ui.icons import Icon
from ui.pages.dossier_asking import Asking, Known
from ui.theme import BETWEEN, CLOSE, INSIDE, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.field import Field
from ui.widgets.text import label, row, set_role

ICONS = {
    Action.HAND_OVER: Icon.FORWARD,
    Action.REQUEST_SUPPLEMENT: Icon.MESSAGE,
    Action.SUPPLEMENT: Icon.TICK,
    Action.REQUEST_PAYMENT: Icon.CASH,
    Action.PAY: Icon.CASH,
    Action.FINISH: Icon.STAMP,
    Action.RETURN: Icon.RETURN,
    Action.WITHDRAW: Icon.UNDO,
    Action.STOP: Icon.PAUSED,
    Action.REFUSE: Icon.REFUSED,
    Action.CANCEL: Icon.DELETE,
    Action.EXTEND: Icon.CALENDAR,
}
FORWARD = (Action.RETURN, Action.FINISH, Action.HAND_OVER, Action.SUPPLEMENT, Action.PAY)
"""The steps that bring a dossier nearer to its citizen; the first one that is possible is the primary button."""
ENDS = frozenset({Action.REFUSE, Action.WITHDRAW, Action.STOP, Action.CANCEL})

KEYS: dict[Action, int | str] = {
    Action.HAND_OVER: 1,
    Action.WITHDRAW: 2,
    Action.FINISH: 3,
    Action.RETURN: 4,
    Action.REQUEST_SUPPLEMENT: 5,
    Action.SUPPLEMENT: 6,
    Action.REQUEST_PAYMENT: 7,
    Action.PAY: 8,
    Action.STOP: 9,
    Action.REFUSE: 0,
    Action.CANCEL: "X",
    Action.EXTEND: "E",
}
"""Each step keeps its key in every state: a key pressed twice must never take the step after it."""
ASKS = NEEDS_REASON | {Action.HAND_OVER}
"""The steps whose papers state more than the record knows."""


class Steps(QFrame):
    """The bar under a dossier. `take(action, facts)` asks the page; what a step must say is asked for here and kept
    until it is used."""

    take = Signal(object, object)

    def __init__(self, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dossier.steps")
        self.setAccessibleName(_("Bước tiếp theo"))
        set_role(self, "card")
        self._role = role
        self._shown: tuple[State, bool] | None = None
        self._known: Known | None = None
        self.buttons: dict[Action, Button] = {}
        self._reasons: dict[Action, Asking] = {}
        self._bar = row(space=INSIDE)
        self._nothing = label("", "muted", wrap=True)
        self._nothing.setObjectName("dossier.no_steps")
        bar = QWidget()
        line = row(label(_("Bước tiếp theo"), "strong"), self._bar, self._nothing, 0, space=BETWEEN)
        line.setStretch(2, 1)
        line.setContentsMargins(px(BETWEEN), px(CLOSE), px(BETWEEN), px(CLOSE))
        bar.setLayout(line)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(bar)

    @property
    def asking(self) -> Action | None:
        """The step whose reason is being asked for."""
        shown = self._pages.currentWidget()
        return next((action for action, part in self._reasons.items() if part is shown), None)

    @property
    def reason(self) -> Field:
        """Where the reason is typed that is asked for now."""
        return self.part.field

    @property
    def part(self) -> Asking:
        """What asks now."""
        asking = self.asking
        assert asking is not None
        return self._reasons[asking]

    @property
    def typed(self) -> bool:
        """Whether a reason was begun and not used yet."""
        return any(part.typed for part in self._reasons.values())

    def show_known(self, known: Known) -> None:
        """Offer what this role may do now; the same state again changes nothing, a reason being typed stays."""
        self.wake()
        self._known = known
        state, extended = known.dossier.state, known.dossier.extension is not None
        if self._shown == (state, extended):
            return
        self._shown = state, extended
        for old in (*self.buttons.values(), *self._reasons.values()):
            old.setParent(None)
            old.deleteLater()
        self._reasons.clear()
        possible = [action for action in next_actions(state, self._role) if action in KEYS]
        if extended:
            possible = [action for action in possible if action is not Action.EXTEND]  # once only
        first = next((action for action in FORWARD if action in possible), None)
        ordered = sorted(possible, key=lambda action: (action is not first, action in ENDS))
        self.buttons = {action: self._button(action, first) for action in ordered}
        for button in self.buttons.values():
            self._bar.addWidget(button)
            button.show()  # a layout shows it only in the next turn, and the bar is measured in this one
        self._nothing.setText("" if possible else self._no_steps(state))
        self._nothing.setVisible(not possible)
        self._show(None)

    def _button(self, action: Action, first: Action | None) -> Button:
        kind = Kind.PRIMARY if action is first else Kind.DANGER if action in ENDS else Kind.NORMAL
        button = Button(
            action_words(action),
            lambda: self._press(action),
            key=f"Alt+{KEYS[action]}",
            icon=ICONS[action],
            kind=kind,
        )
        button.setObjectName(f"dossier.{action.value}")
        return button

    @staticmethod
    def _no_steps(state: State) -> str:
        if state in OPEN or state is State.FINISHED:
            return _("Bước kế tiếp thuộc về người có vai trò khác.")
        return _("Hồ sơ đã kết thúc, không còn bước nào.")

    def _press(self, action: Action) -> None:
        if action in ASKS:
            self._show(action)
            self.part.start()
            return
        self._enable(False)  # a second press must not take the step twice
        self.take.emit(action, {})

    def _confirm(self, action: Action) -> None:
        try:
            facts = self._reasons[action].facts()
        except RuleBroken as broken:
            self.show_error(broken)
            return
        self._enable(False)
        self.take.emit(action, facts)

    def _cancel(self, action: Action) -> None:
        """Back to the buttons; the reason stays in case it was a slip of the finger."""
        self._show(None)
        self.buttons[action].setFocus()

    def taken(self, dossier: Dossier) -> None:
        """The step is written and what it said has served; so stands the dossier now."""
        assert self._known is not None
        self._shown = None
        self.show_known(replace(self._known, dossier=dossier))

    def show_error(self, error: RuleBroken) -> bool:
        """Say what is wrong beside the reason; False when it is not about the reason."""
        asking = self.asking
        if asking is None or self._reasons[asking].form.field(error.field) is None:
            return False
        self._reasons[asking].form.show(error)
        self._follow()
        return True

    def wake(self) -> None:
        """Everything can be pressed again."""
        self._enable(True)

    def _enable(self, on: bool) -> None:
        for button in (*self.buttons.values(), *(part.confirm for part in self._reasons.values())):
            button.setEnabled(on)

    def _show(self, action: Action | None) -> None:
        if action is None:
            self._pages.setCurrentIndex(0)
        else:
            if action not in self._reasons:
                assert self._known is not None
                self._reasons[action] = Asking(
                    action,
                    ICONS[action],
                    self._known,
                    lambda: self._confirm(action),
                    lambda: self._cancel(action),
                )
                self._pages.addWidget(self._reasons[action])
            self._pages.setCurrentWidget(self._reasons[action])
        self._follow()

    def _follow(self) -> None:
        """Be as high as what is shown, not as the highest that could be."""
        shown = self._pages.currentWidget()
        inside = shown.layout()
        assert inside is not None
        inside.activate()
        self.setFixedHeight(shown.sizeHint().height())
