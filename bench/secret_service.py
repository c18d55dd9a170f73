"""Where do the keys of a measured store lie in a keyring? In a secret service of its own, on a bus of its own, gone afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import HOUSE
from desk.keys import PASSPHRASE_VARIABLE
from desk.store import Store

TOOLS = ("dbus-daemon", "gnome-keyring-daemon")
"""Debian: dbus, gnome-keyring."""
PUT = """
import json, sys
from desk.keys import KeyringSecrets
home = KeyringSecrets(sys.argv[1])
for name, value in json.load(sys.stdin).items():
    home.put(name, bytes.fromhex(value))
"""


@contextmanager
def secret_service(folder: Path) -> Iterator[dict[str, str] | None]:
    """The environment in which a keyring serves; None where the tools are not installed. Leaves nothing in the person's."""
    if not all(shutil.which(tool) for tool in TOOLS):
        yield None
        return
    home = folder / "home"
    home.mkdir(parents=True, mode=0o700)
    kept = {name: value for name, value in os.environ.items() if name != PASSPHRASE_VARIABLE}
    environment = {**kept, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        subprocess.run(
            ["gnome-keyring-daemon", "--unlock", "--components=secrets"],
            input=b"bench", env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        yield environment
    finally:
        bus.terminate()  # the service goes with its bus
        bus.wait()


def move_keys(store: Store, environment: dict[str, str]) -> None:
    """Put the keys of this store into the keyring, as if it had been founded there."""
    home = store.folder / "store.json"
    document = json.loads(home.read_bytes())
    named = {name: value.hex() for name in ("store", "vault") if (value := store.secrets.get(name))}
    subprocess.run(
        [sys.executable, "-c", PUT, document["id"]],
        input=json.dumps(named), text=True, cwd=HOUSE, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    home.write_text(json.dumps({**document, "keys": "keyring"}))
    (store.folder / "keys.json").unlink()
