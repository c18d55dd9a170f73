"""One door of transaction: both row and journal or neither; nothing readable on a stolen disk; plain words for trouble."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.errors import Trouble
from desk.journal import tip, verify_all
from desk.office import DEMO_STAFF, found, office_of, sample_office
from desk.records.office import CounterRow
from desk.store import DATABASE, SYSTEM, JournalIncomplete, Store
from tests.desk.conftest import LAN, MORNING, PASSPHRASE, Clock


def reopened(folder: Path, passphrase: str = PASSPHRASE) -> Store:
    return Store.open(folder, lambda new: passphrase)


def test_what_was_written_is_there_after_reopening_with_its_entry(store: Store, clock: Clock) -> None:
    with store.write(LAN, clock()) as change:
        change.session.add(CounterRow(id="3", name="Quầy 3"))
        change.note("add_counter", {"id": "3"})
    store.close()
    again = reopened(store.folder)
    with again.read() as session:
        assert session.get(CounterRow, "3") is not None
        assert verify_all(session)[0] == tip(session)[0]


def test_an_exception_leaves_neither_row_nor_entry(store: Store, clock: Clock) -> None:
    with store.read() as session:
        before = tip(session)
    with pytest.raises(RuntimeError), store.write(LAN, clock()) as change:
        change.session.add(CounterRow(id="3", name="Quầy 3"))
        change.note("add_counter", {"id": "3"})
        raise RuntimeError
    with store.read() as session:
        assert session.get(CounterRow, "3") is None
        assert tip(session) == before


def test_a_changed_row_that_nobody_noted_is_a_bug(store: Store, clock: Clock) -> None:
    with pytest.raises(JournalIncomplete), store.write(LAN, clock()) as change:
        change.session.add(CounterRow(id="3", name="Quầy 3"))
    with store.read() as session:
        assert session.get(CounterRow, "3") is None


def test_a_noted_change_that_changed_no_row_is_a_bug(store: Store, clock: Clock) -> None:
    with pytest.raises(JournalIncomplete), store.write(LAN, clock()) as change:
        change.note("return", {}, "no such dossier")


def test_bookkeeping_cannot_reach_the_journal(store: Store) -> None:
    with pytest.raises(JournalIncomplete), store.keep() as session:
        session.execute(
            text(
                "INSERT INTO journal SELECT seq + 1, 'x', device, at, actor, dossier, action, payload, payload_hash, hash, 'x'"
                " FROM journal ORDER BY seq DESC LIMIT 1"
            )
        )


def test_nothing_of_the_office_can_be_read_from_the_files(store: Store) -> None:
    store.close()
    for file in store.folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            assert "Minh Họa".encode() not in data, file
            assert b"tiepnhan1" not in data, file
            assert not data.startswith(b"SQLite format 3"), file


def test_a_wrong_passphrase_is_told_as_such(store: Store) -> None:
    store.close()
    with pytest.raises(Trouble) as trouble:
        reopened(store.folder, "sai")
    assert trouble.value.code == "wrong_passphrase"


def test_a_folder_without_a_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        reopened(tmp_path)
    assert trouble.value.code == "no_store"
    assert "motcua init" in trouble.value.advice


@pytest.mark.parametrize("how", ["noise", "cut", "empty", "gone", "keys"])
def test_a_damaged_store_is_told_and_left_as_it_is(store: Store, how: str) -> None:
    store.close()
    database = store.folder / DATABASE
    data = database.read_bytes()
    match how:
        case "noise":
            database.write_bytes(os.urandom(len(data)))
        case "cut":
            database.write_bytes(data[:1500])
        case "empty":
            database.write_bytes(b"\0" * 4096)
        case "gone":
            database.unlink()
        case "keys":
            (store.folder / "keys.json").write_text("{")
    with pytest.raises(Trouble) as trouble:
        reopened(store.folder)
    assert trouble.value.code in ("store_damaged", "keys_damaged")
    assert trouble.value.advice


def test_a_store_of_a_newer_version_is_refused_politely(store: Store) -> None:
    with store.keep() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(Trouble) as trouble:
        reopened(store.folder)
    assert trouble.value.code == "store_newer"


def test_a_clock_that_went_back_stops_the_write_and_loses_nothing(store: Store) -> None:
    with store.read() as session:
        before = tip(session)
    with pytest.raises(Trouble) as trouble, store.write(LAN, MORNING - timedelta(days=1)) as change:
        change.note("sign_in", {})
    assert trouble.value.code == "clock_went_back"
    with store.read() as session:
        assert tip(session) == before
    with store.write(LAN, MORNING + timedelta(minutes=1)) as change:
        change.note("sign_in", {})


def test_a_second_office_in_the_same_folder_is_refused(store: Store) -> None:
    with pytest.raises(Trouble) as trouble:
        Store.create(store.folder, lambda new: PASSPHRASE)
    assert trouble.value.code == "store_exists"
    with store.read() as session:
        assert office_of(session).code == "H44.900"


def test_a_full_disk_is_told_and_what_was_saved_stays(store: Store, clock: Clock) -> None:
    with store.read() as session:
        before = tip(session)
        pages = session.execute(text("PRAGMA page_count")).scalar_one()

    # SQLite's own limit of pages stands in for the disk's: the same error code, on every system.
    def limited(connection: object, *_rest: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")  # type: ignore[attr-defined]

    from sqlalchemy import event

    event.listen(store._engine, "checkout", limited)
    with pytest.raises(Trouble) as trouble, store.write(LAN, clock()) as change:
        for number in range(400):
            change.note("note", {"text": "x" * 500, "n": number})
    assert trouble.value.code == "disk_full"
    event.remove(store._engine, "checkout", limited)
    store.close()
    with reopened(store.folder).read() as session:
        assert tip(session) == before


def _write_until_killed(folder: str, started: object) -> None:
    store = reopened(Path(folder))
    number = 0
    while True:
        number += 1
        with store.write(SYSTEM, MORNING + timedelta(seconds=number)) as change:
            change.session.add(CounterRow(id=f"k{number}", name="Quầy"))
            change.note("add_counter", {"id": f"k{number}"})
        started.set()  # type: ignore[attr-defined]


@pytest.mark.parametrize("_time", range(3))
def test_killed_at_any_moment_rows_and_journal_agree(store: Store, _time: int) -> None:
    store.close()
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    process = context.Process(target=_write_until_killed, args=(str(store.folder), started))
    process.start()
    assert started.wait(60)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    again = reopened(store.folder)
    with again.read() as session:
        verify_all(session)
        noted = session.execute(
            text("SELECT count(*) FROM journal WHERE action = 'add_counter'")
        ).scalar_one()
        rows = session.execute(text("SELECT count(*) FROM counters WHERE id LIKE 'k%'")).scalar_one()
    again.close()
    assert noted == rows >= 1


def test_two_programs_write_to_one_store_in_turn(store: Store, clock: Clock) -> None:
    other = reopened(store.folder)
    for number in range(6):
        with (store, other)[number % 2].write(LAN, clock()) as change:
            change.note("note", {"n": number})
    with store.read() as session:
        assert verify_all(session)[0] == tip(session)[0]
    other.close()


def test_a_copied_disk_without_its_key_file_stays_shut(store: Store, tmp_path: Path) -> None:
    store.close()
    other = Store.create(tmp_path / "thief", lambda new: PASSPHRASE)
    other.close()
    shutil.copy(store.folder / DATABASE, other.folder / DATABASE)
    with pytest.raises(Trouble) as trouble:
        reopened(other.folder)
    assert trouble.value.code == "store_damaged"


def test_a_founding_beside_another_one_touches_nothing_of_it(tmp_path: Path) -> None:
    """Two first starts at once: the one that comes second must not clear away what the first is working in."""
    inside: list[str] = []

    def asked_while_the_other_tries(new: bool) -> str:
        with pytest.raises(Trouble) as trouble:
            found(tmp_path / "desk", lambda _new: "khác", sample_office(), DEMO_STAFF, MORNING, training=True)
        inside.append(trouble.value.code)
        return PASSPHRASE

    store, _people = found(
        tmp_path / "desk", asked_while_the_other_tries, sample_office(), DEMO_STAFF, MORNING, training=True
    )
    assert inside == ["founding_runs"]
    with pytest.raises(Trouble) as trouble:
        found(tmp_path / "desk", lambda _new: "khác", sample_office(), DEMO_STAFF, MORNING, training=True)
    assert trouble.value.code == "store_exists"
    with store.read() as session:
        assert office_of(session).code == "H44.900"
    store.close()
