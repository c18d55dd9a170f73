"""What happened to a dossier, in which order? The journal as people read it: who, what, when, and whether it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desk.rules.words import _
from ui.theme import BETWEEN, CLOSE, INSIDE, TIGHT, Meaning, look, px
from ui.widgets.marks import Sent, SentMark, paint_shape
from ui.widgets.text import column, label, row

GUTTER = 24
DOT = 11


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the journal in words."""

    what: str
    who: str
    when: str
    sent: Sent
    detail: str = ""
    meaning: Meaning = Meaning.QUIET


class _Row(QWidget):
    def __init__(self, moment: Moment, first: bool, last: bool) -> None:
        super().__init__()
        self._moment, self._first, self._last = moment, first, last
        what, mark = label(moment.what, "strong" if first else "body", wrap=True), SentMark(moment.sent)
        head = row(what, mark, space=INSIDE)
        head.setStretch(0, 1)
        head.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        words = column(head, label(f"{moment.when} · {moment.who}", "small", wrap=True), space=TIGHT - 2)
        if moment.detail:
            words.addWidget(label(moment.detail, "muted", wrap=True))
        box = QVBoxLayout(self)
        box.setContentsMargins(px(GUTTER), 0, 0, 0 if last else px(BETWEEN))
        box.addLayout(words)
        self.setAccessibleName(
            f"{moment.when}, {moment.who}: {moment.what}. {moment.sent.word}. {moment.detail}"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, side = px(DOT) / 2 + 0.5, px(DOT)
        centre = self.fontMetrics().height() / 2
        painter.setPen(QPen(QColor(look().tones.line), px(2)))
        if not self._first:
            painter.drawLine(round(middle), 0, round(middle), round(centre - side / 2 - px(2)))
        if not self._last:
            painter.drawLine(round(middle), round(centre + side / 2 + px(2)), round(middle), self.height())
        meaning = self._moment.meaning
        ink = look().tones.edge if meaning is Meaning.QUIET else look().ink(meaning)
        if self._first and meaning is Meaning.QUIET:
            ink = look().tones.accent
        paint_shape(painter, meaning.shape, QRectF(middle - side / 2, centre - side / 2, side, side), ink)


class Timeline(QScrollArea):
    """The newest first, because that is what the next person wants to know."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Diễn biến hồ sơ"))
        self.show_moments(())

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """Show these, given newest first."""
        inside = QWidget()
        inside.setProperty("role", "bare")
        box = column(space=0)
        box.setContentsMargins(0, px(TIGHT), px(CLOSE), px(TIGHT))
        for at, moment in enumerate(moments):
            box.addWidget(_Row(moment, at == 0, at == len(moments) - 1))
        if not moments:
            box.addWidget(label(_("Chưa có diễn biến nào."), "muted"))
        box.addStretch(1)
        inside.setLayout(box)
        self.setWidget(inside)
