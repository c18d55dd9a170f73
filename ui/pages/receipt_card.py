"""What did the province sign for? The receipt of the day (biên nhận chốt ngày), large enough to be read from standing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desk.records.base import VIETNAM
from desk.rules.day_compare import DOSSIER, Difference, field_words, value_words
from desk.rules.fees import format_vnd, in_words
from desk.rules.words import _
from ui.pages.closing_day import Receipt
from ui.theme import BETWEEN, CLOSE, TIGHT, Meaning, px
from ui.widgets.buttons import Button
from ui.widgets.marks import Pill
from ui.widgets.text import column, empty_out, label, row, rule, set_role

SHOWN_AT_ONCE = 4
"""The rest stands on the printed receipt; the card stays on the page at 1366×768."""
HASH_SHOWN = 16
"""Enough of the hash to compare by eye with the province's list."""


class ReceiptCard(QFrame):
    """Shows a receipt; hidden while there is none. `open_dossier(code)` asks for a dossier that both sides have otherwise."""

    open_dossier = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("closing.receipt")
        set_role(self, "card")
        self._title = label("", "strong", wrap=True)
        self._pill = Pill(Meaning.GOOD, "–")
        self._dossiers = label("", "display")
        self._dossiers.setObjectName("closing.receipt.dossiers")
        self._fees = label("", "display")
        self._fees.setObjectName("closing.receipt.fees")
        self._words = label("", "muted", wrap=True)
        self._differing = label("", "error", wrap=True)
        self._differing.setObjectName("closing.receipt.differing")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(CLOSE))
        self._table = QWidget()
        self._table.setObjectName("closing.receipt.differences")
        self._table.setLayout(column(rule(), self._rows, space=CLOSE))
        self._proof = label("", "small", wrap=True, selectable=True)
        numbers = row(
            column(self._dossiers, label(_("hồ sơ tỉnh đã nhận"), "muted"), space=0),
            column(self._fees, label(_("lệ phí"), "muted"), space=0),
            0,
            space=BETWEEN * 2,
        )
        head = row(self._title, self._pill, space=CLOSE)
        head.setStretch(0, 1)
        self.setLayout(
            column(
                head,
                numbers,
                column(self._words, self._differing, space=TIGHT),
                self._table,
                self._proof,
                space=CLOSE,
                margin=BETWEEN,
            )
        )
        self.hide()

    def show_receipt(self, receipt: Receipt | None) -> None:
        """Show what the province signed."""
        self.setVisible(receipt is not None)
        if receipt is None:
            return
        self._title.setText(_("Biên nhận của tỉnh, ngày {day}").format(day=f"{receipt.day:%d/%m/%Y}"))
        if receipt.agreed:
            self._pill.show_state(Meaning.GOOD, _("Khớp với quầy"))
        else:
            self._pill.show_state(Meaning.LATE, _("Lệch với quầy"))
        self._dossiers.setText(str(receipt.dossiers))
        self._fees.setText(format_vnd(receipt.fees_vnd))
        self._words.setText(in_words(receipt.fees_vnd))
        self._differing.setText(_differing_words(receipt))
        self._differing.setVisible(bool(receipt.differing))
        self._show_differences(receipt.differences)
        self._proof.setText(
            _("Ký lúc {at} · nhật ký đến mục {seq} · {hash}…").format(
                at=f"{receipt.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
                seq=receipt.seq,
                hash=receipt.hash[:HASH_SHOWN],
            )
        )

    def _show_differences(self, differences: Sequence[Difference]) -> None:
        empty_out(self._rows)
        for at, one in enumerate(differences[:SHOWN_AT_ONCE]):
            self._rows.addWidget(self._difference(at, one))
        if (left := len(differences) - SHOWN_AT_ONCE) > 0:
            told = _("Còn {n} chỗ khác nữa; in biên nhận chốt ngày để xem hết.")
            self._rows.addWidget(label(told.format(n=left), "muted", wrap=True))
        self._table.setVisible(bool(differences))

    def _difference(self, at: int, one: Difference) -> QWidget:
        sides = _("Quầy: {desk} · tỉnh: {province}").format(
            desk=value_words(one.field, one.desk), province=value_words(one.field, one.province)
        )
        words = column(
            label(f"{one.code} · {field_words(one.field)}", "strong", wrap=True, selectable=True),
            label(sides, "muted", wrap=True),
            space=TIGHT,
        )
        line = QWidget()
        box = row(words, space=CLOSE)
        box.setStretch(0, 1)
        if one.desk or one.field != DOSSIER:  # what only the province has cannot be opened here
            button = Button(_("Mở hồ sơ"), lambda: self.open_dossier.emit(one.code))
            button.setObjectName(f"closing.receipt.open.{at}")
            button.setAccessibleName(f"{button.text()} {one.code}")
            box.addWidget(button, alignment=Qt.AlignmentFlag.AlignTop)
        line.setLayout(box)
        return line


def _differing_words(receipt: Receipt) -> str:
    """The table below says it to the part; a province of an older version names only the codes."""
    if receipt.differences:
        return _("Hai bên khác nhau ở {n} chỗ").format(n=len(receipt.differences))
    if receipt.differing:
        return _("Khác nhau ở: {codes}").format(codes=", ".join(receipt.differing))
    return ""
