"""What do the desk's own slips say? Fee slip, note of a result handed over, guidance, the receipt of a closed day.

None of them is a form of Thông tư 03/2025/TT-VPCP; their look follows what offices print (facts, 2.10), and
each says at its foot what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from printing.documents.parts import (
    HANOI,
    Agency,
    Component,
    Edition,
    FeeLine,
    Fees,
    Reprint,
    Transfer,
    aware,
)

OURS_FROM: Final = date(2026, 11, 25)
NO_SERIAL: Final = "Phiếu nội bộ, không thay cho biên lai thu phí, lệ phí của cơ quan thuế"

FEE_SLIP: Final = Edition("", "Phiếu thu phí, lệ phí", NO_SERIAL, OURS_FROM, 1, "fee-slip")
FEE_RECEIPT: Final = Edition(
    "", "Biên lai thu phí, lệ phí", "Biên lai có ký hiệu và số đã đăng ký", OURS_FROM, 1, "fee-receipt"
)
RESULT_NOTE: Final = Edition(
    "", "Phiếu biên nhận kết quả", "Phiếu nội bộ của bộ phận một cửa", OURS_FROM, 1, "result-note"
)
GUIDANCE_SLIP: Final = Edition(
    "", "Phiếu hướng dẫn", "Phiếu nội bộ của bộ phận một cửa", OURS_FROM, 1, "guidance"
)
DAY_RECEIPT: Final = Edition(
    "", "Biên nhận chốt ngày", "Biên nhận nội bộ giữa quầy và hệ thống tỉnh", OURS_FROM, 1, "day"
)


@dataclass(frozen=True, slots=True)
class FeeSlip:
    """What was paid: three copies (1 kept by the collector, 2 for the payer, 3 kept inside).

    Only with `form_no`, `series` and `serial` of the tax authority is it a receipt; without them it says
    plainly that it is an internal slip. An office without a tax code leaves the line out.
    """

    agency: Agency
    issued_on: date
    code: str
    payer: str
    address: str
    procedure: str
    fees: Fees
    collector: str
    tax_code: str = ""
    form_no: str = ""
    series: str = ""
    serial: str = ""
    transfer: Transfer | None = None
    reprint: Reprint | None = None
    is_specimen: bool = False

    @property
    def edition(self) -> Edition:
        """A receipt where the tax authority's serial is known, else the internal slip."""
        return FEE_RECEIPT if self.form_no and self.series and self.serial else FEE_SLIP

    @classmethod
    def specimen(cls) -> FeeSlip:
        """A filled slip of people who do not exist, marked as a specimen."""
        return cls(
            agency=Agency.specimen(),
            issued_on=date(2026, 11, 24),
            code="H00.000-261124-0001",
            payer="Trần Văn Mẫu",
            address="Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ",
            procedure="Chứng thực bản sao từ bản chính giấy tờ, văn bản",
            fees=Fees(
                (
                    FeeLine("Phí chứng thực bản sao", 14_000, "7 trang × 2.000 đồng"),
                    FeeLine("Lệ phí cấp trích lục hộ tịch", 8_000),
                ),
                "Hai mươi hai nghìn đồng",
                "Tiền mặt",
            ),
            collector="Lê Thị Minh Họa",
            is_specimen=True,
        )


@dataclass(frozen=True, slots=True)
class ResultNote:
    """The citizen signs that the result was received (phiếu biên nhận kết quả): what, by whom, when."""

    agency: Agency
    issued_on: date
    code: str
    holder: str
    procedure: str
    result: str
    received_at: datetime
    due_at: datetime
    handed_at: datetime
    receiver: str
    receiver_id: str
    authorised: bool
    giver: str
    note: str = ""
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = RESULT_NOTE

    def __post_init__(self) -> None:
        aware(self.handed_at, "handed_at")

    @classmethod
    def specimen(cls) -> ResultNote:
        """A filled note of people who do not exist, marked as a specimen."""
        at = datetime(2026, 11, 25, 9, 15, tzinfo=HANOI)
        return cls(
            agency=Agency.specimen(),
            issued_on=at.date(),
            code="H00.000-261124-0001",
            holder="Nguyễn Thị Thử",
            procedure="Cấp Giấy xác nhận tình trạng hôn nhân",
            result="Kết quả giải quyết hồ sơ (bản giấy)",
            received_at=at - timedelta(days=1),
            due_at=at + timedelta(hours=8),
            handed_at=at,
            receiver="Trần Văn Mẫu",
            receiver_id="000000000000",
            authorised=True,
            giver="Lê Thị Minh Họa",
            is_specimen=True,
        )


@dataclass(frozen=True, slots=True)
class GuidanceSlip:
    """What to bring for a procedure (phiếu hướng dẫn): papers, time, fees. It promises nothing and takes no code."""

    agency: Agency
    issued_on: date
    procedure_code: str
    procedure: str
    case: str
    components: tuple[Component, ...]
    processing_time: str
    fees: tuple[str, ...]
    adviser: str
    person: str = ""
    advice: str = ""
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = GUIDANCE_SLIP

    @property
    def code(self) -> str:
        """The procedure's code: there is no dossier yet."""
        return self.procedure_code

    @classmethod
    def specimen(cls) -> GuidanceSlip:
        """A filled slip, marked as a specimen."""
        return cls(
            agency=Agency.specimen(),
            issued_on=date(2026, 11, 24),
            procedure_code="1.001193",
            procedure="Đăng ký khai sinh",
            case="",
            components=(
                Component("Tờ khai đăng ký khai sinh theo mẫu", originals=1),
                Component("Giấy chứng sinh", originals=1, note="không có thì văn bản của người làm chứng"),
                Component("Giấy tờ tùy thân của người yêu cầu", originals=1, note="xuất trình"),
            ),
            processing_time="Ngay trong ngày làm việc",
            fees=("Không thu lệ phí khi đăng ký đúng hạn",),
            adviser="Lê Thị Minh Họa",
            advice="Mang theo bản chính để đối chiếu. Có thể nộp trực tuyến trên Cổng Dịch vụ công quốc gia.",
            is_specimen=True,
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """The province's word on the day: when, whether it agrees, up to which entry, and its signature."""

    at: datetime
    agreed: bool
    dossiers: int
    fees_vnd: int
    seq: int
    hash: str
    signature: str
    differing: tuple[str, ...] = ()
    differences: tuple[tuple[str, str, str, str], ...] = ()
    """(code, part, at the desk, at the province), in words."""


@dataclass(frozen=True, slots=True)
class DayReceipt:
    """The summary of a closed day (biên nhận chốt ngày): counts, money, the journal's end, the province's signature."""

    agency: Agency
    issued_on: date
    day: date
    received: int
    returned: int
    ready: int
    cash_vnd: int
    transfer_vnd: int
    in_words: str
    closed_at: datetime
    closed_by: str
    seq: int
    hash: str
    province: Signed | None
    cancelled: int = 0
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = DAY_RECEIPT

    @property
    def code(self) -> str:
        """What the foot of a page names."""
        return f"Ngày {self.day:%d/%m/%Y}"

    @property
    def total_vnd(self) -> int:
        """What was taken that day."""
        return self.cash_vnd + self.transfer_vnd

    @classmethod
    def specimen(cls) -> DayReceipt:
        """The day of an office that does not exist, marked as a specimen."""
        at = datetime(2026, 11, 24, 17, 5, tzinfo=HANOI)
        hash_ = "3f" * 32
        return cls(
            agency=Agency.specimen(),
            issued_on=at.date(),
            day=at.date(),
            received=41,
            returned=28,
            ready=6,
            cash_vnd=486_000,
            transfer_vnd=120_000,
            in_words="Sáu trăm linh sáu nghìn đồng",
            closed_at=at,
            closed_by="Lê Thị Minh Họa",
            seq=1204,
            hash=hash_,
            province=Signed(at + timedelta(minutes=4), True, 41, 606_000, 1204, hash_, "a7" * 64),
            is_specimen=True,
        )
