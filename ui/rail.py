"""Where can a person go, and how does the line stand? The navigation at the left and the status line below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from desk.rules.words import _
from ui.brand import BrandMark
from ui.icons import LARGE, Icon
from ui.icons import paint as paint_icon
from ui.theme import (
    BETWEEN,
    CLOSE,
    INSIDE,
    NAV,
    NAV_NARROW,
    RADIUS,
    STATUS,
    TIGHT,
    Meaning,
    Size,
    look,
    px,
)
from ui.widgets.buttons import Button, Kind, keycap_width, paint_keycap, paint_ring
from ui.widgets.marks import SHAPE_SIDE, paint_shape
from ui.widgets.text import ElidedLabel, column, label, row

ITEM, ITEM_NARROW = 40, 56


class NavItem(QAbstractButton):
    """One place to go: icon, word, and its key; narrow, the word stands under the icon."""

    def __init__(self, icon: Icon, words: str, key: str, *, checkable: bool = True) -> None:
        super().__init__()
        self.mark, self.key, self.narrow = icon, key, False
        self.setText(words)
        self.setObjectName(words)
        self.setAccessibleName(words)
        self.setCheckable(checkable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def be_narrow(self, narrow: bool) -> None:
        """Icon over word, or icon beside word and key."""
        self.narrow = narrow
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return (
            QSize(px(NAV_NARROW - 2 * INSIDE), px(ITEM_NARROW)) if self.narrow else QSize(px(160), px(ITEM))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones, on = look().tones, self.isChecked()
        box = QRectF(self.rect())
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tones.accent_soft if on else tones.hover))
            painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        if on:
            # The chosen place is marked by a bar too, for eyes and screens that lose the soft ground.
            painter.setBrush(QColor(tones.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(
                QRectF(0, box.height() * 0.25, px(3), box.height() * 0.5), px(1.5), px(1.5)
            )
        if self.hasFocus():
            paint_ring(painter, box, px(RADIUS), tones.accent)
        ink = tones.accent if on else tones.text
        (self._draw_narrow if self.narrow else self._draw_wide)(painter, box, ink, on)

    def _draw_wide(self, painter: QPainter, box: QRectF, ink: str, on: bool) -> None:
        side, middle = px(LARGE), box.center().y()
        tint = ink if on else look().tones.muted
        paint_icon(painter, self.mark, QRectF(px(CLOSE), middle - side / 2, side, side), tint)
        right = box.width() - px(INSIDE)
        if self.key:
            paint_keycap(painter, right, middle, self.key, look().tones.muted)
            right -= keycap_width(self.key) + px(TIGHT)
        font = look().font(strong=on)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        x = px(CLOSE) + side + px(CLOSE)
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(right - x))
        text = QRectF(x, 0, right - x, box.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _draw_narrow(self, painter: QPainter, box: QRectF, ink: str, on: bool) -> None:
        side = px(LARGE)
        tint = ink if on else look().tones.muted
        paint_icon(painter, self.mark, QRectF(box.center().x() - side / 2, px(8), side, side), tint)
        font = look().font(Size.SMALL, strong=on)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(box.width()))
        text = QRectF(0, px(8) + side + px(TIGHT), box.width(), px(LARGE))
        painter.drawText(text, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, shown)


class Rail(QWidget):
    """The navigation: the office on top, the places under it, help at the foot."""

    went = Signal(int)
    helped = Signal()
    settings = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.narrow = False
        self.items: list[NavItem] = []
        self._name = label(_("Một Cửa Desk"), "strong")
        self.office = ElidedLabel("", "small")
        self._words = QWidget()
        self._words.setLayout(column(self._name, self.office, space=0))
        brand = row(BrandMark(), self._words, space=CLOSE - 2)
        brand.setContentsMargins(px(TIGHT), 0, 0, 0)
        brand.setStretch(1, 1)
        self._places = column(space=TIGHT)
        inside = QWidget()
        inside.setProperty("role", "bare")
        inside.setLayout(column(self._places, 0, space=0))
        # On a low window, or with large type, the places scroll before anything is cut.
        places = QScrollArea()
        places.setWidgetResizable(True)
        places.setFrameShape(QFrame.Shape.NoFrame)
        places.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        places.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        places.setWidget(inside)
        self._settings = NavItem(Icon.SETTINGS, _("Cài đặt"), "", checkable=False)
        self._settings.clicked.connect(self.settings)
        self._help = NavItem(Icon.HELP, _("Trợ giúp"), "F1", checkable=False)
        self._help.clicked.connect(self.helped)
        box = column(brand, BETWEEN, places, self._settings, self._help, space=TIGHT, margin=INSIDE)
        box.setContentsMargins(px(INSIDE), px(14), px(INSIDE), px(INSIDE))
        self.setLayout(box)
        self.be_narrow(False)

    def add(self, icon: Icon, words: str, key: str) -> None:
        """One more place; they are numbered in the order added."""
        item = NavItem(icon, words, key)
        item.be_narrow(self.narrow)
        # No button group: inside one Tab stops at the chosen place only.
        at = len(self.items)
        item.clicked.connect(lambda: self.went.emit(at))
        self.items.append(item)
        self._places.addWidget(item)

    def choose(self, at: int) -> None:
        """Mark where the person is."""
        for place, item in enumerate(self.items):
            item.setChecked(place == at)

    def be_narrow(self, narrow: bool) -> None:
        """Make room for the page on a small screen."""
        self.narrow = narrow
        self._words.setVisible(not narrow)
        self.setFixedWidth(px(NAV_NARROW if narrow else NAV))
        for item in (*self.items, self._settings, self._help):
            item.be_narrow(narrow)


@dataclass(frozen=True, slots=True)
class LineStatus:
    """The truth about the line (ui/line_status.py says it): a head that stands out, and what waits behind it."""

    meaning: Meaning
    head: str
    rest: str = ""

    def sentence(self) -> str:
        """All of it, as it is read out."""
        return " · ".join(part for part in (self.head, self.rest) if part)


class LineButton(QAbstractButton):
    """The state of the line, which opens the exchange when it is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self.status = LineStatus(Meaning.QUIET, _("Chưa nối"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(_("Mở trang trao đổi với tỉnh"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_status(self.status)

    def show_status(self, status: LineStatus) -> None:
        """Show how the line stands now."""
        self.status = status
        self.setAccessibleName(status.sentence())
        self.updateGeometry()
        self.update()

    def _rest(self) -> str:
        return f" · {self.status.rest}" if self.status.rest else ""

    def sizeHint(self) -> QSize:
        strong = QFontMetrics(look().font(Size.SMALL, strong=True)).horizontalAdvance(self.status.head)
        rest = QFontMetrics(look().font(Size.SMALL)).horizontalAdvance(self._rest())
        return QSize(px(SHAPE_SIDE + INSIDE + 2 * INSIDE) + strong + rest + px(2), px(STATUS - 8))

    def minimumSizeHint(self) -> QSize:
        head = QFontMetrics(look().font(Size.SMALL, strong=True)).horizontalAdvance(self.status.head)
        return QSize(px(SHAPE_SIDE + INSIDE * 4) + head, px(STATUS - 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones, box = look().tones, QRectF(self.rect())
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tones.hover))
            painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        if self.hasFocus():
            paint_ring(painter, box, px(RADIUS), tones.accent)
        side, x = px(SHAPE_SIDE), float(px(INSIDE))
        ink = look().ink(self.status.meaning)
        paint_shape(
            painter, self.status.meaning.shape, QRectF(x, box.center().y() - side / 2, side, side), ink
        )
        x += side + px(INSIDE)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        font = look().font(Size.SMALL, strong=True)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(x, 0, box.width(), box.height()), left, self.status.head)
        x += QFontMetrics(font).horizontalAdvance(self.status.head)
        painter.setFont(look().font(Size.SMALL))
        painter.setPen(QColor(tones.muted))
        room = box.width() - x
        rest = painter.fontMetrics().elidedText(self._rest(), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(x, 0, room, box.height()), left, rest)


class StatusLine(QWidget):
    """The foot of the frame: the line at the left, the counter and the person at the right."""

    exchange = Signal()
    print_queue = Signal()
    sign_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(px(STATUS))
        self.papers = Button("", self.print_queue.emit, icon=Icon.PRINT, kind=Kind.QUIET)
        self.papers.setObjectName("status.papers")
        self.papers.setToolTip(_("Mở hàng in"))
        self.papers.setFixedHeight(px(STATUS - 6))
        self.papers.hide()
        self.line = LineButton()
        self.line.clicked.connect(self.exchange)
        self._who = label("", "small")
        self._out = Button(_("Đăng xuất"), self.sign_out.emit, icon=Icon.SIGN_OUT, kind=Kind.QUIET)
        self._out.setMinimumHeight(px(STATUS - 6))
        self._out.setFixedHeight(px(STATUS - 6))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(CLOSE), 0, px(TIGHT), 0)
        box.setSpacing(px(CLOSE))
        box.addWidget(self.line)
        box.addWidget(self.papers)
        box.addStretch(1)
        box.addWidget(self._who)
        box.addWidget(self._out)

    def show_papers(self, sentence: str) -> None:
        """How the print queue stands; an empty sentence while every paper came out."""
        self.papers.setText(sentence)
        self.papers.setAccessibleName(_("Hàng in: {sentence}").format(sentence=sentence))
        self.papers.setVisible(bool(sentence))
        self.papers.updateGeometry()

    def show_person(self, counter: str, name: str) -> None:
        """Who works here, and where."""
        self._who.setText(" · ".join(part for part in (counter, name) if part))
