"""What about this one dossier? Its appointment on top, facts left, its journal right, the next steps below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget
from sqlalchemy.orm import Session

from desk.access import staff_of
from desk.clock import now as system_now
from desk.corrections import cancel
from desk.datasets import catalogue_of, working_calendar_of
from desk.errors import RuleBroken, Trouble
from desk.handling import act, dossier_of, extend
from desk.journal import timeline
from desk.outbox import PROVINCE, line_state, refused_entries
from desk.papers import RECEIPT, papers_of
from desk.progress import Progress
from desk.renamed import Renamed, who_bore
from desk.rules.dossier import Attachment, Dossier
from desk.rules.lifecycle import Action, Role, state_words
from desk.rules.words import _
from desk.rules.working_time import VIETNAM
from desk.search import held_since
from desk.store import SYSTEM
from ui.desk_tray import Loose
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Notices
from ui.opened_files import OpenedFiles
from ui.page import Key, Page
from ui.pages.correction import CorrectionDialog
from ui.pages.dossier_adding import Adding
from ui.pages.dossier_asking import Known
from ui.pages.dossier_facts import Facts
from ui.pages.dossier_files import AskFile, OpenFile, Thumbnail, ask_scan, open_outside, thumbnails
from ui.pages.dossier_head import Head
from ui.pages.dossier_papers import OPENS, Papers, newest_first
from ui.pages.dossier_steps import Steps
from ui.pages.dossier_words import moment
from ui.pages.kept_papers import KeptPapers
from ui.pages.print_preview import PrintPreview
from ui.papers import supported
from ui.seat import Seat
from ui.theme import BETWEEN, INSIDE, SECTION, px
from ui.widgets.buttons import Button, Kind, add_key
from ui.widgets.empty import Empty
from ui.widgets.marks import Sent
from ui.widgets.text import card, column, label, row
from ui.widgets.timeline import Moment, Timeline
from ui.work import Area, Task, Told

TIMELINE_LEAST = 300
LEAST_SEEN = 40
"""Facts and timeline give way to a reason that is being typed; they scroll."""


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at the record."""

    at: datetime
    dossier: Dossier
    moments: tuple[Moment, ...]
    forms: tuple[str, ...]
    printed: int
    known: Known
    bore: tuple[Renamed, ...]


class DossierPage(Page):
    """One dossier (hồ sơ), by its code. `hand_out(code)` asks the frame for the page where results are given."""

    hand_out = Signal(str)

    title = _("Chi tiết hồ sơ")
    icon = Icon.DOCUMENT
    concerns = Area.DOSSIERS | Area.EXCHANGE
    scrolls = False

    def __init__(
        self,
        seat: Seat,
        code: str,
        *,
        memory: Memory | None = None,
        clock: Callable[[], datetime] = system_now,
        open_file: OpenFile = open_outside,
        ask_file: AskFile = ask_scan,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dossier")
        self.setAccessibleName(_("Hồ sơ {code}").format(code=code))
        self._seat, self._code, self._memory, self._clock = seat, code, memory or Memory(), clock
        self._open_outside, self._ask_file = open_file, ask_file
        self._dossier: Dossier | None = None
        self._pictures: dict[str, Thumbnail] = {}
        self._asked: Task[_Look] | None = None
        self._drawing: Task[dict[str, Thumbnail]] | None = None
        self._opened = OpenedFiles(seat.store.folder)
        self.destroyed.connect(self._opened.clear)
        self.head = Head()
        self.head.print.clicked.connect(lambda: self._print(RECEIPT))
        self.head.copied.connect(self._copied)
        self.head.correct.clicked.connect(self._correct)
        self.papers = Papers()
        self.papers.chosen.connect(self._print)
        self.facts = Facts()
        self.facts.files.open_file.connect(self._open)
        self.facts.files.add_file.connect(self._add)
        self.adding = Adding(seat, code, clock, self.facts.files, self)
        self.adding.trouble.connect(lambda told: self.notices.trouble(told))
        self.adding.said.connect(lambda words: self.notices.say(words))
        self.timeline = Timeline()
        self.timeline.setObjectName("dossier.timeline")
        for scrolls in (self.facts, self.timeline):
            scrolls.setMinimumHeight(px(LEAST_SEEN))
        self.steps = Steps(seat.actor.role)
        self.steps.take.connect(self._take)
        self.printed = Button(
            _("Giấy đã in"), self._show_printed, key="Ctrl+Shift+H", icon=Icon.HISTORY, kind=Kind.QUIET
        )
        self.printed.setObjectName("dossier.printed")
        over = row(label(_("Diễn biến"), "overline"), 0, self.printed)
        right = column(over, self.timeline, space=INSIDE)
        right.setContentsMargins(px(BETWEEN), px(INSIDE) + px(4), px(4), px(4))
        right.setStretch(1, 1)
        self._right = card(right)
        body = row(card(column(self.facts, margin=1)), self._right, space=BETWEEN)
        body.setStretch(0, 13)
        body.setStretch(1, 8)
        page = column(column(self.head, self.papers, space=INSIDE), body, self.steps, space=BETWEEN)
        page.setContentsMargins(px(SECTION), 0, px(SECTION), px(BETWEEN))
        page.setStretch(1, 1)
        whole = QWidget()
        whole.setLayout(page)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(whole)
        self.notices = Notices(self)
        add_key(self, "Ctrl+L", self.facts.setFocus)

    def keys(self) -> list[Key]:
        """The keys of this page, for F1."""
        steps = len(self.steps.buttons)
        return [
            *([Key(f"Alt+1…{steps}" if steps > 1 else "Alt+1", _("Bước tiếp theo"))] if steps else []),
            Key("Ctrl+Enter", _("Xác nhận bước cần ghi thêm")),
            Key("F4", _("Sửa thông tin đã tiếp nhận")),
            Key("Ctrl+P", _("In lại giấy tiếp nhận")),
            Key("Ctrl+Shift+2…9", _("In biểu mẫu khác của hồ sơ, theo số")),
            Key("Ctrl+Shift+H", _("Giấy đã in: xem, in lại, lưu")),
            Key("Alt+Q", _("Quét thêm giấy tờ")),
            Key("Alt+C", _("Chụp thêm giấy tờ bằng camera")),
            Key("Ctrl+O", _("Thêm tệp")),
            Key("Ctrl+V", _("Dán ảnh hoặc tệp đã chép")),
            Key("Ctrl+Shift+C", _("Chép mã hồ sơ")),
            Key("Ctrl+L", _("Về phần nội dung, cuộn bằng mũi tên")),
        ]

    def arrive(self) -> None:
        """The facts first: the arrows scroll, Tab walks to the files and the steps."""
        self.facts.setFocus()

    def may_leave(self) -> str:
        """A reason that was begun is told before it would go."""
        return _("Lý do đang gõ dở ở hồ sơ này chưa được lưu.") if self.steps.typed else ""

    # -- asking ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look at the record again."""
        self._asked = self._seat.work.ask(
            self._look, self._show, self._lost, owner=self, instead_of=self._asked
        )

    def _look(self, _progress: Progress) -> _Look:
        at = self._clock()
        with self._seat.store.read() as session:
            dossier = dossier_of(session, self._code)
            forms = newest_first(dossier, supported(session, self._code))
            printed = len(papers_of(session, dossier.id))
            known = self._known(session, dossier, at)
            bore = who_bore(session, dossier.code)
            return _Look(at, dossier, _moments(session, dossier, at), forms, printed, known, bore)

    def _known(self, session: Session, dossier: Dossier, at: datetime) -> Known:
        procedure = catalogue_of(session).get(dossier.procedure)
        head = next((one.name for one in staff_of(session) if one.role is Role.LEADER), "")
        return Known(
            dossier,
            procedure.components if procedure else (),
            head,
            working_calendar_of(session),
            at,
            self._memory.text(f"handover/{dossier.field}/receiver"),
            self._memory.text(f"handover/{dossier.field}/unit"),
        )

    def _lost(self, told: Told) -> None:
        if self._dossier is None and self._pages.count() == 1:
            teach = _("Bấm Alt+← để quay lại danh sách.")
            self._pages.addWidget(Empty(Icon.SEARCH, _("Chưa mở được hồ sơ này"), teach))
            self._pages.setCurrentIndex(1)
        self.notices.trouble(told)

    def _show(self, look: _Look) -> None:
        self._dossier = look.dossier
        self._pages.setCurrentIndex(0)
        self.head.show_dossier(look.dossier, look.at, look.bore)
        counter = next((one.name for one in self._seat.office.counters if one.id == look.dossier.counter), "")
        self.facts.show_dossier(look.dossier, counter, look.at)
        self.timeline.show_moments(look.moments)
        self.papers.show_forms(look.forms)
        words = _("Giấy đã in ({n})").format(n=look.printed) if look.printed else _("Giấy đã in")
        self.printed.setText(words)
        self.steps.show_known(look.known)
        self._draw(look.dossier.attachments)

    def _draw(self, files: tuple[Attachment, ...]) -> None:
        self.facts.files.show_thumbnails(self._pictures)
        missing = tuple(one for one in files if one.sha256 not in self._pictures)
        if not missing:
            return

        def drawn(made: dict[str, Thumbnail]) -> None:
            self._pictures |= made
            self.facts.files.show_thumbnails(self._pictures)

        self._drawing = self._seat.work.ask(
            lambda progress: thumbnails(self._seat.store, missing, progress),
            drawn,
            owner=self,
            instead_of=self._drawing,
        )

    # -- doing -------------------------------------------------------------------------------------------

    def _take(self, action: Action, facts: Mapping[str, Any]) -> None:
        if action is Action.RETURN:
            self.steps.wake()
            self.hand_out.emit(self._code)
            return
        self.arrive()  # the button that was pressed sleeps now: Enter must not meet the navigation instead

        def step(_progress: Progress) -> Dossier:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                if action is Action.CANCEL:
                    return cancel(change, self._code, str(facts["reason"]))
                if action is Action.EXTEND:
                    due, said = facts["due"], {key: str(facts[key]) for key in ("reason", "signer", "number")}
                    return extend(change, self._code, due, **said)
                return act(change, self._code, action, facts)

        def taken(dossier: Dossier) -> None:
            self.steps.taken(dossier)
            for habit in ("receiver", "unit") if action is Action.HAND_OVER else ():
                self._memory.keep(f"handover/{dossier.field}/{habit}", str(facts[habit]).strip())
            if action is Action.EXTEND:
                said = _("Đã ghi gia hạn đến {due}.").format(
                    due=f"{dossier.due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
                )
                self.notices.say(said)
                self._print(OPENS[action])
                return
            said = _("Đã ghi: {state}. Bước này đã vào nhật ký và không hoàn tác.")
            self.notices.say(said.format(state=state_words(dossier.state).lower()))
            if action in OPENS:
                self._print(OPENS[action])

        self._seat.work.change(step, taken, self._not_taken, touches=Area.DOSSIERS, owner=self)

    def _not_taken(self, told: Told) -> None:
        self.steps.wake()
        if not (isinstance(told, RuleBroken) and self.steps.show_error(told)):
            self.notices.trouble(told)
            if self.steps.asking is not None:
                self.steps.reason.jump()
        self.refresh()

    def _print(self, form: str) -> None:
        preview = PrintPreview(self._seat, self._code, form=form, memory=self._memory, parent=self)
        preview.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        preview.open()

    def _show_printed(self) -> None:
        kept = KeptPapers(
            self._seat, self._code, self._open_outside, memory=self._memory, clock=self._clock, parent=self
        )
        kept.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kept.open()

    def _correct(self) -> None:
        if self._dossier is None:
            return
        dialog = CorrectionDialog(self._seat, self._dossier, self._clock, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.corrected.connect(self._corrected)
        dialog.open()

    def _corrected(self, _code: str) -> None:
        self.notices.say(_("Đã ghi sửa đổi vào nhật ký. Hãy in lại giấy cho người dân."))
        self.head.print.click()

    def _copied(self, code: str) -> None:
        QGuiApplication.clipboard().setText(code)
        self.notices.say(_("Đã chép mã {code}").format(code=code))

    def _open(self, file: Attachment) -> None:
        store, opened = self._seat.store, self._opened

        def show(path: Path) -> None:
            if not self._open_outside(path):
                self.notices.trouble(
                    Trouble(
                        "no_viewer",
                        _("Máy này chưa có chương trình xem tệp “{name}”.").format(name=file.file),
                        _("Hãy nhờ người quản trị cài chương trình xem ảnh hoặc PDF."),
                    )
                )

        self._seat.work.ask(
            lambda _progress: opened.write(file.file, store.vault.read(file.sha256)),
            show,
            self.notices.trouble,
            owner=self,
        )

    def _add(self) -> None:
        if chosen := self._ask_file(self):
            self.adding.take([Loose(Path(chosen).name, Path(chosen))])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._right.setMinimumWidth(min(px(TIMELINE_LEAST), self.width() * 2 // 5))


def _moments(session: Session, dossier: Dossier, at: datetime) -> tuple[Moment, ...]:
    """The journal of a dossier in words, newest first."""
    names = {person.login: person.name for person in staff_of(session)}
    names |= {SYSTEM.login: SYSTEM.name, PROVINCE.login: PROVINCE.name}
    held = line_state(session).held_seq
    refusals = {one.seq: one.message for one in refused_entries(session) if one.dossier == dossier.code}
    moments = []
    newer: datetime | None = None
    for entry in reversed(timeline(session, dossier.id)):
        refusal = refusals.get(entry.seq, "")
        sent = Sent.REFUSED if refusal else Sent.CONFIRMED if entry.seq <= held else Sent.HERE
        since = held_since(session, entry.seq) if sent is Sent.CONFIRMED else None
        told = since if since != newer else None  # what went together is said once, at the newest
        newer = since
        moments.append(moment(entry, names, sent, at, told, refusal))
    return tuple(moments)
