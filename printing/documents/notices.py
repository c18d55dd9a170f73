"""What do the notices about a dossier say? Forms 02 to 05: supplement, refusal, apology, stop; no layout.

An empty text prints as dots to write on, or not at all where the form has no place for it. Moments are aware.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from printing.documents import editions
from printing.documents.parts import (
    HANOI,
    Agency,
    Component,
    Corrected,
    Edition,
    Reprint,
    aware,
)

SPECIMEN_CODE: Final = "H00.000-261124-0001"
SPECIMEN_PROCEDURE: Final = "Đăng ký lại khai sinh"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: the place, the officer, the telephone."""

    place: str
    officer: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a notice goes: `name` as the form names a person or an organisation.

    `title` is Ông or Bà where the record knows, else both.
    """

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""
    identity_paper: str = ""
    is_organisation: bool = False
    title: str = "Ông/Bà"

    @property
    def you(self) -> str:
        """How the paper speaks to them."""
        return "Quý cơ quan, tổ chức" if self.is_organisation else self.title

    @classmethod
    def specimen(cls) -> Addressee:
        """Nobody who exists."""
        return cls(
            "Nguyễn Thị Thử",
            "Thôn Thí Điểm, xã Thử Nghiệm, tỉnh Ví Dụ",
            "0900 000 000",
            "thu.nguyen@example.vn",
            "000000000000",
        )


@dataclass(frozen=True, slots=True)
class SupplementNotice:
    """Form 02, phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: what to bring, why, at which stage, whom to ask.

    At the counter before reception there is no dossier yet: `dossier_code` is empty and the number
    alone (…/HDHS) names the paper.
    """

    agency: Agency
    issued_on: date
    number: str
    dossier_code: str
    to: Addressee
    procedure: str
    items: tuple[Component, ...]
    reason: str
    stage: str
    contact: Contact
    officer: str
    guidance: str = ""
    provisional: bool = False
    reprint: Reprint | None = None
    corrected: Corrected | None = None
    is_specimen: bool = False
    edition: Edition = editions.SUPPLEMENT_2025

    @property
    def code(self) -> str:
        """What names this paper: the dossier's code, or its own number."""
        return self.dossier_code or self.number

    @classmethod
    def specimen(cls) -> SupplementNotice:
        """A filled form for people who do not exist, marked as a specimen."""
        return cls(
            agency=Agency.specimen(),
            issued_on=date(2026, 11, 24),
            number="0012/HDHS",
            dossier_code=SPECIMEN_CODE,
            to=Addressee.specimen(),
            procedure=SPECIMEN_PROCEDURE,
            items=(
                Component("Tờ khai đăng ký lại khai sinh theo mẫu, có cam đoan của người yêu cầu", 1),
                Component("Bản sao giấy khai sinh do cơ quan có thẩm quyền cấp trước đây", certified=1),
                Component("Giấy tờ cá nhân có ảnh, ngày sinh và nơi sinh", copies=2),
            ),
            reason="Tờ khai chưa có chữ ký của người yêu cầu; hồ sơ chưa có giấy tờ làm căn cứ xác định nơi sinh.",
            stage="Trong quá trình giải quyết hồ sơ",
            contact=Contact(
                "Trung tâm Phục vụ hành chính công xã Thử Nghiệm", "Lê Thị Minh Họa", "0210 000 0000"
            ),
            officer="Lê Thị Minh Họa",
            guidance="Nộp giấy tờ bổ sung tại nơi đã nộp hồ sơ, mang theo phiếu này. Thời gian chờ bổ sung không "
            "tính vào thời hạn giải quyết.",
            is_specimen=True,
        )

    @classmethod
    def variants(cls) -> dict[str, SupplementNotice]:
        """Specimens of what an office prints besides the plain form, by the name of a file."""
        return {
            "tai-quay": replace(
                cls.specimen(),
                dossier_code="",
                stage="Khi tiếp nhận, hồ sơ chưa được tiếp nhận",
                guidance="Mang đủ giấy tờ nêu trên cùng phiếu này đến để được tiếp nhận.",
            )
        }


@dataclass(frozen=True, slots=True)
class RefusalNotice:
    """Form 03, phiếu từ chối tiếp nhận giải quyết hồ sơ: the reason, and the rule on which it stands.

    `submitted_at` makes it the version for online dossiers: the moment of filing and the personal id
    are told, and nobody signs for the applicant. `issuer_role` is what stands over the signature:
    who refuses at the desk, or the head who refuses after the dossier was examined.
    """

    agency: Agency
    issued_on: date
    number: str
    dossier_code: str
    to: Addressee
    procedure: str
    reason: str
    basis: str
    contact: Contact
    issuer: str
    issuer_role: str = "Người từ chối hồ sơ"
    submitted_at: datetime | None = None
    provisional: bool = False
    reprint: Reprint | None = None
    corrected: Corrected | None = None
    is_specimen: bool = False
    edition: Edition = editions.REFUSAL_2025

    def __post_init__(self) -> None:
        if self.submitted_at is not None:
            aware(self.submitted_at, "submitted_at")

    @property
    def code(self) -> str:
        """What names this paper: the dossier's code, or its own number."""
        return self.dossier_code or self.number

    @classmethod
    def specimen(cls) -> RefusalNotice:
        """A filled form for people who do not exist, marked as a specimen."""
        return cls(
            agency=Agency.specimen(),
            issued_on=date(2026, 11, 24),
            number="0003/HDHS",
            dossier_code="",
            to=Addressee.specimen(),
            procedure="Chứng thực bản sao từ bản chính",
            reason="Bản chính bị tẩy xóa, sửa chữa, không xác định được nội dung.",
            basis="Điều 22 Nghị định số 23/2015/NĐ-CP",
            contact=Contact(
                "Trung tâm Phục vụ hành chính công xã Thử Nghiệm", "Lê Thị Minh Họa", "0210 000 0000"
            ),
            issuer="Lê Thị Minh Họa",
            is_specimen=True,
        )

    @classmethod
    def variants(cls) -> dict[str, RefusalNotice]:
        """Specimens of what an office prints besides the plain form, by the name of a file."""
        return {
            "truc-tuyen": replace(
                cls.specimen(),
                dossier_code=SPECIMEN_CODE,
                submitted_at=datetime(2026, 11, 23, 21, 5, tzinfo=HANOI),
            ),
            "sau-tham-dinh": replace(
                cls.specimen(),
                dossier_code=SPECIMEN_CODE,
                issuer_role="Giám đốc",
                issuer="Hoàng Văn Giả Định",
            ),
        }


@dataclass(frozen=True, slots=True)
class Apology:
    """Form 04, văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết (2018: phiếu xin lỗi và hẹn lại ngày trả).

    Signed by the head of the agency, never by the officer of the desk.
    A line break in `signer_role` parts the two lines of a deputy who signs for the head (KT.).
    """

    agency: Agency
    issued_on: date
    number: str
    dossier_code: str
    to: Addressee
    procedure: str
    received_at: datetime
    due_before: datetime
    reason: str
    due: datetime
    place: str
    signer: str
    signer_role: str
    recipients: tuple[str, ...]
    provisional: bool = False
    reprint: Reprint | None = None
    corrected: Corrected | None = None
    is_specimen: bool = False
    edition: Edition = editions.APOLOGY_2025

    def __post_init__(self) -> None:
        for field in ("received_at", "due_before", "due"):
            aware(getattr(self, field), field)
        if self.due <= self.due_before:
            raise ValueError("an extension ends after the time that it extends")

    @property
    def code(self) -> str:
        """What names this paper."""
        return self.dossier_code

    @classmethod
    def specimen(cls) -> Apology:
        """A filled form for people who do not exist, marked as a specimen."""
        return cls(
            agency=Agency.specimen(),
            issued_on=date(2026, 11, 26),
            number="07/PXL",
            dossier_code=SPECIMEN_CODE,
            to=Addressee.specimen(),
            procedure=SPECIMEN_PROCEDURE,
            received_at=datetime(2026, 11, 24, 9, 5, tzinfo=HANOI),
            due_before=datetime(2026, 11, 27, 17, 0, tzinfo=HANOI),
            reason="cần xác minh việc đăng ký khai sinh trước đây tại nơi cư trú cũ, chưa nhận được văn bản trả lời",
            due=datetime(2026, 12, 4, 17, 0, tzinfo=HANOI),
            place="Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
            signer="Hoàng Văn Giả Định",
            signer_role="Giám đốc",
            recipients=("Như trên", "Bộ phận một cửa", "Lưu: VT"),
            is_specimen=True,
        )

    @classmethod
    def variants(cls) -> dict[str, Apology]:
        """Specimens of what an office prints besides the plain form, by the name of a file."""
        return {
            "2018": replace(
                cls.specimen(),
                edition=editions.APOLOGY_2018,
                issued_on=date(2024, 5, 9),
                received_at=datetime(2024, 5, 6, 9, 5, tzinfo=HANOI),
                due_before=datetime(2024, 5, 10, 17, 0, tzinfo=HANOI),
                due=datetime(2024, 5, 17, 17, 0, tzinfo=HANOI),
            )
        }


@dataclass(frozen=True, slots=True)
class StopNotice:
    """Form 05, thông báo dừng giải quyết hồ sơ: who asked, at which stage, on which basis, and what is given back.

    Only while no result was issued; the notice says so. `requested_by_applicant` is false where the agency
    stops by itself. `returned` names papers and money.
    """

    agency: Agency
    issued_on: date
    number: str
    dossier_code: str
    to: Addressee
    procedure: str
    received_at: datetime
    due_at: datetime
    requested_by_applicant: bool
    stage: str
    reason: str
    basis: str
    stopped_at: datetime
    returned: str
    signer: str
    signer_role: str
    recipients: tuple[str, ...]
    provisional: bool = False
    reprint: Reprint | None = None
    corrected: Corrected | None = None
    is_specimen: bool = False
    edition: Edition = editions.STOP_2025

    def __post_init__(self) -> None:
        for field in ("received_at", "due_at", "stopped_at"):
            aware(getattr(self, field), field)
        if self.stopped_at < self.received_at:
            raise ValueError("a dossier stops after it was received")

    @property
    def code(self) -> str:
        """What names this paper."""
        return self.dossier_code

    @classmethod
    def specimen(cls) -> StopNotice:
        """A filled form for people who do not exist, marked as a specimen."""
        return cls(
            agency=Agency.specimen(),
            issued_on=date(2026, 11, 25),
            number="02/TB",
            dossier_code=SPECIMEN_CODE,
            to=Addressee.specimen(),
            procedure=SPECIMEN_PROCEDURE,
            received_at=datetime(2026, 11, 24, 9, 5, tzinfo=HANOI),
            due_at=datetime(2026, 11, 27, 17, 0, tzinfo=HANOI),
            requested_by_applicant=True,
            stage="Đang xử lý",
            reason="người nộp tìm lại được bản chính giấy khai sinh nên không còn nhu cầu đăng ký lại",
            basis="đề nghị rút hồ sơ của người nộp ngày 25 tháng 11 năm 2026",
            stopped_at=datetime(2026, 11, 25, 10, 30, tzinfo=HANOI),
            returned="toàn bộ giấy tờ đã nộp (03 loại); lệ phí 8.000 đồng",
            signer="Hoàng Văn Giả Định",
            signer_role="Giám đốc",
            recipients=("Như trên", "Bộ phận một cửa", "Lưu: VT"),
            is_specimen=True,
        )
