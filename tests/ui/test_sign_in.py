"""Signing in: by keys alone, with the words where the person is looking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from desk.access import MAX_FAILURES
from desk.clock import now
from desk.office import Office
from desk.store import SYSTEM, Store
from tests.ui.conftest import PASSWORD
from ui.front import Front
from ui.pages.sign_in import SignIn
from ui.work import Work

SAMPLES = (("tiepnhan1", PASSWORD, "Cán bộ Tiếp nhận Mẫu Một"), ("xuly", PASSWORD, "Công chức Xử lý Mẫu"))


@pytest.fixture
def page(qtbot: QtBot, store: Store, work: Work, office: Office) -> SignIn:
    made = SignIn(store, work, Front.of(office), SAMPLES)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
    made.setFocus()
    return made


def entries(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(text("SELECT action FROM journal ORDER BY seq")))


def type_in(qtbot: QtBot, page: SignIn, login: str, password: str) -> None:
    qtbot.keyClicks(page.login.control, login)
    qtbot.keyClicks(page.password.control, password)


def test_login_password_and_enter_open_the_desk_and_the_journal_knows(
    qtbot: QtBot, page: SignIn, store: Store
) -> None:
    type_in(qtbot, page, "tiepnhan1", PASSWORD)
    with qtbot.waitSignal(page.signed_in) as opened:
        qtbot.keyClick(page.password.control, Qt.Key.Key_Return)
    actor = opened.args[0]
    assert (actor.login, actor.counter) == ("tiepnhan1", "1")
    assert entries(store)[-1] == "sign_in"


def test_a_wrong_password_is_said_beside_it_and_nothing_typed_goes_away(qtbot: QtBot, page: SignIn) -> None:
    type_in(qtbot, page, "tiepnhan1", "khong phai")
    qtbot.keyClick(page.password.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.password.error()))
    assert "không đúng" in page.password.error()
    assert (page.login.text(), page.password.text()) == ("tiepnhan1", "khong phai")
    assert page.password.control.hasFocus()


def test_typing_again_takes_the_error_away(qtbot: QtBot, page: SignIn) -> None:
    type_in(qtbot, page, "tiepnhan1", "khong phai")
    qtbot.keyClick(page.password.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.password.error()))
    qtbot.keyClicks(page.password.control, "a")
    assert page.password.error() == ""


def test_an_empty_login_is_asked_for_without_asking_the_store(qtbot: QtBot, page: SignIn, work: Work) -> None:
    qtbot.keyClick(page.login.control, Qt.Key.Key_Return)
    assert page.login.error()
    assert work.resting


def test_enter_after_the_login_goes_on_to_the_password(qtbot: QtBot, page: SignIn) -> None:
    qtbot.keyClicks(page.login.control, "tiepnhan1")
    qtbot.keyClick(page.login.control, Qt.Key.Key_Return)
    assert page.password.control.hasFocus()
    assert page.password.error() == ""


def test_too_many_wrong_passwords_are_a_trouble_with_advice(qtbot: QtBot, page: SignIn, work: Work) -> None:
    type_in(qtbot, page, "tiepnhan1", "khong phai")
    for _try in range(MAX_FAILURES):
        qtbot.keyClick(page.password.control, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(page.password.error()) and work.resting)
    qtbot.keyClick(page.password.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.notices.shown))
    assert "chờ" in page.notices.shown[0].advice


def test_a_clock_that_was_fast_is_confirmed_on_the_spot(
    qtbot: QtBot, page: SignIn, store: Store, work: Work
) -> None:
    with store.write(SYSTEM, now() + timedelta(hours=10)) as change:
        change.note("sign_in", {})
    type_in(qtbot, page, "tiepnhan1", PASSWORD)
    qtbot.keyClick(page.password.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.notices.shown) and work.resting)
    assert "sớm hơn lần ghi gần nhất" in page.notices.shown[0].title
    with qtbot.waitSignal(page.signed_in):
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert entries(store)[-2:] == ["clock_set", "sign_in"]


def test_alt_and_a_number_fill_in_a_sample_login_and_enter_opens(qtbot: QtBot, page: SignIn) -> None:
    qtbot.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert (page.login.text(), page.password.text()) == ("xuly", PASSWORD)
    with qtbot.waitSignal(page.signed_in) as opened:
        qtbot.keyClick(page.enter, Qt.Key.Key_Return)
    assert opened.args[0].login == "xuly"


def test_the_password_can_be_shown_and_hidden_again(qtbot: QtBot, page: SignIn) -> None:
    secret = page.password.control
    assert isinstance(secret, QLineEdit)
    seen = []
    for _press in range(2):
        qtbot.keyClick(page, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
        seen.append(secret.echoMode())
    assert seen == [QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password]


def test_a_real_office_shows_no_sample_logins(qtbot: QtBot, store: Store, work: Work, office: Office) -> None:
    made = SignIn(store, work, replace(Front.of(office), training=False), SAMPLES)
    qtbot.addWidget(made)
    assert made.keys() == [("Enter", "vào làm việc"), ("Ctrl+H", "hiện hoặc ẩn mật khẩu")]


def test_every_control_has_a_name_to_be_spoken(page: SignIn) -> None:
    for control in (page.login.control, page.password.control, page.counter.control, *page.samples):
        assert control.objectName()
        assert control.accessibleName()
