"""What does the receipt say? Form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả, as frozen facts without layout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from printing.documents.editions import RECEIPT_2025
from printing.documents.parts import (
    HANOI,
    Agency,
    Component,
    Corrected,
    Edition,
    FeeLine,
    Fees,
    Reprint,
    aware,
)


@dataclass(frozen=True, slots=True)
class StageTwo:
    """The second stage of procedures that have one (giai đoạn 2): received again, due again."""

    received_at: datetime
    due_at: datetime

    def __post_init__(self) -> None:
        aware(self.received_at, "stage_two.received_at")
        aware(self.due_at, "stage_two.due_at")


@dataclass(frozen=True, slots=True)
class Subject:
    """One of several people for whom one dossier asks (danh sách người yêu cầu)."""

    name: str
    personal_id: str = ""
    born: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả: every fact on the paper, in the order of the form.

    An empty text prints as dots to write on. All moments are aware. `due_is_after` prints "Sau …";
    `applicant_signs` is false for dossiers received online, where only the receiver signs.
    `entered_later` with `paper_number`: the dossier was taken on paper while there was no system.
    `certification` counts components by pages, paper copies and electronic copies, as the version
    for certification (chứng thực) does. `representative` (người được ủy quyền, who then signs),
    `holder_address` and `subjects` stand on the paper of the dossiers that have them, and nowhere else.
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
    corrected: Corrected | None = None
    representative: str = ""
    representative_paper: str = ""
    holder_address: str = ""
    subjects: tuple[Subject, ...] = ()
    certification: bool = False
    is_specimen: bool = False
    edition: Edition = RECEIPT_2025

    def __post_init__(self) -> None:
        aware(self.received_at, "received_at")
        aware(self.due_at, "due_at")
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

    @classmethod
    def variants(cls) -> dict[str, Receipt]:
        """Specimens of what an office prints besides the plain form, by the name of a file."""
        plain = cls.specimen()
        certified = (
            Component("Giấy khai sinh", copies=2, pages=1),
            Component("Bằng tốt nghiệp trung học phổ thông", copies=3, pages=1, electronic=1),
            Component("Hợp đồng thuê nhà", copies=1, pages=4),
        )
        people = tuple(
            Subject(f"Lò Thị Ví Dụ {number}", f"00000000{number:04d}", f"{number:02d}/03/1990")
            for number in range(1, 6)
        )
        return {
            "chung-thuc": replace(plain, components=certified, certification=True),
            "truc-tuyen": replace(plain, applicant_signs=False, holder=plain.applicant),
            "uy-quyen": replace(
                plain,
                representative="Phạm Văn Thay",
                representative_paper="000000000001",
                holder_address="Thôn Ví Dụ, xã Thử Nghiệm, tỉnh Ví Dụ",
            ),
            "nhieu-nguoi": replace(plain, subjects=people),
            "hai-giai-doan": replace(
                plain, stage_two=StageTwo(plain.due_at, plain.due_at + timedelta(days=10))
            ),
            "sua-doi": replace(
                plain,
                corrected=Corrected(plain.received_at + timedelta(hours=1), ("địa chỉ", "số điện thoại")),
                reprint=Reprint(1, plain.received_at + timedelta(hours=1)),
            ),
            "ma-tam": replace(plain, provisional=True, code="H00.000-261124-TK7M2QX-001"),
            "song-ngu": replace(plain, agency=replace(plain.agency, courtesy=True)),
        }
