"""What do desk and province say of a closed day? The desk's numbers, its dossiers after a difference, the signed receipt."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from desk.rules.chain import canonical, moment
from sync.wire import VERSION, Answer, Ask, Aware, Count, Hash, Seq, Signature

MAX_CLOSING_ITEMS = 20_000
MAX_ITEMS_IN_PARTS = 5_000
"""A day of more is compared by fees alone, so that it fits a message."""
MAX_PARTS = 48
PartName = Annotated[str, msgspec.Meta(max_length=40)]
PartText = Annotated[str, msgspec.Meta(max_length=80)]


class ClosingItem(Ask, frozen=True):
    """One dossier of the day, for a comparison to the item; `parts` as desk/rules/day_compare.py tells them."""

    code: Annotated[str, msgspec.Meta(max_length=80)]
    fees_vnd: Count
    parts: Annotated[dict[PartName, PartText], msgspec.Meta(max_length=MAX_PARTS)] = {}


class ClosingAsk(Ask, frozen=True):
    """The day as the desk counts it when its journal stands at `seq`; `items` only after a difference."""

    day: date
    dossiers: Count
    fees_vnd: Count
    seq: Seq
    hash: Hash
    items: Annotated[list[ClosingItem], msgspec.Meta(max_length=MAX_CLOSING_ITEMS)] | None = None


class DayDifference(Answer, frozen=True):
    """One part of one dossier as the desk told it and as the province folds it; empty where a side has nothing."""

    code: str
    field: str
    desk: str = ""
    province: str = ""


class DayReceipt(Answer, frozen=True):
    """What the province signs: its own numbers of the day, and whether they are the desk's."""

    office: str
    device: str
    day: date
    seq: Seq
    hash: Hash
    agreed: bool
    dossiers: Count
    fees_vnd: Count
    at: Aware
    differing: list[str] = []
    differences: list[DayDifference] = []


class ClosingAnswer(Answer, frozen=True):
    """The receipt of the day; the signature covers `receipt_text(receipt)` with the gateway's key."""

    receipt: DayReceipt
    signature: Signature


def receipt_text(receipt: DayReceipt) -> bytes:
    """The bytes that the province signs under a day's receipt."""
    # Left out where there are none, so that a desk of an older version can check what concerns it.
    differences = {"differences": msgspec.to_builtins(receipt.differences)} if receipt.differences else {}
    facts = canonical(
        {
            **differences,
            "office": receipt.office,
            "device": receipt.device,
            "day": receipt.day.isoformat(),
            "seq": receipt.seq,
            "hash": receipt.hash,
            "agreed": receipt.agreed,
            "dossiers": receipt.dossiers,
            "fees_vnd": receipt.fees_vnd,
            "at": moment(receipt.at),
            "differing": list(receipt.differing),
        }
    )
    return f"motcua-receipt-{VERSION}\n{facts}".encode()
