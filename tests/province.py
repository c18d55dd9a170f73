"""The province beside a desk: its gateway in this process, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.gateway.serve import Embedded


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Embedded]:
    """Stopped when the test is over."""
    made = Embedded(tmp_path / "tinh")
    yield made
    made.stop()
