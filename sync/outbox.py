"""What does the exchange ask of a desk? One protocol, so that sync/ never sees the desk's tables.

Every call is one transaction of the desk and is durable on return. The exchange keeps no state of its own
on disk: after a crash at any point the next run asks the desk and the province and goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from desk.rules.chain import GENESIS, Entry
from desk.rules.dossier_code import Lease
from desk.trust import NOTHING_SPECIAL, Trust
from sync.day_receipt import DayReceipt
from sync.wire import Status, Verdict


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this desk is to the province (đăng ký thiết bị). Both keys are raw Ed25519, 32 bytes."""

    url: str
    office: str
    device: str
    private_key: bytes
    gateway_key: bytes
    trust: Trust = NOTHING_SPECIAL


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the province does not have yet; `bytes` counts journal payloads and files."""

    entries: int
    dossiers: int
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Versions:
    """What of the province's word the desk already has; empty text where it has none."""

    catalogue: str
    calendar: str
    news_cursor: int


@dataclass(frozen=True, slots=True)
class News:
    """What came down. `catalogue` and `calendar` are whole JSON documents, None when unchanged."""

    catalogue: str | None
    calendar: str | None
    leases: tuple[Lease, ...]
    statuses: tuple[Status, ...]
    cursor: int


@dataclass(frozen=True, slots=True)
class Closing:
    """A day as the desk counts it (chốt ngày) when its journal stood at `seq` with `hash`.

    Only dossiers noted up to `seq` are counted, so that work after the closing makes no difference.
    `items` are (code, fees in đồng), asked for only when the province counts otherwise.
    """

    day: date
    dossiers: int
    fees_vnd: int
    seq: int
    hash: str
    items: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """The province's word on a closed day; the signature was checked against the gateway's key."""

    receipt: DayReceipt
    signature: str


@dataclass(frozen=True, slots=True)
class Attention:
    """Something that a person should look at. `about` is an entry's number, a file's hash, a day, or empty."""

    code: str
    message: str
    about: str = ""


CARRIED_BYTES = 16 * 1024
"""More than the attempts to connect and to ask of one run."""


class Ending(StrEnum):
    """How a run of the exchange ended."""

    DONE = "done"
    """Everything the desk had is held; everything new is here."""
    CANCELLED = "cancelled"
    OUT_OF_TIME = "out_of_time"
    """The line did not hold long enough; the next run goes on from here."""
    NOT_ENROLLED = "not_enrolled"
    NOT_WELCOME = "not_welcome"
    """Shut out, or the clock is wrong: a person must act."""
    REFUSED = "refused"
    """The journal itself was refused (fork, restored backup): a person must act."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run in numbers. Bytes include headers, so they are what the line carried (without TCP and TLS)."""

    outcome: Ending
    sent_entries: int
    sent_dossiers: int
    sent_files: int
    received: int
    bytes_up: int
    bytes_down: int
    seconds: float
    attention: tuple[Attention, ...]
    receipts: tuple[SignedReceipt, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether time was over while the line carried something: another run at once is no waste."""
        return self.outcome is Ending.OUT_OF_TIME and self.bytes_up > CARRIED_BYTES


class Desk(Protocol):
    """The desk as the exchange sees it; the record room implements it."""

    @property
    def device(self) -> str: ...

    @property
    def office(self) -> str: ...

    def identity(self) -> Identity | None:
        """Who we are to the province; None before enrolment."""
        ...

    def held(self) -> tuple[int, str]:
        """The last sequence number that the province acknowledged, and its hash; (0, GENESIS) at first."""
        ...

    def tip(self) -> tuple[int, str]:
        """The newest entry's number and hash; (0, GENESIS) for an empty journal."""
        ...

    def unsent(self, after: int, limit_bytes: int) -> list[Entry]:
        """The entries that follow `after`, in order, about `limit_bytes` of them but at least one if there is one.

        `after` may lie before held(): a province restored from a backup is told again.
        """
        ...

    def acknowledged(self, seq: int, hash: str, verdicts: Sequence[Verdict], at: datetime) -> None:
        """The province holds the journal up to `seq`; these entries it does not accept.

        `seq` may be lower than before when the province was restored: take it as it is. The same verdict
        may come twice.
        """
        ...

    def waiting(self) -> Waiting: ...

    def unsent_files(self) -> list[str]:
        """SHA-256 of attachments not yet confirmed; those of dossiers that fall due first come first."""
        ...

    def file_size(self, sha256: str) -> int:
        """Plain bytes; raises Trouble where the file is lost."""
        ...

    def open_file(self, sha256: str, offset: int) -> Iterable[bytes]:
        """The plain bytes from `offset`; may be read on another thread. Raises Trouble where the file is lost."""
        ...

    def files_confirmed(self, sha256s: Sequence[str], at: datetime) -> None:
        """The province has these files whole, at most a turn of them; the same file may be confirmed twice."""
        ...

    def files_wanted(self, sha256s: Sequence[str]) -> None:
        """The province does not have these files (any more): whatever was confirmed before, they wait again."""
        ...

    def versions(self) -> Versions: ...

    def apply_news(self, news: News, at: datetime) -> None:
        """Take it in, in one transaction with the cursor: after a crash the same news comes again or never."""
        ...

    def day_parts(self, day: date, seq: int) -> Mapping[str, Mapping[str, str]]:
        """The dossiers of the day as the journal stood at `seq`, by code, in parts to be compared.

        Asked for only when the province counts otherwise (desk/rules/day_compare.py).
        """
        ...

    def receipt_came(self, receipt: SignedReceipt, at: datetime) -> None:
        """Keep the province's receipt of a closed day."""
        ...

    def note_exchange(self, report: Report) -> None:
        """Keep the last report for the screens."""
        ...


def is_ours(desk: Desk, seq: int, hash_: str) -> bool:
    """Whether entry `seq` of the desk's own journal is the one that the province holds."""
    if seq == 0:
        return hash_ == GENESIS
    if (seq, hash_) in (desk.held(), desk.tip()):
        return True
    here = desk.unsent(seq - 1, 1)
    return bool(here) and (here[0].seq, here[0].hash) == (seq, hash_)
