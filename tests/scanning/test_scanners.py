"""Do sheets become pictures, and does a person learn what to do next? SANE's own test device, then programs that fail."""

from __future__ import annotations

import os
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from desk.errors import Trouble
from desk.progress import Cancelled, Progress, Step
from scanning import scanners
from scanning.intake import taken
from scanning.scanners import Colour, Paper, Wish

HAS_SANE = shutil.which("scanimage") is not None
with_sane = pytest.mark.skipif(not HAS_SANE, reason="sane-utils is not installed: apt-get install sane-utils")
TEST_CONF = """\
number_of_devices 2
mode Gray
depth 8
resolution_min 1.0
resolution_max 1200.0
resolution_quant 1.0
resolution 50.0
test-picture "Grid"
geometry_min 0.0
geometry_max 300.0
geometry_quant 1.0
tl_x 0.0
tl_y 0.0
br_x 80.0
br_y 100.0
read-status-code "{status}"
read-delay {delay}
read-delay-duration 200000
"""


@pytest.fixture
def sane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """SANE with nothing but its test device; a call says which status its reading ends with."""

    def configure(status: str = "Default", delay: str = "false") -> None:
        (tmp_path / "dll.conf").write_text("test\n")
        (tmp_path / "test.conf").write_text(TEST_CONF.format(status=status, delay=delay))

    configure()
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "vi_VN.UTF-8")
    return configure


def pages(wish: Wish, progress: Progress | None = None) -> list[bytes]:
    return list(scanners.scan(wish, progress or Progress()))


@with_sane
def test_scanners_are_listed(sane) -> None:
    assert [one.device for one in scanners.scanners()] == ["test:0", "test:1"]
    assert scanners.scanners()[0].name == "Noname frontend-tester"


@with_sane
def test_what_a_scanner_can_do_is_read_from_its_options(sane) -> None:
    able = scanners.abilities("test:0")
    assert able.papers == {Paper.GLASS: "Flatbed", Paper.FEEDER: "Automatic Document Feeder"}
    assert able.modes == {Colour.GREY: "Gray", Colour.COLOUR: "Color"}
    assert able.resolution(200) == 200
    assert able.sheet_mm == (300.0, 300.0)


@with_sane
def test_one_sheet_on_the_glass_is_a4_in_the_wanted_resolution(sane) -> None:
    [page] = pages(Wish("test:0", dpi=200))
    picture = Image.open(BytesIO(page))
    assert picture.mode == "RGB"
    assert abs(picture.width - 1654) < 3
    assert abs(picture.height - 2339) < 3
    assert taken(page, "quét")[0].dpi == 200


@with_sane
def test_grey_is_grey(sane) -> None:
    [page] = pages(Wish("test:0", colour=Colour.GREY, dpi=100))
    assert Image.open(BytesIO(page)).mode == "L"


@with_sane
def test_the_feeder_is_emptied_and_each_page_is_told(sane) -> None:
    steps: list[Step] = []
    assert len(pages(Wish("", Paper.FEEDER, dpi=50), Progress(steps.append))) == 10
    assert {step.what for step in steps} >= {f"Đang quét trang {n}" for n in range(1, 11)}


@with_sane
def test_stopping_keeps_the_pages_that_were_whole_and_leaves_no_picture_behind(
    sane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "ram"
    place.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    sane(delay="true")
    progress, kept = Progress(), []
    with pytest.raises(Cancelled):
        for page in scanners.scan(Wish("test:0", Paper.FEEDER, dpi=20), progress):
            kept.append(page)
            if len(kept) == 2:
                progress.cancel()
    assert len(kept) == 2
    assert list(place.iterdir()) == []


@with_sane
def test_duplex_on_a_scanner_without_it_is_told(sane) -> None:
    with pytest.raises(Trouble) as trouble:
        pages(Wish("test:0", Paper.BOTH_SIDES))
    assert trouble.value.code == "no_such_source"


@with_sane
@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("SANE_STATUS_DEVICE_BUSY", "scanner_busy"),
        ("SANE_STATUS_JAMMED", "scanner_jammed"),
        ("SANE_STATUS_NO_DOCS", "feeder_empty"),
        ("SANE_STATUS_COVER_OPEN", "scanner_open"),
        ("SANE_STATUS_IO_ERROR", "scanner_unplugged"),
        ("SANE_STATUS_NO_MEM", "scanner_memory"),
        ("SANE_STATUS_ACCESS_DENIED", "scanner_denied"),
        ("SANE_STATUS_CANCELLED", "scanner_stopped"),
        ("SANE_STATUS_INVAL", "scanner_refused"),
        ("SANE_STATUS_UNSUPPORTED", "scanner_refused"),
    ],
)
def test_every_status_of_sane_says_what_to_do(sane, status: str, code: str) -> None:
    sane(status)
    with pytest.raises(Trouble) as trouble:
        pages(Wish("test:0", Paper.FEEDER, dpi=50))
    assert trouble.value.code == code
    assert trouble.value.advice.startswith("Hãy")


@with_sane
def test_a_scanner_that_is_not_there_any_more_is_told(sane) -> None:
    with pytest.raises(Trouble) as trouble:
        pages(Wish("khong:co"))
    assert trouble.value.code == "scanner_gone"


@with_sane
def test_a_machine_without_scanners_is_told(sane, tmp_path: Path) -> None:
    (tmp_path / "dll.conf").write_text("")
    assert scanners.scanners() == ()
    with pytest.raises(Trouble) as trouble:
        pages(Wish())
    assert trouble.value.code == "no_scanner"


# -- programs that play scanimage ----------------------------------------------------------------------------

OPTIONS = """\
    --mode Lineart|Gray|24bit Color[Fast] [Gray]
    --resolution 75|150|300|600dpi [75]
    --source FlatBed|ADF Front|ADF Duplex [FlatBed]
    -x 0..215.9mm [215.9]
    -y 0..355.6mm [355.6]
"""


@pytest.fixture
def plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A scanimage that lists, answers and then does what a test says; what it was asked is kept."""

    def play(scanning: str = "exit 0", options: str = OPTIONS) -> Path:
        (tmp_path / "options").write_text(options)
        program = tmp_path / "scanimage"
        program.write_text(
            "#!/bin/bash\n"
            'case "$*" in\n'
            "*--all-options*) cat " + str(tmp_path / "options") + " ;;\n"
            '-f*) printf "epson:1\\tEpson\\tDS_1\\tsheetfed scanner\\nv4l:0\\tCam\\tX\\tvirtual camera\\n" ;;\n'
            f'*) printf "%s\\n" "$@" > {tmp_path}/asked; for a in "$@"; do case "$a" in --batch=*) P="${{a#--batch=}}";; esac; done\n'
            'page() { cp "'
            + str(tmp_path / "page.png")
            + '" "${P/\\%d/$1}"; echo "Scanned page $1." >&2; echo "${P/\\%d/$1}"; }\n'
            f"{scanning} ;;\nesac\n"
        )
        program.chmod(0o755)
        return tmp_path / "asked"

    (tmp_path / "page.png").write_bytes(b"\x89PNG a page")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return play


def test_cameras_are_no_scanners_and_names_are_readable(plays) -> None:
    plays()
    assert [(one.device, one.name) for one in scanners.scanners()] == [("epson:1", "Epson DS 1")]


def test_the_scanner_is_asked_in_its_own_words(plays) -> None:
    asked = plays("page 1")
    assert pages(Wish("epson:1", Paper.BOTH_SIDES, dpi=200)) == [b"\x89PNG a page"]
    said = asked.read_text().splitlines()
    for part in ("--source=ADF Duplex", "--mode=24bit Color[Fast]", "--resolution=300", "210", "297"):
        assert part in said


def test_a_separate_duplex_switch_is_found(plays) -> None:
    options = OPTIONS.replace("|ADF Duplex", "") + "    --adf-mode Simplex|Duplex [Simplex]\n"
    asked = plays("page 1; page 2", options)
    assert len(pages(Wish("epson:1", Paper.BOTH_SIDES))) == 2
    assert "--adf-mode=Duplex" in asked.read_text().splitlines()
    assert "--source=ADF Front" in asked.read_text().splitlines()


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("exit 9", "scanner_unplugged"),
        ("exit 6", "scanner_jammed"),
        ("kill -SEGV $$", "scanner_driver"),
        ('echo "scanimage: open of device epson:1 failed: Device busy" >&2; exit 1', "scanner_busy"),
    ],
)
def test_unplugged_in_the_middle_of_a_pile_the_whole_pages_stay(plays, ending: str, code: str) -> None:
    plays(f"page 1; page 2; {ending}")
    kept = []
    with pytest.raises(Trouble) as trouble:
        for page in scanners.scan(Wish("epson:1", Paper.FEEDER), Progress()):
            kept.append(page)
    assert len(kept) == 2
    assert trouble.value.code == code


def test_an_empty_feeder_is_told(plays) -> None:
    plays("exit 7")
    with pytest.raises(Trouble) as trouble:
        pages(Wish("epson:1", Paper.FEEDER))
    assert trouble.value.code == "feeder_empty"


def test_a_scanner_that_says_nothing_is_given_up(plays, monkeypatch: pytest.MonkeyPatch) -> None:
    plays("page 1; exec sleep 600")
    monkeypatch.setattr(scanners, "SILENCE_S", 0.3)
    kept = []
    with pytest.raises(Trouble) as trouble:
        for page in scanners.scan(Wish("epson:1", Paper.FEEDER), Progress()):
            kept.append(page)
    assert (len(kept), trouble.value.code) == (1, "scanner_silent")


def test_a_scanner_that_will_not_stop_is_ended(plays, monkeypatch: pytest.MonkeyPatch) -> None:
    from scanning import scan_process

    plays("trap '' INT; page 1; while true; do sleep 0.05; done")
    monkeypatch.setattr(scan_process, "ASK_TO_STOP_S", 0.2)
    progress = Progress()
    with pytest.raises(Cancelled):
        for _page in scanners.scan(Wish("epson:1", Paper.FEEDER), progress):
            progress.cancel()


def test_without_sane_the_watched_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble) as trouble:
        scanners.scanners()
    assert trouble.value.code == "no_scan_service"
    assert "thư mục chờ" in trouble.value.advice
