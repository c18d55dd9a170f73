"""What comes down to a desk? Catalogue and calendar by version, leases and statuses by cursor, and the day's receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from desk.rules.broken import RuleBroken
from desk.rules.chain import Entry, canonical
from desk.rules.dossier import fold
from desk.rules.fees import total_vnd
from desk.rules.lifecycle import Action, Note, Role, step
from desk.rules.procedures import read_catalogue
from desk.rules.words import _
from desk.rules.working_time import read_calendar
from sync import wire
from sync.gateway.devices import Device
from sync.gateway.judge import pending
from sync.gateway.orders import SEAL, order_key, seal_of
from sync.gateway.store import (
    GatewayStore,
    codes,
    datasets,
    devices,
    dossiers,
    journal,
    news,
    to_entry,
    written,
)

CATALOGUE, CALENDAR = "catalogue", "calendar"
LEASE, STATUS = "lease", "status"
ONLY_DESK = frozenset({Action.RECEIVE, Action.RETURN, Action.CANCEL})
"""Papers are taken and results handed out at the counter, and its own slips are its own to cancel."""
MAX_DATASET_BYTES = wire.MAX_ANSWER_BYTES // 4


class News:
    """What the province tells its desks."""

    def __init__(self, store: GatewayStore) -> None:
        self._store = store

    def since(
        self, device: Device, catalogue: str, calendar: str, cursor: int, now: datetime
    ) -> wire.NewsAnswer:
        """What this desk does not have yet; an answer of a few bytes when there is nothing."""
        with self._store.read() as session:
            rows = session.execute(
                select(news)
                .where(news.c.device == device.id, news.c.number > cursor)
                .order_by(news.c.number)
                .limit(wire.MAX_NEWS + 1)
            ).all()
            more = len(rows) > wire.MAX_NEWS
            rows = rows[: wire.MAX_NEWS]
            ordered = [row for row in rows if row.kind == STATUS]
            key = order_key(session) if ordered else b""
            return wire.NewsAnswer(
                cursor=rows[-1].number if rows else cursor,
                server_time=now,
                catalogue=_newer(session, CATALOGUE, catalogue),
                calendar=_newer(session, CALENDAR, calendar),
                leases=[
                    wire.read(row.document.encode(), wire.LeaseGrant) for row in rows if row.kind == LEASE
                ],
                statuses=[_status(row, key) for row in ordered],
                more=more,
            )

    def set_catalogue(self, file: Path, now: datetime) -> str:
        """Put a catalogue into force for every desk; its version. Raises RuleBroken where it is not a whole catalogue."""
        document = _document(file)
        read_catalogue(document)
        return self._install(CATALOGUE, document, now)

    def set_calendar(self, file: Path, now: datetime) -> str:
        """Put a working calendar into force for every desk; its version. Raises RuleBroken where it is none."""
        document = _document(file)
        read_calendar(document)
        return self._install(CALENDAR, document, now)

    def set_status(
        self, code: str, action: Action, by: str, at: datetime, facts: Mapping[str, str] | None = None
    ) -> int:
        """The province took a step on this dossier; it comes down to the desk, which notes it in its journal.

        The desk's journal stays the one order of a dossier: the fold here moves when the entry comes up.
        Returns the number of the status. Raises RuleBroken: code not_found; action not_allowed from the state
        that the province knows, unless an earlier status is still on its way; action only_desk, where a person must
        stand at the counter.
        """
        if action in ONLY_DESK:
            raise RuleBroken(
                "action",
                "only_desk",
                _("Việc này chỉ quầy làm, khi có người dân ở quầy; tỉnh không ra lệnh được."),
            )
        with self._store.write("status") as change:
            found = change.execute(
                select(dossiers.c.id, dossiers.c.code, dossiers.c.device)
                .join(codes, codes.c.dossier == dossiers.c.id)
                .where(codes.c.code == code.strip().upper())
            ).first()
            if found is None:
                raise RuleBroken(
                    "code", "not_found", _("Tỉnh không có hồ sơ mã “{code}”.").format(code=code[:60])
                )
            self._store.hold(change, found.device)  # its journal and its news stand still from here on
            entries = accepted(change, found.id)
            told = [
                json.loads(row)
                for row in change.scalars(
                    select(news.c.document).where(news.c.kind == STATUS, news.c.dossier == found.id)
                )
            ]
            dossier = fold(entries)
            if dossier is not None and not pending(told, entries):
                step(dossier.state, action, Role.PROVINCE)
            document = {
                "code": found.code, "action": action.value, "by": by, "at": at.isoformat(),
                "facts": dict(facts or {}),
            }  # fmt: skip
            done = change.execute(
                news.insert().values(
                    device=found.device, kind=STATUS, dossier=found.id, document=canonical(document)
                )
            )
            key = done.inserted_primary_key
            assert key is not None
            return int(key[0])

    def resend(self, device: str) -> int:
        """Tell this desk once more all leases and statuses that it ever got, in their order; how many they are.

        They are told by a new number each, behind what it has; the desk passes by what its journal has already.
        Raises RuleBroken: device not_found.
        """
        with self._store.write(device) as change:
            if change.execute(select(devices.c.id).where(devices.c.id == device)).first() is None:
                raise RuleBroken(
                    "device", "not_found", _("Tỉnh không biết máy {device}.").format(device=device[:60])
                )
            rows = change.execute(select(news).where(news.c.device == device).order_by(news.c.number)).all()
            change.execute(delete(news).where(news.c.device == device))
            for row in rows:
                change.execute(
                    news.insert().values(
                        device=device, kind=row.kind, dossier=row.dossier, document=row.document
                    )
                )
        return len(rows)

    def _install(self, kind: str, document: Mapping[str, Any], now: datetime) -> str:
        version = str(document["version"])
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        with self._store.write(kind) as change:
            change.execute(delete(datasets).where(datasets.c.kind == kind, datasets.c.version == version))
            change.execute(
                datasets.insert().values(kind=kind, version=version, installed_at=written(now), document=text)
            )
        return version


def accepted(session: Connection, dossier: str) -> list[Entry]:
    """The accepted entries of one dossier, in order."""
    rows = session.execute(
        select(journal)
        .where(journal.c.dossier == dossier, journal.c.verdict.is_(None))
        .order_by(journal.c.seq)
    )
    return [to_entry(row) for row in rows]


def fees_of_day(session: Connection, device: str, day: str, seq: int) -> dict[str, tuple[str, int]]:
    """The dossiers of the day as the journal stood at `seq`: id -> (code, fees in đồng).

    The columns say what is true now; what money was changed by an entry after `seq` is folded away again.
    """
    rows = session.execute(
        select(dossiers.c.id, dossiers.c.code, dossiers.c.fees_vnd).where(
            dossiers.c.device == device, dossiers.c.day == day, dossiers.c.first_seq <= seq
        )
    ).all()
    changed = set(
        session.scalars(
            select(journal.c.dossier).where(
                journal.c.device == device,
                journal.c.seq > seq,
                journal.c.action.in_([Action.CANCEL.value, Note.CORRECT.value, Note.DECIDE.value]),
            )
        )
    )
    return {
        row.id: (row.code, _fees_at(session, row.id, seq) if row.id in changed else int(row.fees_vnd))
        for row in rows
    }


def _fees_at(session: Connection, dossier: str, seq: int) -> int:
    then = fold(entry for entry in accepted(session, dossier) if entry.seq <= seq)
    return 0 if then is None else total_vnd(then.fees)


def _newer(session: Connection, kind: str, theirs: str) -> str | None:
    row = session.execute(
        select(datasets.c.version, datasets.c.document)
        .where(datasets.c.kind == kind)
        .order_by(datasets.c.installed_at.desc(), datasets.c.version.desc())
        .limit(1)
    ).first()
    return None if row is None or row.version == theirs else str(row.document)


def _status(row: Any, key: bytes) -> wire.Status:
    said = json.loads(row.document)
    at = datetime.fromisoformat(said["at"])
    said["facts"] = {**said["facts"], SEAL: seal_of(key, row.device, row.dossier, said["action"], at)}
    return msgspec.convert(
        {**said, "number": row.number, "dossier": row.dossier}, type=wire.Status, strict=True
    )


def _document(file: Path) -> Mapping[str, Any]:
    try:
        data = file.read_bytes()
    except OSError as missing:
        raise RuleBroken("file", "missing", _("Không đọc được tệp {path}.").format(path=file)) from missing
    if len(data) > MAX_DATASET_BYTES:
        raise RuleBroken("file", "too_large", _("Tệp {path} quá lớn.").format(path=file))
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as wrong:
        raise RuleBroken(
            "file", "unreadable", _("Tệp {path} không phải JSON đọc được.").format(path=file)
        ) from wrong
    if not isinstance(document, dict) or not isinstance(document.get("version"), str):
        raise RuleBroken("version", "missing", _("Tệp dữ liệu phải là một đối tượng JSON có “version”."))
    return document
