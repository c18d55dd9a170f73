"""Which letters can be printed, and how wide are they? One embedded Times-like face in four cuts.

Text is composed (NFC) here, once, before it is measured or drawn; a letter without a glyph is an error.
"""

from __future__ import annotations

import dataclasses
import struct
import threading
import unicodedata
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desk.errors import RuleBroken
from desk.rules.words import _
from printing.subset import Subsetter

FONTS: Final = Path(__file__).parent / "fonts"
UNITS_PER_EM: Final = 1000  # reportlab scales widths and glyph coordinates to this
LOADING: Final = (
    threading.Lock()
)  # papers are made side by side; a cut that is loaded twice is two fonts to reportlab
NO_INK: Final = (0.0, 0.0, 0.0, 0.0)
SLACK: Final = 0.01  # points that a sum of floats may be off
REMEMBERED: Final = 4096
"""Texts whose measures are kept: the words of the forms come again on each paper, and each copy repeats the other."""
MARK_GAP: Final = 45  # clear space between a letter and a mark stacked on it, in thousandths of an em


class Face(Enum):
    """The four cuts; the value is the font's name inside the PDF and the stem of its file."""

    REGULAR = "Tinos-Regular"
    BOLD = "Tinos-Bold"
    ITALIC = "Tinos-Italic"
    BOLD_ITALIC = "Tinos-BoldItalic"

    __hash__ = object.__hash__  # each is one object; Enum's own is Python, and a key of every cache here


class MissingGlyph(RuleBroken):
    """A letter that the printed face does not hold; paper with a hole in a name must not leave the desk."""

    def __init__(self, field: str, letter: str) -> None:
        self.letter = letter
        name = unicodedata.name(letter, "")
        shown = f"U+{ord(letter):04X} {name}".strip()
        super().__init__(
            field,
            "missing_glyph",
            _("Không in được ký tự “{letter}” ({shown}). Hãy xóa hoặc thay ký tự này rồi in lại.").format(
                letter=letter, shown=shown
            ),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Metrics:
    """What one cut knows: the advance width and the ink of each letter, in thousandths of an em."""

    widths: dict[int, float]
    ink: dict[int, tuple[float, float, float, float]]  # combining marks and letters, filled on demand
    font: Any


def metrics(face: Face) -> Metrics:
    """What a cut knows; loaded once and made known to reportlab. Afterwards `face.value` is a font name."""
    known = _loaded.get(face)
    if known is None:
        with LOADING:
            known = _loaded.get(face) or _loaded.setdefault(face, _load(face))
    return known


_loaded: dict[Face, Metrics] = {}


def _load(face: Face) -> Metrics:
    font = TTFont(face.value, str(FONTS / f"{face.value}.ttf"))
    font.face.makeSubset = Subsetter(font.face).of  # reportlab has no seam here; the face is ours alone
    pdfmetrics.registerFont(font)
    widths = {letter: font.face.charWidths[letter] for letter in font.face.charToGlyph}
    return Metrics(widths, {}, font)


def ink(face: Face, letter: str) -> tuple[float, float, float, float]:
    """The box (left, bottom, right, top) of a letter's ink, from the header of its outline."""
    known = metrics(face)
    box = known.ink.get(ord(letter))
    if box is None:
        outlines = known.font.face
        at = outlines.glyphPos[outlines.charToGlyph[ord(letter)]]
        raw = struct.unpack(">4h", outlines.get_table("glyf")[at + 2 : at + 10])
        left, bottom, right, top = (value * UNITS_PER_EM / outlines.unitsPerEm for value in raw)
        box = known.ink[ord(letter)] = (left, bottom, right, top)
    return box


@lru_cache(maxsize=REMEMBERED)
def clean(text: str) -> str:
    """Text as it is printed: NFC, every run of white space one space, invisible format characters gone.

    A no-break space stays, because somebody chose it.
    """
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    composed = unicodedata.normalize("NFC", text).replace("\u00a0", "\x00")
    visible = "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")
    return " ".join(visible.split()).replace("\x00", "\u00a0")


def check(text: str, field: str = "print") -> None:
    """Every letter of `text` has a glyph in all four cuts (they hold the same letters), or MissingGlyph."""
    widths = metrics(Face.REGULAR).widths
    printed = clean(text)
    if widths.keys() >= set(map(ord, printed)):
        return
    raise MissingGlyph(field, next(letter for letter in printed if ord(letter) not in widths))


def check_document(document: object, field: str = "") -> None:
    """Walk a frozen document and check each text in it; MissingGlyph names the field (`components.2.name`).

    Done before layout, so that the clerk is sent to the field and not to a page of a PDF.
    """
    if isinstance(document, str):
        check(document, field)
    elif isinstance(document, tuple):
        for place, item in enumerate(document):
            check_document(item, f"{field}.{place}".lstrip("."))
    elif dataclasses.is_dataclass(document):
        for part in dataclasses.fields(document):
            value = getattr(document, part.name)
            if isinstance(value, str | tuple) or dataclasses.is_dataclass(value):
                check_document(value, f"{field}.{part.name}".lstrip("."))


def width(text: str, face: Face, size: float) -> float:
    """The advance of cleaned text in points. Raises MissingGlyph; never guesses a width."""
    return _advance(text, face) * size / UNITS_PER_EM


@lru_cache(maxsize=REMEMBERED)
def _advance(text: str, face: Face) -> float:
    widths = metrics(face).widths
    try:
        return sum([widths[ord(letter)] for letter in text])
    except KeyError as hole:
        raise MissingGlyph("print", chr(hole.args[0])) from None


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Letters that are drawn in one stroke, moved from the pen's place by `dx`, `dy` points."""

    text: str
    dx: float
    dy: float


def pieces(text: str, face: Face, size: float) -> tuple[Piece, ...]:
    """Split text where a combining mark has to be set by hand.

    Vietnamese composes fully in NFC. Names of some peoples do not (Ê Đê `ê̆`, `ơ̆`, `ư̆`): there the
    mark is a glyph of its own without width, and the PDF has nobody who would stack it, so
    each mark is centred over (or under) the ink of its letter and clear of marks before it.
    """
    if not any(map(unicodedata.combining, text)):
        return (Piece(text, 0.0, 0.0),)
    scale = size / UNITS_PER_EM
    done: list[Piece] = []
    plain, start, pen, base, base_at = "", 0.0, 0.0, "", 0.0
    top = bottom = 0.0
    for letter in text:
        kind = unicodedata.combining(letter)
        if not kind or not base or base == " ":
            plain += letter
            base, base_at = letter, pen
            pen += width(letter, face, size)
            _left, bottom, _right, top = (
                ink(face, letter) if letter not in " \u00a0" else (0.0, 0.0, 0.0, 0.0)
            )
            continue
        if plain:
            done.append(Piece(plain, start, 0.0))
            plain = ""
        left, low, right, high = ink(face, letter)
        base_left, _bottom, base_right, _top = ink(face, base)
        dx = (base_left + base_right) / 2 - (left + right) / 2
        below = kind in (202, 220)  # Unicode's classes of marks attached to or standing below
        dy = min(0.0, bottom - MARK_GAP - high) if below else max(0.0, top + MARK_GAP - low)
        top, bottom = (top, low + dy) if below else (high + dy, bottom)
        done.append(Piece(letter, base_at + dx * scale, dy * scale))
        start = pen
    if plain:
        done.append(Piece(plain, start, 0.0))
    return tuple(done)


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one cut; the size belongs to the paragraph."""

    text: str
    face: Face = Face.REGULAR


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One measured line: (x, text, face) for each stretch, and the width of the ink."""

    stretches: tuple[tuple[float, str, Face], ...]
    width: float


@lru_cache(maxsize=REMEMBERED)
def wrap(runs: tuple[Run, ...], room: float, size: float, indent: float = 0.0) -> tuple[Line, ...]:
    """Break text into lines no wider than `room`; lines after the first start at `indent`.

    Breaks stand at spaces; a word longer than a line (an address of the web, a name typed
    without spaces) breaks between letters, never between a letter and its mark.
    """
    lines: list[Line] = []
    stretches: list[tuple[float, str, Face]] = []
    x = 0.0

    def finish() -> None:
        nonlocal stretches, x
        lines.append(Line(tuple(stretches), x))
        stretches, x = [], indent

    def put(text: str, face: Face, wide: float) -> None:
        nonlocal x
        if stretches and stretches[-1][2] is face:
            start, before, _same = stretches[-1]
            stretches[-1] = (start, before + text, face)
        else:
            stretches.append((x, text, face))
        x += wide

    for word in _words(runs):
        wide = sum([width(text, face, size) for text, face in word])
        if stretches:
            face = stretches[-1][2]
            gap = width(" ", face, size)
            if x + gap + wide > room + SLACK:
                finish()
            else:
                put(" ", face, gap)
        for whole, face in word:
            rest = whole
            while rest and x + (wide := width(rest, face, size)) > room + SLACK:
                head = _head(rest, room - x, face, size)
                if not head and stretches:
                    finish()
                    continue
                if not head:
                    raise ValueError(f"a column of {room:.1f} pt holds no letter of {size} pt")
                put(head, face, width(head, face, size))
                rest = rest[len(head) :]
                finish()
            if rest:
                put(rest, face, wide)
    if stretches or not lines:
        finish()
    return tuple(lines)


def _words(runs: tuple[Run, ...]) -> list[list[tuple[str, Face]]]:
    """The words of a text; a word may cross from one cut into the next (a bold code, then a full stop)."""
    words: list[list[tuple[str, Face]]] = [[]]
    for run in runs:
        before = " " if run.text[:1].isspace() else ""
        after = " " if run.text[-1:].isspace() else ""
        for number, part in enumerate((before + clean(run.text) + after).split(" ")):
            if number and words[-1]:
                words.append([])
            if part:
                words[-1].append((part, run.face))
    return [word for word in words if word]


def _head(word: str, room: float, face: Face, size: float) -> str:
    """As many letters as fit, maybe none; a combining mark stays with its letter."""
    taken = 0
    for end in range(1, len(word) + 1):
        if width(word[:end], face, size) > room + SLACK:
            break
        if end == len(word) or not unicodedata.combining(word[end]):
            taken = end
    return word[:taken]
