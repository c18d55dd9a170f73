"""Control sheet, slips and the papers of a day: filled from real steps in the real store; what is missing is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.closing import close_day, summary
from desk.corrections import cancel
from desk.errors import RuleBroken
from desk.handling import pass_on
from desk.outbox import keep_receipt
from desk.papers import note_issue
from desk.reception import Request, receive_many
from desk.returning import Handout, give_back, result_arrived
from desk.rules.dossier import ReturnBy
from desk.rules.lifecycle import Action
from desk.store import Store
from printing.documents.control import Verdict
from tests.desk.conftest import LAN, MORNING, XU_LY, Clock
from tests.printing.reading import bare, texts
from tests.ui.test_papers import PERSON, REQUEST, Desk
from ui.papers import PaperSize
from ui.papers.days import DAY, HANDED_BACK, HANDED_OVER, day_paper, day_receipt, delivery_note, handover_list
from ui.papers.keeping import paper_for

DAY_OF_ALL = MORNING.date()
POSTED = replace(REQUEST, return_by=ReturnBy.POST)
CERTIFIED = Request("2.000815", PERSON)


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


def finish(desk: Desk) -> None:
    with desk.store.write(LAN, desk.clock()) as change:
        result_arrived(change, desk.code)


def hand_out(desk: Desk) -> None:
    with desk.store.write(LAN, desk.clock()) as change:
        give_back(
            change, desk.code, Handout("Phạm Nhận Thay", "026084000001", authorised=True, note="đủ giấy")
        )


# -- form 06 -----------------------------------------------------------------------------------------------


def test_the_control_sheet_of_a_new_dossier_waits_for_hands(desk: Desk) -> None:
    desk.take()
    sheet = desk.form("06")
    assert sheet.handovers == ()
    assert sheet.finished is False
    assert sheet.serial == "0001"


def test_every_handover_is_a_line_and_the_desk_is_first_and_last(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER, receiver="Công chức Xử lý Mẫu", unit="Tư pháp - Hộ tịch")
    with desk.store.write(XU_LY, desk.clock()) as change:
        pass_on(
            change,
            desk.code,
            giver="Công chức Xử lý Mẫu",
            receiver="Lãnh đạo Mẫu",
            unit="Lãnh đạo xã",
            note="trình ký",
        )
    finish(desk)
    sheet = desk.form("06")
    units = [(line.giver, line.receiver) for line in sheet.handovers]
    name = sheet.handovers[0].giver
    assert units == [(name, "Tư pháp - Hộ tịch"), ("Tư pháp - Hộ tịch", "Lãnh đạo xã"), ("Lãnh đạo xã", name)]
    assert [line.given_by for line in sheet.handovers] == [LAN.name, "Công chức Xử lý Mẫu", "Lãnh đạo Mẫu"]
    assert sheet.handovers[-1].received_by == LAN.name
    assert [line.verdict for line in sheet.handovers] == [None, None, Verdict.EARLY]
    assert sheet.handovers[1].note == "trình ký"
    assert sheet.finished
    assert sheet.unit == "Tư pháp - Hộ tịch"


def test_a_late_result_is_told_late(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER)
    desk.clock.at += timedelta(days=30)
    finish(desk)
    assert desk.form("06").handovers[-1].verdict is Verdict.LATE


# -- slips -------------------------------------------------------------------------------------------------


def test_the_slips_of_a_dossier_are_those_that_its_record_supports(desk: Desk) -> None:
    desk.take()
    assert "06" in desk.supported()
    assert not {"fee-slip", "result-note", "label", "envelope", "many"} & set(desk.supported()) - {"fee-slip"}
    for form, field in (
        ("result-note", "receiver"),
        ("label", "return_by"),
        ("envelope", "return_by"),
        ("many", "group"),
    ):
        with pytest.raises(RuleBroken) as refused:
            desk.form(form)
        assert (refused.value.field, refused.value.code) == (field, "not_recorded")
        assert desk.code in refused.value.message


def test_what_was_paid_is_on_the_fee_slip(desk: Desk) -> None:
    desk.take(CERTIFIED)
    slip = desk.form("fee-slip")
    assert slip.fees.total_vnd == sum(line.amount_vnd for line in slip.fees.lines) > 0
    assert slip.fees.payment == "Tiền mặt"
    assert slip.collector == LAN.name
    assert slip.fees.in_words.endswith("đồng")


def test_who_received_the_result_is_on_the_note(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER)
    finish(desk)
    with pytest.raises(RuleBroken):
        desk.form("result-note")
    hand_out(desk)
    note = desk.form("result-note")
    assert (note.receiver, note.receiver_id, note.authorised, note.giver) == (
        "Phạm Nhận Thay",
        "026084000001",
        True,
        LAN.name,
    )
    assert note.note == "đủ giấy"
    assert "result-note" in desk.supported()


def test_what_goes_by_post_has_label_and_envelope_but_never_without_an_address(desk: Desk) -> None:
    desk.take(POSTED)
    assert {"label", "envelope"} <= set(desk.supported())
    assert (desk.form("label").receiver, desk.form("label").address) == (PERSON.name, PERSON.address)
    desk.take(replace(POSTED, applicant=replace(PERSON, personal_id="", name="Trần Không Nhà", address="")))
    with pytest.raises(RuleBroken, match="chưa có địa chỉ"):
        desk.form("envelope")


# -- the day -----------------------------------------------------------------------------------------------


def test_the_handover_list_holds_what_went_to_the_handlers_that_day(desk: Desk) -> None:
    with desk.store.read() as session, pytest.raises(RuleBroken, match="chưa chuyển hồ sơ nào"):
        handover_list(session, DAY_OF_ALL, MORNING)
    codes = []
    for number in range(3):
        desk.take(
            replace(REQUEST, applicant=replace(PERSON, personal_id="", name=f"Nguyễn Thị Thử {number}"))
        )
        codes.append(desk.code)
        if number:
            desk.step(LAN, Action.HAND_OVER)
    with desk.store.read() as session:
        handed = handover_list(session, DAY_OF_ALL, MORNING)
        paper = day_paper(session, HANDED_OVER, DAY_OF_ALL, MORNING)
    assert [one.code for one in handed.dossiers] == codes[1:]
    assert handed.giver == LAN.name
    assert paper.size == "A4"
    assert bare("Cộng: 2 hồ sơ, 2 bộ") in bare(texts(paper.pdf)[0])
    with desk.store.read() as session, pytest.raises(RuleBroken):
        handover_list(session, DAY_OF_ALL - timedelta(days=1), MORNING)


def test_the_delivery_note_holds_what_came_back(desk: Desk) -> None:
    desk.take(POSTED)
    desk.step(LAN, Action.HAND_OVER)
    finish(desk)
    with desk.store.read() as session:
        note = delivery_note(session, DAY_OF_ALL, MORNING)
        assert "PHIẾU BÀN GIAO KẾT QUẢ" in texts(day_paper(session, HANDED_BACK, DAY_OF_ALL, MORNING).pdf)[0]
    assert [(one.code, one.by_post) for one in note.results] == [(desk.code, True)]
    assert note.receiver == LAN.name


def test_the_receipt_of_the_day_has_its_counts_and_then_the_provinces_signature(desk: Desk) -> None:
    desk.take(CERTIFIED)
    with desk.store.read() as session, pytest.raises(RuleBroken, match="chưa chốt"):
        day_receipt(session, DAY_OF_ALL, MORNING)
    with desk.store.write(LAN, desk.clock()) as change:
        close_day(change, DAY_OF_ALL)
    with desk.store.read() as session:
        receipt, sums = day_receipt(session, DAY_OF_ALL, MORNING), summary(session, DAY_OF_ALL)
    assert (receipt.received, receipt.total_vnd, receipt.closed_by) == (1, sums.fees_vnd, LAN.name)
    assert receipt.province is None
    told = {"day": DAY_OF_ALL.isoformat(), "agreed": True, "dossiers": 1, "fees_vnd": sums.fees_vnd,
            "at": MORNING.isoformat(), "seq": receipt.seq + 1, "hash": receipt.hash, "differing": []}  # fmt: skip
    keep_receipt(desk.store, DAY_OF_ALL, {"receipt": told, "signature": "a7" * 64})
    with desk.store.read() as session:
        signed = day_receipt(session, DAY_OF_ALL, MORNING)
        paper = day_paper(session, DAY, DAY_OF_ALL, MORNING)
    assert signed.province is not None
    assert signed.province.agreed
    assert bare("KHỚP với số liệu của quầy") in bare(texts(paper.pdf)[0])


def test_what_was_cancelled_stands_on_the_receipt_of_the_day(desk: Desk) -> None:
    desk.take(CERTIFIED)
    with desk.store.write(LAN, desk.clock()) as change:
        cancel(change, desk.code, "chọn nhầm thủ tục")
    desk.take(CERTIFIED)
    with desk.store.write(LAN, desk.clock()) as change:
        close_day(change, DAY_OF_ALL)
    with desk.store.read() as session:
        paper = day_paper(session, DAY, DAY_OF_ALL, MORNING)
    assert bare("Hồ sơ hủy do tiếp nhận nhầm (hệ thống tỉnh vẫn đếm)1") in bare(texts(paper.pdf)[0])


@pytest.mark.parametrize(
    ("form", "asked", "sheet"),
    [
        ("01", PaperSize.A5, "A5"),
        ("01", PaperSize.A4, "A4"),
        ("06", PaperSize.A5, "A5"),
        ("fee-slip", PaperSize.A4, "A5"),
        ("label", PaperSize.A5, "Custom.100x150mm"),
        ("envelope", PaperSize.A4, "DL"),
    ],
)
def test_the_printer_is_told_the_sheet_that_the_form_has(
    desk: Desk, form: str, asked: PaperSize, sheet: str
) -> None:
    desk.take(replace(CERTIFIED, return_by=ReturnBy.POST))
    made = paper_for(desk.store, desk.code, form, asked)
    assert made.made.size == sheet


@pytest.mark.parametrize("form", ["06", "fee-slip", "label"])
def test_the_same_slip_again_is_the_kept_one_with_its_mark(desk: Desk, form: str) -> None:
    desk.take(replace(CERTIFIED, return_by=ReturnBy.POST))
    first = paper_for(desk.store, desk.code, form)
    with desk.store.write(LAN, desk.clock()) as change:
        note_issue(change, desk.code, form, first.template, first.pdf, "PDF", first.made)
    again = paper_for(desk.store, desk.code, form)
    assert again.made.original
    assert "IN LẠI LẦN 1" in " ".join(texts(again.pdf))


def test_dossiers_taken_together_have_one_slip_with_all_of_them(desk: Desk) -> None:
    with desk.store.write(LAN, desk.clock()) as change:
        taken = receive_many(change, (REQUEST, CERTIFIED))
    for one in taken:
        desk.code = one.code
        slip = desk.form("many")
        assert [part.code for part in slip.dossiers] == [each.code for each in taken]
    assert slip.applicant == PERSON.name
    assert [part.due_at for part in slip.dossiers] == [each.due_at for each in taken]
    paid = sum(part.fees_vnd for part in slip.dossiers)
    assert (slip.fees.total_vnd if slip.fees else 0) == paid
    printed = " ".join(texts(paper_for(desk.store, desk.code, "many").pdf))
    assert all(each.code in printed for each in taken)
