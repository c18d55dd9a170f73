"""What did the province sign for? The receipt of the day (biên nhận chốt ngày), large enough to be read from standing."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from desk.records.base import VIETNAM
from desk.rules.fees import format_vnd, in_words
from desk.rules.words import _
from ui.pages.closing_day import Receipt
from ui.theme import BETWEEN, CLOSE, TIGHT, Meaning
from ui.widgets.marks import Pill
from ui.widgets.text import column, label, row, set_role

HASH_SHOWN = 16
"""Enough of the hash to compare by eye with the province's list."""


class ReceiptCard(QFrame):
    """Shows a receipt; hidden while there is none."""

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
                column(self._words, self._differing, self._proof, space=TIGHT),
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
        self._differing.setText(
            _("Khác nhau ở: {codes}").format(codes=", ".join(receipt.differing)) if receipt.differing else ""
        )
        self._differing.setVisible(bool(receipt.differing))
        self._proof.setText(
            _("Ký lúc {at} · nhật ký đến mục {seq} · {hash}…").format(
                at=f"{receipt.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
                seq=receipt.seq,
                hash=receipt.hash[:HASH_SHOWN],
            )
        )
