"""Which steps are done and which is next? A checklist with ticks, and numbered sections that fold into one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from desk.rules.words import _
from ui.icons import SMALL, Icon
from ui.icons import paint as paint_icon
from ui.theme import BETWEEN, CLOSE, INSIDE, RADIUS, TIGHT, Size, look, px
from ui.widgets.buttons import Button, KeyHint, paint_ring
from ui.widgets.text import ElidedLabel, column, label, row, set_role

DISC = 24


class Tickable(Enum):
    """Where a step stands."""

    WAITING = "waiting"
    NOW = "now"
    DONE = "done"
    PROBLEM = "problem"

    @property
    def word(self) -> str:
        """For those who hear the page."""
        return {
            Tickable.WAITING: _("chưa làm"),
            Tickable.NOW: _("đang làm"),
            Tickable.DONE: _("đã xong"),
            Tickable.PROBLEM: _("cần xem lại"),
        }[self]


class Disc(QWidget):
    """The head of a step: its number, a tick when it is done, a mark when it needs a person."""

    def __init__(
        self, number: int, state: Tickable = Tickable.WAITING, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._number, self._state = number, state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_state(self, state: Tickable) -> None:
        """Show another state."""
        self._state = state
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(DISC), px(DISC))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones, box = look().tones, QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground, ink = {
            Tickable.WAITING: (tones.hover, tones.muted),
            Tickable.NOW: (tones.fill, tones.on_fill),
            Tickable.DONE: (tones.good_soft, tones.good),
            Tickable.PROBLEM: (tones.late_soft, tones.late),
        }[self._state]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(box)
        side = px(SMALL - 2)
        mark = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        if self._state is Tickable.DONE:
            paint_icon(painter, Icon.TICK, mark, ink)
        elif self._state is Tickable.PROBLEM:
            paint_icon(painter, Icon.ALERT, mark, ink)
        else:
            painter.setFont(look().font(Size.SMALL, strong=True))
            painter.setPen(QColor(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a checklist: what it is, what came of it, and where it stands."""

    what: str
    state: Tickable
    detail: str = ""


class StepList(QWidget):
    """The checklist of the day's closing. Each step may carry one button, for what only a person can do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(BETWEEN))

    def show_steps(self, steps: Sequence[StepLine], actions: dict[int, Button] | None = None) -> None:
        """Show these steps; `actions` are buttons by the place of their step."""
        while self._box.count():
            gone = self._box.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for at, step in enumerate(steps):
            self._box.addWidget(self._line(at, step, (actions or {}).get(at)))
        self._box.addStretch(1)

    def _line(self, at: int, step: StepLine, action: Button | None) -> QWidget:
        line = QWidget()
        what = label(step.what, "strong" if step.state is Tickable.NOW else "body", wrap=True)
        if step.state is Tickable.WAITING:
            set_role(what, "muted")
        words = column(what, space=TIGHT - 2)
        if step.detail:
            words.addWidget(label(step.detail, "small", wrap=True))
        disc = Disc(at + 1, step.state)
        box = row(disc, words, space=CLOSE)
        box.setStretch(1, 1)
        box.setAlignment(disc, Qt.AlignmentFlag.AlignTop)
        if action is not None:
            box.addWidget(action, 0, Qt.AlignmentFlag.AlignTop)
        line.setLayout(box)
        line.setAccessibleName(f"{at + 1}. {step.what}: {step.state.word}. {step.detail}")
        return line


class _Head(QWidget):
    """The line of a folded section; the whole of it opens the section."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.foldable = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.foldable:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.foldable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            paint_ring(QPainter(self), QRectF(self.rect()), px(RADIUS), look().tones.accent)


class FoldedSection(QFrame):
    """A numbered step of a page. Filled, it folds into one line that says what was filled; a press opens it again."""

    opened = Signal()

    def __init__(
        self, number: int, title: str, body: QWidget, *, key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._state = title, Tickable.WAITING
        self.body = body
        self._disc = Disc(number)
        self._title = label(title, "strong")
        self._summary = ElidedLabel("", "body")
        self._edit = label(_("sửa"), "small")
        self._key = KeyHint(key) if key else None
        self._head = _Head()
        parts: list[QWidget | int] = [self._disc, self._title, self._summary, self._edit]
        if self._key is not None:
            parts.append(self._key)
        line = row(*parts, space=CLOSE - 2)
        line.setStretch(2, 1)
        line.setContentsMargins(px(TIGHT), px(TIGHT), px(INSIDE), px(TIGHT))
        self._head.setLayout(line)
        self._head.setCursor(Qt.CursorShape.PointingHandCursor)
        self._head.pressed.connect(self.open)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(TIGHT))
        box.addWidget(self._head)
        inset = QVBoxLayout()
        inset.setContentsMargins(px(TIGHT + DISC + CLOSE - 2), 0, px(INSIDE), px(INSIDE))
        inset.addWidget(body)
        box.addLayout(inset)
        self._show(Tickable.NOW if number == 1 else Tickable.WAITING, "", is_open=True)

    @property
    def state(self) -> Tickable:
        """Where the step stands."""
        return self._state

    @property
    def is_open(self) -> bool:
        """Whether its inputs are shown."""
        return not self.body.isHidden()

    @property
    def summary(self) -> str:
        """The line that stands for what was filled."""
        return self._summary.text()

    def open(self) -> None:
        """Show the inputs, mark the step as the one at hand and bring the focus into it."""
        self._show(Tickable.NOW, "", is_open=True)
        self.opened.emit()
        self.body.setFocus(Qt.FocusReason.OtherFocusReason)

    def fold(self, summary: str, *, problem: bool = False) -> None:
        """Fold into one line that says what was filled."""
        self._show(Tickable.PROBLEM if problem else Tickable.DONE, summary, is_open=False)

    def rest(self, *, is_open: bool = True) -> None:
        """Not its turn yet: number dimmed, inputs shown or hidden."""
        self._show(Tickable.WAITING, "", is_open=is_open)

    def _show(self, state: Tickable, summary: str, *, is_open: bool) -> None:
        self._state = state
        self.body.setVisible(is_open)
        self._disc.show_state(state)
        self._summary.setText(summary)
        self._head.foldable = not is_open
        self._head.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_open else Qt.FocusPolicy.StrongFocus)
        self._edit.setVisible(not is_open)
        if self._key is not None:
            self._key.setVisible(not is_open)
        self._head.setAccessibleName(f"{self._words}: {summary or state.word}")
        set_role(self._title, "muted" if not is_open else "strong")
