"""Dossiers: the list answers while one types, chips narrow it, keys reach everything, and it leaves as a harmless file."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk.errors import RuleBroken
from desk.handling import act
from desk.journal import tip
from desk.outbox import acknowledge
from desk.practice import practice_person
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.returning import Handout, give_back, result_arrived
from desk.rules.dossier import Dossier
from desk.rules.lifecycle import RUNNING, Action, State
from desk.search import Filter
from desk.store import Actor, Store
from ui.memory import Memory
from ui.pages.dossier_filter import Days, View, read_day
from ui.pages.dossier_words import due_meaning, due_words, short_moment, state_meaning
from ui.pages.dossiers import SHOWN_AT_ONCE, DossiersPage
from ui.pages.print_preview import PrintPreview
from ui.seat import Seat
from ui.theme import Meaning

FRIDAY = datetime(2026, 11, 27, 9, 30, tzinfo=VIETNAM)
SAME_DAY, THREE_DAYS = "2.000815", "1.004873"
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Shelf:
    """Dossiers of made-up people, in every state that a chip knows."""

    def __init__(self, store: Store, lan: Actor, chance: random.Random) -> None:
        self.store, self.lan, self.chance = store, lan, chance

    def take(self, days_ago: float = 0.1, name: str = "", procedure: str = SAME_DAY) -> Dossier:
        at = FRIDAY - timedelta(days=days_ago)
        person = practice_person(self.chance, at.date())
        person = replace(person, name=name) if name else person
        with self.store.write(self.lan, at) as change:
            return receive(change, Request(procedure, person))

    def ready(self, days_ago: float) -> Dossier:
        dossier = self.take(days_ago)
        with self.store.write(self.lan, FRIDAY - timedelta(days=days_ago, minutes=-5)) as change:
            return result_arrived(change, dossier.code)

    def returned(self, days_ago: float) -> Dossier:
        dossier = self.ready(days_ago)
        with self.store.write(self.lan, FRIDAY - timedelta(days=days_ago, minutes=-9)) as change:
            return give_back(change, dossier.code, Handout(dossier.applicant.name))

    def confirm_all(self) -> None:
        with self.store.read() as session:
            seq, hash_, _at = tip(session)
        acknowledge(self.store, seq, hash_, (), FRIDAY)


@pytest.fixture
def shelf(store: Store, lan: Actor, chance: random.Random) -> Shelf:
    return Shelf(store, lan, chance)


@pytest.fixture
def open_page(qtbot: QtBot, seat: Seat) -> Callable[..., DossiersPage]:
    def opened(memory: Memory | None = None, file: Path | None = None) -> DossiersPage:
        page = DossiersPage(
            seat, memory=memory, clock=lambda: FRIDAY, ask_file=lambda _parent, _name: str(file or "")
        )
        seat.work.changed.connect(page.changed)
        qtbot.addWidget(page)
        page.resize(1150, 672)
        with qtbot.waitExposed(page):
            page.show()
        page.arrive()
        rest(qtbot, page)
        return page

    return opened


def rest(qtbot: QtBot, page: DossiersPage) -> None:
    qtbot.waitUntil(lambda: page._seat.work.resting)


def codes(page: DossiersPage) -> list[str]:
    return [one.code for one in page.table.rows]


def text(page: QWidget, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def visible_sentences(page: QWidget) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


# -- typing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["nguyen van thu", "thu nguyen", "NGUYEN V"])
def test_letters_without_diacritics_in_any_order_find_the_person(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage], typed: str
) -> None:
    wanted = shelf.take(name="Nguyễn Văn Thử")
    shelf.take(name="Trần Thị Mẫu")
    page = open_page()
    assert len(codes(page)) == 2
    qtbot.keyClicks(page.bar.line, typed)
    rest(qtbot, page)
    assert codes(page) == [wanted.code]
    assert text(page, "dossiers.count") == "1 hồ sơ, trong tất cả 2"


def test_the_newest_stands_on_top_until_a_chip_asks_for_what_is_due(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    late = shelf.take(3)
    later = shelf.take(2, procedure=THREE_DAYS)
    page = open_page()
    assert codes(page) == [later.code, late.code]
    qtbot.keyClick(page, Qt.Key.Key_1, ALT)
    rest(qtbot, page)
    assert codes(page) == [late.code, later.code]


def test_a_scanner_that_types_a_code_and_enter_opens_that_dossier_before_the_search_has_answered(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    wanted = shelf.take()
    shelf.take()
    page = open_page()
    with qtbot.waitSignal(page.open_dossier) as opened:
        qtbot.keyClicks(page.bar.line, wanted.code)
        qtbot.keyClick(page.bar.line, Qt.Key.Key_Return)
    assert opened.args == [wanted.code]


def test_down_goes_from_the_line_into_the_list_and_enter_opens_what_the_arrows_chose(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    older = shelf.take(0.2)
    shelf.take(0.1)
    page = open_page()
    qtbot.keyClick(page.bar.line, Qt.Key.Key_Down)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.open_dossier) as opened:
        qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert opened.args == [older.code]


# -- narrowing -------------------------------------------------------------------------------------------


def test_each_chip_shows_as_many_as_its_number_says_and_alt_digit_presses_it(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    late, returned, ready, due = shelf.take(2), shelf.returned(1.1), shelf.ready(1), shelf.take(0.1)
    shelf.confirm_all()
    unsent = shelf.take(0.05, procedure=THREE_DAYS)
    expected = {
        View.RUNNING: {late.code, due.code, unsent.code},
        View.DUE: {due.code},
        View.OVERDUE: {late.code},
        View.READY: {ready.code},
        View.RETURNED: {returned.code},
        View.UNSENT: {unsent.code},
    }
    page = open_page()
    for number, (view, wanted) in enumerate(expected.items(), start=1):
        qtbot.keyClick(page, Qt.Key(Qt.Key.Key_0 + number), ALT)
        rest(qtbot, page)
        assert set(codes(page)) == wanted, view
        assert page.bar.chips[view].accessibleName() == f"{view.words} ({len(wanted)})"
        assert [one for one, chip in page.bar.chips.items() if chip.isChecked()] == [view]
    qtbot.keyClick(page, Qt.Key.Key_6, ALT)
    rest(qtbot, page)
    assert len(codes(page)) == 5


def test_the_numbers_of_the_chips_follow_what_is_typed(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    shelf.take(2, name="Lê Thị Mẫu")
    shelf.take(2, name="Trần Văn Thử")
    page = open_page()
    qtbot.keyClicks(page.bar.line, "tran")
    rest(qtbot, page)
    assert page.bar.chips[View.OVERDUE].accessibleName() == "Quá hạn (1)"


def test_escape_takes_every_filter_away_and_typing_goes_on(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    shelf.take()
    page = open_page()
    qtbot.keyClicks(page.bar.line, "khong ai ten nhu the")
    qtbot.keyClick(page, Qt.Key.Key_5, ALT)
    rest(qtbot, page)
    assert codes(page) == []
    qtbot.keyClick(page.bar.line, Qt.Key.Key_Escape)
    rest(qtbot, page)
    assert len(codes(page)) == 1
    assert page.bar.line.text() == ""
    assert page.bar.line.hasFocus()


@pytest.mark.parametrize(
    ("wanted", "view", "shown"),
    [
        (Filter(states=RUNNING, due_before=FRIDAY), View.OVERDUE, 1),
        (Filter(states=RUNNING, due_before=datetime(2026, 11, 28, tzinfo=VIETNAM)), View.DUE, 1),
        (Filter(states=frozenset({State.FINISHED})), View.READY, 1),
        (Filter(unsent=True), View.UNSENT, 3),
        (Filter(received_from=FRIDAY.date(), received_to=FRIDAY.date()), None, 1),
    ],
)
def test_a_list_that_another_page_asks_for_is_shown_with_its_chip(
    qtbot: QtBot,
    shelf: Shelf,
    open_page: Callable[..., DossiersPage],
    wanted: Filter,
    view: View | None,
    shown: int,
) -> None:
    shelf.take(2)
    shelf.ready(1)
    shelf.take(0.1)
    page = open_page()
    page.show_filter(wanted)
    rest(qtbot, page)
    assert page.bar.view is view
    assert len(codes(page)) == shown
    assert page.table.view.hasFocus()


def test_days_counter_and_field_narrow_together(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    shelf.take(4, procedure=THREE_DAYS)
    shelf.take(0.1)
    wanted = shelf.take(0.1, procedure=THREE_DAYS)
    page = open_page()
    for combo, value in (
        (page.bar.days, Days.TODAY.value),
        (page.bar.counter, "1"),
        (page.bar.field, wanted.field),
    ):
        combo.setCurrentIndex(combo.findData(value))
        combo.activated.emit(combo.currentIndex())
    rest(qtbot, page)
    assert codes(page) == [wanted.code]


def test_a_day_that_is_none_is_said_beside_it_and_what_was_typed_stays(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    shelf.take()
    page = open_page()
    page.bar.days.setCurrentIndex(page.bar.days.findData(Days.OTHER.value))
    page.bar.days.activated.emit(page.bar.days.currentIndex())
    qtbot.keyClicks(page.bar.first, "31/11")
    rest(qtbot, page)
    assert "31/11" in text(page, "dossiers.days_error")
    assert page.bar.first.text() == "31/11"
    assert len(codes(page)) == 1
    page.bar.first.clear()
    qtbot.keyClicks(page.bar.first, "28/11/2026")
    rest(qtbot, page)
    assert text(page, "dossiers.days_error") == ""
    assert codes(page) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        ("24.11.26", date(2026, 11, 24)),
        ("24-11", date(2026, 11, 24)),
        ("30/12", date(2025, 12, 30)),
        ("5", date(2026, 11, 5)),
        ("241126", date(2026, 11, 24)),
        ("24112026", date(2026, 11, 24)),
        ("  ", None),
    ],
)
def test_a_day_is_read_as_clerks_write_it(typed: str, day: date | None) -> None:
    assert read_day(typed, "received_from", FRIDAY.date()) == day


@pytest.mark.parametrize("typed", ["31/11/2026", "99", "hôm qua", "1/2/3/4", "0/0/0", "24/13"])
def test_what_is_no_day_is_refused_by_name(typed: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_day(typed, "received_from", FRIDAY.date())
    assert (broken.value.field, broken.value.code) == ("received_from", "bad_day")


# -- empty -----------------------------------------------------------------------------------------------


def test_an_empty_desk_teaches_the_first_key(open_page: Callable[..., DossiersPage]) -> None:
    said = visible_sentences(open_page())
    assert "Chưa có hồ sơ nào ở quầy này" in said
    assert any("F2" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("key", "praise"),
    [
        (Qt.Key.Key_3, "Không hồ sơ nào quá hạn"),
        (Qt.Key.Key_2, "Hôm nay không còn hồ sơ nào đến hạn"),
        (Qt.Key.Key_6, "Mọi hồ sơ đã ở tỉnh"),
    ],
)
def test_nothing_late_and_nothing_unsent_read_as_praise(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage], key: Qt.Key, praise: str
) -> None:
    shelf.take(0.1, procedure=THREE_DAYS)
    shelf.confirm_all()
    page = open_page()
    qtbot.keyClick(page, key, ALT)
    rest(qtbot, page)
    assert praise in visible_sentences(page)


def test_a_search_without_an_answer_offers_the_way_back(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    shelf.take()
    page = open_page()
    qtbot.keyClicks(page.bar.line, "zzz")
    rest(qtbot, page)
    assert "Không tìm thấy hồ sơ nào" in visible_sentences(page)
    back = page.findChild(QWidget, "dossiers.clear")
    assert isinstance(back, QWidget)
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    rest(qtbot, page)
    assert len(codes(page)) == 1


# -- many, habits, files, paper --------------------------------------------------------------------------


def test_more_than_are_shown_at_once_are_counted_and_come_with_a_button(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SHOWN_AT_ONCE >= 100
    monkeypatch.setattr("ui.pages.dossiers.SHOWN_AT_ONCE", 2)
    for _number in range(3):
        shelf.take()
    page = open_page()
    assert text(page, "dossiers.count").startswith("Đang hiện 2 trong 3 hồ sơ")
    page.more.click()
    rest(qtbot, page)
    assert len(codes(page)) == 3
    assert not page.more.isVisible()


def test_moved_columns_stay_moved_for_the_next_time(open_page: Callable[..., DossiersPage]) -> None:
    memory = Memory()
    first = open_page(memory)
    first.table.view.horizontalHeader().moveSection(6, 0)
    second = open_page(memory)
    assert second.table.view.horizontalHeader().visualIndex(6) == 0


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_what_is_shown_leaves_as_a_file_in_which_nothing_is_a_formula(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage], tmp_path: Path, ending: str
) -> None:
    shelf.take(3)
    dangerous = shelf.take(name="=HYPERLINK(1)")
    file = tmp_path / f"out{ending}"
    page = open_page(file=file)
    qtbot.keyClicks(page.bar.line, "hyperlink")
    rest(qtbot, page)
    qtbot.keyClick(page, Qt.Key.Key_E, CONTROL)
    rest(qtbot, page)
    if ending == ".csv":
        heads, *rows = csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
        assert rows[0][1] == "'=HYPERLINK(1)"
    else:
        sheet = load_workbook(file).active
        assert sheet is not None
        heads, *rows = [[str(cell.value) for cell in line] for line in sheet.iter_rows()]
        assert [cell.data_type for cell in next(sheet.iter_rows(min_row=2))] == ["s"] * len(heads)
    assert heads[:2] == ["Mã hồ sơ", "Người nộp"]
    assert [line[0] for line in rows] == [dangerous.code]
    assert any("Đã xuất 1 hồ sơ" in one.title for one in page.notices.shown)


def test_a_file_that_cannot_be_written_says_what_to_do_and_the_list_stays(
    qtbot: QtBot,
    shelf: Shelf,
    open_page: Callable[..., DossiersPage],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shelf.take()
    page = open_page(file=tmp_path / "out.csv")

    def full(_path: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    qtbot.keyClick(page, Qt.Key.Key_E, CONTROL)
    rest(qtbot, page)
    assert next(one.title for one in page.notices.shown).startswith("Ổ đĩa đã đầy")
    assert len(codes(page)) == 1


def test_ctrl_p_shows_the_receipt_of_the_chosen_dossier_again(
    qtbot: QtBot, shelf: Shelf, open_page: Callable[..., DossiersPage]
) -> None:
    wanted = shelf.take()
    page = open_page()
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL)
    rest(qtbot, page)
    preview = page.findChild(PrintPreview)
    assert isinstance(preview, PrintPreview)
    assert preview.isVisible()
    assert preview.preview.page_count >= 1
    assert wanted.code in visible_sentences(preview)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_a_dossier_that_is_taken_elsewhere_appears_and_the_chosen_one_stays_chosen(
    qtbot: QtBot, shelf: Shelf, seat: Seat, open_page: Callable[..., DossiersPage]
) -> None:
    first = shelf.take(0.2)
    page = open_page()
    seat.work.change(lambda _progress: shelf.take(0.1), touches=page.concerns)
    rest(qtbot, page)
    assert len(codes(page)) == 2
    chosen = page.table.current()
    assert chosen is not None
    assert chosen.code == first.code


def test_every_control_can_be_named_and_found(open_page: Callable[..., DossiersPage]) -> None:
    page = open_page()
    reached = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [
        one.objectName()
        for one in reached
        if one.objectName().startswith("dossiers.")
        and not (one.accessibleName() or getattr(one, "text", str)())
    ]
    assert nameless == []
    assert {one.objectName() for one in reached} >= {"dossiers.search", "dossiers.export", "dossiers.overdue"}


# -- words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "due", "said", "meaning"),
    [
        (State.PROCESSING, FRIDAY - timedelta(days=2), "Quá hạn 2 ngày", Meaning.LATE),
        (State.RECEIVED, FRIDAY - timedelta(minutes=1), "Quá hạn 1 phút", Meaning.LATE),
        (State.RECEIVED, FRIDAY.replace(hour=15), "Hạn 15:30 hôm nay", Meaning.SOON),
        (State.RECEIVED, FRIDAY + timedelta(days=1), "28/11 · còn 1 ngày", None),
        (State.PROCESSING, FRIDAY + timedelta(days=40), "06/01/2027 · còn 40 ngày", None),
        (State.SUPPLEMENT, FRIDAY - timedelta(days=2), "25/11 · tạm dừng", None),
        (State.RETURNED, FRIDAY - timedelta(days=2), "25/11", None),
    ],
)
def test_an_appointment_is_a_countdown_only_while_the_clock_runs(
    state: State, due: datetime, said: str, meaning: Meaning | None
) -> None:
    assert due_words(state, due, FRIDAY) == said
    assert due_meaning(state, due, FRIDAY) is meaning


def test_only_a_waiting_result_is_good_and_a_waiting_citizen_asks_for_a_call() -> None:
    told = {state: state_meaning(state) for state in State}
    assert [state for state, meaning in told.items() if meaning is Meaning.GOOD] == [State.FINISHED]
    assert [state for state, meaning in told.items() if meaning is Meaning.SOON] == [
        State.SUPPLEMENT,
        State.PAYMENT,
    ]


def test_a_moment_in_a_narrow_column_is_as_short_as_it_can_be() -> None:
    assert short_moment(FRIDAY - timedelta(hours=1), FRIDAY) == "08:30"
    assert short_moment(FRIDAY - timedelta(days=1), FRIDAY) == "26/11"
    assert short_moment(FRIDAY - timedelta(days=365), FRIDAY) == "27/11/25"


def test_a_refused_dossier_is_marked_in_words(
    qtbot: QtBot, shelf: Shelf, store: Store, lan: Actor, open_page: Callable[..., DossiersPage]
) -> None:
    dossier = shelf.take()
    with store.write(lan, FRIDAY) as change:
        act(change, dossier.code, Action.HAND_OVER)
    with store.read() as session:
        seq, hash_, _at = tip(session)
    acknowledge(store, seq, hash_, [(seq, "not_allowed", "Không hợp lệ")], FRIDAY)
    page = open_page()
    assert page.table.sheet("x").rows[0][-1] == "Cần xem lại"
