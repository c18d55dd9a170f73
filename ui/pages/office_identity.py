"""How shall the office appear on paper? Its names, line of English, emblem and own sentences, beside the very paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImageReader
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget

from desk.clock import now as system_now
from desk.errors import RuleBroken
from desk.files import disk_trouble
from desk.identity import MAX_EMBLEM_BYTES, Identity, change_identity, undo, versions
from desk.office import IDENTITY, Office, office_of
from desk.payments import account_of, set_account
from desk.progress import Progress
from desk.records.base import VIETNAM
from desk.rules.vietqr import BankAccount
from desk.rules.words import _, official_words
from printing.documents.receipt import Receipt
from printing.layout import PAPERS
from printing.render import pdf
from ui.icons import Icon
from ui.notices import Form, Notices
from ui.page import Key, Page
from ui.papers.filling import agency
from ui.seat import Seat
from ui.theme import BETWEEN, CLOSE, INSIDE, SECTION, px
from ui.widgets.buttons import Button, Kind
from ui.widgets.choices import OneOf, Tick
from ui.widgets.field import Field
from ui.widgets.preview import PdfPreview
from ui.widgets.text import column, label, row, rule
from ui.work import Area, Task, Told

WIDTH = 420
EMBLEM_SIDE = 512
"""Points of an emblem: 18 mm at 700 dpi."""
AskPicture = Callable[[QWidget], str]


def picture_of(path: Path) -> bytes:
    """A picture file (PNG, JPEG or SVG, told by content) as a small PNG. Raises RuleBroken where it is none."""
    with disk_trouble():
        size = path.stat().st_size
        data = path.read_bytes() if size <= 16 * MAX_EMBLEM_BYTES else b""
    source = QBuffer()
    source.setData(QByteArray(data))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(source)
    reader.setDecideFormatFromContent(True)
    natural = reader.size()
    if natural.isValid():
        side = QSize(EMBLEM_SIDE, EMBLEM_SIDE)
        reader.setScaledSize(natural.scaled(side, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise RuleBroken("emblem", "not_a_picture", _("Tệp này không phải ảnh PNG, JPEG hay SVG."))
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(made, "PNG")
    with Image.open(io.BytesIO(bytes(made.data().data()))) as drawn:
        small = io.BytesIO()
        drawn.convert("RGBA").quantize(128).save(small, "PNG", optimize=True)
    return small.getvalue()


def specimen(office: Office) -> bytes:
    """The specimen receipt as this office would print it: the very PDF."""
    with official_words():
        shown = replace(Receipt.specimen(), agency=agency(office), note=office.note)
    return pdf(shown, PAPERS[office.paper], copies=1)


class IdentityPage(Page):
    """For administrators. What is typed shows on the paper at once; nothing counts before it is saved."""

    title = _("Văn phòng trên giấy")
    icon = Icon.OFFICE
    concerns = Area.SETTINGS
    scrolls = False

    def __init__(
        self,
        seat: Seat,
        *,
        clock: Callable[[], datetime] = system_now,
        ask_picture: AskPicture | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("identity")
        self._seat, self._clock, self._ask_picture = seat, clock, ask_picture or _picture_dialog
        self._office, self._emblem = seat.office, b""
        self._drawing: Task[bytes] | None = None
        titles = {
            "parent": _("Cơ quan chủ quản (dòng trên)"),
            "name": _("Tên cơ quan (dòng đậm)"),
            "desk_name": _("Bộ phận tiếp nhận và trả kết quả"),
            "place": _("Địa danh trước ngày tháng"),
            "address": _("Địa chỉ"),
            "phone": _("Điện thoại"),
            "email": _("Email"),
            "lookup_url": _("Địa chỉ tra cứu, có {code} chỗ mã hồ sơ"),
            "head": _("Chức danh người đứng đầu khi ký"),
            "footer": _("Câu cuối mỗi trang"),
            "note": _("Câu thêm vào ghi chú của giấy hẹn"),
        }
        self.fields = {
            name: Field(name, words, optional=name not in ("name", "desk_name", "place"))
            for name, words in titles.items()
        }
        for field in self.fields.values():
            field.edited.connect(lambda _text: self._draw())
        accounts = {
            "bank": _("Mã ngân hàng (BIN, 6 số)"),
            "number": _("Số tài khoản"),
            "holder": _("Tên chủ tài khoản"),
            "bank_name": _("Tên ngân hàng"),
        }
        self.account = {name: Field(name, words, optional=True) for name, words in accounts.items()}
        self.account["bank"].hint(
            _("Có tài khoản thì phiếu thu và màn hình hiện mã VietQR; để trống cả bốn là thôi.")
        )
        self._kept: BankAccount | None = None
        self.form = Form([*self.fields.values(), *self.account.values()])
        self.paper = OneOf((("A5", "A5"), ("A4", "A4")), "A5")
        self.paper.chosen.connect(lambda _size: self._draw())
        self.courtesy = Tick(_("Thêm dòng tiếng Anh cho người nước ngoài"))
        self.courtesy.toggled.connect(lambda _on: self._draw())
        self.choose = Button(_("Chọn biểu trưng"), self._choose, icon=Icon.PICTURE)
        self.clear = Button(_("Bỏ biểu trưng"), self._clear, kind=Kind.QUIET)
        self.save = Button(_("Lưu"), self._save, key="Ctrl+S", icon=Icon.SAVE, kind=Kind.PRIMARY)
        self.undo = Button(_("Về bản trước"), self._undo, icon=Icon.UNDO)
        for button, name in (
            (self.choose, "choose"),
            (self.clear, "clear"),
            (self.save, "save"),
            (self.undo, "undo"),
        ):
            button.setObjectName(f"identity.{name}")
        self.preview = PdfPreview()
        self._since = label("", "muted", wrap=True)
        self._build()
        self.notices = Notices(self)

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "bare")
        inside.setLayout(
            column(
                *self.fields.values(),
                row(self.choose, self.clear, 0, space=INSIDE),
                self.courtesy,
                Field("paper", _("Khổ giấy mời trước"), self.paper),
                rule(),
                label(_("Tài khoản nhận phí, lệ phí"), "overline"),
                *self.account.values(),
                0,
                space=CLOSE,
                margin=INSIDE,
            )
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left = QWidget()
        side = column(area, self._since, row(self.save, self.undo, 0, space=INSIDE), space=CLOSE)
        side.setContentsMargins(0, 0, 0, 0)
        side.setStretch(0, 1)
        left.setLayout(side)
        left.setFixedWidth(px(WIDTH))
        whole = row(left, self.preview, space=SECTION)
        whole.setContentsMargins(px(SECTION), 0, px(SECTION), px(BETWEEN))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def keys(self) -> list[Key]:
        """The keys of this page, for F1."""
        return [Key("Ctrl+S", _("Lưu; giấy in từ lúc này theo bản mới")), Key("Alt+←", _("Quay lại"))]

    def arrive(self) -> None:
        """The first name."""
        self.fields["parent"].setFocus()

    def may_leave(self) -> str:
        """What was typed and not saved is told before it would go."""
        same = self._typed() == self._office and self._typed_account() == self._kept
        return "" if same else _("Thay đổi của văn phòng chưa được lưu.")

    # -- what is shown -----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read what is in force."""

        def look(_progress: Progress) -> tuple[Office, tuple[Identity, ...], BankAccount | None]:
            with self._seat.store.read() as session:
                return office_of(session), versions(session), account_of(session)

        self._seat.work.ask(look, lambda found: self._show(*found), self.notices.trouble, owner=self)

    def _show(self, office: Office, known: tuple[Identity, ...], account: BankAccount | None) -> None:
        self._kept = account
        for name, field in self.account.items():
            field.put(getattr(account, name) if account else "")
        self._office, self._emblem = office, office.emblem
        for name, field in self.fields.items():
            field.put(getattr(office, name))
        self.paper.choose(office.paper)
        self.courtesy.setChecked(office.courtesy)
        self.undo.setEnabled(bool(known))
        self._since.setText(
            _("Bản {version}, {by} lưu lúc {at}.").format(
                version=known[0].version,
                by=known[0].by,
                at=f"{known[0].at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            )
            if known
            else _("Theo tệp lập văn phòng; chưa đổi lần nào.")
        )
        self._draw()

    def _typed(self) -> Office:
        words = {name: field.text().strip() for name, field in self.fields.items()}
        return replace(
            self._office, **words, paper=self.paper.value() or "A5", courtesy=self.courtesy.isChecked(),
            emblem=self._emblem,
        )  # fmt: skip

    def _typed_account(self) -> BankAccount | None:
        words = {name: field.text().strip() for name, field in self.account.items()}
        return BankAccount(**words) if any(words.values()) else None

    def _draw(self) -> None:
        office = self._typed()
        self.clear.setEnabled(bool(self._emblem))
        self._drawing = self._seat.work.ask(
            lambda _progress: specimen(office),
            self.preview.show_pdf,
            self._told,
            owner=self,
            instead_of=self._drawing,
        )

    # -- doing -------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        chosen = self._ask_picture(self)
        if chosen:
            self._seat.work.ask(
                lambda _progress: picture_of(Path(chosen)), self._chosen, self._told, owner=self
            )

    def _chosen(self, emblem: bytes) -> None:
        self._emblem = emblem
        self._draw()

    def _clear(self) -> None:
        self._chosen(b"")

    def _save(self) -> None:
        typed, account = self._typed(), self._typed_account()
        other, other_account = typed != self._office, account != self._kept
        self.form.clear()

        def save(_progress: Progress) -> None:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                if other_account:
                    set_account(change, account)
                if other or not other_account:
                    change_identity(change, {name: getattr(typed, name) for name in IDENTITY}, typed.emblem)

        self._seat.work.change(
            save, lambda _nothing: self._saved(), self._told, touches=Area.SETTINGS, owner=self
        )

    def _undo(self) -> None:
        def back(_progress: Progress) -> Office:
            with self._seat.store.write(self._seat.actor, self._clock()) as change:
                return undo(change)

        self._seat.work.change(
            back, lambda _office: self._saved(), self._told, touches=Area.SETTINGS, owner=self
        )

    def _saved(self) -> None:
        self.notices.say(_("Đã lưu. Giấy in từ lúc này theo bản mới; giấy đã in giữ nguyên."))
        self.refresh()

    def _told(self, told: Told) -> None:
        if isinstance(told, RuleBroken) and self.form.field(told.field) is not None:
            self.form.show(told)
        else:
            self.notices.trouble(told)


def _picture_dialog(parent: QWidget) -> str:
    chosen, _kind = QFileDialog.getOpenFileName(
        parent, _("Chọn biểu trưng"), "", _("Ảnh (*.png *.svg *.jpg *.jpeg)")
    )
    return chosen
