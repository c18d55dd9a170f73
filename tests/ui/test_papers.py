"""Does each form say what the record says, and is what the record lacks named? The real store, the real steps."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.errors import RuleBroken
from desk.handling import act, dossier_of, note_on
from desk.office import office_of
from desk.papers import note_issue
from desk.practice import practice_person
from desk.reception import Although, Request, receive
from desk.rules import words
from desk.rules.citizen import Person
from desk.rules.course import HandedIn
from desk.rules.fees import FeeLine, Method
from desk.rules.lifecycle import Action, Note, Role
from desk.store import Actor, Store
from printing.documents.notices import Apology, RefusalNotice, StopNotice, SupplementNotice
from printing.documents.receipt import Receipt
from tests.desk.conftest import LAN, MORNING, XU_LY, Clock
from tests.printing.reading import bare, texts
from ui.papers import FILLERS, document, paper_pdf, supported, template_of
from ui.papers.filling import Record
from ui.papers.receipt import receipt

WORDS = Path(__file__).parents[2] / "ui/words"
LEADER = Actor("lanhdao", "Lãnh đạo Trung tâm Mẫu", Role.LEADER, "")
PERSON = Person(
    name="Nguyễn Thị Thử", personal_id="026184000009", born="1984-03-02", sex="Nữ",
    address="Thôn Thí Điểm", phone="0900000000", email="thu@example.vn",
)  # fmt: skip
REQUEST = Request("1.004873", PERSON)


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING)


class Desk:
    """A dossier and what is done to it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock, self.code = store, clock, ""

    def take(self, request: Request = REQUEST) -> str:
        with self.store.write(LAN, self.clock()) as change:
            # What is on these papers matters here, not whether it is all that the procedure asks for.
            request = replace(request, although=Although(incomplete="Để thử"))
            self.code = receive(change, request).code
        return self.code

    def step(self, actor: Actor, action: Action, **facts: Any) -> None:
        with self.store.write(actor, self.clock()) as change:
            act(change, self.code, action, facts)

    def form(self, form: str) -> Any:
        with self.store.read() as session:
            return document(session, self.code, form, self.clock())

    def supported(self) -> tuple[str, ...]:
        with self.store.read() as session:
            return supported(session, self.code)


@pytest.fixture
def desk(store: Store, clock: Clock) -> Desk:
    return Desk(store, clock)


def test_a_new_dossier_has_its_receipt_and_the_rest_is_named(desk: Desk) -> None:
    desk.take()
    assert "01" in desk.supported()
    assert not {"02", "03", "04", "05"} & set(desk.supported())
    for form, field, said in (
        ("02", "supplements", "chưa có yêu cầu bổ sung"),
        ("03", "refusal", "không bị từ chối"),
        ("04", "extension", "chưa được gia hạn"),
        ("05", "stop", "chưa dừng giải quyết"),
    ):
        with pytest.raises(RuleBroken) as refused:
            desk.form(form)
        assert (refused.value.field, refused.value.code) == (field, "not_recorded")
        assert said in refused.value.message
        assert desk.code in refused.value.message


def test_what_is_lacking_is_said_in_the_persons_language_while_paper_stays_vietnamese(desk: Desk) -> None:
    desk.take()
    words.use_language("en", WORDS)
    try:
        with pytest.raises(RuleBroken, match="no supplement request yet"):
            desk.form("02")
        assert desk.form("01").processing_time.startswith("3 ngày làm việc")
    finally:
        words.use_language("vi", WORDS)


def test_an_unknown_form_is_told_with_those_that_there_are(desk: Desk) -> None:
    desk.take()
    with pytest.raises(RuleBroken) as refused:
        desk.form("99")
    assert refused.value.code == "unknown"
    assert all(form in refused.value.message for form in FILLERS)


def test_a_supplement_request_is_form_02(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER)
    items = (HandedIn("Tờ khai theo mẫu", 1), HandedIn("Ảnh", 0, 2))
    desk.step(
        XU_LY, Action.REQUEST_SUPPLEMENT,
        reason="Thiếu tờ khai", items=items, guidance="Nộp tại quầy 2",
    )  # fmt: skip
    paper: SupplementNotice = desk.form("02")
    assert paper.number == "1/HDHS"
    assert [(item.name, item.originals, item.copies) for item in paper.items] == [
        ("Tờ khai theo mẫu", 1, 0),
        ("Ảnh", 0, 2),
    ]
    assert (paper.reason, paper.guidance) == ("Thiếu tờ khai", "Nộp tại quầy 2")
    assert paper.officer == XU_LY.name
    assert paper.to.name == PERSON.name
    assert paper.dossier_code == desk.code
    assert "quá trình giải quyết" in paper.stage
    assert paper.issued_on == desk.clock.at.date()


def test_the_last_of_two_supplement_requests_is_printed(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER)
    desk.step(XU_LY, Action.REQUEST_SUPPLEMENT, reason="lần một")
    desk.step(LAN, Action.SUPPLEMENT)
    desk.step(XU_LY, Action.REQUEST_SUPPLEMENT, reason="lần hai")
    paper = desk.form("02")
    assert (paper.reason, paper.number) == ("lần hai", "2/HDHS")


def test_a_letter_that_nobody_numbered_leaves_a_place_for_the_number(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER)
    due = desk.clock.at + timedelta(days=30)
    desk.step(LEADER, Action.EXTEND, reason="chờ xác minh", due=due.isoformat(), signer="Hoàng Văn Giả Định")
    with desk.store.read() as session:
        assert "Số: ………/PXL" in " ".join(texts(paper_pdf(session, desk.code, "04").pdf))


def test_a_refusal_by_a_leader_is_signed_by_the_head(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER)
    desk.step(LEADER, Action.REFUSE, reason="Không đủ điều kiện", basis="Điều 5 Nghị định mẫu")
    paper: RefusalNotice = desk.form("03")
    assert (paper.reason, paper.basis, paper.number) == (
        "Không đủ điều kiện",
        "Điều 5 Nghị định mẫu",
        "1/TCHS",
    )
    assert paper.issuer == "Lãnh đạo Trung tâm Mẫu"
    assert paper.issuer_role == paper.agency.head


def test_an_extension_is_form_04_with_both_appointments(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER)
    with desk.store.read() as session:
        due = dossier_of(session, desk.code).due_at
    later = due + timedelta(days=3)
    desk.step(
        LEADER,
        Action.EXTEND,
        reason="chờ xác minh",
        due=later.isoformat(),
        signer="Hoàng Văn Giả Định",
        number="7/PXL",
    )
    paper: Apology = desk.form("04")
    assert (paper.due_before, paper.due) == (due, later)
    assert (paper.signer, paper.number, paper.reason) == ("Hoàng Văn Giả Định", "7/PXL", "chờ xác minh")
    assert paper.edition.as_letter


@pytest.mark.parametrize(
    ("actor", "action", "by_applicant", "signer"),
    [(LAN, Action.WITHDRAW, True, ""), (LEADER, Action.STOP, False, "Lãnh đạo Trung tâm Mẫu")],
)
def test_a_withdrawal_and_a_stop_are_form_05(
    desk: Desk, actor: Actor, action: Action, by_applicant: bool, signer: str
) -> None:
    desk.take()
    desk.step(LAN, Action.HAND_OVER)
    desk.step(actor, action, reason="không còn nhu cầu", basis="đơn ngày hôm nay", returned="toàn bộ giấy tờ")
    paper: StopNotice = desk.form("05")
    assert paper.requested_by_applicant is by_applicant
    assert (paper.reason, paper.basis, paper.returned) == (
        "không còn nhu cầu",
        "đơn ngày hôm nay",
        "toàn bộ giấy tờ",
    )
    assert paper.stage == "Đang xử lý"
    assert paper.signer == signer
    assert paper.stopped_at == desk.clock.at - timedelta(minutes=1)


def test_an_organisation_is_addressed_as_one(desk: Desk) -> None:
    desk.take(replace(REQUEST, applicant=replace(PERSON, organisation="Hợp tác xã Ví Dụ")))
    desk.step(LAN, Action.WITHDRAW, reason="đổi ý")
    paper = desk.form("05")
    assert paper.to.is_organisation
    assert paper.to.name == "Hợp tác xã Ví Dụ (Nguyễn Thị Thử)"


@pytest.mark.parametrize(
    ("sex", "holder", "said"),
    [
        ("Nữ", None, "Bà"),
        ("Nam", None, "Ông"),
        ("", None, "Ông/Bà"),
        ("Nữ", replace(PERSON, name="Lê Bé Thử"), "Ông/Bà"),
    ],
)
def test_a_letter_says_ong_or_ba_where_the_record_knows(
    desk: Desk, sex: str, holder: Person | None, said: str
) -> None:
    number = "026084000009" if sex == "Nam" else PERSON.personal_id
    desk.take(replace(REQUEST, applicant=replace(PERSON, sex=sex, personal_id=number), holder=holder))
    desk.step(LAN, Action.WITHDRAW, reason="đổi ý")
    assert desk.form("05").to.you == said


def test_the_receipt_tells_every_kind_of_copy_and_how_fees_came_about(desk: Desk) -> None:
    fees = (
        FeeLine("Phí chứng thực", 14_000, Method.CASH, "7 trang × 2.000 đồng"),
        FeeLine("Lệ phí", 0, Method.EXEMPT, reason="người cao tuổi"),
    )
    components = (HandedIn("Giấy khai sinh", 1, 2, certified=3, electronic=4, pages=5),)
    desk.take(
        replace(REQUEST, components=components, fees=fees, holder=replace(PERSON, address="Thôn Ví Dụ"))
    )
    paper: Receipt = desk.form("01")
    (one,) = paper.components
    assert (one.originals, one.copies, one.certified, one.electronic, one.pages) == (1, 2, 3, 4, 5)
    assert paper.fees is not None
    assert [line.reckoning for line in paper.fees.lines] == ["7 trang × 2.000 đồng", "miễn: người cao tuổi"]
    assert paper.holder_address == "Thôn Ví Dụ"
    assert not paper.certification


def test_certification_counts_pages(desk: Desk) -> None:
    components = (HandedIn("Giấy khai sinh", 0, 2, electronic=1, pages=4),)
    desk.take(replace(REQUEST, procedure="2.000815", components=components))
    assert desk.form("01").certification
    with desk.store.read() as session:
        (page,) = texts(paper_pdf(session, desk.code, "01", copies=1).pdf)
    assert bare("Giấy khai sinh 04 02 01") in bare(page)


def test_an_authorised_person_signs_and_several_people_are_listed(desk: Desk) -> None:
    desk.take()
    with desk.store.read() as session:
        dossier = dossier_of(session, desk.code)
    random_people = tuple(practice_person(random.Random(n), desk.clock.at.date()) for n in range(3))
    with desk.store.read() as session:
        whole = replace(
            dossier, representative=replace(PERSON, name="Phạm Văn Thay"), subjects=random_people, quantity=4
        )
        paper = receipt(Record(session, whole, office_of(session), {}, (), desk.clock.at))
    assert (paper.representative, paper.representative_paper) == ("Phạm Văn Thay", PERSON.personal_id)
    assert [one.name for one in paper.subjects] == [one.name for one in random_people]
    assert paper.sets == 4


def test_a_correction_marks_the_papers_that_leave_after_it(desk: Desk) -> None:
    desk.take()
    _correct(desk, "0911000000")
    assert desk.form("01").corrected is None, "nobody holds a paper that it would replace"
    _issue(desk)
    assert desk.form("01").corrected is None
    _correct(desk, "0922000000")
    paper = desk.form("01")
    assert paper.corrected is not None
    assert paper.corrected.fields == ("số điện thoại người nộp",)
    assert paper.phone == "0922000000"
    assert paper.reprint is not None
    assert paper.reprint.nth == 1
    _issue(desk)
    assert desk.form("01").corrected == paper.corrected, "the mark stays with the paper"


def _issue(desk: Desk) -> None:
    with desk.store.write(LAN, desk.clock()) as change:
        note_issue(change, desk.code, "01", "t", b"pdf", "pdf")


def _correct(desk: Desk, phone: str) -> None:
    with desk.store.write(LAN, desk.clock()) as change:
        dossier = dossier_of(change.session, desk.code)
        before = dossier.applicant
        fields = [
            {
                "field": "applicant",
                "before": before.to_plain(),
                "after": replace(before, phone=phone).to_plain(),
            }
        ]
        note_on(
            change, dossier, Note.CORRECT, {"fields": fields, "reason": "gõ nhầm", "role": LAN.role.value}
        )


def test_a_dossier_that_was_undone_has_no_paper(desk: Desk) -> None:
    desk.take()
    desk.step(LAN, Action.CANCEL, reason="nhầm người")
    assert desk.supported() == ()
    with pytest.raises(RuleBroken) as refused:
        desk.form("01")
    assert refused.value.code == "cancelled"


def test_the_template_names_form_edition_and_layout(desk: Desk) -> None:
    desk.take()
    assert template_of(desk.form("01")) == "01/2025-09-15/1"
