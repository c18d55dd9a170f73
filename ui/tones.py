"""Which colours are there? Every one by what it is for, in four looks, and which may stand on which."""

from __future__ import annotations

from dataclasses import dataclass


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
    edge_soft: str
    """the border of what a word identifies already: buttons, chips"""
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
    edge_soft="#c5cbd4",
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
    edge_soft="#48505a",
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
    edge_soft="#000000",
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
    edge_soft="#ffffff",
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
