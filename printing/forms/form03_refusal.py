"""Form 03, phiếu từ chối tiếp nhận giải quyết hồ sơ: the version of the counter, and that of an online dossier.

Thông tư 03/2025/TT-VPCP, Phụ lục I; official wording, therefore never translated.
"""

from __future__ import annotations

from printing.documents.notices import RefusalNotice
from printing.documents.parts import Copy
from printing.fields import HOW_TO_SIGN, asked, copy_line, field, head, marks, person, titled
from printing.flow import Strip
from printing.layout import Paper, Signature, paragraph, signatures, spoken_time
from printing.typeface import Face, Run


def lay(notice: RefusalNotice, paper: Paper, copy: Copy) -> list[Strip]:
    """The strips of one copy, in the order of the form."""
    online = notice.submitted_at is not None
    strips = head(paper, notice, notice.issued_on, notice.number, notice.dossier_code)
    strips += titled(paper, notice.edition, notice.agency, copy_line(notice.reprint, copy))
    strips += marks(paper, notice)
    strips += field(paper, "Bộ phận tiếp nhận và trả kết quả: ", notice.agency.desk_name)
    strips += person(paper, notice.to, "Tiếp nhận hồ sơ của", with_identity=online)
    if notice.submitted_at is not None:
        strips += field(paper, "Thời gian nộp: ", spoken_time(notice.submitted_at))
    strips += field(paper, "Nội dung yêu cầu giải quyết: ", notice.procedure, Face.BOLD)
    said = (
        f"Qua xem xét, {notice.agency.name} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do "
        "cụ thể như sau: "
    )
    strips += paragraph(paper, (Run(said), Run(notice.reason, Face.BOLD)), dotted=not notice.reason.strip())
    if notice.basis:
        strips += field(paper, "Căn cứ: ", notice.basis)
    strips += asked(paper, "Nếu cần được giải thích, hướng dẫn thêm, ", notice.to.you, notice.contact, ".")
    strips += paragraph(paper, (Run(f"Xin thông báo cho {notice.to.you} được biết và thực hiện./."),))
    applicant = None if online else Signature("NGƯỜI NỘP HỒ SƠ", HOW_TO_SIGN, notice.to.name)
    issuer = Signature(notice.issuer_role.upper(), HOW_TO_SIGN, notice.issuer)
    strips.append(signatures(paper, applicant, issuer))
    return strips
