"""The papers that left, as the clerk finds them: listed, looked at, printed again, saved, and signed files opened as they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk.papers import note_issue
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.rules.citizen import Person
from desk.store import Store
from tests.desk.conftest import LAN
from tests.printing.reading import texts
from ui.pages.dossier import DossierPage
from ui.pages.kept_papers import KeptPapers
from ui.pages.print_preview import PrintPreview
from ui.papers.keeping import DIGITAL, paper_for
from ui.seat import Seat

AT = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
LATER = AT + timedelta(hours=2)
Open = Callable[[], KeptPapers]


@pytest.fixture
def code(store: Store) -> str:
    with store.write(LAN, AT) as change:
        return receive(change, Request("2.000815", Person("Nguyễn Thị Thử"))).code


@pytest.fixture
def opened() -> list[bytes]:
    return []


@pytest.fixture
def open_list(qtbot: QtBot, seat: Seat, code: str, tmp_path: Path, opened: list[bytes]) -> Open:
    def show() -> KeptPapers:
        def viewer(path: Path) -> bool:
            opened.append(path.read_bytes())
            return True

        made = KeptPapers(
            seat, code, viewer, clock=lambda: LATER, ask_file=lambda _parent, name: str(tmp_path / name)
        )
        qtbot.addWidget(made)
        made.open()
        qtbot.waitUntil(lambda: seat.work.resting)
        return made

    return show


def leave(store: Store, code: str, printer: str = "quay", at: datetime = AT) -> bytes:
    paper = paper_for(store, code, "01", at=at)
    with store.write(LAN, at) as change:
        note_issue(change, code, "01", paper.template, paper.pdf, printer, paper.made)
    return paper.pdf


def shown(kept: KeptPapers) -> list[list[str]]:
    model = kept.table.view.model()
    return [
        [str(model.index(line, at).data()) for at in range(model.columnCount())]
        for line in range(model.rowCount())
    ]


def test_nothing_printed_is_told_and_nothing_can_be_pressed(open_list: Open) -> None:
    kept = open_list()
    assert shown(kept) == []
    assert not any(button.isEnabled() for button in (kept.again, kept.open_it, kept.save))


def test_each_paper_says_what_when_who_where_and_which_time(store: Store, code: str, open_list: Open) -> None:
    leave(store, code)
    leave(store, code, "PDF", AT + timedelta(hours=1))
    assert shown(open_list()) == [
        ["Giấy tiếp nhận (01)", "2", "11:00 25/11/2026", LAN.name, "Tệp PDF", "Còn nguyên"],
        ["Giấy tiếp nhận (01)", "1", "10:00 25/11/2026", LAN.name, "quay", "Còn nguyên"],
    ]


def test_ctrl_s_saves_the_paper_as_it_left(
    store: Store, code: str, open_list: Open, qtbot: QtBot, seat: Seat, tmp_path: Path
) -> None:
    pdf = leave(store, code)
    kept = open_list()
    qtbot.keyClick(kept, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: seat.work.resting and any(tmp_path.glob("*.pdf")))
    (file,) = tmp_path.glob("*.pdf")
    assert (file.name, file.read_bytes()) == (f"{code}-01-lan-1.pdf", pdf)


def test_enter_shows_that_very_paper_again_with_the_mark_and_the_list_grows(
    store: Store, code: str, open_list: Open, qtbot: QtBot, seat: Seat
) -> None:
    leave(store, code)
    kept = open_list()
    qtbot.keyClick(kept.table.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: seat.work.resting and kept.findChild(PrintPreview) is not None)
    preview = kept.findChild(PrintPreview)
    qtbot.waitUntil(lambda: preview._paper is not None)
    assert "IN LẠI LẦN 1" in texts(preview._paper.pdf)[0]
    preview.save.click()
    qtbot.waitUntil(lambda: seat.work.resting and len(shown(kept)) == 2)


def test_a_signed_file_is_opened_as_it_is_and_never_printed_with_a_mark(
    store: Store, code: str, open_list: Open, qtbot: QtBot, seat: Seat, opened: list[bytes]
) -> None:
    pdf = leave(store, code, DIGITAL)
    kept = open_list()
    assert (shown(kept)[0][4:], kept.again.isEnabled()) == (["Bản điện tử", "Có chữ ký số"], False)
    qtbot.keyClick(kept, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(opened) and seat.work.resting)
    assert opened == [pdf]


def test_the_dossier_counts_its_papers_and_opens_them_by_key(
    store: Store, code: str, seat: Seat, qtbot: QtBot
) -> None:
    leave(store, code)
    page = DossierPage(seat, code, clock=lambda: LATER)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.refresh()
    qtbot.waitUntil(lambda: seat.work.resting)
    assert page.printed.text() == "Giấy đã in (1)"
    qtbot.keyClick(
        page, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.waitUntil(lambda: page.findChild(KeptPapers) is not None and seat.work.resting)
    page.findChild(KeptPapers).reject()
