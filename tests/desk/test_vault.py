"""Attachment bytes: unreadable on a stolen disk, whole or refused, readable from any offset."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from desk.errors import Trouble
from desk.vault import CHUNK_BYTES, Vault

SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault", os.urandom(32))


def only_file(tmp_path: Path) -> Path:
    (file,) = [path for path in (tmp_path / "vault").rglob("*") if path.is_file()]
    return file


@pytest.mark.parametrize("size", SIZES)
def test_bytes_come_back_as_they_went_in(vault: Vault, size: int) -> None:
    plain = os.urandom(size)
    sha256, stored = vault.put([plain])
    assert (sha256, stored) == (hashlib.sha256(plain).hexdigest(), size)
    assert b"".join(vault.read(sha256)) == plain
    assert vault.size(sha256) == size
    assert vault.verify(sha256)


@pytest.mark.parametrize(
    "offset", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 5, 2 * CHUNK_BYTES + 100]
)
def test_reading_resumes_at_any_byte(vault: Vault, offset: int) -> None:
    plain = os.urandom(2 * CHUNK_BYTES + 100)
    sha256, _size = vault.put([plain[:1000], plain[1000:]])
    assert b"".join(vault.read(sha256, offset)) == plain[offset:]


def test_nothing_of_the_plain_bytes_lies_on_the_disk(vault: Vault, tmp_path: Path) -> None:
    secret = "Nguyễn Văn Mẫu 026099000001 ".encode() * 100
    vault.put([secret])
    assert b"026099000001" not in only_file(tmp_path).read_bytes()


def test_the_same_bytes_are_kept_once(vault: Vault, tmp_path: Path) -> None:
    assert vault.put([b"abc"]) == vault.put([b"a", b"bc"])
    only_file(tmp_path)


@pytest.mark.parametrize("cut", [0, 3, 12, 40, CHUNK_BYTES + 28, CHUNK_BYTES + 40])
def test_a_cut_file_is_refused_never_shortened(vault: Vault, tmp_path: Path, cut: int) -> None:
    sha256, _size = vault.put([os.urandom(CHUNK_BYTES * 2)])
    file = only_file(tmp_path)
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(Trouble) as trouble:
        b"".join(vault.read(sha256))
    assert trouble.value.code == "file_damaged"
    assert not vault.verify(sha256)


def test_a_changed_byte_is_refused(vault: Vault, tmp_path: Path) -> None:
    sha256, _size = vault.put([b"a scan"])
    file = only_file(tmp_path)
    changed = bytearray(file.read_bytes())
    changed[-1] ^= 1
    file.write_bytes(changed)
    with pytest.raises(Trouble):
        b"".join(vault.read(sha256))


def test_a_missing_file_says_so(vault: Vault) -> None:
    with pytest.raises(Trouble) as trouble:
        b"".join(vault.read("0" * 64))
    assert trouble.value.code == "file_missing"


def test_an_interrupted_arrival_leaves_nothing_behind(vault: Vault, tmp_path: Path) -> None:
    def torn() -> object:
        yield b"x" * CHUNK_BYTES * 2
        raise RuntimeError("the power went out")

    with pytest.raises(RuntimeError):
        vault.put(torn())  # type: ignore[arg-type]
    assert [path for path in (tmp_path / "vault").rglob("*") if path.is_file()] == []
