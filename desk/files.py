"""How does a small file survive a power cut? Written beside, flushed, renamed, and the folder flushed too."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.errors import Trouble
from desk.rules.words import _

DESK_LOCK = "desk.lock"
"""Held by the open desk. Who turns the queue of papers without holding it may print one twice."""


def write_durably(path: Path, data: bytes) -> None:
    """Replace `path` by `data`: after a crash it holds the old or the new bytes, never a mixture."""
    beside = _beside(path)
    with disk_trouble():
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        flush_folder(path.parent)


def write_out(path: Path, data: bytes) -> None:
    """Write a paper, a book or a list to a place that a person named: whole or not at all, for the owner's eyes.

    A device (`/dev/stdout`) is written to as it is.
    """
    with place_trouble(path), disk_trouble():
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        try:
            write_durably(path, data)
        except BaseException:
            _beside(path).unlink(missing_ok=True)
            raise


def flush_folder(folder: Path) -> None:
    """Make renames in `folder` durable (POSIX; Windows does so by itself)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def disk_trouble() -> Iterator[None]:
    """Turn a full or forbidden disk into Trouble with advice; other OSErrors pass."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full() from wrong
        if wrong.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise Trouble(
                "no_permission",
                _("Không được phép ghi vào {place}.").format(place=wrong.filename or _("thư mục dữ liệu")),
                _("Hãy chọn thư mục khác hoặc nhờ quản trị cấp quyền."),
            ) from wrong
        raise


@contextmanager
def alone(lock: Path, taken: Trouble) -> Iterator[None]:
    """While nobody else holds this lock, in whichever program or thread. Raises `taken`; Trouble of the disk."""
    from filelock import (  # here, because a start shows its first page before it needs a lock
        FileLock,
        Timeout,
    )

    held = FileLock(lock, thread_local=False)
    try:
        with disk_trouble():
            held.acquire(timeout=0)
    except Timeout as busy:
        raise taken from busy
    try:
        yield
    finally:
        held.release()


@contextmanager
def place_trouble(path: Path) -> Iterator[None]:
    """Around the above where a person named the place: whatever else is wrong with it becomes Trouble too."""
    try:
        yield
    except OSError as wrong:
        raise Trouble(
            "not_written",
            _("Không ghi được {path}.").format(path=path),
            _("Hãy kiểm tra đường dẫn, chọn nơi khác rồi làm lại."),
        ) from wrong


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def disk_full() -> Trouble:
    """The one sentence for a full disk."""
    return Trouble(
        "disk_full",
        _("Ổ đĩa đã đầy nên chưa ghi được; những gì đã lưu trước đó vẫn còn nguyên."),
        _("Hãy xóa bớt tệp không cần trên máy rồi làm lại thao tác vừa rồi."),
    )
