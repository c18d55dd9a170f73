"""Where does a province on this machine keep its keys? As a desk does; without any key home the store is plain, and said so."""

from __future__ import annotations

import os
from pathlib import Path

from desk import keys
from desk.errors import Trouble
from desk.files import disk_trouble
from desk.rules.words import _
from sync.gateway.store import DATABASE

FOLDER = "gateway"
"""Below the data folder, so that a desk and a province may share one in training."""


def province_folder(data: Path) -> Path:
    """The gateway's own folder."""
    return data / FOLDER


def province_key(data: Path, ask: keys.AskPassphrase, *, in_file: bool = True) -> bytes | None:
    """The key of the gateway's store, made at the first call; None where the machine has no home for one.

    `in_file`: the register is a file in the folder (else it is a database elsewhere, and the key seals only files).
    A store keeps the choice it was made with: a plain one stays plain, a sealed one never opens without its key.
    """
    folder = province_folder(data)
    if in_file:
        check_whole(folder)
    with disk_trouble():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / "store.json").exists():
        return keys.needed(keys.open_(folder, ask), "store")
    if (folder / DATABASE).exists() or not (
        keys.keyring_serves() or os.environ.get(keys.PASSPHRASE_VARIABLE)
    ):
        return None
    return keys.needed(keys.create(folder, ask), "store")


def check_stands(data: Path) -> None:
    """Trouble(no_gateway) where no gateway was ever made in this folder: a mistyped folder must not become a province."""
    if (
        not (province_folder(data) / DATABASE).exists()
        and not (province_folder(data) / "store.json").exists()
    ):
        raise Trouble(
            "no_gateway",
            _("Thư mục {folder} chưa có cổng nào.").format(folder=data),
            _("Hãy kiểm tra lại --data; cổng mới được lập bằng motcua gateway invite hoặc serve."),
        )


def check_whole(folder: Path) -> None:
    """Trouble(gateway_damaged) where a gateway was made and its database is gone or empty: it is never made anew."""
    database = folder / DATABASE
    emptied = database.exists() and database.stat().st_size == 0
    if emptied or ((folder / "store.json").exists() and not database.exists()):
        raise Trouble(
            "gateway_damaged",
            _("Dữ liệu của cổng ở {folder} đã mất hoặc bị xóa trắng.").format(folder=folder),
            _("Đừng tạo lại; hãy khôi phục thư mục này từ bản sao lưu."),
        )
