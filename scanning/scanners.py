"""Which scanners are there, and how do sheets become pictures? Through SANE, by its client scanimage (Linux).

    scanners() ─► abilities(device) ─► scan(wish): one picture after another, each given on as soon as it is whole

A driver that hangs or crashes takes scanimage along, not the desk. Network scanners appear by themselves (SANE's
`escl`, sane-airscan). On Windows there is no SANE: `no_scan_service` says to scan into the watched folder.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from desk.errors import Trouble
from desk.progress import Progress, Step
from desk.rules.words import _
from scanning.scan_faults import END_OF_FILE, GOOD, NO_DOCS, fault, silent
from scanning.scan_process import Running

PROGRAM: Final = "scanimage"
LIST_S: Final = (
    45  # network scanners are looked for by multicast; sane-airscan waits up to 30 s for the slow ones
)
ASK_S: Final = 30
SILENCE_S: Final = 120  # a lamp that warms up says nothing for up to a minute
A4_MM: Final = (210.0, 297.0)
USUAL_DPI: Final = 200
MAX_BATCH: Final = 200
_FEEDER: Final = ("adf", "feeder", "automatic")
_BOTH_SIDES: Final = ("duplex", "both")


class Paper(Enum):
    """Where the paper lies."""

    GLASS = "glass"  # one sheet on the glass
    FEEDER = "feeder"  # a pile, front sides
    BOTH_SIDES = "both-sides"  # a pile, front and back


class Colour(Enum):
    """How the picture is taken; the rule asks for colour."""

    COLOUR = "colour"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Scanner:
    """A device of SANE: the name that it is asked by, and what people call it."""

    device: str
    name: str


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a scanner can do: where paper can lie (with SANE's word), modes, resolutions, the largest sheet in mm."""

    papers: dict[Paper, str]
    modes: dict[Colour, str]
    resolutions: tuple[int, ...] | range
    sheet_mm: tuple[float, float] | None
    duplex_option: str = ""

    def resolution(self, dpi: int) -> int:
        """The coarsest that is fine enough, or the finest there is."""
        fine = [one for one in self.resolutions if one >= dpi]
        return min(fine) if fine else max(self.resolutions)


@dataclass(frozen=True, slots=True)
class Wish:
    """How the person wants to scan. An empty device is the first one found."""

    device: str = ""
    paper: Paper = Paper.GLASS
    colour: Colour = Colour.COLOUR
    dpi: int = USUAL_DPI


def scanners(progress: Progress | None = None) -> tuple[Scanner, ...]:
    """The scanners of this machine and its network. Raises Trouble: no_scan_service, scanner_silent."""
    # Without "cameras": SANE's v4l offers them as scanners, and a page of theirs is no scan.
    said = _ask(["-f", "%d\t%v\t%m\t%t%n"], LIST_S, progress)
    found = []
    for line in said.splitlines():
        parts = line.split("\t")
        if len(parts) == 4 and "camera" not in parts[3]:
            device, maker, model, _kind = (part.strip() for part in parts)
            found.append(Scanner(device, f"{maker} {model}".strip().replace("_", " ") or device))
    return tuple(found)


def abilities(device: str, progress: Progress | None = None) -> Abilities:
    """What one scanner offers. Raises Trouble where it does not answer."""
    said = _ask(["-d", device, "--all-options"], ASK_S, progress)
    papers: dict[Paper, str] = {}
    for word in _choices(said, "source"):
        low = word.lower()
        feeds = any(part in low for part in _FEEDER)
        paper = (
            Paper.GLASS if not feeds else Paper.BOTH_SIDES if any(part in low for part in _BOTH_SIDES) else Paper.FEEDER
        )  # fmt: skip
        papers.setdefault(paper, word)
    duplex = ""
    if Paper.FEEDER in papers and Paper.BOTH_SIDES not in papers:
        both = next((word for word in _choices(said, "adf-mode") if "duplex" in word.lower()), "")
        duplex = (
            f"--adf-mode={both}" if both else "--duplex=yes" if re.search(r"^\s+--duplex", said, re.M) else ""
        )
        if duplex:
            papers[Paper.BOTH_SIDES] = papers[Paper.FEEDER]
    modes: dict[Colour, str] = {}
    for word in _choices(said, "mode"):
        low = word.lower()
        if "colo" in low:
            modes.setdefault(Colour.COLOUR, word)
        elif "gray" in low or "grey" in low:
            modes.setdefault(Colour.GREY, word)
    return Abilities(papers or {Paper.GLASS: ""}, modes, _resolutions(said), _sheet(said), duplex)


def scan(wish: Wish, progress: Progress) -> Iterator[bytes]:
    """The pictures of the sheets, each as soon as it is whole; progress says which page and how far.

    What was given on stays the caller's whatever follows: a Trouble of the table in `scan_faults` (unplugged, jammed,
    open, …) or Cancelled come after the last whole page. The picture lies in the clear in a private folder, in memory
    where the system has such a place, until it is given on.
    """
    device = wish.device or _first(progress)
    able = abilities(device, progress)
    if wish.paper not in able.papers:
        raise Trouble(
            "no_such_source",
            _("Máy quét này không có khay nạp giấy như đã chọn."),
            _("Hãy đặt từng tờ lên mặt kính và chọn “Mặt kính”."),
        )
    with tempfile.TemporaryDirectory(prefix="motcua-scan-", dir=_memory_folder()) as folder:
        arguments = _arguments(device, wish, able, Path(folder))
        yield from _pages(arguments, Path(folder), wish.paper is not Paper.GLASS, progress)


def _pages(arguments: list[str], folder: Path, feeds: bool, progress: Progress) -> Iterator[bytes]:
    given = 0
    with Running([PROGRAM, *arguments]) as running:
        try:
            for said in running.lines(SILENCE_S, progress.check):
                if share := re.search(r"Progress: ([0-9.]+)%", said):
                    progress.step(_on_page(given + 1, round(float(share[1]))))
                # --batch-print names a page when it has its final name; "Scanned page" is said before that (1.2.1).
                if said.startswith(f"{folder}{os.sep}"):
                    page = Path(said)
                    data = page.read_bytes()
                    page.unlink()
                    given += 1
                    # The shares come by another pipe than the names: a quick sheet can be whole before one was heard.
                    progress.step(_on_page(given, 100))
                    yield data
        except TimeoutError as wait:
            raise silent() from wait
        code, said = running.ended()
    statuses = re.findall(r"scanner status = ([0-9]+)\)", said)
    if code == GOOD and statuses and int(statuses[-1]) != END_OF_FILE:
        code = int(
            statuses[-1]
        )  # scanimage 1.1 can lose the exit code when a driver closes its pipe (SIGPIPE)
    if code in (GOOD, NO_DOCS) and not given:
        raise fault(NO_DOCS if feeds else code, said)
    if code not in (GOOD, NO_DOCS):
        raise fault(code, said)


def _on_page(number: int, percent: int) -> Step:
    return Step(_("Đang quét trang {n}").format(n=number), percent, 100)


def _arguments(device: str, wish: Wish, able: Abilities, folder: Path) -> list[str]:
    arguments = ["-d", device, "--format=png", "-p", "--batch-print", f"--batch={folder}/%d.png"]
    arguments.append(f"--batch-count={1 if wish.paper is Paper.GLASS else MAX_BATCH}")
    if word := able.papers[wish.paper]:
        arguments.append(f"--source={word}")
    if wish.paper is Paper.BOTH_SIDES and able.duplex_option:
        arguments.append(able.duplex_option)
    if mode := able.modes.get(wish.colour):
        arguments.append(f"--mode={mode}")
    if able.resolutions:
        arguments.append(f"--resolution={able.resolution(wish.dpi)}")
    if able.sheet_mm is not None:
        width, height = (min(most, asked) for most, asked in zip(able.sheet_mm, A4_MM, strict=True))
        arguments += ["-x", f"{width:g}", "-y", f"{height:g}"]
    return arguments


def _first(progress: Progress) -> str:
    progress.step(Step(_("Đang tìm máy quét")))
    found = scanners(progress)
    if not found:
        raise Trouble(
            "no_scanner",
            _("Không thấy máy quét nào."),
            _("Hãy bật máy quét, cắm dây (hoặc vào cùng mạng) rồi quét lại; hoặc quét vào thư mục chờ."),
        )
    return found[0].device


def _ask(arguments: list[str], patience_s: float, progress: Progress | None) -> str:
    """What scanimage says to a question. Raises Trouble: no_scan_service, scanner_silent, and those of `fault`."""
    heard = []
    with Running([PROGRAM, *arguments]) as running:
        try:
            for said in running.lines(patience_s, progress.check if progress else None):
                heard.append(said)
        except TimeoutError as wait:
            raise silent() from wait
        code, wrong = running.ended()
    if code != GOOD:
        raise fault(code, wrong)
    return "\n".join(heard)


def _option(said: str, name: str) -> str:
    """The possible values of one option, as `--all-options` prints them: `--mode Gray|Color [Gray]`."""
    found = re.search(rf"^\s+--?{name}(?:\[=\(|[ =])(.*?)(?:\)\])?(?: \[[^\]]*\])*\s*$", said, re.MULTILINE)
    return found[1].strip() if found else ""


def _choices(said: str, name: str) -> list[str]:
    return [word.strip() for word in _option(said, name).split("|") if word.strip()]


def _resolutions(said: str) -> tuple[int, ...] | range:
    text = _option(said, "resolution")
    if span := re.match(r"([0-9.]+)\.\.([0-9.]+)dpi", text):
        return range(round(float(span[1])), round(float(span[2])) + 1)
    return tuple(sorted(int(number) for number in re.findall(r"[0-9]+", text.partition("dpi")[0])))


def _sheet(said: str) -> tuple[float, float] | None:
    sides = [re.match(r"[0-9.]+\.\.([0-9.]+)mm", _option(said, side)) for side in ("x", "y")]
    if not all(sides):
        return None
    width, height = (float(side[1]) for side in sides if side)
    return width, height


def _memory_folder() -> str | None:
    """A folder in memory that only this person can read; None for the system's temporary folder."""
    place = os.environ.get("XDG_RUNTIME_DIR", "")
    return place if place and os.access(place, os.W_OK) else None
