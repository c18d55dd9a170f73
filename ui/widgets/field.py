"""How does a person fill in one thing? A label above, the input, what is expected under it, what is wrong beside it.

A field never clears or changes what was typed; only the page's `put` does, when the person asked for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desk.rules.words import _
from ui.icons import SMALL, Icon
from ui.icons import paint as paint_icon
from ui.theme import CLOSE, CONTROL, INSIDE, TIGHT, look, px
from ui.widgets.marks import IconLabel
from ui.widgets.text import label, row, set_flag

NOTE_LINES = 3
"""A note shows this many lines before it scrolls."""


class LineEdit(QLineEdit):
    """A line of text, with a leading icon where one helps to see what belongs here."""

    def __init__(
        self, placeholder: str = "", icon: Icon | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setPlaceholderText(placeholder)
        if icon is not None:
            self.setTextMargins(px(SMALL + TIGHT + 2), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon is not None:
            side = px(SMALL)
            box = QRectF(px(CLOSE - 2), (self.height() - side) / 2, side, side)
            paint_icon(QPainter(self), self._icon, box, look().tones.muted)


class Combo(QComboBox):
    """One of a list; the wheel passes over it, so that scrolling a page changes nothing by accident."""

    def __init__(self, choices: Sequence[tuple[str, object]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for words, value in choices:
            self.addItem(words, value)
        self.setMaxVisibleItems(12)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = px(SMALL)
        box = QRectF(self.width() - side - px(CLOSE - 2), (self.height() - side) / 2, side, side)
        paint_icon(QPainter(self), Icon.DOWN, box, look().tones.muted)


class Note(QPlainTextEdit):
    """A few lines of text; Tab leaves it, because a form is walked with Tab."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        return QSize(px(240), line * NOTE_LINES + px(2 * CLOSE))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self.sizeHint().height())


class Count(QSpinBox):
    """A small number: typed, or stepped with the arrows; the wheel passes over it."""

    def __init__(self, least: int = 0, most: int = 999, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        # Qt 6.12 gives the text no width under a style sheet with NoButtons: the sheet hides the buttons instead.
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedHeight(px(CONTROL))
        self.lineEdit().setTextMargins(px(CLOSE), 0, px(INSIDE), 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Field(QWidget):
    """One named input of a form. `name` is the dotted name that rules use in RuleBroken."""

    edited = Signal(str)
    """what the input holds after a person changed it"""

    def __init__(
        self,
        name: str,
        title: str,
        control: QWidget | None = None,
        *,
        hint: str = "",
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.name, self.title, self._hint_text = name, title, hint
        self.control: QWidget = control or LineEdit()
        self.setObjectName(name)
        self.control.setObjectName(f"{name}.input")
        self.control.setAccessibleName(title)
        self.setFocusProxy(self.control)
        self._title = label(title, "strong")
        self._title.setBuddy(self.control)
        side = label(_("không bắt buộc"), "small")
        # Only ever hidden here: a label without a parent that is shown would be a window of its own for a moment.
        if not optional:
            side.hide()
        self._hint = label(hint, "small", wrap=True)
        if not hint:
            self._hint.hide()
        self._error_mark = IconLabel(Icon.ALERT, "late")
        self._error = label("", "error", wrap=True)
        self._error_row = QWidget()
        beside = row(self._error_mark, self._error, space=TIGHT + 2)
        beside.setAlignment(self._error_mark, Qt.AlignmentFlag.AlignTop)
        beside.setStretch(1, 1)
        self._error_row.setLayout(beside)
        self._error_row.setVisible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(TIGHT))
        self.changed = QPushButton(_("đã sửa"))
        self.changed.setProperty("role", "link")
        self.changed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.changed.setCursor(Qt.CursorShape.PointingHandCursor)
        self.changed.clicked.connect(self.take_back)
        self.changed.setFixedHeight(self._title.sizeHint().height())  # a mark that comes moves nothing
        self.changed.hide()
        self._before: str | None = None
        box.addLayout(row(self._title, side, self.changed, 0, space=TIGHT * 2))
        box.addWidget(self.control)
        box.addWidget(self._error_row)
        box.addWidget(self._hint)
        box.addStretch(1)
        self._listen()
        self._describe()

    def _listen(self) -> None:
        control = self.control
        self.edited.connect(lambda _text: self._compare())
        if isinstance(control, QLineEdit):
            control.textEdited.connect(self.edited)
        elif isinstance(control, QPlainTextEdit):
            control.textChanged.connect(lambda: self.edited.emit(control.toPlainText()))
        elif isinstance(control, QComboBox):
            control.activated.connect(lambda _at: self.edited.emit(control.currentText()))
        elif isinstance(control, QSpinBox):
            control.valueChanged.connect(lambda value: self.edited.emit(str(value)))

    def text(self) -> str:
        """What stands in the input, as typed."""
        control = self.control
        if isinstance(control, QPlainTextEdit):
            return control.toPlainText()
        if isinstance(control, QComboBox):
            return control.currentText()
        return control.text() if isinstance(control, QLineEdit | QSpinBox) else ""

    def value(self) -> object:
        """The chosen value of a list, the number of a count, otherwise the text."""
        if isinstance(self.control, QComboBox):
            return self.control.currentData()
        return self.control.value() if isinstance(self.control, QSpinBox) else self.text()

    def put(self, value: object) -> None:
        """Fill the input by the program (a draft, a read card); nothing is reported as edited."""
        control = self.control
        control.blockSignals(True)
        if isinstance(control, QPlainTextEdit):
            control.setPlainText(str(value))
        elif isinstance(control, QComboBox):
            control.setCurrentIndex(max(0, control.findData(value)))
        elif isinstance(control, QSpinBox):
            control.setValue(int(str(value)))
        elif isinstance(control, QLineEdit):
            control.setText(str(value))
        control.blockSignals(False)
        self._compare()

    # -- what stood here when this person was here last ----------------------------------------------------

    def remember(self, before: str | None) -> None:
        """Mark the field from now on while it says something else than `before`; None forgets."""
        self._before = before
        self._compare()

    @property
    def before(self) -> str:
        """What stood here last time, as it is shown."""
        control = self.control
        if isinstance(control, QComboBox):
            at = next((at for at in range(control.count()) if str(control.itemData(at)) == self._before), -1)
            return control.itemText(at)
        return self._before or ""

    @property
    def is_changed(self) -> bool:
        """Whether something else stands here than last time."""
        return not self.changed.isHidden()

    def take_back(self) -> None:
        """Put back what stood here last time."""
        if self._before is None or not self.is_changed:
            return
        control = self.control
        if isinstance(control, QComboBox):
            control.setCurrentIndex(control.findText(self.before))
            self._compare()
        else:
            self.put(self._before)
        self.edited.emit(self.text())

    def _compare(self) -> None:
        value = self.value() if isinstance(self.control, QComboBox) else self.text()
        differs = self._before is not None and str(value).strip() != self._before
        told = _("Trước đây: {before}").format(before=self.before or _("để trống")) if differs else ""
        self.changed.setVisible(differs)
        self.changed.setToolTip(told)
        self.control.setToolTip(told)
        self._describe()

    def error(self) -> str:
        """The sentence that stands beside the field, or nothing."""
        return self._error.text()

    def mark(self, message: str) -> None:
        """Say beside the field what is wrong, and to a screen reader at once. What was typed stays."""
        self._error.setText(message)
        self._error_row.setVisible(bool(message))
        self._hint.setVisible(bool(self._hint_text) and not message)
        set_flag(self.control, "wrong", bool(message))
        self._describe()
        if message:
            QAccessible.updateAccessibility(
                QAccessibleAnnouncementEvent(self.control, f"{self.title}: {message}")
            )

    def clear_error(self) -> None:
        """The field is in order again."""
        if self.error():
            self.mark("")

    def hint(self, text: str) -> None:
        """Change what is expected, for instance when another field decides it."""
        self._hint_text = text
        self._hint.setText(text)
        self._hint.setVisible(bool(text) and not self.error())
        self._describe()

    def _describe(self) -> None:
        said = (self.error() or self._hint_text, self.changed.toolTip() if self.is_changed else "")
        self.control.setAccessibleDescription(". ".join(part for part in said if part))

    def jump(self) -> None:
        """Bring the person here: focus, and the text selected to type over."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(self.control, QLineEdit | QSpinBox):
            self.control.selectAll()
