"""How does a photo of the card come in? Pasted, dropped on the page, or chosen; its code is read off the UI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from desk.errors import RuleBroken, Trouble
from desk.progress import Progress
from desk.rules.words import _
from scanning.card_photo import FIELD, MAX_PHOTO_BYTES, card_text
from ui.seat import Seat
from ui.work import Task, Told

PHOTOS = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic")
"""What a person calls a photo; whether it is one is asked of its bytes."""
AskPhoto = Callable[[QWidget], str]


class CardPhoto(QObject):
    """Reads one photo after another; `read(text)` is what a scanner would have typed, `refused(told)` says why not."""

    read = Signal(str)
    refused = Signal(object)
    began = Signal()

    def __init__(self, seat: Seat, ask: AskPhoto | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat, self._ask = seat, ask or _ask_photo
        self._reading: Task[str] | None = None

    def choose(self, over: QWidget) -> None:
        """Ask the person for the photo's file."""
        chosen = self._ask(over)
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """The photo is in this file."""
        self._take(lambda: _bytes_of(path), path.name)

    def take_clipboard(self) -> bool:
        """The photo was copied (from a chat, from a screen); False where the clipboard holds none."""
        return self.take_dropped(QGuiApplication.clipboard().mimeData())

    def take_dropped(self, data: QMimeData) -> bool:
        """The photo among what was dropped or copied; False where there is none."""
        path = photo_in(data)
        if path is not None:
            self.take_file(path)
            return True
        image = data.imageData() if data.hasImage() else None
        if isinstance(image, QImage) and not image.isNull():
            self._take(lambda: _png_of(image), "")
            return True
        return False

    def _take(self, source: Callable[[], bytes], name: str) -> None:
        self.began.emit()

        def look(_progress: Progress) -> str:
            return card_text(source(), name)

        self._reading = self._seat.work.ask(
            look, self.read.emit, self._failed, owner=self, instead_of=self._reading
        )

    def _failed(self, told: Told) -> None:
        self.refused.emit(told)


def photo_in(data: QMimeData) -> Path | None:
    """The first file among these that a person would call a photo."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return next((path for path in files if path.suffix.lower() in PHOTOS), None)


def holds_photo(data: QMimeData) -> bool:
    """Whether dropping this would be a photo."""
    return data.hasImage() or photo_in(data) is not None


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_PHOTO_BYTES:
            most = MAX_PHOTO_BYTES // 1024 // 1024
            sentence = _("Ảnh “{name}” lớn hơn {mb} MB; hãy chụp lại riêng tấm thẻ.")
            raise RuleBroken(FIELD, "too_large", sentence.format(name=path.name, mb=most))
        return path.read_bytes()
    except OSError as gone:
        told = _("Không đọc được ảnh “{name}”.").format(name=path.name)
        advice = _("Hãy chọn lại ảnh, hoặc gõ số định danh.")
        raise Trouble("photo_unreadable", told, advice) from gone


def _png_of(image: QImage) -> bytes:
    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    buffer.close()
    return bytes(made.data())


def _ask_photo(over: QWidget) -> str:
    kinds = " ".join(f"*{kind}" for kind in PHOTOS)
    chosen, _kind = QFileDialog.getOpenFileName(
        over, _("Chọn ảnh chụp thẻ"), "", _("Ảnh ({kinds})").format(kinds=kinds)
    )
    return chosen
