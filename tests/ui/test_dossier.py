"""One dossier: everything that is known is seen, its files open and join, and only lawful steps can be taken."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk.attachments import take_in
from desk.errors import Trouble
from desk.handling import act, dossier_of
from desk.journal import tip
from desk.leases import grant
from desk.outbox import acknowledge
from desk.papers import note_issue
from desk.practice import practice_person
from desk.reception import Although, Request, attach, receive
from desk.records.base import VIETNAM
from desk.returning import Handout, give_back, result_arrived
from desk.rules.citizen import read_person
from desk.rules.dossier import Dossier, HandedIn
from desk.rules.dossier_code import Lease
from desk.rules.fees import format_vnd, total_vnd
from desk.rules.lifecycle import Action, Role, State, next_actions
from desk.store import SYSTEM, Actor, Store
from tests.desk.conftest import XU_LY
from ui.opened_files import FOLDER, OpenedFiles
from ui.page import Page
from ui.pages.dossier import DossierPage
from ui.pages.dossier_papers import Papers
from ui.pages.print_preview import PrintPreview
from ui.papers import receipt_pdf
from ui.seat import Seat
from ui.widgets.marks import Pill
from ui.window import MainWindow

FRIDAY = datetime(2026, 11, 27, 9, 30, tzinfo=VIETNAM)
ALT, CONTROL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
LEADER = Actor("lanhdao", "Lãnh đạo Mẫu", Role.LEADER, "")


@pytest.fixture
def dossier(store: Store, lan: Actor, chance: random.Random) -> Dossier:
    """Received this morning by Lan, for another holder, with a note."""
    at = FRIDAY - timedelta(hours=1)
    holder = read_person({"name": "Lý Thị Minh Họa", "personal_id": "026184000123"}, "holder", at.date())
    with store.write(lan, at) as change:
        return receive(
            change,
            Request(
                "2.000815", practice_person(chance, at.date()), holder=holder, quantity=7, note="Cần gấp."
            ),
        )


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A small picture as a scanner makes it, with a name that tries to lead elsewhere."""
    file = tmp_path / "don de nghi.jpg"
    Image.new("RGB", (300, 420), "white").save(file)
    return file


class Opened:
    """Stands for the machine's viewer: remembers what it was given and what it could read."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self.read: list[bytes] = []
        self.works = True

    def __call__(self, path: Path) -> bool:
        self.paths.append(path)
        self.read.append(path.read_bytes())
        return self.works


@pytest.fixture
def viewer() -> Opened:
    return Opened()


@pytest.fixture
def open_page(qtbot: QtBot, seat: Seat, viewer: Opened) -> Callable[..., DossierPage]:
    def opened(code: str, actor: Actor | None = None, file: Path | None = None) -> DossierPage:
        at = seat if actor is None else replace(seat, actor=actor)
        page = DossierPage(
            at, code, clock=lambda: FRIDAY, open_file=viewer, ask_file=lambda _parent: str(file or "")
        )
        seat.work.changed.connect(page.changed)
        qtbot.addWidget(page)
        page.resize(1150, 672)
        with qtbot.waitExposed(page):
            page.show()
        page.arrive()
        rest(qtbot, page)
        return page

    return opened


def rest(qtbot: QtBot, page: DossierPage) -> None:
    qtbot.waitUntil(lambda: page._seat.work.resting)


def text(page: QWidget, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def sentences(page: QWidget) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def steps(page: DossierPage) -> list[str]:
    return [button.text() for button in page.steps.buttons.values() if button.isVisible()]


def told(page: DossierPage) -> str:
    return "\n".join(f"{one.title} {one.advice}" for one in page.notices.shown)


def state_of(store: Store, dossier: Dossier) -> State:
    with store.read() as session:
        return dossier_of(session, dossier.code).state


# -- what is seen ----------------------------------------------------------------------------------------


def test_everything_that_was_taken_in_is_seen(
    dossier: Dossier, open_page: Callable[..., DossierPage], qtbot: QtBot
) -> None:
    page = open_page(dossier.code)
    qtbot.waitUntil(
        lambda: dossier.applicant.name in sentences(page)
    )  # layouts show what is new in the next turn
    assert text(page, "dossier.code") == dossier.code
    assert text(page, "dossier.due").startswith("Hẹn trả ")
    assert text(page, "dossier.reasons") == "; ".join(dossier.reasons)
    state = page.findChild(Pill, "dossier.state")
    assert isinstance(state, Pill)
    assert state.accessibleName() == "Được tiếp nhận"
    seen = sentences(page)
    for fact in (
        dossier.applicant.name,
        dossier.applicant.personal_id,
        "Lý Thị Minh Họa",
        dossier.procedure_name,
        dossier.components[0].name,
        f"{format_vnd(total_vnd(dossier.fees))}, tiền mặt",
        "Tại bộ phận một cửa",
        "Quầy 1",
        "Cần gấp.",
        "Tiếp nhận hồ sơ",
    ):
        assert fact in seen, fact


def test_every_kind_of_paper_a_reason_and_a_representative_are_seen(
    store: Store, lan: Actor, chance: random.Random, open_page: Callable[..., DossierPage], qtbot: QtBot
) -> None:
    someone, other = (practice_person(chance, FRIDAY.date()) for _each in range(2))
    papers = (HandedIn("Bản chính", originals=1, certified=1), HandedIn("Ảnh thẻ", electronic=2))
    wanted = Request("2.000815", someone, components=papers, representative=other)
    with store.write(lan, FRIDAY) as change:
        receive(change, wanted)
        again = receive(change, replace(wanted, although=Although(duplicate="Xin thêm bản nữa")))
    page = open_page(again.code)
    qtbot.waitUntil(lambda: other.name in sentences(page))
    seen = sentences(page)
    for fact in ("1 bản chính, 1 bản chứng thực", "2 bản điện tử", "Người được ủy quyền", "Xin thêm bản nữa"):
        assert fact in seen, fact
    assert "chưa nộp" not in seen


def test_a_provisional_code_is_never_cut(
    new_office: Callable[[str], Store], lan: Actor, seat: Seat, chance: random.Random, qtbot: QtBot
) -> None:
    bare = new_office("bare")
    with bare.write(lan, FRIDAY) as change:
        first = receive(change, Request("2.000815", practice_person(chance, FRIDAY.date())))
    page = DossierPage(replace(seat, store=bare), first.code, clock=lambda: FRIDAY)
    holder = QWidget()  # as in the window, which gives a page the room there is and no more
    qtbot.addWidget(holder)
    page.setParent(holder)
    page.setGeometry(0, 0, 1000, 640)
    with qtbot.waitExposed(holder):
        holder.show()
    page.arrive()
    rest(qtbot, page)
    code = page.findChild(QLabel, "dossier.code")
    assert code is not None
    qtbot.waitUntil(lambda: code.text() == first.code)
    qtbot.waitUntil(lambda: code.width() >= code.sizeHint().width())
    assert "Mã tạm" in sentences(page)


def test_a_provisional_code_stays_in_sight_after_the_official_one_came(
    new_office: Callable[[str], Store],
    lan: Actor,
    seat: Seat,
    chance: random.Random,
    qtbot: QtBot,
) -> None:
    bare = new_office("bare")
    with bare.write(lan, FRIDAY) as change:
        first = receive(change, Request("2.000815", practice_person(chance, FRIDAY.date())))
    with bare.write(SYSTEM, FRIDAY) as change:
        grant(change, (Lease("H44.900", 1, 99),))
    page = DossierPage(replace(seat, store=bare), first.code, clock=lambda: FRIDAY)
    qtbot.addWidget(page)
    page.show()
    rest(qtbot, page)
    assert text(page, "dossier.code").startswith("H44.900-")
    assert first.code in text(page, "dossier.provisional")
    assert "Được cấp mã chính thức" in sentences(page)


def test_the_timeline_tells_who_did_what_newest_first_and_since_when_the_province_has_it(
    store: Store, lan: Actor, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    with store.read() as session:
        seq, hash_, _at = tip(session)
    acknowledge(store, seq, hash_, (), FRIDAY - timedelta(minutes=30))
    with store.write(XU_LY, FRIDAY - timedelta(minutes=20)) as change:
        act(change, dossier.code, Action.HAND_OVER)
        act(change, dossier.code, Action.REQUEST_SUPPLEMENT, {"reason": "Thiếu bản sao."})
    page = open_page(dossier.code)
    rows = [
        one.accessibleName()
        for one in page.timeline.widget().children()
        if getattr(one, "accessibleName", str)()
    ]
    assert [row.split(": ", 1)[1].split(".")[0] for row in rows] == [
        "Yêu cầu bổ sung",
        "Chuyển xử lý",
        "Tiếp nhận hồ sơ",
    ]
    assert "Công chức Xử lý Mẫu" in rows[0]
    assert "Thiếu bản sao." in rows[0]
    assert "Tại máy" in rows[1]
    assert "Đã xác nhận" in rows[2]
    assert "09:00" in rows[2]


def test_an_entry_that_the_province_refused_says_why(
    store: Store, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    with store.read() as session:
        seq, hash_, _at = tip(session)
    acknowledge(store, seq, hash_, [(seq, "bad", "Thiếu số định danh")], FRIDAY)
    page = open_page(dossier.code)
    assert "Tỉnh trả lại: Thiếu số định danh" in sentences(page)


def test_a_receipt_and_its_reprint_are_told_apart_in_the_timeline(
    store: Store, lan: Actor, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    for minutes in (5, 4):
        with store.read() as session:
            paper = receipt_pdf(session, dossier.code)
        with store.write(lan, FRIDAY - timedelta(minutes=minutes)) as change:
            note_issue(change, dossier.code, "01", paper.template, paper.pdf, "Máy in Mẫu")
    seen = sentences(open_page(dossier.code))
    assert "In giấy tiếp nhận" in seen
    assert "In lại giấy tiếp nhận" in seen
    assert "Máy in: Máy in Mẫu" in seen


def test_a_code_that_is_not_here_says_so_and_shows_the_way_back(
    open_page: Callable[..., DossierPage],
) -> None:
    page = open_page("H44.900-200101-0001")
    assert "Chưa mở được hồ sơ này" in sentences(page)
    assert "H44.900-200101-0001" in told(page)


def test_the_code_is_copied_by_button_and_by_key(
    qtbot: QtBot, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(dossier.code)
    QGuiApplication.clipboard().setText("")
    qtbot.keyClick(page, Qt.Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == dossier.code
    QGuiApplication.clipboard().setText("")
    page.head.copy.click()
    assert QGuiApplication.clipboard().text() == dossier.code


# -- steps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [None, XU_LY, LEADER], ids=["reception", "handler", "leader"])
def test_the_buttons_are_exactly_the_steps_of_the_lifecycle_for_this_role(
    store: Store, lan: Actor, dossier: Dossier, open_page: Callable[..., DossierPage], actor: Actor | None
) -> None:
    role = (actor or lan).role
    with store.write(lan, FRIDAY) as change:
        act(change, dossier.code, Action.HAND_OVER)
    page = open_page(dossier.code, actor)
    assert set(page.steps.buttons) == set(next_actions(State.PROCESSING, role))
    assert len(steps(page)) == len(page.steps.buttons)


def test_who_may_do_nothing_reads_a_sentence_instead_of_dead_buttons(
    store: Store, lan: Actor, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    with store.write(lan, FRIDAY) as change:
        result_arrived(change, dossier.code)
    page = open_page(dossier.code, LEADER)
    assert steps(page) == []
    assert text(page, "dossier.no_steps") == "Bước kế tiếp thuộc về người có vai trò khác."
    with store.write(lan, FRIDAY) as change:
        give_back(change, dossier.code, Handout(dossier.applicant.name))
    ended = open_page(dossier.code)
    assert text(ended, "dossier.no_steps") == "Hồ sơ đã kết thúc, không còn bước nào."


def test_alt_1_and_enter_take_the_next_step_and_the_page_shows_what_came_of_it(
    qtbot: QtBot, store: Store, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(dossier.code)
    assert steps(page) == ["Chuyển xử lý", "Rút hồ sơ", "Hủy tiếp nhận nhầm"]
    qtbot.keyClick(page, Qt.Key.Key_1, ALT)
    qtbot.keyClicks(page.steps.reason.control, "Tran Van Mau")
    qtbot.keyClick(page.steps.reason.control, Qt.Key.Key_Return)
    rest(qtbot, page)
    assert state_of(store, dossier) is State.PROCESSING
    assert "Đã ghi: đang xử lý" in told(page)
    assert steps(page)[0] == "Ghi nhận đã có kết quả"
    assert "Chuyển xử lý" in sentences(page.timeline)
    assert all(one.button is None for one in page.notices.shown)


def test_a_step_that_needs_a_reason_asks_for_it_here_and_says_beside_it_when_it_is_missing(
    qtbot: QtBot, store: Store, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(dossier.code)
    qtbot.keyClick(page, Qt.Key.Key_2, ALT)
    assert page.steps.asking is Action.WITHDRAW
    assert page.steps.reason.control.hasFocus()
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert page.steps.reason.error() == "Hãy ghi lý do."
    assert state_of(store, dossier) is State.RECEIVED
    qtbot.keyClicks(page.steps.reason.control, "Cong dan doi y")
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert state_of(store, dossier) is State.WITHDRAWN
    assert "Cong dan doi y" in sentences(page.timeline)
    assert page.may_leave() == ""


def test_a_reason_survives_escape_and_a_refresh_and_leaving_is_warned_about(
    qtbot: QtBot, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(dossier.code)
    qtbot.keyClick(page, Qt.Key.Key_2, ALT)
    qtbot.keyClicks(page.steps.reason.control, "Doi y")
    qtbot.keyClick(page.steps.reason.control, Qt.Key.Key_Escape)
    assert page.steps.asking is None
    page.refresh()
    rest(qtbot, page)
    assert page.may_leave()
    qtbot.keyClick(page, Qt.Key.Key_2, ALT)
    assert page.steps.reason.text() == "Doi y"


def test_a_step_that_somebody_else_was_quicker_with_is_told_and_the_page_catches_up(
    qtbot: QtBot, store: Store, lan: Actor, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(dossier.code)
    with store.write(lan, FRIDAY) as change:
        act(change, dossier.code, Action.WITHDRAW, {"reason": "Đổi ý"})
    qtbot.keyClick(page, Qt.Key.Key_1, ALT)
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert "không thể chuyển xử lý" in told(page)
    assert steps(page) == []


def test_a_full_disk_leaves_the_reason_and_the_buttons_as_they_were(
    qtbot: QtBot,
    store: Store,
    dossier: Dossier,
    open_page: Callable[..., DossierPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(dossier.code)
    qtbot.keyClick(page, Qt.Key.Key_2, ALT)
    qtbot.keyClicks(page.steps.reason.control, "Doi y")

    def full(*_arguments: object) -> Dossier:
        raise Trouble("disk_full", "Ổ đĩa đã đầy.", "Hãy xóa bớt tệp.")

    monkeypatch.setattr("ui.pages.dossier.act", full)
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert "Hãy xóa bớt tệp." in told(page)
    assert page.steps.reason.text() == "Doi y"
    monkeypatch.undo()
    qtbot.keyClick(page, Qt.Key.Key_Return, CONTROL)
    rest(qtbot, page)
    assert state_of(store, dossier) is State.WITHDRAWN


def test_a_ready_result_leads_to_the_page_where_results_are_handed_out(
    qtbot: QtBot, store: Store, lan: Actor, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    with store.write(lan, FRIDAY) as change:
        result_arrived(change, dossier.code)
    page = open_page(dossier.code)
    with qtbot.waitSignal(page.hand_out) as asked:
        qtbot.keyClick(page, Qt.Key.Key_4, ALT)
    assert asked.args == [dossier.code]
    assert state_of(store, dossier) is State.FINISHED


# -- files and paper -------------------------------------------------------------------------------------


def test_a_scan_joins_the_dossier_with_its_picture_and_its_component(
    qtbot: QtBot, store: Store, dossier: Dossier, scan: Path, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(dossier.code, file=scan)
    qtbot.keyClick(page, Qt.Key.Key_O, CONTROL)
    rest(qtbot, page)
    with store.read() as session:
        (attached,) = dossier_of(session, dossier.code).attachments
    assert (attached.file, attached.component) == (f"{scan.stem}.pdf", dossier.components[0].name)
    assert b"".join(store.vault.read(attached.sha256)).startswith(b"%PDF-")
    (row,) = page.facts.files.rows
    assert row._thumbnail is not None
    assert row._thumbnail.image is not None
    assert row._thumbnail.image.height() > row._thumbnail.image.width()
    assert f"Đã thêm tệp {scan.stem}.pdf" in told(page)


def test_a_pdf_shows_its_first_page(
    store: Store, lan: Actor, dossier: Dossier, tmp_path: Path, open_page: Callable[..., DossierPage]
) -> None:
    with store.read() as session:
        paper = receipt_pdf(session, dossier.code)
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper.pdf)
    new = take_in(store.vault, file, name=file.name, component="")
    with store.write(lan, FRIDAY) as change:
        attach(change, dossier_of(change.session, dossier.code), new)
    (row,) = open_page(dossier.code).facts.files.rows
    assert row._thumbnail is not None
    image = row._thumbnail.image
    assert image is not None
    shades = {image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())}
    assert max(shades) == 255
    assert min(shades) < 160


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "rỗng"), (b"MZ\x90\x00 program", "không phải ảnh"), (b"\xff\xd8\xff cut", "cắt cụt")],
)
def test_a_file_that_is_no_scan_is_refused_in_words_and_nothing_joins(
    qtbot: QtBot,
    store: Store,
    dossier: Dossier,
    tmp_path: Path,
    open_page: Callable[..., DossierPage],
    content: bytes,
    said: str,
) -> None:
    file = tmp_path / "x.jpg"
    file.write_bytes(content)
    page = open_page(dossier.code, file=file)
    page.facts.files.add.click()
    rest(qtbot, page)
    assert said in told(page)
    with store.read() as session:
        assert dossier_of(session, dossier.code).attachments == ()


@pytest.fixture
def attached(store: Store, lan: Actor, dossier: Dossier, scan: Path) -> Dossier:
    new = take_in(store.vault, scan, name="../../don; rm -rf.jpg", component="Đơn đề nghị")
    with store.write(lan, FRIDAY - timedelta(minutes=1)) as change:
        return attach(change, dossier_of(change.session, dossier.code), new)


def test_enter_on_a_file_opens_a_private_copy_that_is_gone_when_the_page_is_left(
    qtbot: QtBot, seat: Seat, attached: Dossier, scan: Path, viewer: Opened
) -> None:
    window = MainWindow(seat.work)
    qtbot.addWidget(window)
    window.add_page(Page())
    page = DossierPage(seat, attached.code, clock=lambda: FRIDAY, open_file=viewer)
    with qtbot.waitExposed(window):
        window.show()
    window.open_over(page)
    rest(qtbot, page)
    qtbot.keyClick(page.facts.files.rows[0], Qt.Key.Key_Return)
    rest(qtbot, page)
    (path,) = viewer.paths
    assert viewer.read == [scan.read_bytes()]
    assert seat.store.folder / FOLDER in path.parents
    assert path.name == "don- rm -rf.jpg"
    assert path.stat().st_mode & 0o077 == 0
    window.back()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not path.exists()


def test_a_machine_without_a_viewer_says_whom_to_ask(
    qtbot: QtBot, attached: Dossier, viewer: Opened, open_page: Callable[..., DossierPage]
) -> None:
    viewer.works = False
    page = open_page(attached.code)
    page.facts.files.rows[0].click()
    rest(qtbot, page)
    assert "người quản trị" in told(page)


def test_a_file_whose_bytes_are_gone_is_named_and_the_page_works_on(
    qtbot: QtBot, store: Store, attached: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    sha256 = attached.attachments[0].sha256
    (store.folder / "vault" / sha256[:2] / sha256).unlink()
    page = open_page(attached.code)
    (row,) = page.facts.files.rows
    assert "không còn đọc được" in row.accessibleDescription()
    row.click()
    rest(qtbot, page)
    assert "motcua verify" in told(page)
    assert steps(page)


def test_what_a_dead_program_left_open_is_swept_at_the_next_opening(tmp_path: Path) -> None:
    left = tmp_path / FOLDER / "old" / "secret.pdf"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"x")
    OpenedFiles(tmp_path).write("a.pdf", [b"y"])
    assert not left.exists()


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("đơn đề nghị.PDF", "đơn đề nghị.pdf"),
        ("..\\..\\run.exe", "run"),
        ("/etc/passwd", "passwd"),
        (".pdf", "-pdf"),
        ("$(x)`y`.png", "x--y.png"),
        ("", "tep"),
    ],
)
def test_the_name_of_a_copy_leads_nowhere_and_starts_nothing(
    tmp_path: Path, name: str, harmless: str
) -> None:
    written = OpenedFiles(tmp_path).write(name, [b"y"])
    assert written.name.strip("-") == harmless.strip("-")
    assert tmp_path / FOLDER in written.parents


def test_ctrl_p_shows_the_receipt_again(
    qtbot: QtBot, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(dossier.code)
    qtbot.keyClick(page, Qt.Key.Key_P, CONTROL)
    rest(qtbot, page)
    preview = page.findChild(PrintPreview)
    assert isinstance(preview, PrintPreview)
    assert preview.isVisible()
    assert preview.preview.page_count >= 1
    assert dossier.code in sentences(preview)
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    assert not preview.isVisible()


def test_only_the_receipt_is_offered_where_the_record_has_nothing_else(
    dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(dossier.code)
    assert not {"02", "03", "04", "05"} & set(page.papers.buttons)


def test_a_supplement_request_opens_its_paper_and_its_button_prints_it_again(
    qtbot: QtBot, store: Store, lan: Actor, dossier: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    with store.write(lan, FRIDAY) as change:
        act(change, dossier.code, Action.HAND_OVER)
    page = open_page(dossier.code)
    page.steps.take.emit(Action.REQUEST_SUPPLEMENT, {"reason": "Thiếu tờ khai"})
    qtbot.waitUntil(lambda: page.findChild(PrintPreview) is not None)
    rest(qtbot, page)
    preview = page.findChild(PrintPreview)
    assert isinstance(preview, PrintPreview)
    assert preview.preview.page_count >= 1
    assert "yêu cầu bổ sung" in preview.windowTitle().lower()
    qtbot.keyClick(preview, Qt.Key.Key_Escape)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert page.papers.isVisible()
    button = page.papers.buttons["02"]
    assert "(02)" in button.text()
    other = open_page(dossier.code)
    qtbot.keyClick(other, Qt.Key.Key_2, CONTROL | SHIFT)
    again = other.findChild(PrintPreview)
    assert isinstance(again, PrintPreview)
    rest(qtbot, other)
    again.reject()


def test_the_newest_papers_are_buttons_and_the_others_stand_in_a_menu_with_their_keys(qtbot: QtBot) -> None:
    papers = Papers()
    qtbot.addWidget(papers)
    with qtbot.waitExposed(papers):
        papers.show()
        papers.show_forms(("05", "02", "06", "envelope"))
    assert list(papers.buttons) == ["05", "02"]
    assert [action.text() for action in papers.menu.actions()] == [
        "In phiếu kiểm soát (06)",
        "In phong bì gửi kết quả",
    ]
    with qtbot.waitSignal(papers.chosen) as chosen:
        papers.menu.actions()[1].trigger()
    assert chosen.args == ["envelope"]
    with qtbot.waitSignal(papers.chosen) as chosen:
        qtbot.keyClick(papers, Qt.Key.Key_6, CONTROL | SHIFT)
    assert chosen.args == ["06"]
    papers.show_forms(())
    assert not papers.isVisible()


def test_every_control_can_be_named_and_found(
    attached: Dossier, open_page: Callable[..., DossierPage]
) -> None:
    page = open_page(attached.code)
    reached = [
        one
        for one in page.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.objectName().startswith("dossier.")
    ]
    assert {one.objectName() for one in reached} >= {
        "dossier.copy",
        "dossier.print",
        "dossier.add_file",
        "dossier.hand_over",
        "dossier.withdraw",
    }
    assert [
        one.objectName()
        for one in reached
        if isinstance(one, QAbstractButton) and not (one.accessibleName() or one.text())
    ] == []
