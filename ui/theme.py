"""What does the desk look like? Type, pixels and meanings; with ui/tones the only place of them.

Widgets read `look()` while they paint, so a change of theme needs nothing but a repaint. Sizes of type
are points and lengths go through `px()`; both follow the text scale that the person chose (100 to 200 %).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desk.rules.words import _
from ui.binding import keep_constants_alive
from ui.memory import Memory
from ui.sheet import sheet
from ui.tones import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Tones

FONT_FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Inter"

INSIDE, BETWEEN, SECTION = 8, 16, 24
"""The grid is 4 pixels: space inside a group, between groups, between sections."""
TIGHT, CLOSE, WIDE = 4, 12, 32
RADIUS, RADIUS_CARD = 6, 10
RING = 2
"""The focus ring, never thinner: it is the only cursor of a person without a mouse."""
CONTROL = 34
"""Height of a button or an input: 20 of text, 6 + 6 of air, the border."""
ROW = 36
NAV, NAV_NARROW = 216, 88
HEADER, STATUS = 60, 36
WORN = "motcua.dressed"
WINDOW_MIN = (1024, 640)
WINDOW_USUAL = (1366, 768)
TITLE_BAR = 40
"""More than any window manager puts on top of a window."""
NAV_FOLDS_UNDER = 1160
READABLE = 560
"""No sentence runs wider than this: longer lines lose the eye."""
SCALE_MIN, SCALE_MAX = 1.0, 2.0
MODE, SCALE = "mode", "scale"
"""The habits under which the choice is remembered."""


class Size(Enum):
    """The four sizes of type, in points."""

    SMALL = 9.0
    BASE = 10.5
    TITLE = 15.0
    DISPLAY = 25.0


class Shape(Enum):
    """What a meaning looks like to someone who does not see its colour."""

    DISC = "disc"
    TRIANGLE = "triangle"
    DIAMOND = "diamond"
    RING = "ring"


class Meaning(Enum):
    """The three meanings of colour, and its absence."""

    GOOD = "good"
    SOON = "soon"
    LATE = "late"
    QUIET = "quiet"

    @property
    def word(self) -> str:
        """The word that goes with the colour when the page has none of its own."""
        return {
            Meaning.GOOD: _("Tốt"),
            Meaning.SOON: _("Sắp đến hạn"),
            Meaning.LATE: _("Quá hạn"),
            Meaning.QUIET: _("Chưa có gì"),
        }[self]

    @property
    def shape(self) -> Shape:
        """Disc, triangle, diamond, ring: different in outline, not only in colour."""
        return {
            Meaning.GOOD: Shape.DISC,
            Meaning.SOON: Shape.TRIANGLE,
            Meaning.LATE: Shape.DIAMOND,
            Meaning.QUIET: Shape.RING,
        }[self]


@dataclass(frozen=True, slots=True)
class Look:
    """One complete appearance: colours, whether it is dark, and how large everything is."""

    tones: Tones
    dark: bool
    scale: float = 1.0

    def px(self, pixels: float) -> int:
        """A length of the 100 % drawing at this scale; a hairline never vanishes."""
        return max(1, round(pixels * self.scale)) if pixels else 0

    def colour(self, name: str) -> QColor:
        """A token as Qt's colour."""
        return QColor(getattr(self.tones, name))

    def ink(self, meaning: Meaning) -> str:
        """The text colour of a meaning."""
        return self.tones.muted if meaning is Meaning.QUIET else str(getattr(self.tones, meaning.value))

    def soft(self, meaning: Meaning) -> str:
        """The ground of a meaning."""
        name = "hover" if meaning is Meaning.QUIET else f"{meaning.value}_soft"
        return str(getattr(self.tones, name))

    def font(self, size: Size = Size.BASE, strong: bool = False) -> QFont:
        """The family in one of its sizes and two weights; figures of one width where columns align."""
        font = QFont(FAMILY)
        font.setPointSizeF(size.value * self.scale)
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        # Large numbers stand alone; there figures of one width only look spaced out.
        font.setFeature(QFont.Tag("tnum"), int(size in (Size.SMALL, Size.BASE)))
        return font


_look = Look(LIGHT, dark=False)


def look() -> Look:
    """The look in force."""
    return _look


def px(pixels: float) -> int:
    """A length at the scale in force."""
    return _look.px(pixels)


@cache
def _load_fonts() -> None:
    for file in sorted(FONT_FOLDER.glob("*.ttf")):
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise RuntimeError(f"the bundled font {file.name} does not load")


def apply(app: QApplication, new: Look) -> None:
    """Dress the whole program: fonts, palette and style sheet; open windows follow at once.

    Lengths inside layouts are taken when a widget is made, so a new *scale* is complete only for
    windows made after it.
    """
    global _look
    keep_constants_alive()
    if new == _look and app.property(WORN):
        return
    app.setProperty(WORN, True)
    _load_fonts()
    _look = new
    app.setStyle("Fusion")
    app.setFont(new.font())
    app.setPalette(palette(new))
    colours = {f.name: getattr(new.tones, f.name) for f in fields(Tones)}
    sizes = {size.name.lower(): f"{size.value * new.scale:g}pt" for size in Size}
    app.setStyleSheet(sheet(colours, new.px, sizes))


def palette(new: Look) -> QPalette:
    """Qt's own roles from the tokens, for what the style sheet does not reach."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, name in (
        (role.Window, "canvas"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "canvas"),
        (role.Text, "text"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.ToolTipBase, "raised"),
        (role.ToolTipText, "text"),
        (role.Highlight, "fill"),
        (role.HighlightedText, "on_fill"),
        (role.PlaceholderText, "muted"),
        (role.Link, "accent"),
        (role.Accent, "accent"),
        (role.Mid, "line"),
        (role.Dark, "edge"),
    ):
        made.setColor(which, new.colour(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, new.colour("muted"))
    return made


class Mode(Enum):
    """What the person chose in the settings."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def remembered(memory: Memory) -> tuple[Mode, float]:
    """The look that was chosen last on this machine; the system's at 100 % before that."""
    try:
        return Mode(memory.text(MODE, Mode.SYSTEM.value)), float(memory.text(SCALE, "1.0"))
    except ValueError:
        return Mode.SYSTEM, 1.0


def choose(mode: Mode, *, system_dark: bool, contrast: bool, scale: float = 1.0) -> Look:
    """The look for a choice and for what the system says; `scale` is kept within its limits."""
    dark = system_dark if mode is Mode.SYSTEM else mode is Mode.DARK
    tones = {
        (False, False): LIGHT,
        (True, False): DARK,
        (False, True): LIGHT_CONTRAST,
        (True, True): DARK_CONTRAST,
    }[dark, contrast]
    return Look(tones, dark, min(SCALE_MAX, max(SCALE_MIN, scale)))


class Theme(QObject):
    """Keeps the look in step with the system's scheme and contrast and with the person's choice."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = Mode.SYSTEM, scale: float = 1.0) -> None:
        super().__init__(app)
        self._app, self._mode, self._scale = app, mode, scale
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._renew)
        hints.accessibility().contrastPreferenceChanged.connect(self._renew)
        self._renew()

    @property
    def mode(self) -> Mode:
        """What the person chose."""
        return self._mode

    def use(self, mode: Mode, scale: float | None = None) -> None:
        """Take a new choice and show it at once."""
        self._mode = mode
        self._scale = self._scale if scale is None else scale
        self._renew()

    def _renew(self) -> None:
        hints = QGuiApplication.styleHints()
        new = choose(
            self._mode,
            system_dark=hints.colorScheme() is Qt.ColorScheme.Dark,
            contrast=hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast,
            scale=self._scale,
        )
        if new != _look or not self._app.property(WORN):
            apply(self._app, new)
            self.changed.emit()
