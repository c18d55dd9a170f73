"""A desk in memory with a real chain of real entries: what the exchange is tried with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from desk.errors import Trouble
from desk.ids import new_id
from desk.rules.chain import GENESIS, Entry, link
from desk.rules.day_compare import parts_of
from desk.rules.dossier import fold
from desk.rules.dossier_code import Lease, code_for
from desk.rules.lifecycle import Action, Note
from sync.outbox import Closing, Identity, News, Report, SignedReceipt, Versions, Waiting
from sync.wire import Status, Verdict

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=VIETNAM)
OFFICE = "H44.900"
PIECE = 7_000


class Clock:
    """Time that moves a little with each look."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


class MemoryDesk:
    """Implements sync.outbox.Desk. `dies_at` makes the n-th durable call fail, as a killed process does."""

    def __init__(self, office: str = OFFICE, device: str | None = None) -> None:
        self.office = office
        self.device = device or new_id()
        self.clock = Clock()
        self.known: Identity | None = None
        self.entries: list[Entry] = []
        self.held_at: tuple[int, str] = (0, GENESIS)
        self.verdicts: dict[int, Verdict] = {}
        self.files: dict[str, bytes] = {}
        self.confirmed: set[str] = set()
        self.catalogue = ""
        self.calendar = ""
        self.cursor = 0
        self.leases: set[Lease] = set()
        self.statuses: list[Status] = []
        self.receipts: list[SignedReceipt] = []
        self.reports: list[Report] = []
        self.codes: list[str] = []
        self.dies_at: int | None = None
        self._serial = 0

    # what a clerk does

    def note(self, action: str, facts: Mapping[str, Any], dossier: str | None = None) -> Entry:
        seq, before = self.tip()
        entry = link(
            before, id=new_id(), device=self.device, seq=seq + 1, at=self.clock(), actor="tiepnhan1",
            dossier=dossier, action=str(action), payload=facts,
        )  # fmt: skip
        self.entries.append(entry)
        return entry

    def receive(
        self, code: str | None = None, *, fee_vnd: int = 14_000, office: str | None = None,
        received_at: datetime = MORNING, **changed: Any,
    ) -> str:  # fmt: skip
        """A dossier is taken; its id."""
        if code is None:
            lease = min(self.leases, key=lambda one: one.first)
            code = code_for(self.office, received_at.date(), lease.first + self._serial)
            self._serial += 1
        dossier = new_id()
        self.note(
            Action.RECEIVE,
            {**reception(code, fee_vnd, office or self.office, received_at), **changed},
            dossier,
        )
        self.codes.append(code)
        return dossier

    def attach(self, dossier: str, content: bytes, name: str = "don.pdf") -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        self.note(
            Note.ATTACH,
            {"file": name, "component": "Tờ khai", "sha256": sha256, "size": len(content)},
            dossier,
        )
        return sha256

    def act(self, dossier: str, action: Action, role: str = "reception") -> None:
        self.note(action, {"role": role}, dossier)

    def day(self) -> Closing:
        """The day as this desk counts it now."""
        seq, hash_ = self.tip()
        items = [
            (entry.facts()["code"], sum(fee["amount"] for fee in entry.facts()["fees"]))
            for entry in self.entries
            if entry.action == Action.RECEIVE
        ]
        return Closing(
            MORNING.date(), len(items), sum(fees for _code, fees in items), seq, hash_, tuple(items)
        )

    def day_parts(self, day: date, seq: int) -> dict[str, dict[str, str]]:
        mine: dict[str, list[Entry]] = {}
        for entry in self.entries[:seq]:
            if entry.dossier is not None:
                mine.setdefault(entry.dossier, []).append(entry)
        folded = [fold(entries) for entries in mine.values()]
        return {one.code: parts_of(one) for one in folded if one is not None}

    # sync.outbox.Desk

    def identity(self) -> Identity | None:
        return self.known

    def held(self) -> tuple[int, str]:
        return self.held_at

    def tip(self) -> tuple[int, str]:
        return (self.entries[-1].seq, self.entries[-1].hash) if self.entries else (0, GENESIS)

    def unsent(self, after: int, limit_bytes: int) -> list[Entry]:
        found, size = [], 0
        for entry in self.entries[after:]:
            size += len(entry.payload or "")
            if found and size > limit_bytes:
                break
            found.append(entry)
        return found

    def acknowledged(self, seq: int, hash: str, verdicts: Sequence[Verdict], at: datetime) -> None:
        self._durable()
        assert hash == (self.entries[seq - 1].hash if seq else GENESIS), "the province holds what we wrote"
        self.held_at = (seq, hash)
        self.verdicts |= {verdict.seq: verdict for verdict in verdicts}

    def waiting(self) -> Waiting:
        unsent = self.entries[self.held_at[0] :]
        size = sum(len(self.files.get(sha256, b"")) for sha256 in self.unsent_files())
        return Waiting(len(unsent), len({entry.dossier for entry in unsent}), len(self.unsent_files()), size)

    def unsent_files(self) -> list[str]:
        named = dict.fromkeys(e.facts()["sha256"] for e in self.entries if e.action == Note.ATTACH)
        return [sha256 for sha256 in named if sha256 not in self.confirmed]

    def file_size(self, sha256: str) -> int:
        return len(self._content(sha256))

    def open_file(self, sha256: str, offset: int) -> Iterable[bytes]:
        content = self._content(sha256)
        return (content[at : at + PIECE] for at in range(offset, len(content), PIECE))

    def files_confirmed(self, sha256s: Sequence[str], at: datetime) -> None:
        self._durable()
        self.confirmed.update(sha256s)

    def files_wanted(self, sha256s: Sequence[str]) -> None:
        self._durable()
        self.confirmed.difference_update(sha256s)

    def versions(self) -> Versions:
        return Versions(self.catalogue, self.calendar, self.cursor)

    def apply_news(self, news: News, at: datetime) -> None:
        self._durable()
        fresh = set(news.leases) - self.leases
        self.leases |= fresh
        for lease in sorted(fresh, key=lambda one: one.first):
            self.note("lease", {"agency": lease.agency, "first": lease.first, "last": lease.last})
        for status in news.statuses:
            self.statuses.append(status)
            facts = {**status.facts, "role": "province", "at": status.at.isoformat(), "by": status.by}
            self.note(status.action, facts, status.dossier)
        self.cursor = news.cursor

    def receipt_came(self, receipt: SignedReceipt, at: datetime) -> None:
        self._durable()
        self.receipts.append(receipt)

    def note_exchange(self, report: Report) -> None:
        self.reports.append(report)

    def _content(self, sha256: str) -> bytes:
        if sha256 not in self.files:
            raise Trouble("file_missing", "Tệp không còn trên máy.")
        return self.files[sha256]

    def _durable(self) -> None:
        if self.dies_at is not None:
            self.dies_at -= 1
            if self.dies_at < 0:
                self.dies_at = None
                raise Killed


class Killed(BaseException):
    """The desk's process died here."""


def reception(code: str, fee_vnd: int, office: str, received_at: datetime) -> dict[str, Any]:
    """The facts of a reception, as the record room writes them."""
    return {
        "role": "reception",
        "code": code,
        "office": office,
        "counter": "1",
        "received_at": received_at.isoformat(),
        "at": received_at.isoformat(),
        "procedure": {
            "code": "2.000815", "name": "Chứng thực bản sao từ bản chính", "field": "Chứng thực",
            "catalogue": "thử",
        },
        "case": "",
        "time": {"amount": 1, "unit": "working_day"},
        "due": (received_at + timedelta(days=1)).isoformat(),
        "reasons": ["1 ngày làm việc"],
        "applicant": {"name": "Nguyễn Văn Thử", "personal_id": "001099000000"},
        "components": [{"name": "Bản chính", "originals": 1, "copies": 0}],
        "fees": [{"name": "Phí chứng thực", "amount": fee_vnd, "method": "cash"}],
        "return_by": "desk",
        "note": "",
        "register_no": 1,
    }  # fmt: skip
