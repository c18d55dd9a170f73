"""A real office in a real encrypted store, for every test of the record room."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk.leases import grant
from desk.office import DEMO_STAFF, found, sample_office
from desk.records.base import VIETNAM
from desk.rules.dossier_code import Lease
from desk.rules.lifecycle import Role
from desk.store import SYSTEM, Actor, Store

PASSPHRASE = "một cụm mật khẩu để thử"
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
LAN = Actor("tiepnhan1", "Cán bộ Tiếp nhận Mẫu Một", Role.RECEPTION, "1")
XU_LY = Actor("xuly", "Công chức Xử lý Mẫu", Role.HANDLER, "")


class Clock:
    """Time that moves when the test says so: each call is one minute later."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture(autouse=True, scope="session")
def _no_keyring() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTCUA_PASSPHRASE", PASSPHRASE)
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office founded once; tests copy it, because founding (passwords, migration) costs a second."""
    folder = tmp_path_factory.mktemp("founded") / "desk"
    store, _staff = found(folder, lambda new: PASSPHRASE, sample_office(), DEMO_STAFF, MORNING, training=True)
    store.close()
    return folder


@pytest.fixture
def new_office(tmp_path: Path, founded: Path) -> Iterator[Callable[[str], Store]]:
    """Makes offices in folders of their own; closes them afterwards."""
    made = []

    def make(name: str = "desk") -> Store:
        shutil.copytree(founded, tmp_path / name)
        made.append(Store.open(tmp_path / name, lambda new: PASSPHRASE))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(new_office: Callable[[str], Store]) -> Store:
    """An office with a lease of 1..4999 a day, as after enrolment."""
    store = new_office("desk")
    with store.write(SYSTEM, MORNING) as change:
        grant(change, (Lease("H44.900", 1, 4999),))
    return store


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20261124)
