"""What would rsync do? Records as one file and scans beside it, to a daemon over the same relay, in a loop until all is there.

rsync is taken from the system; else Debian's package is unpacked into the scratch folder of this run.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from desk.rules.chain import Entry
from sync.relay import BadLine

LOOPBACK = "127.0.0.1"
PAUSE_S = 0.25
PACKAGES = ("rsync", "libpopt0", "libxxhash0")
START_S = 1.0
TIMEOUT_S = "10"


@cache
def program(scratch: Path) -> str:
    """The path of rsync; empty where there is none to be had."""
    found = shutil.which("rsync")
    if found or not shutil.which("apt-get"):
        return found or ""
    scratch.mkdir(parents=True, exist_ok=True)
    got = subprocess.run(["apt-get", "download", *PACKAGES], cwd=scratch, capture_output=True, check=False)
    if got.returncode:
        return ""
    unpacked = scratch / "unpacked"
    for package in scratch.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, unpacked], check=True, capture_output=True)
    libraries = next(unpacked.rglob("libpopt.so.0")).parent
    started = scratch / "rsync"
    started.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={libraries} exec {unpacked}/usr/bin/rsync "$@"\n')
    started.chmod(0o700)
    return str(started)


@contextmanager
def daemon(rsync: str, folder: Path) -> Iterator[int]:
    """A daemon that takes files into `folder`; its port."""
    folder.mkdir(parents=True)
    with BadLine(0) as free:
        port = free.port
    settings = folder.parent / f"{folder.name}.conf"
    settings.write_text(
        f"use chroot = no\nport = {port}\naddress = {LOOPBACK}\n[in]\npath = {folder}\nread only = no\n"
        f"uid = {folder.stat().st_uid}\ngid = {folder.stat().st_gid}\nlog file = /dev/null\n"
    )
    process = subprocess.Popen(
        [rsync, "--daemon", "--no-detach", f"--config={settings}"], stdin=subprocess.DEVNULL
    )
    try:
        time.sleep(START_S)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def laid_out(folder: Path, entries: Sequence[Entry], files: Sequence[bytes]) -> Path:
    """The load as files."""
    folder.mkdir(parents=True)
    (folder / "records.jsonl").write_bytes(b"\n".join((entry.payload or "").encode() for entry in entries))
    for number, file in enumerate(files):
        (folder / f"scan{number:02d}.jpg").write_bytes(file)
    return folder


def synced(rsync: str, source: Path, port: int, limit_s: float) -> bool:
    """Whether all of it arrived before `limit_s` was over; started again after every cut, as a loop in a shell would."""
    until = time.monotonic() + limit_s
    line = [rsync, "-r", "-z", "--zc=zstd", "--zl=19", "--partial", "--inplace", "--size-only", f"--timeout={TIMEOUT_S}",
            "--skip-compress=jpg", f"{source}/", f"rsync://{LOOPBACK}:{port}/in/"]  # fmt: skip
    while time.monotonic() < until:
        try:
            left = max(1.0, until - time.monotonic())
            if subprocess.run(line, capture_output=True, check=False, timeout=left).returncode == 0:
                return True
        except subprocess.TimeoutExpired:
            return False
        time.sleep(PAUSE_S)
    return False
