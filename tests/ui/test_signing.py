"""Signing at the desk: a token in the reader, a PIN, many dossiers; what is wrong stands beside its field."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desk.clock import now
from desk.datasets import catalogue_of
from desk.handling import dossier_of
from desk.practice import practice_requests
from desk.reception import receive
from desk.search import Filter
from desk.store import Actor
from tests.printing.authority import MODULE, OFFICIAL, PIN, Authority
from ui.digital import latest_copy
from ui.memory import Memory
from ui.pages.dossiers import DossiersPage
from ui.pages.signing import LABEL, SigningDialog
from ui.pages.signing import MODULE as MODULE_KEPT
from ui.papers.keeping import kept_papers
from ui.seat import Seat

COUNT = 3


@pytest.fixture
def codes(seat: Seat, lan: Actor, chance: object) -> list[str]:
    """A few dossiers that were received."""
    taken = []
    with seat.store.read() as session:
        requests = practice_requests(chance, COUNT, now().date(), catalogue_of(session))
    for request in requests:
        with seat.store.write(lan, now()) as change:
            taken.append(receive(change, request).code)
    return taken


def type_in(qtbot: QtBot, dialog: SigningDialog, pin: str) -> None:
    control = dialog.pin.control
    assert isinstance(control, QLineEdit)
    qtbot.keyClicks(control, pin)
    qtbot.keyClick(control, Qt.Key.Key_Return)


def says(qtbot: QtBot, dialog: SigningDialog, sentence: str) -> None:
    """Wait for the sentence; where it does not come, the test tells what stood there instead."""

    def shown() -> None:
        wrong = [field.error() for field in (dialog.pin, dialog.module, dialog.label)]
        assert sentence in dialog.progress._what.text(), (wrong, [one.title for one in dialog.notices.shown])

    qtbot.waitUntil(shown)


@pytest.fixture
def dialog_for(qtbot: QtBot, seat: Seat, authority: Authority) -> Callable[[list[str]], SigningDialog]:
    def make(codes: list[str]) -> SigningDialog:
        memory = Memory()
        memory.keep(MODULE_KEPT, str(MODULE))
        memory.keep(LABEL, OFFICIAL)
        dialog = SigningDialog(seat, codes, memory)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.open()
        return dialog

    return make


def test_a_pin_and_enter_sign_them_all(
    qtbot: QtBot, seat: Seat, codes: list[str], dialog_for: Callable[[list[str]], SigningDialog]
) -> None:
    dialog = dialog_for(codes)
    type_in(qtbot, dialog, PIN)
    says(qtbot, dialog, f"Đã ký xong {COUNT} hồ sơ.")
    with seat.store.read() as session:
        assert all(latest_copy(dossier_of(session, code), "01") for code in codes)
    assert dialog.pin.text() == ""
    (kept,) = kept_papers(seat.store, codes[0])
    assert (kept.digital, kept.signers) == (True, ("Lê Thị Minh Họa",))


def test_a_wrong_pin_is_told_beside_the_pin_and_signs_nothing(
    qtbot: QtBot, seat: Seat, codes: list[str], dialog_for: Callable[[list[str]], SigningDialog]
) -> None:
    dialog = dialog_for(codes)
    type_in(qtbot, dialog, "000000")
    qtbot.waitUntil(lambda: "tự khóa" in dialog.pin.error())
    with seat.store.read() as session:
        assert not any(latest_copy(dossier_of(session, code), "01") for code in codes)
    assert dialog.sign.isEnabled()


def test_what_is_not_filled_in_is_told_at_once(
    qtbot: QtBot, codes: list[str], dialog_for: Callable[[list[str]], SigningDialog]
) -> None:
    dialog = dialog_for(codes)
    dialog.module.put("")
    type_in(qtbot, dialog, "")
    assert dialog.module.error()
    assert dialog.pin.error()


def test_a_dossier_that_cannot_be_signed_is_named_and_holds_up_no_other(
    qtbot: QtBot, codes: list[str], dialog_for: Callable[[list[str]], SigningDialog]
) -> None:
    dialog = dialog_for([codes[0], "H00.000-000000-0000", codes[1]])
    type_in(qtbot, dialog, PIN)
    says(qtbot, dialog, "Đã ký 2 hồ sơ; 1")
    assert "H00.000-000000-0000" in dialog.outcome.toPlainText()


def test_the_office_cannot_seal_what_nobody_signed(
    qtbot: QtBot, codes: list[str], dialog_for: Callable[[list[str]], SigningDialog]
) -> None:
    dialog = dialog_for(codes[:1])
    dialog.agency.choose(True)
    type_in(qtbot, dialog, PIN)
    qtbot.waitUntil(lambda: "ký trước rồi mới đóng dấu" in dialog.outcome.toPlainText())


def test_without_a_filter_only_the_chosen_dossier_is_offered(
    qtbot: QtBot, seat: Seat, codes: list[str], authority: Authority
) -> None:
    page = DossiersPage(seat)
    qtbot.addWidget(page)
    page.show()
    page.refresh()
    qtbot.waitUntil(lambda: len(page.table.rows) == COUNT)
    page.sign.click()
    dialog = page.findChild(SigningDialog)
    assert dialog is not None
    assert dialog.sign.text() == "Ký 1 hồ sơ"
    dialog.reject()


def test_a_list_that_was_narrowed_is_offered_whole(
    qtbot: QtBot, seat: Seat, codes: list[str], authority: Authority
) -> None:
    page = DossiersPage(seat)
    qtbot.addWidget(page)
    page.show()
    page.show_filter(Filter(text=codes[0][:14]))
    qtbot.waitUntil(lambda: len(page.table.rows) == COUNT)
    page.sign.click()
    dialog = page.findChild(SigningDialog)
    assert dialog is not None
    assert dialog.sign.text() == f"Ký {COUNT} hồ sơ"
    dialog.reject()
