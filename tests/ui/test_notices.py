"""Errors land where the person is looking, say what to do, and cost nobody what was typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk.errors import RuleBroken, Trouble
from ui.notices import AT_ONCE, Action, Form, Notices, Summary, show_bug
from ui.theme import Meaning
from ui.widgets.field import Combo, Count, Field, LineEdit, Note
from ui.widgets.text import column


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(900, 600)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def form(page: QWidget) -> Form:
    summary = Summary()
    fields = [
        Field("applicant.name", "Họ và tên", hint="Như trên giấy tờ."),
        Field("applicant.personal_id", "Số định danh"),
        Field("fees", "Lệ phí"),
    ]
    page.setLayout(column(summary, *fields, 0))
    page.show()
    return Form(fields, summary)


def typed(form: Form, name: str) -> Field:
    field = form.field(name)
    assert field is not None
    return field


def test_one_error_stands_beside_its_field_and_the_cursor_is_there(form: Form, qtbot: QtBot) -> None:
    form.show(RuleBroken("applicant.personal_id", "length", "Cần đủ 12 chữ số."))
    field = typed(form, "applicant.personal_id")
    assert field.error() == "Cần đủ 12 chữ số."
    assert field.control.hasFocus()
    assert form.summary is not None
    assert form.summary.isHidden()


def test_several_errors_are_listed_on_top_and_each_line_jumps_to_its_field(form: Form, qtbot: QtBot) -> None:
    form.show(
        RuleBroken("applicant.name", "empty", "Ghi họ và tên."),
        RuleBroken("fees.0.amount", "negative", "Lệ phí không thể âm."),
    )
    assert form.summary is not None
    assert form.summary.isVisible()
    links = form.summary.findChildren(QPushButton)
    assert [link.text() for link in links] == ["Họ và tên: Ghi họ và tên.", "Lệ phí: Lệ phí không thể âm."]
    assert typed(form, "applicant.name").control.hasFocus()
    qtbot.mouseClick(links[1], Qt.MouseButton.LeftButton)
    assert typed(form, "fees").control.hasFocus()


def test_an_error_without_a_field_here_is_not_lost(form: Form) -> None:
    form.show(RuleBroken("calendar", "unknown", "Chưa có lịch nghỉ của năm 2031."))
    assert form.summary is not None
    assert "Chưa có lịch nghỉ của năm 2031." in [label.text() for label in form.summary.findChildren(QLabel)]


def test_an_error_goes_when_the_person_mends_the_field_and_what_was_typed_stays(
    form: Form, qtbot: QtBot
) -> None:
    field = typed(form, "applicant.name")
    qtbot.keyClicks(field.control, "Nguyen Van Thu 1")
    form.show(RuleBroken("applicant.name", "digits", "Tên không có chữ số."))
    assert field.text() == "Nguyen Van Thu 1"
    qtbot.keyClick(field.control, Qt.Key.Key_End)
    assert field.error()
    qtbot.keyClick(field.control, Qt.Key.Key_Backspace)
    assert (field.error(), field.text()) == ("", "Nguyen Van Thu ")


def test_a_screen_reader_hears_label_hint_and_error(form: Form) -> None:
    field = typed(form, "applicant.name")
    assert (field.control.accessibleName(), field.control.accessibleDescription()) == (
        "Họ và tên",
        "Như trên giấy tờ.",
    )
    field.mark("Ghi họ và tên.")
    assert field.control.accessibleDescription() == "Ghi họ và tên."
    field.clear_error()
    assert field.control.accessibleDescription() == "Như trên giấy tờ."


CONTROLS = [
    (LineEdit, "026099", "026099", "026099"),
    (Note, "Gọi trước khi đến", "Gọi trước khi đến", "Gọi trước khi đến"),
    (Count, 3, "3", 3),
    (lambda: Combo([("Cấp mới", "new"), ("Cấp lại", "again")]), "again", "Cấp lại", "again"),
]


@pytest.mark.parametrize(("make", "put", "text", "value"), CONTROLS)
def test_every_input_gives_back_what_was_put_and_reports_nothing(
    qtbot: QtBot, make: object, put: object, text: str, value: object
) -> None:
    assert callable(make)
    field = Field("x", "X", make())
    qtbot.addWidget(field)
    heard: list[str] = []
    field.edited.connect(heard.append)
    field.put(put)
    field.mark("Sai")
    assert (field.text(), field.value(), heard) == (text, value, [])


def test_a_result_says_one_sentence_with_what_can_be_done(page: QWidget, qtbot: QtBot) -> None:
    page.show()
    notices, done = Notices(page), []
    notice = notices.say("Đã lưu hồ sơ 0012.", action=Action("In lại", lambda: done.append("in")))
    assert notice.isVisible()
    assert notice.button is not None
    qtbot.mouseClick(notice.button, Qt.MouseButton.LeftButton)
    assert (done, notices.shown) == (["in"], [])


def test_a_result_goes_by_itself_and_a_trouble_stays_until_it_is_put_away(
    page: QWidget, qtbot: QtBot
) -> None:
    page.show()
    notices = Notices(page)
    result = notices.say("Đã lưu.")
    trouble = notices.trouble(Trouble("paper", "Máy in hết giấy.", "Cho giấy vào khay."))
    assert (result._timer.isActive(), trouble._timer.isActive()) == (True, False)
    result._timer.timeout.emit()
    assert notices.shown == [trouble]
    qtbot.mouseClick(trouble.close_button, Qt.MouseButton.LeftButton)
    assert notices.shown == []


def test_the_same_trouble_twice_is_shown_once_and_never_more_than_fit(page: QWidget) -> None:
    page.show()
    notices = Notices(page)
    for _time in range(2):
        notices.trouble(Trouble("line", "Mất mạng.", "Chương trình sẽ thử lại."))
    assert len(notices.shown) == 1
    for number in range(6):
        notices.say(f"Hồ sơ {number}", Meaning.QUIET)
    assert len(notices.shown) == AT_ONCE
    assert notices.shown[-1].title == "Hồ sơ 5"


def test_notices_never_cover_each_other_or_leave_the_page(page: QWidget) -> None:
    page.show()
    notices = Notices(page)
    long = "Một câu rất dài để xuống dòng nhiều lần. " * 5
    shown = [notices.trouble(Trouble(str(n), f"{n} {long}", long)) for n in range(2)]
    QApplication.processEvents()
    boxes = [notice.geometry() for notice in shown]
    assert not boxes[0].intersects(boxes[1])
    assert all(page.rect().contains(box) for box in boxes)
    page.resize(640, 600)
    QApplication.processEvents()
    assert all(page.rect().contains(notice.geometry()) for notice in shown)


def test_our_own_fault_shows_a_code_that_can_be_copied(page: QWidget, qtbot: QtBot) -> None:
    page.show()
    box = show_bug(page, "3F2-A91")
    assert "3F2-A91" in [label.text() for label in box.findChildren(QLabel)]
    copy = next(button for button in box.findChildren(QPushButton) if button.text() == "Chép mã")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "3F2-A91"
    box.accept()


def test_what_nobody_handled_speaks_by_its_kind(page: QWidget) -> None:
    page.show()
    notices = Notices(page)
    notices.broke("AAA-BBB", Trouble("disk", "Đĩa đầy.", "Xóa bớt tệp."))
    notices.broke("AAA-BBB", RuleBroken("x", "y", "Chưa chọn thủ tục."))
    assert [notice.title for notice in notices.shown] == ["Đĩa đầy.", "Chưa chọn thủ tục."]
    notices.broke("AAA-BBB", ValueError("secret"))
    boxes = [box for box in page.findChildren(QDialog) if box.isVisible()]
    assert len(boxes) == 1
    assert not any("secret" in label.text() for label in boxes[0].findChildren(QLabel))
    boxes[0].accept()


def test_escape_puts_the_notices_away_without_a_mouse(page: QWidget, qtbot: QtBot) -> None:
    line = LineEdit()
    page.setLayout(column(line, 0))
    with qtbot.waitActive(page):
        page.show()
    line.setFocus()
    notices = Notices(page)
    notices.trouble(RuleBroken("card", "bad", "Mã trên thẻ bị cụt; hãy quét lại."))
    notices.trouble(RuleBroken("card", "worse", "Không phải mã của thẻ."))
    qtbot.keyClicks(line, "Nguyen")
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert notices.shown == []
    assert line.text() == "Nguyen"


def test_escape_belongs_to_whoever_has_a_use_for_it_first(page: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.show()
    heard: list[str] = []
    QShortcut(QKeySequence("Escape"), page).activated.connect(lambda: heard.append("page"))
    notices = Notices(page)
    notices.say("Đã lưu.")
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert heard == ["page"]
    assert len(notices.shown) == 1
