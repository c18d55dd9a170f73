"""What does the exchange see of this desk? The record room's side of sync/outbox.Desk: unsent journal, files, news, receipts.

Nothing here is a flag that must be repaired: "unsent" is everything after the acknowledged number, a file is
confirmed by a moment, news are applied in one transaction with their cursor.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from desk.datasets import Kind, install, version_of
from desk.journal import after, timeline, tip, to_entry
from desk.leases import grant, leases_of
from desk.orders import take_order
from desk.records.base import VIETNAM
from desk.records.dossiers import AttachmentRow, DossierRow
from desk.records.journal import ExchangeRow, HeldRow, JournalRow, VerdictRow
from desk.records.office import ClosingRow, OfficeRow
from desk.rules.chain import GENESIS, Entry
from desk.rules.dossier import fold
from desk.rules.dossier_code import Lease
from desk.rules.fees import total_vnd
from desk.rules.lifecycle import Action, Role
from desk.settings import keep, setting
from desk.store import Actor, Store
from desk.trust import NOTHING_SPECIAL, Trust, read_trust
from desk.verdicts import forget_mended

PRIVATE_KEY = "device"
BATCH_ENTRIES = 500
WEIGHED = 5_000
SMALL_ENTRY_BYTES = 200
MOST_UNSIGNED = 31
"""Closed days for which the province's receipt is still asked."""
TRUST = "province_trust"
"""The setting that says by what the gateway is known."""
PROVINCE = Actor("province", "Hệ thống tỉnh", Role.PROVINCE, "")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Where the province is and by which keys both know each other; keys are raw Ed25519, 32 bytes."""

    url: str
    office: str
    device: str
    private_key: bytes
    gateway_key: bytes
    trust: Trust = NOTHING_SPECIAL


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the province does not have yet; `oldest_at` is the oldest unsent entry's moment, `bytes` payloads and files."""

    entries: int
    dossiers: int
    files: int
    bytes: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that the province refused, for a person to look at."""

    seq: int
    dossier: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class LineState:
    """What is known of the line: since when the province was last reached, or not."""

    enrolled: bool
    url: str
    reached_at: datetime | None
    lost_at: datetime | None
    held_seq: int


def keep_enrolment(
    store: Store, url: str, gateway_key: bytes, lease: Lease, at: datetime, trust: Trust = NOTHING_SPECIAL
) -> None:
    """The desk is enrolled: remember the province, take the lease, map provisional numbers, note it."""
    with store.write(PROVINCE, at) as change:
        row = change.session.get_one(ExchangeRow, 1)
        row.url, row.gateway_key = url, gateway_key.hex()
        said: dict[str, object] = {"url": url, "gateway_key": gateway_key.hex()}
        keep(change, TRUST, trust.document())
        if trust != NOTHING_SPECIAL:
            said["trust"] = trust.document()
        change.note("enrol", said)
        grant(change, (lease,))


def device_key(store: Store, make: Callable[[], bytes]) -> bytes:
    """This desk's private key, made by `make` and kept durably at the first call."""
    key = store.secrets.get(PRIVATE_KEY)
    if key is None:
        key = make()
        store.secrets.put(PRIVATE_KEY, key)
    return key


def enrolment_of(store: Store) -> Enrolment | None:
    """Who this desk is to the province; None before enrolment."""
    with store.read() as session:
        row = session.get_one(ExchangeRow, 1)
        office = session.scalars(select(OfficeRow)).one()
        trust = read_trust(setting(session, TRUST))
    key = store.secrets.get(PRIVATE_KEY)
    if row.url is None or row.gateway_key is None or key is None:
        return None
    return Enrolment(row.url, office.code, office.device, key, bytes.fromhex(row.gateway_key), trust)


def held(store: Store) -> tuple[int, str]:
    """The last number that the province acknowledged, and its hash."""
    with store.read() as session:
        row = session.get_one(ExchangeRow, 1)
        return row.held_seq, row.held_hash


def entries_after(store: Store, seq: int, limit_bytes: int) -> list[Entry]:
    """The entries that follow `seq`, about `limit_bytes` of payload, at least one if there is one."""
    found: list[Entry] = []
    size = 0
    at_once = min(BATCH_ENTRIES, 1 + limit_bytes // SMALL_ENTRY_BYTES)
    while True:
        with store.read() as session:
            batch = after(session, seq, at_once)
        for entry in batch:
            size += len(entry.payload or "") + len(entry.id)
            if found and size > limit_bytes:
                return found
            found.append(entry)
        if len(batch) < at_once:
            return found
        seq = batch[-1].seq


def acknowledge(
    store: Store, seq: int, hash_: str, verdicts: Sequence[tuple[int, str, str]], at: datetime
) -> None:
    """The province holds the journal up to `seq` (which may be lower than before) and refuses these entries."""
    with store.keep() as session:
        row = session.get_one(ExchangeRow, 1)
        if seq < row.held_seq:
            session.execute(delete(HeldRow).where(HeldRow.seq > seq))
        row.held_seq, row.held_hash, row.held_at, row.reached_at, row.lost_at = seq, hash_, at, at, None
        if seq and session.get(HeldRow, seq) is None:
            session.add(HeldRow(seq=seq, at=at))
        for number, code, message in verdicts:
            session.merge(VerdictRow(seq=number, code=code, message=message, told_at=at))
        session.flush()
        forget_mended(session, seq)


def backlog(session: Session) -> Backlog:
    """Everything that waits, in numbers; of more than WEIGHED entries the bytes are told by the first of them."""
    sent = session.get_one(ExchangeRow, 1).held_seq
    entries = max(0, tip(session)[0] - sent)  # the chain has no gaps
    weighed = session.scalar(
        select(func.coalesce(func.sum(func.length(JournalRow.payload)), 0)).where(
            JournalRow.seq > sent, JournalRow.seq <= sent + WEIGHED
        )
    )
    payload = int(weighed or 0) * entries // max(1, min(entries, WEIGHED))
    oldest = sent + 1 if entries else None
    dossiers = (
        session.scalar(select(func.count()).select_from(DossierRow).where(DossierRow.last_seq > sent)) or 0
    )
    files, size = _files(session)
    first = None if oldest is None else session.scalar(select(JournalRow.at).where(JournalRow.seq == oldest))
    return Backlog(entries, dossiers, files, payload + size, first)


def files_waiting(session: Session) -> list[str]:
    """SHA-256 of attachments that the province has not confirmed, those of dossiers due first come first."""
    rows = session.execute(
        select(AttachmentRow.sha256)
        .join(DossierRow, DossierRow.no == AttachmentRow.dossier)
        .where(AttachmentRow.confirmed_at.is_(None))
        .group_by(AttachmentRow.sha256)
        .order_by(func.min(DossierRow.due_at), func.min(DossierRow.no))
    )
    return [row.sha256 for row in rows]


def confirm_files(store: Store, sha256s: Sequence[str], at: datetime) -> None:
    """The province has these files whole; saying so twice changes nothing."""
    with store.keep() as session:
        for row in session.scalars(
            select(AttachmentRow).where(
                AttachmentRow.sha256.in_(sha256s), AttachmentRow.confirmed_at.is_(None)
            )
        ):
            row.confirmed_at = at


def want_files(store: Store, sha256s: Sequence[str]) -> None:
    """The province lost these files (it was restored from a backup): they wait again."""
    with store.keep() as session:
        session.execute(
            update(AttachmentRow).where(AttachmentRow.sha256.in_(sha256s)).values(confirmed_at=None)
        )


def versions(session: Session) -> tuple[str, str, int]:
    """Versions of catalogue and calendar, and the number of the last status that came down."""
    cursor = session.get_one(ExchangeRow, 1).news_cursor
    return version_of(session, Kind.CATALOGUE), version_of(session, Kind.CALENDAR), cursor


def take_news(
    store: Store,
    *,
    documents: Mapping[Kind, Mapping[str, Any]],
    leases: tuple[Lease, ...],
    statuses: Sequence[tuple[str, str, str, datetime, Mapping[str, str]]],
    cursor: int,
    at: datetime,
) -> int:
    """Take what came down in one transaction with its cursor; how many things changed.

    A status is (dossier, action, by, at, facts). One that the lifecycle does not allow here is noted and passed
    over: what both sides touched is a person's to decide, and one bad status must not stop the others. A broken
    catalogue or calendar raises RuleBroken and changes nothing.
    """
    with store.read() as session:
        known = session.get_one(ExchangeRow, 1).news_cursor
        held_leases = grant_needed(session, leases)
    if not documents and not statuses and not held_leases and cursor == known:
        return 0
    with store.write(PROVINCE, at) as change:
        for kind, document in documents.items():
            install(change, kind, document)
        grant(change, leases)
        for dossier, action, by, done_at, facts in statuses:
            take_order(change, dossier, action, by, done_at, facts)
        change.session.get_one(ExchangeRow, 1).news_cursor = cursor
        if not change.entries:
            change.note("news", {"cursor": cursor})
        return len(change.entries)


def grant_needed(session: Session, leases: tuple[Lease, ...]) -> bool:
    """Whether a lease is new to this desk, or provisional numbers wait for one."""
    waiting = session.scalar(
        select(func.count()).select_from(DossierRow).where(DossierRow.provisional_code == DossierRow.code)
    )
    return bool(set(leases) - set(leases_of(session))) or bool(waiting and leases)


def keep_receipt(store: Store, day: date, document: Mapping[str, Any]) -> None:
    """Keep the province's signed receipt of a closed day; one of before the day was last closed, or older, is passed over."""
    seq = int(document["receipt"]["seq"])
    with store.keep() as session:
        row = session.get(ClosingRow, day)
        if row is None:
            return
        known = 0 if row.receipt is None else int(json.loads(row.receipt)["receipt"]["seq"])
        closed = session.scalar(
            select(func.max(JournalRow.seq)).where(
                JournalRow.action == "close_day", JournalRow.at == row.closed_at
            )
        )
        if seq >= max(known, closed or 0):
            row.receipt = json.dumps(document, ensure_ascii=False)


def unsigned_days(session: Session) -> tuple[date, ...]:
    """Closed days that the province has not signed yet, oldest first; a day that was left unsigned for long is let be."""
    days = session.scalars(
        select(ClosingRow.day)
        .where(ClosingRow.receipt.is_(None))
        .order_by(ClosingRow.day.desc())
        .limit(MOST_UNSIGNED)
    )
    return tuple(sorted(days))


def keep_report(store: Store, document: Mapping[str, Any], *, reached: bool, at: datetime) -> None:
    """Keep the last report of the exchange, and since when the line is there or gone."""
    with store.keep() as session:
        row = session.get_one(ExchangeRow, 1)
        row.report = json.dumps(document, ensure_ascii=False)
        if reached:
            row.reached_at, row.lost_at = at, None
        else:
            row.lost_at = row.lost_at or at


def line_state(session: Session) -> LineState:
    """What the status line shows of the line."""
    row = session.get_one(ExchangeRow, 1)
    return LineState(row.url is not None, row.url or "", row.reached_at, row.lost_at, row.held_seq)


def last_report(session: Session) -> Mapping[str, Any] | None:
    """The last report of the exchange as it was kept."""
    text = session.get_one(ExchangeRow, 1).report
    return None if text is None else dict(json.loads(text))


def refused_entries(session: Session) -> tuple[Refused, ...]:
    """Entries that the province refused, newest first."""
    rows = session.execute(
        select(VerdictRow, JournalRow.dossier, DossierRow.code)
        .join(JournalRow, JournalRow.seq == VerdictRow.seq)
        .outerjoin(DossierRow, DossierRow.id == JournalRow.dossier)
        .order_by(VerdictRow.seq.desc())
    )
    return tuple(
        Refused(row.seq, code or dossier or "", row.code, row.message) for row, dossier, code in rows
    )


def entry_at(session: Session, seq: int) -> Entry | None:
    """One entry of the journal."""
    row = session.get(JournalRow, seq)
    return None if row is None else to_entry(row)


def tip_of(store: Store) -> tuple[int, str]:
    """The newest entry's number and hash."""
    with store.read() as session:
        return tip_in(session)


def tip_in(session: Session) -> tuple[int, str]:
    """The newest entry's number and hash, as this snapshot has it."""
    seq, hash_, _at = tip(session)
    return seq, hash_ or GENESIS


def day_numbers(session: Session, day: date, seq: int) -> tuple[int, int, tuple[tuple[str, int], ...]]:
    """Dossiers and fees received on `day` as the journal stood at `seq`: count, sum in đồng, and (code, fees) of each.

    A cancelled dossier is counted, with no fee: its code was given. What was noted after `seq` is folded away again.
    """
    start = datetime.combine(day, time.min, VIETNAM)
    noted = select(JournalRow.dossier).where(JournalRow.action == Action.RECEIVE, JournalRow.seq <= seq)
    rows = session.execute(
        select(DossierRow.id, DossierRow.code, DossierRow.fees_vnd, DossierRow.last_seq)
        .where(
            DossierRow.received_at >= start,
            DossierRow.received_at < start + timedelta(days=1),
            DossierRow.id.in_(noted),
        )
        .order_by(DossierRow.code)
    ).all()
    items = tuple(
        (str(row.code), int(row.fees_vnd) if row.last_seq <= seq else _fees_at(session, row.id, seq))
        for row in rows
    )
    return len(items), sum(fees for _code, fees in items), items


def _fees_at(session: Session, dossier: str, seq: int) -> int:
    then = fold(entry for entry in timeline(session, dossier) if entry.seq <= seq)
    return 0 if then is None else total_vnd(then.fees)


def _files(session: Session) -> tuple[int, int]:
    sizes = session.execute(
        select(func.max(AttachmentRow.size))
        .where(AttachmentRow.confirmed_at.is_(None))
        .group_by(AttachmentRow.sha256)
    ).all()
    return len(sizes), sum(int(size) for (size,) in sizes)
