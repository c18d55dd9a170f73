"""Do machines read the code back? QR and Code 128 on their own, before a page shrinks them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from printing.marks import Mark, code_128, qr
from tests.printing.reading import codes

OFFICIAL = [
    "000.00.12.H62-261124-0001",
    "H57.132-260804-0583",
    "G09.20-20260609-0092637",
    "H44.01-261124-00001",
    "1",
    "12",
    "1234",
    "12345",
    "A1234567B",
    "AB123456",
]


def picture(mark: Mark, module: int, height: int) -> Image.Image:
    image = Image.new("L", (mark.width * module, mark.height * height), 255)
    pen = ImageDraw.Draw(image)
    for x, y, wide, high in mark.black:
        pen.rectangle((x * module, y * height, (x + wide) * module - 1, (y + high) * height - 1), fill=0)
    return image


@pytest.mark.parametrize("code", OFFICIAL)
def test_a_code_reads_back_from_its_bars(code: str) -> None:
    assert codes(picture(code_128(code), 3, 90)) == {"Code 128": code}


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=30))
def test_any_printable_code_reads_back_from_its_bars(code: str) -> None:
    assert codes(picture(code_128(code), 3, 90)) == {"Code 128": code}


@pytest.mark.parametrize(
    ("code", "modules"),
    [("H44.132-260804-0583", 242), ("1234567890", 110), ("ABC", 88)],
)
def test_digits_are_packed_in_pairs_where_that_is_shorter(code: str, modules: int) -> None:
    assert code_128(code).width == modules


@pytest.mark.parametrize("code", ["", "mã", "A\nB", "H44‑1"])
def test_bars_refuse_what_they_cannot_hold(code: str) -> None:
    with pytest.raises(ValueError, match="Code 128 holds printable ASCII"):
        code_128(code)


@pytest.mark.parametrize(
    "text", ["H57.132-260804-0583", "https://motcua.example.vn/tra-cuu?ma=000.00.12.H62-261124-0001", "Thử Ợ"]
)
def test_a_text_reads_back_from_its_qr(text: str) -> None:
    assert codes(picture(qr(text), 4, 4)) == {"QR Code": text}
