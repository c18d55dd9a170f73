"""WHERE THE RECEIPT IS LAID OUT: form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả.

Thông tư 03/2025/TT-VPCP, Phụ lục I; official wording, therefore never translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from printing.documents.parts import Component, Copy, Fees
from printing.documents.receipt import Receipt
from printing.flow import Strip
from printing.layout import (
    MM,
    Paper,
    Signature,
    code_band,
    national_heading,
    notice,
    paragraph,
    side_by_side,
    signatures,
    spoken_date,
    spoken_money,
    spoken_time,
    title,
)
from printing.tables import Column, table
from printing.typeface import Face, Run

COLUMNS: Final = (
    Column("TT", 7, "centre"),
    Column("Thành phần hồ sơ", 68),
    Column("Bản chính", 14, "centre", group="Số lượng"),
    Column("Bản chứng thực", 18, "centre", group="Số lượng"),
    Column("Bản photo", 16, "centre", group="Số lượng"),
)
BRING: Final = (
    "Khi nhận kết quả, mang theo giấy này và giấy tờ tùy thân; nhận thay thì có thêm giấy ủy quyền "
    "theo quy định."
)
HOW_TO_SIGN: Final = "(Ký và ghi rõ họ tên)"


def lay(receipt: Receipt, paper: Paper, copy: Copy) -> list[Strip]:
    """The strips of one copy, in the order of the form. Pure: the same receipt gives the same strips."""
    agency = receipt.agency
    strips = [
        national_heading(
            paper, agency.parent, agency.name, f"{agency.place}, {spoken_date(receipt.issued_on)}"
        ),
        code_band(
            paper,
            (
                (Run("Mã hồ sơ: "), Run(receipt.code, Face.BOLD)),
                (Run(f"Quyển số: {receipt.book or '……'}, Số thứ tự: {receipt.serial or '……'}"),),
            ),
            receipt.code,
            agency.lookup(receipt.code),
        ),
        *title(paper, receipt.edition.title, _copy_line(receipt, copy)),
    ]
    strips += [notice(paper, text) for text in _notices(receipt)]
    strips += _people(receipt, paper)
    strips += _items(receipt, paper)
    strips += paragraph(
        paper,
        (Run(_note(receipt), Face.ITALIC),),
        size=paper.small,
        before=paper.item_gap * MM * 2,
        with_previous=True,
    )
    applicant = Signature("NGƯỜI NỘP HỒ SƠ", HOW_TO_SIGN, receipt.applicant)
    receiver = Signature("NGƯỜI TIẾP NHẬN HỒ SƠ", HOW_TO_SIGN, receipt.receiver)
    strips.append(signatures(paper, applicant if receipt.applicant_signs else None, receiver))
    return strips


def _copy_line(receipt: Receipt, copy: Copy) -> str:
    line = f"(Liên: {copy.value})"
    if receipt.reprint is not None:
        line += f" – In lại lần {receipt.reprint.nth}, {spoken_time(receipt.reprint.at)}"
    return line


def _notices(receipt: Receipt) -> Iterator[str]:
    """What must not be overlooked: the code may change, or the dossier was first written on paper."""
    if receipt.provisional:
        yield (
            "Mã hồ sơ trên giấy này là mã tạm, cấp khi chưa kết nối được hệ thống. Mã chính thức sẽ được "
            "thông báo sau; tra cứu được bằng cả hai mã."
        )
    if receipt.entered_later:
        number = f", số giấy: {receipt.paper_number}" if receipt.paper_number else ""
        yield f"Hồ sơ được nhập vào hệ thống sau (đã tiếp nhận trên giấy{number})."


def _people(receipt: Receipt, paper: Paper) -> Iterator[Strip]:
    for label, value, face in (
        ("Bộ phận tiếp nhận và trả kết quả", receipt.agency.desk_name, Face.REGULAR),
        ("Tiếp nhận hồ sơ của", receipt.holder, Face.BOLD),
        ("Người nộp", receipt.applicant, Face.BOLD),
        ("Địa chỉ", receipt.address, Face.REGULAR),
    ):
        yield from _field(paper, f"{label}: ", value, face)
    yield from side_by_side(
        paper,
        (
            (0.45, (Run("Số điện thoại: "), Run(receipt.phone))),
            (0.55, (Run("Email: "), Run(receipt.email))),
        ),
    )
    yield from _field(paper, "Số CMND/Thẻ căn cước/Hộ chiếu: ", receipt.identity_paper)
    case = (Run(f" (trường hợp: {receipt.case})"),) if receipt.case else ()
    yield from paragraph(
        paper, (Run("Nội dung yêu cầu giải quyết: "), Run(receipt.procedure, Face.BOLD), *case)
    )


def _items(receipt: Receipt, paper: Paper) -> Iterator[Strip]:
    """The numbered items; from 6 on the numbers follow what the dossier has."""
    if receipt.components:
        label = "1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ:"
        yield from paragraph(paper, (Run(label),))
        first, *rows = table(
            paper, COLUMNS, [_row(number, one) for number, one in enumerate(receipt.components, 1)]
        )
        yield _glued(first)
        yield from rows
    else:
        yield from _field(paper, "1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ: ", "không có")
    yield from _field(paper, "2. Số lượng hồ sơ: ", f"{receipt.sets:02d} (bộ)")
    yield from _field(paper, "3. Thời gian giải quyết hồ sơ theo quy định là: ", receipt.processing_time)
    yield from _field(paper, "4. Thời gian nhận hồ sơ: ", spoken_time(receipt.received_at))
    due = ("Sau " if receipt.due_is_after else "") + spoken_time(receipt.due_at)
    yield from _field(paper, "5. Thời gian trả kết quả giải quyết hồ sơ: ", due, Face.BOLD)
    if receipt.explanation:
        yield from paragraph(
            paper,
            (Run(f"(Cách tính: {receipt.explanation})", Face.ITALIC),),
            size=paper.small,
            indent=3 * MM,
            before=0.0,
            with_previous=True,
        )
    number = 6
    if receipt.stage_two is not None:
        again, due = spoken_time(receipt.stage_two.received_at), spoken_time(receipt.stage_two.due_at)
        yield from _field(paper, "6. Thời gian nhận hồ sơ (giai đoạn 2): ", again)
        yield from _field(paper, "7. Thời gian trả kết quả (giai đoạn 2): ", due, Face.BOLD)
        number = 8
    yield from _field(paper, f"{number}. Đăng ký nhận kết quả tại: ", receipt.return_way)
    if receipt.fees is not None:
        yield from _fees(receipt.fees, paper, f"{number + 1}. Phí, lệ phí: ")


def _fees(fees: Fees, paper: Paper, label: str) -> Iterator[Strip]:
    """The sum in figures and words, then a line for each fee when there is more to say than the sum."""
    payment = f" {fees.payment}." if fees.payment else ""
    if not fees.lines:
        yield from paragraph(paper, (Run(label + (fees.payment or "không")),))
        return
    words = f" (bằng chữ: {fees.in_words})" if fees.in_words else ""
    total = Run(spoken_money(fees.total_vnd), Face.BOLD)
    yield from paragraph(paper, (Run(label), total, Run(f"{words}.{payment}")))
    for line in fees.lines:
        reckoning = f" ({line.reckoning})" if line.reckoning else ""
        text = f"– {line.name}{reckoning}: {spoken_money(line.amount_vnd)}"
        yield from paragraph(paper, (Run(text),), indent=3 * MM, before=0.0, with_previous=True)


def _note(receipt: Receipt) -> str:
    """What to bring, then where to ask and look up; the office's own sentence last."""
    agency = receipt.agency
    parts = [BRING]
    if agency.lookup_address:
        parts.append(f"Tra cứu: {agency.lookup_address} hoặc quét mã QR.")
    if agency.phone:
        parts.append(f"Điện thoại: {agency.phone}.")
    if receipt.note:
        parts.append(receipt.note)
    return "Ghi chú: " + " ".join(parts)


def _field(paper: Paper, label: str, value: str, face: Face = Face.REGULAR) -> list[Strip]:
    if not value.strip():
        return paragraph(paper, (Run(label),), dotted=True)
    return paragraph(paper, (Run(label), Run(value, face)))


def _row(number: int, component: Component) -> tuple[tuple[Run, ...], ...]:
    note = (Run(f" ({component.note})", Face.ITALIC),) if component.note else ()
    counts = (component.originals, component.certified, component.copies)
    return (
        (Run(str(number)),),
        (Run(component.name), *note),
        *((Run(f"{count:02d}" if count else ""),) for count in counts),
    )


def _glued(strip: Strip) -> Strip:
    """A label does not stay behind when its table moves to the next page."""
    return Strip(strip.height, strip.draw, strip.before, True, strip.head)
