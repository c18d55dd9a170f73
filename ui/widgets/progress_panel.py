"""How far is the long job? A sentence of what is going now, a bar, and the numbers: bytes, speed, time left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from desk.progress import Step
from desk.rules.words import _
from ui.theme import INSIDE
from ui.widgets.buttons import Button
from ui.widgets.text import ElidedLabel, column, label, row

FINE = 1000
"""Parts of the bar; a percent would jump."""
MINUTE, HOUR = 60, 3600
UNITS = ("B", "KB", "MB", "GB")


def byte_words(count: int) -> str:
    """A size as people say it: "4,2 MB"; Vietnamese writes a decimal comma."""
    size, at = float(count), 0
    while size >= 1000 and at < len(UNITS) - 1:
        size, at = size / 1000, at + 1
    digits = 0 if at == 0 or size >= 100 else 1
    return f"{size:.{digits}f} {UNITS[at]}".replace(".", ",")


def left_words(seconds: int) -> str:
    """The time left, as rough as it is known."""
    if seconds < 10:
        return _("sắp xong")
    if seconds < MINUTE:
        return _("còn khoảng {count} giây").format(count=round(seconds, -1))
    if seconds < HOUR:
        return _("còn khoảng {count} phút").format(count=round(seconds / MINUTE))
    return _("còn khoảng {count} giờ").format(count=round(seconds / HOUR))


def step_words(step: Step) -> str:
    """The numbers under the bar, only those that are known."""
    parts: list[str] = []
    if step.is_bytes:
        done = byte_words(step.done)
        parts.append(done if step.total is None else f"{done} / {byte_words(step.total)}")
    elif step.total is not None:
        parts.append(f"{step.done} / {step.total}")
    if step.bytes_per_s is not None:
        parts.append(f"{byte_words(step.bytes_per_s)}/s")
    if step.left_s is not None:
        parts.append(left_words(step.left_s))
    return " · ".join(parts)


class ProgressPanel(QWidget):
    """Give its `show_step` to ask or change as `watch`, and the task's `cancel` to `begin`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cancel: Callable[[], object] | None = None
        self._what = ElidedLabel("", "strong")
        self._numbers = label("", "small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, FINE)
        self._stop = Button(_("Dừng lại"), self._stopped, key="Escape")
        bar = row(self._bar, self._stop, space=INSIDE * 2)
        bar.setStretch(0, 1)
        self.setLayout(column(self._what, bar, self._numbers, space=INSIDE))

    def begin(self, what: str, cancel: Callable[[], object] | None) -> None:
        """A job starts; without a `cancel` it cannot be stopped and shows no button."""
        self._cancel = cancel
        self._stop.setVisible(cancel is not None)
        self._stop.setEnabled(True)
        self.show_step(Step(what))
        self._bar.setRange(0, 0)

    def show_step(self, step: Step) -> None:
        """Show where the job is. While no total is known the bar only moves."""
        self._what.setText(step.what)
        self._numbers.setText(step_words(step))
        share = step.share
        self._bar.setRange(0, 0 if share is None else FINE)
        self._bar.setValue(0 if share is None else round(share * FINE))
        self._bar.setAccessibleName(step.what)
        self._bar.setAccessibleDescription(step_words(step))

    def end(self, what: str) -> None:
        """The job is over; the bar stays full under the sentence of what came of it."""
        self._cancel = None
        self._stop.hide()
        self._what.setText(what)
        self._numbers.setText("")
        self._bar.setRange(0, FINE)
        self._bar.setValue(FINE)

    def _stopped(self) -> None:
        if self._cancel is not None:
            self._stop.setEnabled(False)
            self._what.setText(_("Đang dừng sau bước này…"))
            self._cancel()
