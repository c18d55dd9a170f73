"""The journal's chain: equal facts give equal bytes, and nothing can be changed, dropped or reordered unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.rules.chain import GENESIS, ChainBroken, Entry, canonical, link, verify

AT = datetime(2026, 11, 23, 7, 40, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FACTS = st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=5)


def chain(payloads: list[dict[str, object]]) -> list[Entry]:
    entries: list[Entry] = []
    before = GENESIS
    for number, payload in enumerate(payloads, start=1):
        entry = link(
            before, id=f"id-{number}", device="desk-1", seq=number, at=AT + timedelta(seconds=number),
            actor="an", dossier=None, action="note", payload=payload,
        )  # fmt: skip
        entries.append(entry)
        before = entry.hash
    return entries


@given(st.lists(FACTS, min_size=1, max_size=6))
def test_a_chain_that_nobody_touched_verifies_to_its_last_hash(payloads: list[dict[str, object]]) -> None:
    entries = chain(payloads)
    assert verify(entries) == (len(entries), entries[-1].hash)


@given(st.lists(FACTS, min_size=2, max_size=6), st.data())
def test_any_changed_field_is_noticed_at_that_entry(
    payloads: list[dict[str, object]], data: st.DataObject
) -> None:
    entries = chain(payloads)
    victim = data.draw(st.integers(0, len(entries) - 1))
    change = data.draw(
        st.sampled_from(
            [
                {"actor": "binh"},
                {"action": "return"},
                {"dossier": "another"},
                {"id": "x"},
                {"device": "desk-2"},
                {"at": AT - timedelta(days=1)},
                {"payload": '{"forged":1}'},
            ]
        )
    )
    entries[victim] = replace(entries[victim], **change)
    with pytest.raises(ChainBroken) as broken:
        verify(entries)
    assert broken.value.seq == victim + 1


@given(st.lists(FACTS, min_size=3, max_size=6), st.data())
def test_a_dropped_entry_leaves_a_gap(payloads: list[dict[str, object]], data: st.DataObject) -> None:
    entries = chain(payloads)
    del entries[data.draw(st.integers(0, len(entries) - 2))]
    with pytest.raises(ChainBroken):
        verify(entries)


def test_an_erased_payload_still_verifies_because_the_chain_covers_its_hash() -> None:
    entries = chain([{"name": "x"}, {"name": "y"}])
    entries[0] = replace(entries[0], payload=None)
    assert verify(entries)[0] == 2
    assert entries[0].facts() == {}


def test_a_chain_continues_from_where_it_was_cut() -> None:
    entries = chain([{"n": n} for n in range(5)])
    assert verify(entries[2:], after_seq=2, before=entries[1].hash) == (5, entries[4].hash)


def test_canonical_text_is_one_for_one_fact() -> None:
    assert (
        canonical({"b": 1, "a": "Nguyê\u0303n"})
        == canonical({"a": "Nguyễn", "b": 1})
        == '{"a":"Nguyễn","b":1}'
    )
    assert canonical({"b": [1, None]}) == '{"b":[1,null]}'


@pytest.mark.parametrize("value", [1.5, float("nan"), object(), b"bytes"])
def test_what_has_no_exact_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"value": value})
