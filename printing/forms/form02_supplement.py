"""Form 02, phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: what is missing, why, and whom to ask.

Thông tư 03/2025/TT-VPCP, Phụ lục I; official wording, therefore never translated.
"""

from __future__ import annotations

from printing.documents.notices import SupplementNotice
from printing.documents.parts import Copy
from printing.fields import (
    HOW_TO_SIGN,
    LISTED,
    asked,
    component_table,
    copy_line,
    field,
    glued,
    head,
    marks,
    reach,
    titled,
)
from printing.flow import Strip
from printing.layout import Paper, Signature, paragraph, signatures
from printing.typeface import Face, Run


def lay(notice: SupplementNotice, paper: Paper, copy: Copy) -> list[Strip]:
    """The strips of one copy, in the order of the form."""
    strips = head(paper, notice, notice.issued_on, notice.number, notice.dossier_code)
    strips += titled(paper, notice.edition, notice.agency, copy_line(notice.reprint, copy))
    strips += marks(paper, notice)
    strips += field(paper, "Bộ phận tiếp nhận và trả kết quả: ", notice.agency.desk_name)
    strips += field(paper, "Tiếp nhận hồ sơ/yêu cầu của: ", notice.to.name, Face.BOLD)
    strips += field(paper, "Nội dung yêu cầu giải quyết: ", notice.procedure, Face.BOLD)
    strips += field(paper, "Địa chỉ: ", notice.to.address)
    strips += reach(paper, notice.to.phone, notice.to.email)
    if notice.stage:
        strips += field(paper, "Giai đoạn yêu cầu: ", notice.stage)
    ask = f"Yêu cầu {notice.to.you} hoàn thiện hồ sơ"
    label = f"{ask} gồm những nội dung như sau:" if notice.items else f"{ask} theo lý do sau đây."
    strips += paragraph(paper, (Run(label),))
    if notice.items:
        strips += glued(component_table(paper, notice.items, LISTED))
    strips += field(paper, "Lý do: ", notice.reason)
    if notice.guidance:
        strips += field(paper, "Hướng dẫn: ", notice.guidance)
    before = "Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, "
    strips += asked(paper, before, notice.to.you, notice.contact)
    strips.append(signatures(paper, None, Signature("NGƯỜI HƯỚNG DẪN", HOW_TO_SIGN, notice.officer)))
    return strips
