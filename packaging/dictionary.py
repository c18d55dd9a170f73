"""Which words do both ends of the exchange know beforehand? Trains the shipped zstd dictionary from days of a training office.

    .venv/bin/python packaging/dictionary.py NUMBER      writes sync/compact/dictionary-NUMBER.zdict

The same bytes come out each time: citizens are made up from a seed, the clock stands at a fixed day. A dictionary
that was shipped never changes; a better one gets the next number, and the older ones stay for older desks.
"""

from __future__ import annotations

import random
import secrets
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import zstandard

from desk.datasets import catalogue_of
from desk.handling import act
from desk.leases import grant
from desk.office import DEMO_STAFF, NewStaff, found, office_of, sample_office
from desk.practice import practice_requests
from desk.reception import receive
from desk.records.base import VIETNAM
from desk.rules.chain import Entry
from desk.rules.dossier_code import Lease
from desk.rules.lifecycle import Action, Role
from desk.store import SYSTEM, Actor, Store
from sync.compact.journal import words

HOUSE = Path(__file__).parents[1]
START = datetime(2026, 11, 2, 8, 0, tzinfo=VIETNAM)
DAYS = 48
SIZES = (1, 3, 8, 20, 60, 90)
"""Dossiers of a day: a piece of the journal may hold a few or a hundred."""
DICTIONARY_BYTES = 16_384
SEGMENT, MER, LEVEL = 200, 8, 19
"""Of the cover algorithm: tried, and these press a day of 120 dossiers best."""
SEED = 7_300
CLERK = Actor("tiepnhan1", "Cán bộ Tiếp nhận Mẫu Một", Role.RECEPTION, "1")
SYLLABLES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trịnh Mai Đào Cao Lương Hà Tô",
    "Văn Thị Đức Hữu Công Quang Minh Ngọc Thu Kim Thanh Xuân Hồng Gia Bảo Quốc Anh Tuấn Hải Nam Trung Thành Phương",
    "An Bình Chi Dung Giang Hạnh Hiền Hoa Hòa Hùng Hương Khánh Lan Linh Loan Long Nga Nhung Oanh Phúc Quân Sơn Tâm",
    "Thảo Thắng Thủy Tiến Trang Tú Tùng Vân Việt Yến số nhà đường phố ngõ thôn xóm ấp bản khu tổ dân phố xã phường tỉnh",
)
"""Common syllables of names and addresses, of nobody in particular."""


def main(arguments: list[str]) -> int:
    """Train and write; 0 when it was written."""
    file = HOUSE / "sync" / "compact" / f"dictionary-{int(arguments[0])}.zdict"
    with tempfile.TemporaryDirectory() as folder:
        samples = [words(entries) for entries in _days(Path(folder) / "office")]
    samples += ["\n".join(line.split()).encode() for line in SYLLABLES for _time in range(3)]
    trained = zstandard.train_dictionary(DICTIONARY_BYTES, samples, k=SEGMENT, d=MER, level=LEVEL, dict_id=1)
    file.write_bytes(trained.as_bytes())
    print(f"{file.relative_to(HOUSE)}: {len(trained.as_bytes())} bytes from {len(samples)} samples")
    return 0


def _days(folder: Path) -> list[list[Entry]]:
    passphrase = secrets.token_urlsafe(16)
    staff = tuple(NewStaff(one.login, one.name, one.role) for one in DEMO_STAFF)
    store, _people = found(
        folder, lambda new: passphrase, sample_office(), staff, START - timedelta(days=1), training=True
    )
    try:
        with store.write(SYSTEM, START) as change:
            grant(change, (Lease(office_of(change.session).code, 1, 9_999),))
        return [_day(store, number) for number in range(DAYS)]
    finally:
        store.close()


def _day(store: Store, number: int) -> list[Entry]:
    chance = random.Random(SEED + number)  # noqa: S311 - makes citizens up, guards nothing
    at = START + timedelta(days=number)
    with store.read() as session:
        requests = practice_requests(chance, chance.choice(SIZES), at.date(), catalogue_of(session))
    entries: list[Entry] = []
    for request in requests:
        at += timedelta(seconds=chance.randint(30, 300), microseconds=chance.randrange(10**6))
        with store.write(CLERK, at) as change:
            dossier = receive(change, request)
            if chance.random() < 0.5:
                act(change, dossier.id, Action.HAND_OVER)
            entries += change.entries
    return entries


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
