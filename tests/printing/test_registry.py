"""Every form that is registered, on A5 and A4, with the worst words: no form escapes this table, however new it is."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from printing.layout import A4, A5, Paper
from printing.render import FORMS, pdf
from tests.printing.reading import bare, codes, ink, pictures, texts

RARE = "H’Nguyễn Ksơr Y \u0180lŏ E\u0302\u0306ban & Đặng-Thị “Ngoằn Ngoèo”"
LONG_WORD = "Ngườinướcngoàikhôngdấucáchtrongtên" * 2
WORST = f"{RARE} – số 12A/34, ngõ 567, thôn Khuỷu Tay Dài, " * 2 + LONG_WORD
OURS = re.compile(
    r"code|number|hash|signature|qr|url|serial|series|book|form_no|tax_code|phone|email|place|personal_id|_paper|"
    r"english|form|postcode|barcode|tracking|footer|head|template|lease|day"
)
"""What a rule of ours has made short before it reaches paper, or what a machine made."""
SMALL = {"PostalLabel", "Envelope"}
"""A label is no page: it has no foot, and it holds what an envelope can hold."""
DPI = 150
EDGE_MM = 2.0
"""Printers do not reach the edge of a sheet."""


def worst(value: Any, words: str) -> Any:
    """The same document with every free text made long."""
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return tuple(worst(one, words) for one in value) if isinstance(value, tuple) else value
    if type(value).__name__ in ("Edition", "Agency"):
        return value
    changed = {}
    for one in dataclasses.fields(value):
        said = getattr(value, one.name)
        if isinstance(said, str) and type(said) is str:
            if said and not OURS.search(one.name):
                changed[one.name] = f"{said} {words}"
        elif isinstance(said, tuple) or dataclasses.is_dataclass(said):
            changed[one.name] = worst(said, words)
    return dataclasses.replace(value, **changed)


@pytest.mark.parametrize(
    "paper",
    [A5, pytest.param(A4, marks=pytest.mark.heavy)],  # A5 has the least room; A4 by make test-all
    ids=["A5", "A4"],
)
@pytest.mark.parametrize("kind", list(FORMS), ids=lambda kind: kind.__name__)
def test_no_form_overflows_loses_a_letter_or_a_code(kind: type, paper: Paper) -> None:
    specimen = dataclasses.replace(kind.specimen(), is_specimen=False)  # type: ignore[attr-defined]
    words = WORST[:60] if kind.__name__ in SMALL else WORST
    document = worst(specimen, words)
    assert document != specimen, "there is a free text to make long"
    made = pdf(document, paper)  # overflow and missing letters raise
    pages, drawn = texts(made), pictures(made, DPI)
    assert bare(words[:30]) in bare(" ".join(pages))
    if kind.__name__ not in SMALL:
        told = [match.groups() for page in pages for match in re.finditer(r"Trang (\d+)/(\d+)", page)]
        assert len(told) == len(pages)
        runs = "".join(f"{number}/{of} " for number, of in told)
        of = int(told[0][1])
        assert runs == "".join(f"{n}/{of} " for n in range(1, of + 1)) * (len(pages) // of)
    wanted = codes(pictures(pdf(specimen, paper), DPI)[0])
    read = codes(drawn[0])
    assert {symbology: read.get(symbology) for symbology in wanted} == wanted
    for picture in drawn:
        left, top, right, bottom = ink(picture, DPI)
        wide, high = (side / DPI * 25.4 for side in picture.size)
        assert left > EDGE_MM
        assert top > EDGE_MM
        assert right < wide - EDGE_MM
        assert bottom < high - EDGE_MM
