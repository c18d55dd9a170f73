"""Which picture stands for which word? Lucide's drawings (ISC), tinted by the theme, crisp at any scale.

One name a meaning, so that the same thing looks the same everywhere; the file behind it can change here.
"""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).parent

SMALL, LARGE = 16, 20
"""The two sizes of an icon, in pixels at 100 %; Lucide draws on a grid of 24 with strokes of 2."""

LARGE_STROKE = "1.75"
"""From LARGE on a thinner stroke, so that an icon is not heavier than the letters beside it."""


class Icon(Enum):
    """The vocabulary; the value is the name of Lucide's file."""

    TODAY = "sun"
    RECEIVE = "file-plus"
    DOSSIERS = "folder-open"
    RETURN = "hand-helping"
    CLOSING = "clipboard-check"
    REPORTS = "chart-column"
    HERE = "hard-drive"
    SENT = "send"
    CONFIRMED = "check-check"
    OFFLINE = "wifi-off"
    ONLINE = "wifi"
    EXCHANGE = "arrow-up-down"
    SEARCH = "search"
    CLOSE = "x"
    DOWN = "chevron-down"
    RIGHT = "chevron-right"
    UP = "chevron-up"
    LEFT = "chevron-left"
    TICK = "check"
    GOOD = "circle-check"
    ALERT = "circle-alert"
    WARNING = "triangle-alert"
    INFO = "info"
    REFUSED = "circle-x"
    PAUSED = "circle-pause"
    FORBIDDEN = "ban"
    CLOCK = "clock"
    WAITING = "hourglass"
    CALENDAR = "calendar-days"
    PRINT = "printer"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    SHEET = "file-spreadsheet"
    DOCUMENT = "file-text"
    ATTACHMENT = "paperclip"
    PICTURE = "image"
    PLUS = "plus"
    MINUS = "minus"
    RETRY = "refresh-cw"
    UNDO = "undo-2"
    COPY = "copy"
    SEE = "eye"
    EDIT = "pencil"
    DELETE = "trash-2"
    SAVE = "save"
    ARCHIVE = "archive"
    COLUMNS = "columns-3"
    FILTER = "list-filter"
    SETTINGS = "settings"
    PERSON = "user"
    PEOPLE = "users"
    KNOWN = "user-round-check"
    CARD = "id-card"
    PHONE = "phone"
    PLACE = "map-pin"
    OFFICE = "landmark"
    SCAN = "scan-line"
    CAMERA = "camera"
    QR = "qr-code"
    CASH = "banknote"
    TRANSFER = "credit-card"
    STAMP = "stamp"
    LOCK = "lock"
    SIGN_IN = "log-in"
    SIGN_OUT = "log-out"
    KEYBOARD = "keyboard"
    HELP = "circle-question-mark"
    ENTER = "corner-down-left"
    FORWARD = "arrow-right"
    BACK = "arrow-left"
    ZOOM_IN = "zoom-in"
    ZOOM_OUT = "zoom-out"
    FIT = "maximize"
    HISTORY = "history"
    MESSAGE = "message-square"
    EMPTY = "inbox"
    MOON = "moon"
    CONTRAST = "contrast"
    OPEN_OUTSIDE = "external-link"


@cache
def _source(icon: Icon) -> str:
    return (FOLDER / f"{icon.value}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _renderer(icon: Icon, colour: str, stroke: str) -> QSvgRenderer:
    svg = _source(icon).replace("currentColor", colour)
    svg = svg.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return renderer


def paint(painter: QPainter, icon: Icon, box: QRectF, colour: str) -> None:
    """Draw `icon` into `box` in `colour` ("#rrggbb"), as vectors: sharp whatever the painter's scale."""
    stroke = LARGE_STROKE if box.width() >= LARGE else "2"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _renderer(icon, QColor(colour).name(), stroke).render(painter, box)
    painter.restore()


def pixmap(icon: Icon, size: int, colour: str, ratio: float | None = None) -> QPixmap:
    """The icon as pixels for the few places of Qt that take nothing else; `ratio` is the screen's."""
    ratio = ratio or QGuiApplication.primaryScreen().devicePixelRatio()
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, icon, QRectF(QPointF(0, 0), QSize(size, size)), colour)
    painter.end()
    return picture


def qicon(icon: Icon, colour: str, size: int = LARGE) -> QIcon:
    """A QIcon with pixels for the usual screens; it keeps its colour when the theme changes."""
    made = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        made.addPixmap(pixmap(icon, size, colour, ratio))
    return made
