"""motcua clock: a desk whose clock was fast goes on, and what was taken meanwhile is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from desk.clock import now
from desk.store import SYSTEM, Store
from tests.command.conftest import PASSPHRASE, Motcua


def test_the_desk_goes_on_from_the_right_time(motcua: Motcua, desk: Path) -> None:
    store = Store.open(desk, lambda new: PASSPHRASE)
    with store.write(SYSTEM, now() + timedelta(hours=7)) as change:
        change.note("sign_in", {})
    store.close()
    stopped = motcua("sync", "--close", "--as", "tiepnhan1", "--data", desk, "--json")
    assert stopped.json["failed"] == "clock_went_back"
    assert "motcua clock" in stopped.err
    assert motcua("clock", "--as", "tiepnhan1", "--data", desk).code == 0
    again = motcua("sync", "--close", "--as", "tiepnhan1", "--data", desk, "--json")
    assert again.json["failed"] == "not_enrolled", "the day was closed"
