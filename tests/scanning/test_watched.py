"""Is a file taken when it is whole, once, and never lost?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desk.errors import RuleBroken, Trouble
from scanning.apart import read_file
from scanning.watched import RECEIVED, Watched
from tests.scanning import papers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "chờ đính"
    place.mkdir()
    return place


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def looked(watched: Watched) -> list[str]:
    watched.look()
    return names(watched.look())


def test_a_file_is_offered_at_the_second_look(folder: Path) -> None:
    watched = Watched(folder)
    papers.write(folder, "don.pdf", papers.pdf())
    assert watched.look() == ()
    assert names(watched.look()) == ["don.pdf"]


def test_a_file_that_still_grows_is_left_until_it_stands_still(folder: Path) -> None:
    watched, data = Watched(folder), papers.jpeg()
    path = papers.write(folder, "anh.jpg", data[:1000])
    watched.look()
    papers.write(folder, "anh.jpg", data)
    assert watched.look() == ()
    assert watched.look() == (path,)


@pytest.mark.skipif(os.name == "nt", reason="leases are Linux's; on Windows a rename tells")
def test_a_file_that_somebody_holds_open_for_writing_is_left(folder: Path) -> None:
    watched = Watched(folder)
    with open(folder / "anh.jpg", "wb") as writer:
        writer.write(papers.jpeg())
        writer.flush()
        assert looked(watched) == []
    assert names(watched.look()) == ["anh.jpg"]


@pytest.mark.parametrize(
    "name", [".an.jpg", "anh.jpg.part", "anh.crdownload", "anh.tmp", "~$don.pdf", "anh.jpg~"]
)
def test_what_a_program_has_not_finished_is_left(folder: Path, name: str) -> None:
    papers.write(folder, name, papers.jpeg())
    assert looked(Watched(folder)) == []


def test_folders_links_empty_files_and_other_kinds_are_left(folder: Path, tmp_path: Path) -> None:
    (folder / "con").mkdir()
    papers.write(folder, "ghi-chu.txt", b"xin chao")
    papers.write(folder, "rong.pdf", b"")
    (folder / "link.jpg").symlink_to(papers.write(tmp_path, "ngoai.jpg", papers.jpeg()))
    assert looked(Watched(folder)) == []


def test_taken_files_go_aside_and_nothing_is_overwritten(folder: Path) -> None:
    watched = Watched(folder)
    for content in (papers.pdf(1), papers.pdf(2)):
        path = papers.write(folder, "don.pdf", content)
        assert looked(watched) == ["don.pdf"]
        watched.received(path)
        assert watched.look() == ()
    aside = folder / RECEIVED
    assert (aside / "don.pdf").read_bytes() == papers.pdf(1)
    assert (aside / "don (2).pdf").read_bytes() == papers.pdf(2)


def test_files_may_stay_where_they_are_and_come_once(folder: Path) -> None:
    watched = Watched(folder, move=False)
    path = papers.write(folder, "don.pdf", papers.pdf())
    assert looked(watched) == ["don.pdf"]
    watched.received(path)
    assert looked(watched) == []
    assert path.exists()
    papers.write(folder, "don.pdf", papers.pdf(3))
    assert looked(watched) == ["don.pdf"]


def test_the_oldest_comes_first(folder: Path) -> None:
    for number, name in enumerate(("c.pdf", "a.pdf", "b.pdf")):
        path = papers.write(folder, name, papers.pdf())
        os.utime(path, (1_000_000 + number, 1_000_000 + number))
    assert looked(Watched(folder)) == ["c.pdf", "a.pdf", "b.pdf"]


def test_a_folder_that_is_gone_is_told_and_comes_back(folder: Path) -> None:
    watched = Watched(folder)
    away = folder.rename(folder.with_name("đi vắng"))
    with pytest.raises(Trouble) as trouble:
        watched.look()
    assert trouble.value.code == "watched_folder"
    away.rename(folder)
    papers.write(folder, "don.pdf", papers.pdf())
    assert looked(watched) == ["don.pdf"]


def test_a_file_that_vanishes_before_it_is_read_is_told(folder: Path) -> None:
    watched = Watched(folder)
    path = papers.write(folder, "don.pdf", papers.pdf())
    assert looked(watched) == ["don.pdf"]
    path.unlink()
    with pytest.raises(RuleBroken) as broken:
        read_file(path, path.name)
    assert broken.value.code == "missing"
    watched.received(path)
    assert watched.look() == ()
