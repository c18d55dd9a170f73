"""Sent home with a paper: numbered, listed, in the journal – and no dossier, no code, no clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.errors import RuleBroken
from desk.guidance import ask_supplement, guidance_of, guidances, refuse
from desk.journal import walk
from desk.reception import Request, receive
from desk.rules.citizen import Person
from desk.rules.dossier import HandedIn
from desk.search import Filter, search
from desk.store import Store
from tests.desk.conftest import LAN, XU_LY, Clock

THU = Person("Nguyễn Văn Thử", "026099000001", phone="0999000001")


def test_the_checklist_fills_the_supplement_request(store: Store, clock: Clock) -> None:
    with store.write(LAN, clock()) as change:
        told = ask_supplement(change, "2.000815", THU, guidance="Nộp lại tại quầy 1")
    assert (told.form, told.number, told.person) == ("02", "1/HDHS", THU)
    assert told.items
    assert all(item.originals or item.copies for item in told.items)
    assert told.reason == "Thành phần hồ sơ chưa đầy đủ theo quy định"
    with store.read() as session:
        assert search(session, Filter()) == ()
        entry = list(walk(session))[-1]
    assert (entry.action, entry.dossier) == ("guidance", None)
    assert entry.facts()["number"] == "1/HDHS"
    with store.write(LAN, clock()) as change:
        assert receive(change, Request("2.000815", THU)).code.endswith("-0001")


def test_nothing_to_bring_is_no_request(store: Store, clock: Clock) -> None:
    with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
        ask_supplement(change, "2.000815", THU, items=())
    assert broken.value.code == "nothing_missing"


def test_a_refusal_names_reason_and_basis_and_belongs_to_the_desk(store: Store, clock: Clock) -> None:
    with store.write(LAN, clock()) as change:
        told = refuse(change, "1.004873", THU, reason="Không thuộc thẩm quyền", basis="Luật Hộ tịch Điều 17")
    assert (told.form, told.number, told.basis) == ("03", "1/TCHS", "Luật Hộ tịch Điều 17")
    for actor, reason, code in ((LAN, " ", "missing"), (XU_LY, "Lý do", "not_yours")):
        with pytest.raises(RuleBroken) as broken, store.write(actor, clock()) as change:
            refuse(change, "1.004873", THU, reason=reason)
        assert broken.value.code == code


def test_papers_are_numbered_by_year_together_with_those_of_dossiers_and_listed(
    store: Store, clock: Clock
) -> None:
    extra = (HandedIn("Giấy chứng sinh", 1),)
    for days, name in ((0, "Lê Thị Mẫu"), (1, "Trần Văn Ví Dụ"), (60, "Hồ Thị Thử")):
        clock.at += timedelta(days=days)
        with store.write(LAN, clock()) as change:
            ask_supplement(change, "1.004873", Person(name), items=extra, reason="Thiếu giấy")
    with store.read() as session:
        assert [(one.number, one.person.name) for one in guidances(session)] == [
            ("1/HDHS", "Hồ Thị Thử"), ("2/HDHS", "Trần Văn Ví Dụ"), ("1/HDHS", "Lê Thị Mẫu"),
        ]  # fmt: skip
        assert [one.person.name for one in guidances(session, text="tran vi du")] == ["Trần Văn Ví Dụ"]
        assert [one.number for one in guidances(session, text="2/hdhs")] == ["2/HDHS"]
        day = clock.at.date() - timedelta(days=60)
        assert [one.person.name for one in guidances(session, first=day, last=day)] == ["Trần Văn Ví Dụ"]
        assert guidance_of(session, "1/hdhs").person.name == "Hồ Thị Thử"
        assert guidance_of(session, guidances(session)[2].id).items == extra
        with pytest.raises(RuleBroken):
            guidance_of(session, "9/HDHS")


def test_what_is_wrong_with_the_person_or_the_procedure_uses_no_number(store: Store, clock: Clock) -> None:
    for procedure, person, field in (("9.9", THU, "procedure"), ("1.004873", Person(""), "person.name")):
        with pytest.raises(RuleBroken) as broken, store.write(LAN, clock()) as change:
            refuse(change, procedure, person, reason="Thử")
        assert broken.value.field == field
    with store.write(LAN, clock()) as change:
        assert refuse(change, "1.004873", THU, reason="Thử").number == "1/TCHS"
