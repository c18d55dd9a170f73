"""The frame is the same on every page, and the keyboard reaches all of it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.icons import Icon
from ui.page import Command, Key, Page
from ui.pictures import grab, picture, settle
from ui.rail import LineStatus
from ui.theme import WINDOW_MIN, WINDOW_USUAL, Meaning
from ui.widgets.picker import Answer
from ui.widgets.results import Found
from ui.widgets.text import column
from ui.window import MainWindow
from ui.work import Area, Work

NAMES = ["Hôm nay", "Tiếp nhận", "Hồ sơ", "Trả kết quả", "Chốt ngày"]


class Plain(Page):
    """A page that counts what the frame asks of it."""

    icon = Icon.TODAY

    def __init__(self, title: str, concerns: Area = Area.EVERYTHING) -> None:
        super().__init__()
        self.title, self.concerns = title, concerns
        self.asked, self.reason = 0, ""
        self.line = QLineEdit()
        self.setLayout(column(self.line, 0))
        self.setFocusProxy(self.line)

    def keys(self) -> list[Key]:
        return [Key("Ctrl+Return", f"Phím của {self.title}")]

    def refresh(self) -> None:
        self.asked += 1

    def may_leave(self) -> str:
        return self.reason


@pytest.fixture
def pages() -> list[Plain]:
    return [Plain(name, Area.MONEY if at == 4 else Area.DOSSIERS) for at, name in enumerate(NAMES)]


@pytest.fixture
def window(work: Work, pages: list[Plain], qtbot: QtBot) -> MainWindow:
    made = MainWindow(work)
    qtbot.addWidget(made, before_close_func=lambda _w: [setattr(page, "reason", "") for page in pages])
    for page in pages:
        made.add_page(page)
    made.setMinimumSize(0, 0)
    made.resize(*WINDOW_USUAL)
    made.show_office("UBND xã Thử Nghiệm")
    made.show_person("Quầy 2", "Trần Thị Mẫu")
    made.show_line(LineStatus(Meaning.LATE, "Mất mạng từ 09:12", "14 hồ sơ chờ gửi · cũ nhất 09:20"))
    made.show()
    made.activateWindow()
    settle()
    return made


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    mods = Qt.KeyboardModifier.NoModifier
    for one in modifiers:
        mods |= one
    qtbot.keyClick(QApplication.focusWidget() or window, key, mods)


CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize("at", range(5))
def test_ctrl_and_a_number_go_to_each_page(
    window: MainWindow, pages: list[Plain], qtbot: QtBot, at: int
) -> None:
    press(qtbot, window, Qt.Key(Qt.Key.Key_1 + at), CTRL)
    assert window.page is pages[at]
    assert pages[at].line.hasFocus()
    assert window.rail.items[at].isChecked()
    assert window.windowTitle() == f"{NAMES[at]} – Một Cửa Desk"


def test_f2_and_f3_begin_the_two_commonest_things(window: MainWindow, qtbot: QtBot) -> None:
    heard: list[str] = []
    window.new_dossier.connect(lambda: heard.append("new"))
    window.give_back.connect(lambda: heard.append("back"))
    press(qtbot, window, Qt.Key.Key_F2)
    press(qtbot, window, Qt.Key.Key_F3)
    assert heard == ["new", "back"]


def test_f1_lists_the_keys_of_this_page_and_gives_the_focus_back(
    window: MainWindow, pages: list[Plain], qtbot: QtBot
) -> None:
    window.go(1)
    press(qtbot, window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    said = [words.text() for words in window.help.findChildren(QLabel)]
    assert "Phím của Tiếp nhận" in said
    assert "Tìm mọi thứ" in said
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.help.isVisible()
    assert pages[1].line.hasFocus()


def test_ctrl_k_finds_a_command_without_diacritics_and_runs_it(
    window: MainWindow, pages: list[Plain], qtbot: QtBot
) -> None:
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    assert window.search.hasFocus()
    assert window.search.results.isVisible()
    qtbot.keyClicks(window.search, "chot ng")
    assert [row.title for row in window.search.results.rows] == ["Chốt ngày"]
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.page is pages[4]
    assert window.search.text() == ""


def test_ctrl_k_gathers_what_every_provider_finds_in_their_order(window: MainWindow, qtbot: QtBot) -> None:
    late: list[Answer] = []
    went: list[str] = []
    window.add_provider(lambda _text, answer: late.append(answer))
    window.add_provider(
        lambda text, answer: answer([Found(f"Người {text}", value=lambda: went.append(text), group="Người")])
    )
    window.search.open()
    qtbot.keyClicks(window.search, "zq")
    assert [row.title for row in window.search.results.rows] == ["Người zq"]
    late[-1]([Found("Hồ sơ zq", value=lambda: None, group="Hồ sơ")])
    assert [row.title for row in window.search.results.rows] == ["Hồ sơ zq", "Người zq"]
    qtbot.keyClick(window.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert went == ["zq"]


def test_escape_leaves_the_search_for_the_page(window: MainWindow, pages: list[Plain], qtbot: QtBot) -> None:
    window.search.open()
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    qtbot.keyClick(window.search, Qt.Key.Key_Escape)
    assert pages[0].line.hasFocus()


def test_commands_of_the_program_can_be_added(window: MainWindow, qtbot: QtBot) -> None:
    done: list[bool] = []
    window.add_command(Command("Đổi sang nền tối", lambda: done.append(True)))
    window.search.open()
    qtbot.keyClicks(window.search, "toi")
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert done == [True]


def test_a_page_asks_when_it_is_first_shown_and_when_it_is_stale(
    window: MainWindow, pages: list[Plain], work: Work
) -> None:
    assert [page.asked for page in pages] == [1, 0, 0, 0, 0]
    work.changed.emit(Area.DOSSIERS)
    assert [page.asked for page in pages] == [2, 0, 0, 0, 0]
    window.go(4)
    work.changed.emit(Area.DOSSIERS)
    assert pages[4].asked == 1
    window.go(0)
    assert pages[0].asked == 3
    window.go(4)
    assert pages[4].asked == 1


def test_a_dossier_is_opened_over_its_list_and_one_comes_back(
    window: MainWindow, pages: list[Plain], qtbot: QtBot
) -> None:
    window.go(2)
    one = Plain("H00.000-261124-0001")
    window.open_over(one)
    assert window.page is one
    assert window.rail.items[2].isChecked()
    press(qtbot, window, Qt.Key.Key_Left, ALT)
    assert window.page is pages[2]


def test_the_status_line_tells_the_truth_and_opens_the_exchange(window: MainWindow, qtbot: QtBot) -> None:
    line, heard = window.status.line, []
    window.exchange.connect(lambda: heard.append(True))
    assert line.accessibleName() == "Mất mạng từ 09:12 · 14 hồ sơ chờ gửi · cũ nhất 09:20"
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert heard == [True]
    window.show_line(LineStatus(Meaning.GOOD, "Có mạng", "không có gì chờ gửi"))
    assert line.accessibleName() == "Có mạng · không có gì chờ gửi"


def test_the_sign_in_stands_alone_and_no_key_of_the_frame_answers(
    window: MainWindow, pages: list[Plain], qtbot: QtBot
) -> None:
    alone, heard = QLineEdit(), []
    window.new_dossier.connect(lambda: heard.append(True))
    window.show_alone(alone)
    qtbot.keyClick(alone, Qt.Key.Key_F2)
    qtbot.keyClick(alone, Qt.Key.Key_2, CTRL)
    assert (heard, window.page) == ([], pages[0])
    window.show_frame()
    press(qtbot, window, Qt.Key.Key_F2)
    assert heard == [True]


def inside(outer: QWidget, widget: QWidget) -> bool:
    corner = widget.mapTo(outer, QPoint(0, 0))
    return outer.rect().contains(corner) and outer.rect().contains(
        corner + QPoint(widget.width() - 1, widget.height() - 1)
    )


@pytest.mark.parametrize("size", [WINDOW_USUAL, WINDOW_MIN, (1920, 1080)])
def test_nothing_of_the_frame_is_cut(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    settle()
    assert (window.width(), window.height()) == size
    parts = [part for part in window.findChildren(QAbstractButton) if part.isVisible()]
    assert len(parts) >= len(NAMES) + 4
    assert [part.accessibleName() or part.objectName() for part in parts if not inside(window, part)] == []
    assert all(item.width() >= 60 for item in window.rail.items)
    assert window.rail.narrow is (size[0] < 1160)


def test_the_tab_key_reaches_every_part_of_the_frame(window: MainWindow, qtbot: QtBot) -> None:
    reached: set[QWidget] = set()
    window.search.setFocus()
    for _press in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert {*window.rail.items, window.search, window.status.line, window.page.line} <= reached  # type: ignore[union-attr]


def test_closing_waits_for_what_is_being_written(window: MainWindow, work: Work, qtbot: QtBot) -> None:
    gate = threading.Event()
    work.change(lambda _p: gate.wait(), touches=Area.DRAFTS)
    assert window.close() is False
    assert window.isVisible()
    assert "Đang ghi nốt" in window.notices.shown[-1].title
    with qtbot.waitSignal(work.idle, timeout=30_000):
        gate.set()
    assert not window.isVisible()


def test_a_page_may_ask_to_stay_once(window: MainWindow, pages: list[Plain], qtbot: QtBot) -> None:
    pages[1].reason = "Còn giấy hẹn chưa in."
    assert window.close() is False
    notice = window.notices.shown[-1]
    assert notice.title == "Còn giấy hẹn chưa in."
    assert notice.button is not None
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()


def test_a_close_that_is_refused_is_not_accepted(window: MainWindow, pages: list[Plain]) -> None:
    pages[0].reason = "Còn việc."
    event = QCloseEvent()
    window.closeEvent(event)
    assert event.type() is QEvent.Type.Close
    assert not event.isAccepted()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_a_picture_has_the_size_and_the_fineness_asked_for(
    window: MainWindow, tmp_path: Path, scale: float
) -> None:
    file = grab(window, tmp_path / "deep" / "page.png", scale=scale)
    assert file.stat().st_size > 5_000
    image = picture(window, (1366, 768), scale)
    assert (image.width(), image.height()) == (round(1366 * scale), round(768 * scale))


def test_every_piece_can_be_drawn_in_every_look(tmp_path: Path, qapp: QApplication) -> None:
    from tests.ui.gallery import LOOKS, main

    main(tmp_path)
    pictures = list(tmp_path.glob("*.png"))
    assert len(pictures) >= 5 * len(LOOKS)


def test_a_notice_stays_over_the_page_that_comes_next(window: MainWindow) -> None:
    notice = window.notices.say("Máy lại tự gửi nền.")
    for at in (2, 0, 2):
        window.go(at)
        settle()
        over = window._stack.childAt(notice.geometry().center())
        assert over is notice or notice.isAncestorOf(over)


def test_a_command_with_a_key_is_done_by_its_key(window: MainWindow, qtbot: QtBot) -> None:
    done: list[str] = []
    window.add_command(
        Command("Tạm dừng gửi nền", lambda: done.append("paused"), "Ctrl+Shift+G", Icon.WAITING)
    )
    qtbot.keyClick(
        window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert done == ["paused"]
