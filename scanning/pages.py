"""What is a page on its way into a dossier, and how do pages become one file?

    source (a clean picture or PDF) ── pages of it, turned and ordered by a person ── one PDF

A page names its source and its place there, so turning, moving, splitting and joining touch no pixel; the source's
bytes go into the PDF as they are. Equal pages give equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

import img2pdf
from pikepdf import Pdf

from desk.attachments import MAX_FILE_BYTES
from desk.errors import RuleBroken
from desk.rules.words import _
from scanning.pdf_files import MAX_PDF_PAGES, saved
from scanning.pictures import Kind

QUARTER: Final = 90
FULL: Final = 360
LEAST_DPI: Final = 200
"""TT 01/2023/TT-VPCP: a digitised paper has at least 200 dpi, in colour."""
A4_POINTS: Final = (595.28, 841.89)
POINTS_PER_INCH: Final = 72


@dataclass(frozen=True, slots=True)
class Page:
    """One page: which source (SHA-256 of its clean bytes), which page there, turned how far clockwise.

    `dpi` is 0 where it is not known (a PDF drawn by a program); `signed` pages belong to a signed PDF that must stay
    as it is; `picture` is the SHA-256 of its small picture, unturned.
    """

    source: str
    kind: Kind
    index: int = 0
    of: int = 1
    turn: int = 0
    dpi: int = 0
    signed: bool = False
    picture: str = ""

    @property
    def coarse(self) -> bool:
        """Whether the picture is coarser than the rule asks."""
        return 0 < self.dpi < LEAST_DPI


def turned(page: Page, quarters: int = 1) -> Page:
    """The page turned clockwise; a signed one refuses."""
    _free([page])
    return replace(page, turn=(page.turn + QUARTER * quarters) % FULL)


def moved(pages: Sequence[Page], at: int, by: int) -> tuple[Page, ...]:
    """The page at `at` moved by so many places; at the ends it stays."""
    _free(pages)
    to = min(max(at + by, 0), len(pages) - 1)
    left = [*pages[:at], *pages[at + 1 :]]
    return (*left[:to], pages[at], *left[to:])


def without(pages: Sequence[Page], at: int) -> tuple[Page, ...]:
    """The pages without one."""
    _free(pages)
    return (*pages[:at], *pages[at + 1 :])


def split(pages: Sequence[Page], at: int) -> tuple[tuple[Page, ...], tuple[Page, ...]]:
    """Two files: what stands before the page at `at`, and it with what follows."""
    _free(pages)
    return tuple(pages[:at]), tuple(pages[at:])


def joined(*parts: Sequence[Page]) -> tuple[Page, ...]:
    """One file of several, in this order; too many pages or a signed part refuse."""
    pages = tuple(page for part in parts for page in part)
    if sum(bool(part) for part in parts) > 1:
        _free(pages)
    if len(pages) > MAX_PDF_PAGES:
        raise RuleBroken(
            "attachments", "too_many_pages", _("Một tệp nhiều nhất {n} trang; hãy chia ra.").format(n=MAX_PDF_PAGES)
        )  # fmt: skip
    return pages


def bound(pages: Sequence[Page], read: Callable[[str], bytes]) -> bytes:
    """The file to attach: one PDF of these pages. `read` gives the bytes of a source.

    A whole, unturned PDF stays byte for byte, signed or not. Raises RuleBroken: empty, too_large.
    """
    if not pages:
        raise RuleBroken("attachments", "empty", _("Chưa có trang nào để đính."))
    first = pages[0]
    if first.kind is Kind.PDF and tuple(pages) == whole(first):
        return read(first.source)
    _free(pages)
    with ExitStack() as open_files:
        opened: dict[str, Pdf] = {}
        made = open_files.enter_context(Pdf.new())
        for page in pages:
            if page.source not in opened:
                data = read(page.source)
                pdf = data if page.kind is Kind.PDF else _sheet(data, page.dpi)
                opened[page.source] = open_files.enter_context(Pdf.open(BytesIO(pdf)))
            made.pages.append(opened[page.source].pages[page.index])
            if page.turn:
                made.pages[-1].rotate(page.turn, relative=True)
        data = saved(made)
    if len(data) > MAX_FILE_BYTES:
        raise RuleBroken(
            "attachments", "too_large",
            _("Các trang này gộp lại lớn hơn {mb} MB; hãy chia thành nhiều tệp.").format(mb=MAX_FILE_BYTES // 1024 // 1024),
        )  # fmt: skip
    return data


def whole(page: Page) -> tuple[Page, ...]:
    """All pages of the source of `page`, as they came."""
    return tuple(replace(page, index=index, turn=0) for index in range(page.of))


def picture_dpi(size: tuple[int, int]) -> float:
    """The resolution of a picture that names none, taken as a sheet of A4: as large as fits on it."""
    short, long = sorted(size)
    return max(short / A4_POINTS[0], long / A4_POINTS[1]) * POINTS_PER_INCH


def _sheet(picture: bytes, dpi: int) -> bytes:
    """A PDF of one page, as large as the paper was; the picture's bytes go in as they are."""
    made = img2pdf.convert(
        picture,
        layout_fun=lambda width, height, _dpi: (
            *(points := (width * POINTS_PER_INCH / dpi, height * POINTS_PER_INCH / dpi)),
            *points,
        ),
        nodate=True,
        rotation=img2pdf.Rotation.none,
        engine=img2pdf.Engine.pikepdf,
    )
    assert isinstance(made, bytes)
    return made


def _free(pages: Sequence[Page]) -> None:
    if any(page.signed for page in pages):
        raise RuleBroken(
            "attachments", "signed",
            _("Tệp đã ký số phải giữ nguyên; không xoay, chia hay gộp được."),
        )  # fmt: skip
