"""At the counter with a camera: a card that is shown fills the applicant, papers become pages, and what fails says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scanning.cameras import Camera
from tests.scanning.films import film
from tests.scanning.test_cameras import table
from tests.scanning.test_card_photo import RECEIPT
from tests.ui.test_reception import CARD, Hands, hands, page, sit_down
from ui.desk_tray import DeskTray
from ui.pages import camera as camera_page
from ui.pages.camera import CameraDialog
from ui.pages.reception import Reception

__all__ = ["hands", "page", "sit_down"]
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
Plays = Callable[..., None]


@pytest.fixture
def plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plays:
    """This machine's camera shows these tables, each for a while."""

    def set_up(*tables: tuple[str, ...], seconds: float = 20) -> None:
        path = film(tmp_path / "phim.avi", [table(*texts) for texts in tables], seconds)
        monkeypatch.setattr(camera_page, "cameras", lambda: (Camera(str(path), "Camera Ví Dụ"),))

    return set_up


def dialog_of(qtbot: QtBot) -> CameraDialog:
    found: list[CameraDialog] = []

    def shown() -> bool:
        found[:] = [
            one for one in QApplication.topLevelWidgets() if isinstance(one, CameraDialog) and one.isVisible()
        ]
        return bool(found) and found[0].isActiveWindow()

    qtbot.waitUntil(shown)
    return found[0]


def test_a_card_that_is_shown_fills_the_applicant_as_a_scanner_does(
    qtbot: QtBot, hands: Hands, page: Reception, plays: Plays
) -> None:
    plays((), (CARD,), seconds=2)
    qtbot.keyClick(page, Qt.Key.Key_A, ALT)
    dialog_of(qtbot)
    qtbot.waitUntil(lambda: page.typed.applicant.get("personal_id") == "026184000001")
    assert not [
        one for one in QApplication.topLevelWidgets() if isinstance(one, CameraDialog) and one.isVisible()
    ]
    hands.rest()
    assert page.steps.sections[1].is_open


def test_another_code_is_told_and_changes_nothing(
    qtbot: QtBot, hands: Hands, page: Reception, plays: Plays
) -> None:
    plays((RECEIPT,))
    qtbot.keyClick(page, Qt.Key.Key_A, ALT)
    dialog = dialog_of(qtbot)
    qtbot.waitUntil(lambda: "không phải của thẻ căn cước" in dialog.told.text())
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    hands.rest()
    assert not page.typed.applicant.get("personal_id")


def test_papers_become_pages_of_one_bundle_in_full_size(
    qtbot: QtBot, hands: Hands, page: Reception, plays: Plays
) -> None:
    plays(())
    page.components.camera.click()
    dialog = dialog_of(qtbot)
    qtbot.waitUntil(lambda: bool(dialog._newest))
    assert not dialog.take.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Space)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.keyClick(dialog, Qt.Key.Key_Space)
    qtbot.keyClick(dialog, Qt.Key.Key_Backspace)
    assert "Đã chụp 2 trang" in dialog.told.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(page.components._files))
    hands.rest()
    (file,) = page.components._files
    assert file.size > 10_000
    assert not DeskTray.of(page._seat).waiting


def test_pages_are_not_lost_by_one_escape(qtbot: QtBot, hands: Hands, page: Reception, plays: Plays) -> None:
    plays(())
    page.components.camera.click()
    dialog = dialog_of(qtbot)
    qtbot.waitUntil(lambda: bool(dialog._newest))
    qtbot.keyClick(dialog, Qt.Key.Key_Space)
    dialog.close()  # the cross of the window asks as Escape does, and the picture goes on
    assert dialog.isVisible()
    assert "Esc lần nữa" in dialog.told.text()
    seen = dialog._frames
    qtbot.waitUntil(lambda: dialog._frames > seen)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    hands.rest()
    assert not page.components._files


def test_a_camera_that_is_pulled_out_says_so_keeps_the_pages_and_opens_again(
    qtbot: QtBot, hands: Hands, page: Reception, plays: Plays
) -> None:
    plays((), seconds=0.6)
    page.components.camera.click()
    dialog = dialog_of(qtbot)
    qtbot.waitUntil(lambda: bool(dialog._newest))
    dialog.pages.append(dialog._newest)
    qtbot.waitUntil(lambda: "rút ra" in dialog.told.text())
    assert dialog.again.isVisible()
    plays((), seconds=20)
    qtbot.keyClick(dialog, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: dialog.picture._image is not None)
    assert len(dialog.pages) == 1
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(page.components._files))
    hands.rest()


def test_without_a_camera_it_is_told_what_else_helps(
    hands: Hands, page: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_page, "cameras", lambda: ())
    page.components.camera.click()
    hands.rest()
    assert page.components._told_at().shown[-1].title == "Máy này chưa có camera."
    assert "điện thoại" in page.components._told_at().shown[-1].advice


def test_every_control_has_a_name(qtbot: QtBot, hands: Hands, page: Reception, plays: Plays) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox

    plays(())
    page.components.camera.click()
    dialog = dialog_of(qtbot)
    for kind in (QAbstractButton, QComboBox):
        assert all(one.accessibleName() or one.text() for one in dialog.findChildren(kind) if one.isVisible())
    assert dialog.picture.accessibleName()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    hands.rest()
