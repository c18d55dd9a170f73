"""What does a thermal slip say? The queue ticket, and the short slip of an appointment that fits in a purse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from printing.documents.parts import HANOI, Agency, Transfer, aware


@dataclass(frozen=True, slots=True)
class QueueTicket:
    """A number to wait for: large, with what it is for and how many are before it."""

    agency: Agency
    number: str
    service: str
    at: datetime
    counter: str = ""
    waiting: int | None = None

    def __post_init__(self) -> None:
        aware(self.at, "at")

    @classmethod
    def specimen(cls) -> QueueTicket:
        """A ticket of an office that does not exist."""
        at = datetime(2026, 11, 24, 8, 12, tzinfo=HANOI)
        return cls(Agency.specimen(), "A012", "Chứng thực – Hộ tịch", at, "Quầy 2", 3)


@dataclass(frozen=True, slots=True)
class AppointmentSlip:
    """Code, procedure and appointment, with the QR to look it up. It goes beside form 01 and does not replace it."""

    agency: Agency
    code: str
    applicant: str
    procedure: str
    received_at: datetime
    due_at: datetime
    fees_vnd: int = 0
    provisional: bool = False
    transfer: Transfer | None = None

    def __post_init__(self) -> None:
        aware(self.received_at, "received_at")
        aware(self.due_at, "due_at")

    @classmethod
    def specimen(cls) -> AppointmentSlip:
        """A slip of somebody who does not exist."""
        at = datetime(2026, 11, 24, 9, 40, tzinfo=HANOI)
        return cls(
            Agency.specimen(),
            "H00.000-261124-0001",
            "Trần Văn Mẫu",
            "Cấp Giấy xác nhận tình trạng hôn nhân",
            at,
            at + timedelta(days=3, hours=7, minutes=20),
            15_000,
        )
