"""`motcua verify` finds what was tampered with, each kind by its name, and changes nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.attachments import take_in
from desk.custody import verify
from desk.practice import practice_person
from desk.progress import Cancelled, Progress
from desk.reception import Request, receive
from desk.store import DATABASE, Store
from tests.desk.conftest import LAN, PASSPHRASE, Clock

PAGE = 4096
JPEG = b"\xff\xd8\xff\xe0" + b"scan" * 500 + b"\xff\xd9"


@pytest.fixture
def filled(store: Store, clock: Clock, chance: random.Random, tmp_path: Path) -> Store:
    (tmp_path / "scan.jpg").write_bytes(JPEG)
    file = take_in(store.vault, tmp_path / "scan.jpg", name="scan.jpg", component="")
    for files in ((file,), ()):
        with store.write(LAN, clock()) as change:
            receive(change, Request("1.004873", practice_person(chance, clock.at.date()), files=files))
    return store


def tampered(store: Store, statement: str) -> set[tuple[str, str]]:
    with store.keep() as session:
        session.execute(text(statement))
    return {(finding.part, finding.about) for finding in verify(store, Progress()).findings}


def test_a_store_that_nobody_touched_is_whole(filled: Store) -> None:
    verdict = verify(filled, Progress())
    assert verdict.whole
    assert (verdict.dossiers, verdict.attachments) == (2, 1)
    assert verdict.entries > 10


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        (
            "UPDATE journal SET payload = replace(payload, '1.004873', '1.004874') WHERE action = 'receive'",
            "journal",
        ),
        ("UPDATE journal SET actor = 'khac' WHERE seq = 3", "journal"),
        ("DELETE FROM journal WHERE seq = 4", "journal"),
        ("UPDATE dossiers SET state = 'returned' WHERE no = 1", "dossier"),
        ("UPDATE dossiers SET applicant_name = 'Người Khác' WHERE no = 2", "dossier"),
        ("INSERT INTO fees VALUES (1, 99, 'x', 1, 'cash')", "dossier"),
        ("DELETE FROM attachments", "dossier"),
    ],
)
def test_tampering_is_found(filled: Store, statement: str, part: str) -> None:
    assert part in {found for found, _about in tampered(filled, statement)}


def test_a_lost_or_damaged_attachment_is_found_with_its_dossier(filled: Store) -> None:
    (file,) = [path for path in (filled.folder / "vault").rglob("*") if path.is_file()]
    file.write_bytes(file.read_bytes()[:-1])
    (finding,) = verify(filled, Progress()).findings
    assert (finding.part, finding.about) == ("attachment", "H44.900-261123-0001")


def test_verifying_can_be_stopped(filled: Store) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        verify(filled, progress)


def test_damaged_pages_are_findings_not_a_crash(filled: Store) -> None:
    filled.close()
    database = filled.folder / DATABASE
    data = bytearray(database.read_bytes())
    middle = len(data) // 2 // PAGE * PAGE
    for at in range(middle, middle + 3 * PAGE):
        data[at] ^= 0x55
    database.write_bytes(data)
    again = Store.open(filled.folder, lambda new: PASSPHRASE)
    verdict = verify(again, Progress())
    again.close()
    assert not verdict.whole
    assert "database" in {finding.part for finding in verdict.findings}
