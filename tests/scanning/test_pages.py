"""Do pages become one file as a person ordered, turned, divided and joined them, without touching a pixel?"""

from __future__ import annotations

import hashlib
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from desk.errors import RuleBroken
from scanning.intake import taken
from scanning.pages import Page, bound, joined, moved, split, turned, whole, without
from scanning.pictures import Kind
from tests.scanning import papers


class Shelf:
    """Sources by their hash."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def put(self, data: bytes) -> tuple[Page, ...]:
        pages: list[Page] = []
        for source in taken(data, "tệp"):
            name = hashlib.sha256(source.data).hexdigest()
            self.kept[name] = source.data
            pages += [
                Page(name, source.kind, index, len(source.pictures), 0, source.dpi, source.signed)
                for index in range(len(source.pictures))
            ]
        return tuple(pages)

    def read(self, name: str) -> bytes:
        return self.kept[name]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_bounded().strip() for page in document]
    finally:
        document.close()


def corner(data: bytes, page: int = 0) -> str:
    """Where the red mark of a sheet stands."""
    document = pypdfium2.PdfDocument(data)
    picture = document[page].render(scale=0.5).to_pil().convert("RGB")
    document.close()
    width, height = picture.size
    places = {
        "upper left": (width // 20, height // 25), "upper right": (width - width // 20, height // 25),
        "lower left": (width // 20, height - height // 25), "lower right": (width - width // 20, height - height // 25),
    }  # fmt: skip
    return next(name for name, at in places.items() if (p := picture.getpixel(at))[0] > 140 and p[1] < 90)


def test_a_picture_becomes_a_page_as_large_as_the_paper_with_its_bytes_untouched(shelf: Shelf) -> None:
    pages = shelf.put(papers.jpeg(dpi=200))
    with pikepdf.open(BytesIO(bound(pages, shelf.read))) as made:
        _x, _y, width, height = (float(number) for number in made.pages[0].mediabox)
        [image] = [one for one in made.objects if one.get("/Subtype") == "/Image"]
        assert (round(width), round(height)) == (595, 842)
        assert image.read_raw_bytes() == shelf.read(pages[0].source)


def test_pages_of_pictures_and_pdfs_come_in_the_given_order(shelf: Shelf) -> None:
    drawn, photo = shelf.put(papers.pdf(3)), shelf.put(papers.jpeg())
    made = bound((drawn[2], photo[0], drawn[0]), shelf.read)
    assert texts(made)[0] == "Trang 3"
    assert texts(made)[2] == "Trang 1"
    assert len(texts(made)) == 3


@pytest.mark.parametrize(
    ("quarters", "where"),
    [(0, "upper left"), (1, "upper right"), (2, "lower right"), (3, "lower left"), (4, "upper left")],
)
def test_a_page_is_turned_clockwise(shelf: Shelf, quarters: int, where: str) -> None:
    [page] = shelf.put(papers.jpeg())
    assert corner(bound([turned(page, quarters)], shelf.read)) == where


def test_turning_one_page_of_a_pdf_leaves_the_others(shelf: Shelf) -> None:
    first, second = shelf.put(papers.pdf(2))
    with pikepdf.open(BytesIO(bound([turned(first), second], shelf.read))) as made:
        assert [int(page.obj.get("/Rotate", 0)) for page in made.pages] == [90, 0]


def test_equal_pages_give_equal_bytes(shelf: Shelf) -> None:
    pages = (*shelf.put(papers.jpeg()), *shelf.put(papers.pdf(2)))
    assert bound(pages, shelf.read) == bound(pages, shelf.read)


def test_a_whole_pdf_stays_byte_for_byte(shelf: Shelf) -> None:
    data = papers.pdf(2)
    assert bound(shelf.put(data), shelf.read) == data


def test_a_font_that_all_pages_share_is_written_once(shelf: Shelf) -> None:
    pages = shelf.put(papers.pdf(40))
    some = bound(tuple(reversed(pages)), shelf.read)
    with pikepdf.open(BytesIO(some)) as made:
        fonts = [
            one for one in made.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        ]
        assert len(fonts) == 1


def test_the_same_page_may_stand_twice(shelf: Shelf) -> None:
    [page] = shelf.put(papers.jpeg())
    with pikepdf.open(BytesIO(bound([page, turned(page)], shelf.read))) as made:
        assert [int(one.obj.get("/Rotate", 0)) for one in made.pages] == [0, 90]


@pytest.mark.parametrize(
    ("at", "by", "order"),
    [(0, 1, "1023"), (3, -1, "0132"), (0, -1, "0123"), (3, 1, "0123"), (0, 3, "1230"), (2, 9, "0132")],
)
def test_moving_stops_at_the_ends(at: int, by: int, order: str) -> None:
    pages = tuple(Page(str(n), Kind.JPEG) for n in range(4))
    assert "".join(page.source for page in moved(pages, at, by)) == order


def test_dividing_and_joining_are_each_others_inverse() -> None:
    pages = tuple(Page(str(n), Kind.JPEG) for n in range(5))
    for at in range(6):
        assert joined(*split(pages, at)) == pages
    assert len(without(pages, 2)) == 4


def test_too_many_pages_are_told() -> None:
    pages = tuple(Page("a", Kind.JPEG) for _ in range(200))
    with pytest.raises(RuleBroken) as broken:
        joined(pages, pages)
    assert broken.value.code == "too_many_pages"


def test_a_signed_file_is_never_changed(shelf: Shelf) -> None:
    data = papers.pdf(2, papers.with_signature)
    pages = shelf.put(data)
    assert bound(pages, shelf.read) == data
    for change in (
        lambda: turned(pages[0]), lambda: moved(pages, 0, 1), lambda: without(pages, 0), lambda: split(pages, 1),
        lambda: joined(pages, shelf.put(papers.jpeg())), lambda: bound(pages[:1], shelf.read),
    ):  # fmt: skip
        with pytest.raises(RuleBroken) as broken:
            change()
        assert broken.value.code == "signed"
    assert whole(pages[1]) == pages


def test_nothing_makes_no_file() -> None:
    with pytest.raises(RuleBroken) as broken:
        bound([], lambda name: b"")
    assert broken.value.code == "empty"
