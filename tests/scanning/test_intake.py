"""What may join a dossier, and is the rest refused in a sentence, without hurting anything?"""

from __future__ import annotations

import functools
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageOps

from desk.attachments import MAX_FILE_BYTES
from desk.errors import RuleBroken
from desk.progress import Cancelled, Progress
from scanning import apart
from scanning.apart import read_file, taken_apart
from scanning.intake import MOST_DPI, PHOTO_DPI, taken
from scanning.pictures import Kind
from tests.scanning import papers


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


# -- pictures ------------------------------------------------------------------------------------------------


def test_a_scan_of_200_dpi_keeps_its_pixels() -> None:
    [source] = taken(papers.jpeg(dpi=200), "to-khai.jpg")
    assert (source.kind, source.dpi, opened(source.data).size) == (Kind.JPEG, 200, (1654, 2339))


def test_a_scan_of_600_dpi_becomes_300() -> None:
    [source] = taken(papers.jpeg(papers.sheet(size=(4960, 7016)), dpi=600), "to-khai.jpg")
    assert source.dpi == MOST_DPI
    assert opened(source.data).size == (2480, 3508)


def test_a_photo_that_names_no_size_is_taken_as_a4_and_keeps_the_least_of_the_rule() -> None:
    [source] = taken(papers.jpeg(papers.sheet(size=(4000, 3000)), dpi=None), "anh.jpg")
    width, height = opened(source.data).size
    assert source.dpi == PHOTO_DPI >= 200
    assert width / 11.69 >= 200
    assert height / 8.27 >= 200


def test_a_small_picture_is_not_blown_up_and_says_how_coarse_it_is() -> None:
    [source] = taken(papers.jpeg(papers.sheet(size=(800, 1100)), dpi=None), "anh.jpg")
    assert opened(source.data).size == (800, 1100)
    assert source.dpi < 200


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_whatever_the_camera_says(orientation: int) -> None:
    """The red corner is upper left after every one of the eight orientations of EXIF."""
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    picture = papers.sheet(size=(600, 848))
    stored = picture.transpose(turn[orientation]) if orientation > 1 else picture
    exif = Image.Exif()
    exif[0x0112] = orientation
    [source] = taken(papers.jpeg(stored, exif=exif), "anh.jpg")
    red, green, _blue = opened(source.data).convert("RGB").getpixel((100, 80))
    assert red > 140
    assert green < 90


def test_where_the_photo_was_taken_and_by_which_telephone_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "Hãng điện thoại", "bí mật"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    data = papers.jpeg(exif=exif, comment=b"bi mat")
    assert b"bi mat" in data
    assert b"Exif" in data
    [source] = taken(data, "anh.jpg")
    assert not opened(source.data).getexif()
    assert b"bi mat" not in source.data
    assert b"Exif" not in source.data


def test_what_is_transparent_becomes_paper() -> None:
    picture = Image.new("RGBA", (400, 500), (0, 0, 0, 0))
    [source] = taken(papers.png(picture), "anh.png")
    assert opened(source.data).convert("RGB").getpixel((200, 250)) == (255, 255, 255)


def test_black_and_white_stays_black_and_white() -> None:
    picture = papers.sheet(mode="L").convert("1")
    [source] = taken(papers.png(picture, dpi=(200, 200)), "fax.png")
    assert source.kind is Kind.PNG
    assert len(source.data) < 60_000
    assert not ImageChops.logical_xor(opened(source.data).convert("1"), picture).getbbox()


def test_sixteen_bits_of_grey_are_grey() -> None:
    deep = Image.new("I;16", (300, 400), 32_896)
    [source] = taken(papers.png(deep), "xam.png")
    assert abs(int(opened(source.data).convert("L").getpixel((9, 9))) - 128) < 3


def test_a_tiff_gives_its_pages() -> None:
    out = BytesIO()
    pages = [papers.sheet(f"trang {n}", (827, 1169)) for n in range(3)]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(100, 100), compression="tiff_lzw")
    assert len(taken(out.getvalue(), "quet.tif")) == 3


def test_equal_files_give_equal_bytes() -> None:
    assert taken(papers.jpeg(), "a.jpg")[0].data == taken(papers.jpeg(), "b.jpg")[0].data


# -- what is refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00" + b"\0" * 200, "not_a_scan"),
        (b"PK\x03\x04 a document of Word", "not_a_scan"),
        (b"<html><script>alert(1)</script></html>", "not_a_scan"),
        (b"%!PS-Adobe-3.0\n", "not_a_scan"),
        (b"GIF89a" + b"\0" * 60, "not_a_scan"),
        (b"\x00\x00\x00\x18ftypheic" + b"\0" * 60, "heic"),
        (b"\xff\xd8\xff\xe0" + b"rubbish" * 40, "damaged"),
        (papers.cut(papers.jpeg()), "damaged"),
        (papers.cut(papers.png()), "damaged"),
        (papers.png_bomb(), "too_many_pixels"),
        (papers.png(Image.new("L", (20_001, 40))), "too_many_pixels"),
        (papers.png(Image.new("L", (5, 5))), "too_small"),
        (papers.cut(papers.pdf()), "cut"),
        (b"%PDF-1.7 rubbish %%EOF", "damaged"),
        (papers.encrypted(user="bí mật", owner="bí mật"), "locked"),
        (papers.pdf(301), "too_many_pages"),
        (papers.pdf(1, papers.with_huge_picture), "too_large_inside"),
        (papers.pdf(1, papers.with_bomb, compress_streams=True), "too_large_inside"),
        (papers.pdf(1, lambda made: (papers.with_signature(made), papers.with_script(made))), "signed_unsafe"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_paper_is_refused_with_a_sentence_that_names_the_file(data: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        taken(data, "la-thu.dat")
    assert (broken.value.field, broken.value.code) == ("attachments", code)
    assert "la-thu.dat" in broken.value.message


def test_a_disguised_file_is_taken_for_what_it_is() -> None:
    """A PNG called .pdf is a PNG; the name decides nothing."""
    assert taken(papers.png(), "don.pdf")[0].kind is Kind.JPEG


def test_a_file_over_the_limit_is_not_even_read(tmp_path) -> None:
    path = tmp_path / "to.pdf"
    with open(path, "wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(RuleBroken) as broken:
        read_file(path, "to.pdf")
    assert broken.value.code == "too_large"


@functools.cache
def whole(kind: str) -> bytes:
    small = papers.sheet(size=(400, 560))
    tiff = BytesIO()
    small.save(tiff, "TIFF", compression="tiff_lzw")
    return {
        "jpeg": papers.jpeg(small),
        "png": papers.png(small),
        "tiff": tiff.getvalue(),
        "pdf": papers.pdf(),
    }[kind]


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow says of what it stumbles over
@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "pdf"])
def test_damage_anywhere_is_a_sentence_or_a_picture_never_a_crash(kind: str, seed: int) -> None:
    told = ""
    try:
        pictures = taken(papers.mangled(whole(kind), seed), "hong")[0].pictures
    except RuleBroken as broken:
        told, pictures = broken.message, ()
    assert pictures or "hong" in told


# -- PDFs ----------------------------------------------------------------------------------------------------


def test_a_plain_pdf_stays_byte_for_byte_and_shows_its_pages() -> None:
    data = papers.pdf(3)
    [source] = taken(data, "don.pdf")
    assert source.data == data
    assert len(source.pictures) == 3
    assert ImageOps.invert(opened(source.pictures[0]).convert("L")).getbbox()


@pytest.mark.parametrize(
    ("dress", "words"),
    [
        (papers.with_script, "mã tự chạy"),
        (papers.with_page_script, "mã tự chạy"),
        (papers.with_script_in_an_array, "mã tự chạy"),
        (papers.with_file, "tệp ẩn"),
    ],
)
def test_what_could_run_or_hide_stays_behind_and_is_told(dress: object, words: str) -> None:
    [source] = taken(papers.pdf(2, dress), "don.pdf")
    assert any(words in sentence for sentence in source.dropped)
    with pikepdf.open(BytesIO(source.data)) as clean:
        assert len(clean.pages) == 2
        assert not clean.attachments
    for bad in (b"JavaScript", b"Launch", b"calc.exe", b"virus.exe", b"EmbeddedFile"):
        assert bad not in pikepdf_plain(source.data)
    assert "Trang 1" in text_of(source.data)
    assert not taken(source.data, "don.pdf")[0].dropped


def pikepdf_plain(data: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as made:
        made.save(out, qdf=True)
    return out.getvalue()


def test_what_was_filled_into_a_form_stays_on_the_paper() -> None:
    [source] = taken(papers.pdf(1, papers.with_field), "to-khai.pdf")
    assert source.dropped == ("đã bỏ mã tự chạy",)
    with pikepdf.open(BytesIO(source.data)) as clean:
        [field] = clean.Root.AcroForm.Fields
        assert str(field.V) == "Nguyen Thi Mau"
        assert "/AA" not in field


def test_a_pdf_that_only_forbids_printing_is_opened_and_loses_the_lock() -> None:
    [source] = taken(papers.encrypted(user="", owner="chu"), "don.pdf")
    assert source.dropped
    with pikepdf.open(BytesIO(source.data)) as clean:
        assert not clean.is_encrypted


def test_a_signed_pdf_stays_as_it_is() -> None:
    data = papers.pdf(1, papers.with_signature)
    [source] = taken(data, "ket-qua.pdf")
    assert source.signed
    assert source.data == data


# -- in a process of its own ---------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [papers.jpeg(), papers.pdf(2, papers.with_file)], ids=["picture", "pdf"])
def test_apart_gives_the_same(data: bytes) -> None:
    assert taken_apart(data, "don") == taken(data, "don")


def test_apart_tells_the_same_refusal() -> None:
    with pytest.raises(RuleBroken) as broken:
        taken_apart(papers.cut(papers.pdf()), "don.pdf")
    assert (broken.value.field, broken.value.code) == ("attachments", "cut")
    assert "don.pdf" in broken.value.message


@pytest.mark.parametrize(
    "ending",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "print('{}')",
        "raise SystemExit(3)",
        "print('[')",
    ],
    ids=["crash", "nothing", "gave up", "nonsense"],
)
def test_a_decoder_that_dies_takes_only_its_process_along(
    monkeypatch: pytest.MonkeyPatch, tmp_path, ending: str
) -> None:
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nexec {apart.sys.executable} -c "{ending}"\n')
    program.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(program))
    with pytest.raises(RuleBroken) as broken:
        taken_apart(papers.jpeg(), "don.jpg")
    assert broken.value.code == "unreadable"


def test_a_decoder_that_hangs_can_be_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(program))
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        taken_apart(papers.jpeg(), "don.jpg", progress=progress)


def test_the_process_may_write_no_file_and_knows_no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PASSPHRASE", "bí mật")
    assert "MOTCUA_PASSPHRASE" not in apart.surroundings()
