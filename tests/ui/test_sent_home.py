"""Sent home with a paper: what is missing is asked for at once and in writing, numbered, and what was typed waits."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desk.guidance import guidances
from desk.journal import walk
from desk.print_queue import JobState, queue
from desk.store import Store
from tests.ui.test_reception import ALT, AT_TEN, CTRL, ENTER, Hands, hands, page, sit_down, taken
from ui.pages.reception import Reception
from ui.pages.sent_home import SentHome

__all__ = ["hands", "page", "sit_down"]


def asked(hands: Hands, page: Reception, key: Qt.Key) -> SentHome:
    hands.press(Qt.Key.Key_3, ALT)
    hands.press(key, ALT)
    found = page.findChild(SentHome)
    assert found is not None
    found.activateWindow()
    hands.qtbot.waitUntil(found.isActiveWindow, timeout=30_000)
    return found


@pytest.fixture
def nothing_handed_in(hands: Hands, page: Reception) -> Reception:
    hands.certification_of_seven_pages()
    page.components.rows[0].tick.setChecked(False)
    hands.rest()
    return page


def printed(dialog: SentHome) -> str:
    return pypdfium2.PdfDocument(io.BytesIO(dialog._pdf))[0].get_textpage().get_text_range()


def test_what_is_missing_goes_home_on_form_02_and_the_dossier_waits(
    hands: Hands, nothing_handed_in: Reception, store: Store, tmp_path: Path
) -> None:
    page = nothing_handed_in
    dialog = asked(hands, page, Qt.Key.Key_B)
    assert any("Bản chính: thiếu 1 bản chính" in one.text() for one in dialog.findChildren(QLabel))
    dialog._ask_file = lambda _parent, name: str(tmp_path / name)
    hands.qtbot.keyClick(dialog, ENTER, CTRL)
    hands.rest()
    with store.read() as session:
        (given,) = guidances(session)
        assert [entry.action for entry in walk(session)][-1] == "guidance"
    assert (given.form, given.person.name, [item.name for item in given.items]) == (
        "02", "Nguyễn Thị Thử", ["Bản chính"],
    )  # fmt: skip
    assert given.number in printed(dialog)
    assert "Nguyễn Thị Thử" in printed(dialog)
    hands.qtbot.keyClick(dialog, Qt.Key.Key_S, CTRL)
    hands.rest()
    assert [file.read_bytes() for file in tmp_path.glob("*.pdf")] == [dialog._pdf]
    hands.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    hands.rest()
    assert taken(store) == []
    assert page.typed.empty
    assert [draft.title.partition(" · ")[0] for draft in page.parked.drafts] == ["Nguyễn Thị Thử"]


def test_a_refusal_needs_its_reason(hands: Hands, nothing_handed_in: Reception, store: Store) -> None:
    dialog = asked(hands, nothing_handed_in, Qt.Key.Key_U)
    hands.qtbot.keyClick(dialog, ENTER, CTRL)
    hands.rest()
    assert dialog.reason.error()
    with store.read() as session:
        assert guidances(session) == ()
    hands.qtbot.keyClicks(dialog.reason.control, "Khong thuoc tham quyen")
    hands.qtbot.keyClick(dialog, ENTER, CTRL)
    hands.rest()
    with store.read() as session:
        assert [(one.form, one.reason) for one in guidances(session)] == [("03", "Khong thuoc tham quyen")]
    assert "Khong thuoc tham quyen" in printed(dialog)


def test_escape_before_writing_changes_nothing(
    hands: Hands, nothing_handed_in: Reception, store: Store
) -> None:
    page = nothing_handed_in
    typed = page.typed
    hands.qtbot.keyClick(asked(hands, page, Qt.Key.Key_B), Qt.Key.Key_Escape)
    hands.rest()
    assert page.typed == typed
    with store.read() as session:
        assert guidances(session) == ()


def test_somebody_must_be_named_first(hands: Hands, page: Reception) -> None:
    hands.press(Qt.Key.Key_2, ALT)
    hands.type("ct bs")
    hands.press(ENTER)
    hands.press(Qt.Key.Key_3, ALT)
    hands.press(Qt.Key.Key_U, ALT)
    assert page.steps.sections[0].is_open
    assert page.applicant.fields["name"].error()


def test_its_paper_waits_in_the_queue_as_every_other(
    hands: Hands, nothing_handed_in: Reception, store: Store
) -> None:
    dialog = asked(hands, nothing_handed_in, Qt.Key.Key_B)
    hands.qtbot.keyClick(dialog, ENTER, CTRL)
    hands.rest()
    paper, number = dialog._pdf, dialog._guidance.number if dialog._guidance else ""
    hands.qtbot.keyClick(dialog, Qt.Key.Key_P, CTRL)
    hands.rest()
    with store.read() as session:
        (job,) = queue(session, AT_TEN)
    assert (job.title, job.size, job.copies, job.state) == (number, "A4", 1, JobState.WAITING)
    assert b"".join(store.vault.read(job.sha256)) == paper
    assert len(pypdfium2.PdfDocument(io.BytesIO(paper))) == 2  # one for the citizen, one for the desk
    assert nothing_handed_in.typed.empty
