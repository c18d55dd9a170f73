"""Where do the blocks of a form stand? `python -m tests.printing.geometry` writes geometry.json anew.

Write it only after looking at the pages: the test fails when a block moved, and a move has a reason.
"""

from __future__ import annotations

import json
from pathlib import Path

from printing.layout import PAPERS
from printing.render import pdf
from tests.printing.reading import RECEIPT, places

GOLDEN = Path(__file__).with_name("geometry.json")
BLOCKS = {
    "state": "CỘNG HÒA",
    "place and date": "Thử Nghiệm, ngày",
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
}


def measured() -> dict[str, dict[str, list[float]]]:
    """(left, top) in millimetres of each block of the specimen, by paper."""
    found = {}
    for name, paper in PAPERS.items():
        printed = pdf(RECEIPT, paper, copies=1)
        found[name] = {
            block: [round(value, 1) for value in places(printed, 0, text)[0]]
            for block, text in BLOCKS.items()
        }
    return found


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(measured(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
