"""What the province refuses, entry by entry; everything is held, and only the dossier itself is held back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desk.rules.broken import RuleBroken
from desk.rules.dossier_code import device_tag, provisional_code
from desk.rules.lifecycle import Action, Note
from sync.outbox import Ending
from tests.sync.desks import MORNING, MemoryDesk, reception
from tests.sync.held import journal_there, verdicts_there

CODE = "H44.900-261124-0001"


def province_acts(desk: MemoryDesk) -> None:
    dossier = desk.receive()
    desk.act(dossier, Action.HAND_OVER)
    desk.note(Action.FINISH, {"role": "province", "at": MORNING.isoformat(), "by": "tinh1"}, dossier)


def nonsense_components(desk: MemoryDesk) -> None:
    desk.receive(components=[1, 2])


def number_as_code(desk: MemoryDesk) -> None:
    desk.note(Action.RECEIVE, {**reception(CODE, 0, desk.office, MORNING), "code": 7}, desk.receive())


def number_as_first_code(desk: MemoryDesk) -> None:
    desk.receive(procedure=7)


def deep_nonsense(desk: MemoryDesk) -> None:
    desk.note("print", {"a": [[[[]]]]}, desk.receive())
    desk.note("unknown_action", {}, desk.receive())


def file_above_the_limit(desk: MemoryDesk) -> None:
    facts = {"file": "a.pdf", "component": "a", "sha256": "0" * 64, "size": 10**12}
    desk.note(Note.ATTACH, facts, desk.receive())


def file_with_a_path_as_hash(desk: MemoryDesk) -> None:
    facts = {"file": "a.pdf", "component": "a", "sha256": "../../etc/passwd", "size": 3}
    desk.note(Note.ATTACH, facts, desk.receive())


def corrected(desk: MemoryDesk, field: str, before: object, after: object) -> None:
    facts = {
        "role": "reception",
        "reason": "Nhầm",
        "fields": [{"field": field, "before": before, "after": after}],
    }
    desk.note(Note.CORRECT, facts, desk.receive())


def extended_twice(desk: MemoryDesk) -> None:
    dossier = desk.receive()
    desk.act(dossier, Action.HAND_OVER)
    for day in ("2027-01-05", "2027-01-06"):
        facts = {"role": "leader", "reason": "Chờ", "signer": "Mẫu", "due": f"{day}T08:00:00+07:00"}
        desk.note(Action.EXTEND, facts, dossier)


CASES: list[tuple[str, Callable[[MemoryDesk], object], str]] = [
    ("a code outside the lease", lambda desk: desk.receive("H44.900-261124-9999"), "code_not_leased"),
    ("a code of another day", lambda desk: desk.receive("H44.900-261123-0001"), "code_not_leased"),
    ("a code of another agency", lambda desk: desk.receive("H44.901-261124-0001"), "code_not_leased"),
    ("a code that is none", lambda desk: desk.receive("hồ sơ 1"), "bad_code"),
    ("another desk's provisional code", lambda desk: desk.receive("H44.900-261124-TAAAAAA-001"), "code_not_leased"),
    ("the office of somebody else", lambda desk: desk.receive(CODE, office="H44.901"), "wrong_office"),
    ("a step that the table does not have", lambda desk: desk.act(desk.receive(), Action.RETURN), "not_allowed"),
    ("a step of another role", lambda desk: desk.act(desk.receive(), Action.HAND_OVER, "leader"), "not_yours"),
    ("a step before reception", lambda desk: desk.act(desk.device, Action.HAND_OVER), "not_allowed"),
    ("a step of the province that it did not take", province_acts, "not_told"),
    ("components that are numbers", nonsense_components, "unreadable"),
    ("a reception of what is received", number_as_code, "not_allowed"),
    ("a number as procedure", number_as_first_code, "unreadable"),
    ("an action that nobody knows", deep_nonsense, "unreadable"),
    ("a time unit that nobody knows", lambda desk: desk.receive(time={"amount": 1, "unit": "moon"}), "unreadable"),
    ("a file above the limit", file_above_the_limit, "unreadable"),
    ("a path instead of a hash", file_with_a_path_as_hash, "unreadable"),
    ("a correction of the code", lambda desk: corrected(desk, "code", CODE, "x"), "not_correctable"),
    ("a correction of what is not there", lambda desk: corrected(desk, "note", "khác", "x"), "changed_meanwhile"),
    ("a correction to nonsense", lambda desk: corrected(desk, "fees", [{"name": "Phí"}], [7]), "unreadable"),
    ("a second extension", extended_twice, "extended_before"),
    ("a payload above the limit", lambda desk: desk.receive(note="a" * 300_000), "too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "does", "code"), CASES, ids=[case[0] for case in CASES])
def test_the_entry_is_held_and_not_folded(province, desk, exchange, what: str, does, code: str) -> None:
    does(desk)
    good = desk.receive()
    report = exchange(desk)
    assert report.outcome is Ending.DONE
    assert desk.held() == desk.tip()
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]
    assert set(verdicts_there(province, desk).values()) == {code}
    assert {verdict.code for verdict in desk.verdicts.values()} == {code}
    assert all(verdict.message for verdict in desk.verdicts.values())
    assert desk.entries[-2].dossier == good or desk.entries[-1].dossier == good


def test_a_naive_moment_is_refused(province, desk, exchange) -> None:
    facts = {**reception(CODE, 0, desk.office, MORNING), "received_at": "2026-11-24T08:00:00"}
    desk.note(Action.RECEIVE, facts, desk.device)
    exchange(desk)
    assert set(verdicts_there(province, desk).values()) == {"unreadable"}


def test_later_entries_of_the_same_dossier_wait_and_others_do_not(province, desk, exchange) -> None:
    refused = desk.receive("H44.900-261124-9999")
    other = desk.receive()
    desk.act(refused, Action.HAND_OVER)
    desk.act(other, Action.HAND_OVER)
    exchange(desk)
    desk.act(refused, Action.FINISH)
    desk.act(other, Action.FINISH)
    exchange(desk)
    by_dossier = {entry.seq: entry.dossier for entry in desk.entries}
    said = verdicts_there(province, desk)
    assert {by_dossier[seq] for seq in said} == {refused}
    assert list(said.values()) == ["code_not_leased", "held_back", "held_back"]


def test_the_same_code_twice_is_refused_the_second_time(province, desk, exchange) -> None:
    desk.receive(CODE)
    desk.receive(CODE)
    exchange(desk)
    assert list(verdicts_there(province, desk).values()) == ["code_taken"]


def test_a_provisional_number_is_taken_and_later_mapped(province, desk, exchange) -> None:
    provisional = provisional_code(desk.office, MORNING.date(), device_tag(desk.device), 1)
    dossier = desk.receive(provisional, provisional=True)
    exchange(desk)
    desk.note(Note.ASSIGN_CODE, {"code": CODE, "provisional": provisional}, dossier)
    exchange(desk)
    assert desk.verdicts == {}
    for code in (provisional, CODE):
        assert province.gateway.news.set_status(code, Action.HAND_OVER, "tinh1", MORNING)


def test_a_dossier_of_another_desk_cannot_be_moved(province, desk, exchange) -> None:
    dossier = desk.receive()
    exchange(desk)
    other = province.new_desk()
    other.act(dossier, Action.HAND_OVER)
    exchange(other)
    assert list(verdicts_there(province, other).values()) == ["other_device"]
    desk.act(dossier, Action.HAND_OVER)
    exchange(desk)
    assert verdicts_there(province, desk) == {}


def test_a_file_of_a_refused_dossier_is_kept_all_the_same(province, desk, exchange) -> None:
    sha256 = desk.attach(desk.receive("H44.900-261124-9999"), b"%PDF-kept")
    exchange(desk)
    assert province.gateway.files.has(sha256)


def test_an_erased_payload_keeps_the_chain(province, desk, exchange) -> None:
    from dataclasses import replace

    desk.receive()
    desk.note("sign_in", {"counter": "1"})
    desk.receive()
    desk.entries[1] = replace(desk.entries[1], payload=None)
    assert exchange(desk).outcome is Ending.DONE
    assert desk.verdicts == {}
    assert journal_there(province, desk) == [entry.hash for entry in desk.entries]


def test_a_new_code_mends_a_dossier_whose_code_was_taken(province, desk, exchange) -> None:
    first, second = desk.receive(CODE), desk.receive(CODE)
    desk.act(second, Action.HAND_OVER)
    exchange(desk)
    assert list(verdicts_there(province, desk).values()) == ["code_taken", "held_back"]
    desk.note(Note.ASSIGN_CODE, {"code": "H44.900-261124-0007", "instead_of": CODE}, second)
    desk.verdicts.clear()
    exchange(desk)
    assert (verdicts_there(province, desk), desk.verdicts) == ({}, {})
    closing = desk.day()
    assert exchange(desk, closings=(closing,)).receipts[0].receipt.agreed, "both dossiers count, once each"
    assert province.gateway.news.set_status("H44.900-261124-0007", Action.FINISH, "tinh1", MORNING)
    with pytest.raises(RuleBroken, match="Được tiếp nhận"):
        province.gateway.news.set_status(CODE, Action.FINISH, "tinh1", MORNING)
    assert first != second


def test_code_and_new_code_in_one_push(province, desk, exchange) -> None:
    desk.receive(CODE)
    second = desk.receive(CODE)
    desk.act(second, Action.HAND_OVER)
    desk.note(Note.ASSIGN_CODE, {"code": "H44.900-261124-0007", "instead_of": CODE}, second)
    exchange(desk)
    assert verdicts_there(province, desk) == {}


def test_a_new_code_that_is_taken_too_mends_nothing_and_the_next_one_does(province, desk, exchange) -> None:
    desk.receive(CODE)
    second = desk.receive(CODE)
    desk.note(Note.ASSIGN_CODE, {"code": CODE}, second)
    exchange(desk)
    assert list(verdicts_there(province, desk).values()) == ["code_taken", "code_taken"]
    desk.note(Note.ASSIGN_CODE, {"code": "H44.900-261124-0008"}, second)
    exchange(desk)
    assert verdicts_there(province, desk) == {}


def test_a_new_code_does_not_mend_what_else_is_wrong(province, desk, exchange) -> None:
    desk.receive(CODE)
    second = desk.receive(CODE)
    desk.act(second, Action.RETURN)
    desk.note(Note.ASSIGN_CODE, {"code": "H44.900-261124-0008"}, second)
    exchange(desk)
    assert list(verdicts_there(province, desk).values()) == ["code_taken", "held_back", "not_allowed"]


@pytest.mark.parametrize("action", [Action.RETURN, Action.CANCEL, Action.RECEIVE])
def test_what_needs_a_person_at_the_counter_the_province_cannot_order(province, action: Action) -> None:
    with pytest.raises(RuleBroken, match="chỉ quầy làm"):
        province.gateway.news.set_status(CODE, action, "tinh1", MORNING)
