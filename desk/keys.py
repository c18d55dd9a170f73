"""Where do the keys of a store live? In the system's keyring; without one, wrapped by a passphrase. The only importer of keyring.

    store.json   which home this store's keys have (no secret in it)
    keys.json    only without a secret service: the keys, sealed with AES-256-GCM under Argon2id(passphrase)

A key never stands in a plain file.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desk.errors import Trouble
from desk.files import write_durably
from desk.rules.words import _

SERVICE = "motcua"
KEY_BYTES = 32
SALT_BYTES = 16
MIN_PASSPHRASE_LENGTH = 8
"""Of one that a person chooses at a prompt; it guards the whole record against whoever takes the disk away."""
NONCE_BYTES = 12
ARGON2_TIME_COST = 3
ARGON2_MEMORY_KIB = 64 * 1024
ARGON2_LANES = 2
PASSPHRASE_VARIABLE = "MOTCUA_PASSPHRASE"
_TRUSTED = ("keyring.backends.SecretService", "keyring.backends.libsecret", "keyring.backends.kwallet",
            "keyring.backends.Windows", "keyring.backends.macOS")  # fmt: skip

AskPassphrase = Callable[[bool], str]
"""Asks the person for the passphrase; True: a new one is being chosen."""


class Secrets(Protocol):
    """The keys of one store, by name."""

    def get(self, name: str) -> bytes | None: ...

    def put(self, name: str, value: bytes) -> None: ...


class KeyringSecrets:
    """Keys in the operating system's keyring (Secret Service, KWallet, Windows Credential Manager, Keychain)."""

    def __init__(self, store_id: str) -> None:
        self._store_id = store_id

    def get(self, name: str) -> bytes | None:
        import keyring.errors

        try:
            text = keyring.get_password(SERVICE, f"{self._store_id}:{name}")
        except keyring.errors.KeyringError as locked:
            raise _keyring_trouble() from locked
        return None if text is None else base64.b64decode(text)

    def put(self, name: str, value: bytes) -> None:
        import keyring.errors

        try:
            keyring.set_password(SERVICE, f"{self._store_id}:{name}", base64.b64encode(value).decode())
        except keyring.errors.KeyringError as locked:
            raise _keyring_trouble() from locked


class PassphraseSecrets:
    """Keys sealed in one file under a passphrase; each change rewrites the file durably."""

    def __init__(self, path: Path, passphrase: str) -> None:
        self._path = path
        self._passphrase = passphrase
        self._keys: dict[str, str] = {}
        self._salt = os.urandom(SALT_BYTES)
        if path.exists():
            self._unseal()

    def get(self, name: str) -> bytes | None:
        text = self._keys.get(name)
        return None if text is None else base64.b64decode(text)

    def put(self, name: str, value: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._keys[name] = base64.b64encode(value).decode()
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._key()).encrypt(nonce, json.dumps(self._keys).encode(), None)
        document = {"format": 1, "kdf": "argon2id", "t": ARGON2_TIME_COST, "m": ARGON2_MEMORY_KIB, "p": ARGON2_LANES,
                    "salt": _text(self._salt), "nonce": _text(nonce), "sealed": _text(sealed)}  # fmt: skip
        write_durably(self._path, json.dumps(document, indent=1).encode())

    def _unseal(self) -> None:
        # Here and in the others, because the sign-in page asks this module whether a passphrase will be needed.
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            document = json.loads(self._path.read_bytes())
            self._salt = base64.b64decode(document["salt"])
            nonce, sealed = base64.b64decode(document["nonce"]), base64.b64decode(document["sealed"])
        except (OSError, ValueError, KeyError, TypeError) as damaged:
            raise Trouble(
                "keys_damaged",
                _("Tệp khóa keys.json bị hỏng."),
                _("Hãy lấy lại tệp này từ bản sao lưu; không có nó thì không mở được dữ liệu."),
            ) from damaged
        try:
            self._keys = json.loads(AESGCM(self._key()).decrypt(nonce, sealed, None))
        except InvalidTag as wrong:
            raise Trouble(
                "wrong_passphrase",
                _("Cụm mật khẩu mở kho không đúng."),
                _("Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."),
            ) from wrong

    def _key(self) -> bytes:
        from argon2.low_level import Type, hash_secret_raw

        return hash_secret_raw(self._passphrase.encode(), self._salt, ARGON2_TIME_COST, ARGON2_MEMORY_KIB,
                               ARGON2_LANES, KEY_BYTES, Type.ID)  # fmt: skip


def create(folder: Path, ask: AskPassphrase) -> Secrets:
    """A home for a new store's keys in `folder` (which exists). Raises Trouble where neither home is to be had."""
    from desk.ids import new_id

    chosen = os.environ.get(PASSPHRASE_VARIABLE)
    home = "keyring" if chosen is None and keyring_serves() else "passphrase"
    store_id = new_id()
    secrets: Secrets
    if home == "keyring":
        secrets = KeyringSecrets(store_id)
    else:
        secrets = PassphraseSecrets(folder / "keys.json", _asked(ask, new=True))
    secrets.put("store", os.urandom(KEY_BYTES))
    secrets.put("vault", os.urandom(KEY_BYTES))
    write_durably(folder / "store.json", json.dumps({"format": 1, "id": store_id, "keys": home}).encode())
    return secrets


def open_(folder: Path, ask: AskPassphrase) -> Secrets:
    """The keys of the store in `folder`. Raises Trouble: no store, keyring locked, wrong passphrase, keys damaged."""
    store_id, home = _home(folder)
    if home == "keyring":
        if not keyring_serves():
            raise _keyring_trouble()
        return KeyringSecrets(store_id)
    return PassphraseSecrets(folder / "keys.json", _asked(ask, new=False))


def asks(folder: Path) -> bool:
    """Whether opening the store in `folder` asks a person for the passphrase. Raises Trouble: no store, damaged."""
    return _home(folder)[1] != "keyring" and PASSPHRASE_VARIABLE not in os.environ


def asks_anew() -> bool:
    """Whether founding a store asks a person for a new passphrase."""
    return PASSPHRASE_VARIABLE not in os.environ and not keyring_serves()


def _home(folder: Path) -> tuple[str, str]:
    """The store's id and where its keys are."""
    try:
        document = json.loads((folder / "store.json").read_bytes())
        return str(document["id"]), str(document["keys"])
    except FileNotFoundError as missing:
        raise Trouble(
            "no_store",
            _("Thư mục {folder} chưa có dữ liệu của Một Cửa.").format(folder=folder),
            _("Hãy tạo văn phòng bằng lệnh: motcua init --data {folder}").format(folder=folder),
        ) from missing
    except (OSError, ValueError, KeyError, TypeError) as damaged:
        raise Trouble(
            "store_damaged",
            _("Tệp store.json không đọc được."),
            _("Hãy lấy lại tệp này từ bản sao lưu."),
        ) from damaged


def needed(secrets: Secrets, name: str) -> bytes:
    """The key called `name`; Trouble(key_missing) where its home has lost it."""
    key = secrets.get(name)
    if key is None:
        raise Trouble(
            "key_missing",
            _("Không tìm thấy khóa mở kho dữ liệu trong kho mật khẩu của máy."),
            _("Hãy đăng nhập máy bằng đúng tài khoản đã tạo kho, hoặc khôi phục khóa từ bản sao lưu."),
        )
    return key


def keyring_serves() -> bool:
    """Whether a real secret service answers; plain-text backends do not count."""
    import keyring  # here, because a store under a passphrase does without it and opens sooner

    backend = keyring.get_keyring()
    inside = getattr(backend, "backends", None) or [backend]
    return any(type(one).__module__.startswith(_TRUSTED) for one in inside)


def terminal_or_environment(new: bool) -> str:
    """Ask as the command line does: MOTCUA_PASSPHRASE, else a prompt where there is a terminal."""
    from getpass import getpass

    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    if not sys.stdin.isatty():
        return ""
    try:
        if not new:
            return getpass(_("Cụm mật khẩu mở kho: "))
        chosen = getpass(_("Đặt cụm mật khẩu mở kho (ít nhất {n} ký tự): ").format(n=MIN_PASSPHRASE_LENGTH))
        again = getpass(_("Gõ lại cụm mật khẩu: "))
    except EOFError:
        return ""
    if chosen != again or len(chosen) < MIN_PASSPHRASE_LENGTH:
        raise Trouble(
            "bad_passphrase",
            _("Hai lần gõ khác nhau, hoặc cụm mật khẩu ngắn hơn {n} ký tự.").format(n=MIN_PASSPHRASE_LENGTH),
            _("Hãy chạy lại lệnh và gõ lại; chưa có gì được tạo."),
        )
    return chosen


def _asked(ask: AskPassphrase, *, new: bool) -> str:
    passphrase = ask(new)
    if not passphrase:
        raise Trouble(
            "no_passphrase",
            _("Máy này không có kho mật khẩu (secret service) nên cần cụm mật khẩu để mở dữ liệu."),
            _("Hãy nhập cụm mật khẩu, hoặc đặt biến môi trường {name}.").format(name=PASSPHRASE_VARIABLE),
        )
    return passphrase


def _keyring_trouble() -> Trouble:
    return Trouble(
        "keyring_locked",
        _("Kho mật khẩu của máy không mở được."),
        _("Hãy mở khóa kho mật khẩu (keyring) bằng cách đăng nhập lại vào máy rồi thử lại."),
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
