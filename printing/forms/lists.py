"""Where are the lists laid out? Handover to the handlers, results back to the desk, one slip for many dossiers."""

from __future__ import annotations

from typing import Final

from printing.documents.lists import DeliveryNote, HandoverList, ManyReceipt
from printing.documents.parts import Copy
from printing.flow import Strip
from printing.forms.form01_receipt import BRING
from printing.forms.lines import SIGN, field, fields, glued, heading, money, tick, unbroken
from printing.layout import (
    MM,
    VIETNAM,
    Paper,
    Signature,
    code_band,
    paragraph,
    side_by_side,
    signatures,
    spoken_money,
    spoken_time,
    title,
)
from printing.tables import Column, table
from printing.typeface import Face, Run

HANDED_OVER: Final = (
    Column("STT", 9, "centre"),
    Column("Mã hồ sơ", 44),
    Column("Nội dung", 62),
    Column("Đơn vị", 36),
    Column("Ngày nhận", 21, "centre"),
    Column("Ngày hẹn trả", 21, "centre"),
    Column("Thời hạn xử lý", 22, "centre"),
    Column("Số lượng hồ sơ", 16, "centre"),
    Column("Họ và tên", 36),
)
HANDED_BACK: Final = (
    Column("TT", 9, "centre"),
    Column("Mã hồ sơ", 44),
    Column("Nội dung", 60),
    Column("Kết quả", 30),
    Column("Họ tên chủ hồ sơ", 36),
    Column("Địa chỉ", 46),
    Column("Phí, lệ phí (X)", 17, "centre"),
    Column("Đăng ký trả qua bưu điện (X)", 24, "centre"),
)
OF_ONE_PERSON: Final = (
    Column("TT", 9, "centre"),
    Column("Mã hồ sơ, số thứ tự", 42),
    Column("Nội dung yêu cầu giải quyết", 52),
    Column("Chủ hồ sơ", 30),
    Column("Số giấy tờ", 13, "centre"),
    Column("Hẹn trả", 22, "centre"),
)
GIVER_KEEPS, RECEIVER_KEEPS = "Bên giao giữ", "Bên nhận giữ"


def handover_list(handed: HandoverList, paper: Paper, copy: Copy) -> list[Strip]:
    """Biên bản giao nhận hồ sơ."""
    return [
        heading(paper, handed.agency, handed.issued_on),
        *title(paper, handed.edition.title, _keeper(copy)),
        *paragraph(
            paper,
            (Run("Lúc "), Run(spoken_time(handed.at), Face.BOLD), Run(", hai bên giao nhận các hồ sơ sau:")),
        ),
        *side_by_side(
            paper,
            (
                (0.5, (Run("Bên giao: "), Run(_who(handed.giver, handed.giver_unit)))),
                (0.5, (Run("Bên nhận: "), Run(_who(handed.receiver, handed.receiver_unit)))),
            ),
        ),
        *table(
            paper,
            HANDED_OVER,
            [
                (
                    (Run(str(number)),),
                    (Run(one.code),),
                    (Run(one.procedure),),
                    (Run(one.unit),),
                    (Run(f"{one.received_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"),),
                    (Run(f"{one.due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"),),
                    (Run(one.time),),
                    (Run(f"{one.sets:02d}"),),
                    (Run(one.person),),
                )
                for number, one in enumerate(handed.dossiers, 1)
            ],
        ),
        *paragraph(
            paper,
            (
                Run("Cộng: "),
                Run(f"{len(handed.dossiers)} hồ sơ, {handed.sets} bộ", Face.BOLD),
                Run(". Bên nhận đã kiểm tra và nhận đủ."),
            ),
            with_previous=True,
        ),
        signatures(
            paper,
            Signature("NGƯỜI GIAO", SIGN, handed.giver),
            Signature("NGƯỜI NHẬN", SIGN, handed.receiver),
        ),
    ]


def delivery_note(note: DeliveryNote, paper: Paper, copy: Copy) -> list[Strip]:
    """Phiếu bàn giao kết quả: TT | mã | nội dung | kết quả | chủ hồ sơ | địa chỉ | phí | bưu điện."""
    with_fee = sum(one.has_fee for one in note.results)
    by_post = sum(one.by_post for one in note.results)
    return [
        heading(paper, note.agency, note.issued_on),
        *title(paper, note.edition.title, _keeper(copy)),
        *paragraph(
            paper, (Run("Thời gian bàn giao: "), Run(spoken_time(note.at), Face.BOLD))
        ),
        *table(
            paper,
            HANDED_BACK,
            [
                (
                    (Run(str(number)),),
                    (Run(one.code),),
                    (Run(one.procedure),),
                    (Run(one.result),),
                    (Run(one.holder),),
                    (Run(one.address),),
                    tick(one.has_fee),
                    tick(one.by_post),
                )
                for number, one in enumerate(note.results, 1)
            ],
        ),
        *paragraph(
            paper,
            (
                Run("Cộng: "),
                Run(f"{len(note.results)} kết quả", Face.BOLD),
                Run(f", trong đó {with_fee} có phí, lệ phí; {by_post} trả qua bưu điện."),
            ),
            with_previous=True,
        ),
        signatures(
            paper, Signature("NGƯỜI GIAO", SIGN, note.giver), Signature("NGƯỜI NHẬN", SIGN, note.receiver)
        ),
    ]  # fmt: skip


def many_receipt(receipt: ManyReceipt, paper: Paper, copy: Copy) -> list[Strip]:
    """Form 01 for many dossiers of one applicant: the people once, the dossiers as a list."""
    agency = receipt.agency
    serials = [one.serial for one in receipt.dossiers]
    count = len(receipt.dossiers)
    first, *rows = table(
        paper,
        OF_ONE_PERSON,
        [
            (
                (Run(str(number)),),
                (Run(one.code, Face.BOLD), Run(f" – STT {one.serial}")),
                (Run(one.procedure), *((Run(f" ({spoken_money(one.fees_vnd)})"),) if one.fees_vnd else ())),
                (Run(one.holder),),
                (Run(f"{one.papers:02d}"),),
                (Run(f"{one.due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}", Face.BOLD),),
            )
            for number, one in enumerate(receipt.dossiers, 1)
        ],
    )
    look_up = f" Tra cứu: {agency.lookup_address} hoặc quét mã QR." if agency.lookup_address else ""
    phone = f" Điện thoại: {unbroken(agency.phone)}." if agency.phone else ""
    return [
        heading(paper, agency, receipt.issued_on),
        code_band(
            paper,
            (
                (Run("Mã hồ sơ: "), Run(receipt.code, Face.BOLD), Run(f" và {count - 1} hồ sơ khác")),
                (Run(f"Quyển số: {receipt.book}, Số thứ tự: {serials[0]}–{serials[-1]}"),),
            ),
            receipt.code,
            agency.lookup(receipt.code),
        ),
        *title(paper, receipt.edition.title, f"(Liên: {copy.value}){_again(receipt)}"),
        *fields(
            paper,
            (
                ("Bộ phận tiếp nhận và trả kết quả", agency.desk_name, Face.REGULAR),
                ("Người nộp", receipt.applicant, Face.BOLD),
                ("Địa chỉ", receipt.address, Face.REGULAR),
            ),
        ),
        *side_by_side(
            paper,
            (
                (0.45, (Run("Số điện thoại: "), Run(unbroken(receipt.phone)))),
                (0.55, (Run("Email: "), Run(receipt.email))),
            ),
        ),
        *field(paper, "Số CMND/Thẻ căn cước/Hộ chiếu", receipt.identity_paper),
        *paragraph(paper, (Run(f"1. Đã tiếp nhận {count:02d} hồ sơ:"),)),
        glued(first),
        *rows,
        *field(paper, "2. Thời gian nhận hồ sơ", spoken_time(receipt.received_at)),
        *field(paper, "3. Đăng ký nhận kết quả tại", receipt.return_way),
        *(money(paper, "4. Phí, lệ phí", receipt.fees) if receipt.fees else ()),
        *paragraph(
            paper,
            (Run(f"Ghi chú: {BRING}{look_up}{phone}", Face.ITALIC),),
            size=paper.small,
            before=paper.item_gap * MM * 2,
            with_previous=True,
        ),
        signatures(
            paper,
            Signature("NGƯỜI NỘP HỒ SƠ", SIGN, receipt.applicant),
            Signature("NGƯỜI TIẾP NHẬN HỒ SƠ", SIGN, receipt.receiver),
        ),
    ]


def _keeper(copy: Copy) -> str:
    return f"(Liên: {GIVER_KEEPS if copy is Copy.KEPT else RECEIVER_KEEPS})"


def _who(name: str, unit: str) -> str:
    return f"{name}, {unit}" if name and unit else name or unit


def _again(receipt: ManyReceipt) -> str:
    if receipt.reprint is None:
        return ""
    return f" – In lại lần {receipt.reprint.nth}, {spoken_time(receipt.reprint.at)}"
