"""What was packed comes out byte for byte, whatever the payloads hold; what nobody of ours packed is refused, never a crash."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, timedelta
from importlib import resources

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.ids import new_id
from desk.rules.chain import DOSSIER, ENTRY, GENESIS, Entry, canonical, derived_id, entry_hash, link, sha256
from sync import wire
from sync.compact.columns import MAX_ROWS, Told, read_column, write_column
from sync.compact.journal import DICTIONARY, KNOWN, NO_DICTIONARY, UnknownDictionary, pack, unpack
from sync.compact.streams import Reader, Spoilt, Writer
from tests.sync.desks import MORNING, MemoryDesk

DEVICE = "01a20fb1-c381-7f4c-8d9e-0321b62c26fe"

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
facts = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
usual = st.fixed_dictionaries(
    {"code": st.integers(1, 9999).map("H44.900-261124-{:04d}".format)},
    optional={
        "note": text, "applicant": st.fixed_dictionaries({"name": text, "personal_id": st.from_regex("[0-9]{12}", fullmatch=True)}),
        "fees": st.lists(st.fixed_dictionaries({"amount": st.integers(0, 90_000)}), max_size=2), "unknown": facts,
    },
)  # fmt: skip
payloads = st.one_of(
    st.dictionaries(text, facts, max_size=4).map(canonical), usual.map(canonical), st.none(), text,
    st.sampled_from(['{"a":1.50}', '{"b":1,"a":2}', '{"a":1,"a":2}', '{"a":"\\ud800"}', "{}", "[]", '{"a": 1}', "nil",
                     '{"\\n":1}', '{"\u001e":1}', '{"a\\u001fb":1}', '{"a":{}}', "[" * 3_000]),
)  # fmt: skip
moments = st.integers(-(10**15), 10**16).map(
    lambda microseconds: (MORNING + timedelta(microseconds=microseconds)).astimezone(UTC)
)


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    seq = draw(st.integers(0, 2**40))
    before = draw(st.sampled_from([GENESIS, sha256(b"x")]))
    dossiers = [None, *(draw(st.sampled_from([new_id(), new_id()])) for _one in range(2))]
    entries = []
    for payload in draw(st.lists(payloads, min_size=1, max_size=12)):
        seq += 1
        at = draw(moments)
        derived = draw(st.booleans())
        unhashed = Entry(
            derived_id(DEVICE, seq, at, ENTRY) if derived else new_id(), DEVICE, seq, at, draw(text),
            draw(st.sampled_from([*dossiers, derived_id(DEVICE, seq, at, DOSSIER)])),
            draw(st.sampled_from(["receive", "attach", "ký\n"])), payload,
            sha256((payload or "gone").encode()), before, "",
        )  # fmt: skip
        entries.append(replace(unhashed, hash=entry_hash(unhashed)))
        before = entries[-1].hash
    return entries


def same(entry: Entry, said: wire.WireEntry) -> bool:
    payload = "null" if entry.payload is None else entry.payload
    return (said.id, said.at, said.actor, said.dossier, said.action, bytes(said.payload).decode(), said.erased) == (
        entry.id, entry.at, entry.actor, entry.dossier, entry.action, payload,
        entry.payload_hash if entry.payload is None else None,
    )  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(journals(), st.sampled_from(KNOWN))
def test_what_is_packed_comes_out(entries: list[Entry], dictionary: int) -> None:
    said = unpack(pack(entries, dictionary), DEVICE)
    assert (said.after_seq, said.hash) == (entries[0].seq - 1, entries[-1].hash)
    assert entries[0].hash_before.startswith(said.before_hash)
    assert len(said.entries) == len(entries)
    for entry, one in zip(entries, said.entries, strict=True):
        assert same(entry, one)


cells = st.one_of(
    st.sampled_from(["a", "b", "", "0", "12 Thôn Đoài", "12 Xóm Chợ"]), st.integers(0, 10**16).map(str),
    st.integers(0, 99).map("{:04d}".format), st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])),
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=40),
    st.lists(st.booleans(), min_size=40, max_size=40),
)
def test_any_column_comes_out(pairs: list[tuple[str, str]], here: list[bool]) -> None:
    rows = range(len(pairs))
    first = [one for one, _two in pairs]
    some = [row for row in rows if here[row]]
    second = [pairs[row][1] for row in some]
    out = Writer()
    way = write_column(out, rows, first, [])
    write_column(out, some, second, [Told(list(first), way)])
    reader = Reader(bytes(out.words), bytes(out.bits))
    assert read_column(reader, rows, [], 10**6) == first
    assert read_column(reader, some, [list(first)], 10**6) == second
    reader.end()


def a_month(count: int) -> list[Entry]:
    """Dossiers as the desk writes them, handed over one after another."""
    desk = MemoryDesk(device=DEVICE)
    before, entries, chance = GENESIS, [], random.Random(3)
    for seq in range(1, count + 1):
        at = MORNING + timedelta(seconds=40 * seq, microseconds=chance.randrange(10**6))
        desk.receive(f"H44.900-261124-{seq:04d}", received_at=at, fee_vnd=2_000 * chance.randint(1, 9))
        entries.append(
            link(before, id=derived_id(DEVICE, seq, at, ENTRY), device=DEVICE, seq=seq, at=at, actor="tiepnhan1",
                 dossier=derived_id(DEVICE, seq, at, DOSSIER), action="receive", payload=desk.entries[-1].facts())
        )  # fmt: skip
        before = entries[-1].hash
    return entries


def test_a_dossier_costs_a_few_bytes() -> None:
    entries = a_month(400)
    assert len(pack(entries, NO_DICTIONARY)) < 14 * len(entries), (
        "serial, moment, fee: what nobody can compute"
    )


def test_bytes_that_were_changed_are_refused_or_are_other_entries() -> None:
    frame = pack(a_month(12))
    chance = random.Random(5)
    for _time in range(1_500):
        changed = bytearray(frame)
        for _byte in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if chance.random() < 0.3:
            del changed[chance.randrange(len(changed)) :]
        try:
            unpack(bytes(changed), DEVICE)
        except (wire.Unreadable, UnknownDictionary):
            continue


def test_words_that_were_changed_inside_are_refused_or_are_other_entries(monkeypatch) -> None:
    """Behind zstd: what an enrolled desk could send on purpose."""
    from sync.compact import journal

    chance = random.Random(6)
    real = Writer.number
    frame_of = a_month(12)

    class Wrong(Writer):
        def number(self, value: int) -> None:
            real(self, chance.choice([0, 1, 2**20, 2**60, value + 1]) if chance.random() < 0.02 else value)

    monkeypatch.setattr(journal, "Writer", Wrong)
    monkeypatch.setattr("sync.compact.columns.Writer", Wrong)
    for _time in range(400):
        frame = pack(frame_of)
        try:
            unpack(frame, DEVICE)
        except (wire.Unreadable, UnknownDictionary):
            continue


def test_a_short_frame_does_not_become_a_large_journal(monkeypatch) -> None:
    from sync.compact import journal

    monkeypatch.setattr(journal, "MAX_PLAIN_BYTES", 60_000)
    with pytest.raises(wire.Unreadable, match="too large"):
        unpack(pack(a_month(200)), DEVICE)


def test_a_dictionary_of_a_later_version_is_named() -> None:
    frame = pack(a_month(2), NO_DICTIONARY)
    with pytest.raises(UnknownDictionary) as unknown:
        unpack(bytes([99]) + frame[1:], DEVICE)
    assert unknown.value.number == 99


def test_a_number_without_an_end_is_refused() -> None:
    with pytest.raises(Spoilt):
        Reader(b"\xff" * 40, b"").number(2**60)
    assert MAX_ROWS == wire.MAX_ENTRIES


def test_a_shipped_dictionary_never_changes() -> None:
    """Pieces that an older desk packed must open for ever; a better dictionary gets the next number."""
    shipped = resources.files("sync.compact") / "dictionary-1.zdict"
    assert sha256(shipped.read_bytes()) == "275cf3fa161023e85433f368de8755f95248a5594f1faaa5e2e1480a5b06f178"
    assert max(KNOWN) == DICTIONARY


def test_the_dictionary_pays_for_the_envelope() -> None:
    """Of a small day, with the dictionary, less than zstd -19 needs for the payloads alone."""
    entries = a_month(60)
    payloads_alone = b"\n".join((entry.payload or "").encode() for entry in entries)
    assert len(pack(entries)) < 0.95 * len(zstandard.ZstdCompressor(level=19).compress(payloads_alone))
