"""A real training office behind every page, its window drawn on no screen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desk.leases import grant
from desk.office import DEMO_STAFF, NewStaff, Office, found, office_of, sample_office
from desk.records.base import VIETNAM
from desk.rules.dossier_code import Lease
from desk.store import SYSTEM, Actor, Store
from tests.desk.conftest import (  # noqa: F401 - fixtures
    LAN,
    PASSPHRASE,
    _no_keyring,
    chance,
    new_office,
)
from ui.seat import Seat
from ui.theme import LIGHT, Look, apply
from ui.work import Work

FOUNDED_AT = datetime(2025, 1, 2, 8, 0, tzinfo=VIETNAM)
"""Before any day on which these tests may run: the pages ask the real clock."""
PASSWORD = "matkhau-mau"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office founded once, with passwords that the tests know."""
    folder = tmp_path_factory.mktemp("founded") / "desk"
    staff = tuple(NewStaff(one.login, one.name, one.role, PASSWORD) for one in DEMO_STAFF)
    store, _staff = found(folder, lambda new: PASSPHRASE, sample_office(), staff, FOUNDED_AT, training=True)
    store.close()
    return folder


@pytest.fixture
def store(new_office: Callable[[str], Store]) -> Store:  # noqa: F811
    """An office with a lease of 1..4999 a day, as after enrolment."""
    made = new_office("desk")
    with made.write(SYSTEM, FOUNDED_AT) as change:
        grant(change, (Lease("H44.900", 1, 4999),))
    return made


@pytest.fixture
def office(store: Store) -> Office:
    with store.read() as session:
        return office_of(session)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """The program's own look, at 100 %; no window outlives its test, or each new style would dress it again."""
    apply(qapp, Look(LIGHT, dark=False))
    yield
    for left in qapp.topLevelWidgets():
        left.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def work(qapp: QApplication, qtbot: object) -> Iterator[Work]:
    """The one way off the UI thread; nothing is left running after a test."""
    made = Work()
    yield made
    made.close()
    made.wait()
    qapp.processEvents()


@pytest.fixture
def lan() -> Actor:
    """A member of staff at counter 1."""
    return LAN


@pytest.fixture
def seat(store: Store, office: Office, work: Work, lan: Actor) -> Seat:
    return Seat(store, lan, office, work)
