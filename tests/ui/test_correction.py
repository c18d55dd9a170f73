"""Putting right what was written wrongly: seen before and after, with a reason, and the paper is printed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk.closing import close_day
from desk.handling import dossier_of
from desk.people import known_people
from desk.reception import Request, receive
from desk.records.base import VIETNAM
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier, HandedIn
from desk.rules.lifecycle import Action, State
from desk.store import Store
from ui.pages.correction import CorrectionDialog
from ui.pages.dossier import DossierPage
from ui.pages.print_preview import PrintPreview
from ui.seat import Seat

AT = datetime(2026, 11, 25, 10, 0, tzinfo=VIETNAM)
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
THU = Person("Nguyễn Thị Thử", "026184000001", "1984-03-02", "Nữ", "Thôn Đông, xã Minh Họa", "0999000001")


@pytest.fixture
def code(store: Store, seat: Seat) -> str:
    papers = (HandedIn("Bản chính", originals=1),)
    with store.write(seat.actor, AT) as change:
        return receive(change, Request("2.000815", THU, components=papers)).code


@pytest.fixture
def page(qtbot: QtBot, seat: Seat, code: str) -> DossierPage:
    made = DossierPage(seat, code, clock=lambda: AT + timedelta(minutes=5))
    qtbot.addWidget(made)
    made.resize(1150, 672)
    with qtbot.waitActive(made):
        made.show()
    qtbot.waitUntil(lambda: seat.work.resting)
    made.arrive()
    return made


@pytest.fixture
def dialog(page: DossierPage, qtbot: QtBot) -> CorrectionDialog:
    """Opened by its key."""
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_F4)
    found = page.findChild(CorrectionDialog)
    assert found is not None
    qtbot.waitExposed(found)
    return found


def record(store: Store, code: str) -> Dossier:
    with store.read() as session:
        return dossier_of(session, code)


def seen(widget: QWidget, name: str) -> str:
    found = widget.findChild(QLabel, name)
    assert found is not None
    return found.text()


def type_over(qtbot: QtBot, dialog: CorrectionDialog, which: str, key: str, text: str) -> None:
    field = dialog.people[which][key]
    field.jump()
    field.control.insert(text)  # type: ignore[attr-defined]
    field.control.textEdited.emit(text)  # type: ignore[attr-defined]


def test_a_correction_is_seen_before_and_after_needs_a_reason_and_brings_the_paper_again(
    qtbot: QtBot, seat: Seat, store: Store, code: str, page: DossierPage, dialog: CorrectionDialog
) -> None:
    type_over(qtbot, dialog, "applicant", "phone", "0999000099")
    assert "“0999000001” → “0999000099”" in seen(dialog, "correction.changes")
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: dialog.reason.error() != "")
    assert record(store, code).corrections == ()
    qtbot.keyClicks(dialog.reason.control, "go nham mot so")
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.findChild(PrintPreview) is not None)
    qtbot.waitUntil(lambda: seat.work.resting)
    dossier = record(store, code)
    assert dossier.applicant.phone == "0999000099"
    (correction,) = dossier.corrections
    assert (correction.reason, [(one.before, one.after) for one in correction.fields]) == (
        "go nham mot so",
        [("0999000001", "0999000099")],
    )
    with store.read() as session:
        assert [one.person.phone for one in known_people(session, "nguyen thi thu")] == ["0999000099"]


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("name", "", "họ và tên"),
        ("name", "Иван", "La-tinh"),
        ("personal_id", "123", "12"),
        ("born", "30/02/1984", "Ngày sinh"),
        ("phone", "abc", "chữ số"),
        ("tax_code", "1234567890", "thuế"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_stays(
    qtbot: QtBot, store: Store, code: str, dialog: CorrectionDialog, key: str, text: str, said: str
) -> None:
    field = dialog.people["applicant"][key]
    field.control.setText(text)  # type: ignore[attr-defined]
    field.control.textEdited.emit(text)  # type: ignore[attr-defined]
    qtbot.keyClicks(dialog.reason.control, "sua")
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: field.error() != "")
    assert said in field.error()
    assert field.text() == text
    assert record(store, code).corrections == ()


def test_a_paper_that_was_counted_wrongly_is_put_right(
    qtbot: QtBot, seat: Seat, store: Store, code: str, dialog: CorrectionDialog
) -> None:
    dialog.papers[0].counts["copies"].setValue(2)
    assert "Thành phần hồ sơ" in seen(dialog, "correction.changes")
    qtbot.keyClicks(dialog.reason.control, "dem thieu")
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(record(store, code).corrections))
    assert [(item.originals, item.copies) for item in record(store, code).components] == [(1, 2)]


def test_a_holder_who_is_none_is_taken_out(qtbot: QtBot, seat: Seat, store: Store) -> None:
    with store.write(seat.actor, AT) as change:
        made = receive(
            change, Request("2.000815", THU, holder=replace(THU, name="Lê Thị Giả", personal_id=""))
        )
    dialog = CorrectionDialog(seat, made, lambda: AT)
    qtbot.addWidget(dialog)
    with qtbot.waitActive(dialog):
        dialog.show()
    tick = dialog.gone["holder"]
    tick.setFocus()
    qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert "người nộp là chủ hồ sơ" in seen(dialog, "correction.changes")
    assert not dialog.people["holder"]["name"].isEnabled()
    qtbot.keyClicks(dialog.reason.control, "ghi nham chu ho so")
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(record(store, made.code).corrections))
    after = record(store, made.code)
    assert (after.holder, after.applicant.name) == (None, THU.name)


def test_nothing_changed_is_no_correction(
    qtbot: QtBot, store: Store, code: str, dialog: CorrectionDialog
) -> None:
    assert seen(dialog, "correction.changes") == "Chưa sửa mục nào."
    qtbot.keyClicks(dialog.reason.control, "khong co gi")
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: seen(dialog, "correction.wrong") != "")
    assert record(store, code).corrections == ()


def test_money_of_a_closed_day_stays(
    qtbot: QtBot, seat: Seat, store: Store, code: str, dialog: CorrectionDialog
) -> None:
    with store.write(seat.actor, AT + timedelta(minutes=1)) as change:
        close_day(change, AT.date())
    field = dialog.sums[0]
    field.control.setText("5.000")  # type: ignore[attr-defined]
    field.control.textEdited.emit("5.000")  # type: ignore[attr-defined]
    qtbot.keyClicks(dialog.reason.control, "thu nham")
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "đã chốt" in seen(dialog, "correction.wrong"))
    assert record(store, code).corrections == ()


def test_a_reception_by_mistake_is_undone_the_same_day(
    qtbot: QtBot, seat: Seat, store: Store, code: str, page: DossierPage
) -> None:
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_X, ALT)
    assert page.steps.asking is Action.CANCEL
    qtbot.keyClicks(page.steps.reason.control, "nham thu tuc")
    qtbot.keyClick(page.steps.reason.control, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: record(store, code).state is State.CANCELLED)
    dossier = record(store, code)
    assert (dossier.fees, dossier.cancellation is not None) == ((), True)
    page.refresh()
    qtbot.waitUntil(lambda: page.head.correct.isHidden())
    assert page.head.print.isHidden()  # its hour is no promise any more
    assert page.facts.hasFocus()  # Enter meets nothing of the navigation
