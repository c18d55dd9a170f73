"""Which version of an official form applies on a day? Number, title and legal basis of each, by date.

Thông tư 03/2025/TT-VPCP (15/09/2025), Phụ lục I, replaced the six forms of Thông tư 01/2018/TT-VPCP by
seven: the stop notice is new, the apology became a letter that also asks for the extension, and the control
sheet and the register moved on by one number. A dossier keeps the forms of its time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from desk.errors import RuleBroken
from desk.rules.words import _
from printing.documents.parts import Edition

SINCE_2018: Final = date(2018, 11, 23)  # the circular's date; its first day in force is not published here
SINCE_2025: Final = date(2025, 9, 15)
BASIS_2018: Final = "Phụ lục, Thông tư 01/2018/TT-VPCP"
BASIS_2025: Final = "Phụ lục I, Thông tư 03/2025/TT-VPCP"

RECEIPT: Final = "01"
SUPPLEMENT: Final = "02"
REFUSAL: Final = "03"
APOLOGY: Final = "04"
STOP: Final = "05"
CONTROL: Final = "06"
REGISTER: Final = "07"


def _of_2018(form: str, number: str, title: str, english: str) -> Edition:
    return Edition(number, title, BASIS_2018, SINCE_2018, 1, form, english)


def _of_2025(form: str, title: str, english: str, *, version: int = 1, as_letter: bool = False) -> Edition:
    return Edition(form, title, BASIS_2025, SINCE_2025, version, form, english, as_letter)


RECEIPT_2025: Final = _of_2025(
    RECEIPT, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt of dossier and appointment for the result"
)
SUPPLEMENT_2025: Final = _of_2025(
    SUPPLEMENT, "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request to supplement the dossier"
)
REFUSAL_2025: Final = _of_2025(
    REFUSAL, "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Refusal to receive the dossier"
)
APOLOGY_2018: Final = _of_2018(
    APOLOGY,
    "04",
    "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    "Apology and new appointment for the result",
)
APOLOGY_2025: Final = _of_2025(
    APOLOGY,
    "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
    "Apology and request for an extension of time",
    as_letter=True,
)
STOP_2025: Final = _of_2025(
    STOP, "Thông báo dừng giải quyết hồ sơ", "Notice that work on the dossier has stopped"
)
CONTROL_2025: Final = _of_2025(
    CONTROL, "Phiếu kiểm soát quá trình giải quyết hồ sơ", "Control sheet of the dossier"
)
REGISTER_2025: Final = _of_2025(REGISTER, "Sổ theo dõi hồ sơ", "Register of dossiers")

EDITIONS: Final[Mapping[str, tuple[Edition, ...]]] = {
    RECEIPT: (_of_2018(RECEIPT, "01", RECEIPT_2025.title, RECEIPT_2025.english), RECEIPT_2025),
    SUPPLEMENT: (_of_2018(SUPPLEMENT, "02", SUPPLEMENT_2025.title, SUPPLEMENT_2025.english), SUPPLEMENT_2025),
    REFUSAL: (_of_2018(REFUSAL, "03", REFUSAL_2025.title, REFUSAL_2025.english), REFUSAL_2025),
    APOLOGY: (APOLOGY_2018, APOLOGY_2025),
    STOP: (STOP_2025,),
    CONTROL: (_of_2018(CONTROL, "05", CONTROL_2025.title, CONTROL_2025.english), CONTROL_2025),
    REGISTER: (_of_2018(REGISTER, "06", REGISTER_2025.title, REGISTER_2025.english), REGISTER_2025),
}
"""All editions of each form, the oldest first."""


def edition_for(form: str, on: date) -> Edition:
    """The edition of a form (named as in 2025) for a dossier of that day.

    Days before the oldest set have the oldest set: nothing older is kept here. Raises RuleBroken
    (`form`, not_in_force) for a form that did not exist yet, and KeyError for a name that is none.
    """
    editions = EDITIONS[form]
    in_force = [edition for edition in editions if edition.applies_from <= on]
    if in_force:
        return in_force[-1]
    if editions[0].applies_from == SINCE_2018:
        return editions[0]
    raise RuleBroken(
        "form",
        "not_in_force",
        _("Ngày {on} chưa có mẫu số {form} “{title}”; mẫu này có từ ngày {since}.").format(
            on=f"{on:%d/%m/%Y}",
            form=form,
            title=editions[0].title,
            since=f"{editions[0].applies_from:%d/%m/%Y}",
        ),
    )
