"""What a dossier is, told step by step: the facts that each entry adds, what is refused, and what old entries still say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.rules.appointment import ProcessingTime, Unit, time_words
from desk.rules.broken import RuleBroken
from desk.rules.chain import GENESIS, Entry, link
from desk.rules.citizen import Person
from desk.rules.dossier import (
    CORRECTABLE,
    VIETNAM,
    Changed,
    Dossier,
    FeeLine,
    HandedIn,
    Overruled,
    Timing,
    apply,
    exported,
    fold,
)
from desk.rules.fees import Method
from desk.rules.lifecycle import Action, Note, State

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
DUE = datetime(2026, 11, 27, 8, 0, tzinfo=VIETNAM)
MAU = {"name": "Nguyễn Văn Mẫu", "phone": "0999000001"}
TAKEN: Mapping[str, Any] = {
    "role": "reception",
    "code": "H44.900-261123-0001",
    "office": "H44.900",
    "counter": "1",
    "received_at": MORNING.isoformat(),
    "at": MORNING.isoformat(),
    "procedure": {"code": "1.004873", "name": "Cấp giấy", "field": "Hộ tịch", "catalogue": "1"},
    "time": {"amount": 3, "unit": "working_day"},
    "due": DUE.isoformat(),
    "reasons": ["3 ngày làm việc, không tính ngày nhận"],
    "applicant": MAU,
    "components": [{"name": "Tờ khai", "originals": 1, "copies": 0}],
    "fees": [{"name": "Lệ phí", "amount": 15000, "method": "cash"}],
    "return_by": "desk",
    "register_no": 1,
}
"""A reception exactly as the first version wrote it."""


def entries(*steps: tuple[str, Mapping[str, Any]], start: datetime = MORNING) -> list[Entry]:
    """One dossier's entries, a minute apart; a step's `_after` moves the clock by days first."""
    made: list[Entry] = []
    at, before = start, GENESIS
    for seq, (action, facts) in enumerate(steps, start=1):
        at += timedelta(days=facts.get("_after", 0), minutes=1)
        said = {"role": "reception", **{key: value for key, value in facts.items() if key != "_after"}}
        made.append(
            link(before, id=f"e{seq}", device="d", seq=seq, at=at, actor="lan", dossier="x",
                 action=action, payload=said)
        )  # fmt: skip
        before = made[-1].hash
    return made


def dossier_after(*steps: tuple[str, Mapping[str, Any]]) -> Dossier:
    folded = fold(entries((Action.RECEIVE, TAKEN), *steps))
    assert folded is not None
    return folded


def refused(*steps: tuple[str, Mapping[str, Any]]) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        dossier_after(*steps)
    return broken.value


HAND_OVER = (Action.HAND_OVER, {"giver": "Lan", "receiver": "Xuân", "unit": "Tư pháp"})


def test_a_reception_of_the_first_version_still_folds_and_nothing_is_invented() -> None:
    old = dossier_after()
    assert old.components == (HandedIn("Tờ khai", 1, 0),)
    assert old.fees == (FeeLine("Lệ phí", 15000, Method.CASH),)
    assert (old.quantity, old.subjects, old.representative, old.group, old.although) == (1, (), None, "", ())
    assert (old.supplements, old.handovers, old.corrections) == ((), (), ())
    assert (old.refusal, old.extension, old.stop, old.cancellation) == (None, None, None, None)


def test_what_is_new_at_reception_is_kept() -> None:
    more = {
        **TAKEN,
        "components": [{"name": "Đơn", "originals": 0, "copies": 1, "certified": 2, "electronic": 1, "pages": 4}],
        "fees": [{"name": "Phí", "amount": 8000, "method": "cash", "reckoning": "1 bản × 8.000 đồng"}],
        "representative": {"name": "Trần Thị Thử"},
        "quantity": 3,
        "subjects": [MAU, {"name": "Lê Văn Ví Dụ"}],
        "group": "g1",
        "although": {"duplicate": "Hai con khác nhau"},
        "time": {"amount": 0, "unit": "stated"},
    }  # fmt: skip
    taken = apply(None, entries((Action.RECEIVE, more))[0])
    assert taken is not None
    assert taken.components == (HandedIn("Đơn", 0, 1, certified=2, electronic=1, pages=4),)
    assert taken.fees[0].reckoning == "1 bản × 8.000 đồng"
    assert taken.representative == Person("Trần Thị Thử")
    assert [person.name for person in taken.subjects] == ["Nguyễn Văn Mẫu", "Lê Văn Ví Dụ"]
    assert (taken.quantity, taken.group) == (3, "g1")
    assert taken.although == (Overruled("duplicate", "Hai con khác nhau"),)
    assert taken.time == ProcessingTime(0, Unit.STATED)
    assert time_words(taken.time) == "Theo ngày hẹn ghi trên giấy này"


def test_a_supplement_request_keeps_its_papers_guidance_and_number() -> None:
    asked = dossier_after(
        HAND_OVER,
        (Action.REQUEST_SUPPLEMENT, {
            "reason": "Thiếu giấy", "guidance": "Nộp tại quầy 1", "number": "1/HDHS",
            "items": [{"name": "Giấy chứng sinh", "originals": 1, "copies": 0}],
        }),
    )  # fmt: skip
    (one,) = asked.supplements
    assert asked.state is State.SUPPLEMENT
    assert (one.reason, one.guidance, one.number) == ("Thiếu giấy", "Nộp tại quầy 1", "1/HDHS")
    assert one.items == (HandedIn("Giấy chứng sinh", 1),)
    assert one.by == "lan"


def test_an_old_supplement_request_with_a_reason_alone_still_folds() -> None:
    (one,) = dossier_after(HAND_OVER, (Action.REQUEST_SUPPLEMENT, {"reason": "Thiếu"})).supplements
    assert (one.reason, one.items, one.number) == ("Thiếu", (), "")


def test_the_appointment_moves_once_and_only_forward() -> None:
    later = (DUE + timedelta(days=3)).isoformat()
    extend = (Action.EXTEND, {"role": "leader", "reason": "Chờ xác minh", "due": later, "signer": "Ông Mẫu"})
    once = dossier_after(HAND_OVER, extend)
    assert once.extension is not None
    assert (once.extension.due_before, once.extension.due) == (DUE, DUE + timedelta(days=3))
    assert (once.due_at, once.state) == (DUE + timedelta(days=3), State.PROCESSING)
    assert refused(HAND_OVER, extend, extend).code == "extended_before"
    for due in (DUE, DUE - timedelta(days=1)):
        facts = {**extend[1], "due": due.isoformat()}
        assert refused(HAND_OVER, (Action.EXTEND, facts)).code == "not_later"


def test_an_extension_without_a_new_day_is_refused() -> None:
    facts = {"role": "leader", "reason": "Chờ", "signer": "Ông Mẫu"}
    assert refused(HAND_OVER, (Action.EXTEND, facts)).code == "not_later"


def test_withdrawal_and_stop_say_who_wished_it_and_what_was_given_back() -> None:
    facts = {"reason": "Đổi ý", "returned": "1 tờ khai"}
    withdrawn = dossier_after((Action.WITHDRAW, facts)).stop
    assert withdrawn is not None
    assert (withdrawn.requested_by_applicant, withdrawn.returned) == (True, "1 tờ khai")
    basis = {"role": "leader", "reason": "Có tranh chấp", "basis": "Điều 1"}
    stopped = dossier_after(HAND_OVER, (Action.STOP, basis)).stop
    assert stopped is not None
    assert (stopped.requested_by_applicant, stopped.basis) == (False, "Điều 1")


def test_a_refusal_after_reception_keeps_its_basis() -> None:
    facts = {
        "role": "leader",
        "reason": "Không đủ điều kiện",
        "basis": "Luật Hộ tịch Điều 1",
        "number": "1/TCHS",
    }
    found = dossier_after(HAND_OVER, (Action.REFUSE, facts)).refusal
    assert found is not None
    assert (found.reason, found.basis, found.number) == (facts["reason"], facts["basis"], "1/TCHS")


@pytest.mark.parametrize(
    ("days", "verdict"), [(0, Timing.EARLY), (3, Timing.EARLY), (4, Timing.LATE), (9, Timing.LATE)]
)
def test_the_control_sheet_begins_and_ends_at_the_desk(days: int, verdict: Timing) -> None:
    done = dossier_after(
        HAND_OVER,
        (Note.PASS_ON, {"giver": "Xuân", "receiver": "Ông Mẫu", "unit": "Lãnh đạo"}),
        (Action.FINISH, {"_after": days, "giver": "Ông Mẫu", "receiver": "Lan", "unit": "Một cửa"}),
    )
    assert [(one.giver, one.receiver) for one in done.handovers] == [
        ("Lan", "Xuân"), ("Xuân", "Ông Mẫu"), ("Ông Mẫu", "Lan"),
    ]  # fmt: skip
    assert [one.verdict for one in done.handovers] == [Timing.NONE, Timing.NONE, verdict]


def test_an_error_of_the_desk_is_cancelled_the_same_day_only_and_its_fees_go_back() -> None:
    cancelled = dossier_after((Action.CANCEL, {"reason": "Nhầm thủ tục"}))
    assert cancelled.state is State.CANCELLED
    assert cancelled.fees == ()
    assert cancelled.cancellation is not None
    assert cancelled.cancellation.returned_vnd == 15000
    assert cancelled.code == "H44.900-261123-0001"
    assert refused((Action.CANCEL, {"reason": "Nhầm", "_after": 1})).code == "too_late"
    assert refused(HAND_OVER, (Action.CANCEL, {"reason": "Nhầm"})).code == "not_allowed"


def corrected(field: str, before: Any, after: Any, **more: Any) -> tuple[str, Mapping[str, Any]]:
    return Note.CORRECT, {
        "reason": "Gõ nhầm",
        "fields": [{"field": field, "before": before, "after": after}],
        **more,
    }


CORRECTIONS = [
    # field, before, after, what a person reads
    ("applicant", MAU, {**MAU, "phone": "0999000002"}, [("applicant.phone", "0999000001", "0999000002")]),
    ("holder", None, {"name": "Lê Thử"}, [("holder.name", "", "Lê Thử")]),
    ("representative", None, {"name": "Lê Thử"}, [("representative.name", "", "Lê Thử")]),
    ("subjects", [], [MAU], [("subjects", "", "Nguyễn Văn Mẫu")]),
    ("note", "", "Ghi thêm", [("note", "", "Ghi thêm")]),
    ("return_by", "desk", "post", [("return_by", "desk", "post")]),
    ("quantity", 1, 2, [("quantity", "1", "2")]),
    ("fees", [{"name": "Lệ phí", "amount": 15000, "method": "cash"}],
     [{"name": "Lệ phí", "amount": 8000, "method": "cash"}], [("fees", "Lệ phí: 15.000 đ", "Lệ phí: 8.000 đ")]),
    ("components", [{"name": "Tờ khai", "originals": 1, "copies": 0}],
     [{"name": "Tờ khai", "originals": 1, "copies": 2}],
     [("components", "Tờ khai (1 bản chính)", "Tờ khai (1 bản chính, 2 bản sao)")]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "before", "after", "read"), CORRECTIONS)
def test_a_correction_shows_the_corrected_fact_and_keeps_both(
    field: str, before: Any, after: Any, read: list[tuple[str, str, str]]
) -> None:
    was, now = dossier_after(), dossier_after(corrected(field, before, after))
    (correction,) = now.corrections
    assert correction.fields == tuple(Changed(*one) for one in read)
    assert (correction.reason, correction.by) == ("Gõ nhầm", "lan")
    assert getattr(now, field) != getattr(was, field)
    assert {name for name in CORRECTABLE if getattr(now, name) != getattr(was, name)} == {field}


def test_every_correctable_fact_has_a_case() -> None:
    assert {case[0] for case in CORRECTIONS} == set(CORRECTABLE)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (corrected("applicant", {"name": "Khác"}, MAU), "changed_meanwhile"),
        (corrected("code", "H44.900-261123-0001", "H44.900-261123-0002"), "not_correctable"),
        (corrected("received_at", "", ""), "not_correctable"),
        (corrected("note", "", "x", role="handler"), "not_yours"),
        (corrected("note", "", 7), "unreadable"),
        (corrected("quantity", 1, 0), "unreadable"),
        (corrected("applicant", MAU, {"name": ""}), "missing"),
        ((Note.CORRECT, {"reason": "x"}), "unreadable"),
        ((Action.WITHDRAW, {"reason": ["không phải chữ"]}), "unreadable"),
    ],
)
def test_what_is_no_correction_is_refused(step: tuple[str, Mapping[str, Any]], code: str) -> None:
    assert refused(step).code == code


def test_the_export_keeps_its_keys_and_tells_what_is_new() -> None:
    plain = exported(
        dossier_after(HAND_OVER, corrected("note", "", "Ghi thêm"), (Action.WITHDRAW, {"reason": "Đổi ý"}))
    )
    assert plain["components"] == [{"name": "Tờ khai", "originals": 1, "copies": 0}]
    assert plain["fees"] == [{"name": "Lệ phí", "amount": 15000, "method": "cash"}]
    assert plain["stop"]["reason"] == "Đổi ý"
    assert plain["stop"]["requested_by_applicant"] is True
    assert plain["handovers"][0]["receiver"] == "Xuân"
    assert plain["corrections"][0]["fields"] == [{"field": "note", "after": "Ghi thêm"}]
    assert (plain["refusal"], plain["extension"], plain["supplements"]) == (None, None, [])
