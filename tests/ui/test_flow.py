"""Buttons that do not fit beside each other stand below each other; none is cut at the edge."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.flow import Flow
from ui.widgets.text import column


@pytest.mark.parametrize(("width", "lines"), [(1000, 1), (250, 2), (130, 3)])
def test_what_does_not_fit_goes_below_and_the_next_part_below_that(
    qtbot: QtBot, width: int, lines: int
) -> None:
    parts = [QPushButton("Một") for _each in range(3)]
    for one in parts:
        one.setFixedSize(120, 30)
    below = QPushButton("Dưới")
    page = QWidget()
    qtbot.addWidget(page)
    page.setLayout(column(Flow(*parts, space=5), below, 0))
    page.resize(width, 400)
    with qtbot.waitExposed(page):
        page.show()
    assert len({one.y() for one in parts}) == lines
    assert all(one.geometry().right() <= width for one in parts)
    assert below.y() > max(one.geometry().bottom() for one in parts)


def test_a_hidden_part_takes_no_room(qtbot: QtBot) -> None:
    first, second = QPushButton("Một"), QPushButton("Hai")
    page = QWidget()
    qtbot.addWidget(page)
    page.setLayout(Flow(first, second, space=5))
    first.hide()
    page.resize(500, 100)
    with qtbot.waitExposed(page):
        page.show()
    assert second.x() == 0
