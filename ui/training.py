"""What does a newcomer get by `make run`? A ready training office, a province on loopback, and the desk in front of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from desk import keys
from desk.clock import now
from desk.office import DEMO_STAFF, found, sample_office
from desk.rules.words import _
from desk.store import Store

FOLDER = "motcua-tap-huan"
PROVINCE = "province"
PLAYED = Path("run")
LOGINS = "training_logins"


def training_folder() -> Path:
    """Where the training office lives: beside the real data of the user, never in it."""
    return Path(platformdirs.user_data_dir(FOLDER, appauthor=False))


def training_store(folder: Path, ask: keys.AskPassphrase) -> Store:
    """The training office, founded at the first call with sample staff whose passwords the sign-in page shows."""
    if (folder / "store.json").exists():
        return Store.open(folder, ask)
    store, people = found(folder, ask, sample_office(), DEMO_STAFF, now(), training=True)
    store.secrets.put(
        LOGINS, "\n".join(f"{one.login}\t{one.password}\t{one.name}" for one in people).encode()
    )
    return store


def shown_logins(store: Store) -> tuple[tuple[str, str, str], ...]:
    """(login, password, name) of the training staff; nothing in a real office."""
    kept = store.secrets.get(LOGINS) or b""
    rows = (line.split("\t") for line in kept.decode().splitlines())
    return tuple((login, password, name) for login, password, name in rows)


def has_display() -> bool:
    """Whether a window that somebody sees can be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main() -> int:
    """`make run`. Without a display: says so in one line and plays a day headless instead."""
    if has_display():
        from ui.app import open_training

        return open_training(training_folder())
    print(
        _("Máy này không có màn hình: chạy thử một ngày ở quầy, kết quả trong thư mục {place}").format(
            place=PLAYED
        )
    )
    from ui.command.main import run

    return run(["day", "--out", str(PLAYED)])


if __name__ == "__main__":
    sys.exit(main())
