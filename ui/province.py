"""Where does a province on this machine keep its keys? As a desk does; without any key home the store is plain, and said so."""

from __future__ import annotations

import os
from pathlib import Path

from desk import keys
from desk.files import disk_trouble
from sync.gateway.store import DATABASE

FOLDER = "gateway"
"""Below the data folder, so that a desk and a province may share one in training."""


def province_folder(data: Path) -> Path:
    """The gateway's own folder."""
    return data / FOLDER


def province_key(data: Path, ask: keys.AskPassphrase) -> bytes | None:
    """The key of the gateway's store, made at the first call; None where the machine has no home for one.

    A store keeps the choice it was made with: a plain one stays plain, a sealed one never opens without its key.
    """
    folder = province_folder(data)
    with disk_trouble():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / "store.json").exists():
        return keys.needed(keys.open_(folder, ask), "store")
    if (folder / DATABASE).exists() or not (
        keys.keyring_serves() or os.environ.get(keys.PASSPHRASE_VARIABLE)
    ):
        return None
    return keys.needed(keys.create(folder, ask), "store")
