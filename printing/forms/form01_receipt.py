"""WHERE THE RECEIPT IS LAID OUT: form 01, giấy tiếp nhận hồ sơ và hẹn trả kết quả.

Thông tư 03/2025/TT-VPCP, Phụ lục I; official wording, therefore never translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from printing.documents.parts import Copy, Fees
from printing.documents.receipt import Receipt, Subject
from printing.fields import (
    HOW_TO_SIGN,
    certification_table,
    component_table,
    copy_line,
    field,
    glued,
    marks,
    reach,
    titled,
)
from printing.flow import Strip
from printing.layout import (
    MM,
    VIETNAM,
    Paper,
    Signature,
    code_band,
    national_heading,
    notice,
    paragraph,
    signatures,
    spoken_date,
    spoken_money,
    spoken_time,
)
from printing.tables import Column, table
from printing.typeface import Face, Run

SUBJECTS: Final = (
    Column("TT", 7, "centre"),
    Column("Họ và tên", 55),
    Column("Số định danh cá nhân", 30, "centre"),
    Column("Ngày sinh", 22, "centre"),
)
BRING: Final = (
    "Khi nhận kết quả, mang theo giấy này và giấy tờ tùy thân; nhận thay thì có thêm giấy ủy quyền "
    "theo quy định."
)


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
            agency.emblem,
        ),
        *titled(paper, receipt.edition, agency, copy_line(receipt.reprint, copy)),
        *marks(paper, receipt),
    ]
    if receipt.entered_later:
        strips.append(notice(paper, _entered_later(receipt.paper_number)))
    strips += _people(receipt, paper)
    strips += _items(receipt, paper)
    strips += paragraph(
        paper,
        (Run(_note(receipt), Face.ITALIC),),
        size=paper.small,
        before=paper.item_gap * MM * 2,
        with_previous=True,
    )
    applicant = Signature("NGƯỜI NỘP HỒ SƠ", HOW_TO_SIGN, receipt.representative or receipt.applicant)
    receiver = Signature("NGƯỜI TIẾP NHẬN HỒ SƠ", HOW_TO_SIGN, receipt.receiver)
    strips.append(signatures(paper, applicant if receipt.applicant_signs else None, receiver))
    return strips


def _entered_later(paper_number: str) -> str:
    number = f", số giấy: {paper_number}" if paper_number else ""
    return f"Hồ sơ được nhập vào hệ thống sau (đã tiếp nhận trên giấy{number})."


def _people(receipt: Receipt, paper: Paper) -> Iterator[Strip]:
    yield from field(paper, "Bộ phận tiếp nhận và trả kết quả: ", receipt.agency.desk_name)
    yield from field(paper, "Tiếp nhận hồ sơ của: ", receipt.holder, Face.BOLD)
    if receipt.holder_address:
        yield from field(paper, "Địa chỉ chủ hồ sơ: ", receipt.holder_address)
    yield from field(paper, "Người nộp: ", receipt.applicant, Face.BOLD)
    yield from field(paper, "Địa chỉ: ", receipt.address)
    yield from reach(paper, receipt.phone, receipt.email)
    yield from field(paper, "Số CMND/Thẻ căn cước/Hộ chiếu: ", receipt.identity_paper)
    if receipt.representative:
        number = f", số giấy tờ: {receipt.representative_paper}" if receipt.representative_paper else ""
        runs = (Run("Người được ủy quyền: "), Run(receipt.representative, Face.BOLD), Run(number))
        yield from paragraph(paper, runs)
    case = (Run(f" (trường hợp: {receipt.case})"),) if receipt.case else ()
    yield from paragraph(
        paper, (Run("Nội dung yêu cầu giải quyết: "), Run(receipt.procedure, Face.BOLD), *case)
    )
    if receipt.subjects:
        yield from paragraph(
            paper, (Run(f"Danh sách người được giải quyết trong hồ sơ ({len(receipt.subjects)} người):"),)
        )
        yield from glued(table(paper, SUBJECTS, [_subject(*one) for one in enumerate(receipt.subjects, 1)]))


def _items(receipt: Receipt, paper: Paper) -> Iterator[Strip]:
    """The numbered items; from 6 on the numbers follow what the dossier has."""
    if receipt.components:
        yield from paragraph(paper, (Run("1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ:"),))
        of = certification_table if receipt.certification else component_table
        yield from glued(of(paper, receipt.components))
    else:
        yield from field(paper, "1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ: ", "không có")
    yield from field(paper, "2. Số lượng hồ sơ: ", f"{receipt.sets:02d} (bộ)")
    yield from field(paper, "3. Thời gian giải quyết hồ sơ theo quy định là: ", receipt.processing_time)
    yield from field(paper, "4. Thời gian nhận hồ sơ: ", spoken_time(receipt.received_at))
    due = ("Sau " if receipt.due_is_after else "") + spoken_time(receipt.due_at)
    yield from field(paper, "5. Thời gian trả kết quả giải quyết hồ sơ: ", due, Face.BOLD)
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
        yield from field(paper, "6. Thời gian nhận hồ sơ (giai đoạn 2): ", again)
        yield from field(paper, "7. Thời gian trả kết quả (giai đoạn 2): ", due, Face.BOLD)
        number = 8
    yield from field(paper, f"{number}. Đăng ký nhận kết quả tại: ", receipt.return_way)
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
    if agency.courtesy:
        due = receipt.due_at.astimezone(VIETNAM)
        parts.append(
            f"In English: keep this receipt and bring it with your identity paper; the result is due at "
            f"{due:%H:%M} on {due.day}/{due.month}/{due.year} (day/month/year)."
        )
    return "Ghi chú: " + " ".join(parts)


def _subject(number: int, subject: Subject) -> tuple[tuple[Run, ...], ...]:
    return ((Run(str(number)),), (Run(subject.name),), (Run(subject.personal_id),), (Run(subject.born),))
