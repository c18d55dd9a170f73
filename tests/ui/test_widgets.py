"""The pieces of a page do what a clerk expects of them, with the keyboard alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desk.progress import Step
from ui.memory import Memory
from ui.theme import Meaning
from ui.widgets.buttons import Button, key_words, keys_of
from ui.widgets.cards import SentenceCard
from ui.widgets.choices import Chip, OneOf
from ui.widgets.empty import Empty
from ui.widgets.export import Sheet, as_csv, as_workbook
from ui.widgets.marks import Sent
from ui.widgets.picker import Answer, Picker
from ui.widgets.preview import PdfPreview
from ui.widgets.progress_panel import ProgressPanel, byte_words, left_words, step_words
from ui.widgets.results import Found
from ui.widgets.steps import FoldedSection, StepLine, StepList, Tickable
from ui.widgets.table import Column, Table
from ui.widgets.text import ElidedLabel, column, label
from ui.widgets.timeline import Moment, Timeline

WINDOWS: list[QWidget] = []
"""Keeps each window until its test is over; pytest-qt itself holds no reference."""


def held(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """A window with these in it, shown."""
    made = QWidget()
    made.setLayout(column(*widgets))
    made.resize(800, 600)
    WINDOWS[:] = [made]
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    QApplication.processEvents()
    return made


# -- buttons and choices ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "shown"), [("Ctrl+Return", "Ctrl+Enter"), ("Escape", "Esc"), ("F4", "F4")])
def test_keys_are_written_as_on_the_keyboard(key: str, shown: str) -> None:
    assert key_words(key) == shown


def test_both_enter_keys_mean_the_same() -> None:
    assert [one.toString() for one in keys_of("Ctrl+Return")] == ["Ctrl+Return", "Ctrl+Enter"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_is_pressed_by_enter_and_space(qtbot: QtBot, key: Qt.Key) -> None:
    pressed: list[bool] = []
    button = Button("Lưu", lambda: pressed.append(True))
    held(qtbot, button)
    qtbot.keyClick(button, key)
    assert pressed == [True]


def test_a_buttons_key_works_from_anywhere_on_its_page_and_only_while_it_may(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    button, line = Button("Lưu và in", lambda: pressed.append(True), key="Ctrl+Return"), QLineEdit()
    held(qtbot, line, button)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    button.setEnabled(False)
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    button.setEnabled(True)
    button.hide()
    qtbot.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert pressed == [True]


def test_a_button_is_wide_enough_for_its_words_and_its_key(qtbot: QtBot) -> None:
    plain, keyed = Button("Lưu và in"), Button("Lưu và in", key="Ctrl+Return")
    held(qtbot, plain, keyed)
    assert keyed.minimumSizeHint().width() > plain.minimumSizeHint().width()


def test_chips_hold_and_let_go_with_enter_and_say_how_many(qtbot: QtBot) -> None:
    chip = Chip("Sắp đến hạn", 3)
    held(qtbot, chip)
    qtbot.keyClick(chip, Qt.Key.Key_Return)
    assert chip.isChecked()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert not chip.isChecked()
    assert chip.accessibleName() == "Sắp đến hạn (3)"


def test_one_of_a_few_is_walked_with_arrows(qtbot: QtBot) -> None:
    choice = OneOf([("cash", "Tiền mặt"), ("bank", "Chuyển khoản"), ("free", "Miễn")], "cash")
    held(qtbot, choice)
    heard: list[object] = []
    choice.chosen.connect(heard.append)
    choice.choose("cash")
    qtbot.keyClick(choice._group.checkedButton(), Qt.Key.Key_Right)
    assert (choice.value(), heard) == ("bank", ["bank"])
    assert OneOf([(1, "Một")]).value() is None


def test_a_sentence_is_one_thing_to_hear_and_to_press(qtbot: QtBot) -> None:
    opened: list[bool] = []
    card = SentenceCard("hồ sơ đến hạn hôm nay", Meaning.SOON, lambda: opened.append(True))
    held(qtbot, card)
    card.show_number(3)
    assert card.accessibleName() == "3 hồ sơ đến hạn hôm nay"
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert opened == [True]
    assert card.heightForWidth(170) > card.heightForWidth(600)


def test_a_line_that_is_too_long_is_shortened_and_told_in_full(qtbot: QtBot) -> None:
    line = ElidedLabel("Nguyễn Trần Hoàng Công Tằng Tôn Nữ Thị Ánh Tuyết")
    window = held(qtbot, line)
    assert line.toolTip() == ""
    window.resize(120, 100)
    QApplication.processEvents()
    assert line.toolTip() == line.text()


def test_names_are_never_read_as_markup(qtbot: QtBot) -> None:
    assert label("<b>Nguyễn</b>").textFormat() is Qt.TextFormat.PlainText


# -- tables ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Thing:
    code: str
    name: str
    vnd: int


THINGS = [Thing("03", "Bình", 5_000), Thing("01", "An", 14_000), Thing("02", "Cường", 0)]
COLUMNS: list[Column[Thing]] = [
    Column("code", "Mã", lambda t: t.code),
    Column("name", "Tên", lambda t: t.name, stretch=True),
    Column("vnd", "Lệ phí", lambda t: f"{t.vnd:,}".replace(",", "."), sort=lambda t: t.vnd, right=True),
    Column("sent", "Gửi", lambda t: "", sent=lambda t: Sent.CONFIRMED if t.vnd else Sent.HERE),
]


def table(memory: Memory | None = None) -> Table[Thing]:
    return Table("things", COLUMNS, lambda t: t.code, memory=memory)


def test_rows_stand_as_given_until_a_head_is_pressed(qtbot: QtBot) -> None:
    made = table()
    held(qtbot, made)
    made.show_rows(THINGS)
    assert [t.code for t in made.rows] == ["03", "01", "02"]
    made.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    assert [t.vnd for t in made.rows] == [14_000, 5_000, 0]
    made.show_rows([*THINGS, Thing("04", "Dung", 9_000)])
    assert [t.vnd for t in made.rows] == [14_000, 9_000, 5_000, 0]


def test_the_chosen_row_stays_chosen_through_a_refill_and_a_sort(qtbot: QtBot) -> None:
    made = table()
    held(qtbot, made)
    made.show_rows(THINGS)
    assert made.choose("01")
    made.show_rows(list(reversed(THINGS)))
    assert made.current() == THINGS[1]
    made.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert made.current() == THINGS[1]
    made.show_rows(THINGS[:1])
    assert made.current() is None


def test_a_table_is_walked_and_opened_by_keys(qtbot: QtBot) -> None:
    made = table()
    held(qtbot, made)
    made.show_rows(THINGS)
    made.choose_first()
    opened: list[Thing] = []
    made.opened.connect(opened.append)
    for key in (
        Qt.Key.Key_Down,
        Qt.Key.Key_Return,
        Qt.Key.Key_End,
        Qt.Key.Key_Return,
        Qt.Key.Key_Home,
        Qt.Key.Key_Enter,
    ):
        qtbot.keyClick(made.view, key)
    assert [t.code for t in opened] == ["01", "02", "03"]


def test_nothing_to_show_teaches_instead_of_showing_an_empty_grid(qtbot: QtBot) -> None:
    made = table()
    held(qtbot, made)
    made.show_rows([])
    assert not made.view.isVisible()
    assert made.findChild(Empty).isVisible()
    made.show_rows(THINGS)
    assert made.view.isVisible()


def test_columns_stay_as_the_person_left_them(qtbot: QtBot, tmp_path: Path) -> None:
    first = table(Memory(tmp_path / "habits.ini"))
    held(qtbot, first)
    first.show_rows(THINGS)
    first.view.horizontalHeader().resizeSection(0, 155)
    first.view.horizontalHeader().moveSection(2, 0)
    first.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    second = table(Memory(tmp_path / "habits.ini"))
    held(qtbot, second)
    second.show_rows(THINGS)
    header = second.view.horizontalHeader()
    assert (header.sectionSize(0), header.visualIndex(2)) == (155, 0)
    assert [t.vnd for t in second.rows] == [14_000, 5_000, 0]


def test_what_is_exported_is_what_is_seen_in_the_order_in_which_it_is_seen(qtbot: QtBot) -> None:
    made = table()
    held(qtbot, made)
    made.show_rows(THINGS)
    made.view.horizontalHeader().moveSection(2, 0)
    made.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    sheet = made.sheet("Hồ sơ")
    assert sheet.heads == ("Lệ phí", "Mã", "Tên", "Gửi")
    assert sheet.rows[0] == ("14.000", "01", "An", "Đã xác nhận")


EXPORTED = Sheet(
    "Hồ sơ: tháng 11/2026 và nhiều chữ hơn nữa",
    ("Số định danh", "Tên"),
    (("026099000123", "=cmd|A0"), ("000000000001", 'Ánh, "Tuyết"')),
)


def test_csv_keeps_vietnamese_commas_and_is_harmless_in_a_spreadsheet() -> None:
    data = as_csv(EXPORTED)
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert lines == [["Số định danh", "Tên"], ["026099000123", "'=cmd|A0"], ["000000000001", 'Ánh, "Tuyết"']]


def test_a_workbook_keeps_leading_zeros_and_runs_no_formula() -> None:
    page = load_workbook(io.BytesIO(as_workbook(EXPORTED))).active
    assert page is not None
    assert page["A3"].value == "000000000001"
    assert (page["B2"].value, page["B2"].data_type) == ("=cmd|A0", "s")
    assert len(page.title) <= 31


# -- picking ---------------------------------------------------------------------------------------------


class Library:
    """Answers when it is told to, as a store on a slow disk does."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Answer]] = []

    def __call__(self, text: str, answer: Answer) -> None:
        self.asked.append((text, answer))

    def answer(self, at: int, rows: Sequence[str]) -> None:
        self.asked[at][1]([Found(row, value=row.lower()) for row in rows])


def test_a_few_letters_arrows_and_enter_pick_one_of_many(qtbot: QtBot) -> None:
    library, picked = Library(), []
    picker = Picker(library)
    picker.picked.connect(picked.append)
    held(qtbot, picker)
    picker.setFocus()
    qtbot.keyClicks(picker, "ks")
    library.answer(-1, ["Khai sinh", "Khai tử", "Kết hôn"])
    assert picker.results.isVisible()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(picker, key)
    assert (picked, picker.text()) == (["kết hôn"], "Kết hôn")
    assert not picker.results.isVisible()


def test_a_late_answer_to_older_letters_is_dropped(qtbot: QtBot) -> None:
    library = Library()
    picker = Picker(library)
    held(qtbot, picker)
    picker.setFocus()
    qtbot.keyClicks(picker, "kh")
    library.answer(1, ["Khai sinh"])
    library.answer(0, ["Kết hôn"])
    assert [row.title for row in picker.results.rows] == ["Khai sinh"]


def test_escape_closes_the_list_and_keeps_what_was_typed(qtbot: QtBot) -> None:
    library = Library()
    picker = Picker(library)
    held(qtbot, picker)
    picker.setFocus()
    qtbot.keyClicks(picker, "k")
    library.answer(0, ["Khai sinh"])
    qtbot.keyClick(picker, Qt.Key.Key_Escape)
    assert (picker.results.isVisible(), picker.text()) == (False, "k")


def test_nothing_found_is_said_and_enter_picks_nothing(qtbot: QtBot) -> None:
    library, picked = Library(), []
    picker = Picker(library, nothing="Không có thủ tục nào như vậy.")
    picker.picked.connect(picked.append)
    held(qtbot, picker)
    picker.setFocus()
    qtbot.keyClicks(picker, "z")
    library.answer(0, [])
    assert picker.results.isVisible()
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert picked == []


def test_the_list_closes_when_the_person_goes_elsewhere(qtbot: QtBot) -> None:
    library, other = Library(), QLineEdit()
    picker = Picker(library)
    held(qtbot, picker, other)
    picker.setFocus()
    qtbot.keyClicks(picker, "k")
    library.answer(0, ["Khai sinh"])
    other.setFocus()
    assert not picker.results.isVisible()


def test_the_list_stays_inside_the_window(qtbot: QtBot) -> None:
    library = Library()
    picker = Picker(library, width=700)
    window = held(qtbot, picker)
    picker.setFixedWidth(200)
    QApplication.processEvents()
    picker.move(590, 20)
    picker.setFocus()
    qtbot.keyClicks(picker, "k")
    library.answer(0, [f"Thủ tục {n}" for n in range(40)])
    assert window.rect().contains(picker.results.geometry())


# -- steps, progress, timeline, paper --------------------------------------------------------------------


def test_a_filled_step_folds_into_one_line_and_opens_again_by_key(qtbot: QtBot) -> None:
    line = QLineEdit("Nguyễn Văn Thử")
    section = FoldedSection(1, "Người nộp", line, key="F4")
    held(qtbot, section)
    assert (section.state, section.is_open) == (Tickable.NOW, True)
    section.fold("Nguyễn Văn Thử · 1984")
    assert (section.state, section.is_open, section.summary) == (
        Tickable.DONE,
        False,
        "Nguyễn Văn Thử · 1984",
    )
    opened: list[bool] = []
    section.opened.connect(lambda: opened.append(True))
    qtbot.keyClick(section._head, Qt.Key.Key_Return)
    assert (section.is_open, opened, line.hasFocus(), line.text()) == (True, [True], True, "Nguyễn Văn Thử")


def test_the_checklist_says_each_step_with_its_state(qtbot: QtBot) -> None:
    steps = StepList()
    held(qtbot, steps)
    action = Button("Xem")
    steps.show_steps(
        [StepLine("Đếm tiền", Tickable.PROBLEM, "lệch 14.000 đ"), StepLine("Gửi", Tickable.WAITING)],
        {0: action},
    )
    QApplication.processEvents()
    spoken = [
        child.accessibleName()
        for child in steps.findChildren(QWidget)
        if child.accessibleName()[:1].isdigit()
    ]
    assert spoken == ["1. Đếm tiền: cần xem lại. lệch 14.000 đ", "2. Gửi: chưa làm. "]
    assert action.isVisible()
    steps.show_steps([StepLine("Gửi", Tickable.DONE)])
    QApplication.processEvents()
    assert not action.isVisible()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1,0 KB"),
        (182_000, "182 KB"),
        (4_200_000, "4,2 MB"),
        (7_300_000_000, "7,3 GB"),
    ],
)
def test_sizes_read_as_people_say_them(count: int, words: str) -> None:
    assert byte_words(count) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "sắp xong"), (47, "còn khoảng 50 giây"), (150, "còn khoảng 2 phút"), (7300, "còn khoảng 2 giờ")],
)
def test_time_left_is_as_rough_as_it_is_known(seconds: int, words: str) -> None:
    assert left_words(seconds) == words


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (
            Step("gửi", 4_200_000, 12_800_000, True, 182_000, 47),
            "4,2 MB / 12,8 MB · 182 KB/s · còn khoảng 50 giây",
        ),
        (Step("gửi", 4_200_000, None, True), "4,2 MB"),
        (Step("đếm", 3, 9), "3 / 9"),
        (Step("chờ máy chủ"), ""),
    ],
)
def test_only_the_numbers_that_are_known_are_shown(step: Step, words: str) -> None:
    assert step_words(step) == words


def test_a_job_is_stopped_once_and_says_that_it_is_stopping(qtbot: QtBot) -> None:
    panel, stopped = ProgressPanel(), []
    held(qtbot, panel)
    panel.begin("Đang gửi", lambda: stopped.append(True))
    panel.show_step(Step("Đang gửi", 3, 10))
    assert panel._bar.value() == 300
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert stopped == [True]
    panel.end("Đã gửi 10 hồ sơ.")
    assert not panel._stop.isVisible()


def test_what_cannot_be_stopped_offers_no_button(qtbot: QtBot) -> None:
    panel = ProgressPanel()
    held(qtbot, panel)
    panel.begin("Đang ghi", None)
    assert not panel._stop.isVisible()


def test_the_timeline_says_who_what_when_and_whether_it_went(qtbot: QtBot) -> None:
    line = Timeline()
    held(qtbot, line)
    line.show_moments([Moment("Tiếp nhận", "Trần Thị Mẫu", "hôm nay 09:20", Sent.HERE, "Thiếu: không")])
    spoken = {child.accessibleName() for child in line.findChildren(QWidget)}
    assert "hôm nay 09:20, Trần Thị Mẫu: Tiếp nhận. Tại máy. Thiếu: không" in spoken


def test_the_preview_shows_the_paper_and_keeps_it_when_another_cannot_be_read(qtbot: QtBot) -> None:
    from printing.documents.receipt import Receipt
    from printing.render import pdf

    preview = PdfPreview()
    window = held(qtbot, preview)
    assert preview.is_empty
    assert preview.show_pdf(pdf(Receipt.specimen(), copies=2)) is True
    pages = preview.page_count
    assert pages >= 2
    assert preview.show_pdf(b"not a paper") is False
    assert (preview.page_count, preview.is_empty) == (pages, False)
    image = window.grab().toImage()
    inks = {
        image.pixelColor(x, y).lightness() < 100
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    }
    assert True in inks
    preview.clear()
    assert preview.is_empty
