"""What speaks against taking a dossier stops the desk until a person says why; the reason stays with the dossier."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.datasets import catalogue_of
from desk.errors import RuleBroken
from desk.handling import act, dossier_of
from desk.practice import practice_person
from desk.reception import Although, Request, group_of, last_request, receive, receive_many
from desk.records.base import VIETNAM
from desk.rules.appointment import Unit
from desk.rules.citizen import Person
from desk.rules.dossier import Dossier, HandedIn, Overruled
from desk.rules.fees import Quantity
from desk.rules.lifecycle import Action
from desk.search import Filter, search
from desk.store import Store
from tests.desk.conftest import LAN, Clock

THU = Person("Nguyễn Văn Thử", "026099000001")


def take(store: Store, clock: Clock, request: Request) -> Dossier:
    with store.write(LAN, clock()) as change:
        return receive(change, request)


def refusal(store: Store, clock: Clock, request: Request) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        take(store, clock, request)
    return broken.value


@pytest.fixture
def timeless(store: Store) -> str:
    """A procedure for which no source gives a time."""
    with store.read() as session:
        return next(
            one.code for one in catalogue_of(session).procedures if one.time_for(one.case("")) is None
        )


def test_the_same_person_and_procedure_stops_and_names_the_open_dossier(store: Store, clock: Clock) -> None:
    first = take(store, clock, Request("1.004873", THU))
    stopped = refusal(store, clock, Request("1.004873", THU))
    assert (stopped.field, stopped.code) == ("duplicate", "open_alike")
    assert first.code in stopped.message
    second = take(store, clock, Request("1.004873", THU, although=Although(duplicate=" Hai  con khác nhau ")))
    assert second.although == (Overruled("duplicate", "Hai con khác nhau"),)
    assert take(store, clock, Request("2.000815", THU)).although == ()


def test_a_decided_dossier_is_no_duplicate(store: Store, clock: Clock) -> None:
    first = take(store, clock, Request("1.004873", THU))
    with store.write(LAN, clock()) as change:
        act(change, first.code, Action.WITHDRAW, {"reason": "Đổi ý"})
    assert take(store, clock, Request("1.004873", THU)).although == ()


DOUBTED = Person("Trần Văn Ví Dụ", "001190000013", "1985", "Nam", "Thôn Giả Định, Xã Mẫu")
"""A woman's number, of 1990."""


@pytest.mark.parametrize(
    ("who", "field"),
    [
        ({"applicant": DOUBTED}, "applicant.personal_id"),
        ({"holder": DOUBTED}, "holder.personal_id"),
        ({"representative": DOUBTED}, "representative.personal_id"),
        ({"subjects": (THU, DOUBTED)}, "subjects[1].personal_id"),
    ],
)
def test_whoever_has_an_id_that_does_not_fit_needs_a_reason(
    store: Store, clock: Clock, who: dict[str, object], field: str
) -> None:
    """Everybody whom the dossier names, by the rule that the applicant meets on the page."""
    request = replace(Request("1.004873", THU), **who)
    stopped = refusal(store, clock, request)
    assert (stopped.field, stopped.code) == (field, "id_doubt")
    assert "1990" in stopped.message
    taken = take(store, clock, replace(request, although=Although(personal_id="Thẻ ghi đúng như vậy")))
    assert taken.although == (Overruled("personal_id", "Thẻ ghi đúng như vậy"),)


def test_a_row_of_the_paper_backlog_happened_and_is_not_asked(store: Store, clock: Clock) -> None:
    take(store, clock, Request("1.004873", THU))
    late = Request("1.004873", THU, paper_no="P1", components=(HandedIn("Khác", 1),))
    assert take(store, clock, late).although == ()


def test_an_obligatory_paper_is_missed_unless_somebody_says_why(store: Store, clock: Clock) -> None:
    with store.read() as session:
        procedure = catalogue_of(session).get("2.000815")
    assert procedure is not None
    assert any(one.obligatory for one in procedure.components)
    empty = Request("2.000815", THU, components=())
    stopped = refusal(store, clock, empty)
    assert (stopped.field, stopped.code) == ("components", "incomplete")
    taken = take(store, clock, replace(empty, although=Although(incomplete="Nộp bổ sung chiều nay")))
    assert taken.although == (Overruled("incomplete", "Nộp bổ sung chiều nay"),)


def test_the_reason_for_an_odd_personal_id_is_kept(store: Store, clock: Clock) -> None:
    taken = take(
        store, clock, Request("1.004873", THU, although=Although(personal_id="Cấp trước khi sáp nhập"))
    )
    assert taken.although == (Overruled("personal_id", "Cấp trước khi sáp nhập"),)


def test_where_no_source_gives_a_time_the_appointment_is_stated_with_a_reason(
    store: Store, clock: Clock, timeless: str
) -> None:
    due = datetime(2026, 11, 26, 9, 30, tzinfo=VIETNAM)
    stated = Request(timeless, THU, due=due, although=Although(due="Theo thỏa thuận với người dân"))
    wrong = [
        (replace(stated, due=None), "procedure", "no_time"),
        (replace(stated, although=Although()), "although.due", "missing"),
        (replace(stated, due=due.replace(hour=20)), "due", "not_working_time"),
        (replace(stated, due=clock.at - timedelta(days=3)), "due", "before_reception"),
        (replace(stated, procedure="1.004873"), "due", "time_known"),
    ]
    for request, field, code in wrong:
        broken = refusal(store, clock, request)
        assert (broken.field, broken.code) == (field, code)
    taken = take(store, clock, stated)
    assert (taken.due_at, taken.time.unit) == (due, Unit.STATED)
    assert taken.reasons == ("Ngày hẹn do cán bộ ghi: Theo thỏa thuận với người dân",)


def test_several_dossiers_of_one_applicant_are_taken_together_or_not_at_all(
    store: Store, clock: Clock
) -> None:
    requests = [Request("1.004873", THU), Request("2.000815", THU), Request("2.000635", THU)]
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        receive_many(change, [*requests, Request("9.999999", THU)])
    assert broken.value.field == "requests[3].procedure"
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        receive_many(change, [*requests, Request("2.000884", Person("Người Khác"))])
    assert (broken.value.field, broken.value.code) == ("requests[3].applicant", "other_person")
    with store.read() as session:
        assert search(session, Filter()) == ()
    with store.write(LAN, clock()) as change:
        taken = receive_many(change, requests)
    assert [one.code[-4:] for one in taken] == ["0001", "0002", "0003"]
    assert len({one.group for one in taken}) == 1
    with store.read() as session:
        assert group_of(session, taken[0].group) == taken
        assert group_of(session, "") == ()


def test_one_dossier_for_several_people_is_found_by_each_of_them(store: Store, clock: Clock) -> None:
    people = (Person("Hồ Văn Một", "026099000011"), Person("Hồ Thị Hai", phone="0999000012"))
    taken = take(store, clock, Request("1.004194", THU, case="Theo danh sách", subjects=people))
    assert taken.subjects == people
    # 10.000 đ a person of a list (Thông tư 75/2022/TT-BTC)
    assert [(line.amount_vnd, line.reckoning) for line in taken.fees] == [(20_000, "2 người × 10.000 đồng")]
    with store.read() as session:
        for typed in ("ho van mot", "026099000011", "099900001"):
            assert [row.code for row in search(session, Filter(text=typed))] == [taken.code], typed


def test_too_many_people_are_refused(store: Store, clock: Clock) -> None:
    crowd = tuple(Person(f"Người Thử {letter}") for letter in "ab" * 151)
    assert refusal(store, clock, Request("1.004873", THU, subjects=crowd)).field == "subjects"


def test_certified_copies_count_pages_and_copies(store: Store, clock: Clock) -> None:
    taken = take(store, clock, Request("2.000815", THU, quantity=Quantity(pages=7, copies=3)))
    assert taken.quantity == 3
    (line,) = taken.fees
    assert (line.amount_vnd, line.reckoning) == (
        27_000,
        "(2 trang × 2.000 đồng + 5 trang × 1.000 đồng) × 3 bản",
    )


def test_the_last_one_is_repeated_by_who_took_it(store: Store, clock: Clock, chance: random.Random) -> None:
    person = practice_person(chance, clock.at.date())
    with store.read() as session:
        assert last_request(session, LAN.login) is None
    taken = take(
        store,
        clock,
        Request("2.000815", person, quantity=Quantity(copies=2), representative=THU, note="Riêng"),
    )
    with store.read() as session:
        again = last_request(session, LAN.login)
        assert last_request(session, "nguoikhac") is None
    assert again is not None
    assert (again.procedure, again.applicant, again.representative) == ("2.000815", person, THU)
    assert again.note == ""
    repeated = take(store, clock, replace(again, although=Although(duplicate="Người dân xin thêm")))
    assert (repeated.fees, repeated.components) == (taken.fees, taken.components)


def test_what_is_new_at_reception_is_in_the_journal_alone(store: Store, clock: Clock) -> None:
    taken = take(
        store, clock, Request("1.004873", THU, representative=Person("Lê Thị Thay"), subjects=(THU,))
    )
    with store.read() as session:
        assert dossier_of(session, taken.code) == taken
    assert taken.representative == Person("Lê Thị Thay")
