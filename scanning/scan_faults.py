"""What went wrong at the scanner, and what does the person do next? One row for each status of SANE.

scanimage ends with SANE's status as its exit code (sane/sane.h); a device that cannot be opened ends with 1 and a line.
"""

from __future__ import annotations

import re
from typing import Final

from desk.errors import Trouble
from desk.rules.words import _

GOOD: Final = 0
(
    UNSUPPORTED,
    CANCELLED,
    BUSY,
    INVALID,
    END_OF_FILE,
    JAMMED,
    NO_DOCS,
    COVER_OPEN,
    IO_ERROR,
    NO_MEMORY,
    DENIED,
) = range(1, 12)
_BY_WORDS: Final = (
    ("Device busy", BUSY), ("Access to resource has been denied", DENIED), ("Error during device I/O", IO_ERROR),
    ("Document feeder jammed", JAMMED), ("Scanner cover is open", COVER_OPEN), ("Out of memory", NO_MEMORY),
    ("Invalid argument", INVALID),
)  # fmt: skip


def fault(code: int, said: str) -> Trouble:
    """The trouble behind an exit code; what stood on the paper before it is not touched."""
    opening = re.search(r"open of device (.*) failed: (.*)", said)
    if opening:
        code = next((status for words, status in _BY_WORDS if words in opening[2]), IO_ERROR)
        if code == INVALID:
            return gone()
    if code < 0:
        return Trouble(
            "scanner_driver",
            _("Trình điều khiển máy quét bị dừng đột ngột."),
            _("Hãy tắt rồi bật lại máy quét và quét tiếp; nếu vẫn vậy, quét bằng phần mềm của hãng."),
        )
    if code == GOOD:
        return Trouble(
            "scanner_nothing", _("Máy quét không gửi trang nào."), _("Hãy xem giấy đã đặt đúng chưa rồi quét lại.")
        )  # fmt: skip
    rows = {
        BUSY: (
            "scanner_busy",
            _("Máy quét đang bận."),
            _("Hãy đợi việc quét khác xong, hoặc đóng phần mềm quét đang mở, rồi quét lại."),
        ),
        JAMMED: (
            "scanner_jammed",
            _("Máy quét bị kẹt giấy."),
            _("Hãy gỡ giấy kẹt, đặt lại các tờ chưa quét rồi quét tiếp; các trang đã quét vẫn còn."),
        ),
        NO_DOCS: (
            "feeder_empty",
            _("Khay nạp không có giấy."),
            _("Hãy đặt giấy vào khay cho sát rồi quét lại, hoặc chọn “Mặt kính”."),
        ),
        COVER_OPEN: (
            "scanner_open",
            _("Nắp máy quét đang mở."),
            _("Hãy đóng nắp rồi quét tiếp; các trang đã quét vẫn còn."),
        ),
        IO_ERROR: (
            "scanner_unplugged",
            _("Mất liên lạc với máy quét."),
            _("Hãy xem nguồn điện và dây nối (hoặc mạng) rồi quét tiếp; các trang đã quét vẫn còn."),
        ),
        NO_MEMORY: (
            "scanner_memory",
            _("Máy không đủ bộ nhớ để quét."),
            _("Hãy chọn độ phân giải 200 dpi rồi quét lại."),
        ),
        DENIED: (
            "scanner_denied",
            _("Người dùng này không được phép dùng máy quét."),
            _("Hãy nhờ quản trị thêm người dùng vào nhóm “scanner” của máy."),
        ),
        CANCELLED: (
            "scanner_stopped",
            _("Việc quét đã bị dừng tại máy quét."),
            _("Hãy quét tiếp các tờ còn lại; các trang đã quét vẫn còn."),
        ),
    }
    told = rows.get(code)
    if told is None:
        last = next((line for line in reversed(said.splitlines()) if line.startswith("scanimage:")), "")
        return Trouble(
            "scanner_refused",
            _("Máy quét không làm được như đã chọn. {said}").format(said=last).strip(),
            _("Hãy chọn độ phân giải hoặc nguồn giấy khác rồi quét lại."),
        )
    return Trouble(*told)


def gone() -> Trouble:
    """The chosen scanner is not there any more."""
    return Trouble(
        "scanner_gone",
        _("Không còn thấy máy quét đã chọn."),
        _("Hãy bật máy quét và cắm dây, hoặc bấm “Tìm máy quét” để chọn máy khác."),
    )


def silent() -> Trouble:
    """Nothing was heard for longer than any device takes."""
    return Trouble(
        "scanner_silent",
        _("Máy quét không trả lời."),
        _("Hãy tắt rồi bật lại máy quét và quét tiếp; các trang đã quét vẫn còn."),
    )


def no_service() -> Trouble:
    """No SANE on this machine: Windows, or sane-utils is not installed."""
    return Trouble(
        "no_scan_service",
        _("Máy này chưa có phần mềm quét SANE."),
        _(
            "Hãy quét bằng phần mềm của máy quét vào thư mục chờ, hoặc nhờ quản trị cài gói sane-utils (Linux)."
        ),
    )
