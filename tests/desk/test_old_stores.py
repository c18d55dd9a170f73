"""A store that an earlier version wrote opens, is brought up to date, and works on; each released version has one here."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from desk.corrections import correct
from desk.custody import verify
from desk.handling import act, dossier_of
from desk.progress import Progress
from desk.records.base import VIETNAM
from desk.rules.fees import FeeLine, Method
from desk.rules.lifecycle import Action, State
from desk.search import Filter, search
from desk.store import Store
from tests.desk.conftest import LAN, PASSPHRASE

STORES = Path(__file__).parent.parent / "data" / "stores"
LATER = datetime(2026, 11, 23, 16, 0, tzinfo=VIETNAM)


@pytest.fixture(params=sorted(folder.name for folder in STORES.iterdir()))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    folder = tmp_path / "desk"
    shutil.copytree(STORES / request.param, folder)
    return Store.open(folder, lambda new: PASSPHRASE)


def test_an_old_store_is_whole_and_says_what_it_said(old: Store) -> None:
    assert verify(old, Progress()).findings == ()
    with old.read() as session:
        dossiers = [dossier_of(session, row.code) for row in reversed(search(session, Filter()))]
    assert [one.state for one in dossiers] == [
        State.RETURNED, State.SUPPLEMENT, State.WITHDRAWN, State.RECEIVED, State.STOPPED, State.REFUSED,
    ]  # fmt: skip
    assert dossiers[1].fees == (FeeLine("Lệ phí hộ tịch", 15_000, Method.CASH),)
    assert dossiers[1].supplements[0].reason == "Thiếu bản sao"
    assert dossiers[2].stop is not None
    assert dossiers[2].stop.requested_by_applicant
    assert dossiers[5].refusal is not None
    assert all((one.quantity, one.corrections, one.subjects) == (1, (), ()) for one in dossiers)


def test_work_goes_on_in_an_old_store(old: Store) -> None:
    with old.read() as session:
        received = next(row.code for row in search(session, Filter(states=frozenset({State.RECEIVED}))))
    with old.write(LAN, LATER) as change:
        correct(change, received, {"quantity": 3, "note": "Sửa sau khi nâng cấp"}, "Ghi thiếu")
        act(change, received, Action.HAND_OVER)
    assert verify(old, Progress()).findings == ()
    old.close()
    again = Store.open(old.folder, lambda new: PASSPHRASE)
    with again.read() as session:
        assert dossier_of(session, received).quantity == 3
    again.close()
