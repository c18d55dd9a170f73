"""Do papers get from the scanner, a telephone or a folder into the dossier, by keys, with nothing lost on the way?"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk.errors import Trouble
from desk.files import disk_full
from desk.handling import dossier_of
from desk.practice import practice_person
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.rules.dossier import Attachment, Dossier
from desk.store import Actor, Store
from scanning.intake import taken
from scanning.scanners import Colour, Paper, Wish
from scanning.tray import FOLDER, Bundle, Tray, named_in
from tests.scanning import papers
from ui import desk_tray
from ui.desk_tray import DeskTray
from ui.memory import Memory
from ui.pages import dossier_adding
from ui.pages.dossier import DossierPage
from ui.pages.page_editor import PageEditor
from ui.pages.scan_settings import ScanSettings
from ui.seat import Seat

AT = datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM)
CONTROL, ALT, SHIFT = (
    getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("Control", "Alt", "Shift")
)
OPTIONS = (
    "    --source Flatbed|ADF [Flatbed]\n    --mode Gray|Color [Gray]\n    --resolution 100..600dpi [100]\n"
)


@pytest.fixture
def plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A scanimage that does what a test says: `page N` gives a sheet."""

    def play(scanning: str) -> None:
        (tmp_path / "options").write_text(OPTIONS)
        program = tmp_path / "scanimage"
        program.write_text(
            "#!/bin/bash\n"
            'case "$*" in\n'
            f"*--all-options*) cat {tmp_path}/options ;;\n"
            '-f*) printf "epson:1\\tEpson\\tDS\\tscanner\\n" ;;\n'
            '*) for a in "$@"; do case "$a" in --batch=*) P="${a#--batch=}";; esac; done\n'
            f'page() {{ cp {tmp_path}/sheet.png "${{P/\\%d/$1}}"; echo "Progress: 50.0%" >&2; echo "${{P/\\%d/$1}}"; }}\n'
            f"{scanning} ;;\nesac\n"
        )
        program.chmod(0o755)

    (tmp_path / "sheet.png").write_bytes(papers.png(papers.sheet(size=(827, 1169)), dpi=(100, 100)))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return play


@pytest.fixture
def dossier(store: Store, lan: Actor, chance: random.Random) -> Dossier:
    with store.write(lan, AT - timedelta(hours=1)) as change:
        return receive(change, Request("2.000815", practice_person(chance, AT.date()), quantity=7))


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def page(qtbot: QtBot, seat: Seat, dossier: Dossier, memory: Memory) -> DossierPage:
    DeskTray.of(seat, memory)
    made = DossierPage(seat, dossier.code, clock=lambda: AT)
    seat.work.changed.connect(made.changed)
    qtbot.addWidget(made)
    made.resize(1150, 672)
    with qtbot.waitExposed(made):
        made.show()
    made.arrive()
    rest(qtbot, seat)
    return made


def rest(qtbot: QtBot, seat: Seat) -> None:
    qtbot.waitUntil(lambda: seat.work.resting, timeout=60_000)


def attached(store: Store, dossier: Dossier) -> tuple[Attachment, ...]:
    with store.read() as session:
        return dossier_of(session, dossier.code).attachments


def pdf_of(store: Store, file: Attachment) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(b"".join(store.vault.read(file.sha256))))


def drop(widget: QWidget, mime: QMimeData) -> None:
    widget.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    )  # fmt: skip


def told(page: DossierPage) -> str:
    return "\n".join(f"{one.title} {one.advice}" for one in page.notices.shown)


# -- scanning ------------------------------------------------------------------------------------------------


def test_one_key_scans_a_sheet_into_the_chosen_component(
    qtbot: QtBot, page: DossierPage, seat: Seat, store: Store, dossier: Dossier, plays: Callable[[str], None]
) -> None:
    plays("page 1")
    qtbot.keyClick(page, Qt.Key.Key_Q, ALT)
    rest(qtbot, seat)
    (file,) = attached(store, dossier)
    component = dossier.components[0].name
    assert (file.component, file.file) == (component, f"{component}.pdf")
    with pdf_of(store, file) as pdf:
        assert len(pdf.pages) == 1
    assert not page.adding.strip.isVisible()
    assert page.facts.files.rows[0]._thumbnail is not None


def test_a_pile_becomes_one_file(
    qtbot: QtBot, page: DossierPage, seat: Seat, store: Store, dossier: Dossier, plays: Callable[[str], None]
) -> None:
    page.adding.tray.habits.keep(desk_tray.PAPER, "feeder")
    plays("page 1; page 2; page 3; exit 7")
    qtbot.keyClick(page, Qt.Key.Key_Q, ALT)
    rest(qtbot, seat)
    with pdf_of(store, attached(store, dossier)[0]) as pdf:
        assert len(pdf.pages) == 3


def test_a_jam_keeps_the_pages_that_were_whole_in_the_tray_and_enter_attaches_them(
    qtbot: QtBot, page: DossierPage, seat: Seat, store: Store, dossier: Dossier, plays: Callable[[str], None]
) -> None:
    plays("page 1; page 2; exit 6")
    troubles: list[Trouble] = []
    page.adding.tray.trouble.connect(troubles.append)
    qtbot.keyClick(page, Qt.Key.Key_Q, ALT)
    rest(qtbot, seat)
    assert [one.code for one in troubles] == ["scanner_jammed"]
    assert attached(store, dossier) == ()
    (button,) = page.adding.strip.buttons
    assert button.isVisible()
    assert "2 trang" in button.accessibleName()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    rest(qtbot, seat)
    with pdf_of(store, attached(store, dossier)[0]) as pdf:
        assert len(pdf.pages) == 2
    assert page.adding.strip.buttons == []


def test_scanning_shows_its_progress_and_stops_by_escape(
    qtbot: QtBot, page: DossierPage, seat: Seat, store: Store, dossier: Dossier, plays: Callable[[str], None]
) -> None:
    plays('trap "exit 2" INT; page 1; while true; do sleep 0.05; echo "Progress: 1.0%" >&2; done')
    said: list[str] = []
    page.adding.tray.said.connect(said.append)
    qtbot.keyClick(page, Qt.Key.Key_Q, ALT)
    qtbot.waitUntil(lambda: page.adding.strip.progress._what.text() == "Đang quét trang 2", timeout=60_000)
    assert not page.facts.files.scanner.isEnabled()
    page.adding.strip.progress._stop.click()
    rest(qtbot, seat)
    assert said == ["Đã dừng quét. Các trang đã quét nằm trong khay."]
    assert len(page.adding.strip.buttons) == 1
    assert page.facts.files.scanner.isEnabled()


def test_without_a_scanner_the_watched_folder_is_named(
    qtbot: QtBot, page: DossierPage, seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    troubles: list[Trouble] = []
    page.adding.tray.trouble.connect(troubles.append)
    qtbot.keyClick(page, Qt.Key.Key_Q, ALT)
    rest(qtbot, seat)
    assert "thư mục chờ" in troubles[0].advice


# -- dropped, pasted -----------------------------------------------------------------------------------------


def test_files_that_are_dropped_join_the_dossier_clean(
    qtbot: QtBot, page: DossierPage, seat: Seat, store: Store, dossier: Dossier, tmp_path: Path
) -> None:
    photo = papers.write(tmp_path, "anh.jpg", papers.jpeg(dpi=None, comment=b"bi mat"))
    form = papers.write(tmp_path, "don.pdf", papers.pdf(2, papers.with_script))
    said: list[str] = []
    page.adding.tray.said.connect(said.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo)), QUrl.fromLocalFile(str(form))])
    drop(page.facts.files, mime)
    rest(qtbot, seat)
    assert [file.file for file in attached(store, dossier)] == ["anh.pdf", "don.pdf"]
    for file in attached(store, dossier):
        data = b"".join(store.vault.read(file.sha256))
        assert b"bi mat" not in data
        assert b"JavaScript" not in data
    assert said == ["don.pdf: đã bỏ mã tự chạy"]


def test_a_picture_from_the_clipboard_joins(
    qtbot: QtBot, page: DossierPage, seat: Seat, store: Store, dossier: Dossier
) -> None:
    image = QImage(600, 800, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(page, Qt.Key.Key_V, CONTROL)
    rest(qtbot, seat)
    assert [file.file for file in attached(store, dossier)] == ["Ảnh dán.pdf"]


def test_a_file_that_is_gone_is_told_and_nothing_joins(
    qtbot: QtBot, page: DossierPage, seat: Seat, store: Store, dossier: Dossier, tmp_path: Path
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "da-xoa.pdf"))])
    drop(page.facts.files, mime)
    rest(qtbot, seat)
    assert "da-xoa.pdf" in told(page)
    assert attached(store, dossier) == ()


def test_a_full_disk_while_recording_leaves_the_pages_in_the_tray(
    qtbot: QtBot,
    page: DossierPage,
    seat: Seat,
    store: Store,
    dossier: Dossier,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(qtbot, seat, page.adding.tray, papers.jpeg(), "to-khai")

    def full(*_given: object) -> None:
        raise disk_full()

    with monkeypatch.context() as patch:
        patch.setattr(dossier_adding, "attach", full)
        qtbot.keyClick(page.adding.strip.buttons[0], Qt.Key.Key_Return)
        rest(qtbot, seat)
    assert "đầy" in told(page)
    assert attached(store, dossier) == ()
    qtbot.keyClick(page.adding.strip.buttons[0], Qt.Key.Key_Return)
    rest(qtbot, seat)
    assert len(attached(store, dossier)) == 1


def test_killed_between_vault_and_record_the_pages_are_there_at_the_next_start(
    qtbot: QtBot,
    page: DossierPage,
    seat: Seat,
    store: Store,
    dossier: Dossier,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(qtbot, seat, page.adding.tray, papers.jpeg(), "to-khai")
    monkeypatch.setattr(page.adding, "_record", lambda file: None)  # the program ends here
    page.adding._attach(page.adding.tray.waiting[0])
    rest(qtbot, seat)
    assert page.adding.tray.waiting == ()
    again = Tray(store)
    with store.read() as session:
        again.settle(named_in(session))
    assert [one.name for one in again.waiting()] == ["to-khai"]


# -- the watched folder --------------------------------------------------------------------------------------


def test_arrivals_of_the_watched_folder_wait_in_the_tray(
    qtbot: QtBot, page: DossierPage, seat: Seat, memory: Memory, tmp_path: Path
) -> None:
    folder = tmp_path / "cho"
    folder.mkdir()
    tray = page.adding.tray
    tray.habits.keep(desk_tray.FOLDER, str(folder))
    tray.watch()
    tray._timer.stop()  # the test looks by itself
    papers.write(folder, "quet1.pdf", papers.pdf(2))
    papers.write(folder, "hong.pdf", papers.cut(papers.pdf(2)))
    troubles: list[object] = []
    tray.trouble.connect(troubles.append)
    for _look in range(3):
        tray.look()
        rest(qtbot, seat)
    assert [one.bundle.name for one in page.adding.strip.buttons] == ["quet1"]
    assert len(troubles) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["hong.pdf", "đã nhận"]


def test_a_watched_folder_that_is_off_is_told_once(
    qtbot: QtBot, page: DossierPage, seat: Seat, tmp_path: Path
) -> None:
    tray = page.adding.tray
    tray.habits.keep(desk_tray.FOLDER, str(tmp_path / "khong-co"))
    tray.watch()
    tray._timer.stop()
    troubles: list[object] = []
    tray.trouble.connect(troubles.append)
    for _look in range(3):
        tray.look()
        rest(qtbot, seat)
    assert len(troubles) == 1


# -- arranging -----------------------------------------------------------------------------------------------


def put(qtbot: QtBot, seat: Seat, tray: DeskTray, data: bytes, name: str) -> Bundle:
    seat.work.change(
        lambda _progress: tray._opened().add(taken(data, name), name, AT), lambda _made: tray._look_again(), touches=desk_tray.Area.NOTHING
    )  # fmt: skip
    rest(qtbot, seat)
    return tray.waiting[-1]


def arrange(qtbot: QtBot, page: DossierPage, seat: Seat, at: int = 0) -> PageEditor:
    """S on a bundle opens the dialog."""
    button = page.adding.strip.buttons[at]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_S)
    made = next(one for one in page.findChildren(PageEditor) if one.isVisible())
    with qtbot.waitExposed(made):
        made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    rest(qtbot, seat)
    return made


@pytest.fixture
def editor(qtbot: QtBot, page: DossierPage, seat: Seat) -> PageEditor:
    """The dialog over a PDF of four pages."""
    put(qtbot, seat, page.adding.tray, papers.pdf(4), "bon-trang")
    return arrange(qtbot, page, seat)


def order(editor: PageEditor) -> str:
    return "".join(str(one.index + 1) for one in editor._now.pages)


def test_pages_are_turned_moved_and_taken_out_by_keys_and_it_is_undone(
    qtbot: QtBot, editor: PageEditor
) -> None:
    assert editor.list.count() == 4
    qtbot.keyClick(editor, Qt.Key.Key_R)
    assert editor._now.pages[0].turn == 90
    qtbot.keyClick(editor, Qt.Key.Key_R, SHIFT)
    qtbot.keyClick(editor, Qt.Key.Key_R, SHIFT)
    assert editor._now.pages[0].turn == 270
    qtbot.keyClick(editor, Qt.Key.Key_Right, ALT)
    assert order(editor) == "2134"
    assert editor.list.currentRow() == 1
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert order(editor) == "234"
    for _step in range(5):
        qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert order(editor) == "1234"
    assert editor._now.pages[0].turn == 0
    assert not editor.undo.isEnabled()


def test_divided_pages_are_two_bundles_and_joining_brings_them_together(
    qtbot: QtBot, page: DossierPage, seat: Seat, editor: PageEditor
) -> None:
    editor.list.setCurrentRow(2)
    qtbot.keyClick(editor, Qt.Key.Key_T)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    rest(qtbot, seat)
    assert [len(one.bundle.pages) for one in page.adding.strip.buttons] == [2, 2]
    again = arrange(qtbot, page, seat)
    qtbot.keyClick(again, Qt.Key.Key_G)
    assert order(again) == "1234"
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    rest(qtbot, seat)
    assert [len(one.bundle.pages) for one in page.adding.strip.buttons] == [4]


def test_what_was_arranged_is_attached_as_it_stands(
    qtbot: QtBot, seat: Seat, store: Store, dossier: Dossier, editor: PageEditor
) -> None:
    qtbot.keyClick(editor, Qt.Key.Key_R)
    editor.list.setCurrentRow(3)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClick(editor, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, seat)
    with pdf_of(store, attached(store, dossier)[0]) as pdf:
        assert [int(one.obj.get("/Rotate", 0)) for one in pdf.pages] == [90, 0, 0]


def test_a_signed_file_says_why_it_stays_as_it_is(qtbot: QtBot, page: DossierPage, seat: Seat) -> None:
    put(qtbot, seat, page.adding.tray, papers.pdf(2, papers.with_signature), "ket-qua")
    editor = arrange(qtbot, page, seat)
    qtbot.keyClick(editor, Qt.Key.Key_R)
    assert "ký số" in editor.notices.shown[0].title
    rest(qtbot, seat)


def test_what_was_taken_out_of_the_tray_comes_back_by_undo(
    qtbot: QtBot, page: DossierPage, seat: Seat
) -> None:
    put(qtbot, seat, page.adding.tray, papers.jpeg(), "to-khai")
    qtbot.keyClick(page.adding.strip.buttons[0], Qt.Key.Key_Delete)
    rest(qtbot, seat)
    assert page.adding.strip.buttons == []
    undo = next(one for one in page.findChildren(QPushButton) if one.text() == "Hoàn tác" and one.isVisible())
    undo.click()
    rest(qtbot, seat)
    assert [one.bundle.name for one in page.adding.strip.buttons] == ["to-khai"]


def test_the_tray_lies_sealed_beside_the_store(
    qtbot: QtBot, page: DossierPage, seat: Seat, store: Store
) -> None:
    put(qtbot, seat, page.adding.tray, papers.jpeg(), "to-khai")
    for path in (store.folder / FOLDER).rglob("*"):
        assert not path.is_file() or b"\xff\xd8\xff" not in path.read_bytes()[:64]


def test_how_a_counter_scans_is_chosen_in_the_settings_and_remembered(
    qtbot: QtBot, page: DossierPage, seat: Seat, memory: Memory, plays: Callable[[str], None], tmp_path: Path
) -> None:
    plays("exit 0")
    settings = ScanSettings(seat)
    qtbot.addWidget(settings)
    settings.find.click()
    rest(qtbot, seat)
    settings.device.setCurrentIndex(1)
    settings.device.activated.emit(1)
    settings.paper.choose(Paper.FEEDER)
    settings.paper.chosen.emit(Paper.FEEDER)
    settings.dpi.chosen.emit(300)
    settings._watch(str(tmp_path))
    page.adding.tray._timer.stop()
    again = desk_tray.ScanHabits(memory, seat.actor.counter)
    assert again.wish == Wish("epson:1", Paper.FEEDER, Colour.COLOUR, 300)
    assert again.folder == tmp_path
    assert desk_tray.ScanHabits(memory, "9").folder is None
