"""What will the citizen hold in hand? The very PDF that will be printed, fitted to the room there is."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMargins, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from desk.rules.words import _
from ui.icons import Icon
from ui.theme import CLOSE, INSIDE, px
from ui.widgets.empty import Empty


class PdfPreview(QWidget):
    """Shows bytes of a PDF, a whole page at a time. A new paper replaces the old one without an empty moment."""

    def __init__(self, empty: Empty | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: QPdfDocument | None = None
        self._source: QBuffer | None = None
        self.view = QPdfView(self)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitInView)
        self.view.setPageSpacing(px(CLOSE))
        self.view.setDocumentMargins(QMargins(*(px(INSIDE),) * 4))
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setAccessibleName(_("Xem trước bản in"))
        self._empty = empty or Empty(Icon.DOCUMENT, _("Giấy sẽ hiện ở đây khi đủ thông tin."))
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.view)

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
        before = (self._document, self._source)
        self._document, self._source = document, source
        self.view.setDocument(document)
        self._pages.setCurrentWidget(self.view)
        for old in before:
            if old is not None:
                old.deleteLater()
        return True

    def clear(self) -> None:
        """Nothing to show yet."""
        self._pages.setCurrentWidget(self._empty)

    @property
    def page_count(self) -> int:
        """How many pages the paper has."""
        return self._document.pageCount() if self._document is not None else 0

    def fit_width(self, on: bool) -> None:
        """Fit the width to read the small print, or the whole page again."""
        mode = QPdfView.ZoomMode.FitToWidth if on else QPdfView.ZoomMode.FitInView
        self.view.setZoomMode(mode)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view.viewport().update()
