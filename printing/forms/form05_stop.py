"""Form 05, thông báo dừng giải quyết hồ sơ: who asked, why, at which stage, and what goes back to the applicant.

Thông tư 03/2025/TT-VPCP, Phụ lục I; its layout is not published, its facts are. Never translated.
"""

from __future__ import annotations

from printing.documents.notices import StopNotice
from printing.documents.parts import Copy
from printing.fields import HOW_HEADS_SIGN, head, marks, sentence, titled
from printing.flow import Strip
from printing.layout import VIETNAM, Paper, Signature, spoken_date
from printing.letter import body, closing, item, moment, salutation
from printing.typeface import Face, Run


def lay(notice: StopNotice, paper: Paper, copy: Copy) -> list[Strip]:
    """The strips of one copy; a notice of the agency has receivers (Nơi nhận) instead of copies."""
    agency, to = notice.agency, notice.to
    strips = head(paper, notice, notice.issued_on, notice.number, notice.dossier_code)
    strips += titled(paper, notice.edition, agency)
    strips += marks(paper, notice)
    strips += salutation(paper, to)
    received = spoken_date(notice.received_at.astimezone(VIETNAM).date()).capitalize()
    strips += body(
        paper,
        (
            Run(f"{received}, {agency.name} tiếp nhận hồ sơ "),
            Run(notice.procedure, Face.BOLD),
            Run(f" của {to.you}, mã hồ sơ: "),
            Run(notice.dossier_code, Face.BOLD),
            Run(f"; thời gian hẹn trả kết quả: {moment(notice.due_at)}."),
        ),
    )
    basis = f"Căn cứ {sentence(notice.basis, '')}, " if notice.basis.strip() else ""
    said = f"{basis}{agency.name} thông báo dừng giải quyết hồ sơ nêu trên, cụ thể như sau:"
    strips += body(paper, (Run(said),))
    who = "người nộp hồ sơ" if notice.requested_by_applicant else "cơ quan giải quyết hồ sơ"
    strips += item(paper, "1. Dừng theo đề nghị của: ", who)
    strips += item(paper, "2. Lý do: ", sentence(notice.reason) if notice.reason.strip() else "")
    strips += item(paper, "3. Giai đoạn giải quyết khi dừng: ", notice.stage)
    strips += item(paper, "4. Thời điểm dừng: ", moment(notice.stopped_at), Face.BOLD)
    strips += item(paper, "5. Giấy tờ, tiền hoàn trả người nộp: ", notice.returned)
    nothing_yet = "Đến thời điểm dừng, cơ quan có thẩm quyền chưa ban hành kết quả giải quyết hồ sơ."
    strips += body(paper, (Run(nothing_yet),))
    strips += body(paper, (Run(f"Xin thông báo để {to.you} được biết./."),), with_previous=True)
    signer = Signature(notice.signer_role.upper(), HOW_HEADS_SIGN, notice.signer)
    strips.append(closing(paper, notice.recipients, signer))
    return strips
