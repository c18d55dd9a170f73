"""Not complete, or not for us: form 02 or 03 before anything is received. Written, numbered, printed; no dossier, no code.

What was typed at reception stays there, so that the citizen who comes back with the paper goes on where he stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QStackedLayout, QWidget

from desk.errors import RuleBroken
from desk.files import write_durably
from desk.guidance import REFUSAL, SUPPLEMENT, Guidance, ask_supplement, refuse
from desk.print_queue import enqueue
from desk.progress import Progress
from desk.rules.citizen import Person
from desk.rules.dossier import HandedIn
from desk.rules.words import _
from ui.icons import Icon
from ui.notices import Form, Notices
from ui.pages.print_preview import ask_pdf
from ui.papers.guidance import guidance_pdf
from ui.seat import Seat
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.empty import Empty
from ui.widgets.field import Field, Note
from ui.widgets.preview import PdfPreview
from ui.widgets.text import column, label, row
from ui.work import Area, Lane, Told

SIZE = (900, 620)
SHEET = "A4"


class SentHome(QDialog):
    """First why, then the paper. `given(number)` follows the entry in the journal; Escape before that changes nothing."""

    given = Signal(str)

    def __init__(
        self,
        seat: Seat,
        form: str,
        procedure: str,
        person: Person,
        handed_in: tuple[HandedIn, ...],
        missing: tuple[str, ...],
        clock: Callable[[], datetime],
        *,
        ask_file: Callable[[QWidget, str], str] = ask_pdf,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._seat, self._kind, self._clock = seat, form, clock
        self._procedure, self._person, self._handed_in = procedure, person, handed_in
        self._ask_file = ask_file
        self._guidance: Guidance | None = None
        self._pdf = b""
        self.setObjectName("sent_home")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asks = form == SUPPLEMENT
        self.setWindowTitle(_("Phiếu yêu cầu bổ sung (mẫu 02)") if asks else _("Phiếu từ chối (mẫu 03)"))
        self.reason = Field("reason", _("Lý do"), Note(), optional=asks)
        self.more = (
            Field("guidance", _("Hướng dẫn thêm"), Note(), optional=True)
            if asks
            else Field("basis", _("Căn cứ"), Note(), optional=True)
        )
        self.form = Form((self.reason, self.more))
        self._wrong = label("", "error", wrap=True)
        self._wrong.setObjectName("sent_home.wrong")
        self._wrong.hide()
        self.write = Button(
            _("Ghi sổ và xem giấy"), self._write, key="Ctrl+Return", icon=Icon.TICK, kind=Kind.PRIMARY
        )
        self.print = Button(_("In"), self._print, key="Ctrl+P", icon=Icon.PRINT, kind=Kind.PRIMARY)
        self.save = Button(_("Lưu PDF"), self._save, key="Ctrl+S", icon=Icon.DOWNLOAD)
        self.leave = Button(_("Đóng"), self.reject, key="Escape")
        for button, name in (
            (self.write, "write"), (self.print, "print"), (self.save, "save"), (self.leave, "leave"),
        ):  # fmt: skip
            button.setObjectName(f"sent_home.{name}")
        self.preview = PdfPreview(Empty(Icon.DOCUMENT, _("Đang dựng giấy…")))
        self._pages = QStackedLayout()
        self._pages.addWidget(self._asking(missing))
        self._pages.addWidget(self.preview)
        bar = row(0, self.leave, self.save, self.print, self.write, space=INSIDE)
        whole = column(label(self.windowTitle(), "title"), self._pages, bar, space=CLOSE, margin=SECTION)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        for button in (self.print, self.save):
            button.hide()
        self.resize(QSize(*(px(side) for side in SIZE)).boundedTo(self.screen().availableSize()))
        self.notices = Notices(self)
        self.reason.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asking(self, missing: tuple[str, ...]) -> QWidget:
        who = label(f"{self._person.name} · {self._procedure}", "muted")
        parts: list[QWidget | int] = [who, BETWEEN]
        if self._kind == SUPPLEMENT:
            parts += [
                label(_("Giấy sẽ yêu cầu bổ sung"), "overline"),
                *(label(f"– {one}", wrap=True) for one in missing),
                BETWEEN,
            ]
            self.reason.hint(_("Để trống: “Thành phần hồ sơ chưa đầy đủ theo quy định”."))
        inside = QWidget()
        inside.setLayout(column(*parts, self.reason, self.more, self._wrong, 0, space=INSIDE))
        return inside

    # -- writing -----------------------------------------------------------------------------------------

    def _write(self) -> None:
        if self._guidance is not None or not self.write.isEnabled():
            return
        self.write.setEnabled(False)
        reason, more = self.reason.text(), self.more.text()

        def write(_progress: Progress) -> tuple[Guidance, bytes]:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                if self._kind == REFUSAL:
                    given = refuse(change, self._procedure, self._person, reason=reason, basis=more)
                else:
                    given = ask_supplement(
                        change,
                        self._procedure,
                        self._person,
                        handed_in=self._handed_in,
                        reason=reason,
                        guidance=more,
                    )
                return given, guidance_pdf(change.session, given.id)

        self._seat.work.change(write, self._written, self._refused, touches=Area.DAY, owner=self)

    def _written(self, made: tuple[Guidance, bytes]) -> None:
        self._guidance, self._pdf = made
        self.write.hide()
        self.print.show()
        self.save.show()
        self._pages.setCurrentWidget(self.preview)
        self.preview.show_pdf(self._pdf)
        self.print.setFocus(Qt.FocusReason.OtherFocusReason)
        self.given.emit(self._guidance.number)

    def _refused(self, told: Told) -> None:
        self.write.setEnabled(True)
        if not isinstance(told, RuleBroken):
            self.notices.trouble(told)
        elif self.form.field(told.field) is not None:
            self.form.show(told)
        else:
            self._wrong.setText(told.message)
            self._wrong.show()

    # -- leaving -----------------------------------------------------------------------------------------

    def _print(self) -> None:
        assert self._guidance is not None
        paper, title = self._pdf, self._guidance.number

        by, at = self._seat.actor.login, self._clock()

        def queue(_progress: Progress) -> None:
            sha256, _size = self._seat.store.vault.put([paper])
            with self._seat.store.keep() as session:
                enqueue(session, title, sha256, SHEET, "", by, at)

        self._seat.work.change(
            queue, lambda _nothing: self.accept(), self.notices.trouble, touches=Area.PAPERS, owner=self
        )

    def _save(self) -> None:
        assert self._guidance is not None
        name = self._ask_file(self, f"{self._guidance.number.replace('/', '-')}.pdf")
        if not name:
            return
        path, paper = Path(name), self._pdf
        self._seat.work.change(
            lambda _progress: write_durably(path, paper),
            lambda _nothing: self.notices.say(_("Đã lưu {name}").format(name=path.name)),
            self.notices.trouble,
            touches=Area.NOTHING,
            lane=Lane.PAPER,
            owner=self,
        )
