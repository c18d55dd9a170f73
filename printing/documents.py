"""What does an official paper say? Frozen facts, already in words where the law wants words; no layout.

Each document has a `specimen()`, plainly fictitious, so that a preview needs no record.
"""

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


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of an official form: number, name, legal basis, and the date from which it applies.

    `version` counts our own layouts of the same legal form, so that a kept paper names its template.
    """

    number: str
    title: str
    basis: str
    applies_from: date
    version: int


# Thông tư 03/2025/TT-VPCP replaced the six forms of Thông tư 01/2018/TT-VPCP on 15/09/2025 by seven.
RECEIPT_2025: Final = Edition(
    number="01",
    title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    basis="Phụ lục I, Thông tư 03/2025/TT-VPCP",
    applies_from=date(2025, 9, 15),
    version=1,
)


@dataclass(frozen=True, slots=True)
class Agency:
    """Who issues the paper.

    `parent` (cơ quan chủ quản) may be empty; `place` is the địa danh before the date;
    `lookup_url` is the public look-up address, with `{code}` where the dossier code belongs.
    """

    parent: str
    name: str
    desk_name: str
    place: str
    phone: str = ""
    lookup_url: str = ""

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
        _aware(self.at, "reprint.at")


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
    """One paper of the dossier (thành phần hồ sơ) and how many were handed in, by kind of copy."""

    name: str
    originals: int = 0
    certified: int = 0
    copies: int = 0
    note: str = ""

    def __post_init__(self) -> None:
        if min(self.originals, self.certified, self.copies) < 0:
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
class StageTwo:
    """The second stage of procedures that have one (giai đoạn 2): received again, due again."""

    received_at: datetime
    due_at: datetime

    def __post_init__(self) -> None:
        _aware(self.received_at, "stage_two.received_at")
        _aware(self.due_at, "stage_two.due_at")


@dataclass(frozen=True, slots=True)
class Receipt:
    """Form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả: every fact on the paper, in the order of the form.

    An empty text prints as dots to write on. All moments are aware. `due_is_after` prints "Sau …";
    `applicant_signs` is false for dossiers received online, where only the receiver signs.
    `entered_later` with `paper_number`: the dossier was taken on paper while there was no system.
    """

    agency: Agency
    issued_on: date
    code: str
    book: str
    serial: str
    holder: str
    applicant: str
    address: str
    phone: str
    email: str
    identity_paper: str
    procedure: str
    case: str
    components: tuple[Component, ...]
    sets: int
    processing_time: str
    received_at: datetime
    due_at: datetime
    receiver: str
    explanation: str = ""
    due_is_after: bool = False
    stage_two: StageTwo | None = None
    return_way: str = ""
    fees: Fees | None = None
    note: str = ""
    applicant_signs: bool = True
    entered_later: bool = False
    paper_number: str = ""
    provisional: bool = False
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = RECEIPT_2025

    def __post_init__(self) -> None:
        _aware(self.received_at, "received_at")
        _aware(self.due_at, "due_at")
        if self.sets < 1:
            raise ValueError("a dossier has at least one set")

    @classmethod
    def specimen(cls) -> Receipt:
        """A filled form of people who do not exist, marked as a specimen."""
        return cls(
            agency=Agency.specimen(),
            issued_on=date(2026, 11, 24),
            code="H00.000-261124-0001",
            book="01",
            serial="0123",
            holder="Nguyễn Thị Thử",
            applicant="Trần Văn Mẫu",
            address="Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ",
            phone="0900 000 000",
            email="mau.tran@example.vn",
            identity_paper="000000000000",
            procedure="Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền "
            "của Việt Nam cấp hoặc chứng nhận",
            case="Tiếp nhận sau 15 giờ",
            components=(
                Component("Bản chính giấy tờ, văn bản làm cơ sở để chứng thực bản sao", originals=1),
                Component("Bản sao cần chứng thực", copies=3),
                Component("Giấy ủy quyền nộp hồ sơ", certified=1),
            ),
            sets=1,
            processing_time="Trong ngày tiếp nhận; nhận sau 15 giờ thì trả trong ngày làm việc tiếp theo",
            received_at=datetime(2026, 11, 24, 15, 20, tzinfo=HANOI),
            due_at=datetime(2026, 11, 25, 17, 0, tzinfo=HANOI),
            receiver="Lê Thị Minh Họa",
            explanation="nhận sau 15 giờ, trả trong ngày làm việc tiếp theo",
            return_way="Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
            fees=Fees(
                (FeeLine("Phí chứng thực bản sao", 14_000, "7 trang × 2.000 đồng"),),
                "Mười bốn nghìn đồng",
                "Đã thu, tiền mặt",
            ),
            is_specimen=True,
        )


def _aware(at: datetime, field: str) -> None:
    if at.tzinfo is None:
        raise ValueError(f"{field} has no time zone")
