"""What will the citizen hold in hand? The very PDF that will be printed, fitted to the room there is.

Pages are drawn here and not by QPdfView: that renders on a thread and shows an empty page meanwhile, which
flickers with every letter typed. A page of a form takes some milliseconds and is kept until it changes.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QWidget

from desk.rules.words import _
from ui.icons import Icon
from ui.theme import BETWEEN, TIGHT, look, px
from ui.widgets.empty import Empty

ZOOMS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
"""1 is a whole page in the view; three times that shows the smallest print of A5 at 1366×768."""
SHADOW = 3
"""Layers of the shadow under a sheet of paper."""


class _Sheets(QWidget):
    """The pages under each other, each as large as the viewport allows."""

    def __init__(self) -> None:
        super().__init__()
        self.document: QPdfDocument | None = None
        self.by_width = False
        self.zoom = 1.0
        self._drawn: dict[tuple[int, int, float], QImage] = {}

    def show_document(self, document: QPdfDocument) -> None:
        self.document = document
        self._drawn.clear()
        self.update()

    def fit(self, room: QSize) -> None:
        """Take the height that the pages need in this room."""
        boxes = self.boxes(room)
        self.setFixedHeight(
            max(room.height(), round(boxes[-1].bottom()) + px(BETWEEN)) if boxes else room.height()
        )
        self.setMinimumWidth(
            round(max((box.right() for box in boxes), default=0)) + px(BETWEEN) if self.zoom > 1 else 0
        )
        self._drawn.clear()
        self.update()

    def boxes(self, room: QSize) -> list[QRectF]:
        """Where each page lies."""
        margin, found, top = px(BETWEEN), [], float(px(BETWEEN))
        for at in range(self.document.pageCount() if self.document else 0):
            assert self.document is not None
            page = self.document.pagePointSize(at)
            width, height = room.width() - 2 * margin, room.height() - 2 * margin
            by = width / page.width() if self.by_width else min(width / page.width(), height / page.height())
            size = page * max(by, 0.05) * self.zoom
            left = max((room.width() - size.width()) / 2, float(margin) if self.zoom > 1 else 0.0)
            found.append(QRectF(left, top, size.width(), size.height()))
            top += size.height() + margin
        if len(found) == 1 and not self.by_width:
            found[0].moveTop(max(margin, (room.height() - found[0].height()) / 2))
        return found

    def _page(self, at: int, size: QSize, ratio: float) -> QImage:
        key = (at, size.width(), ratio)
        if key not in self._drawn:
            assert self.document is not None
            image = self.document.render(at, size * ratio)
            image.setDevicePixelRatio(ratio)
            self._drawn[key] = image
        return self._drawn[key]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tones, viewport = look().tones, self.parentWidget()
        ratio = painter.device().devicePixelRatio()
        for at, box in enumerate(self.boxes(viewport.size() if viewport is not None else self.size())):
            if not box.intersects(QRectF(event.rect())):
                continue
            for layer in range(SHADOW, 0, -1):
                shade = QColor(tones.shadow)
                shade.setAlphaF(0.05)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(shade)
                grown = box.adjusted(-layer, -layer + px(1), layer, layer + px(1))
                painter.drawRoundedRect(grown, px(TIGHT), px(TIGHT))
            painter.fillRect(box, QColor(tones.paper))
            painter.drawImage(box.topLeft(), self._page(at, box.size().toSize(), ratio))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tones.line), 1))
            painter.drawRect(box)


class _Room(QScrollArea):
    """Tells the pages how much room there is, after the room itself has taken its size."""

    def __init__(self, sheets: _Sheets) -> None:
        super().__init__()
        self._sheets = sheets
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(sheets)

    def fit(self) -> None:
        larger = self._sheets.zoom > 1
        asked = Qt.ScrollBarPolicy.ScrollBarAsNeeded if larger else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(asked)
        self._sheets.fit(self.viewport().size())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class PdfPreview(QWidget):
    """Shows bytes of a PDF, a whole page at a time. A new paper replaces the old one without an empty moment."""

    moved = Signal()
    """another page is in the middle now, or there are more or fewer of them"""

    def __init__(self, empty: Empty | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: QBuffer | None = None
        self._sheets = _Sheets()
        self._sheets.setProperty("role", "bare")
        self.view = _Room(self._sheets)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setAccessibleName(_("Xem trước bản in"))
        self._empty = empty or Empty(Icon.DOCUMENT, _("Giấy sẽ hiện ở đây khi đủ thông tin."))
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.view)
        self.view.verticalScrollBar().valueChanged.connect(lambda _value: self.moved.emit())

    def show_pdf(self, pdf: bytes) -> bool:
        """Show a paper; False (and the old one stays) when the bytes are not a PDF that can be read."""
        source = QBuffer(self)
        source.setData(QByteArray(pdf))
        source.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument(self)
        document.load(source)
        if document.status() is not QPdfDocument.Status.Ready:
            document.deleteLater()
            source.deleteLater()
            return False
        before = (self._sheets.document, self._source)
        self._source = source
        self._sheets.show_document(document)
        self._pages.setCurrentWidget(self.view)
        self.view.fit()
        for old in before:
            if old is not None:
                old.deleteLater()
        self.moved.emit()
        return True

    def clear(self) -> None:
        """Nothing to show yet."""
        self._pages.setCurrentWidget(self._empty)

    @property
    def is_empty(self) -> bool:
        """Whether no paper is shown."""
        return self._pages.currentWidget() is self._empty

    @property
    def page_count(self) -> int:
        """How many pages the paper has."""
        return self._sheets.document.pageCount() if self._sheets.document is not None else 0

    @property
    def page(self) -> int:
        """Which page is in the middle of the view, from 1; 0 while there is none."""
        room = self.view.viewport().size()
        middle = self.view.verticalScrollBar().value() + room.height() / 2
        boxes = self._sheets.boxes(room)
        return min(
            range(1, len(boxes) + 1), key=lambda at: abs(boxes[at - 1].center().y() - middle), default=0
        )

    @property
    def zoom(self) -> float:
        """How many times the size at which a whole page fits."""
        return self._sheets.zoom

    def zoom_to(self, zoom: float) -> None:
        """Larger or smaller within ZOOMS; what is in the middle stays there."""
        before, bar = self.page, self.view.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._sheets.zoom = min(max(zoom, ZOOMS[0]), ZOOMS[-1])
        self.view.fit()
        bar.setValue(round(share * bar.maximum()))
        if before != self.page:
            self.moved.emit()

    def zoom_step(self, by: int) -> None:
        """One step of ZOOMS larger (1) or smaller (-1)."""
        at = min(range(len(ZOOMS)), key=lambda place: abs(ZOOMS[place] - self.zoom))
        self.zoom_to(ZOOMS[min(max(at + by, 0), len(ZOOMS) - 1)])

    def fit_width(self, on: bool) -> None:
        """Fit the width to read the small print, or the whole page again."""
        self._sheets.by_width = on
        self.view.fit()
