"""What the province holds is looked at as a whole: a damaged file comes again from its desk, a changed entry is named."""

from __future__ import annotations

from sqlalchemy import update

from sync.gateway.custody import verify
from sync.gateway.store import journal
from sync.outbox import Ending
from tests.sync.held import spoil
from tests.sync.test_cuts import a_small_day, everything_is_there_once


def look(province, *, ask_again: bool = False):
    return verify(province.gateway.store, province.gateway.files, ask_again=ask_again)


def test_what_is_whole_is_said_to_be(province, desk, exchange) -> None:
    a_small_day(desk)
    exchange(desk)
    found = look(province)
    assert found.whole
    assert (found.entries, found.files) == (len(desk.entries), 3)


def test_damaged_and_missing_files_are_asked_for_again_and_come(province, desk, exchange) -> None:
    a_small_day(desk)
    exchange(desk)
    one, other, _third = sorted(desk.files)
    spoil(province, one, b"wrong")
    spoil(province, other, None)
    assert look(province).damaged == (one, other)
    assert look(province, ask_again=True).damaged == (one, other)
    assert look(province).files == 1
    assert exchange(desk).outcome is Ending.DONE
    assert look(province).whole
    everything_is_there_once(province, desk)


def test_an_entry_that_was_changed_is_named(province, desk, exchange) -> None:
    a_small_day(desk)
    exchange(desk)
    with province.gateway.store.write("test") as change:
        change.execute(update(journal).where(journal.c.seq == 4).values(payload='{"role":"leader"}'))
    assert look(province).broken == ((desk.device, 4),)
