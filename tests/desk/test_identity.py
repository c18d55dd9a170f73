"""How the office appears: versions that nobody forgets, an administrator's alone, and an emblem that is one."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest

from desk.errors import RuleBroken
from desk.identity import MAX_EMBLEM_BYTES, change_identity, undo, versions
from desk.journal import walk
from desk.office import IDENTITY, office_of
from desk.rules.chain import sha256
from desk.rules.lifecycle import Role
from desk.store import Actor, Store
from tests.desk.conftest import LAN, MORNING, PASSPHRASE, Clock

ADMIN = Actor("quantri", "Quản trị Mẫu", Role.ADMIN, "")


def png(side: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    lines = zlib.compress(b"".join(b"\0" + b"\x80" * side for _row in range(side)))
    head = struct.pack(">2L5B", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def words(store: Store, **changed: Any) -> dict[str, Any]:
    with store.read() as session:
        office = office_of(session)
    return {name: getattr(office, name) for name in IDENTITY} | changed


def changed(store: Store, clock: Clock, emblem: bytes = b"", **words_: Any) -> None:
    with store.write(ADMIN, clock()) as change:
        change_identity(change, words(store, **words_), emblem)


def test_a_change_counts_from_now_on_is_noted_and_the_past_is_still_known(store: Store, clock: Clock) -> None:
    with store.read() as session:
        founded = office_of(session)
    changed(store, clock, png(), footer="Phục vụ nhân dân", courtesy=True, paper="A4")
    with store.read() as session:
        now, before = office_of(session), office_of(session, MORNING)
        note = [entry for entry in walk(session) if entry.action == "change_office"][-1]
    assert (now.footer, now.courtesy, now.paper, now.emblem) == ("Phục vụ nhân dân", True, "A4", png())
    assert before == founded
    assert (note.actor, note.facts()["version"], note.facts()["emblem"]) == ("quantri", 1, sha256(png()))


def test_undo_is_a_new_version_with_the_words_before_and_then_the_founding(
    store: Store, clock: Clock
) -> None:
    changed(store, clock, footer="một")
    changed(store, clock, png(), footer="hai")
    with store.write(ADMIN, clock()) as change:
        assert (undo(change).footer, office_of(change.session).emblem) == ("một", b"")
    with store.read() as session:
        assert [one.words["footer"] for one in versions(session)] == ["một", "hai", "một"]


def test_the_first_change_can_be_undone_too(store: Store, clock: Clock) -> None:
    changed(store, clock, footer="một")
    with store.write(ADMIN, clock()) as change:
        assert undo(change).footer == ""


@pytest.mark.parametrize(
    ("field", "changes", "emblem"),
    [
        ("name", {"name": " "}, b""),
        ("place", {"place": ""}, b""),
        ("paper", {"paper": "A3"}, b""),
        ("identity", {}, b""),
        ("footer", {"footer": "x" * 500}, b""),
        ("emblem", {}, b"%PDF-1.4"),
        ("emblem", {}, png()[:-20]),
        ("emblem", {}, png(2001)),
        ("emblem", {}, png() + b" " * MAX_EMBLEM_BYTES + png()[-12:]),
    ],
)
def test_nonsense_is_refused_by_its_field(
    store: Store, clock: Clock, field: str, changes: dict[str, Any], emblem: bytes
) -> None:
    with pytest.raises(RuleBroken) as broken:
        changed(store, clock, emblem, **changes)
    assert broken.value.field == field


def test_only_an_administrator_may(store: Store, clock: Clock) -> None:
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        change_identity(change, words(store, footer="một"))
    assert broken.value.code == "forbidden"


def test_an_identity_survives_closing(store: Store, clock: Clock) -> None:
    changed(store, clock, png(), footer="một")
    store.close()
    again = Store.open(store.folder, lambda new: PASSPHRASE)
    with again.read() as session:
        assert (office_of(session).footer, office_of(session).emblem) == ("một", png())
    again.close()
