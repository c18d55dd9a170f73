"""The passphrase of a machine without a secret service: what it is for, and typed twice when it is new."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ui.pages.passphrase import PassphraseDialog


def dialog_for(qtbot: QtBot, *, new: bool) -> PassphraseDialog:
    made = PassphraseDialog(new)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
    return made


def test_enter_opens_with_what_was_typed(qtbot: QtBot) -> None:
    dialog = dialog_for(qtbot, new=False)
    qtbot.keyClicks(dialog.first.control, "cum mat khau")
    qtbot.keyClick(dialog.first.control, Qt.Key.Key_Return)
    assert (dialog.result(), dialog.passphrase) == (QDialog.DialogCode.Accepted, "cum mat khau")


@pytest.mark.parametrize(
    ("first", "again", "field"),
    [("", "", "first"), ("ngan", "ngan", "first"), ("cum mat khau", "cum khac", "again")],
    ids=["nothing typed", "too short", "typed differently"],
)
def test_a_new_one_is_refused_beside_its_field(qtbot: QtBot, first: str, again: str, field: str) -> None:
    dialog = dialog_for(qtbot, new=True)
    qtbot.keyClicks(dialog.first.control, first)
    qtbot.keyClicks(dialog.again.control, again)
    qtbot.keyClick(dialog.again.control, Qt.Key.Key_Return)
    assert getattr(dialog, field).error()
    assert (dialog.isVisible(), dialog.passphrase) == (True, "")


def test_a_new_one_typed_twice_alike_is_taken(qtbot: QtBot) -> None:
    dialog = dialog_for(qtbot, new=True)
    for field in (dialog.first, dialog.again):
        qtbot.keyClicks(field.control, "cum mat khau")
    qtbot.keyClick(dialog.again.control, Qt.Key.Key_Return)
    assert dialog.passphrase == "cum mat khau"


def test_closing_gives_nothing(qtbot: QtBot) -> None:
    dialog = dialog_for(qtbot, new=True)
    qtbot.keyClicks(dialog.first.control, "cum mat khau")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert (dialog.result(), dialog.passphrase) == (QDialog.DialogCode.Rejected, "")
