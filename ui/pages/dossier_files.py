"""Which files belong to this dossier? A small picture of each, drawn from the vault off the UI thread; open, or add one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QImageReader,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from desk.errors import Trouble
from desk.progress import Progress
from desk.rules.dossier import Attachment, Dossier
from desk.rules.words import _
from desk.store import Store
from ui.icons import LARGE, Icon
from ui.icons import paint as paint_icon
from ui.pages.tray_strip import loose_in
from ui.theme import CLOSE, INSIDE, RADIUS, TIGHT, Size, look, px
from ui.widgets.buttons import Button, Kind, paint_ring
from ui.widgets.field import Combo
from ui.widgets.flow import Flow
from ui.widgets.progress_panel import byte_words
from ui.widgets.text import column, label, row

PICTURE = (44, 56)
"""A sheet of paper, upright."""
FINE = 2
"""Pictures are drawn this much finer, for screens of 200 %."""
ROW = 68
COMBO = 188
AskFile = Callable[[QWidget], str]
OpenFile = Callable[[Path], bool]


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture of a file, or none, and what stands in the way of one."""

    image: QImage | None
    trouble: str = ""


def thumbnails(store: Store, files: tuple[Attachment, ...], progress: Progress) -> dict[str, Thumbnail]:
    """Small pictures by hash. Runs off the UI thread; a file that cannot be shown gets none and stops nobody."""
    made: dict[str, Thumbnail] = {}
    for one in files:
        progress.check()
        if one.sha256 not in made:
            try:
                made[one.sha256] = Thumbnail(_drawn(b"".join(store.vault.read(one.sha256))))
            except Trouble as trouble:
                made[one.sha256] = Thumbnail(None, trouble.title)
    return made


def _drawn(data: bytes) -> QImage | None:
    source = QBuffer()
    source.setData(QByteArray(data))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    room = QSize(PICTURE[0] * FINE, PICTURE[1] * FINE)
    if data.startswith(b"%PDF-"):
        document = QPdfDocument(None)
        document.load(source)
        if document.status() is not QPdfDocument.Status.Ready or not document.pageCount():
            return None
        page = document.pagePointSize(0).toSize().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        drawn = QImage(page, QImage.Format.Format_RGB32)
        drawn.fill(Qt.GlobalColor.white)
        painter = QPainter(drawn)
        painter.drawImage(0, 0, document.render(0, page))
        painter.end()
        return drawn
    reader = QImageReader(source)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():  # read small at once: a scan of 600 dpi would need 100 MB only to be thrown away
        reader.setScaledSize(size.scaled(room * FINE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


class FileRow(QAbstractButton):
    """One file: its picture, its name, what it is of. Pressed, it opens."""

    def __init__(self, file: Attachment, press: Callable[[], object]) -> None:
        super().__init__()
        self._file = file
        self._thumbnail: Thumbnail | None = None
        self.setObjectName(f"dossier.file.{file.file}")
        self.setAccessibleName(_("Mở tệp {name}").format(name=file.file))
        self.setToolTip(file.file)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: press())

    def show_thumbnail(self, thumbnail: Thumbnail) -> None:
        """The picture has been drawn, or cannot be."""
        self._thumbnail = thumbnail
        self.setAccessibleDescription(thumbnail.trouble)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tones = QPainter(self), look().tones
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tones.hover))
            painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        if self.hasFocus():
            paint_ring(painter, box, px(RADIUS), tones.accent)
        width, height = (px(side) for side in PICTURE)
        room = QRectF(px(INSIDE), (self.height() - height) / 2, width, height)
        self._draw_picture(painter, room)
        words = box.adjusted(px(INSIDE + CLOSE) + width, px(CLOSE), -px(INSIDE), -px(CLOSE))
        upper, lower = QRectF(words), QRectF(words)
        upper.setBottom(words.center().y())
        lower.setTop(words.center().y())
        trouble = self._thumbnail.trouble if self._thumbnail else ""
        self._line(painter, upper, self._file.file, Size.BASE, tones.text)
        detail = trouble or " · ".join(
            part for part in (self._file.component, byte_words(self._file.size)) if part
        )
        self._line(painter, lower, detail, Size.SMALL, tones.late if trouble else tones.muted)

    def _draw_picture(self, painter: QPainter, room: QRectF) -> None:
        tones, image = look().tones, self._thumbnail.image if self._thumbnail else None
        if image is None:
            painter.setPen(QPen(QColor(tones.line), 1))
            painter.setBrush(QColor(tones.canvas))
            painter.drawRoundedRect(room, px(TIGHT), px(TIGHT))
            side = px(LARGE)
            middle = QRectF(room.center().x() - side / 2, room.center().y() - side / 2, side, side)
            paint_icon(painter, Icon.DOCUMENT, middle, tones.muted)
            return
        size = image.size().toSizeF().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(room.center().x() - size.width() / 2, room.center().y() - size.height() / 2,
                       size.width(), size.height())  # fmt: skip
        painter.drawImage(place, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tones.edge_soft), 1))
        painter.drawRect(place)

    @staticmethod
    def _line(painter: QPainter, box: QRectF, text: str, size: Size, ink: str) -> None:
        painter.setFont(look().font(size))
        painter.setPen(QColor(ink))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class FilesSection(QWidget):
    """The files of the shown dossier. `open_file(Attachment)` and `add_file()` ask the page."""

    open_file = Signal(object)
    add_file = Signal()
    scan = Signal()
    shoot = Signal()
    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._shown: tuple[Attachment, ...] | None = None
        self.rows: list[FileRow] = []
        self._title = label(_("Tệp đính kèm"), "overline")
        self.add = Button(_("Thêm tệp"), self.add_file.emit, key="Ctrl+O", icon=Icon.PLUS, kind=Kind.QUIET)
        self.add.setObjectName("dossier.add_file")
        self.scanner = Button(_("Quét"), self.scan.emit, key="Alt+Q", icon=Icon.SCAN, kind=Kind.QUIET)
        self.scanner.setObjectName("dossier.scan")
        self.camera = Button(_("Chụp"), self.shoot.emit, key="Alt+C", icon=Icon.CAMERA, kind=Kind.QUIET)
        self.camera.setObjectName("dossier.camera")
        self._none = label(
            _("Chưa có tệp nào. Quét, thả tệp hoặc dán ảnh (Ctrl+V) vào đây."), "muted", wrap=True
        )
        self._components = Combo()
        self._components.setObjectName("dossier.file_component")
        self._components.setAccessibleName(_("Tệp thêm vào thuộc thành phần nào"))
        self._components.setMinimumWidth(px(COMBO // 2))
        self._components.setMaximumWidth(px(COMBO))
        self._components.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._components.hide()
        self._list = column(space=0)
        self.below = column(space=0)
        """where the page puts the tray"""
        self.setLayout(column(self._head(), self._none, self._list, self.below, space=TIGHT))

    def _head(self) -> QVBoxLayout:
        head = row(self._title, self._components)
        head.setStretch(1, 1)
        return column(head, Flow(self.scanner, self.camera, self.add, space=px(TIGHT)), space=TIGHT)

    def show_dossier(self, dossier: Dossier) -> None:
        """List the files; rows that are there already keep their pictures and the focus."""
        if self._shown == dossier.attachments:
            return
        if self._shown is None and dossier.components:
            self._components.addItem(_("Giấy tờ khác"), "")
            for item in dossier.components:
                self._components.addItem(item.name, item.name)
            self._components.setCurrentIndex(1)
            self._components.show()
        self._shown = dossier.attachments
        self._none.setVisible(not dossier.attachments)
        for file in dossier.attachments[len(self.rows) :]:
            made = FileRow(file, lambda file=file: self.open_file.emit(file))  # type: ignore[misc]
            self.rows.append(made)
            self._list.addWidget(made)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if dropped := loose_in(event.mimeData()):
            self.dropped.emit(dropped)

    @property
    def component(self) -> str:
        """What a file that is added now is of; empty for other papers."""
        return str(self._components.currentData() or "")

    def show_thumbnails(self, made: dict[str, Thumbnail]) -> None:
        """The pictures are there."""
        assert self._shown is not None
        for shown, file in zip(self.rows, self._shown, strict=True):
            if file.sha256 in made:
                shown.show_thumbnail(made[file.sha256])


def open_outside(path: Path) -> bool:
    """Show the file with the program that this machine has for it; False where it has none."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def ask_scan(parent: QWidget) -> str:
    """Which file to add; empty when none."""
    chosen, _kind = QFileDialog.getOpenFileName(
        parent,
        _("Thêm tệp vào hồ sơ"),
        "",
        _("Giấy tờ đã quét (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.webp)"),
    )
    return chosen
