"""Step 4: what is paid, and how does the result come back? Sums as computed, corrected or asked for; the way of paying."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desk.errors import RuleBroken
from desk.rules.catalogue import Mark
from desk.rules.dossier import ReturnBy
from desk.rules.fees import Method, format_vnd
from desk.rules.words import _
from ui.notices import Form
from ui.pages.reception_look_up import Outlook
from ui.pages.reception_step import Step
from ui.pages.reception_typed import Typed, amount_of
from ui.theme import CLOSE, INSIDE, px
from ui.widgets.choices import OneOf
from ui.widgets.field import Field, LineEdit
from ui.widgets.text import column, label

SIDE_BY_SIDE = 2
REASONS_SHOWN = 3


class FeesStep(Step):
    """The fees, the way of paying, the way of returning, a note."""

    def __init__(self) -> None:
        super().__init__()
        self._for = ""
        self._amounts: dict[str, str] = {}
        self.sums: dict[str, Field] = {}
        self._sum_form = Form()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(CLOSE))
        self._grid.setVerticalSpacing(px(INSIDE))
        self._nothing = label("", "muted", wrap=True)
        self._nothing.setObjectName("fees.nothing")
        self._sums = QWidget()
        self._sums.setLayout(self._grid)
        self.method = OneOf(
            ((Method.CASH, _("Tiền mặt")), (Method.TRANSFER, _("Chuyển khoản")), (Method.EXEMPT, _("Miễn"))),
            Method.CASH,
        )
        self.method_field = self.take(Field("fees.method", _("Cách nộp"), self.method))
        self.reason = self.take(Field("fees.reason", _("Lý do miễn"), LineEdit()))
        self.return_by = OneOf(
            (
                (ReturnBy.DESK, _("Tại quầy")),
                (ReturnBy.POST, _("Bưu chính công ích")),
                (ReturnBy.ONLINE, _("Trực tuyến")),
            ),
            ReturnBy.DESK,
        )
        self.return_field = self.take(Field("return_by", _("Trả kết quả"), self.return_by))
        self.note = self.take(Field("note", _("Ghi chú"), LineEdit(), optional=True))
        self.method.chosen.connect(self._chosen)
        self.return_by.chosen.connect(lambda _way: self.edited.emit())
        parts = (self._nothing, self._sums, self.method_field, self.reason, self.return_field, self.note)
        self.setLayout(column(*parts, space=INSIDE))
        self._show_method()

    def _chosen(self, method: object) -> None:
        self._show_method()
        if method is Method.EXEMPT:
            self.reason.jump()
        self.edited.emit()

    def _show_method(self) -> None:
        exempt = self.method.value() is Method.EXEMPT
        self.reason.setVisible(exempt)
        self._sums.setVisible(bool(self.sums) and not exempt)
        self.method_field.setVisible(bool(self.sums))

    def show_outlook(self, outlook: Outlook) -> None:
        """The fees of what is typed now; a sum that the clerk corrected stays corrected."""
        if outlook.procedure.code != self._for:
            self._for, self._amounts = outlook.procedure.code, {}
        named = [line.name for line in outlook.fees] + [fee.name for fee in outlook.unknown]
        wanted = list(dict.fromkeys(named))
        if list(self.sums) != wanted:
            self._rebuild(wanted)
        for line in outlook.fees:
            field = self.sums[line.name]
            _show(field, self._amounts.get(line.name, format_vnd(line.amount_vnd)))
            specs = [fee for fee in outlook.procedure.fees if fee.name == line.name]
            background = any(f.mark is Mark.BACKGROUND for f in specs)
            said = [f"{line.reckoning} = {format_vnd(line.amount_vnd)}"] if line.reckoning else []
            said += [_("Mức nền, hãy đối chiếu.")] if background else []
            field.hint(" · ".join(said))
        for fee in outlook.unknown:
            field = self.sums[fee.name]
            _show(field, self._amounts.get(fee.name, ""))
            field.hint(fee.note or _("Danh mục chưa có mức thu; hỏi theo nghị quyết của tỉnh."))
        self._nothing.setText("" if wanted else _("Thủ tục này không thu phí, lệ phí."))
        self._nothing.setVisible(not wanted)
        offered = "; ".join(outlook.exemptions[:REASONS_SHOWN])
        self.reason.hint(_("Thường gặp: {reasons}").format(reasons=offered) if offered else "")
        self._show_method()
        self._proxy()

    def _rebuild(self, names: list[str]) -> None:
        for field in self.sums.values():
            self._grid.removeWidget(field)
            field.setParent(None)
            field.deleteLater()
        self.sums, self._sum_form = {}, Form()  # a form of their own: these fields come and go
        for at, name in enumerate(names):
            line = LineEdit(_("nhập số tiền"))
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            field = Field(f"fees.{name}", name, line)
            field.edited.connect(lambda text, name=name: self._corrected(name, text))
            self._sum_form.add(field)
            self.sums[name] = field
            self._grid.addWidget(field, at // SIDE_BY_SIDE, at % SIDE_BY_SIDE)
        for at in range(SIDE_BY_SIDE):
            self._grid.setColumnStretch(at, 1)

    def _corrected(self, name: str, text: str) -> None:
        self._amounts[name] = text
        if not text.strip():
            del self._amounts[name]
        self.edited.emit()

    def _proxy(self) -> None:
        unasked = next((field for field in self.sums.values() if not field.text().strip()), None)
        first = unasked or next(iter(self.sums.values()), self.return_field)
        self.setFocusProxy(first if not self._sums.isHidden() else self.return_field)

    def refuse(self, broken: RuleBroken) -> bool:
        """Beside the sum, or beside another field of this step."""
        if broken.field in (f"fees.{name}" for name in self.sums):
            self._sum_form.show(broken)
            return True
        return super().refuse(broken)

    @property
    def doubtful(self) -> bool:
        """A sum or a reason that nobody has named yet."""
        if self.method.value() is Method.EXEMPT:
            return bool(self.sums) and not self.reason.text().strip()
        return any(not field.text().strip() for field in self.sums.values())

    def begin(self) -> None:
        """A sum is typed over, not appended to."""
        for field in self.sums.values():
            if isinstance(field.control, LineEdit):
                field.control.selectAll()

    def enter(self) -> None:
        """Done when every sum is one; otherwise to the sum that is not."""
        for name, field in self.sums.items():
            try:
                amount_of(field.text(), name)
            except RuleBroken as broken:
                self.refuse(broken)
                return
        self.done.emit()

    def fill(self, typed: Typed) -> Typed:
        """`typed` with sums, way of paying, way of returning and note."""
        typed = replace(
            typed,
            method=self.method.value() or Method.CASH,
            return_by=self.return_by.value() or ReturnBy.DESK,
            note=self.note.text(),
        )
        if typed.procedure != self._for:
            return typed
        return replace(typed, amounts=dict(self._amounts), reason=self.reason.text())

    def put(self, typed: Typed) -> None:
        """Show what was typed; the fees come with the next outlook."""
        self._for, self._amounts = typed.procedure, dict(typed.amounts)
        self._rebuild([])
        self._nothing.setText(_("Chọn thủ tục trước; lệ phí sẽ tính ở đây."))
        self._nothing.show()
        for one, value in ((self.method, typed.method), (self.return_by, typed.return_by)):
            one.blockSignals(True)
            one.choose(value)
            one.blockSignals(False)
        self.reason.put(typed.reason)
        self.note.put(typed.note)
        self.form.clear()
        self._show_method()

    def summary(self) -> str:
        """How it is paid and how the result comes back."""
        ways = {
            ReturnBy.DESK: _("trả tại quầy"),
            ReturnBy.POST: _("trả qua bưu chính"),
            ReturnBy.ONLINE: _("trả trực tuyến"),
        }
        paid = {
            Method.CASH: _("tiền mặt"),
            Method.TRANSFER: _("chuyển khoản"),
            Method.EXEMPT: _("miễn: {reason}").format(reason=self.reason.text()),
        }
        way = ways[self.return_by.value() or ReturnBy.DESK]
        if not self.sums:
            return _("không thu · {way}").format(way=way)
        sums = ", ".join(field.text() or "?" for field in self.sums.values())
        method = self.method.value() or Method.CASH
        parts = [paid[method], way] if method is Method.EXEMPT else [sums, paid[method], way]
        return " · ".join(parts)


def _show(field: Field, text: str) -> None:
    """Put a sum, but leave the cursor alone in one that is being typed."""
    if field.text() != text:
        field.put(text)
