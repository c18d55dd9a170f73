"""What is each fact of a person called? In the order in which people read them."""

from __future__ import annotations

from desk.rules.words import _


def person_titles() -> dict[str, str]:
    """By the name of the fact in the records."""
    return {
        "name": _("Họ và tên"),
        "personal_id": _("Số định danh"),
        "born": _("Ngày sinh"),
        "sex": _("Giới tính"),
        "address": _("Nơi ở"),
        "phone": _("Điện thoại"),
        "email": _("Thư điện tử"),
        "organisation": _("Tổ chức"),
        "tax_code": _("Mã số thuế"),
    }
