"""Do desk and province count the same day? The gateway counts by its own fold, names the difference, and signs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from desk.rules.chain import GENESIS
from desk.rules.words import _
from sync import wire
from sync.gateway.devices import Device, Devices
from sync.gateway.news import fees_of_day
from sync.gateway.refusal import Refusal
from sync.gateway.store import GatewayStore, codes, devices, dossiers, journal, receipts
from sync.wire import Code

MAX_DIFFERING = 500


class Closings:
    """The receipts of closed days."""

    def __init__(self, store: GatewayStore, keys: Devices) -> None:
        self._store = store
        self._keys = keys

    def close(self, device: Device, ask: wire.ClosingAsk, now: datetime) -> wire.ClosingAnswer:
        """Compare the desk's numbers of a day with the dossiers noted up to `ask.seq`; a signed receipt.

        The journal must be held that far and be the same: Refusal gap or fork otherwise. The same day may be
        closed again; the newest receipt is kept.
        """
        with self._store.write(device.id) as change:
            _check_journal(change, device, ask)
            day = ask.day.isoformat()
            here = fees_of_day(change, device.id, day, ask.seq)
            count, fees_vnd = len(here), sum(fees for _code, fees in here.values())
            differing = [] if ask.items is None else _differing(change, device, ask, day, here)
            receipt = wire.DayReceipt(
                office=device.office, device=device.id, day=ask.day, seq=ask.seq, hash=ask.hash,
                agreed=(count, fees_vnd) == (ask.dossiers, ask.fees_vnd) and not differing,
                dossiers=count, fees_vnd=fees_vnd, at=now, differing=differing[:MAX_DIFFERING],
            )  # fmt: skip
            answer = wire.ClosingAnswer(receipt, self._keys.sign(wire.receipt_text(receipt)))
            change.execute(delete(receipts).where(receipts.c.device == device.id, receipts.c.day == day))
            change.execute(
                receipts.insert().values(
                    device=device.id, day=day, signature=answer.signature,
                    document=wire.write(receipt).decode(),
                )
            )  # fmt: skip
        return answer


def _check_journal(change: Connection, device: Device, ask: wire.ClosingAsk) -> None:
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


def _differing(
    change: Connection, device: Device, ask: wire.ClosingAsk, day: str, here: Mapping[str, tuple[str, int]]
) -> list[str]:
    """Codes that only one side has, or with other fees; a provisional code counts as its dossier's."""
    names = {
        row.code: row.dossier
        for row in change.execute(
            select(codes.c.code, codes.c.dossier)
            .join(dossiers, dossiers.c.id == codes.c.dossier)
            .where(dossiers.c.device == device.id, dossiers.c.day == day)
        )
    }
    differing, met = [], set()
    for item in ask.items or ():
        dossier = names.get(item.code)
        if dossier is None or dossier not in here or here[dossier][1] != item.fees_vnd:
            differing.append(item.code)
        met.add(dossier)
    differing += [code for id_, (code, _fees) in here.items() if id_ not in met]
    return sorted(set(differing))
