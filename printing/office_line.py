"""Where does the office's own sentence stand? Above the foot of every page, in room that is kept for it."""

from __future__ import annotations

from printing.flow import Strip
from printing.layout import Paper, block
from printing.typeface import Face, Run, clean, wrap


def office_line(paper: Paper, text: str) -> Strip:
    """The office's own sentence above the foot of a page; no height without one."""
    if not clean(text):
        return Strip(0.0, lambda _pen, _top: None)
    leading = paper.foot * 1.2
    lines = wrap((Run(text, Face.ITALIC),), paper.text_width, paper.foot)
    inner = block(lines, 0.0, paper.text_width, paper.foot, leading, "centre")
    return Strip(inner.height + leading / 2, lambda pen, top: inner.draw(pen, top + leading / 2))
