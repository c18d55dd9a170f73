"""What does a window look like at a given size and scale? Pictures for the guides, for tests and for our own eyes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme import WINDOW_USUAL

TURNS = 6
"""Layouts settle in a few turns of the event loop: wrapped labels ask for their height only once they have a width."""


def settle() -> None:
    """Let layouts, pending paints and pending deletions finish."""
    for _turn in range(TURNS):
        QApplication.processEvents()
        QApplication.sendPostedEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def picture(widget: QWidget, size: tuple[int, int] = WINDOW_USUAL, scale: float = 1.0) -> QImage:
    """The widget drawn at `size`; `scale` is the screen's, so 1.5 gives the same layout in finer pixels.

    The widget is shown if it was not; on the offscreen platform nobody sees it.
    """
    widget.resize(*size)
    widget.show()
    settle()
    image = QImage(QSize(*size) * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    widget.render(painter, QPoint(0, 0))
    painter.end()
    return image


def grab(widget: QWidget, path: Path, size: tuple[int, int] = WINDOW_USUAL, scale: float = 1.0) -> Path:
    """Write the picture of a widget to a PNG file; raises OSError when it cannot be written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not picture(widget, size, scale).save(str(path)):
        raise OSError(f"no picture could be written to {path}")
    return path
