"""What holds for every test: no screen is needed, and an unexpected warning of Qt fails the test that caused it."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from tests.printing.authority import authority as authority  # tokens are filled once in a process

# A loaded machine is no wrong rule: speed is measured in bench/, never asserted in a test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
# A collection on a thread of Qt, of the gateway or of xdist would free widgets there and end the process.
gc.disable()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# How long a window may take to show what a test waits for: a disk that stalls for seconds is no wrong rule either.
PATIENCE_MS = 60_000
for waits in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitActive, QtBot.waitExposed):
    waits.__kwdefaults__["timeout"] = PATIENCE_MS


YOUNG, ALL, ALL_EVERY = 1, 2, 25


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """Garbage is collected on the main thread, between tests, as the program itself does (ui/garbage.py)."""
    yield
    gc.collect(ALL if next(_tests) % ALL_EVERY == 0 else YOUNG)


_tests = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform has no window manager to tell sizes to; everything else Qt says is meant for us."""
    config.addinivalue_line("qt_log_ignore", "^This plugin does not support propagateSizeHints")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test may state another level with its own mark."""
    for item in items:
        if item.get_closest_marker("qt_log_level_fail") is None:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
