"""What do Qt's own dialogs and menus say? Qt ships no Vietnamese, so the few words of them that a clerk meets are ours."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTranslator

from desk.rules.words import _

ROOMS = ("QFileDialog", "QFileSystemModel", "QAbstractFileIconProvider", "QLineEdit", "QWidgetTextControl",
         "QPlatformTheme", "QDialogButtonBox", "QMessageBox", "QAbstractSpinBox")  # fmt: skip
"""Qt's contexts that are translated; the names of keys (QShortcut) must stay as the code writes them."""


def _words() -> dict[str, str]:
    return {
        "&Open": _("&Mở"),
        "Open": _("Mở"),
        "&Save": _("&Lưu"),
        "Save": _("Lưu"),
        "Cancel": _("Thôi"),
        "&Cancel": _("&Thôi"),
        "OK": _("Đồng ý"),
        "Close": _("Đóng"),
        "&Yes": _("&Có"),
        "&No": _("&Không"),
        "&Look in:": _("&Xem trong:"),
        "Look in:": _("Xem trong:"),
        "File &name:": _("Tên &tệp:"),
        "Files of &type:": _("&Loại tệp:"),
        "Files of type:": _("Loại tệp:"),
        "Directory:": _("Thư mục:"),
        "&Choose": _("&Chọn"),
        "All Files (*)": _("Mọi tệp (*)"),
        "&New Folder": _("Thư mục &mới"),
        "Create New Folder": _("Tạo thư mục mới"),
        "Create a New Folder": _("Tạo một thư mục mới"),
        "New Folder": _("Thư mục mới"),
        "&Delete": _("&Xóa"),
        "Delete": _("Xóa"),
        "&Rename": _("Đổi &tên"),
        "Show &hidden files": _("Hiện tệp &ẩn"),
        "Back": _("Lùi"),
        "Forward": _("Tiến"),
        "Go back": _("Lùi lại"),
        "Go forward": _("Tiến tới"),
        "Parent Directory": _("Thư mục trên"),
        "Go to the parent directory": _("Lên thư mục trên"),
        "List View": _("Xem danh sách"),
        "Detail View": _("Xem chi tiết"),
        "Change to list view mode": _("Chuyển sang xem danh sách"),
        "Change to detail view mode": _("Chuyển sang xem chi tiết"),
        "Sidebar": _("Nơi thường dùng"),
        "List of places and bookmarks": _("Các nơi thường dùng"),
        "Files": _("Các tệp"),
        "Computer": _("Máy tính"),
        "Drive": _("Ổ đĩa"),
        "Folder": _("Thư mục"),
        "File": _("Tệp"),
        "Name": _("Tên"),
        "Size": _("Cỡ"),
        "Type": _("Loại"),
        "Date Modified": _("Ngày sửa"),
        "%1 already exists.\nDo you want to replace it?": _("Đã có tệp %1.\nGhi đè tệp cũ?"),
        "&Undo": _("&Hoàn tác"),
        "&Redo": _("&Làm lại"),
        "Cu&t": _("Cắ&t"),
        "&Copy": _("&Chép"),
        "&Paste": _("&Dán"),
        "Select All": _("Chọn hết"),
        "&Select All": _("&Chọn hết"),
        "&Step up": _("&Tăng"),
        "Step &down": _("&Giảm"),
    }


class QtWords(QTranslator):
    """Answers for Qt's contexts in ROOMS; anything else stays as Qt says it."""

    def __init__(self, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._words = _words()

    def isEmpty(self) -> bool:
        return False  # Qt installs no empty translator

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        # None is Qt's null string, which lets the text stand; the empty string would erase it.
        return self._words.get(text) if context in ROOMS else None  # type: ignore[return-value]


def speak_to_qt(app: QCoreApplication) -> None:
    """Let Qt's own dialogs and menus of this program speak as the pages do."""
    if not any(isinstance(child, QtWords) for child in app.children()):
        app.installTranslator(QtWords(app))
