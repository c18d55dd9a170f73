"""Of what are official papers made? Agency, edition of the form, copy, reprint, components, fees: shared by every document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from typing import Final, Protocol
from urllib.parse import quote

CODE_PLACE: Final = "{code}"  # where a look-up address takes the dossier code
HANOI: Final = timezone(timedelta(hours=7))  # of the specimens only


class Copy(Enum):
    """Which copy (liên) of a paper this is; the value stands on it after "Liên:"."""

    KEPT = "Lưu"
    GIVEN = "Giao cho người nộp"
    INSIDE = "Lưu nội bộ"


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of an official form: number, name, legal basis, and the date from which it applies.

    `version` counts our own layouts of the same legal form, so that a kept paper names its template.
    `form` is the name by which program and journal know the form, whatever number it bore at its time:
    the control sheet is `06` to us, also where the rules of 2018 print "Mẫu số 05" on it. `english` is the
    courtesy line under the title; `as_letter` says that the rules made a letter (văn bản) of a slip.
    """

    number: str
    title: str
    basis: str
    applies_from: date
    version: int
    form: str = ""
    english: str = ""
    as_letter: bool = False


@dataclass(frozen=True, slots=True)
class Agency:
    """Who issues the paper.

    `parent` (cơ quan chủ quản) may be empty; `place` is the địa danh before the date;
    `lookup_url` is the public look-up address, with `{code}` where the dossier code belongs.
    `courtesy` adds a line of English for foreigners; `head` is the title over the signature of who
    heads the agency. `footer` stands above the foot of every page; `emblem` is a PNG beside the code, where
    Nghị định 30/2020 leaves the page free.
    """

    parent: str
    name: str
    desk_name: str
    place: str
    phone: str = ""
    lookup_url: str = ""
    courtesy: bool = False
    head: str = "Thủ trưởng cơ quan, đơn vị"
    footer: str = ""
    emblem: bytes = b""

    def lookup(self, code: str) -> str:
        """What the QR of a code says: the look-up address of this very dossier, or the code alone."""
        return (
            self.lookup_url.replace(CODE_PLACE, quote(code, safe=""))
            if CODE_PLACE in self.lookup_url
            else code
        )

    @property
    def lookup_address(self) -> str:
        """The look-up address as people read and type it."""
        return self.lookup_url.split("?")[0].replace(CODE_PLACE, "").removeprefix("https://").rstrip("/")

    @classmethod
    def specimen(cls) -> Agency:
        """A commune that does not exist."""
        return cls(
            parent="Ủy ban nhân dân xã Thử Nghiệm",
            name="Trung tâm Phục vụ hành chính công",
            desk_name="Quầy 2, Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
            place="Thử Nghiệm",
            phone="0210 000 0000",
            lookup_url="https://motcua.example.vn/tra-cuu?ma={code}",
        )


@dataclass(frozen=True, slots=True)
class Reprint:
    """The same paper once more: the how manieth time, and when."""

    nth: int
    at: datetime

    def __post_init__(self) -> None:
        aware(self.at, "reprint.at")


@dataclass(frozen=True, slots=True)
class Corrected:
    """The record was corrected after this paper was first printed: when last, and which facts, in words."""

    at: datetime
    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        aware(self.at, "corrected.at")


class Document(Protocol):
    """What every official paper of a dossier has; render.py needs no more than this."""

    @property
    def edition(self) -> Edition: ...
    @property
    def agency(self) -> Agency: ...
    @property
    def code(self) -> str: ...
    @property
    def reprint(self) -> Reprint | None: ...
    @property
    def is_specimen(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of the dossier (thành phần hồ sơ) and how many were handed in, by kind of copy.

    `pages` is what one original counts; certification is reckoned by it.
    """

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0
    note: str = ""
    electronic: int = 0
    pages: int = 0

    def __post_init__(self) -> None:
        if min(self.originals, self.certified, self.copies, self.electronic, self.pages) < 0:
            raise ValueError(f"a count below zero: {self}")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee: what for, how it was reckoned (`7 trang × 2.000 đồng`), how much."""

    name: str
    amount_vnd: int
    reckoning: str = ""

    def __post_init__(self) -> None:
        if self.amount_vnd < 0:
            raise ValueError(f"a fee below zero: {self}")


@dataclass(frozen=True, slots=True)
class Fees:
    """The fees of a dossier; `in_words` is their sum spelled, `payment` how it was or will be paid.

    No lines and a `payment` text say why nothing is due (exempt, not yet decided).
    """

    lines: tuple[FeeLine, ...]
    in_words: str
    payment: str = ""

    @property
    def total_vnd(self) -> int:
        """The sum in đồng."""
        return sum(line.amount_vnd for line in self.lines)


@dataclass(frozen=True, slots=True)
class Transfer:
    """By which QR a sum is paid (VietQR), and the account in words for who types it."""

    qr: str
    account: str
    amount_vnd: int


def aware(at: datetime, field: str) -> None:
    """Refuse a moment without a time zone: it would be told by the clock of nobody knows where."""
    if at.tzinfo is None:
        raise ValueError(f"{field} has no time zone")
