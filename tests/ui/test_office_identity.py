"""The administrator types, sees the very paper, saves; papers from then on are so, and those before stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk.clock import now
from desk.office import office_of
from desk.papers import note_issue
from desk.reception import Request, receive
from desk.rules.citizen import Person
from desk.rules.lifecycle import Role
from desk.store import Actor, Store
from printing.layout import A4, A5
from tests.desk.conftest import LAN
from tests.desk.test_identity import png
from tests.printing.reading import codes, pictures, texts
from ui.pages.office_identity import IdentityPage, picture_of, specimen
from ui.papers.keeping import paper_for
from ui.seat import Seat

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18" fill="red"/></svg>'


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "bieu-trung.svg"
    path.write_bytes(SVG)
    return path


@pytest.fixture
def page(qtbot: QtBot, seat: Seat, picture: Path) -> IdentityPage:
    admin = replace(seat, actor=Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "1"))
    made = IdentityPage(admin, ask_picture=lambda _parent: str(picture))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: seat.work.resting and made.preview.page_count == 1)
    return made


def test_what_is_typed_stands_on_the_paper_and_what_is_saved_on_the_next_receipt(
    qtbot: QtBot, seat: Seat, store: Store, page: IdentityPage
) -> None:
    qtbot.keyClicks(page.fields["footer"].control, "Gop y")
    qtbot.mouseClick(page.choose, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: seat.work.resting)
    assert page.may_leave()
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: seat.work.resting and not page.may_leave())
    with store.read() as session:
        office = office_of(session)
    assert office.footer == "Gop y"
    assert office.emblem.startswith(b"\x89PNG")
    with store.write(LAN, now()) as change:
        code = receive(change, Request("2.000815", Person("Nguyễn Thị Thử"))).code
    printed = paper_for(store, code, "01").pdf
    assert "Gop y" in texts(printed)[0]
    qtbot.mouseClick(page.undo, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: seat.work.resting and page.fields["footer"].text() == "")


def test_a_name_that_is_missing_is_told_beside_its_field(
    qtbot: QtBot, seat: Seat, page: IdentityPage
) -> None:
    page.fields["name"].put("")
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.fields["name"].error))


def test_a_paper_from_before_a_change_of_name_is_printed_again_with_its_old_name(
    qtbot: QtBot, seat: Seat, store: Store, page: IdentityPage
) -> None:
    with store.write(LAN, now()) as change:
        code = receive(change, Request("2.000815", Person("Nguyễn Thị Thử"))).code
    first = paper_for(store, code, "01")
    with store.write(LAN, now()) as change:
        note_issue(change, code, "01", first.template, first.pdf, "quay", first.made)
    page.fields["desk_name"].put("Trung tâm Mới")
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: seat.work.resting and not page.may_leave())
    again = paper_for(store, code, "01", at=datetime.now().astimezone() + timedelta(days=1))
    assert again.made.original
    assert "Trung tâm Mới" not in texts(again.pdf)[0]


def test_the_codes_still_read_beside_an_emblem_and_equal_offices_give_equal_papers(
    seat: Seat, picture: Path
) -> None:
    for size in (A5, A4):
        office = replace(
            seat.office,
            emblem=picture_of(picture),
            footer="Câu cuối trang rất dài " * 12,
            courtesy=True,
            paper=size.name,
        )
        made = specimen(office)
        assert made == specimen(office)
        read = codes(pictures(made, 200)[0])
        assert read["Code 128"] == "H00.000-261124-0001"
        assert "QR Code" in read
        assert "Câu cuối trang" in texts(made)[0]


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    from desk.errors import RuleBroken

    (tmp_path / "x.png").write_bytes(b"%PDF-1.4" + png())
    with pytest.raises(RuleBroken):
        picture_of(tmp_path / "x.png")
