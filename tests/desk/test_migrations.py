"""A store of an earlier version opens, and what was in it is found as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk import keys
from desk.people import known_people
from desk.search import Filter, search
from desk.store import Store, _upgrade

PASSPHRASE = "cụm mật khẩu để thử"
APPLICANT = (1, "026084000001", "Đỗ Văn Mẫu", "do van mau", "0999000001",
             '{"name":"Đỗ Văn Mẫu","personal_id":"026084000001"}', "2026-11-23T01:00:00.000000Z", 2)  # fmt: skip
DOSSIERS = [
    (1, "id-1", "H44.900-261123-0001", None, None, 1, "Đỗ Văn Mẫu", "", "2.000815", "Chứng thực bản sao", "Chứng thực", "", "1",
     "2026-11-23T01:00:00.000000Z", "2026-11-23T10:00:00.000000Z", None, "received", "desk", 0, 0, 1, "", 1),
    (2, "id-2", "H44.900-261124-TK7M2QX-001", "H44.900-261124-TK7M2QX-001", "G12", 1, "Đỗ Văn Mẫu", "Lê Thị Thử", "1.001193",
     "Đăng ký khai sinh", "Hộ tịch", "", "quầy 2", "2026-11-23T18:00:00.000000Z", "2026-11-24T10:00:00.000000Z", None,
     "finished", "desk", 0, 0, 2, "", 2),
]  # fmt: skip


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """The folder of a store as version 0001 left it, with two dossiers of one person."""
    folder = tmp_path / "desk"
    folder.mkdir()
    store = Store(folder, keys.create(folder, lambda new: PASSPHRASE))
    with store._engine.connect() as connection:
        _upgrade(connection, "0001")
        connection.exec_driver_sql("INSERT INTO office VALUES (1, 'H44.900', 'device', 1, '{}')")
        connection.exec_driver_sql(
            "INSERT INTO exchange (id, held_seq, held_hash, news_cursor) VALUES (1, 0, '', 0)"
        )
        connection.exec_driver_sql(f"INSERT INTO applicants VALUES ({', '.join('?' * 8)})", APPLICANT)
        for row in DOSSIERS:
            connection.exec_driver_sql(f"INSERT INTO dossiers VALUES ({', '.join('?' * 23)})", row)
        connection.commit()
    store.close()
    return folder


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(text="do van"), ["id-2", "id-1"]),
        (Filter(text="tk7m2qx"), ["id-2"]),
        (Filter(text="H44.900-261123-0001"), ["id-1"]),
        (Filter(text="g12 thu"), ["id-2"]),
        (Filter(text="0260840"), ["id-2", "id-1"]),
        (Filter(text="khai sinh"), ["id-2"]),
        (Filter(text="chung thuc", counter="1"), ["id-1"]),
        (Filter(counter="quầy 2"), ["id-2"]),
        (Filter(field_="Hộ tịch"), ["id-2"]),
    ],
)
def test_what_was_there_before_is_found_by_the_new_index(
    first_version: Path, wanted: Filter, found: list[str]
) -> None:
    store = Store.open(first_version, lambda new: PASSPHRASE)
    with store.read() as session:
        assert [row.id for row in search(session, wanted)] == found
        assert [known.person.name for known in known_people(session, "0999")] == ["Đỗ Văn Mẫu"]
    store.close()
