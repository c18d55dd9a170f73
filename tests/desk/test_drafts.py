"""Drafts: kept at every change, each person's own, gone in the transaction that takes the dossier."""

from __future__ import annotations

import random

import pytest

from desk.datasets import catalogue_of
from desk.drafts import drafts, drop, keep
from desk.practice import practice_requests
from desk.reception import receive
from desk.search import Filter, search
from desk.store import Store
from tests.desk.conftest import LAN, Clock


def titles(store: Store, login: str = "lan") -> list[str]:
    with store.read() as session:
        return [draft.title for draft in drafts(session, login)]


def test_what_was_kept_comes_back_whole(store: Store) -> None:
    keep(store, "lan", "1", "Nguyễn Thị Thử", {"applicant": {"name": "Nguyễn Thị Thử"}, "pages": 7})
    with store.read() as session:
        (draft,) = drafts(session, "lan")
    assert (draft.id, draft.title) == ("1", "Nguyễn Thị Thử")
    assert draft.document == {"applicant": {"name": "Nguyễn Thị Thử"}, "pages": 7}


def test_keeping_again_replaces_and_the_latest_stands_first(store: Store) -> None:
    for id, title in (("1", "một"), ("2", "hai"), ("1", "một, sửa")):
        keep(store, "lan", id, title, {})
    assert titles(store) == ["một, sửa", "hai"]


def test_nobody_sees_the_drafts_of_others(store: Store) -> None:
    keep(store, "lan", "1", "của Lan", {})
    assert titles(store, "hoa") == []


def test_a_draft_writes_nothing_into_the_journal(store: Store) -> None:
    from desk.journal import tip

    with store.read() as session:
        before = tip(session)
    keep(store, "lan", "1", "một", {})
    with store.read() as session:
        assert tip(session) == before


def test_forgetting_one_that_is_not_there_changes_nothing(store: Store) -> None:
    keep(store, "lan", "1", "một", {})
    with store.keep() as session:
        drop(session, "khác")
    assert titles(store) == ["một"]


@pytest.mark.parametrize("fails", [False, True], ids=["the dossier is taken", "taking it fails"])
def test_there_is_either_the_draft_or_the_dossier(
    store: Store, clock: Clock, chance: random.Random, fails: bool
) -> None:
    keep(store, LAN.login, "1", "một", {})
    with store.read() as session:
        (request,) = practice_requests(chance, 1, clock.at.date(), catalogue_of(session))
    try:
        with store.write(LAN, clock()) as change:
            receive(change, request)
            drop(change.session, "1")
            if fails:
                raise InterruptedError
    except InterruptedError:
        pass
    with store.read() as session:
        taken = len(search(session, Filter()))
    assert (taken, titles(store, LAN.login)) == ((0, ["một"]) if fails else (1, []))
