"""What do the lists say that go from hand to hand? Dossiers to their handlers, results back, many dossiers of one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from printing.documents.parts import HANOI, Agency, Edition, FeeLine, Fees, Reprint, aware
from printing.documents.receipt import Receipt
from printing.documents.slips import OURS_FROM

INSIDE: Final = "Danh sách nội bộ của bộ phận một cửa"
HANDOVER_LIST: Final = Edition("", "Biên bản giao nhận hồ sơ", INSIDE, OURS_FROM, 1, "handover-list")
DELIVERY_NOTE: Final = Edition("", "Phiếu bàn giao kết quả", INSIDE, OURS_FROM, 1, "delivery")
MANY_RECEIPT: Final = Edition(
    number="01",
    title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    basis="Phụ lục I, Thông tư 03/2025/TT-VPCP (nhiều hồ sơ của một người nộp)",
    applies_from=date(2025, 9, 15),
    version=1,
    form="many",
)


@dataclass(frozen=True, slots=True)
class GivenDossier:
    """One dossier that goes to a handler."""

    code: str
    procedure: str
    unit: str
    received_at: datetime
    due_at: datetime
    time: str
    sets: int
    person: str

    def __post_init__(self) -> None:
        aware(self.received_at, "received_at")
        aware(self.due_at, "due_at")


@dataclass(frozen=True, slots=True)
class HandoverList:
    """Biên bản giao nhận hồ sơ: what went from reception to the handlers, signed by who gives and who receives."""

    agency: Agency
    issued_on: date
    at: datetime
    dossiers: tuple[GivenDossier, ...]
    giver: str
    giver_unit: str
    receiver: str
    receiver_unit: str
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = HANDOVER_LIST

    @property
    def code(self) -> str:
        """What the foot of a page names."""
        return f"Ngày {self.issued_on:%d/%m/%Y}"

    @property
    def sets(self) -> int:
        """The sets of all dossiers on the list."""
        return sum(one.sets for one in self.dossiers)

    @classmethod
    def specimen(cls) -> HandoverList:
        """A list of people who do not exist, marked as a specimen."""
        at = datetime(2026, 11, 24, 15, 30, tzinfo=HANOI)
        names = ("Nguyễn Thị Thử", "Trần Văn Mẫu", "Phạm Văn Ví Dụ")
        procedures = ("Đăng ký khai sinh", "Cấp Giấy xác nhận tình trạng hôn nhân", "Đăng ký khai tử")
        return cls(
            agency=Agency.specimen(),
            issued_on=at.date(),
            at=at,
            dossiers=tuple(
                GivenDossier(
                    f"H00.000-261124-{number:04d}",
                    procedures[number % 3],
                    "Công chức Tư pháp - Hộ tịch",
                    at - timedelta(hours=6 - number % 4),
                    at + timedelta(days=1 + number % 3, hours=1),
                    f"{1 + number % 3} ngày làm việc",
                    1,
                    names[number % 3],
                )
                for number in range(1, 10)
            ),
            giver="Lê Thị Minh Họa",
            giver_unit="Bộ phận Tiếp nhận và Trả kết quả",
            receiver="Phạm Văn Ví Dụ",
            receiver_unit="Công chức Tư pháp - Hộ tịch",
            is_specimen=True,
        )


@dataclass(frozen=True, slots=True)
class GivenResult:
    """One result that goes from the handler to the desk."""

    code: str
    procedure: str
    result: str
    holder: str
    address: str
    has_fee: bool
    by_post: bool


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """Phiếu bàn giao kết quả: what came back to the desk, signed by who gives and who receives."""

    agency: Agency
    issued_on: date
    at: datetime
    results: tuple[GivenResult, ...]
    giver: str
    receiver: str
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = DELIVERY_NOTE

    @property
    def code(self) -> str:
        """What the foot of a page names."""
        return f"Ngày {self.issued_on:%d/%m/%Y}"

    @classmethod
    def specimen(cls) -> DeliveryNote:
        """A note of people who do not exist, marked as a specimen."""
        at = datetime(2026, 11, 24, 16, 0, tzinfo=HANOI)
        names = ("Nguyễn Thị Thử", "Trần Văn Mẫu", "Phạm Văn Ví Dụ")
        return cls(
            agency=Agency.specimen(),
            issued_on=at.date(),
            at=at,
            results=tuple(
                GivenResult(
                    f"H00.000-261123-{number:04d}",
                    ("Đăng ký khai sinh", "Cấp Giấy xác nhận tình trạng hôn nhân")[number % 2],
                    "Đã giải quyết",
                    names[number % 3],
                    "Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ",
                    number % 2 == 1,
                    number % 3 == 0,
                )
                for number in range(1, 8)
            ),
            giver="Phạm Văn Ví Dụ",
            receiver="Lê Thị Minh Họa",
            is_specimen=True,
        )


@dataclass(frozen=True, slots=True)
class OneOfMany:
    """One dossier on the slip of a person who handed in many."""

    code: str
    serial: str
    procedure: str
    holder: str
    papers: int
    due_at: datetime
    fees_vnd: int

    def __post_init__(self) -> None:
        aware(self.due_at, "due_at")


@dataclass(frozen=True, slots=True)
class ManyReceipt:
    """Form 01 for many dossiers of one applicant: one slip with a list, in the variant that offices use (facts, 2.3).

    The machine-readable code is that of the first dossier, by which the others are found.
    """

    agency: Agency
    issued_on: date
    book: str
    applicant: str
    address: str
    phone: str
    email: str
    identity_paper: str
    dossiers: tuple[OneOfMany, ...]
    received_at: datetime
    receiver: str
    return_way: str
    fees: Fees | None = None
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = MANY_RECEIPT

    def __post_init__(self) -> None:
        aware(self.received_at, "received_at")
        if not self.dossiers:
            raise ValueError("a slip without a dossier")

    @property
    def code(self) -> str:
        """The code of the first dossier."""
        return self.dossiers[0].code

    @classmethod
    def specimen(cls) -> ManyReceipt:
        """A slip of people who do not exist, marked as a specimen."""
        one = Receipt.specimen()
        at = datetime(2026, 11, 24, 9, 40, tzinfo=HANOI)
        return cls(
            agency=one.agency,
            issued_on=at.date(),
            book="2026",
            applicant=one.applicant,
            address=one.address,
            phone=one.phone,
            email=one.email,
            identity_paper=one.identity_paper,
            dossiers=tuple(
                OneOfMany(
                    f"H00.000-261124-{number:04d}",
                    f"{120 + number:04d}",
                    ("Chứng thực bản sao từ bản chính giấy tờ, văn bản", "Cấp bản sao Trích lục hộ tịch")[
                        number % 2
                    ],
                    ("Nguyễn Thị Thử", "Trần Văn Mẫu")[number % 2],
                    2 + number % 3,
                    at + timedelta(hours=7, days=number % 2),
                    8_000 * (number % 3),
                )
                for number in range(1, 6)
            ),
            received_at=at,
            receiver=one.receiver,
            return_way=one.return_way,
            fees=Fees(
                (FeeLine("Phí, lệ phí của 5 hồ sơ", 48_000),), "Bốn mươi tám nghìn đồng", "Đã thu, tiền mặt"
            ),
            is_specimen=True,
        )
