"""May this file join a dossier? Looks at the bytes, not the name; takes it into the vault before any record names it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desk.errors import RuleBroken
from desk.files import disk_trouble
from desk.rules.citizen import clean_text
from desk.rules.words import _
from desk.vault import Vault, file_pieces

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_FILE_NAME = 255
SIGNATURES = {"JPEG": b"\xff\xd8\xff", "PNG": b"\x89PNG\r\n\x1a\n", "PDF": b"%PDF-"}
_TAILS = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82", "PDF": b"%%EOF"}
TAIL_WINDOW = 2048
"""A scanner may append padding after the end mark; the mark is looked for in this many last bytes."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that lies in the vault already; `file` is the name that it came with."""

    file: str
    component: str
    sha256: str
    size: int


def take_in(vault: Vault, path: Path, *, name: str, component: str, field: str = "attachments") -> NewFile:
    """Check the file at `path` and store its bytes unchanged; durable on return.

    Raises RuleBroken: missing, empty, too large, not JPEG/PNG/PDF, cut. Trouble: disk full.
    """
    component = clean_text(component, f"{field}.component", MAX_FILE_NAME)
    _check(path, name, field)
    with disk_trouble():
        sha256, size = vault.put(file_pieces(path))
    return NewFile(name, component, sha256, size)


def keep(vault: Vault, data: bytes, *, name: str, component: str) -> NewFile:
    """Store a file that the desk made itself (clean pages); durable on return. Trouble: disk full."""
    component = clean_text(component, "attachments.component", MAX_FILE_NAME)
    with disk_trouble():
        sha256, size = vault.put([data])
    return NewFile(clean_text(name, "attachments.file", MAX_FILE_NAME), component, sha256, size)


def _check(path: Path, name: str, field: str) -> None:
    try:
        size = path.stat().st_size
        with open(path, "rb") as file:
            head = file.read(16)
            file.seek(max(0, size - TAIL_WINDOW))
            tail = file.read()
    except OSError as missing:
        raise RuleBroken(field, "missing", _("Không đọc được tệp “{name}”.").format(name=name)) from missing
    if size == 0:
        raise RuleBroken(field, "empty", _("Tệp “{name}” rỗng; hãy quét lại.").format(name=name))
    if size > MAX_FILE_BYTES:
        raise RuleBroken(
            field,
            "too_large",
            _("Tệp “{name}” lớn hơn {mb} MB; hãy quét lại ở độ phân giải 200–300 dpi.").format(
                name=name, mb=MAX_FILE_BYTES // 1024 // 1024
            ),
        )
    kind = next((kind for kind, mark in SIGNATURES.items() if head.startswith(mark)), None)
    if kind is None:
        raise RuleBroken(
            field, "not_a_scan", _("Tệp “{name}” không phải ảnh JPEG, PNG hay PDF.").format(name=name)
        )
    if _TAILS[kind] not in tail:
        raise RuleBroken(
            field, "cut", _("Tệp “{name}” bị cắt cụt; hãy chép hoặc quét lại.").format(name=name)
        )
