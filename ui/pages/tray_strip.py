"""What waits to be attached? A strip of small pictures, the progress of a scan, and where a person acts on them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QWidget

from desk.progress import Progress
from desk.rules.words import _
from scanning.pages import Page
from scanning.tray import Bundle
from ui.desk_tray import DeskTray, Loose
from ui.icons import LARGE, SMALL, Icon
from ui.icons import paint as paint_icon
from ui.notices import Action, Notices
from ui.theme import CLOSE, INSIDE, RADIUS, TIGHT, Meaning, Size, look, px
from ui.widgets.buttons import paint_ring
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.text import column, label, row
from ui.work import Work

PICTURE = (52, 66)
BUTTON = (196, 86)


def upright(image: QImage, page: Page) -> QImage:
    """The small picture as the page will be seen."""
    return image.transformed(QTransform().rotate(page.turn)) if page.turn else image


def picture_of(tray: DeskTray, page: Page) -> QImage:
    """The small picture of a page; called off the UI thread."""
    return QImage.fromData(tray.read(page.picture))


def loose_in(mime: QMimeData) -> list[Loose]:
    """What was dropped or pasted: files of this machine, or a picture from a browser or a program."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return [Loose(path.name, path) for path in files]
    if mime.hasImage():
        image = QImage(mime.imageData())
        if not image.isNull():
            data = QByteArray()
            buffer = QBuffer(data)
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, "PNG")  # type: ignore[call-overload]
            return [Loose(_("Ảnh dán.png"), None, bytes(data.data()))]
    return []


class BundleButton(QAbstractButton):
    """One bundle: its first page, its name, how many pages. Enter attaches, S arranges, Delete takes it out."""

    arrange = Signal()
    remove = Signal()

    def __init__(self, bundle: Bundle) -> None:
        super().__init__()
        self.bundle = bundle
        self._image: QImage | None = None
        self.setObjectName(f"tray.{bundle.name}")
        self.setAccessibleName(_("{name}, {n} trang, chờ đính").format(name=bundle.name, n=len(bundle.pages)))
        self.setAccessibleDescription(_("Enter để đính, S để sắp trang, Delete để bỏ"))
        self.setToolTip(" · ".join((bundle.name, *bundle.notes)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_picture(self, image: QImage) -> None:
        """The small picture has been read."""
        self._image = upright(image, self.bundle.pages[0])
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(BUTTON[0]), px(BUTTON[1]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key == Qt.Key.Key_S and not event.modifiers():
            self.arrange.emit()
        elif key == Qt.Key.Key_Delete:
            self.remove.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: object) -> None:
        self.arrange.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tones = QPainter(self), look().tones
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tones.line), 1))
        painter.setBrush(QColor(tones.hover if self.underMouse() or self.isDown() else tones.surface))
        painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        if self.hasFocus():
            paint_ring(painter, box, px(RADIUS), tones.accent)
        room = QRectF(px(CLOSE), (self.height() - px(PICTURE[1])) / 2, px(PICTURE[0]), px(PICTURE[1]))
        middle = room.center()
        if self._image is None or self._image.isNull():
            side = px(LARGE)
            paint_icon(
                painter, Icon.DOCUMENT, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side), tones.muted
            )  # fmt: skip
        else:
            size = self._image.size().toSizeF().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(
                middle.x() - size.width() / 2, middle.y() - size.height() / 2, size.width(), size.height()
            )  # fmt: skip
            painter.drawImage(place, self._image)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tones.edge_soft), 1))
            painter.drawRect(place)
        words = box.adjusted(px(2 * CLOSE + PICTURE[0]), px(CLOSE), -px(CLOSE), -px(CLOSE))
        coarse = any(page.coarse for page in self.bundle.pages)
        for at, (text, size_, ink) in enumerate(
            (
                (self.bundle.name, Size.BASE, tones.text),
                (_("{n} trang").format(n=len(self.bundle.pages)), Size.SMALL, tones.muted),
                (_("dưới 200 dpi") if coarse else "", Size.SMALL, tones.soon),
            )
        ):
            line = QRectF(
                words.left(), words.top() + at * words.height() / 3, words.width(), words.height() / 3
            )
            painter.setFont(look().font(size_))
            painter.setPen(QColor(ink))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class TrayStrip(QWidget):
    """Hidden while nothing waits and nothing is scanned. `attach(bundle)` and `arrange(bundle)` ask the page."""

    attach = Signal(object)
    arrange = Signal(object)

    def __init__(self, tray: DeskTray, work: Work, notices: Callable[[], Notices]) -> None:
        super().__init__()
        self._tray, self._work, self._notices = tray, work, notices
        self.setObjectName("tray")
        self.setAccessibleName(_("Khay giấy tờ chờ đính"))
        self.buttons: list[BundleButton] = []
        self._title = label(_("Khay chờ đính"), "overline")
        self._teach = label(_("Enter đính · S sắp trang · Delete bỏ"), "small")
        self._line = row(0, space=INSIDE)
        inside = QWidget()
        inside.setLayout(self._line)
        self._area = QScrollArea()
        self._area.setWidget(inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFixedHeight(px(BUTTON[1] + SMALL))
        inside.setProperty("role", "bare")
        self.progress = ProgressPanel()
        self._waits = QWidget()
        head = row(self._title, 0, self._teach, space=INSIDE)
        self._waits.setLayout(column(head, self._area, space=TIGHT))
        self.setLayout(column(self.progress, self._waits, space=INSIDE))
        tray.changed.connect(self._show)
        tray.busy.connect(self._scanning)
        tray.stepped.connect(self.progress.show_step)
        self._scanning(tray.scanning)
        self._show()

    def _scanning(self, on: bool) -> None:
        self.progress.setVisible(on)
        if on:
            self.progress.begin(_("Đang quét"), self._tray.stop)
        self._appear()

    def _appear(self) -> None:
        self._waits.setVisible(bool(self.buttons))
        self.setVisible(bool(self.buttons) or self._tray.scanning)

    def _show(self) -> None:
        had_focus = any(one.hasFocus() for one in self.buttons)
        for one in self.buttons:
            self._line.removeWidget(one)
            one.setParent(None)
            one.deleteLater()
        self.buttons = []
        for at, bundle in enumerate(self._tray.waiting):
            made = BundleButton(bundle)
            made.clicked.connect(lambda _on=False, bundle=bundle: self.attach.emit(bundle))
            made.arrange.connect(lambda bundle=bundle: self.arrange.emit(bundle))
            made.remove.connect(lambda bundle=bundle: self._remove(bundle))
            self._line.insertWidget(at, made)
            self.buttons.append(made)
            self._draw(made)
        self._appear()
        if had_focus and self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self, button: BundleButton) -> None:
        def read(_progress: Progress) -> QImage:
            return picture_of(self._tray, button.bundle.pages[0])

        self._work.ask(read, button.show_picture, lambda _told: None, owner=button)

    def _remove(self, bundle: Bundle) -> None:
        self._tray.remove(bundle)
        self._notices().say(
            _("Đã bỏ “{name}” khỏi khay.").format(name=bundle.name),
            Meaning.QUIET,
            Action(_("Hoàn tác"), lambda: self._tray.put(bundle)),
        )
