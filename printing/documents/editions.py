"""Which version of an official form applies on a day? Number, title and legal basis of each, by date."""

from __future__ import annotations

from datetime import date
from typing import Final

from printing.documents.parts import Edition

# Thông tư 03/2025/TT-VPCP replaced the six forms of Thông tư 01/2018/TT-VPCP on 15/09/2025 by seven.
RECEIPT_2025: Final = Edition(
    number="01",
    title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    basis="Phụ lục I, Thông tư 03/2025/TT-VPCP",
    applies_from=date(2025, 9, 15),
    version=1,
)
