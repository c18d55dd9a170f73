"""Form 04: the letter that apologises and asks for an extension (2025), or the slip with a new appointment (2018).

Nghị định 61/2018/NĐ-CP Điều 19.9: signed by the head of the agency, told at the latest one day before the time
runs out, and once only. Official wording, therefore never translated.
"""

from __future__ import annotations

from printing.documents.notices import Apology
from printing.documents.parts import Copy
from printing.fields import HOW_HEADS_SIGN, copy_line, courtesy, head, marks, sentence, titled
from printing.flow import Strip
from printing.layout import VIETNAM, Paper, Signature, spoken_date
from printing.letter import body, closing, moment, salutation
from printing.typeface import Face, Run

ABOUT = "V/v xin lỗi và đề nghị gia hạn thời gian giải quyết hồ sơ"


def lay(apology: Apology, paper: Paper, copy: Copy) -> list[Strip]:
    """The strips of one copy, in the order of the form."""
    edition, agency, to = apology.edition, apology.agency, apology.to
    about = ABOUT if edition.as_letter else ""
    strips = head(paper, apology, apology.issued_on, apology.number, apology.dossier_code, about)
    if edition.as_letter:
        strips += courtesy(paper, edition, agency)
    else:
        strips += titled(paper, edition, agency, copy_line(apology.reprint, copy))
    strips += marks(paper, apology)
    strips += salutation(paper, to)
    received = spoken_date(apology.received_at.astimezone(VIETNAM).date()).capitalize()
    strips += body(
        paper,
        (
            Run(f"{received}, {agency.name} tiếp nhận giải quyết hồ sơ "),
            Run(apology.procedure, Face.BOLD),
            Run(f" của {to.you}, mã hồ sơ: "),
            Run(apology.dossier_code, Face.BOLD),
            Run(f"; thời gian hẹn trả kết quả: {moment(apology.due_before)}."),
        ),
    )
    late = apology.issued_on > apology.due_before.astimezone(VIETNAM).date()
    cannot = f"đến nay {agency.name} chưa trả được" if late else f"{agency.name} chưa thể trả"
    strips += body(
        paper,
        (
            Run(
                f"Tuy nhiên, {cannot} kết quả giải quyết hồ sơ của {to.you} đúng thời hạn ghi trong Giấy tiếp "
                f"nhận hồ sơ và hẹn trả kết quả. Lý do: {sentence(apology.reason)}"
            ),
        ),
    )
    asks = " và đề nghị gia hạn thời gian giải quyết hồ sơ" if edition.as_letter else ""
    strips += body(
        paper,
        (
            Run(f"{agency.name} xin lỗi {to.you}{asks}; thời gian trả kết quả mới: "),
            Run(moment(apology.due), Face.BOLD),
            Run(f", tại {apology.place}."),
        ),
    )
    thanks = f"Mong nhận được sự thông cảm của {to.you} vì sự chậm trễ này./."
    strips += body(paper, (Run(thanks),), with_previous=True)
    signer = Signature(apology.signer_role.upper(), HOW_HEADS_SIGN, apology.signer)
    strips.append(closing(paper, apology.recipients, signer))
    return strips
