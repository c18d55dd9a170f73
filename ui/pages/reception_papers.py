"""One paper of the checklist: whether it was handed in, and how many of which kind; or a paper of the clerk's own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desk.rules.catalogue import Component
from desk.rules.checklist import MAX_COUNT
from desk.rules.dossier import HandedIn
from desk.rules.words import _
from ui.icons import Icon
from ui.pages.tray_strip import loose_in
from ui.theme import CLOSE, INSIDE, px
from ui.widgets.buttons import SMALL_BUTTON, IconButton
from ui.widgets.choices import Tick
from ui.widgets.field import Count, LineEdit
from ui.widgets.text import ElidedLabel, label, row

COUNT_WIDTH = 56
KINDS: tuple[tuple[str, Callable[[], str], Callable[[], str]], ...] = (
    ("originals", lambda: _("chính"), lambda: _("{name}: số bản chính")),
    ("copies", lambda: _("sao"), lambda: _("{name}: số bản sao")),
    ("certified", lambda: _("c.thực"), lambda: _("{name}: số bản chứng thực")),
    ("electronic", lambda: _("điện tử"), lambda: _("{name}: số bản điện tử")),
)
"""The kinds of a paper: the field of HandedIn, the word over its column, the name that is spoken."""


def heads() -> QWidget:
    """The words over the columns of the rows."""
    made = QWidget()
    line = QGridLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setHorizontalSpacing(px(INSIDE))
    widths = (*(COUNT_WIDTH for _kind in KINDS), SMALL_BUTTON)
    words = (*(word() for _kind, word, _name in KINDS), "")
    for at, (text, width) in enumerate(zip(words, widths, strict=True), start=1):
        head = label(text, "small")
        head.setFixedWidth(px(width))
        head.setContentsMargins(0, 0, px(CLOSE - 2), 0)
        head.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.addWidget(head, 0, at)
    line.setColumnStretch(0, 1)
    return made


class PaperRow(QWidget):
    """One paper: ticked or not, its counts, files. A paper of one's own has a line for its name."""

    edited = Signal()
    attach = Signal(object)
    """the files to attach; an empty list asks the person which"""
    dropped = Signal()
    moved = Signal(int)
    """the arrows: to the row before (-1) or after (1)"""

    def __init__(self, component: Component | None, given: HandedIn | None) -> None:
        super().__init__()
        self.component = component
        self.tick = Tick("")
        self.line = LineEdit(_("Tên giấy tờ"))
        self.words = _Words(component.name if component else "", self.tick)
        self.asked = label(asked_words(component) if component else "", "small")
        self.counts = {kind: Count(0, MAX_COUNT) for kind, _word, _name in KINDS}
        self.paper_clip = IconButton(
            Icon.ATTACHMENT, _("Đính tệp vào giấy này"), lambda: self.attach.emit([])
        )
        self.gone = IconButton(Icon.CLOSE, _("Bỏ dòng này"), self.dropped.emit)
        self._name_all(component.name if component else _("giấy tờ khác"))
        self.tick.setChecked(given is not None or component is None)
        for kind, count in self.counts.items():
            count.setFixedWidth(px(COUNT_WIDTH))
            count.setValue(getattr(given, kind) if given else 0)
            count.valueChanged.connect(self._counted)
        if component is None:
            self.line.setText(given.name if given else "")
        self.tick.toggled.connect(self._ticked)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        name = row(self.words, self.asked, self.line, space=INSIDE)
        name.setStretch(0, 1)
        box = row(self.tick, name, self.gone, *self.counts.values(), self.paper_clip, space=INSIDE)
        box.setStretch(1, 1)
        self.setLayout(box)
        # Only inside the layout: a part without a parent would flash up as a window of its own.
        self.words.setVisible(component is not None)
        self.asked.setVisible(bool(self.asked.text()))
        self.line.setVisible(component is None)
        self.gone.setVisible(component is None)
        self.setAcceptDrops(True)

    def _name_all(self, name: str) -> None:
        asked = self.asked.text()
        named = [
            (self.tick, f"{name}, {asked}" if asked else name),
            (self.line, _("Tên giấy tờ khác")),
            (self.paper_clip, _("{name}: đính tệp").format(name=name)),
        ]
        named += [(self.counts[kind], sentence().format(name=name)) for kind, _word, sentence in KINDS]
        for part, what in named:
            part.setAccessibleName(what)
            part.setObjectName(f"component.{what}")
        if self.component is not None and self.component.note:
            self.words.setToolTip(self.component.note)

    @property
    def name(self) -> str:
        """What the paper is called."""
        return self.component.name if self.component else self.line.text().strip()

    @property
    def handed_in(self) -> HandedIn | None:
        """The paper as handed in; None where it was not, or has no name yet."""
        if not self.tick.isChecked() or not self.name:
            return None
        return HandedIn(self.name, **{kind: count.value() for kind, count in self.counts.items()})

    def put(self, given: HandedIn) -> None:
        """Show this as handed in; nothing is reported as edited."""
        self._set(**{kind: getattr(given, kind) for kind in self.counts})
        self.tick.blockSignals(True)
        self.tick.setChecked(True)
        self.tick.blockSignals(False)

    def _ticked(self, on: bool) -> None:
        asked = self.component
        if on and not any(count.value() for count in self.counts.values()):
            self._set(
                originals=max(min(asked.originals, 1), 0) if asked else 1,
                copies=min(asked.copies, 1) if asked else 0,
            )
        elif not on:
            self._set()
        self.edited.emit()

    def _set(self, **numbers: int) -> None:
        for kind, count in self.counts.items():
            count.blockSignals(True)
            count.setValue(numbers.get(kind, 0))
            count.blockSignals(False)

    def _counted(self) -> None:
        has = any(count.value() for count in self.counts.values())
        if self.component is not None and has != self.tick.isChecked():
            self.tick.blockSignals(True)
            self.tick.setChecked(has)
            self.tick.blockSignals(False)
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if dropped := loose_in(event.mimeData()):
            self.attach.emit(dropped)


def asked_words(component: Component) -> str:
    """What the procedure asks of this paper, short: "cần 1 chính, 1 sao"; "nếu có" where it is not obligatory."""
    if not component.obligatory:
        return _("nếu có")
    parts = [
        words.format(n=number)
        for number, words in ((component.originals, _("{n} chính")), (component.copies, _("{n} sao")))
        if number
    ]
    return _("cần {what}").format(what=", ".join(parts)) if parts else ""


class _Words(ElidedLabel):
    """The name of a paper; a press on it ticks, as a press on the words of a box does everywhere."""

    def __init__(self, text: str, tick: Tick) -> None:
        super().__init__(text)
        self._tick = tick

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._tick.toggle()
        self._tick.setFocus(Qt.FocusReason.MouseFocusReason)
