"""What do all the pieces look like together? Run it to get a picture of each in every look: a person then looks.

python -m tests.ui.gallery FOLDER
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from desk.errors import RuleBroken, Trouble
from desk.progress import Step
from printing.documents.receipt import Receipt
from printing.render import pdf
from ui import theme
from ui.icons import LARGE, SMALL, Icon
from ui.notices import Action, Form, Summary, show_bug
from ui.page import Key, Page
from ui.pictures import grab, settle
from ui.rail import LineStatus
from ui.theme import Look, Meaning
from ui.tones import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST
from ui.widgets.buttons import Button, KeyHint, Kind
from ui.widgets.cards import SentenceCard
from ui.widgets.choices import Chip, OneOf, Radio, Tick
from ui.widgets.empty import Empty
from ui.widgets.field import Combo, Count, Field, LineEdit, Note
from ui.widgets.marks import IconLabel, Mark, Pill, Sent, SentMark
from ui.widgets.picker import Picker
from ui.widgets.preview import PdfPreview
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.results import Found
from ui.widgets.steps import FoldedSection, StepLine, StepList, Tickable
from ui.widgets.table import Column, Table
from ui.widgets.text import ElidedLabel, card, column, label, row
from ui.widgets.timeline import Moment, Timeline
from ui.window import MainWindow
from ui.work import Work

LOOKS = {
    "light": (Look(LIGHT, dark=False), 1.0),
    "dark": (Look(DARK, dark=True), 1.0),
    "150": (Look(LIGHT, dark=False), 1.5),
    "text150": (Look(LIGHT, dark=False, scale=1.5), 1.0),
    "contrast": (Look(LIGHT_CONTRAST, dark=False), 1.0),
    "contrast-dark": (Look(DARK_CONTRAST, dark=True), 1.0),
}
LONG = "Nguyễn Trần Hoàng Công Tằng Tôn Nữ Thị Ánh Tuyết Mai Phương Thảo"

Line = tuple[str, str, str, str, Meaning, str, Sent]
LINES: list[Line] = [
    (
        "G22.99-261124-0012",
        "Nguyễn Văn Thử",
        "Chứng thực bản sao từ bản chính",
        "Quá hạn 2 ngày",
        Meaning.LATE,
        "14.000",
        Sent.HERE,
    ),
    ("G22.99-261124-0013", "Trần Thị Mẫu", "Đăng ký khai sinh", "Hạn 15:00", Meaning.SOON, "0", Sent.SENT),
    (
        "G22.99-261123-0104",
        LONG,
        "Cấp giấy xác nhận tình trạng hôn nhân",
        "Chờ trả kết quả",
        Meaning.GOOD,
        "15.000",
        Sent.CONFIRMED,
    ),
    (
        "G22.99-261123-0098",
        "Lê Giả Định",
        "Đăng ký lại khai tử",
        "Còn 3 ngày",
        Meaning.QUIET,
        "5.000",
        Sent.REFUSED,
    ),
]
COLUMNS: list[Column[Line]] = [
    Column("code", "Mã hồ sơ", lambda r: r[0], 204, strong=True),
    Column("who", "Người nộp", lambda r: r[1], 200),
    Column("what", "Thủ tục", lambda r: r[2], 240, stretch=True),
    Column("state", "Hạn", lambda r: r[3], 160, meaning=lambda r: r[4]),
    Column("fee", "Lệ phí", lambda r: r[5], 90, right=True, muted=True),
    Column("sent", "Gửi tỉnh", lambda r: "", 140, sent=lambda r: r[6]),
]


class Sample(Page):
    """A page made of everything, to see things beside each other."""

    def __init__(self, title: str, icon: Icon, inside: QWidget | None = None) -> None:
        super().__init__()
        self.title, self.icon = title, icon
        if inside is not None:
            box = column(inside)
            box.setContentsMargins(theme.px(24), theme.px(8), theme.px(24), theme.px(24))
            self.setLayout(box)

    def keys(self) -> list[Key]:
        return [
            Key("Ctrl+Return", "Lưu hồ sơ và in giấy hẹn"),
            Key("F4", "Sửa người nộp"),
            Key("Alt+G", "Gác lại, làm tiếp sau"),
        ]


def today() -> QWidget:
    """Four sentences and a list."""
    cards = [
        SentenceCard("hồ sơ quá hạn", Meaning.LATE, key="1"),
        SentenceCard("hồ sơ đến hạn hôm nay", Meaning.SOON, key="2"),
        SentenceCard("kết quả chờ người đến nhận", Meaning.GOOD, key="3"),
        SentenceCard("hồ sơ chưa gửi về tỉnh", key="4"),
    ]
    for one, number in zip(cards, (2, 3, 11, 0), strict=True):
        one.show_number(number)
    cards[1].setChecked(True)
    table: Table[Line] = Table("gallery", COLUMNS, lambda r: r[0])
    table.show_rows(LINES)
    table.choose_first()
    chips = [Chip("Hôm nay", 12), Chip("Sắp đến hạn", 3), Chip("Chờ bổ sung", 1), Chip("Của tôi")]
    chips[0].setChecked(True)
    bar = row(
        *chips, 0, Button("Xuất", icon=Icon.DOWNLOAD), Button("Tiếp nhận hồ sơ", key="F2", kind=Kind.PRIMARY)
    )
    inside = QWidget()
    inside.setLayout(column(row(*cards, space=16), bar, table, space=16))
    return inside


def form() -> QWidget:
    """Inputs, choices and errors."""
    summary = Summary()
    fields = [
        Field("applicant.name", "Họ và tên", LineEdit(), hint="Như trên giấy tờ tùy thân."),
        Field("applicant.personal_id", "Số định danh cá nhân", LineEdit("12 chữ số", Icon.CARD)),
        Field("applicant.phone", "Điện thoại", LineEdit("", Icon.PHONE), optional=True),
        Field("case", "Trường hợp", Combo([("Cấp lần đầu", 1), ("Cấp lại", 2)])),
        Field("note", "Ghi chú", Note("Điều người trả kết quả cần biết"), optional=True),
        Field("copies", "Số bản", Count()),
    ]
    fields[0].put(LONG)
    fields[1].put("02609900012")
    shown = Form(fields, summary)
    shown.show(
        RuleBroken("applicant.personal_id", "length", "Cần đủ 12 chữ số, đang có 11."),
        RuleBroken("copies", "none", "Ghi ít nhất 1 bản."),
    )
    choices = OneOf([("cash", "Tiền mặt"), ("bank", "Chuyển khoản"), ("free", "Miễn (ghi lý do)")], "cash")
    ticks = [Tick("Bản chính"), Tick("Bản chụp"), Tick("Giấy ủy quyền")]
    ticks[0].setChecked(True)
    ticks[2].setEnabled(False)
    buttons = row(
        Button("Lưu và in", key="Ctrl+Return", kind=Kind.PRIMARY, icon=Icon.PRINT),
        Button("Gác lại", key="Alt+G"),
        Button("In thử", icon=Icon.SEE, kind=Kind.QUIET),
        Button("Hủy hồ sơ", kind=Kind.DANGER),
        0,
    )
    off = Button("Chưa dùng được", key="F9")
    off.setEnabled(False)
    buttons.insertWidget(4, off)
    left = column(*fields[:3], choices, row(*ticks, 0), space=16)
    right = column(*fields[3:], row(Radio("Một"), KeyHint("F4"), 0), 0, space=16)
    body = row(left, right, space=32)
    body.setStretch(0, 1)
    body.setStretch(1, 1)
    inside = QWidget()
    inside.setLayout(column(summary, body, buttons, 0, space=16))
    return inside


def reception() -> QWidget:
    """Numbered steps at the left, the paper at the right."""

    def lines(*widgets: QWidget) -> QWidget:
        held = QWidget()
        held.setLayout(column(*widgets))
        return held

    first = FoldedSection(1, "Người nộp", lines(Field("a", "Tên")), key="F4")
    first.fold(f"{LONG} · 026…103 · 1984 · Yên Lạc")
    second = FoldedSection(
        2, "Thủ tục", lines(Picker(lambda text, answer: answer([]), "Gõ vài chữ, không cần dấu"))
    )
    second.open()
    third = FoldedSection(3, "Thành phần hồ sơ", lines(Tick("Bản chính giấy tờ"), Tick("Bản chụp")))
    third.rest()
    fourth = FoldedSection(4, "Lệ phí", lines(OneOf([(1, "Tiền mặt"), (2, "Chuyển khoản")], 1)))
    fourth.rest()
    steps = column(first, second, third, fourth, 0, space=16)
    paper = PdfPreview()
    paper.show_pdf(pdf(Receipt.specimen(), copies=1))
    body = row(steps, card(column(paper, margin=1), "well"), space=24)
    body.setStretch(0, 3)
    body.setStretch(1, 2)
    inside = QWidget()
    inside.setLayout(body)
    return inside


def closing() -> QWidget:
    """Checklist, progress and timeline."""
    steps = StepList()
    steps.show_steps(
        [
            StepLine("Mọi hồ sơ trong ngày đã có giấy hẹn", Tickable.DONE, "14 hồ sơ"),
            StepLine("Tiền thu khớp với sổ", Tickable.PROBLEM, "Sổ 214.000 đ, đếm 200.000 đ"),
            StepLine("Gửi về tỉnh", Tickable.NOW, "đang gửi tệp 3 trong 9"),
            StepLine("Nhận biên nhận của ngày", Tickable.WAITING),
        ],
        {1: Button("Xem tiền thu", icon=Icon.CASH)},
    )
    progress = ProgressPanel()
    progress.begin("Đang gửi", lambda: None)
    progress.show_step(
        Step("Đang gửi bản chụp giấy khai sinh của hồ sơ 0012", 4_200_000, 12_800_000, True, 182_000, 47)
    )
    timeline = Timeline()
    timeline.show_moments(
        [
            Moment("Kết quả đã về quầy", "Lê Giả Định", "hôm nay 14:05", Sent.HERE),
            Moment(
                "Yêu cầu bổ sung",
                "Trần Thị Mẫu",
                "hôm nay 09:20",
                Sent.SENT,
                "Thiếu bản chính sổ hộ khẩu cũ.",
                Meaning.SOON,
            ),
            Moment("Chuyển cho công chức tư pháp – hộ tịch", "Trần Thị Mẫu", "hôm qua 15:41", Sent.CONFIRMED),
            Moment("Tiếp nhận", "Nguyễn Văn Thử", "hôm qua 15:40", Sent.CONFIRMED, "", Meaning.GOOD),
        ]
    )
    marks = row(
        Mark(Meaning.GOOD, "Có mạng"),
        Mark(Meaning.SOON, "Chập chờn"),
        Mark(Meaning.LATE, "Mất mạng"),
        Mark(Meaning.QUIET, "Chưa nối"),
        0,
        space=16,
    )
    pills = column(
        row(*(Pill(m) for m in Meaning), 0, space=16), row(*(SentMark(s) for s in Sent), 0, space=16)
    )
    code = row(
        label("G22.99-261124-0012", "display", selectable=True), Pill(Meaning.SOON, "Hạn 15:00"), 0, space=16
    )
    left = column(
        code, card(column(steps, margin=16)), card(column(progress, margin=16)), marks, pills, 0, space=16
    )
    empty = Empty(
        Icon.GOOD, "Hôm nay không còn việc nào đến hạn.", "Thảnh thơi mà vẫn đúng hẹn.", tone="good"
    )
    right = column(
        card(column(label("Diễn biến", "overline"), timeline, margin=16)), card(column(empty)), space=16
    )
    body = row(left, right, space=24)
    body.setStretch(0, 3)
    body.setStretch(1, 2)
    inside = QWidget()
    inside.setLayout(body)
    return inside


def icons() -> QWidget:
    """Every icon at both sizes."""
    lines = []
    for start in range(0, len(Icon), 8):
        cells = []
        for icon in list(Icon)[start : start + 8]:
            cells.append(
                row(
                    IconLabel(icon, "text", SMALL),
                    IconLabel(icon, "accent", LARGE),
                    ElidedLabel(icon.value, "small"),
                )
            )
        lines.append(row(*cells, space=16))
    inside = QWidget()
    inside.setLayout(column(*lines, 0, space=16))
    return inside


def window() -> MainWindow:
    """The frame with the sample pages."""
    work = Work()
    made = MainWindow(work)
    work.setParent(made)
    for page in (
        Sample("Hôm nay", Icon.TODAY, today()),
        Sample("Tiếp nhận", Icon.RECEIVE, reception()),
        Sample("Hồ sơ", Icon.DOSSIERS, form()),
        Sample("Trả kết quả", Icon.RETURN, icons()),
        Sample("Chốt ngày", Icon.CLOSING, closing()),
    ):
        made.add_page(page)
    made.setMinimumSize(0, 0)  # the offscreen screen is lower than any real one
    made.show_office("UBND xã Thử Nghiệm")
    made.show_person("Quầy 2", "Trần Thị Mẫu")
    made.show_line(LineStatus(Meaning.LATE, "Mất mạng từ 09:12", "14 hồ sơ chờ gửi · cũ nhất 09:20"))
    return made


def main(folder: Path) -> None:
    """Make every picture."""
    app = QApplication.instance() or QApplication(sys.argv)
    assert isinstance(app, QApplication)
    for name, (look, ratio) in LOOKS.items():
        theme.apply(app, look)
        shown = window()
        for at in range(5):
            shown.go(at)
            grab(shown, folder / f"{name}-{at + 1}.png", scale=ratio)
        if name in ("light", "dark"):
            shown.go(0)
            shown.activateWindow()
            shown.search.open()
            shown.search.results.show_found(
                [
                    Found(
                        "G22.99-261124-0012",
                        "Nguyễn Văn Thử · Chứng thực bản sao",
                        icon=Icon.DOSSIERS,
                        group="Hồ sơ",
                        aside="hạn 15:00",
                    ),
                    Found("Nguyễn Văn Thử", "026…103 · 1984", icon=Icon.PERSON, group="Người"),
                    Found("Tiếp nhận hồ sơ mới", icon=Icon.RECEIVE, group="Lệnh", aside="F2"),
                    Found("Trả một kết quả", icon=Icon.RETURN, group="Lệnh", aside="F3"),
                ]
            )
            grab(shown, folder / f"{name}-search.png", scale=ratio)
            shown.search.results.hide()
            shown.toggle_help()
            shown.notices.say("Đã lưu hồ sơ 0012 và in 2 liên.", action=Action("In lại", lambda: None))
            shown.notices.trouble(
                Trouble("paper", "Máy in hết giấy.", "Cho giấy vào khay rồi bấm In lại; hồ sơ đã được lưu.")
            )
            grab(shown, folder / f"{name}-notices.png", scale=ratio)
            box = show_bug(shown, "3F2-A91")
            settle()
            grab(box, folder / f"{name}-bug.png", (480, 320))
            box.accept()
            shown.notices.clear()
            shown.help.put_away()
            grab(shown, folder / f"{name}-small.png", theme.WINDOW_MIN)
        shown.close()
        shown.deleteLater()
        settle()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
