"""Is the card's code read from a photo as people take them, and is the rest told in a sentence?"""

from __future__ import annotations

import random
from datetime import date
from io import BytesIO

import pytest
import segno
from PIL import Image, ImageDraw, ImageFilter

from desk.errors import RuleBroken
from desk.rules.card_qr import read_card
from scanning.card_photo import card_text

CARD = "001084000005|012345678|Nguyễn Thị Mẫu|01021984|Nữ|Thôn Giả Định, Xã Mẫu, Tỉnh Mẫu|03052021"
OTHER_CARD = "001190000013||Trần Văn Ví Dụ|05061990|Nam|Thôn Giả Định, Xã Mẫu, Tỉnh Mẫu|04052021||||"
RECEIPT = "MCD1:H44.900-261124-0001"


def code(text: str, scale: int = 6) -> Image.Image:
    picture = BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=scale, border=4)
    return Image.open(BytesIO(picture.getvalue())).convert("RGB")


def jpeg(picture: Image.Image, quality: int = 85, **more: object) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def photo(*codes: Image.Image, size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """A table with lines of text and the codes side by side."""
    table = Image.new("RGB", size, "#b9a98f")
    draw = ImageDraw.Draw(table)
    for line in range(20, size[1], 40):
        draw.text((20, line), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM 0123456789 " * 3, fill="#333333")
    for at, one in enumerate(codes):
        table.paste(one, (300 + at * 620, 300))
    return table


def test_a_plain_photo_gives_the_text_of_the_card() -> None:
    text = card_text(jpeg(photo(code(CARD))))
    assert text == CARD
    assert read_card(text, date(2026, 11, 24)).person.name == "Nguyễn Thị Mẫu"


@pytest.mark.parametrize("degrees", [7, 33, 90, 135, 180, 271])
def test_a_card_may_lie_in_any_direction(degrees: int) -> None:
    turned = photo(code(CARD)).rotate(
        degrees, expand=True, fillcolor="#777777", resample=Image.Resampling.BICUBIC
    )
    assert card_text(jpeg(turned)) == CARD


@pytest.mark.parametrize("radius", [1, 2, 3])
def test_a_moved_hand_is_forgiven(radius: int) -> None:
    """A blur of half the side of a square of the code."""
    assert card_text(jpeg(photo(code(CARD)).filter(ImageFilter.GaussianBlur(radius)), quality=60)) == CARD


def test_a_dim_and_noisy_photo_is_read() -> None:
    chance = random.Random(7)
    dim = photo(code(CARD)).point(lambda value: 40 + value * 0.3)
    noise = Image.frombytes("L", (dim.width, dim.height), chance.randbytes(dim.width * dim.height))
    noisy = Image.blend(dim, noise.convert("RGB"), 0.12)
    assert card_text(jpeg(noisy, quality=50)) == CARD


def test_a_small_card_on_a_large_photo_is_found() -> None:
    table = Image.new("RGB", (4000, 3000), "#8a8a8a")
    table.paste(code(CARD, scale=3), (3300, 2500))
    assert card_text(jpeg(table)) == CARD


def test_a_picture_cut_from_a_chat_is_enlarged() -> None:
    small = code(CARD, scale=2)
    assert card_text(jpeg(small.resize((small.width * 3 // 4, small.height * 3 // 4)), quality=90)) == CARD


def test_the_camera_may_have_been_held_sideways() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert card_text(jpeg(photo(code(CARD)).rotate(90, expand=True), exif=exif)) == CARD


def test_the_card_is_picked_among_other_codes() -> None:
    assert card_text(jpeg(photo(code(RECEIPT), code(CARD)))) == CARD


@pytest.mark.parametrize(
    ("picture", "refusal"),
    [
        (photo(code(CARD, 5), code(OTHER_CARD, 5)), "several_cards"),
        (photo(code(RECEIPT)), "not_a_card"),
        (photo(), "no_code"),
    ],
    ids=["two cards", "another code", "no code"],
)
def test_nothing_is_guessed(picture: Image.Image, refusal: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        card_text(jpeg(picture))
    assert (broken.value.field, broken.value.code) == ("card", refusal)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", "not_a_scan"),
        (b"MZ\x90\x00 a program", "not_a_scan"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (jpeg(photo(code(CARD)))[:9000], "damaged"),
    ],
    ids=["empty", "program", "heic", "cut"],
)
def test_what_is_no_picture_is_told(data: bytes, refusal: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        card_text(data, "anh.jpg")
    assert broken.value.code == refusal
    assert "anh.jpg" in broken.value.message
