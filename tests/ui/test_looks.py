"""The look can be read by everyone: letters, contrast, shapes, sizes."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel

import ui
from ui.icons import FOLDER, Icon
from ui.icons import paint as paint_icon
from ui.sheet import SHEET, sheet
from ui.theme import FONT_FOLDER, Look, Meaning, Mode, Shape, Size, Theme, apply, choose
from ui.tones import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, PAIRS, Tones
from ui.widgets.marks import paint_shape

TONES = {"light": LIGHT, "dark": DARK, "light contrast": LIGHT_CONTRAST, "dark contrast": DARK_CONTRAST}
READABLE, VISIBLE = 4.5, 3.0
"""WCAG 2.2: 1.4.3 for text, 1.4.11 for the edges of controls."""


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    parts = QColor(colour).getRgbF()[:3]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_the_standard_does() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("tones", TONES.values(), ids=TONES)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read_on_every_ground(tones: Tones, ink: str, ground: str) -> None:
    assert contrast(getattr(tones, ink), getattr(tones, ground)) >= READABLE


@pytest.mark.parametrize("tones", TONES.values(), ids=TONES)
@pytest.mark.parametrize("edge", ["edge", "accent", "late"])
@pytest.mark.parametrize("ground", ["canvas", "surface", "raised"])
def test_the_edge_of_every_input_and_the_focus_ring_can_be_seen(tones: Tones, edge: str, ground: str) -> None:
    assert contrast(getattr(tones, edge), getattr(tones, ground)) >= VISIBLE


@pytest.mark.parametrize("tones", [LIGHT_CONTRAST, DARK_CONTRAST])
def test_high_contrast_doubles_what_is_needed(tones: Tones) -> None:
    assert all(contrast(getattr(tones, a), getattr(tones, b)) >= 7 for a, b in PAIRS)


def test_every_text_colour_of_the_tokens_is_among_the_proven_pairs() -> None:
    proven = {ink for ink, _ground in PAIRS}
    grounds = {ground for _ink, ground in PAIRS}
    decoration = {"line", "edge_soft", "edge", "shadow"}
    assert {field.name for field in dataclasses.fields(Tones)} == proven | grounds | decoration


def test_each_meaning_differs_in_word_and_shape_and_not_only_in_colour() -> None:
    assert len({meaning.word for meaning in Meaning}) == len(Meaning)
    assert len({meaning.shape for meaning in Meaning}) == len(Meaning)


def test_the_shapes_are_different_drawings(qapp: QApplication) -> None:
    drawn = set()
    for shape in Shape:
        image = QImage(20, 20, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        paint_shape(painter, shape, QRectF(2, 2, 16, 16), "#000000")
        painter.end()
        drawn.add(bytes(image.constBits()))
    assert len(drawn) == len(Shape)


VOWELS = "aăâeêioôơuưy"
TONE_MARKS = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = {unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONE_MARKS} | set(
    "bcdđfghjklmnpqrstvwxz"
)
SIGNS = set("0123456789₫.,:;!?%&@/()[]–—…·×•←→↑↓“”‘’+−=<>#*'\"\u00a0")


@pytest.mark.parametrize("file", sorted(FONT_FOLDER.glob("*.ttf")), ids=lambda file: file.name)
def test_the_typeface_holds_every_vietnamese_letter(qapp: QApplication, file: Path) -> None:
    font = QRawFont(str(file), 16)
    assert font.isValid()
    assert len(LETTERS) == 12 * 6 + 21
    wanted = LETTERS | {letter.upper() for letter in LETTERS} | SIGNS
    assert not [letter for letter in sorted(wanted) if not font.supportsCharacter(ord(letter))]


def test_the_typeface_has_two_weights_and_comes_with_its_licence() -> None:
    assert sorted(file.stem for file in FONT_FOLDER.glob("*.ttf")) == ["Inter-Regular", "Inter-SemiBold"]
    assert "SIL Open Font License" in (FONT_FOLDER / "LICENSE-Inter.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("strong", [False, True])
def test_figures_in_columns_have_one_width(qapp: QApplication, strong: bool) -> None:
    metrics = QFontMetricsF(Look(LIGHT, dark=False).font(Size.BASE, strong))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_the_style_sheet_keeps_the_family_and_its_figures(qapp: QApplication) -> None:
    words = QLabel("111")
    words.setProperty("role", "small")
    words.ensurePolished()
    metrics = QFontMetricsF(words.font())
    assert words.font().family() == "Inter"
    assert metrics.horizontalAdvance("111") == metrics.horizontalAdvance("000")


def test_every_icon_file_has_a_name_and_every_name_a_file() -> None:
    assert {file.stem for file in FOLDER.glob("*.svg")} == {icon.value for icon in Icon}
    assert "ISC License" in (FOLDER / "LICENSE-Lucide.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("icon", Icon, ids=lambda icon: icon.name)
def test_every_icon_draws_in_the_colour_asked_for(qapp: QApplication, icon: Icon) -> None:
    assert QSvgRenderer(str(FOLDER / f"{icon.value}.svg")).isValid()
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    paint_icon(painter, icon, QRectF(0, 0, 32, 32), "#ff0000")
    painter.end()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(32)
        for y in range(32)
        if image.pixelColor(x, y).alpha() > 250
    }
    assert inks == {"#ff0000"}


CHOICES = [
    (Mode.SYSTEM, False, False, LIGHT),
    (Mode.SYSTEM, True, False, DARK),
    (Mode.LIGHT, True, False, LIGHT),
    (Mode.DARK, False, False, DARK),
    (Mode.SYSTEM, False, True, LIGHT_CONTRAST),
    (Mode.DARK, False, True, DARK_CONTRAST),
]


@pytest.mark.parametrize(("mode", "system_dark", "high", "expected"), CHOICES)
def test_the_look_follows_the_person_first_then_the_system(
    mode: Mode, system_dark: bool, high: bool, expected: Tones
) -> None:
    assert choose(mode, system_dark=system_dark, contrast=high).tones is expected


@pytest.mark.parametrize(("asked", "got"), [(0.5, 1.0), (1.0, 1.0), (1.5, 1.5), (2.0, 2.0), (4.0, 2.0)])
def test_type_grows_to_twice_its_size_and_lengths_with_it(asked: float, got: float) -> None:
    made = choose(Mode.LIGHT, system_dark=False, contrast=False, scale=asked)
    assert made.scale == got
    assert made.font().pointSizeF() == Size.BASE.value * got
    assert (made.px(8), made.px(1), made.px(0)) == (round(8 * got), max(1, round(got)), 0)


def test_a_choice_is_worn_at_once_and_told_to_those_who_listen(qapp: QApplication) -> None:
    theme = Theme(qapp, Mode.LIGHT)
    told: list[bool] = []
    theme.changed.connect(lambda: told.append(True))
    theme.use(Mode.DARK)
    assert qapp.palette().window().color().name() == DARK.canvas
    theme.use(Mode.DARK)
    assert told == [True]
    theme.deleteLater()
    apply(qapp, Look(LIGHT, dark=False))


def test_a_misspelt_colour_in_the_style_sheet_is_noticed() -> None:
    with pytest.raises(KeyError):
        sheet({}, round, {})
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", SHEET) == []


def test_colours_are_written_in_one_place() -> None:
    room = Path(ui.__file__).parent
    found = [
        f"{file.relative_to(room)}: {match}"
        for file in room.rglob("*.py")
        if file.name != "tones.py"
        for match in re.findall(r"[\"']#[0-9a-fA-F]{3,8}[\"']", file.read_text(encoding="utf-8"))
    ]
    assert found == []
