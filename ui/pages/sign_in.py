"""Who sits down at the desk? Counter, login and password; in a training office the sample logins are at hand.

A wrong password is said beside the field, and nothing that was typed goes away. The page may stand before the store is
open: who signs in sooner than that waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk.errors import CLOCK_WENT_BACK, RuleBroken
from desk.progress import Progress
from desk.rules.words import _
from ui.front import Front
from ui.icons import Icon
from ui.memory import Memory
from ui.notices import Action, Form, Notices
from ui.theme import BETWEEN, CLOSE, INSIDE, RADIUS, ROW, SECTION, TIGHT, WIDE, Size, look, px
from ui.widgets.buttons import Button, Kind, add_key, keycap_width, paint_keycap, paint_ring
from ui.widgets.choices import OneOf
from ui.widgets.field import Combo, Field, LineEdit
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, label, row
from ui.work import Area, Told, Work

if TYPE_CHECKING:
    from desk.store import Actor, Store

Login = tuple[str, str, str]
"""login, password, name of a member of the training staff"""

FORM = 360
OFFICE_SHARE, FORM_SHARE = 5, 6
FEW_COUNTERS = 3
"""So many counters are shown side by side; more become a list."""
LOGIN_KEYS = 9
COUNTER = "counter"


class SignIn(QWidget):
    """The first page. `signed_in` says who acts from now on; the journal knows it already."""

    signed_in = Signal(object)

    def __init__(
        self,
        store: Store | None,
        work: Work,
        front: Front,
        training_logins: tuple[Login, ...] = (),
        *,
        memory: Memory | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title, self.icon = _("Đăng nhập"), Icon.SIGN_IN.value
        self._store, self._work, self._memory = store, work, memory or Memory()
        self.front = front
        self._logins = training_logins[:LOGIN_KEYS] if front.training else ()
        self._checking = self._clock_is_right = False
        self.setObjectName("sign_in")
        self.setProperty("role", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.counter = self._counters(front)
        self.login = Field("login", _("Tên đăng nhập"), LineEdit(icon=Icon.PERSON))
        self.password = Field("password", _("Mật khẩu"), LineEdit(icon=Icon.LOCK))
        self._secret = self.password.control
        assert isinstance(self._secret, QLineEdit)
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.show_password = Button(
            _("Hiện mật khẩu"), self._toggle, key="Ctrl+H", icon=Icon.SEE, kind=Kind.QUIET
        )
        self.enter = Button(
            _("Vào làm việc"), self._enter, key="Return", icon=Icon.SIGN_IN, kind=Kind.PRIMARY
        )
        self.notices = Notices(self)
        self._wrong = Form((self.counter, self.login, self.password))
        for field in (self.login, self.password):
            field.edited.connect(lambda _text: self._mend())
        page = QHBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(self._form(), FORM_SHARE)  # first, so that Tab walks the form before the sample logins
        page.insertWidget(0, self._whose_desk(front), OFFICE_SHARE)
        self.setFocusProxy(self.login)

    def keys(self) -> list[tuple[str, str]]:
        """The keys of this page."""
        told = [("Enter", _("vào làm việc")), ("Ctrl+H", _("hiện hoặc ẩn mật khẩu"))]
        return told + [(f"Alt+{at}", name) for at, (_login, _password, name) in enumerate(self._logins, 1)]

    def refresh(self) -> None:
        """Nothing here grows old."""

    def may_leave(self) -> bool:
        """Nothing is lost by leaving."""
        return True

    def _counters(self, front: Front) -> Field:
        choices = list(front.counters)
        kept = self._memory.text(COUNTER)
        chosen = kept if not choices or kept in dict(choices) else choices[0][0]
        if 0 < len(choices) <= FEW_COUNTERS:
            self._one_of: OneOf[str] | Combo = OneOf(choices, chosen)
        else:
            self._one_of = Combo([(name, value) for value, name in choices])
            self._one_of.setCurrentIndex(max(0, self._one_of.findData(chosen)))
        field = Field("counter", _("Quầy"), self._one_of)
        if not choices:
            field.hide()  # nobody knows them before the office's first start on this machine
        return field

    def _counter(self) -> str:
        control = self._one_of
        return str(control.value() if isinstance(control, OneOf) else control.currentData())

    def _form(self) -> QVBoxLayout:
        head = label(_("Đăng nhập"), "title")
        form = column(head, TIGHT, self.counter, self.login, self.password, space=BETWEEN)
        form.addLayout(row(self.show_password, 0))
        form.addWidget(self.enter)
        form.setSpacing(px(CLOSE))
        holder = QWidget()
        holder.setFixedWidth(px(FORM))
        form.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(form)
        middle = QVBoxLayout()
        middle.setContentsMargins(*(px(WIDE),) * 4)
        middle.addStretch(2)
        middle.addLayout(row(0, holder, 0))
        middle.addStretch(3)
        return middle

    def _whose_desk(self, front: Front) -> QFrame:
        side = QFrame()
        side.setProperty("role", "rail")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        name = label(front.name, "display", wrap=True)
        name.setAccessibleName(front.name)
        box = column(margin=WIDE + INSIDE, space=INSIDE)
        box.addStretch(2)
        box.addWidget(IconLabel(Icon.OFFICE, "accent", WIDE + INSIDE), 0, Qt.AlignmentFlag.AlignLeft)
        box.addSpacing(px(BETWEEN))
        if front.parent:
            box.addWidget(label(front.parent, "muted", wrap=True))
        box.addWidget(name)
        box.addWidget(label(front.desk_name, "muted", wrap=True))
        if self._logins:
            box.addSpacing(px(SECTION))
            box.addWidget(self._samples())
        box.addStretch(3)
        side.setLayout(box)
        return side

    def _samples(self) -> QWidget:
        panel = QWidget()
        head = label(_("Văn phòng tập huấn: bấm một người để điền sẵn"), "overline")
        rows = column(head, space=TIGHT // 2)
        self.samples = []
        for at, (login, password, name) in enumerate(self._logins, 1):
            line = SampleLogin(name, login, f"Alt+{at}")
            line.clicked.connect(lambda _on=False, a=login, b=password: self._fill(a, b))
            add_key(line, f"Alt+{at}", line.click)
            self.samples.append(line)
            rows.addWidget(line)
        panel.setLayout(rows)
        return panel

    def _fill(self, login: str, password: str) -> None:
        self.login.put(login)
        self.password.put(password)
        self._mend()
        self.enter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggle(self) -> None:
        assert isinstance(self._secret, QLineEdit)
        hidden = self._secret.echoMode() is QLineEdit.EchoMode.Password
        mode = QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password
        self._secret.setEchoMode(mode)
        self.show_password.setText(_("Ẩn mật khẩu") if hidden else _("Hiện mật khẩu"))

    def _mend(self) -> None:
        self._wrong.clear()
        self.notices.clear()

    def _enter(self) -> None:
        if not self.login.text().strip():
            self.login.mark(_("Hãy nhập tên đăng nhập."))
            self.login.jump()
            return
        if not self.password.text() and not self.password.control.hasFocus():
            self.password.jump()
            return
        if self._checking:
            return
        self._checking = True
        self._mend()
        self._check()

    def _enter_now(self) -> None:
        """The person says that the clock is right: the desk goes on from now."""
        self._clock_is_right = True
        self._enter()

    def _check(self) -> None:
        store = self._store
        if store is None:
            self.enter.setText(_("Đang mở dữ liệu…"))
            return
        login, password, counter = self.login.text(), self.password.text(), self._counter()
        clock_is_right, self._clock_is_right = self._clock_is_right, False

        def entered(_progress: Progress) -> Actor:
            from desk.access import sign_in
            from desk.clock import now

            return sign_in(store, login, password, counter, now(), clock_is_right=clock_is_right)

        self.enter.setText(_("Đang kiểm tra…"))
        self._work.change(entered, self._entered, self._refused, touches=Area.NOTHING, owner=self)

    def give(self, store: Store) -> None:
        """The store is open now; who has pressed Enter already is checked at once."""
        self._store = store
        if self._checking:
            self._check()

    def go_on_from(self, before: SignIn) -> None:
        """Take over what a person has typed on a page that this one stands in for."""
        self.login.put(before.login.text())
        self.password.put(before.password.text())
        if before.focusWidget() is before.password.control:
            self.setFocusProxy(self.password)
        if before._checking and before.front.counters:  # else nobody has chosen a counter yet
            self._enter()

    def _rest(self) -> None:
        self._checking = False
        self.enter.setText(_("Vào làm việc"))

    def _entered(self, actor: Actor) -> None:
        self._rest()
        self._memory.keep(COUNTER, actor.counter)
        self.password.put("")
        self.signed_in.emit(actor)

    def _refused(self, told: Told) -> None:
        self._rest()
        if isinstance(told, RuleBroken):
            self._wrong.show(told)
        elif told.code == CLOCK_WENT_BACK:
            self.notices.trouble(told, Action(_("Giờ máy đúng"), self._enter_now, "Ctrl+Return"))
        else:
            self.notices.trouble(told)


class SampleLogin(QAbstractButton):
    """One of the training staff: name, login, and the key that fills both in."""

    def __init__(self, name: str, login: str, key: str) -> None:
        super().__init__()
        self._login, self._key = login, key
        self.setText(name)
        self.setObjectName(f"sample.{login}")
        self.setAccessibleName(f"{name} ({login})")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(FORM), px(ROW))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tones = QPainter(self), look().tones
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("hover"))
            painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        if self.hasFocus():
            paint_ring(painter, box, px(RADIUS), tones.accent)
        middle = box.center().y()
        paint_keycap(painter, keycap_width(self._key), middle, self._key, tones.muted)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        words = box.adjusted(keycap_width(self._key) + px(CLOSE), 0, -px(INSIDE), 0)
        painter.setFont(look().font())
        painter.setPen(QPen(look().colour("text")))
        painter.drawText(words, left, self.text())
        painter.setFont(look().font(Size.SMALL))
        painter.setPen(QPen(look().colour("muted")))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._login)
