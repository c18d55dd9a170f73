"""What would PouchDB do? A document for each record, scans attached, replicated to a CouchDB-compatible server over the same relay.

PouchDB is the library that one takes for an offline-first program; it tries again by itself after every cut. Its packages
are installed from npm into the scratch folder of this run; where there is no npm, this peer is left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import IO
from urllib.request import urlopen

PACKAGES = ("pouchdb-node@9.0.0", "pouchdb-adapter-memory@9.0.0", "express-pouchdb@4.2.0", "express@5.1.0")
SCRIPTS = Path(__file__).with_name("pouchdb")
INSTALL_S, START_S = 240, 60


@cache
def modules(scratch: Path) -> Path | None:
    """The folder of the installed packages; None where there is no npm, or nothing to be had from it."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return None
    scratch.mkdir(parents=True, exist_ok=True)
    line = [
        npm,
        "install",
        "--prefix",
        str(scratch),
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        *PACKAGES,
    ]
    try:
        done = subprocess.run(line, capture_output=True, check=False, timeout=INSTALL_S)
    except subprocess.TimeoutExpired:
        return None
    return scratch if done.returncode == 0 else None


@contextmanager
def couch(installed: Path) -> Iterator[int]:
    """A CouchDB-compatible server in memory, on loopback; its port."""
    with _node("server.js", installed) as server:
        yield int(_said(server, START_S))


def replicated(installed: Path, source: Path, port: int, url: str, limit_s: float) -> tuple[float, bool]:
    """Seconds until the replication rested, and whether all of the folder was there then; given up after `limit_s`.

    The load is in the client's database before the clock starts, as a desk has recorded its day before the closing.
    """
    with _node("client.js", installed, source) as client:
        if _said(client, START_S) != "ready":
            raise RuntimeError("the client of the peer did not start")
        assert client.stdin is not None
        started = time.monotonic()
        client.stdin.write(f"{url}\n")
        client.stdin.flush()
        rested = _said(client, limit_s) == "done"
        took = time.monotonic() - started
    records = len((source / "records.jsonl").read_text(encoding="utf-8").splitlines())
    return took, rested and _held(port) == records


def _held(port: int) -> int:
    with urlopen(f"http://127.0.0.1:{port}/province", timeout=START_S) as answer:
        return int(json.load(answer)["doc_count"])


@contextmanager
def _node(script: str, *arguments: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        ["node", str(SCRIPTS / script), *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _said(process: subprocess.Popen[str], patience_s: float) -> str:
    """The next line of this process; empty where it stays silent for so long, or ends."""
    heard: IO[str] | None = process.stdout
    assert heard is not None
    with DefaultSelector() as selector:
        selector.register(heard, EVENT_READ)
        return heard.readline().strip() if selector.select(patience_s) else ""
