"""Is a digital copy a file for the archive? By its own structure, and by a checker that did not write it."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageCms
from reportlab.pdfgen.canvas import Canvas

from printing.archival import archival
from printing.documents.receipt import Receipt
from printing.layout import A4
from printing.render import pdf
from printing.srgb import profile
from tests.printing import preflight
from tests.printing.reading import texts

PAPER = pdf(Receipt.specimen(), A4, 1)


def test_the_pages_say_the_same_as_the_printed_ones() -> None:
    assert texts(archival(PAPER)) == texts(PAPER)


def test_equal_papers_give_equal_bytes() -> None:
    assert archival(PAPER) == archival(pdf(Receipt.specimen(), A4, 1))


def test_it_names_itself_part_2_level_b_with_its_title_and_office() -> None:
    with pikepdf.open(io.BytesIO(archival(PAPER))) as document:
        said = document.open_metadata()
        assert said.pdfa_status == "2B"
        assert said["dc:title"].startswith("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
        assert "/Info" not in document.trailer
        assert document.Root.OutputIntents[0].DestOutputProfile.read_bytes() == profile()


def test_a_face_that_is_not_embedded_is_refused_by_name() -> None:
    bare = io.BytesIO()
    canvas = Canvas(bare)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 72, "x")
    canvas.save()
    with pytest.raises(ValueError, match="Helvetica"):
        archival(bare.getvalue())


def test_an_encrypted_file_is_refused() -> None:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(PAPER)) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="x", user=""))
    with pytest.raises(ValueError, match="encrypted"):
        archival(locked.getvalue())


def test_the_colours_are_those_of_another_srgb() -> None:
    """LittleCMS reads our profile and moves no colour on the way to its own by more than a step of 256."""
    colours = Image.new("RGB", (256, 1))
    for step in range(256):
        colours.putpixel((step, 0), (step, 255 - step, step // 2))
    ours = ImageCms.ImageCmsProfile(io.BytesIO(profile()))
    moved = ImageCms.profileToProfile(colours, ours, ImageCms.createProfile("sRGB"))
    apart = [abs(before - after) for before, after in zip(colours.tobytes(), moved.tobytes(), strict=True)]
    assert max(apart) <= 1


@pytest.mark.heavy
def test_a_foreign_checker_finds_nothing(tmp_path: Path) -> None:
    """Preflight knows part 1 only: as part 1 the file is valid, and as part 2 the number is all that it names."""
    assert preflight.here(), f"apt-get install {preflight.PACKAGES}"
    file = tmp_path / "1b.pdf"
    file.write_bytes(archival(PAPER, part=1))
    assert preflight.findings(file) == []
    file.write_bytes(archival(PAPER))
    assert preflight.findings(file) == [preflight.NOT_PART_1]
