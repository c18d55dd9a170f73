"""What holds for every test: no screen is needed, and an unexpected warning of Qt fails the test that caused it."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# A loaded machine is no wrong rule: speed is measured in bench/, never asserted in a test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform has no window manager to tell sizes to; everything else Qt says is meant for us."""
    config.addinivalue_line("qt_log_ignore", "^This plugin does not support propagateSizeHints")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test may state another level with its own mark."""
    for item in items:
        if item.get_closest_marker("qt_log_level_fail") is None:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
