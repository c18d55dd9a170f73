"""Can every name be printed? Each letter of Vietnamese and of its peoples has ink in all four cuts."""

from __future__ import annotations

import io
import itertools
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from desk.errors import RuleBroken
from printing import typeface
from printing.flow import Pen
from printing.render import pdf, png_pages
from printing.typeface import Face, MissingGlyph, Run, clean, pieces, width, wrap
from tests.printing.reading import RECEIPT, bare, texts

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
VIETNAMESE = [
    unicodedata.normalize("NFC", case(vowel) + tone)
    for vowel, tone, case in itertools.product("aăâeêioôơuưy", TONES, (str.lower, str.upper))
] + ["đ", "Đ"]
SIGNS = "₫–—…“”‘’№°×·•§½²³−€%‰/\\()[]{}+=<>@#&*_~^|"
PEOPLES = "čČŏŎĕĔĭĬŭŬñÑƀɃ"


@pytest.mark.parametrize("face", Face)
@pytest.mark.parametrize(
    "letters", ["".join(VIETNAMESE), SIGNS, PEOPLES], ids=["Vietnamese", "signs", "letters of other peoples"]
)
def test_the_face_holds_every(letters: str, face: Face) -> None:
    holds = typeface.metrics(face).widths
    assert [letter for letter in letters if ord(letter) not in holds] == []


def test_every_letter_of_vietnamese_composes_into_one() -> None:
    assert len(set(VIETNAMESE)) == 146
    assert all(len(letter) == 1 for letter in VIETNAMESE)


@pytest.mark.parametrize("face", Face)
def test_no_letter_is_an_empty_outline(face: Face) -> None:
    for letter in VIETNAMESE + list(PEOPLES):
        left, bottom, right, top = typeface.ink(face, letter)
        assert right > left, letter
        assert top > bottom, letter


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_a_name_prints_the_same_however_it_was_typed(form: str) -> None:
    name = "Nguyễn Thị Thử Ợ Ỗ Ẵ"
    typed = unicodedata.normalize(form, name)
    assert pdf(replace(RECEIPT, holder=typed), copies=1) == pdf(replace(RECEIPT, holder=name), copies=1)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("  Trần \t Văn\n Mẫu ", "Trần Văn Mẫu"),
        ("Tr\u200bần\ufeff Văn", "Trần Văn"),
        ("10\u00a0000 ₫", "10\u00a0000 ₫"),
        ("", ""),
    ],
)
def test_white_space_and_invisible_letters_are_cleaned(typed: str, printed: str) -> None:
    assert clean(typed) == printed


@pytest.mark.parametrize(
    ("change", "field", "letter"),
    [
        ({"holder": "Trần 😀"}, "holder", "😀"),
        ({"address": "村 Thí Điểm"}, "address", "村"),
        (
            {"components": (*RECEIPT.components, replace(RECEIPT.components[0], name="giấy ☑"))},
            "components.3.name",
            "☑",
        ),
        ({"agency": replace(RECEIPT.agency, name="Xã ⌘")}, "agency.name", "⌘"),
    ],
)
def test_a_letter_that_cannot_be_printed_is_named_with_its_field(
    change: dict[str, object], field: str, letter: str
) -> None:
    with pytest.raises(MissingGlyph) as refused:
        pdf(replace(RECEIPT, **change))
    assert isinstance(refused.value, RuleBroken)
    assert (refused.value.field, refused.value.code, refused.value.letter) == (field, "missing_glyph", letter)
    assert letter in refused.value.message


def test_marks_that_do_not_compose_are_set_over_their_letter_and_clear_of_its_own_mark() -> None:
    size = 1000.0
    letter, mark = pieces("ê\u0306", Face.REGULAR, size)
    assert (letter.text, mark.text) == ("ê", "\u0306")
    base, breve = typeface.ink(Face.REGULAR, "ê"), typeface.ink(Face.REGULAR, "\u0306")
    centre = mark.dx + (breve[0] + breve[2]) / 2
    assert centre == pytest.approx((base[0] + base[2]) / 2, abs=1)
    assert breve[1] + mark.dy > base[3]


def test_a_name_with_stacked_marks_reads_back_from_the_paper() -> None:
    name = "H’Bê\u0306 Rơ\u0306 Châm Č\u0323ư\u0306"
    assert bare(name) in bare(texts(pdf(replace(RECEIPT, holder=name), copies=1))[0])


def test_letters_without_hints_leave_the_same_ink_as_the_whole_font() -> None:
    """Stripping the instructions must not move an outline: compare with the face as bundled."""
    typeface.metrics(Face.REGULAR)
    sample = "Ễ ợ ữ ₫ ằ Đặng Quỳnh"
    drawn = []
    for strip in (True, False):
        font = typeface.metrics(Face.REGULAR).font
        shrink = font.face.makeSubset
        if not strip:
            del font.face.makeSubset  # the class's own method shows again
        try:
            buffer = io.BytesIO()
            canvas = Canvas(buffer, pagesize=(400, 60), invariant=1)
            Pen(canvas, 10, 60, 0).text(0, 40, sample, Face.REGULAR, 24)
            canvas.save()
        finally:
            font.face.makeSubset = shrink
        drawn.append(buffer.getvalue())
    assert len(drawn[0]) < len(drawn[1])
    assert png_pages(drawn[0], 300) == png_pages(drawn[1], 300)


LETTERS = st.text(alphabet="aăâđêôơưỄỢ ẵ.,-@’ \u0306čƀ", max_size=120)


@settings(max_examples=150, deadline=None)
@given(parts=st.lists(LETTERS, min_size=1, max_size=4), room=st.floats(30, 400))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(parts: list[str], room: float) -> None:
    runs = tuple(Run(part, face) for part, face in zip(parts, itertools.cycle(Face)))
    lines = wrap(runs, room, 10, indent=5)
    for line in lines:
        assert line.width <= room + typeface.SLACK * 2
        for x, text, face in line.stretches:
            assert x + width(text, face, 10) <= room + typeface.SLACK * 2
    printed = "".join(text for line in lines for _x, text, _face in line.stretches)
    assert printed.replace(" ", "") == "".join(clean(part) for part in parts).replace(" ", "")


def test_a_break_never_parts_a_letter_from_its_mark() -> None:
    lines = wrap((Run("ê\u0306" * 60),), 40, 10)
    assert len(lines) > 1
    assert all(not unicodedata.combining(line.stretches[0][1][0]) for line in lines)


def test_papers_made_side_by_side_are_the_papers_made_one_after_another() -> None:
    documents = [replace(RECEIPT, holder=f"Nguyễn Thị {n} Ẵẳẽ") for n in range(12)]
    alone = [pdf(document) for document in documents]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(pdf, documents)) == alone
