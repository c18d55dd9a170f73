"""Reception: driven by keys, seen as the clerk sees it, over a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk.drafts import drafts
from desk.files import disk_full
from desk.handling import dossier_of
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier
from desk.rules.fees import Method
from desk.search import Filter, search
from desk.store import Store
from tests.scanning import papers
from ui.pages.reception import Reception
from ui.seat import Seat
from ui.theme import LIGHT, Look, apply
from ui.widgets.steps import Tickable

AT_TEN = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
THU = Person("Nguyễn Thị Thử", "026184000001", "1984-03-02", "Nữ", "Thôn Đông, xã Minh Họa", "0999000001")
CARD = "026184000001|123456789|Nguyễn Thị Thử|02031984|Nữ|Thôn Đông, xã Minh Họa|01012022"
ENTER, CTRL, ALT = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class NoPaper(QDialog):
    """Stands in for the print preview, which has tests of its own."""

    left = Signal(str)
    asked: list[str] = []

    def __init__(self, _seat: Seat, code: str, _form: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.asked.append(code)

    def open(self) -> None:
        self.finished.emit(0)


@pytest.fixture
def sit_down(qtbot: QtBot, seat: Seat) -> Callable[[], Reception]:
    """Opens the page, as signing in does."""

    def open_page() -> Reception:
        NoPaper.asked = []
        page = Reception(seat, clock=lambda: AT_TEN, preview=NoPaper)
        qtbot.addWidget(page)
        page.resize(1182, 672)
        with qtbot.waitActive(page):
            page.show()
        page.arrive()
        qtbot.waitUntil(lambda: seat.work.resting)
        return page

    return open_page


@pytest.fixture
def page(sit_down: Callable[[], Reception]) -> Reception:
    return sit_down()


@pytest.fixture
def hands(qtbot: QtBot, page: Reception) -> Hands:
    return Hands(qtbot, page)


class Hands:
    """What a clerk does: type where the cursor is, press keys, wait for the desk to answer."""

    def __init__(self, qtbot: QtBot, page: Reception) -> None:
        self.qtbot, self.page = qtbot, page

    @property
    def here(self) -> QWidget:
        widget = self.page.window().focusWidget()
        assert widget is not None
        return widget

    def type(self, text: str) -> None:
        self.qtbot.keyClicks(self.here, text)
        self.rest()

    def paste(self, text: str) -> None:
        """Text with diacritics, as an input method or a scanner delivers it."""
        self.here.insert(text)  # type: ignore[attr-defined]
        self.here.textEdited.emit(self.here.text())  # type: ignore[attr-defined]
        self.rest()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.here, key, modifier)
        self.rest()

    def rest(self) -> None:
        self.qtbot.waitUntil(lambda: self.page._seat.work.resting, timeout=30_000)

    def save(self) -> None:
        self.press(ENTER, CTRL)

    def certification_of_seven_pages(self) -> None:
        self.paste(CARD)
        self.press(ENTER)
        self.type("ct bs")
        self.press(ENTER)
        self.type("7")
        self.press(Qt.Key.Key_F6)
        self.press(ENTER)


def seen(page: QObject, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None
    return found.text()


def taken(store: Store) -> list[Dossier]:
    with store.read() as session:
        return [dossier_of(session, row.code) for row in search(session, Filter())]


def receive_one(store: Store, seat: Seat, request: Request) -> None:
    with store.write(seat.actor, AT_TEN) as change:
        receive(change, request)


def test_a_scanned_card_and_a_few_keys_make_a_dossier(hands: Hands, page: Reception, store: Store) -> None:
    hands.certification_of_seven_pages()
    hands.save()
    (dossier,) = taken(store)
    assert dossier.applicant == Person(
        "Nguyễn Thị Thử", "026184000001", "1984-03-02", "Nữ", "Thôn Đông, xã Minh Họa"
    )
    assert (dossier.procedure, [(line.amount_vnd, line.method) for line in dossier.fees]) == (
        "2.000815",
        [(9_000, Method.CASH)],
    )
    assert seen(page, "saved.code") == dossier.code
    assert NoPaper.asked == [dossier.code]


def test_the_receipt_is_seen_while_it_is_typed(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    assert (seen(page, "receipt_card.hour"), seen(page, "receipt_card.day")) == ("17:00", "hôm nay")
    assert seen(page, "receipt_card.sum") == "9.000 đ"
    assert "15:00" in seen(page, "receipt_card.why")


def test_enter_walks_through_the_steps_and_folds_each_into_a_line(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    assert [section.is_open for section in page.steps.sections] == [False, False, True, False]
    assert page.steps.sections[0].summary.startswith("Nguyễn Thị Thử · 026…001")
    assert "7 trang" in page.steps.sections[1].summary
    hands.press(ENTER)
    assert page.steps.sections[3].is_open
    hands.press(ENTER)
    assert page.save.hasFocus()


def test_somebody_met_before_is_found_by_a_few_letters(
    hands: Hands, page: Reception, store: Store, seat: Seat
) -> None:
    receive_one(store, seat, Request("2.000815", THU))
    hands.type("thu")
    hands.press(ENTER)
    assert page.applicant.fields["phone"].text() == "0999000001"
    assert "người quen, 1 hồ sơ" in page.steps.sections[0].summary
    assert page.steps.sections[1].is_open


def test_a_new_name_goes_into_its_field_and_the_cursor_to_the_next_empty_one(
    hands: Hands, page: Reception
) -> None:
    hands.paste("Trần Văn Mẫu")
    hands.press(ENTER)
    assert page.applicant.fields["name"].text() == "Trần Văn Mẫu"
    assert page.applicant.fields["personal_id"].control.hasFocus()


def test_a_card_that_was_cut_is_said_beside_the_line_and_stays(hands: Hands, page: Reception) -> None:
    hands.paste("026184000001|123456789|Nguyễn Thị Thử")
    hands.press(ENTER)
    assert "thiếu" in page.applicant.card.error()
    assert page.applicant.line.text().startswith("026184000001|")


def test_an_id_that_does_not_fit_the_birth_is_doubted_and_stops_nobody(hands: Hands, page: Reception) -> None:
    hands.paste(CARD.replace("02031984", "02031990"))
    hands.press(ENTER)
    assert "1984" in seen(page, "overrule.personal_id.words")
    assert page.steps.sections[1].is_open


def test_a_wrong_phone_is_said_beside_it_and_the_step_stays_open(hands: Hands, page: Reception) -> None:
    hands.paste("Trần Văn Mẫu")
    hands.press(ENTER)
    page.applicant.fields["phone"].jump()
    hands.type("12")
    hands.press(ENTER)
    assert "chữ số" in page.applicant.fields["phone"].error()
    assert page.steps.sections[0].is_open
    assert page.applicant.fields["phone"].text() == "12"


def test_saving_too_early_opens_the_step_that_lacks_something(
    hands: Hands, page: Reception, store: Store
) -> None:
    hands.press(Qt.Key.Key_2, ALT)
    hands.save()
    assert page.steps.sections[0].is_open
    assert page.applicant.fields["name"].error()
    assert taken(store) == []


def test_a_fee_that_the_catalogue_does_not_know_is_asked_for(
    hands: Hands, page: Reception, store: Store
) -> None:
    hands.paste(CARD)
    hands.press(ENTER)
    hands.type("1.004873")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_F6)
    assert page.steps.sections[3].state is Tickable.PROBLEM
    hands.save()
    (field,) = page.steps.fees.sums.values()
    assert field.error()
    assert field.control.hasFocus()
    hands.type("15.000")
    hands.save()
    assert [line.amount_vnd for line in taken(store)[0].fees] == [15_000]


def test_an_exemption_needs_its_reason_which_goes_onto_the_line(
    hands: Hands, page: Reception, store: Store
) -> None:
    hands.certification_of_seven_pages()
    hands.press(Qt.Key.Key_4, ALT)
    page.steps.fees.method.choose(Method.EXEMPT)
    hands.save()
    assert page.steps.fees.reason.error()
    hands.type("ho ngheo")
    hands.save()
    (line,) = taken(store)[0].fees
    assert (line.name, line.amount_vnd, line.method) == (
        "Phí chứng thực bản sao (miễn: ho ngheo)",
        0,
        Method.EXEMPT,
    )


def test_an_own_paper_and_a_scan_travel_with_the_dossier(
    hands: Hands, page: Reception, store: Store, tmp_path: Path
) -> None:
    scan = tmp_path / "quet.pdf"
    scan.write_bytes(papers.pdf(1))
    hands.certification_of_seven_pages()
    hands.press(Qt.Key.Key_T, ALT)
    hands.paste("Giấy ủy quyền")
    page.components.rows[0].attach.emit([scan])
    hands.rest()
    hands.save()
    (dossier,) = taken(store)
    assert [(item.name, item.originals) for item in dossier.components] == [
        ("Bản chính", 1),
        ("Giấy ủy quyền", 1),
    ]
    assert [(item.file, item.component) for item in dossier.attachments] == [("quet.pdf", "Bản chính")]


def test_a_file_that_is_no_scan_is_a_notice_and_the_dossier_goes_on(
    hands: Hands, page: Reception, tmp_path: Path
) -> None:
    wrong = tmp_path / "thu.txt"
    wrong.write_text("không phải bản quét")
    hands.certification_of_seven_pages()
    page.components.rows[0].attach.emit([wrong])
    hands.rest()
    assert "không phải ảnh" in page.notices.shown[0].title
    assert not page.components.taking


def test_papers_that_nobody_looked_at_are_not_on_the_receipt(
    hands: Hands, page: Reception, store: Store
) -> None:
    hands.paste(CARD)
    hands.press(ENTER)
    hands.type("ct bs")
    hands.press(ENTER)
    assert page.typed.components is None
    hands.save()
    assert taken(store) == []
    assert page.steps.sections[2].is_open
    hands.press(ENTER)  # the list is in view: Enter says that all is there
    hands.save()
    (dossier,) = taken(store)
    assert [(item.name, item.originals) for item in dossier.components] == [("Bản chính", 1)]


def test_a_paper_is_counted_in_four_kinds_by_keys(hands: Hands, page: Reception, store: Store) -> None:
    hands.certification_of_seven_pages()
    row = page.steps.components.rows[0]
    assert row.tick.hasFocus()
    for kind, number in (("originals", "1"), ("copies", "2"), ("certified", "3"), ("electronic", "1")):
        row.counts[kind].setFocus()
        row.counts[kind].selectAll()
        hands.type(number)
    hands.save()
    (item,) = taken(store)[0].components
    assert (item.originals, item.copies, item.certified, item.electronic) == (1, 2, 3, 1)


def test_missing_papers_are_told_before_saving(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    page.components.rows[0].tick.setChecked(False)
    hands.rest()
    assert "Bản chính" in seen(page, "receipt_card.missing")


def test_an_open_dossier_of_the_same_kind_is_pointed_at(
    hands: Hands, page: Reception, store: Store, seat: Seat
) -> None:
    receive_one(store, seat, Request("2.000815", THU))
    hands.certification_of_seven_pages()
    assert taken(store)[0].code in seen(page, "receipt_card.alike")


def test_what_was_typed_is_there_again_after_the_lights_went_out(
    hands: Hands, sit_down: Callable[[], Reception]
) -> None:
    hands.certification_of_seven_pages()
    again = sit_down()
    assert again.typed == hands.page.typed
    assert "Đã lấy lại" in again.notices.shown[0].title
    assert again.steps.sections[0].summary.startswith("Nguyễn Thị Thử")


def test_a_saved_dossier_leaves_no_draft(hands: Hands, store: Store, seat: Seat) -> None:
    hands.certification_of_seven_pages()
    hands.save()
    with store.read() as session:
        assert drafts(session, seat.actor.login) == ()


def test_a_parked_dossier_is_listed_and_taken_up_again(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    typed = page.typed
    hands.press(Qt.Key.Key_G, CTRL)
    assert page.typed.empty
    assert page.parked.text() == "Đang gác 1 hồ sơ"
    page._resume(page.parked.drafts[0])
    hands.rest()
    assert page.typed == typed
    assert page.parked.isHidden()


@pytest.mark.qt_log_ignore("^This plugin does not support (raise|grabbing)", extend=True)
def test_enter_takes_up_the_latest_of_the_parked(hands: Hands, page: Reception, qtbot: QtBot) -> None:
    hands.certification_of_seven_pages()
    typed = page.typed
    hands.press(Qt.Key.Key_G, CTRL)
    hands.press(Qt.Key.Key_L, CTRL)
    menu = page.findChild(QMenu, "reception.parked_menu")
    assert menu is not None
    qtbot.keyClick(menu, ENTER)
    hands.rest()
    assert page.typed == typed


def test_taking_up_a_parked_one_parks_what_is_being_typed(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    hands.press(Qt.Key.Key_G, CTRL)
    hands.paste("Trần Văn Mẫu")
    hands.press(ENTER)
    page._resume(page.parked.drafts[0])
    hands.rest()
    assert [draft.title for draft in page.parked.drafts] == ["Trần Văn Mẫu"]


def test_after_saving_n_begins_anew_and_h_keeps_the_person(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    hands.save()
    hands.press(Qt.Key.Key_H)
    assert page.typed.applicant["name"] == "Nguyễn Thị Thử"
    assert page.typed.procedure == ""
    assert page.steps.sections[1].is_open
    hands.type("2.000884")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_F6)
    hands.save()
    hands.press(Qt.Key.Key_N)
    assert page.typed.empty
    assert page.applicant.line.hasFocus()


def test_a_disk_that_fails_while_saving_loses_nothing_that_was_typed(
    hands: Hands, page: Reception, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise disk_full()

    hands.certification_of_seven_pages()
    typed = page.typed
    monkeypatch.setattr("ui.pages.reception_saving.receive_typed", full)
    hands.save()
    assert "đầy" in page.notices.shown[-1].title
    assert page.typed == typed
    monkeypatch.undo()
    hands.save()
    assert len(taken(store)) == 1


def test_the_form_needs_no_scrolling_on_the_usual_screen(hands: Hands, page: Reception) -> None:
    page.applicant._show_more(True)
    page.applicant._toggle_holder()
    hands.rest()
    hands.qtbot.waitUntil(lambda: page.form.verticalScrollBar().maximum() == 0)
    assert page.form.horizontalScrollBar().maximum() == 0


def test_every_control_has_a_name_to_be_spoken(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    for kind in (QLineEdit, QSpinBox, QAbstractButton):
        for control in page.findChildren(kind):
            if control.objectName() not in ("qt_spinbox_lineedit",):
                assert control.accessibleName() or getattr(control, "text", str)(), control


def test_with_little_room_the_receipt_goes_under_the_steps(hands: Hands, page: Reception) -> None:
    side_by_side = page.card.mapTo(page, page.card.rect().topLeft()).y()
    page.resize(820, 672)
    hands.rest()
    hands.qtbot.waitUntil(lambda: page.card.mapTo(page, page.card.rect().topLeft()).y() > side_by_side + 100)
    assert page.card.width() > 700


def test_a_computed_sum_is_typed_over(hands: Hands, page: Reception, store: Store) -> None:
    hands.certification_of_seven_pages()
    hands.press(ENTER)
    hands.type("5.000")
    assert seen(page, "receipt_card.sum") == "5.000 đ"
    hands.save()
    assert [line.amount_vnd for line in taken(store)[0].fees] == [5_000]


@pytest.mark.parametrize(("width", "height", "scale"), [(808, 544, 1.0), (1182, 672, 1.5), (1182, 672, 2.0)])
def test_saving_stays_in_sight_however_little_room_there_is(
    qapp: QApplication, sit_down: Callable[[], Reception], qtbot: QtBot, width: int, height: int, scale: float
) -> None:
    apply(qapp, Look(LIGHT, dark=False, scale=scale))
    page = sit_down()
    page.resize(width, height)
    for section in page.steps.sections:
        section.open()
        qtbot.waitUntil(lambda: page._seat.work.resting)
        for button in (page.save, page.park):
            box = button.rect().translated(button.mapTo(page, button.rect().topLeft()))
            assert page.rect().contains(box), (section.summary, box, page.rect())


def test_f2_in_the_middle_of_a_dossier_puts_it_aside(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    page.begin_new()
    hands.rest()
    assert page.typed.empty
    assert page.applicant.line.hasFocus()
    assert len(page.parked.drafts) == 1
    page.begin_new()  # nothing is typed: nothing more is put aside
    hands.rest()
    assert len(page.parked.drafts) == 1


def test_a_procedure_that_was_found_by_search_begins_a_dossier_of_it(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    chosen = page.steps.procedure.procedure
    assert chosen is not None
    page.begin_with(chosen)
    hands.rest()
    assert (page.typed.procedure, page.typed.applicant) == ("2.000815", {})
    assert len(page.parked.drafts) == 1


def test_what_changed_since_last_time_is_marked_and_taken_back_by_a_key(
    hands: Hands, page: Reception, store: Store, seat: Seat
) -> None:
    receive_one(store, seat, Request("2.000815", THU))
    moved = CARD.replace("Thôn Đông, xã Minh Họa", "Thôn Nam, xã Minh Họa")
    hands.paste(moved)
    hands.press(ENTER)
    address, phone = page.applicant.fields["address"], page.applicant.fields["phone"]
    assert (address.is_changed, phone.is_changed, phone.text()) == (True, False, THU.phone)
    assert "đã sửa: nơi ở" in page.steps.sections[0].summary
    hands.press(Qt.Key.Key_1, ALT)
    assert "Thôn Đông" in address.changed.toolTip()
    assert "Thôn Đông" in address.control.accessibleDescription()
    address.jump()
    hands.press(Qt.Key.Key_Z, ALT)
    assert page.typed.applicant["address"] == THU.address
    assert not address.is_changed


def test_a_queue_of_the_same_kind_goes_on_with_the_procedure_and_asks_for_the_papers_anew(
    hands: Hands, page: Reception, store: Store
) -> None:
    hands.certification_of_seven_pages()
    hands.save()
    hands.press(Qt.Key.Key_L)
    assert (page.typed.procedure, page.typed.pages, page.typed.applicant) == ("2.000815", 7, {})
    assert page.typed.components is None
    assert page.applicant.line.hasFocus()
    hands.paste(CARD.replace("026184000001", "026184000009"))
    hands.press(ENTER)
    hands.press(Qt.Key.Key_F6)
    hands.save()
    assert [one.procedure for one in taken(store)] == ["2.000815", "2.000815"]


def test_an_authorised_person_hands_in_for_the_holder(hands: Hands, page: Reception, store: Store) -> None:
    hands.certification_of_seven_pages()
    hands.press(Qt.Key.Key_1, ALT)
    hands.press(Qt.Key.Key_K, ALT)
    hands.paste("Trần Văn Mẫu")
    page.applicant.holder.by_authority.setFocus()
    hands.press(Qt.Key.Key_Space)
    hands.save()
    (dossier,) = taken(store)
    assert dossier.applicant.name == "Trần Văn Mẫu"
    assert dossier.representative is not None
    assert (dossier.representative.name, dossier.holder) == ("Nguyễn Thị Thử", None)


def test_a_doubted_id_is_written_down_with_its_reason(hands: Hands, page: Reception, store: Store) -> None:
    hands.paste(CARD.replace("02031984", "02031990"))
    hands.press(ENTER)
    hands.type("ct bs")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_F6)
    hands.press(Qt.Key.Key_1, ALT)
    page.applicant.overrule.field.jump()
    hands.type("dung nhu the")
    hands.save()
    (dossier,) = taken(store)
    assert [(one.rule, one.reason) for one in dossier.although] == [("personal_id", "dung nhu the")]


def test_a_fee_says_how_it_is_reckoned(hands: Hands, page: Reception) -> None:
    hands.certification_of_seven_pages()
    (field,) = page.steps.fees.sums.values()
    reckoned = "2 trang × 2.000 đồng + 5 trang × 1.000 đồng"
    assert field.control.accessibleDescription() == f"{reckoned} = 9.000 đ"
    assert reckoned in seen(page, "receipt_card.lines")
