"""Where do results and errors meet the eye? Beside the field, in a summary that jumps there, or in a quiet notice.

RuleBroken of a form   -> Form.show(): beside the field, and a summary on top when there are several
Trouble in the world   -> Notices.trouble(): what happened and what to do next, until it is put away
a result               -> Notices.say(): one sentence and what can be done with it ("In lại", "Xem")
our own fault          -> show_bug(): the only modal box, with a code to read out on the telephone
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QGraphicsDropShadowEffect, QPushButton, QVBoxLayout, QWidget

from desk.errors import RuleBroken, Trouble
from desk.rules.words import _
from ui.icons import LARGE, Icon
from ui.theme import BETWEEN, CLOSE, INSIDE, READABLE, SECTION, TIGHT, Meaning, look, px
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.field import Field
from ui.widgets.marks import IconLabel
from ui.widgets.text import column, empty_out, label, row, set_role

LASTS_MS = 8_000
"""A result stays long enough to read twice; troubles stay until they are put away."""
AT_ONCE = 3
"""More notices than this would cover the page; the oldest goes."""
ICONS = {
    Meaning.GOOD: Icon.GOOD,
    Meaning.SOON: Icon.WARNING,
    Meaning.LATE: Icon.ALERT,
    Meaning.QUIET: Icon.INFO,
}


@dataclass(frozen=True, slots=True)
class Action:
    """What can be done with a notice, on a button of its own."""

    words: str
    run: Callable[[], object]
    key: str = ""


class Notice(QFrame):
    """One sentence over the page, with its shape, perhaps a button, and a way to put it away."""

    gone = Signal()

    def __init__(self, title: str, advice: str, meaning: Meaning, action: Action | None, stays: bool) -> None:
        super().__init__()
        self.title, self.advice, self.meaning = title, advice, meaning
        set_role(self, "floating")
        tone = "muted" if meaning is Meaning.QUIET else meaning.value
        head = label(title, "strong" if advice else "body", wrap=True)
        words = column(head, space=TIGHT)
        if advice:
            words.addWidget(label(advice, "muted", wrap=True))
        line = row(IconLabel(ICONS[meaning], tone, LARGE), words, space=CLOSE)
        line.setStretch(1, 1)
        line.setContentsMargins(px(BETWEEN), px(CLOSE), px(CLOSE), px(CLOSE))
        self.button: Button | None = None
        if action is not None:
            self.button = Button(action.words, lambda: self._act(action), key=action.key)
            line.addWidget(self.button)
        self.close_button = IconButton(Icon.CLOSE, _("Cất thông báo"), self.put_away)
        line.addWidget(self.close_button)
        self.setLayout(line)
        self.setAccessibleName(f"{title} {advice}".strip())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.put_away)
        self._stays = stays
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(px(SECTION))
        shadow.setOffset(0, px(TIGHT))
        colour = look().colour("shadow")
        colour.setAlphaF(0.2)
        shadow.setColor(colour)
        self.setGraphicsEffect(shadow)
        self._count()

    def _act(self, action: Action) -> None:
        self.put_away()
        action.run()

    def _count(self) -> None:
        if not self._stays:
            self._timer.start(LASTS_MS)

    def enterEvent(self, event: QEvent) -> None:
        """While the mouse rests on it a notice does not go away."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._count()

    def put_away(self) -> None:
        """Close; what it said is done or written elsewhere."""
        self._timer.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()


class Notices(QObject):
    """The notices over one host, stacked at its upper edge, newest on top. Escape that nobody else wants puts them away."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._shown: list[Notice] = []
        host.installEventFilter(self)

    @property
    def shown(self) -> list[Notice]:
        """The notices on the screen, oldest first."""
        return list(self._shown)

    def say(self, sentence: str, meaning: Meaning = Meaning.GOOD, action: Action | None = None) -> Notice:
        """Tell a result; it goes by itself."""
        return self._show(Notice(sentence, "", meaning, action, stays=False))

    def trouble(self, error: RuleBroken | Trouble, action: Action | None = None) -> Notice:
        """Tell a trouble with its advice; it stays until the person puts it away."""
        if isinstance(error, Trouble):
            return self._show(Notice(error.title, error.advice, Meaning.LATE, action, stays=True))
        return self._show(Notice(error.message, "", Meaning.LATE, action, stays=True))

    def broke(self, code: str, error: BaseException) -> None:
        """For `Work.broke`: what nobody handled. A rule or a trouble speaks for itself, the rest is our fault."""
        if isinstance(error, RuleBroken | Trouble):
            self.trouble(error)
        else:
            show_bug(self._host.window(), code)

    def lift(self) -> None:
        """Back over what has come to the front of the host since."""
        self._place()

    def clear(self) -> None:
        """Put all away, for instance when another person signs in."""
        for notice in self.shown:
            notice.put_away()

    def _show(self, notice: Notice) -> Notice:
        for old in self.shown:
            if (old.title, old.advice) == (notice.title, notice.advice):
                old.put_away()
        for old in self.shown[: max(0, len(self.shown) - AT_ONCE + 1)]:
            old.put_away()
        self._shown.append(notice)
        notice.gone.connect(lambda: self._forget(notice))
        notice.setParent(self._host)
        notice.show()
        self._place()
        announcement = QAccessibleAnnouncementEvent(notice, notice.accessibleName())
        if notice.meaning is Meaning.LATE:
            announcement.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(announcement)
        return notice

    def _forget(self, notice: Notice) -> None:
        if notice in self._shown:
            self._shown.remove(notice)
            self._place()

    def _place(self) -> None:
        # On top: the steps that come next stand at the bottom of every page and must stay in reach.
        top = px(INSIDE)
        for notice in reversed(self.shown):
            width = min(px(READABLE), self._host.width() - px(2 * BETWEEN))
            notice.setFixedWidth(width)
            layout = notice.layout()
            assert layout is not None
            height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
            notice.setFixedHeight(height)
            notice.move(QPoint((self._host.width() - width) // 2, top))
            notice.raise_()
            top += height + px(INSIDE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        elif (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._shown
        ):
            self.clear()  # the key came up from a part that has no use for it
            return True
        return False


class Summary(QFrame):
    """The list of what is wrong, on top of a form; each line jumps to its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "wrong")
        self._title = label("", "strong")
        self.lines = QVBoxLayout()
        self.lines.setSpacing(px(TIGHT))
        words = column(self._title, self.lines, space=TIGHT)
        mark = IconLabel(Icon.ALERT, "late", LARGE)
        box = row(mark, words, space=CLOSE)
        box.setStretch(1, 1)
        box.setContentsMargins(px(BETWEEN), px(CLOSE), px(BETWEEN), px(CLOSE))
        box.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        self.setLayout(box)
        self.hide()

    def show_lines(self, lines: Sequence[tuple[str, Field | None]]) -> None:
        """Show the sentences; those with a field are links to it."""
        empty_out(self.lines)
        self._title.setText(_("Còn {count} chỗ cần sửa").format(count=len(lines)))
        for sentence, field in lines:
            self.lines.addWidget(self._link(sentence, field) if field else label(sentence, wrap=True))
        self.setVisible(bool(lines))

    @staticmethod
    def _link(sentence: str, field: Field) -> QWidget:
        link = QPushButton(f"{field.title}: {sentence}")
        link.setProperty("role", "link")
        link.setAutoDefault(False)
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(field.jump)
        return link


class Form:
    """The fields of a page by the names that rules use. It shows errors and never touches what was typed."""

    def __init__(self, fields: Iterable[Field] = (), summary: Summary | None = None) -> None:
        self._fields: dict[str, Field] = {}
        self.summary = summary
        for one in fields:
            self.add(one)

    def add(self, field: Field) -> Field:
        """Take a field in; its error goes as soon as the person mends it."""
        self._fields[field.name] = field
        field.edited.connect(lambda _text: field.clear_error())
        return field

    def field(self, name: str) -> Field | None:
        """The field that a rule's name means: itself, or the group that it belongs to (`fees.0.name` -> `fees`)."""
        while name:
            if name in self._fields:
                return self._fields[name]
            name = name.rpartition(".")[0]
        return None

    def show(self, *errors: RuleBroken) -> None:
        """Show what is wrong beside the fields and go to the first. An error without a field here is in the summary."""
        self.clear()
        lines: list[tuple[str, Field | None]] = []
        for error in errors:
            place = self.field(error.field)
            if place is not None:
                place.mark(error.message)
            lines.append((error.message, place))
        alone = len(lines) == 1 and lines[0][1] is not None
        if self.summary is not None and lines and not alone:
            self.summary.show_lines(lines)
        first = next((place for _message, place in lines if place is not None), None)
        if first is not None:
            first.jump()

    def clear(self) -> None:
        """Nothing is wrong any more."""
        for one in self._fields.values():
            one.clear_error()
        if self.summary is not None:
            self.summary.show_lines(())


def show_bug(parent: QWidget, code: str) -> QDialog:
    """Say that the program itself failed, with a code that can be read out; does not wait for the answer."""
    box = QDialog(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(_("Chương trình gặp lỗi"))
    box.setModal(True)
    head = label(_("Chương trình gặp lỗi ngoài dự tính"), "title", wrap=True)
    words = label(
        _(
            "Những gì đã lưu trước đó vẫn còn nguyên. Việc vừa làm có thể chưa xong: "
            "xin xem lại hồ sơ rồi làm lại. Nếu lỗi lặp lại, đọc mã dưới đây cho người hỗ trợ."
        ),
        wrap=True,
    )
    shown = label(code, "title", selectable=True)
    shown.setAccessibleName(_("Mã lỗi {code}").format(code=code))
    copy = Button(_("Chép mã"), lambda: QGuiApplication.clipboard().setText(code), icon=Icon.COPY)
    close = Button(_("Đóng"), box.accept, kind=Kind.PRIMARY)
    inside = column(head, words, shown, BETWEEN, row(0, copy, close), space=CLOSE, margin=SECTION)
    box.setLayout(inside)
    box.setMinimumWidth(px(READABLE - 80))
    close.setFocus()
    box.open()
    return box
