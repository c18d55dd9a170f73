"""A photo of the card comes in: pasted, dropped, chosen; and what is no photo, or no card, is told and changes nothing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import segno
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest

from tests.ui.test_reception import CARD, Hands, hands, page, sit_down
from ui.pages.reception import Reception

__all__ = ["hands", "page", "sit_down"]


def photo(text: str) -> bytes:
    out = BytesIO()
    segno.make_qr(text, encoding="utf-8").save(out, kind="png", scale=6, border=6)
    return out.getvalue()


def drop(page: Reception, data: QMimeData) -> None:
    """Into the window's corner and let go, as Qt delivers it."""
    copy, left, no_key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with pytest.deprecated_call():  # PySide6 offers no other way to make one
        enter = QDragEnterEvent(QPoint(20, 20), copy, data, left, no_key)
    QCoreApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    QCoreApplication.sendEvent(page, QDropEvent(QPointF(20, 20), copy, data, left, no_key))


def dropped(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "thẻ.png"
    made.write_bytes(photo(CARD))
    return made


def test_a_photo_that_is_dropped_on_the_page_fills_the_applicant(
    hands: Hands, page: Reception, file: Path
) -> None:
    drop(page, dropped(file))
    hands.rest()
    assert page.typed.applicant["personal_id"] == "026184000001"
    assert page.steps.sections[1].is_open


def test_a_photo_that_was_copied_is_pasted(hands: Hands, page: Reception, file: Path) -> None:
    QGuiApplication.clipboard().setImage(QImage(str(file)))
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    assert page.typed.applicant["name"] == "Nguyễn Thị Thử"


def test_text_that_was_copied_is_pasted_as_ever(hands: Hands, page: Reception) -> None:
    QGuiApplication.clipboard().setText("Trần")
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    assert page.applicant.line.text() == "Trần"


def test_a_photo_is_chosen_by_a_key(hands: Hands, page: Reception, file: Path) -> None:
    page.cards.photo._ask = lambda _over: str(file)
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert page.typed.applicant["name"] == "Nguyễn Thị Thử"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (photo("https://example.vn"), "không phải của thẻ"),
        (photo(CARD[:50]), "thiếu"),
        (photo(CARD)[:400], "hỏng"),
        (b"%PDF-1.4 ...", "không phải ảnh"),
        (b"", "không phải ảnh"),
        (None, "Không đọc được ảnh"),
    ],
    ids=["another code", "a cut card", "a damaged photo", "no photo", "empty", "gone"],
)
def test_what_cannot_be_read_is_told_and_changes_nothing(
    hands: Hands, page: Reception, file: Path, content: bytes | None, said: str
) -> None:
    hands.paste("Trần Văn Mẫu")
    hands.press(Qt.Key.Key_Return)
    before = page.typed
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    drop(page, dropped(file))
    hands.rest()
    assert said in page.notices.shown[-1].title
    assert page.typed == before
