"""What goes to the province now, what went, what waits, what needs a person? The exchange as the clerk sees it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desk.errors import RuleBroken, Trouble
from desk.progress import Step
from desk.rules.words import _
from ui.icons import Icon
from ui.line_status import line_sentence, waiting_words
from ui.notices import Form, Summary
from ui.pages.closing_day import APART, DISPUTED, RENAMABLE, Attend, DayView, ending_words, report_words
from ui.theme import BETWEEN, CLOSE, INSIDE, TIGHT, Meaning, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.field import Field, LineEdit
from ui.widgets.marks import IconLabel, Mark
from ui.widgets.progress_panel import ProgressPanel, byte_words
from ui.widgets.text import column, empty_out, label, row, rule, set_role

LIST_HEIGHT = 208
"""Three to four rows: the rest of the card stays on the page at 1366×768."""
SHOWN_AT_ONCE = 20
"""More rows than this are no list that a person works through here; the dossiers page has them all."""


class ExchangeCard(QFrame):
    """`send()` asks for an exchange, `open_dossier(code)` for a dossier that the province refused, `recover()` for bringing
    both journals together, `decide(code)` for comparing what both sides changed, `rename(code)` for a code of its own,
    `pause()` for holding back what goes by itself, or letting it go on."""

    send = Signal()
    pause = Signal()
    recover = Signal()
    decide = Signal(str)
    rename = Signal(str)
    open_dossier = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("closing.exchange")
        set_role(self, "card")
        self._mark = Mark(Meaning.QUIET, "…")
        self._mark.setObjectName("closing.line")
        self._mark_rest = label("", "muted", wrap=True)
        self._mark_rest.setObjectName("closing.line_rest")
        self.send_button = Button(_("Gửi ngay"), self.send.emit, key="Ctrl+G", icon=Icon.SENT)
        self.send_button.setObjectName("closing.send")
        self.pause_button = Button("", self.pause.emit, kind=Kind.QUIET)
        self.pause_button.setObjectName("closing.pause")
        self.panel = ProgressPanel()
        self.panel.setObjectName("closing.progress")
        self.panel.hide()
        self._ended = label("", "strong", wrap=True)
        self._ended.setObjectName("closing.ended")
        self._went = self._line(Icon.CONFIRMED)
        self._waits = self._line(Icon.WAITING)
        self._attend_title = label("", "strong")
        self._attend_title.setObjectName("closing.attend_title")
        self._attend = QVBoxLayout()
        self._attend.setSpacing(px(CLOSE))
        self._attend_part = QWidget()
        self._list = _Rows(self._attend)
        self._attend_part.setLayout(column(rule(), self._attend_title, self._list, space=CLOSE))
        self.setLayout(
            column(
                row(
                    label(_("Trao đổi với tỉnh"), "strong"),
                    0,
                    self.pause_button,
                    self.send_button,
                    space=INSIDE,
                ),
                column(self._mark, self._mark_rest, space=TIGHT - 2),
                self.panel,
                self._ended,
                column(self._went[0], self._waits[0], space=TIGHT),
                self._attend_part,
                space=CLOSE,
                margin=BETWEEN,
            )
        )
        self._running = False

    @staticmethod
    def _line(icon: Icon) -> tuple[QWidget, Callable[[str], None]]:
        """A line that stands only while it has something to say."""
        words = label("", wrap=True)
        line = QWidget()
        box = row(IconLabel(icon), words, space=INSIDE)
        box.setStretch(1, 1)
        box.setContentsMargins(0, 0, 0, 0)
        line.setLayout(box)

        def say(text: str) -> None:
            words.setText(text)
            line.setVisible(bool(text))

        return line, say

    def add(self, part: QWidget) -> None:
        """One more way to the province, at the end of the card."""
        box = self.layout()
        assert box is not None
        box.addWidget(part)

    def begin(self, cancel: Callable[[], object]) -> None:
        """An exchange starts."""
        self._running = True
        self.panel.begin(_("Đang nối với tỉnh…"), cancel)
        self.panel.show()
        self.send_button.setEnabled(False)
        self._ended.hide()
        self._went[0].hide()

    def show_step(self, step: Step) -> None:
        """Where it is."""
        self.panel.show_step(step)

    def end(self) -> None:
        """It is over; what came of it is in the record and shown with it."""
        self._running = False
        self.panel.hide()
        self.send_button.setEnabled(True)

    def show_day(self, view: DayView) -> None:
        """Show what the record says of the exchange."""
        meaning, sentence = line_sentence(view.line, view.backlog, view.at, view.sending)
        head, _dot, rest = sentence.partition(" · ")
        self._mark.show_state(meaning, head)
        self._mark_rest.setText(rest)
        self._mark_rest.setVisible(bool(rest))
        self.pause_button.setText(_("Gửi nền tiếp") if view.sending.paused_at else _("Tạm dừng gửi nền"))
        self.pause_button.setToolTip(_("Ctrl+Shift+G; “Gửi ngay” và chốt ngày vẫn gửi"))
        waiting, entries = waiting_words(view.backlog), view.backlog.entries
        parts = [waiting, _("{count} mục nhật ký").format(count=entries), byte_words(view.backlog.bytes)]
        self._waits[1](
            _("Chờ gửi: {what}").format(what=" · ".join(p for p in parts if p)) if entries or waiting else ""
        )
        if not self._running:
            self._went[1](report_words(view.report))
            ended = str(view.report["outcome"]) if view.report else ""
            self._ended.setText(ending_words(ended))
            # "All sent" beside "waiting to be sent" would be two truths: what came since then is the news.
            self._ended.setVisible(bool(ended) and not (ended == "done" and (entries or waiting)))
        self._show_attend(view.attend)

    def _show_attend(self, rows: tuple[Attend, ...]) -> None:
        empty_out(self._attend)
        self._attend_title.setText(_("Cần người xem: {count}").format(count=len(rows)))
        for at, one in enumerate(rows[:SHOWN_AT_ONCE]):
            self._attend.addWidget(self._attend_row(at, one))
        self._attend_part.setVisible(bool(rows))

    def _attend_row(self, at: int, one: Attend) -> QWidget:
        words = column(space=TIGHT - 2)
        if one.dossier:
            words.addWidget(label(one.dossier, "strong", selectable=True))
        words.addWidget(label(one.message, "body" if not one.dossier else "muted", wrap=True))
        words.addStretch(1)
        if one.code == APART:
            button = Button(_("Lấy lại từ tỉnh"), self.recover.emit, key="Ctrl+Shift+L", icon=Icon.DOWNLOAD)
        elif one.code == DISPUTED:
            button = Button(_("So sánh và quyết định"), lambda: self.decide.emit(one.dossier))
        elif one.code == RENAMABLE and one.dossier:
            button = Button(_("Cấp mã mới"), lambda: self.rename.emit(one.dossier))
        elif one.dossier:
            button = Button(_("Mở hồ sơ"), lambda: self.open_dossier.emit(one.dossier))
        else:
            button = Button(_("Thử lại"), self.send.emit)
        button.setObjectName(f"closing.attend.{at}")
        button.setAccessibleName(f"{button.text()} {one.dossier}".strip())
        line = QWidget()
        mark = IconLabel(Icon.ALERT, "late")
        box = row(mark, words, button, space=INSIDE)
        box.setStretch(1, 1)
        box.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        box.setAlignment(button, Qt.AlignmentFlag.AlignTop)
        box.setContentsMargins(0, 0, 0, 0)
        line.setLayout(box)
        return line


class _Rows(QScrollArea):
    """As high as its rows, and no higher than a page bears; then it scrolls, also to what Tab reaches."""

    def __init__(self, rows: QVBoxLayout) -> None:
        super().__init__()
        self.setObjectName("closing.attend_list")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        set_role(inside, "bare")
        inside.setLayout(rows)
        rows.setContentsMargins(0, 0, px(INSIDE), 0)
        self.setWidget(inside)
        inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows count in the layout once they are shown, which it tells by asking for room."""
        if watched is self.widget() and event.type() is QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Follow the rows, whose words take more lines where there is less room."""
        rows = self.widget().layout()
        assert rows is not None
        wide = self.viewport().width()
        high = rows.heightForWidth(wide) if rows.hasHeightForWidth() else rows.sizeHint().height()
        self.setFixedHeight(min(high, px(LIST_HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class EnrolCard(QFrame):
    """Asks for the province's address and the one-time code. `enrol(url, code)`; what was typed stays whatever fails."""

    enrol = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("closing.enrol")
        set_role(self, "card")
        self.url = Field("url", _("Địa chỉ cổng của tỉnh"), LineEdit("https://", Icon.OFFICE))
        self.code = Field(
            "code",
            _("Mã đăng ký một lần"),
            LineEdit(icon=Icon.LOCK),
            hint=_("Quản trị của tỉnh cấp; dùng một lần."),
        )
        self._form = Form((self.url, self.code), Summary())
        assert self._form.summary is not None
        self.button = Button(_("Đăng ký máy này"), self._press, icon=Icon.TICK, kind=Kind.NORMAL)
        self.button.setObjectName("closing.enrol_now")
        for one in (self.url, self.code):
            control = one.control
            assert isinstance(control, LineEdit)
            control.returnPressed.connect(self._press)
        self.setLayout(
            column(
                label(_("Đăng ký với tỉnh"), "strong"),
                label(
                    _(
                        "Làm một lần cho mỗi máy. Chưa đăng ký vẫn tiếp nhận và in bình thường; hồ sơ chờ ở máy này."
                    ),
                    "muted",
                    wrap=True,
                ),
                self._form.summary,
                self.url,
                self.code,
                row(self.button, 0),
                space=CLOSE,
                margin=BETWEEN,
            )
        )

    def _press(self) -> None:
        if not self.button.isEnabled():
            return
        for one in (self.url, self.code):
            if not one.text().strip():
                one.mark(_("Hãy điền mục này."))
                one.jump()
                return
        self.button.setEnabled(False)
        self.enrol.emit(self.url.text().strip(), self.code.text().strip())

    def end(self) -> None:
        """The answer is there."""
        self.button.setEnabled(True)

    def show_error(self, error: RuleBroken | Trouble) -> bool:
        """Say beside the field what is wrong; False when it belongs to none."""
        self.end()
        if isinstance(error, RuleBroken) and self._form.field(error.field) is not None:
            self._form.show(error)
            return True
        return False
