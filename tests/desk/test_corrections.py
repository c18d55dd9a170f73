"""What was written wrongly is put right: nothing is overwritten, everything that searches, counts or sums follows."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.attachments import NewFile
from desk.closing import close_day, summary
from desk.corrections import cancel, correct, corrected_since_print
from desk.custody import verify
from desk.errors import RuleBroken
from desk.handling import act, dossier_of, extend, pass_on
from desk.journal import tip
from desk.outbox import day_numbers
from desk.papers import note_issue
from desk.people import known_people
from desk.practice import practice_person
from desk.progress import Progress
from desk.reception import Request, attach, receive
from desk.records.base import VIETNAM
from desk.rules.appointment import ProcessingTime, Unit
from desk.rules.citizen import Person
from desk.rules.dossier import Changed, Dossier, FeeLine, HandedIn, ReturnBy
from desk.rules.fees import Method
from desk.rules.lifecycle import Action, Role, State, next_actions
from desk.search import Filter, search
from desk.store import Actor, Change, Store
from tests.desk.conftest import LAN, XU_LY, Clock

LEADER = Actor("lanhdao", "Lãnh đạo Trung tâm Mẫu", Role.LEADER, "")
FEE = (FeeLine("Lệ phí hộ tịch", 15_000, Method.CASH),)
Taken = Callable[..., Dossier]


@pytest.fixture
def taken(store: Store, clock: Clock, chance: random.Random) -> Taken:
    """Takes a dossier; changes of the request by name."""

    def take(**changed: Any) -> Dossier:
        request = Request("1.004873", practice_person(chance, clock.at.date()), fees=FEE)
        with store.write(LAN, clock()) as change:
            return receive(change, replace(request, **changed))

    return take


def put_right(store: Store, clock: Clock, dossier: Dossier, **fields: Any) -> Dossier:
    with store.write(LAN, clock()) as change:
        return correct(change, dossier.code, fields, "Gõ nhầm")


def whole(store: Store) -> None:
    assert verify(store, Progress()).findings == ()


def test_a_corrected_name_is_found_and_the_wrong_one_is_not(store: Store, clock: Clock, taken: Taken) -> None:
    was = taken(applicant=Person("Trần Thị Nhầm", "026199000001", phone="0999000001"))
    now = put_right(store, clock, was, applicant=replace(was.applicant, name="Trần Thị Đúng"))
    assert now.applicant.name == "Trần Thị Đúng"
    assert now.corrections[0].fields == (Changed("applicant.name", "Trần Thị Nhầm", "Trần Thị Đúng"),)
    with store.read() as session:
        assert [row.code for row in search(session, Filter(text="tran thi dung"))] == [was.code]
        assert search(session, Filter(text="nham")) == ()
        (known,) = known_people(session, "026199000001")
        assert (known.person.name, known.dossiers) == ("Trần Thị Đúng", 1)
    whole(store)


def test_somebody_elses_id_gives_them_their_own_data_back(store: Store, clock: Clock, taken: Taken) -> None:
    other = Person("Lê Văn Thử", "026099000002", phone="0999000002")
    taken(applicant=other)
    slip = taken(procedure="2.000815", applicant=Person("Trần Thị Mẫu", "026099000002", phone="0999000009"))
    put_right(store, clock, slip, applicant=Person("Trần Thị Mẫu", "026199000003", phone="0999000009"))
    with store.read() as session:
        (theirs,) = known_people(session, "026099000002")
        assert (theirs.person, theirs.dossiers) == (other, 1)
        (hers,) = known_people(session, "026199000003")
        assert (hers.person.name, hers.dossiers) == ("Trần Thị Mẫu", 1)
    whole(store)


def test_a_person_who_was_never_there_is_not_remembered(store: Store, clock: Clock, taken: Taken) -> None:
    slip = taken(applicant=Person("Trần Thị Mẫu", "026199000004"))
    put_right(store, clock, slip, applicant=Person("Trần Thị Mẫu", "026199000005"))
    with store.read() as session:
        assert known_people(session, "026199000004") == ()
    whole(store)


def test_every_fact_of_reception_can_be_put_right_at_once(store: Store, clock: Clock, taken: Taken) -> None:
    now = put_right(
        store, clock, taken(),
        holder=Person("Lê Thị Chủ"),
        representative=Person("Phạm Văn Thay"),
        subjects=(Person("Hồ Văn Một"), Person("Hồ Văn Hai")),
        components=(HandedIn("Tờ khai", 1), HandedIn("Giấy khác", certified=2)),
        fees=(FeeLine("Lệ phí hộ tịch", 8_000, Method.TRANSFER),),
        return_by=ReturnBy.POST,
        note="Đã sửa",
        quantity=2,
    )  # fmt: skip
    assert now.representative == Person("Phạm Văn Thay")
    with store.read() as session:
        for typed in ("le thi chu", "pham van thay", "ho van hai"):
            assert [row.code for row in search(session, Filter(text=typed))] == [now.code], typed
        numbers = summary(session, clock.at.date())
    assert (numbers.fees_vnd, numbers.cash_vnd, numbers.transfer_vnd) == (8_000, 0, 8_000)
    whole(store)


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"procedure": "2.000815"}, "procedure", "not_correctable"),
        ({"code": "x"}, "code", "not_correctable"),
        ({"received_at": "x"}, "received_at", "not_correctable"),
        ({"note": ""}, "fields", "nothing_changed"),
        ({}, "fields", "nothing_changed"),
        ({"applicant": Person("")}, "applicant.name", "missing"),
        ({"applicant": Person("Lê Thử", "123")}, "applicant.personal_id", "bad_id"),
        ({"holder": Person("Lê Thử", born="2030-01-01")}, "holder.born", "future"),
        ({"components": (HandedIn("x", -1),)}, "components[0].originals", "bad_count"),
        ({"fees": (FeeLine("x", -1, Method.CASH),)}, "fees[0].amount", "bad_amount"),
        ({"quantity": 0}, "quantity", "bad_quantity"),
        ({"note": "x" * 2001}, "note", "too_long"),
    ],
)
def test_what_cannot_be_put_right_is_refused_and_changes_nothing(
    store: Store, clock: Clock, taken: Taken, fields: Mapping[str, Any], field: str, code: str
) -> None:
    was = taken()
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        correct(change, was.code, fields, "Gõ nhầm")
    assert (broken.value.field, broken.value.code) == (field, code)
    with store.read() as session:
        assert dossier_of(session, was.code) == was


def test_a_correction_needs_a_reason_and_the_right_role(store: Store, clock: Clock, taken: Taken) -> None:
    was = taken()
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        correct(change, was.code, {"note": "x"}, " ")
    assert broken.value.field == "reason"
    with pytest.raises(RuleBroken) as broken, store.write(XU_LY, clock()) as change:
        correct(change, was.code, {"note": "x"}, "Gõ nhầm")
    assert broken.value.code == "not_yours"


def test_money_of_a_closed_day_stands(store: Store, clock: Clock, taken: Taken) -> None:
    was = taken()
    with store.write(LAN, clock()) as change:
        close_day(change, clock.at.date())
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        correct(change, was.code, {"fees": ()}, "Miễn")
    assert broken.value.code == "day_closed"
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        cancel(change, was.code, "Nhầm")
    assert broken.value.code == "day_closed"
    assert put_right(store, clock, was, note="Vẫn sửa được ghi chú").note == "Vẫn sửa được ghi chú"


def test_a_cancelled_reception_keeps_its_code_and_gives_the_money_back(
    store: Store, clock: Clock, taken: Taken
) -> None:
    wrong, right = taken(), taken()
    with store.write(LAN, clock()) as change:
        gone = cancel(change, wrong.code, "Nhầm thủ tục")
    assert gone.state is State.CANCELLED
    assert gone.cancellation is not None
    assert gone.cancellation.returned_vnd == 15_000
    with store.write(LAN, clock()) as change:
        numbers = close_day(change, clock.at.date())
    assert (numbers.received, numbers.cancelled, numbers.fees_vnd) == (1, 1, 15_000)
    assert taken().code not in (wrong.code, right.code)
    whole(store)


def test_cancelling_is_for_the_same_day_and_before_the_papers_left(
    store: Store, clock: Clock, taken: Taken
) -> None:
    walked, old = taken(), taken()
    with store.write(LAN, clock()) as change:
        act(change, walked.code, Action.HAND_OVER)
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        cancel(change, walked.code, "Nhầm")
    assert broken.value.code == "not_allowed"
    clock.at += timedelta(days=1)
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        cancel(change, old.code, "Nhầm")
    assert broken.value.code == "too_late"


def test_the_numbers_of_a_day_are_those_of_the_journal_as_it_stood(
    store: Store, clock: Clock, taken: Taken
) -> None:
    one, two = taken(), taken()
    with store.read() as session:
        then = tip(session)[0]
    put_right(store, clock, one, fees=(FeeLine("Lệ phí hộ tịch", 8_000, Method.CASH),))
    with store.write(LAN, clock()) as change:
        cancel(change, two.code, "Nhầm")
    with store.read() as session:
        now = tip(session)[0]
        assert day_numbers(session, clock.at.date(), then)[:2] == (2, 30_000)
        assert day_numbers(session, clock.at.date(), now) == (2, 8_000, ((one.code, 8_000), (two.code, 0)))


def test_the_next_print_after_a_correction_is_known(store: Store, clock: Clock, taken: Taken) -> None:
    dossier = taken()

    def known() -> bool:
        with store.read() as session:
            return corrected_since_print(session, dossier.id)

    put_right(store, clock, dossier, note="Trước khi in")
    assert not known()
    with store.write(LAN, clock()) as change:
        note_issue(change, dossier.code, "01", "01/x/1", b"pdf", "Máy in")
    assert not known()
    put_right(store, clock, dossier, note="Sau khi in")
    assert known()
    with store.write(LAN, clock()) as change:
        note_issue(change, dossier.code, "01", "01/x/1", b"pdf", "Máy in")
    assert not known()


def test_forms_02_and_03_are_numbered_by_year(store: Store, clock: Clock, taken: Taken) -> None:
    dossiers = [taken() for _n in range(3)]
    numbers = []
    for dossier in dossiers:
        with store.write(XU_LY, clock()) as change:
            act(change, dossier.code, Action.HAND_OVER, {"receiver": "Công chức Mẫu", "unit": "Tư pháp"})
            facts = {
                "reason": "Thiếu",
                "items": (HandedIn("Giấy chứng sinh", 1),),
                "guidance": "Nộp tại quầy 1",
            }
            numbers.append(act(change, dossier.code, Action.REQUEST_SUPPLEMENT, facts).supplements[0])
        clock.at += timedelta(days=30)
    assert [one.number for one in numbers] == ["1/HDHS", "2/HDHS", "1/HDHS"]
    assert numbers[0].items == (HandedIn("Giấy chứng sinh", 1),)
    with store.read() as session:
        (line,) = dossier_of(session, dossiers[0].code).handovers
    assert (line.giver, line.receiver, line.unit) == (XU_LY.name, "Công chức Mẫu", "Tư pháp")


def test_an_extension_counts_from_the_old_appointment_and_lists_follow(
    store: Store, clock: Clock, taken: Taken
) -> None:
    dossier = taken()
    with store.write(LAN, clock()) as change:
        act(change, dossier.code, Action.HAND_OVER)
    with store.write(LEADER, clock()) as change:
        moved = extend(
            change, dossier.code, ProcessingTime(2, Unit.WORKING_DAY), reason="Chờ xác minh",
            signer="Lãnh đạo Mẫu", number="12/UBND",
        )  # fmt: skip
    # due Friday 27/11 08:01; two working days later is Tuesday 01/12
    assert moved.due_at == datetime(2026, 12, 1, 8, 1, tzinfo=VIETNAM)
    assert moved.extension is not None
    assert (moved.extension.signer, moved.extension.number) == ("Lãnh đạo Mẫu", "12/UBND")
    with store.read() as session:
        assert search(session, Filter(text=dossier.code))[0].due_at == moved.due_at
    with pytest.raises(RuleBroken) as broken, store.write(LEADER, clock()) as change:
        extend(change, dossier.code, ProcessingTime(1, Unit.DAY), reason="Lại", signer="Lãnh đạo Mẫu")
    assert broken.value.code == "extended_before"
    whole(store)


def test_the_appointment_is_later_by_the_working_days_that_the_citizen_took(
    store: Store, clock: Clock, taken: Taken
) -> None:
    dossier = taken()
    with store.write(XU_LY, clock()) as change:
        act(change, dossier.code, Action.HAND_OVER)
        act(change, dossier.code, Action.REQUEST_SUPPLEMENT, {"reason": "Thiếu giấy"})
    clock.at += timedelta(days=2)  # Wednesday; Tuesday 24/11 is no working day
    with store.write(LAN, clock()) as change:
        back = act(change, dossier.code, Action.SUPPLEMENT)
    assert dossier.due_at == datetime(2026, 11, 27, 8, 1, tzinfo=VIETNAM)
    assert back.due_at == datetime(2026, 11, 30, 8, 1, tzinfo=VIETNAM)
    whole(store)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_done_the_columns_are_what_the_journal_says(
    store: Store, clock: Clock, taken: Taken, data: st.DataObject
) -> None:
    dossier = taken()
    for _n in range(data.draw(st.integers(0, 7))):
        actor = data.draw(st.sampled_from((LAN, XU_LY, LEADER)))
        steps = [*next_actions(dossier.state, actor.role), "correct", "pass_on"]
        step = data.draw(st.sampled_from(steps))
        try:
            with store.write(actor, clock()) as change:
                dossier = _done(change, dossier, step, data)
        except RuleBroken:
            continue
    with store.read() as session:
        assert dossier_of(session, dossier.code) == dossier
    whole(store)


def _done(change: Change, dossier: Dossier, step: str, data: st.DataObject) -> Dossier:
    match step:
        case "correct":
            name = data.draw(st.sampled_from(("Lê Văn Thử", "Trần Thị Mẫu", "Hồ Thị Ví Dụ")))
            number = data.draw(st.sampled_from(("", "026099000777", "026199000888")))
            values = {
                "applicant": Person(name, number),
                "holder": data.draw(st.sampled_from((None, Person(name)))),
                "subjects": (Person(name, number),),
                "fees": (FeeLine("Phí", data.draw(st.integers(0, 50_000)), Method.CASH),),
                "components": (HandedIn("Đơn", certified=data.draw(st.integers(0, 3))),),
                "return_by": data.draw(st.sampled_from(ReturnBy)),
                "note": name,
                "quantity": data.draw(st.integers(1, 9)),
            }
            chosen = data.draw(st.sets(st.sampled_from(sorted(values)), min_size=1))
            return correct(change, dossier.code, {key: values[key] for key in chosen}, "Gõ nhầm")
        case "pass_on":
            return pass_on(change, dossier.code, giver="Lan", receiver="Xuân", unit="Tư pháp")
        case Action.EXTEND:
            days = ProcessingTime(data.draw(st.integers(1, 30)), Unit.WORKING_DAY)
            return extend(change, dossier.code, days, reason="Chờ", signer="Lãnh đạo Mẫu")
        case Action.CANCEL:
            return cancel(change, dossier.code, "Nhầm")
        case _:
            return act(change, dossier.code, Action(step), {"reason": "Thử", "receiver": "Người nhận Mẫu"})


def test_a_cancelled_dossier_takes_no_more_files(store: Store, clock: Clock, taken: Taken) -> None:
    wrong = taken()
    sha256, size = store.vault.put([b"%PDF-"])
    with store.write(LAN, clock()) as change:
        gone = cancel(change, wrong.code, "Nhầm thủ tục")
    with store.write(LAN, clock()) as change, pytest.raises(RuleBroken, match="đã hủy") as told:
        attach(change, gone, NewFile("don.pdf", "Tờ khai", sha256, size))
    assert told.value.field == "files"
