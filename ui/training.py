"""What is in a training office? Sample staff whose passwords the sign-in page shows, kept beside the user's data, never in it."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from desk import keys
from desk.clock import now
from desk.office import DEMO_STAFF, found, sample_office
from desk.store import Store

FOLDER = "motcua-tap-huan"
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
