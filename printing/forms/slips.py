"""Where are the desk's own slips laid out? Fee slip, note of a received result, guidance, the receipt of a closed day.

Official words of what people sign, therefore never translated. They follow what offices print (no legal form).
"""

from __future__ import annotations

from typing import Final

from printing.documents.parts import Copy
from printing.documents.slips import NO_SERIAL, DayReceipt, FeeSlip, GuidanceSlip, ResultNote, Signed
from printing.flow import Strip
from printing.forms.lines import SIGN, field, fields, glued, heading, unbroken
from printing.forms.transfer import transfer_strip
from printing.layout import (
    MM,
    Paper,
    Signature,
    code_band,
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
from printing.typeface import Face, Run, clean

FEE_COPIES: Final = {
    Copy.KEPT: "Liên 1: Lưu tại cơ quan thu",
    Copy.GIVEN: "Liên 2: Giao người nộp",
    Copy.INSIDE: "Liên 3: Lưu nội bộ",
}
FEES: Final = (
    Column("TT", 8, "centre"),
    Column("Khoản thu", 70),
    Column("Cách tính", 42),
    Column("Số tiền (đồng)", 26, "right"),
)
COUNTS: Final = (Column("Nội dung", 90), Column("Số lượng", 34, "right"))
DIFFERENCES: Final = (
    Column("Hồ sơ", 40),
    Column("Khác ở", 30),
    Column("Tại quầy", 30),
    Column("Tại tỉnh", 30),
)
COMPONENTS: Final = (Column("TT", 8, "centre"), Column("Giấy tờ cần có", 96), Column("Số lượng", 26))
BRING: Final = "Phiếu này để hướng dẫn, không phải giấy tiếp nhận hồ sơ và không hẹn ngày trả kết quả."
GROUP: Final = 16  # letters of a hash that are read together

CANCELLED: Final = "Hồ sơ hủy do tiếp nhận nhầm (hệ thống tỉnh vẫn đếm)"


def fee_slip(slip: FeeSlip, paper: Paper, copy: Copy) -> list[Strip]:
    """Phiếu (or biên lai) thu phí, lệ phí: who paid what for which dossier, in figures and in words."""
    strips = [
        heading(paper, slip.agency, slip.issued_on),
        *title(paper, slip.edition.title, FEE_COPIES[copy]),
    ]
    if slip.edition.form == "fee-receipt":
        official = f"Mẫu số: {slip.form_no}    Ký hiệu: {slip.series}    Số: {slip.serial}"
        strips += paragraph(paper, (Run(official, Face.BOLD),), align="centre", with_previous=True)
    else:
        strips.append(notice(paper, f"{NO_SERIAL}."))
    unit = slip.agency.name
    tax = f"; mã số thuế: {slip.tax_code}" if slip.tax_code else ""
    strips += [
        *field(paper, "Đơn vị thu", unit + tax),
        *side_by_side(
            paper,
            (
                (0.55, (Run("Người nộp: "), Run(slip.payer, Face.BOLD))),
                (0.45, (Run("Mã hồ sơ: "), Run(slip.code, Face.BOLD))),
            ),
        ),
        *field(paper, "Địa chỉ", slip.address),
        *field(paper, "Thủ tục", slip.procedure),
    ]
    rows = [
        (
            (Run(str(number)),),
            (Run(line.name),),
            (Run(line.reckoning),),
            (Run(_figures(line.amount_vnd)),),
        )
        for number, line in enumerate(slip.fees.lines, 1)
    ]
    total = (
        (Run(""),),
        (Run("Cộng", Face.BOLD),),
        (Run(""),),
        (Run(_figures(slip.fees.total_vnd), Face.BOLD),),
    )
    strips += table(paper, FEES, [*rows, total])
    words = slip.fees.in_words or "không đồng"
    spelled = (Run("Số tiền bằng chữ: "), Run(f"{words}.", Face.BOLD_ITALIC))
    if slip.transfer is not None:
        paid = (Run(f"Hình thức thanh toán: {slip.fees.payment}"),)
        strips.append(transfer_strip(paper, slip.transfer, spelled, paid))
    else:
        strips += paragraph(paper, spelled, with_previous=True)
        strips += field(paper, "Hình thức thanh toán", slip.fees.payment)
    strips.append(
        signatures(
            paper,
            Signature("NGƯỜI NỘP TIỀN", SIGN, slip.payer),
            Signature("NGƯỜI THU TIỀN", SIGN, slip.collector),
        )
    )
    return strips


def result_note(note: ResultNote, paper: Paper, copy: Copy) -> list[Strip]:
    """Phiếu biên nhận kết quả: signed by the citizen when the result is handed out."""
    agency = note.agency
    strips = [
        heading(paper, agency, note.issued_on),
        code_band(
            paper,
            ((Run("Mã hồ sơ: "), Run(note.code, Face.BOLD)),),
            note.code,
            agency.lookup(note.code),
        ),
        *title(paper, note.edition.title, f"(Liên: {copy.value})"),
        *fields(
            paper,
            (
                ("Bộ phận trả kết quả", agency.desk_name, Face.REGULAR),
                ("Hồ sơ của", note.holder, Face.BOLD),
                ("Nội dung yêu cầu giải quyết", note.procedure, Face.REGULAR),
                ("Thời gian nhận hồ sơ", spoken_time(note.received_at), Face.REGULAR),
                ("Thời gian hẹn trả kết quả", spoken_time(note.due_at), Face.REGULAR),
                ("Thời gian trả kết quả", spoken_time(note.handed_at), Face.BOLD),
                ("Kết quả", note.result, Face.BOLD),
                (
                    "Người nhận (được ủy quyền)" if note.authorised else "Người nhận",
                    note.receiver,
                    Face.BOLD,
                ),
                ("Số CMND/Thẻ căn cước/Hộ chiếu", note.receiver_id, Face.REGULAR),
            ),
        ),
    ]
    if clean(note.note):
        strips += field(paper, "Ghi chú", note.note)
    strips += paragraph(
        paper,
        (Run("Người nhận đã kiểm tra và nhận đủ kết quả ghi trên.", Face.ITALIC),),
        before=paper.item_gap * MM * 2,
    )
    strips.append(
        signatures(
            paper,
            Signature("NGƯỜI NHẬN KẾT QUẢ", SIGN, note.receiver),
            Signature("NGƯỜI TRẢ KẾT QUẢ", SIGN, note.giver),
        )
    )
    return strips


def guidance_slip(slip: GuidanceSlip, paper: Paper, copy: Copy) -> list[Strip]:
    """Phiếu hướng dẫn: what to bring for a procedure, how long it takes, what it costs."""
    agency = slip.agency
    case = f" (trường hợp: {slip.case})" if slip.case else ""
    strips = [
        heading(paper, agency, slip.issued_on),
        *title(paper, slip.edition.title, "Chuẩn bị hồ sơ thủ tục hành chính"),
    ]
    if clean(slip.person):
        strips += field(paper, "Hướng dẫn cho", slip.person, Face.BOLD)
    strips += [
        *paragraph(
            paper,
            (
                Run("Thủ tục: "),
                Run(slip.procedure, Face.BOLD),
                Run(f"{case}. Mã thủ tục: {slip.procedure_code}."),
            ),
        ),
        *paragraph(paper, (Run("1. Giấy tờ cần có:"),)),
    ]
    if slip.components:
        first, *rows = table(
            paper,
            COMPONENTS,
            [
                (
                    (Run(str(number)),),
                    (Run(one.name), *((Run(f" ({one.note})", Face.ITALIC),) if one.note else ())),
                    (Run(_quantity(one.originals, one.certified, one.copies)),),
                )
                for number, one in enumerate(slip.components, 1)
            ],
        )
        strips += [glued(first), *rows]
    strips += field(paper, "2. Thời gian giải quyết", slip.processing_time)
    strips += field(paper, "3. Phí, lệ phí", "; ".join(slip.fees))
    strips += field(paper, "4. Nơi nộp", agency.desk_name)
    if clean(slip.advice):
        strips += paragraph(paper, (Run("5. Lưu ý: "), Run(slip.advice)))
    contact = f" Điện thoại: {unbroken(agency.phone)}." if agency.phone else ""
    strips += paragraph(
        paper, (Run(BRING + contact, Face.ITALIC),), size=paper.small, before=paper.item_gap * MM * 2
    )
    strips.append(signatures(paper, None, Signature("NGƯỜI HƯỚNG DẪN", SIGN, slip.adviser)))
    return strips


def day_receipt(receipt: DayReceipt, paper: Paper, copy: Copy) -> list[Strip]:
    """Biên nhận chốt ngày: the day in numbers, the end of the journal, and what the province signed."""
    return [
        heading(paper, receipt.agency, receipt.issued_on),
        *title(paper, receipt.edition.title, f"{spoken_date(receipt.day).capitalize()}"),
        *field(paper, "Bộ phận", receipt.agency.desk_name),
        *field(paper, "Chốt lúc", f"{spoken_time(receipt.closed_at)}; người chốt: {receipt.closed_by}"),
        *table(
            paper,
            COUNTS,
            [
                ((Run(name, face),), (Run(count, face),))
                for name, count, face in (
                    ("Hồ sơ tiếp nhận trong ngày", f"{receipt.received}", Face.REGULAR),
                    *([(CANCELLED, f"{receipt.cancelled}", Face.REGULAR)] if receipt.cancelled else []),
                    ("Kết quả đã trả trong ngày", f"{receipt.returned}", Face.REGULAR),
                    ("Kết quả còn giữ ở quầy", f"{receipt.ready}", Face.REGULAR),
                    ("Phí, lệ phí: tiền mặt", spoken_money(receipt.cash_vnd), Face.REGULAR),
                    ("Phí, lệ phí: chuyển khoản", spoken_money(receipt.transfer_vnd), Face.REGULAR),
                    ("Cộng phí, lệ phí", spoken_money(receipt.total_vnd), Face.BOLD),
                )
            ],
        ),
        *paragraph(
            paper,
            (Run("Bằng chữ: "), Run(f"{receipt.in_words}.", Face.BOLD_ITALIC)),
            with_previous=True,
        ),
        *paragraph(paper, (Run(f"Nhật ký của quầy đến mục số {receipt.seq}, mã băm SHA-256:"),)),
        *_long(paper, receipt.hash),
        *_province(paper, receipt.province),
        signatures(
            paper,
            Signature("NGƯỜI CHỐT NGÀY", SIGN, receipt.closed_by),
            Signature("PHỤ TRÁCH BỘ PHẬN MỘT CỬA", SIGN, ""),
        ),
    ]


def _province(paper: Paper, signed: Signed | None) -> list[Strip]:
    if signed is None:
        return [notice(paper, "Chưa có biên nhận của hệ thống tỉnh: số liệu trên là của quầy.")]
    verdict = (
        "KHỚP với số liệu của quầy"
        if signed.agreed
        else "KHÁC số liệu của quầy"
    )  # fmt: skip
    strips = paragraph(
        paper,
        (
            Run("Hệ thống tỉnh đã nhận và ký lúc "),
            Run(spoken_time(signed.at), Face.BOLD),
            Run(f": {signed.dossiers} hồ sơ, {spoken_money(signed.fees_vnd)}, đến mục số {signed.seq} – "),
            Run(f"{verdict}.", Face.BOLD),
        ),
        before=paper.item_gap * MM * 2,
    )
    if signed.differences:
        strips += table(paper, DIFFERENCES, [[(Run(cell),) for cell in one] for one in signed.differences])
    elif signed.differing:
        strips += paragraph(paper, (Run("Khác ở: "), Run(", ".join(signed.differing), Face.BOLD)))
    strips += paragraph(paper, (Run("Chữ ký của hệ thống tỉnh:"),), with_previous=True)
    return [*strips, *_long(paper, signed.signature)]


def _long(paper: Paper, letters: str) -> list[Strip]:
    """A hash or signature in groups that an eye can compare."""
    grouped = " ".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
    return paragraph(
        paper, (Run(grouped or "—"),), size=paper.small, indent=3 * MM, before=0.0, with_previous=True
    )


def _quantity(originals: int, certified: int, copies: int) -> str:
    parts = ((originals, "bản chính"), (certified, "bản chứng thực"), (copies, "bản sao"))
    return ", ".join(f"{count:02d} {words}" for count, words in parts if count)


def _figures(amount_vnd: int) -> str:
    return f"{amount_vnd:,}".replace(",", ".")
