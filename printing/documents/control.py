"""What does the control sheet say? Form 06, phiếu kiểm soát quá trình giải quyết hồ sơ: every handover of a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from printing.documents.editions import CONTROL_2025
from printing.documents.parts import HANOI, Agency, Edition, Reprint, aware


class Verdict(Enum):
    """How the unit that gives stood to its time (kết quả giải quyết hồ sơ); the value stands on the paper."""

    EARLY = "Trước hạn"
    ON_TIME = "Đúng hạn"
    LATE = "Quá hạn"


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One handover: from which unit to which, by whose hands, when, how the giver stood to its time, and notes.

    `at` None is a block to be filled by hand when the dossier moves on.
    """

    giver: str
    receiver: str
    at: datetime | None = None
    given_by: str = ""
    received_by: str = ""
    verdict: Verdict | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.at is not None:
            aware(self.at, "handover.at")


@dataclass(frozen=True, slots=True)
class ControlSheet:
    """Form 06: it walks with the dossier. The first giver and the last receiver are the one-stop desk.

    `finished` says that the dossier is back, so that no block is left to be filled by hand.
    """

    agency: Agency
    issued_on: date
    code: str
    book: str
    serial: str
    holder: str
    phone: str
    procedure: str
    received_at: datetime
    due_at: datetime
    unit: str
    partner: str
    handovers: tuple[HandoverLine, ...]
    finished: bool = False
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = CONTROL_2025

    def __post_init__(self) -> None:
        aware(self.received_at, "received_at")
        aware(self.due_at, "due_at")

    @classmethod
    def specimen(cls) -> ControlSheet:
        """A filled form of people who do not exist, marked as a specimen."""
        desk, unit = "Bộ phận Tiếp nhận và Trả kết quả", "Công chức Tư pháp - Hộ tịch"
        start = datetime(2026, 11, 23, 8, 5, tzinfo=HANOI)
        return cls(
            agency=Agency.specimen(),
            issued_on=start.date(),
            code="H00.000-261123-0007",
            book="2026",
            serial="0124",
            holder="Nguyễn Thị Thử",
            phone="0900 000 000",
            procedure="Cấp Giấy xác nhận tình trạng hôn nhân",
            received_at=start,
            due_at=start + timedelta(days=3, hours=9),
            unit=unit,
            partner="Công an xã Thử Nghiệm",
            handovers=(
                HandoverLine(desk, unit, start + timedelta(hours=2), "Lê Thị Minh Họa", "Phạm Văn Ví Dụ"),
                HandoverLine(
                    unit,
                    "Lãnh đạo Ủy ban nhân dân xã Thử Nghiệm",
                    start + timedelta(days=1, hours=6),
                    "Phạm Văn Ví Dụ",
                    "Trần Văn Mẫu",
                    Verdict.EARLY,
                    "Đã xác minh tình trạng hôn nhân.",
                ),
                HandoverLine(
                    "Lãnh đạo Ủy ban nhân dân xã Thử Nghiệm",
                    desk,
                    start + timedelta(days=2, hours=1),
                    "Trần Văn Mẫu",
                    "Lê Thị Minh Họa",
                    Verdict.ON_TIME,
                ),
            ),
            finished=True,
            is_specimen=True,
        )
