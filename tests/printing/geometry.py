"""Where do the blocks of a form stand? `python -m tests.printing.geometry` writes geometry.json anew.

Write it only after looking at the pages: the test fails when a block moved, and a move has a reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from printing.documents.notices import Apology, RefusalNotice, StopNotice, SupplementNotice
from printing.layout import PAPERS
from printing.render import pdf
from tests.printing.reading import RECEIPT, places

GOLDEN = Path(__file__).with_name("geometry.json")
HEAD = {"state": "CỘNG HÒA", "place and date": "Thử Nghiệm, ngày"}
LETTER = {
    **HEAD,
    "number": "Số:",
    "to": "Kính gửi",
    "apology or notice": "Ngày 24 tháng 11",
    "receivers": "Nơi nhận",
    "head signs": "GIÁM ĐỐC",
    "head's name": "Hoàng Văn Giả Định",
}
FORMS: Mapping[str, tuple[Any, Mapping[str, str]]] = {
    "01": (
        RECEIPT,
        {
            **HEAD,
            "code": "H00.000-261124-0001",
            "title": "GIẤY TIẾP NHẬN",
            "copy": "(Liên:",
            "holder": "Tiếp nhận hồ sơ của",
            "table": "TT",
            "appointment": "17 giờ 00 phút",
            "note": "Ghi chú",
            "applicant signs": "NGƯỜI NỘP HỒ SƠ",
            "receiver signs": "NGƯỜI TIẾP NHẬN HỒ SƠ",
            "receiver's name": "Lê Thị Minh Họa",
            "foot": "Mẫu số 01",
        },
    ),
    "02": (
        SupplementNotice.specimen(),
        {
            **HEAD,
            "number": "Số: 0012",
            "code": "H00.000-261124-0001",
            "title": "PHIẾU YÊU CẦU",
            "copy": "(Liên:",
            "of": "Tiếp nhận hồ sơ/yêu cầu của",
            "table": "STT",
            "reason": "Lý do",
            "officer signs": "NGƯỜI HƯỚNG DẪN",
            "foot": "Mẫu số 02",
        },
    ),
    "03": (
        RefusalNotice.specimen(),
        {
            **HEAD,
            "number": "Số: 0003",
            "title": "PHIẾU TỪ CHỐI",
            "of": "Tiếp nhận hồ sơ của",
            "reason": "Qua xem xét",
            "basis": "Căn cứ",
            "applicant signs": "NGƯỜI NỘP HỒ SƠ",
            "officer signs": "NGƯỜI TỪ CHỐI HỒ SƠ",
            "foot": "Mẫu số 03",
        },
    ),
    "04": (Apology.specimen(), {**LETTER, "about": "V/v xin lỗi", "foot": "Mẫu số 04"}),
    "05": (StopNotice.specimen(), {**LETTER, "title": "THÔNG BÁO DỪNG", "foot": "Mẫu số 05"}),
}


def measured() -> dict[str, dict[str, dict[str, list[float]]]]:
    """(left, top) in millimetres of each block of each specimen, by form and paper."""
    found: dict[str, dict[str, dict[str, list[float]]]] = {}
    for form, (document, blocks) in FORMS.items():
        for name, paper in PAPERS.items():
            printed = pdf(replace(document, is_specimen=False), paper, copies=1)
            found.setdefault(form, {})[name] = {
                block: [round(value, 1) for value in places(printed, 0, text)[0]]
                for block, text in blocks.items()
            }
    return found


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(measured(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
