"""How does a result leave the desk? Scan the receipt or type a name, see who may receive it, hand it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from desk.clock import now as system_now
from desk.errors import RuleBroken
from desk.handling import dossier_of
from desk.journal import timeline
from desk.progress import Progress
from desk.returning import Handout, give_back, result_arrived
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import RUNNING, Action, State, state_words
from desk.rules.words import _
from desk.search import Filter, Row, Sort, search
from ui.icons import Icon
from ui.memory import Memory
from ui.page import Key, Page
from ui.pages.handout_card import Chosen, Given, HandoutCard
from ui.pages.moments import waited_words
from ui.pages.print_preview import PrintPreview
from ui.seat import Seat
from ui.theme import BETWEEN, INSIDE, SECTION, Meaning, px
from ui.widgets.buttons import KeyHint, add_key
from ui.widgets.empty import Empty
from ui.widgets.field import LineEdit
from ui.widgets.table import Column, Table
from ui.widgets.text import column, label, row
from ui.work import Area, Task, Told

LONG_WAIT = timedelta(days=7)
"""A result that waits longer deserves a telephone call."""
NARROW = 880
NOTE = "result-note"
"""Phiếu biên nhận kết quả: the receiver signs it."""
CODE_COLUMN, PROCEDURE_COLUMN = 1, 3
CARD_LEAST = 340


@dataclass(frozen=True, slots=True)
class Line:
    """A dossier in the list, and since when its result waits."""

    row: Row
    since: datetime | None


@dataclass(frozen=True, slots=True)
class _Found:
    at: datetime
    typed: str
    lines: tuple[Line, ...]


def line_words(line: Line, at: datetime) -> str:
    """Where a dossier stands on its way back to the citizen: "Chờ 3 ngày", "Chưa có kết quả"."""
    if line.since is not None:
        return waited_words(line.since, at)
    return _("Chưa có kết quả") if line.row.state in RUNNING else state_words(line.row.state)


def line_meaning(line: Line, at: datetime) -> Meaning:
    """Ready is good; ready for too long is a call to make; the rest asks for nothing here."""
    if line.since is None:
        return Meaning.QUIET
    return Meaning.SOON if at - line.since > LONG_WAIT else Meaning.GOOD


def in_order(lines: list[Line]) -> tuple[Line, ...]:
    """Ready ones first, the longest waiting on top; then those whose result may arrive; the rest last."""
    return tuple(
        sorted(
            lines,
            key=lambda one: (
                0 if one.since else 1 if one.row.state in RUNNING else 2,
                one.since or one.row.due_at,
            ),
        )
    )


class _ScanLine(LineEdit):
    """The line that a scanner types into. The arrows walk the list, Enter takes."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class HandingOutPage(Page):
    """Return of results (trả kết quả). `open_dossier(code)` asks the frame for the whole dossier."""

    open_dossier = Signal(str)

    title = _("Trả kết quả")
    icon = Icon.RETURN
    concerns = Area.DOSSIERS

    def __init__(
        self,
        seat: Seat,
        *,
        memory: Memory | None = None,
        clock: Callable[[], datetime] = system_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("handing")
        self.setAccessibleName(self.title)
        self._seat, self._clock, self._at = seat, clock, clock()
        self._listing: Task[_Found] | None = None
        self._choosing: Task[Chosen] | None = None
        self._enter_waits = False
        self._listed: str | None = None
        self.scan = _ScanLine(_("Quét mã, hoặc gõ mã, tên, số định danh…"), Icon.SCAN)
        self.scan.setObjectName("handing.scan")
        self.scan.setAccessibleName(_("Tìm hồ sơ cần trả"))
        self.scan.textEdited.connect(lambda _text: self._typed())
        self.scan.returnPressed.connect(self._enter)
        self.scan.moved.connect(self._move)
        self._list_title = label("", "strong")
        self._list_title.setObjectName("handing.count")
        self.table = self._make_table(memory)
        self.card = HandoutCard(seat.actor.role)
        self.card.setMinimumWidth(px(CARD_LEAST))
        self.card.give.connect(self._give)
        self.card.arrived.connect(self._arrived)
        self.card.open_dossier.connect(self.open_dossier)
        self.card.another.connect(self._another)
        self.card.print_note.connect(self._print_note)
        self._memory = memory or Memory()
        head = row(
            self._list_title, 0, label(_("chọn"), "small"), KeyHint("↑ ↓"), KeyHint("Return"), space=INSIDE
        )
        left = column(self.scan, head, self.table, space=INSIDE)
        left.setStretch(2, 1)
        left.insertSpacing(1, px(INSIDE))
        page = row(left, self.card, space=BETWEEN, margin=SECTION)
        page.setStretch(0, 5)
        page.setStretch(1, 4)
        self.setLayout(page)
        add_key(self, "Ctrl+L", self.arrive)

    def _make_table(self, memory: Memory | None) -> Table[Line]:
        table: Table[Line] = Table(
            "handing.list",
            (
                Column(
                    "state",
                    _("Tình trạng"),
                    lambda one: line_words(one, self._at),
                    width=140,
                    sort=lambda one: (one.since is None, one.since or one.row.due_at),
                    meaning=lambda one: line_meaning(one, self._at),
                ),
                Column("code", _("Mã hồ sơ"), lambda one: one.row.code, width=192, strong=True, tail=True),
                Column("applicant", _("Người nộp"), lambda one: one.row.applicant, width=140, stretch=True),
                Column("procedure", _("Thủ tục"), lambda one: one.row.procedure_name, width=116, muted=True),
            ),
            key=lambda one: one.row.id,
            memory=memory,
        )
        table.view.setAccessibleName(_("Kết quả chờ trả"))
        table.chosen.connect(self._choose)
        table.opened.connect(lambda _one: self.card.start())
        return table

    def keys(self) -> list[Key]:
        """The keys of this page, for F1."""
        return [
            Key("Ctrl+L", _("Quét hoặc tìm hồ sơ")),
            Key("↑ ↓", _("Chọn trong danh sách, kể cả khi đang gõ")),
            Key("Enter", _("Sang phần người nhận của hồ sơ đang chọn")),
            Key("Ctrl+G", _("Ghi nhận đã có kết quả")),
            Key("Ctrl+Enter", _("Trả kết quả")),
            Key("Ctrl+O", _("Xem cả hồ sơ")),
            Key("Ctrl+P", _("Sau khi trả: in phiếu biên nhận để người nhận ký")),
            Key("Esc", _("Sau khi trả: sang người tiếp theo")),
        ]

    def arrive(self) -> None:
        """The scanner types where the focus is."""
        self.scan.setFocus()
        self.scan.selectAll()

    def show_dossier(self, code: str) -> None:
        """Open this dossier here, for instance from its own page."""
        self.scan.setText(code)
        self._enter_waits = True
        self.refresh()

    # -- the list ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the record again, with what is typed."""
        typed = self.scan.text().strip()
        self._listing = self._seat.work.ask(
            lambda _progress: self._find(typed), self._show, owner=self, instead_of=self._listing
        )

    def _find(self, typed: str) -> _Found:
        with self._seat.store.read() as session:
            rows = search(session, Filter(text=typed, states=frozenset({State.FINISHED})), sort=Sort.DUE)
            if typed:  # who waits stands on top; the others say where their dossier is
                seen = {one.id for one in rows}
                rows += tuple(one for one in search(session, Filter(text=typed)) if one.id not in seen)
            lines = [Line(one, _waits_since(session, one)) for one in rows]
        return _Found(self._clock(), typed, in_order(lines))

    def _show(self, found: _Found) -> None:
        self._at, self._listed = found.at, found.typed
        ready = sum(1 for one in found.lines if one.since is not None)
        if found.typed:
            self._list_title.setText(_("Tìm thấy {count} hồ sơ").format(count=len(found.lines)))
        else:
            self._list_title.setText(_("{count} kết quả đang chờ người dân").format(count=ready))
        if not found.lines:
            self.table.teach(self._nothing(found.typed))
        self.table.show_rows(found.lines)
        if self._enter_waits:
            self._enter_waits = False
            self._take()
        elif found.typed and len(found.lines) == 1:
            self.table.choose_first()

    @staticmethod
    def _nothing(typed: str) -> Empty:
        if typed:
            return Empty(
                Icon.SEARCH, _("Không tìm thấy hồ sơ nào"), _("Thử ít chữ hơn, hoặc gõ số định danh.")
            )
        return Empty(
            Icon.GOOD, _("Không còn kết quả nào chờ trả"), _("Kết quả mới về sẽ hiện ở đây."), tone="good"
        )

    def _move(self, by: int) -> None:
        rows, current = self.table.rows, self.table.current()
        if rows:
            at = rows.index(current) + by if current in rows else 0
            self.table.choose(rows[max(0, min(at, len(rows) - 1))].row.id)

    def _typed(self) -> None:
        self._enter_waits = False
        self.refresh()

    def _enter(self) -> None:
        """A scanner's Enter comes before the answer of the search: it waits for it."""
        if self._listed == self.scan.text().strip():
            self._take()
        else:
            self._enter_waits = True

    def _take(self) -> None:
        if self.table.current() is None:
            self.table.choose_first()
        line = self.table.current()
        if line is not None:
            self._look_at(line.row.code, start=True)

    def _choose(self, line: Line | None) -> None:
        if line is not None and line.row.code != self.card.shown:
            self._look_at(line.row.code, start=False)

    # -- one dossier -------------------------------------------------------------------------------------

    def _look_at(self, code: str, *, start: bool) -> None:
        def look(_progress: Progress) -> Chosen:
            with self._seat.store.read() as session:
                dossier = dossier_of(session, code)
                return Chosen(dossier, self._clock(), _given_to(session, dossier))

        def show(chosen: Chosen) -> None:
            self.card.show_dossier(chosen)
            if start:
                self.card.start()

        self._choosing = self._seat.work.ask(look, show, owner=self, instead_of=self._choosing)

    def _arrived(self) -> None:
        code = self.card.shown

        def note(_progress: Progress) -> Chosen:
            at = self._clock()
            with self._seat.store.write(self._seat.actor, at) as change:
                return Chosen(result_arrived(change, code), at)

        def show(chosen: Chosen) -> None:
            if self.card.shown == code:
                self.card.show_dossier(chosen)
                self.card.start()

        self._seat.work.change(note, show, touches=Area.DOSSIERS, owner=self)

    def _give(self, handout: Handout) -> None:
        code = self.card.shown
        self.card.give_button.setEnabled(False)  # a second Ctrl+Enter must not hand out twice

        def give(_progress: Progress) -> Given:
            at = self._clock()
            with self._seat.store.write(self._seat.actor, at) as change:
                dossier = give_back(change, code, handout)
            with self._seat.store.read() as session:
                return Given(dossier, handout, at, _others(session, dossier))

        self._seat.work.change(give, self._given, self._not_given, touches=Area.DOSSIERS, owner=self)

    def _given(self, given: Given) -> None:
        self.scan.clear()
        self.card.show_given(given)
        (self.card.same_button if given.others else self.scan).setFocus()

    def _not_given(self, error: Told) -> None:
        self.card.give_button.setEnabled(True)
        if not (isinstance(error, RuleBroken) and self.card.show_error(error)):
            self._seat.work.report(error)

    def _print_note(self, code: str) -> None:
        preview = PrintPreview(
            self._seat, code, form=NOTE, memory=self._memory, clock=self._clock, parent=self
        )
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        preview.open()

    def _another(self, code: str) -> None:
        if code:
            self._look_at(code, start=True)
            return
        self.card.show_nothing()
        self.table.view.clearSelection()
        self.arrive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow page the person is worth more than the code and the procedure."""
        super().resizeEvent(event)
        narrow = self.width() < px(NARROW)
        view = self.table.view
        if view.isColumnHidden(CODE_COLUMN) != narrow:
            view.setColumnHidden(CODE_COLUMN, narrow)
            view.setColumnHidden(PROCEDURE_COLUMN, narrow)
            view.resized.emit()  # the stretching column takes the room that is there now


def _waits_since(session: Session, one: Row) -> datetime | None:
    return dossier_of(session, one.code).finished_at if one.state is State.FINISHED else None


def _given_to(session: Session, dossier: Dossier) -> str:
    if dossier.state is not State.RETURNED:
        return ""
    facts = next(
        entry.facts()
        for entry in reversed(list(timeline(session, dossier.id)))
        if entry.action == Action.RETURN
    )
    return str(facts.get("receiver") or dossier.applicant.name)


def _others(session: Session, dossier: Dossier) -> tuple[str, ...]:
    """Codes of the other results that wait for the same applicant, known by the personal id."""
    known_by = dossier.applicant.personal_id
    if not known_by:
        return ()
    waiting = search(session, Filter(text=known_by, states=frozenset({State.FINISHED})), sort=Sort.DUE)
    return tuple(one.code for one in waiting)
