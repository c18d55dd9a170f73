"""Is a paper signed as the rules say? A real token (SoftHSM), read back by our own check and by a foreign one (poppler's pdfsig)."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image, ImageDraw

from desk.errors import RuleBroken, Trouble
from printing.documents.receipt import Receipt
from printing.signature_check import signatures
from printing.signature_looks import check_image
from printing.signing import AGENCY_FIELD, PERSON_FIELD, sign_as_agency, sign_as_person, to_sign
from printing.tokens import opened_token
from tests.printing import preflight
from tests.printing.authority import EXPIRED, MODULE, OFFICE, OFFICIAL, PIN, Authority
from tests.printing.reading import opened, pictures, places, texts

RECEIPT = replace(Receipt.specimen(), is_specimen=False)


@pytest.fixture
def root(authority: Authority) -> bytes:
    return authority.certificate.public_bytes(Encoding.PEM)


@pytest.fixture(scope="session")
def signed(authority: Authority) -> bytes:
    """A receipt that the official signed, and then the office."""
    at = datetime.now(UTC)
    with opened_token(MODULE, PIN, OFFICIAL) as token:
        by_person = sign_as_person(to_sign(RECEIPT), token, token.chosen(), at)
    with opened_token(MODULE, PIN, OFFICE) as token:
        return sign_as_agency(by_person, token, token.chosen(), at)


def test_both_signatures_are_whole_and_lead_to_the_authority(signed: bytes, root: bytes) -> None:
    found = signatures(signed, [root])
    assert [(one.field, one.holder, one.good) for one in found] == [
        (PERSON_FIELD, "Lê Thị Minh Họa", True),
        (AGENCY_FIELD, "UBND xã Thử Nghiệm", True),
    ]


def test_a_foreign_verifier_agrees(signed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    said = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=True).stdout
    assert said.count("Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert "Signer Certificate Common Name: Lê Thị Minh Họa" in said
    assert "  - Total document signed\n" in said


def test_without_the_root_the_content_is_whole_and_the_signer_unproved(signed: bytes) -> None:
    found = signatures(signed)
    assert all(one.whole and not one.trusted for one in found)
    assert "chưa xác minh" in found[0].sentence()


@pytest.mark.parametrize("where", [step / 20 for step in range(20)])
def test_one_changed_byte_is_noticed(signed: bytes, root: bytes, where: float) -> None:
    changed = bytearray(signed)
    at = int(len(to_sign(RECEIPT).pdf) * where)
    changed[at] ^= 1
    try:
        found = signatures(bytes(changed), [root])
    except RuleBroken:
        return  # so broken that it is no PDF any more: noticed, too
    assert not all(one.good for one in found)


def test_a_page_that_is_changed_afterwards_is_noticed(signed: bytes, root: bytes) -> None:
    again = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as document:
        document.pages[0].mediabox = [0, 0, 300, 300]
        document.save(again)
    assert not any(one.good for one in signatures(again.getvalue(), [root]))


def test_the_text_of_the_form_stays_and_the_person_stands_in_the_place(signed: bytes) -> None:
    unsigned = to_sign(RECEIPT)
    assert texts(signed)[0].startswith(texts(unsigned.pdf)[0][:200])
    with pikepdf.open(io.BytesIO(signed)) as document:
        boxes = {str(note.T): [float(edge) for edge in note.Rect] for note in document.pages[-1].Annots}
    left, bottom, right, top = unsigned.place().box
    assert boxes[PERSON_FIELD] == pytest.approx([left, bottom, right, top], abs=1)
    role = unsigned.place().role
    ((role_left, _top),) = places(unsigned.pdf, 0, role)
    assert left <= role_left * 72 / 25.4 <= right


def test_the_agency_stands_at_the_top_right_with_the_moment_to_the_second(signed: bytes) -> None:
    with opened(signed) as document:
        page = document[0]
        width, height = page.get_size()
    with pikepdf.open(io.BytesIO(signed)) as document:
        (box,) = [note.Rect for note in document.pages[0].Annots if str(note.T) == AGENCY_FIELD]
    assert float(box[2]) > width - 20
    assert float(box[3]) > height - 20


def stamp(colour: str, size: tuple[int, int]) -> bytes:
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((2, 2, size[0] - 3, size[1] - 3), outline=colour, width=6)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def test_pictures_of_hand_and_seal_are_shown_the_seal_over_the_left_third(
    authority: Authority, root: bytes
) -> None:
    at = datetime.now(UTC)
    with opened_token(MODULE, PIN, OFFICIAL) as token:
        by_person = sign_as_person(
            to_sign(RECEIPT), token, token.chosen(), at, image=stamp("blue", (300, 100))
        )
    with opened_token(MODULE, PIN, OFFICE) as token:
        both = sign_as_agency(by_person, token, token.chosen(), at, seal=stamp("red", (400, 400)))
    assert all(one.good for one in signatures(both, [root]))
    with pikepdf.open(io.BytesIO(both)) as document:
        boxes = {str(note.T): [float(edge) for edge in note.Rect] for note in document.pages[0].Annots}
    person, seal = boxes[PERSON_FIELD], boxes[AGENCY_FIELD]
    assert seal[2] - seal[0] == pytest.approx(36 * 72 / 25.4, abs=2)
    assert person[0] < seal[2] < (person[0] + person[2]) / 2
    assert pictures(both, 50)  # a viewer that did not make it can draw it


def test_a_picture_that_is_no_png_is_refused() -> None:
    for bad in (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n cut"):
        with pytest.raises(RuleBroken, match="PNG"):
            check_image(bad, "seal")


def test_a_certificate_out_of_date_signs_nothing(authority: Authority) -> None:
    with opened_token(MODULE, PIN, EXPIRED) as token, pytest.raises(Trouble, match="hiệu lực"):
        sign_as_person(to_sign(RECEIPT), token, token.chosen(), datetime.now(UTC))


def test_a_wrong_pin_says_that_the_token_locks_itself(authority: Authority) -> None:
    with pytest.raises(Trouble, match="tự khóa") as told, opened_token(MODULE, "999999", OFFICIAL):
        pass
    assert told.value.code == "wrong_pin"


def test_several_tokens_ask_which_one(authority: Authority) -> None:
    with pytest.raises(Trouble, match=OFFICIAL) as told, opened_token(MODULE, PIN):
        pass
    assert told.value.code == "several_tokens"


def test_no_token_and_no_library_are_told_apart(authority: Authority, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as told, opened_token(MODULE, PIN, "KHONG CO"):
        pass
    assert told.value.code == "no_token"
    with pytest.raises(Trouble) as told, opened_token(tmp_path / "khong-co.so", PIN):
        pass
    assert told.value.code == "no_module"
    wrong = tmp_path / "khong-phai.so"
    wrong.write_bytes(b"not a library")
    with pytest.raises(Trouble) as told, opened_token(wrong, PIN):
        pass
    assert told.value.code == "no_module"


def test_an_unsigned_file_has_no_signatures_and_rubbish_is_refused() -> None:
    assert signatures(to_sign(RECEIPT).pdf) == ()
    with pytest.raises(RuleBroken, match="PDF"):
        signatures(b"not a pdf")


@pytest.mark.heavy
def test_a_signed_copy_is_still_for_the_archive(signed: bytes, tmp_path: Path) -> None:
    """Preflight looks for the namespace of the title on another element than pyHanko writes it; nothing else is named."""
    assert preflight.here(), f"apt-get install {preflight.PACKAGES}"
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    findings = preflight.findings(file)
    assert all(one.startswith(("7.3", "7.11.2")) for one in findings), findings
