"""What does the QR of the citizen card say on this photo? The raw text for desk.rules.card_qr.read_card, or why not.

A photo is tried as it is, then enlarged, sharpened and in parts: the code of a card fills a small piece of a photo of
the whole table. Anything that is no card's code (a receipt, a payment, a menu) is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from desk.errors import RuleBroken
from desk.rules.words import _
from scanning.pictures import pictures_in

FIELD: Final = "card"
MAX_PHOTO_BYTES: Final = 50 * 1024 * 1024
WORK_SIDE: Final = 2_400
"""A photo is read at this size first: beyond it, noise grows and not the code."""
SMALL_SIDE: Final = 1_200
"""A picture cut from a screen or a chat is doubled, so that each square of the code has pixels enough."""
PART: Final = 0.5
"""Parts of a photo overlap by half, so that a code lies whole in one of them."""
_CARD: Final = re.compile(r"\s*[0-9]{9,24}\|")


def card_text(photo: bytes, name: str = "") -> str:
    """The text of the one card on the photo (JPEG, PNG, TIFF, WEBP); what it means is asked of `read_card`.

    Raises RuleBroken on `card`: heic, not_a_scan, damaged, too_many_pixels, too_large; no_code when nothing can be
    read, not_a_card when only other codes are there, several_cards when it would have to be guessed which.
    """
    name = name or _("ảnh thẻ")
    if len(photo) > MAX_PHOTO_BYTES:
        raise RuleBroken(
            FIELD, "too_large",
            _("Ảnh “{name}” lớn hơn {mb} MB; hãy chụp lại riêng tấm thẻ.").format(name=name, mb=MAX_PHOTO_BYTES // 1024 // 1024),
        )  # fmt: skip
    picture = next(pictures_in(photo, name, FIELD)).convert("L")
    text = _card_in(_looks(picture))
    if text:
        return text
    raise RuleBroken(
        FIELD, "no_code",
        _("Không đọc được mã QR trên ảnh; hãy chụp gần hơn, đủ sáng, không lóa, hoặc gõ số định danh."),
    )  # fmt: skip


def card_at_a_glance(frame: bytes, *, patient: bool) -> str:
    """The text of the card that a camera is shown; empty while there is none in sight. Quick enough for every frame.

    `patient` sharpens what is blurred, which takes a few times as long. Raises as `card_text`, but for no_code.
    """
    picture = next(pictures_in(frame, _("hình camera"), FIELD)).convert("L")
    looks = [lambda: _fitted(picture)]
    if patient:
        looks.append(lambda: _sharpened(_fitted(picture)))
    return _card_in(iter(looks))


def _card_in(looks: Iterator[Callable[[], Image.Image]]) -> str:
    """The first card's text that a look shows; empty where there is no code at all."""
    others = False
    for look in looks:
        texts = _codes(look())
        cards = {text for text in texts if _CARD.match(text)}
        if len(cards) > 1:
            raise RuleBroken(
                FIELD, "several_cards", _("Ảnh có {n} tấm thẻ; hãy chụp từng thẻ một.").format(n=len(cards))
            )
        if cards:
            return cards.pop()
        others = others or bool(texts)
    if others:
        raise RuleBroken(
            FIELD, "not_a_card", _("Mã trên ảnh không phải của thẻ căn cước; hãy chụp mặt thẻ có mã QR.")
        )
    return ""


def _looks(picture: Image.Image) -> Iterator[Callable[[], Image.Image]]:
    """Ways to look at the photo, from the cheap to the patient; made only when they are needed."""
    work = _fitted(picture)
    yield lambda: work
    if max(picture.size) > WORK_SIDE:
        yield lambda: picture
    if max(picture.size) < SMALL_SIDE:
        yield lambda: picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.LANCZOS)
    yield lambda: _sharpened(work)
    for box in _parts(picture.size):
        yield lambda box=box: _sharpened(_fitted(picture.crop(box)))  # type: ignore[misc]


def _fitted(picture: Image.Image) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail((WORK_SIDE, WORK_SIDE), Image.Resampling.LANCZOS)
    return fitted


def _sharpened(picture: Image.Image) -> Image.Image:
    """Blur of a moved hand and the grey of a lamp, undone as far as that goes."""
    enlarged = picture if max(picture.size) >= WORK_SIDE else picture.resize(
        (picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC
    )  # fmt: skip
    even = ImageOps.autocontrast(enlarged, cutoff=1)
    return even.filter(ImageFilter.UnsharpMask(radius=6, percent=300, threshold=0))


def _parts(size: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """Nine overlapping pieces of half the width and height."""
    width, height = (round(side * PART) for side in size)
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            left, top = right * (size[0] - width) // 2, down * (size[1] - height) // 2
            yield left, top, left + width, top + height


def _codes(picture: Image.Image) -> set[str]:
    """The texts of all QR codes; bytes that are UTF-8 are read as such, as the cards are written."""
    texts = set()
    for found in zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    ):
        try:
            texts.add(found.bytes.decode("utf-8"))
        except UnicodeDecodeError:
            texts.add(found.text)
    return texts
