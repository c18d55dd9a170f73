"""How does the second of two machines with one identity become a desk of its own? The same office, founded anew beside it.

    this store ──▶ sent to the last entry ──▶ let go of: it may be read, it is enrolled no more
    new store  ◀── office, people with their passwords, choices, catalogue, calendar, name on paper; no dossier, own device

The dossiers stay with the other machine, which has the identity, and with the province: each has one owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.datasets import Kind
from desk.ids import new_id
from desk.keys import AskPassphrase
from desk.outbox import backlog, tip_in
from desk.records.journal import ExchangeRow
from desk.records.office import CounterRow, DatasetRow, IdentityRow, OfficeRow, SettingRow, StaffRow
from desk.recovery import check_may
from desk.renamed import RENAMED
from desk.rules.broken import RuleBroken
from desk.rules.chain import GENESIS, sha256
from desk.rules.words import _
from desk.store import Actor, Change, Store

PARTED = "parted"
"""The journal's last word of a store that was let go of."""


def part(store: Store, to: Path, ask: AskPassphrase, actor: Actor, at: datetime) -> Store:
    """A desk of its own in the empty folder `to`, of the same office; this store is not changed.

    Raises RuleBroken: not_yours, unsent while the province lacks anything of this store.
    """
    check_may(actor)
    with store.read() as session:
        _check_sent(session)
        office = session.scalars(select(OfficeRow)).one()
        rows = [*_copies(session)]
    made = Store.create(to, ask)
    try:
        with made.write(actor, at, device=new_id()) as change:
            _furnish(change, office, rows, store.device)
    except BaseException:
        made.close()
        Store.remove_unfinished(to)
        raise
    return made


def let_go(store: Store, actor: Actor, at: datetime, device: str) -> None:
    """This store is enrolled no more: `device` goes on in its place. It can still be opened and read."""
    check_may(actor)
    with store.write(actor, at) as change:
        row = change.session.get_one(ExchangeRow, 1)
        row.url = row.gateway_key = None
        change.note(PARTED, {"device": device})


def _check_sent(session: Session) -> None:
    row, waits = session.get_one(ExchangeRow, 1), backlog(session)
    if row.held_seq != tip_in(session)[0] or waits.files:
        told = _(
            "Máy này còn dữ liệu chưa gửi. Hãy lấy lại từ tỉnh nếu được báo, gửi cho hết (motcua sync), rồi tách."
        )
        raise RuleBroken("journal", "unsent", told)


def _copies(session: Session) -> Iterator[Any]:
    """What the new store has from the beginning. A dataset is taken in the version in force."""
    for counter in session.scalars(select(CounterRow)):
        yield CounterRow(id=counter.id, name=counter.name)
    for person in session.scalars(select(StaffRow)):
        yield StaffRow(login=person.login, name=person.name, role=person.role, password_hash=person.password_hash,
                       active=person.active, failures=0)  # fmt: skip
    for choice in session.scalars(select(SettingRow).where(SettingRow.name != RENAMED)):
        yield SettingRow(name=choice.name, document=choice.document)
    for kind in Kind:
        newest = (
            select(DatasetRow)
            .where(DatasetRow.kind == kind)
            .order_by(DatasetRow.installed_at.desc())
            .limit(1)
        )
        if (one := session.scalars(newest).first()) is not None:
            yield DatasetRow(
                kind=one.kind, version=one.version, installed_at=one.installed_at, document=one.document
            )
    for name in session.scalars(select(IdentityRow)):
        yield IdentityRow(
            version=name.version, at=name.at, by=name.by, document=name.document, emblem=name.emblem
        )


def _furnish(change: Change, office: OfficeRow, rows: list[Any], parted_from: str) -> None:
    change.session.add(OfficeRow(id=1, code=office.code, device=change.device, training=office.training,
                                 document=office.document))  # fmt: skip
    change.session.add(ExchangeRow(id=1, held_seq=0, held_hash=GENESIS, news_cursor=0))
    change.session.add_all(rows)
    change.note(
        "found_office", {"code": office.code, "training": office.training, "parted_from": parted_from}
    )
    for row in rows:
        if isinstance(row, StaffRow) and row.active:
            change.note("add_staff", {"login": row.login, "name": row.name, "role": row.role})
        if isinstance(row, DatasetRow):
            said = {"version": row.version, "sha256": sha256(row.document.encode())}
            change.note(f"install_{Kind(row.kind).value}", said)
