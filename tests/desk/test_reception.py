"""A dossier walks in: one durable act gives code, appointment, register number, rows and journal; nothing is half taken."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.errors import RuleBroken
from desk.handling import act, dossier_of
from desk.journal import timeline
from desk.office import office_of
from desk.people import known_people, open_alike
from desk.practice import practice_person, practice_requests
from desk.reception import Although, Request, propose, receive
from desk.records.base import VIETNAM
from desk.returning import Handout, give_back, result_arrived
from desk.rules.dossier import HandedIn
from desk.rules.fees import FeeLine, Method
from desk.rules.lifecycle import Action, State
from desk.search import Filter, Mark, search, today
from desk.store import Store
from tests.desk.conftest import LAN, XU_LY, Clock

AGAIN = Although(duplicate="Cùng một người nhiều lần, để thử")


@pytest.fixture
def request_(chance: random.Random, clock: Clock) -> Request:
    return Request("1.004873", practice_person(chance, clock.at.date()))


def taken(store: Store, clock: Clock, request: Request) -> str:
    with store.write(LAN, clock()) as change:
        return receive(change, replace(request, although=AGAIN)).code


def test_a_dossier_gets_its_code_appointment_and_place_in_the_register(
    store: Store, clock: Clock, request_: Request
) -> None:
    code = taken(store, clock, request_)
    with store.read() as session:
        dossier = dossier_of(session, code)
    assert code == "H44.900-261123-0001"
    assert dossier.state is State.RECEIVED
    assert dossier.register_no == 1
    # 3 working days after Monday 23/11/2026; 24/11 is Ngày Văn hóa Việt Nam
    assert dossier.due_at == datetime(2026, 11, 27, 8, 1, tzinfo=VIETNAM)
    assert any("24/11" in reason or "Văn hóa" in reason for reason in dossier.reasons)
    assert dossier.components
    assert dossier.applicant == request_.applicant


def test_codes_count_on_within_a_day_and_start_anew_the_next(
    store: Store, clock: Clock, request_: Request
) -> None:
    codes = [taken(store, clock, request_) for _n in range(3)]
    clock.at += timedelta(days=2)
    codes.append(taken(store, clock, request_))
    assert [code[-11:] for code in codes] == ["261123-0001", "261123-0002", "261123-0003", "261125-0001"]


def test_what_is_wrong_is_refused_and_no_serial_is_lost(
    store: Store, clock: Clock, request_: Request
) -> None:
    wrong = [
        (replace(request_, procedure="9.999999"), "procedure"),
        (replace(request_, case="không có"), "case"),
        (replace(request_, received_at=clock.at + timedelta(days=30)), "received_at"),
        (replace(request_, components=(HandedIn("", 1, 0),)), "components[0].name"),
        (replace(request_, components=(HandedIn("x", -1, 0),)), "components[0].originals"),
        (replace(request_, note="x" * 5000), "note"),
    ]
    for request, field in wrong:
        with pytest.raises(RuleBroken) as broken:
            taken(store, clock, request)
        assert broken.value.field == field
    assert taken(store, clock, request_).endswith("-0001")


def test_the_journal_alone_tells_the_whole_dossier(store: Store, clock: Clock, request_: Request) -> None:
    code = taken(
        store, clock, replace(request_, fees=(FeeLine("Lệ phí", 8000, Method.TRANSFER),), note="Ghi chú")
    )
    with store.read() as session:
        dossier = dossier_of(session, code)
        entries = timeline(session, dossier.id)
    assert [entry.action for entry in entries] == ["receive"]
    assert dossier.fees == (FeeLine("Lệ phí", 8000, Method.TRANSFER),)
    assert dossier.note == "Ghi chú"


def test_from_reception_to_the_result_in_the_citizens_hand(
    store: Store, clock: Clock, request_: Request
) -> None:
    code = taken(store, clock, request_)
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        give_back(change, code, Handout("Nguyễn Văn Mẫu"))
    assert broken.value.code == "not_ready"
    with store.write(LAN, clock()) as change:
        result_arrived(change, code)
    with pytest.raises(RuleBroken), store.write(LAN, clock()) as change:
        give_back(change, code, Handout(""))
    with store.write(LAN, clock()) as change:
        dossier = give_back(change, code, Handout("Nguyễn Văn Mẫu", "026099000001"))
    assert [event.state for event in dossier.events] == [
        State.RECEIVED, State.PROCESSING, State.FINISHED, State.RETURNED,
    ]  # fmt: skip
    assert dossier.finished_at == dossier.events[2].at


def test_a_step_that_the_table_or_the_role_forbids_changes_nothing(
    store: Store, clock: Clock, request_: Request
) -> None:
    code = taken(store, clock, request_)
    for actor, action in ((XU_LY, Action.RETURN), (LAN, Action.STOP), (LAN, Action.SUPPLEMENT)):
        with pytest.raises(RuleBroken), store.write(actor, clock()) as change:
            act(change, code, action, {"reason": "thử"})
    with store.read() as session:
        assert dossier_of(session, code).state is State.RECEIVED


def test_withdrawing_needs_a_reason(store: Store, clock: Clock, request_: Request) -> None:
    code = taken(store, clock, request_)
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        act(change, code, Action.WITHDRAW, {"reason": "  "})
    assert broken.value.field == "reason"
    with store.write(LAN, clock()) as change:
        assert act(change, code, Action.WITHDRAW, {"reason": "Công dân đổi ý"}).state is State.WITHDRAWN


def test_without_a_lease_a_provisional_number_is_given_and_mapped_when_one_comes(
    new_office: object, clock: Clock, request_: Request
) -> None:
    from desk.leases import grant
    from desk.rules.dossier_code import Lease
    from desk.store import SYSTEM

    store: Store = new_office("bare")  # type: ignore[operator]
    provisional = [taken(store, clock, request_) for _n in range(2)]
    assert len(set(provisional)) == 2
    assert all("-T" in code for code in provisional)
    with store.write(SYSTEM, clock()) as change:
        grant(change, (Lease("H44.900", 5000, 9999),))
    with store.read() as session:
        dossiers = [dossier_of(session, code) for code in provisional]
        assert [dossier.code for dossier in dossiers] == ["H44.900-261123-5000", "H44.900-261123-5001"]
        assert search(session, Filter(text=provisional[0]))[0].code == dossiers[0].code
        assert search(session, Filter(text=dossiers[0].code))[0].code == dossiers[0].code
    assert taken(store, clock, request_) == "H44.900-261123-5002"


def test_a_lease_run_dry_falls_back_to_provisional_numbers(
    new_office: object, clock: Clock, request_: Request
) -> None:
    from desk.leases import grant
    from desk.rules.dossier_code import Lease
    from desk.store import SYSTEM

    store: Store = new_office("dry")  # type: ignore[operator]
    with store.write(SYSTEM, clock()) as change:
        grant(change, (Lease("H44.900", 1, 2),))
    codes = [taken(store, clock, request_) for _n in range(3)]
    assert codes[:2] == ["H44.900-261123-0001", "H44.900-261123-0002"]
    assert "-T" in codes[2]


def test_people_met_before_come_up_by_a_few_letters_id_or_phone(
    store: Store, clock: Clock, chance: random.Random
) -> None:
    person = replace(practice_person(chance, clock.at.date()), name="Trần Thị Ví Dụ", phone="0999123456")
    taken(store, clock, Request("1.004873", person))
    taken(store, clock, Request("2.000815", person))
    with store.read() as session:
        for typed in ("tran thi vi", "vi du", "VÍ D", person.personal_id[:8], "099912"):
            (known,) = known_people(session, typed)
            assert known.person == person, typed
            assert known.dossiers == 2
        assert known_people(session, "khong co ai") == ()
        assert known_people(session, "") == ()


def test_a_likely_duplicate_is_named(store: Store, clock: Clock, request_: Request) -> None:
    code = taken(store, clock, request_)
    with store.read() as session:
        assert open_alike(session, "1.004873", request_.applicant) == (code,)
        assert open_alike(session, "2.000815", request_.applicant) == ()


def test_the_proposal_shows_what_the_citizen_will_get(store: Store, clock: Clock) -> None:
    with store.read() as session:
        proposal = propose(session, "2.000815", at=clock.at, quantity=7)
        unknown = propose(session, "1.000656", at=clock.at)
    assert proposal.appointment is not None
    assert proposal.appointment.due == datetime(2026, 11, 23, 17, 0, tzinfo=VIETNAM)
    # 2 pages at 2.000 and 5 at 1.000 (Thông tư 226/2016/TT-BTC)
    assert [line.amount_vnd for line in proposal.fees] == [9000]
    assert proposal.missing == ()
    assert unknown.procedure.field == "Hộ tịch"


def test_search_finds_by_anything_typed_and_narrows(
    store: Store, clock: Clock, chance: random.Random
) -> None:
    with store.read() as session:
        from desk.datasets import catalogue_of

        requests = practice_requests(chance, 20, clock.at.date(), catalogue_of(session))
        office = office_of(session)
    codes = [taken(store, clock, request) for request in requests]
    with store.read() as session:
        assert len(search(session, Filter())) == 20
        assert search(session, Filter(text=codes[7]))[0].code == codes[7]
        assert [row.code for row in search(session, Filter(text=requests[3].applicant.personal_id))] == [
            codes[3]
        ]
        assert {row.code for row in search(session, Filter(text="minh hoa"))} >= {
            code
            for code, request in zip(codes, requests, strict=True)
            if "Minh Họa" in request.applicant.name
        }
        assert search(session, Filter(text="'\"*() OR NEAR")) == ()
        assert search(session, Filter(states=frozenset({State.RETURNED}))) == ()
        assert all(row.mark is Mark.HERE for row in search(session, Filter(unsent=True)))
        assert office.code == "H44.900"


def test_today_counts_what_is_due_overdue_ready_and_unsent(
    store: Store, clock: Clock, chance: random.Random
) -> None:
    person = practice_person(chance, clock.at.date())
    same_day = taken(store, clock, Request("2.000815", person))
    later = taken(store, clock, Request("1.004873", person))
    with store.read() as session:
        now_ = today(session, clock.at)
        tomorrow = today(session, clock.at + timedelta(days=2))
    assert (now_.due, now_.overdue, now_.ready, now_.unsent) == (1, 0, 0, 2)
    assert [row.code for row in now_.rows] == [same_day]
    assert (tomorrow.due, tomorrow.overdue) == (0, 1)
    with store.write(LAN, clock()) as change:
        result_arrived(change, later)
    with store.read() as session:
        assert today(session, clock.at).ready == 1
