"""How does one sign digital copies at the desk? Which form, by whom, with which token; then one dossier after another.

The PIN is used once and never kept. What was signed before a stop stays signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLayout, QLineEdit, QPlainTextEdit, QWidget

from desk.errors import RuleBroken, Trouble
from desk.progress import Progress
from desk.rules.words import _
from printing.signature_looks import check_image
from printing.tokens import opened_token
from ui.digital import SIGNABLE, Outcome, Stamp, sign_copies
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Form, Notices
from ui.seat import Seat
from ui.theme import BETWEEN, CLOSE, INSIDE, READABLE, SECTION, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.choices import OneOf
from ui.widgets.field import Field, LineEdit
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.text import column, label, row
from ui.work import Area, Lane, Task

MODULE, LABEL, FORM = "signing.module", "signing.label", "signing.form"
HAND, SEAL = "signing.hand", "signing.seal"
OUTCOME_LINES = 6


class SigningDialog(QDialog):
    """Signs one form of the given dossiers; stays open at the end and says what became of each."""

    def __init__(
        self, seat: Seat, codes: Sequence[str], memory: Memory, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("signing")
        self.setWindowTitle(_("Ký số bản điện tử"))
        self._seat, self._codes, self._memory = seat, tuple(codes), memory
        self._task: Task[tuple[Outcome, ...]] | None = None
        self.form = OneOf([(one, one) for one in SIGNABLE], memory.text(FORM, SIGNABLE[0]))
        self.form.setAccessibleName(_("Biểu mẫu"))
        self.agency = OneOf(((False, _("Người có thẩm quyền")), (True, _("Cơ quan (đóng dấu số)"))), False)
        self.agency.setAccessibleName(_("Ai ký"))
        self.agency.chosen.connect(lambda _value: self._recall_image())
        self.module = Field("module", _("Thư viện của token (PKCS#11)"), LineEdit())
        self.module.put(memory.text(MODULE))
        self.label = Field("label", _("Tên token"), LineEdit(), optional=True)
        self.label.put(memory.text(LABEL))
        self.image = Field("image", _("Ảnh chữ ký hoặc con dấu (PNG)"), LineEdit(), optional=True)
        self.pin = Field("pin", _("Mã PIN của token"), LineEdit(icon=Icon.LOCK))
        secret = self.pin.control
        assert isinstance(secret, QLineEdit)
        secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._wrong = Form((self.module, self.label, self.image, self.pin))
        self.sign = Button(self._sign_words(), self._begin, key="Return", icon=Icon.STAMP, kind=Kind.PRIMARY)
        self.sign.setObjectName("signing.sign")
        self.leave = Button(_("Đóng"), self.reject, key="Escape")
        self.leave.setObjectName("signing.leave")
        self.progress = ProgressPanel()
        self.progress.hide()
        self.outcome = QPlainTextEdit()
        self.outcome.setReadOnly(True)
        self.outcome.setAccessibleName(_("Kết quả ký"))
        self.outcome.hide()
        self._lay_out()
        self.notices = Notices(self)
        self._recall_image()
        (self.pin if memory.text(MODULE) else self.module).setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        page = column(
            label(_("Ký số bản điện tử"), "title"),
            label(self._about(), "muted", wrap=True),
            _named(_("Biểu mẫu"), self.form),
            _named(_("Ai ký"), self.agency),
            _chooser(self.module, Button(_("Chọn tệp…"), self._choose_module)),
            _chooser(self.image, Button(_("Chọn ảnh…"), self._choose_image)),
            row(self.label, self.pin, space=BETWEEN),
            self.progress, self.outcome,
            INSIDE,
            row(0, self.leave, self.sign),
            space=CLOSE,
        )  # fmt: skip
        page.setContentsMargins(px(SECTION), px(BETWEEN), px(SECTION), px(BETWEEN))
        page.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # grows with a sentence under a field
        self.setLayout(page)
        for part in (self.module, self.outcome, self.progress):
            part.setMinimumWidth(px(READABLE - 160))

    def _about(self) -> str:
        if len(self._codes) == 1:
            return _("Hồ sơ {code}. Bản ký số (PDF/A) được lưu cùng hồ sơ và gửi lên tỉnh.").format(
                code=self._codes[0]
            )
        return _(
            "{count} hồ sơ, từ {first} đến {last}. Bản ký số (PDF/A) được lưu cùng từng hồ sơ và gửi lên tỉnh."
        ).format(count=len(self._codes), first=self._codes[0], last=self._codes[-1])

    def _sign_words(self) -> str:
        return _("Ký {count} hồ sơ").format(count=len(self._codes))

    # -- signing -----------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._task is not None:
            return
        self._wrong.clear()
        module, pin = self.module.text().strip(), self.pin.text()
        missing = [
            RuleBroken(field.name, "missing", sentence)
            for field, typed, sentence in (
                (self.module, module, _("Hãy chọn tệp thư viện do phần mềm của token cài.")),
                (self.pin, pin, _("Hãy nhập mã PIN.")),
            )
            if not typed
        ]
        if missing:
            self._wrong.show(*missing)
            return
        form, agency = self.form.value() or SIGNABLE[0], bool(self.agency.value())
        name, image = self.label.text().strip(), self.image.text().strip()
        for key, kept in ((FORM, form), (MODULE, module), (LABEL, name), (SEAL if agency else HAND, image)):
            self._memory.keep(key, kept)
        self.sign.setEnabled(False)
        self.outcome.hide()
        self.progress.show()

        def run(progress: Progress) -> tuple[Outcome, ...]:
            picture = _picture(image)
            with opened_token(Path(module), pin, name) as token:
                stamp = Stamp(token, token.chosen(), picture, agency)
                return sign_copies(self._seat.store, self._seat.actor, self._codes, form, stamp, progress)

        self._task = self._seat.work.change(
            run, self._ended, self._failed, touches=Area.DOSSIERS, lane=Lane.TOKEN, owner=self,
            watch=self.progress.show_step, stopped=self._stopped,
        )  # fmt: skip
        self.progress.begin(_("Đang mở token"), self._task.cancel)

    def _ended(self, outcomes: tuple[Outcome, ...]) -> None:
        refused = [one for one in outcomes if one.refused]
        self.progress.end(
            _("Đã ký {done} hồ sơ; {refused} hồ sơ không ký được.").format(
                done=len(outcomes) - len(refused), refused=len(refused)
            )
            if refused
            else _("Đã ký xong {done} hồ sơ.").format(done=len(outcomes))
        )
        self.outcome.setPlainText("\n".join(f"{one.code}: {one.refused}" for one in refused))
        self.outcome.setFixedHeight(self.outcome.fontMetrics().lineSpacing() * (OUTCOME_LINES + 1))
        self.outcome.setVisible(bool(refused))
        self._rest()
        self.leave.setFocus()

    def _failed(self, error: RuleBroken | Trouble) -> None:
        self.progress.hide()
        self._rest()
        if isinstance(error, RuleBroken):
            self._wrong.show(error)
        elif error.code in ("wrong_pin", "pin_locked"):
            self._wrong.show(RuleBroken("pin", error.code, f"{error.title} {error.advice}"))
        elif error.code == "no_module":
            self._wrong.show(RuleBroken("module", error.code, f"{error.title} {error.advice}"))
        elif error.code in ("several_tokens", "no_token"):
            self._wrong.show(RuleBroken("label", error.code, f"{error.title} {error.advice}"))
        else:
            self.notices.trouble(error)

    def _stopped(self) -> None:
        self.progress.end(_("Đã dừng; những hồ sơ ký xong trước đó vẫn giữ bản ký."))
        self._rest()

    def _rest(self) -> None:
        """Ready for another go; the PIN is typed anew, so that it never lies about in a window."""
        self._task = None
        self.pin.put("")
        self.sign.setEnabled(True)

    def reject(self) -> None:
        """While signing, Esc stops the signing and not the dialog."""
        if self._task is not None:
            self._task.cancel()
            return
        super().reject()

    # -- files -------------------------------------------------------------------------------------------

    def _recall_image(self) -> None:
        self.image.put(self._memory.text(SEAL if self.agency.value() else HAND))

    def _choose_module(self) -> None:
        kinds = _("Thư viện (*.so *.dll *.dylib);;Mọi tệp (*)")
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Thư viện của token"), self.module.text(), kinds)
        if chosen:
            self.module.put(chosen)

    def _choose_image(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Ảnh chữ ký hoặc con dấu"), self.image.text(), "PNG (*.png)"
        )
        if chosen:
            self.image.put(chosen)


def _named(words: str, choice: QWidget) -> QWidget:
    """A row of choices after its name."""
    both = QWidget()
    line = row(label(words, "strong"), choice, 0, space=BETWEEN)
    line.setContentsMargins(0, 0, 0, 0)
    both.setLayout(line)
    return both


def _chooser(field: Field, button: Button) -> QWidget:
    """A field with the button that fills it, the button beside the line and not beside the title."""
    both = QWidget()
    line = row(field, button, space=INSIDE)
    line.setContentsMargins(0, 0, 0, 0)
    line.setStretch(0, 1)
    line.setAlignment(button, Qt.AlignmentFlag.AlignBottom)
    both.setLayout(line)
    return both


def _picture(path: str) -> bytes:
    if not path:
        return b""
    try:
        image = Path(path).read_bytes()
    except OSError as lost:
        raise RuleBroken(
            "image", "missing", _("Không đọc được tệp ảnh “{path}”.").format(path=path)
        ) from lost
    check_image(image, "image")
    return image
