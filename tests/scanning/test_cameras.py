"""Which cameras are there, what do they see, and what is told when they fail? A film plays the camera."""

from __future__ import annotations

import os
import signal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from desk.errors import RuleBroken, Trouble
from desk.progress import Cancelled, Progress
from scanning.cameras import Camera, Stream, cameras
from scanning.card_photo import card_at_a_glance
from tests.scanning.films import film
from tests.scanning.test_card_photo import CARD, OTHER_CARD, RECEIPT, code, jpeg, photo

SIZE = (1280, 720)


def table(*texts: str) -> Image.Image:
    return photo(*(code(text, 4) for text in texts), size=SIZE)


def test_of_each_camera_the_node_that_gives_pictures_is_offered(tmp_path: Path) -> None:
    for node, name, index in (
        ("video0", "Camera Ví Dụ", "0"),
        ("video1", "Camera Ví Dụ", "1"),
        ("video10", "Máy soi Mẫu", "0"),
    ):
        (tmp_path / node).mkdir()
        (tmp_path / node / "name").write_text(f"{name}\n")
        (tmp_path / node / "index").write_text(f"{index}\n")
    assert cameras(tmp_path) == (Camera("/dev/video0", "Camera Ví Dụ"), Camera("/dev/video10", "Máy soi Mẫu"))
    assert cameras(tmp_path / "không-có") == ()


def test_the_newest_frame_is_given_never_the_same_twice(tmp_path: Path) -> None:
    grey = [Image.new("RGB", (320, 240), (level, level, level)) for level in (40, 120, 200)]
    levels = []
    with Stream(Camera(str(film(tmp_path / "phim.avi", grey)), "phim")) as stream:
        while not levels or levels[-1] < 180:
            picture = Image.open(BytesIO(stream.newest(Progress())))
            assert picture.size == (320, 240)
            levels.append(picture.getpixel((160, 120))[0])
    assert levels == sorted(levels), "time goes forward only"
    assert min(levels) < 60


def test_a_card_that_is_shown_is_read_and_the_table_before_it_is_no_card(tmp_path: Path) -> None:
    pictures = [table(), table(CARD).filter(ImageFilter.GaussianBlur(1)), table(CARD)]
    seen = []
    with Stream(Camera(str(film(tmp_path / "phim.avi", pictures)), "phim")) as stream:
        while not seen or not seen[-1]:
            seen.append(card_at_a_glance(stream.newest(Progress()), patient=False))
    assert (seen[0], seen[-1]) == ("", CARD)


@pytest.mark.parametrize(
    ("texts", "why"), [((RECEIPT,), "not_a_card"), ((CARD, OTHER_CARD), "several_cards")]
)
def test_what_is_shown_instead_of_a_card_is_told(texts: tuple[str, ...], why: str) -> None:
    with pytest.raises(RuleBroken) as told:
        card_at_a_glance(jpeg(table(*texts)), patient=True)
    assert told.value.code == why


def test_patience_finds_a_blurred_code_that_a_glance_passes_by() -> None:
    blurred = jpeg(photo(code(CARD)).filter(ImageFilter.GaussianBlur(3)))
    assert card_at_a_glance(blurred, patient=True) == CARD


def test_a_camera_that_is_pulled_out_is_told(tmp_path: Path) -> None:
    with (
        Stream(Camera(str(film(tmp_path / "phim.avi", [table()], 0.4)), "Camera Ví Dụ")) as stream,
        pytest.raises(Trouble) as told,
    ):
        while True:
            stream.newest(Progress())
    assert told.value.code == "camera_gone"
    assert "Camera Ví Dụ" in told.value.title


@pytest.mark.parametrize("device", ["/dev/video-khong-co", "/khong/co/phim.avi"])
def test_a_camera_that_is_not_there_is_told(device: str) -> None:
    with Stream(Camera(device, "Camera Ví Dụ")) as stream, pytest.raises(Trouble) as told:
        stream.newest(Progress())
    assert told.value.code == "camera_gone"


def test_a_decoder_that_crashes_takes_nothing_along(tmp_path: Path) -> None:
    with Stream(Camera(str(film(tmp_path / "phim.avi", [table()], 5)), "phim")) as stream:
        stream.newest(Progress())
        os.kill(stream._process.pid, signal.SIGSEGV)
        with pytest.raises(Trouble) as told:
            for _frame in range(3):
                stream.newest(Progress())
    assert told.value.code == "camera_gone"


def test_a_film_that_is_none_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "phim.avi"
    broken.write_bytes(b"RIFF" + os.urandom(5_000))
    with Stream(Camera(str(broken), "phim")) as stream, pytest.raises(Trouble):
        stream.newest(Progress())


def test_waiting_for_a_frame_can_be_cancelled(tmp_path: Path) -> None:
    progress = Progress()
    with Stream(Camera(str(film(tmp_path / "phim.avi", [table()], 5)), "phim")) as stream:
        stream.newest(progress)
        progress.cancel()
        with pytest.raises(Cancelled):
            stream.newest(progress)
    assert stream._process.returncode is not None, "the camera's light is out"
