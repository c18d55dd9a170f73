"""Which keys does reception have? For the list under F1, in the order of use."""

from __future__ import annotations

from desk.rules.words import _
from ui.page import Key


def reception_keys() -> list[Key]:
    """The keys of the page, the steps' own among them."""
    return [
        Key("Enter", _("Sang bước tiếp theo")),
        Key("Alt+1…4", _("Mở một bước để sửa")),
        Key("Alt+A", _("Đọc thẻ bằng camera hoặc từ ảnh (dán Ctrl+V, thả ảnh vào trang cũng được)")),
        Key("Alt+K", _("Chủ hồ sơ là người khác")),
        Key("Alt+M", _("Thêm thư điện tử, tổ chức, mã số thuế")),
        Key("F6", _("Giấy tờ đủ cả")),
        Key("Alt+Z", _("Lấy lại điều đã ghi lần trước ở ô đang đứng")),
        Key("Alt+T", _("Thêm giấy tờ khác")),
        Key("Alt+Q", _("Quét vào giấy đang chọn")),
        Key("Alt+C", _("Chụp giấy đang chọn bằng camera")),
        Key("Alt+D", _("Đính tệp vào giấy đang chọn")),
        Key("Ctrl+Shift+V", _("Dán ảnh hoặc tệp vào giấy đang chọn")),
        Key("Alt+B", _("Thiếu giấy tờ: phiếu yêu cầu bổ sung")),
        Key("Alt+U", _("Không nhận: phiếu từ chối")),
        Key("Alt+H", _("Thêm một hồ sơ nữa của người này, lưu cùng lúc")),
        Key("Alt+J", _("Các hồ sơ lưu cùng lúc: sửa, bỏ")),
        Key("Alt+N", _("Nhiều người trong một hồ sơ: gõ hoặc nhập từ Excel")),
        Key("Ctrl+Enter", _("Lưu và in giấy hẹn")),
        Key("Ctrl+G", _("Gác hồ sơ này lại")),
        Key("Ctrl+L", _("Các hồ sơ đang gác")),
        Key("P", _("Sau khi lưu: in")),
        Key("H", _("Sau khi lưu: hồ sơ tiếp của người này")),
        Key("L", _("Sau khi lưu: lặp lại thủ tục này cho người sau")),
        Key("N", _("Sau khi lưu: người tiếp theo")),
    ]
