"""Do desk and province count the same day? The gateway counts by its own fold, names the difference, and signs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import groupby, islice

from sqlalchemy import Connection, delete, select

from desk.rules.broken import RuleBroken
from desk.rules.chain import GENESIS
from desk.rules.day_compare import DOSSIER, HERE, Difference, compare, parts_of
from desk.rules.dossier import fold
from desk.rules.words import _
from sync import day_receipt, wire
from sync.gateway.devices import Device, Devices
from sync.gateway.news import fees_of_day
from sync.gateway.refusal import Refusal
from sync.gateway.store import GatewayStore, codes, devices, dossiers, journal, receipts, to_entry
from sync.wire import Code

MAX_DIFFERENCES = 500
"""More is no list that a person works through; and the receipt is kept and printed."""
FOLDED_AT_ONCE = 400


class Closings:
    """The receipts of closed days."""

    def __init__(self, store: GatewayStore, keys: Devices) -> None:
        self._store = store
        self._keys = keys

    def close(self, device: Device, ask: day_receipt.ClosingAsk, now: datetime) -> day_receipt.ClosingAnswer:
        """Compare the desk's numbers of a day with the dossiers noted up to `ask.seq`; a signed receipt.

        The journal must be held that far and be the same: Refusal gap or fork otherwise. The same day may be
        closed again; the newest receipt is kept.
        """
        with self._store.write(device.id) as change:
            _check_journal(change, device, ask)
            day = ask.day.isoformat()
            here = fees_of_day(change, device.id, day, ask.seq)
            count, fees_vnd = len(here), sum(fees for _code, fees in here.values())
            if ask.items is None:
                differences, same = [], not _holds_back(change, device.id, day, ask.seq)
            else:
                differences = list(islice(_differences(change, device.id, ask, day, here), MAX_DIFFERENCES))
                same = not differences
            receipt = day_receipt.DayReceipt(
                office=device.office, device=device.id, day=ask.day, seq=ask.seq, hash=ask.hash,
                agreed=same and (count, fees_vnd) == (ask.dossiers, ask.fees_vnd),
                dossiers=count, fees_vnd=fees_vnd, at=now,
                differing=sorted({one.code for one in differences}),
                differences=_told(differences) if any(item.parts for item in ask.items or ()) else [],
            )  # fmt: skip
            answer = day_receipt.ClosingAnswer(receipt, self._keys.sign(day_receipt.receipt_text(receipt)))
            change.execute(delete(receipts).where(receipts.c.device == device.id, receipts.c.day == day))
            change.execute(
                receipts.insert().values(
                    device=device.id, day=day, signature=answer.signature,
                    document=wire.write(receipt).decode(),
                )
            )  # fmt: skip
        return answer


def _check_journal(change: Connection, device: Device, ask: day_receipt.ClosingAsk) -> None:
    held = change.execute(
        select(devices.c.held_seq, devices.c.held_hash).where(devices.c.id == device.id)
    ).one()
    if ask.seq > held.held_seq:
        raise Refusal(
            Code.GAP,
            _("Tỉnh chưa nhận đủ nhật ký của ngày này."),
            {"held": held.held_seq, "hash": held.held_hash},
        )
    here = change.scalar(
        select(journal.c.hash).where(journal.c.device == device.id, journal.c.seq == ask.seq)
    )
    if (here or GENESIS) != ask.hash:
        raise Refusal(Code.FORK, _("Nhật ký của máy khác với nhật ký tỉnh đang giữ."), {"seq": ask.seq})


def _holds_back(change: Connection, device: str, day: str, seq: int) -> bool:
    """Whether an entry of that day's dossiers is not folded here, so that they may stand otherwise than at the desk."""
    refused = (
        select(journal.c.seq)
        .join(dossiers, dossiers.c.id == journal.c.dossier)
        .where(journal.c.device == device, journal.c.verdict.is_not(None), journal.c.seq <= seq)
        .where(dossiers.c.device == device, dossiers.c.day == day)
    )
    return change.execute(refused.limit(1)).first() is not None


def _differences(
    change: Connection,
    device: str,
    ask: day_receipt.ClosingAsk,
    day: str,
    here: Mapping[str, tuple[str, int]],
) -> Iterator[Difference]:
    """What only one side has, then what both have otherwise; a provisional code counts as its dossier's."""
    names = {
        row.code: row.dossier
        for row in change.execute(
            select(codes.c.code, codes.c.dossier)
            .join(dossiers, dossiers.c.id == codes.c.dossier)
            .where(dossiers.c.device == device, dossiers.c.day == day)
        )
    }
    told = {names[item.code]: item for item in ask.items or () if names.get(item.code) in here}
    for item in ask.items or ():
        if names.get(item.code) not in here:
            yield Difference(item.code, DOSSIER, HERE, "")
    for dossier, (code, _fees) in here.items():
        if dossier not in told:
            yield Difference(code, DOSSIER, "", HERE)
    for at in range(0, len(told), FOLDED_AT_ONCE):
        some = list(told)[at : at + FOLDED_AT_ONCE]
        parts = _parts_at(change, [one for one in some if told[one].parts], ask.seq)
        for dossier in some:
            item = told[dossier]
            yield from compare(item.code, item.parts, parts.get(dossier, {}), item.fees_vnd, here[dossier][1])


def _parts_at(change: Connection, wanted: Collection[str], seq: int) -> dict[str, dict[str, str]]:
    """These dossiers as their accepted entries up to `seq` tell them, in parts."""
    rows = change.execute(
        select(journal)
        .where(journal.c.dossier.in_(wanted), journal.c.verdict.is_(None), journal.c.seq <= seq)
        .order_by(journal.c.dossier, journal.c.seq)
    )
    found = {}
    for dossier, entries in groupby(rows, lambda row: row.dossier):
        with suppress(RuleBroken):  # what was erased cannot be folded, nor compared
            folded = fold(map(to_entry, entries))
            if folded is not None:
                found[dossier] = parts_of(folded)
    return found


def _told(differences: Iterable[Difference]) -> list[day_receipt.DayDifference]:
    return [day_receipt.DayDifference(one.code, one.field, one.desk, one.province) for one in differences]
