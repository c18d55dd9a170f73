"""Keys: in a real secret service where there is one, sealed under a passphrase where there is none, never in a plain file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import keyring.backends.fail
import keyring.core
import pytest

from desk import keys
from desk.errors import Trouble


def nobody(new: bool) -> str:
    return ""


def test_the_passphrase_seals_and_opens(tmp_path: Path) -> None:
    made = keys.create(tmp_path, lambda new: "mật khẩu")
    again = keys.open_(tmp_path, lambda new: "mật khẩu")
    assert keys.needed(made, "store") == keys.needed(again, "store")
    assert len(keys.needed(made, "vault")) == keys.KEY_BYTES
    made.put("device", b"x" * 32)
    assert keys.open_(tmp_path, lambda new: "mật khẩu").get("device") == b"x" * 32


def test_no_key_stands_in_any_file(tmp_path: Path) -> None:
    import base64

    made = keys.create(tmp_path, lambda new: "mật khẩu")
    for name in ("store", "vault"):
        key = keys.needed(made, name)
        for file in tmp_path.iterdir():
            data = file.read_bytes()
            assert key not in data
            assert key.hex().encode() not in data
            assert base64.b64encode(key) not in data


def test_without_secret_service_and_passphrase_it_says_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE)
    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.backends.fail.Keyring())
    with pytest.raises(Trouble) as trouble:
        keys.create(tmp_path, nobody)
    assert trouble.value.code == "no_passphrase"
    assert keys.PASSPHRASE_VARIABLE in trouble.value.advice


def test_a_plain_text_backend_is_no_secret_service(monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain(keyring.backends.fail.Keyring):
        pass

    Plain.__module__ = "keyrings.alt.file"
    monkeypatch.setattr(keyring.core, "_keyring_backend", Plain())
    assert not keys.keyring_serves()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("store.json", "{", "store_damaged"),
        ("store.json", "[]", "store_damaged"),
        ("keys.json", "{}", "keys_damaged"),
        ("keys.json", "không phải JSON", "keys_damaged"),
    ],
)
def test_damaged_files_are_told(tmp_path: Path, name: str, text: str, code: str) -> None:
    keys.create(tmp_path, lambda new: "mật khẩu")
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(Trouble) as trouble:
        keys.open_(tmp_path, lambda new: "mật khẩu")
    assert trouble.value.code == code


SCRIPT = """
import sys
from pathlib import Path
from desk import keys
folder = Path(sys.argv[1])
assert keys.keyring_serves()
made = keys.create(folder, lambda new: "")
assert not (folder / "keys.json").exists()
assert keys.needed(keys.open_(folder, lambda new: ""), "store") == keys.needed(made, "store")
print("kept in the secret service")
"""


@pytest.mark.heavy
def test_a_real_secret_service_keeps_the_keys(tmp_path: Path) -> None:
    for tool in ("dbus-run-session", "gnome-keyring-daemon"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed (Debian: gnome-keyring, dbus)")
    environment = {key: value for key, value in os.environ.items() if key != keys.PASSPHRASE_VARIABLE}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c",
         'printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$0" -c "$1" "$2"',
         sys.executable, SCRIPT, str(tmp_path)],
        capture_output=True, text=True, env={**environment, "HOME": str(tmp_path)}, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "kept in the secret service", done.stderr
    assert json.loads((tmp_path / "store.json").read_text())["keys"] == "keyring"
