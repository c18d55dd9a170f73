"""What stands on the parcel? Sender, receiver and dossier of a result that goes home by post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from printing.documents.parts import Agency, Edition, Reprint
from printing.documents.slips import OURS_FROM

POSTAL_LABEL: Final = Edition("", "Nhãn gửi kết quả qua bưu chính", "", OURS_FROM, 1, "label")
ENVELOPE: Final = Edition("", "Phong bì gửi kết quả", "", OURS_FROM, 1, "envelope")


@dataclass(frozen=True, slots=True)
class PostalLabel:
    """A label of 100 × 150 mm: to whom, from whom, which dossier, what is to be collected (0 for nothing)."""

    agency: Agency
    sender_address: str
    issued_on: date
    code: str
    receiver: str
    address: str
    phone: str
    content: str
    collect_vnd: int = 0
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = POSTAL_LABEL

    @classmethod
    def specimen(cls) -> PostalLabel:
        """A label to somebody who does not exist, marked as a specimen."""
        return cls(
            agency=Agency.specimen(),
            sender_address="Số 1, đường Thử Nghiệm, xã Thử Nghiệm, tỉnh Ví Dụ",
            issued_on=date(2026, 11, 25),
            code="H00.000-261124-0001",
            receiver="Nguyễn Thị Thử",
            address="Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ",
            phone="0900 000 000",
            content="Kết quả giải quyết thủ tục hành chính: Cấp Giấy xác nhận tình trạng hôn nhân",
            collect_vnd=0,
            is_specimen=True,
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """The face of an envelope (DL or C5): sender above, receiver below, the dossier's code for the desk."""

    agency: Agency
    sender_address: str
    issued_on: date
    code: str
    receiver: str
    address: str
    phone: str
    reprint: Reprint | None = None
    is_specimen: bool = False
    edition: Edition = ENVELOPE

    @classmethod
    def specimen(cls) -> Envelope:
        """An envelope to somebody who does not exist, marked as a specimen."""
        label = PostalLabel.specimen()
        return cls(
            agency=label.agency,
            sender_address=label.sender_address,
            issued_on=label.issued_on,
            code=label.code,
            receiver=label.receiver,
            address=label.address,
            phone=label.phone,
            is_specimen=True,
        )
