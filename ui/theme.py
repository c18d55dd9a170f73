"""What does the desk look like? The only place of colours, type and pixels.

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
from ui.binding import keep_none_alive
from ui.sheet import sheet

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
WINDOW_MIN = (1024, 640)
WINDOW_USUAL = (1366, 768)
NAV_FOLDS_UNDER = 1160
READABLE = 560
"""No sentence runs wider than this: longer lines lose the eye."""
SCALE_MIN, SCALE_MAX = 1.0, 2.0


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
class Tones:
    """Every colour of one look, by what it is for."""

    canvas: str
    """behind everything"""
    surface: str
    """what carries content: cards, tables, inputs"""
    raised: str
    """what floats above a surface: popups, notices"""
    rail: str
    """the navigation and the status line"""
    hover: str
    line: str
    """separators; decoration only, so without a contrast to keep"""
    edge: str
    """the border of what can be operated: 3 : 1 against what it stands on"""
    text: str
    muted: str
    accent: str
    """links, icons of the chosen, the focus ring"""
    accent_soft: str
    """the chosen row, the open section"""
    fill: str
    """the primary button"""
    fill_hover: str
    on_fill: str
    good: str
    good_soft: str
    soon: str
    soon_soft: str
    late: str
    late_soft: str
    paper: str = "#ffffff"
    """paper is white in every look: it is what the printer will give"""
    ink: str = "#16191d"
    shadow: str = "#000000"


LIGHT = Tones(
    canvas="#f6f7f9",
    surface="#ffffff",
    raised="#ffffff",
    rail="#eef0f3",
    hover="#e6e9ee",
    line="#dfe3e8",
    edge="#7e8691",
    text="#171b21",
    muted="#545d69",
    accent="#2d55c4",
    accent_soft="#e7edfb",
    fill="#2d55c4",
    fill_hover="#2447a8",
    on_fill="#ffffff",
    good="#156c3d",
    good_soft="#e2f3e8",
    soon="#7d5200",
    soon_soft="#fcf0d6",
    late="#b0241c",
    late_soft="#fce8e6",
)

DARK = Tones(
    canvas="#15181c",
    surface="#1c2025",
    raised="#262b31",
    rail="#101316",
    hover="#2b3138",
    line="#2f353d",
    edge="#79828e",
    text="#e9ebee",
    muted="#a7b0bb",
    accent="#9db4ff",
    accent_soft="#26314f",
    fill="#4062d6",
    fill_hover="#4766da",
    on_fill="#ffffff",
    good="#7bd69f",
    good_soft="#183526",
    soon="#f1c26b",
    soon_soft="#3b2e14",
    late="#ff9d94",
    late_soft="#472321",
)

LIGHT_CONTRAST = Tones(
    canvas="#ffffff",
    surface="#ffffff",
    raised="#ffffff",
    rail="#ffffff",
    hover="#e4e9f7",
    line="#000000",
    edge="#000000",
    text="#000000",
    muted="#24292f",
    accent="#00229a",
    accent_soft="#dbe4ff",
    fill="#00229a",
    fill_hover="#001a75",
    on_fill="#ffffff",
    good="#00441f",
    good_soft="#ffffff",
    soon="#4d3200",
    soon_soft="#ffffff",
    late="#8a0a05",
    late_soft="#ffffff",
    ink="#000000",
)

DARK_CONTRAST = Tones(
    canvas="#000000",
    surface="#000000",
    raised="#000000",
    rail="#000000",
    hover="#1d2440",
    line="#ffffff",
    edge="#ffffff",
    text="#ffffff",
    muted="#e3e6ea",
    accent="#c4d2ff",
    accent_soft="#1b2547",
    fill="#c4d2ff",
    fill_hover="#dfe7ff",
    on_fill="#000000",
    good="#9ff0be",
    good_soft="#000000",
    soon="#ffd98f",
    soon_soft="#000000",
    late="#ffc0ba",
    late_soft="#000000",
    ink="#000000",
)

GROUNDS = ("canvas", "surface", "raised", "rail", "hover")
PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("text", "muted", "accent", "good", "soon", "late") for ground in GROUNDS),
    *((ink, "accent_soft") for ink in ("text", "muted", "accent", "good", "soon", "late")),
    *(
        (ink, f"{meaning}_soft")
        for meaning in ("good", "soon", "late")
        for ink in (meaning, "text", "muted", "accent")
    ),
    ("on_fill", "fill"),
    ("on_fill", "fill_hover"),
    ("ink", "paper"),
)
"""Every text colour with every ground it may stand on; each keeps 4.5 : 1 (WCAG 2.2, 1.4.3) in all looks."""


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
        """The family in one of its sizes and two weights; figures are of one width, so that columns align."""
        font = QFont(FAMILY)
        font.setPointSizeF(size.value * self.scale)
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
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
    keep_none_alive()
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
        if new != _look or not self._app.styleSheet():
            apply(self._app, new)
            self.changed.emit()
