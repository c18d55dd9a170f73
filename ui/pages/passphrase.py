"""By which words is this desk's data unlocked? Asked for only where the machine has no secret service."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from desk.errors import RuleBroken
from desk.rules.words import _
from ui.icons import LARGE, Icon
from ui.notices import Form
from ui.theme import BETWEEN, CLOSE, READABLE, SECTION, TIGHT, WIDE, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.field import Field, LineEdit
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, label, row

SHORTEST = 8
"""A new passphrase guards the whole record against whoever takes the disk away."""


def ask_passphrase(new: bool) -> str:
    """The passphrase that the person types, a new one twice; empty when the person closes the dialog."""
    dialog = PassphraseDialog(new)
    return dialog.passphrase if dialog.exec() == QDialog.DialogCode.Accepted else ""


class PassphraseDialog(QDialog):
    """Says in two sentences what the words are for; a new passphrase is typed twice and compared."""

    def __init__(self, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._new = new
        self.passphrase = ""
        self.setObjectName("passphrase_dialog")
        self.setWindowTitle(_("Một Cửa"))
        self.first = Field("passphrase", _("Cụm mật khẩu"), self._secret())
        self.again = Field("again", _("Gõ lại cụm mật khẩu"), self._secret())
        self.again.setVisible(new)
        if new:
            self.first.hint(_("Ít nhất {n} ký tự; một câu ngắn dễ nhớ là tốt nhất.").format(n=SHORTEST))
        self._wrong = Form((self.first, self.again))
        self.unlock = Button(
            _("Đặt và mở") if new else _("Mở dữ liệu"),
            self._done,
            key="Return",
            icon=Icon.LOCK,
            kind=Kind.PRIMARY,
        )
        self.leave = Button(_("Thôi"), self.reject, key="Escape")
        title = _("Đặt cụm mật khẩu cho dữ liệu") if new else _("Mở khóa dữ liệu")
        head = row(IconLabel(Icon.LOCK, "accent", LARGE), label(title, "title"), 0, space=CLOSE)
        inside = column(
            head,
            label(self._words(), "muted", wrap=True),
            TIGHT,
            self.first,
            self.again,
            BETWEEN,
            row(0, self.leave, self.unlock),
            space=CLOSE,
        )
        inside.setContentsMargins(px(WIDE), px(SECTION), px(WIDE), px(SECTION))
        self.setLayout(inside)
        self.setFixedWidth(px(READABLE - 80))
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _words(self) -> str:
        if self._new:
            return _(
                "Máy này không có nơi cất khóa của hệ điều hành, nên dữ liệu được khóa bằng cụm mật khẩu này "
                "và mỗi lần mở chương trình sẽ hỏi lại. Hãy ghi ra giấy và cất nơi an toàn: quên thì "
                "không ai mở lại được."
            )
        return _(
            "Dữ liệu của quầy được mã hóa, và máy này không có nơi cất khóa của hệ điều hành. Hãy gõ cụm mật "
            "khẩu đã đặt khi tạo văn phòng; đó không phải mật khẩu đăng nhập của từng người."
        )

    @staticmethod
    def _secret() -> LineEdit:
        line = LineEdit(icon=Icon.LOCK)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        return line

    def _done(self) -> None:
        typed, again = self.first.text(), self.again.text()
        if not typed:
            self._wrong.show(RuleBroken("passphrase", "missing", _("Hãy gõ cụm mật khẩu.")))
        elif self._new and len(typed) < SHORTEST:
            sentence = _("Cụm mật khẩu cần ít nhất {n} ký tự.").format(n=SHORTEST)
            self._wrong.show(RuleBroken("passphrase", "too_short", sentence))
        elif self._new and not again:
            self.again.jump()
        elif self._new and typed != again:
            self._wrong.show(RuleBroken("again", "differs", _("Hai lần gõ khác nhau; hãy gõ lại lần hai.")))
        else:
            self.passphrase = typed
            self.accept()
            return
        self.adjustSize()  # a sentence under a field needs room of its own
