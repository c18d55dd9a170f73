"""An S3-compatible store of the tests' own: SeaweedFS in a temporary folder, on loopback, ended with the tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest import mock

LOOPBACK = "127.0.0.1"
BUCKET = "tinh-thu"
KEYS = {"AWS_ACCESS_KEY_ID": "motcua", "AWS_SECRET_ACCESS_KEY": "khoa-cua-bai-thu"}
STARTS_WITHIN_S = 60.0
SOCKETS = Path("/tmp")
GRPC_OFFSET = 10_000
"""SeaweedFS listens so far above each of its ports as well."""


class Weed:
    """One server. `environment` is what a gateway needs to come in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        allowed = {"name": "motcua", "actions": ["Admin", "Read", "Write", "List"], "credentials": [
            {"accessKey": KEYS["AWS_ACCESS_KEY_ID"], "secretKey": KEYS["AWS_SECRET_ACCESS_KEY"]}]}  # fmt: skip
        (folder / "s3.json").write_text(json.dumps({"identities": [allowed]}))
        (folder / "data").mkdir(exist_ok=True)
        self._s3, *self._others = _free_ports(4)
        self.environment = {**KEYS, "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{self._s3}"}
        self.start()

    def start(self) -> None:
        master, volume, filer = self._others
        weed = Path(sys.executable).with_name("weed")
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [weed, f"-logdir={self._folder}", "server", f"-dir={self._folder / 'data'}", f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}",
                 "-s3", f"-s3.port={self._s3}", f"-s3.config={self._folder / 's3.json'}",
                 f"-master.port={master}", f"-volume.port={volume}", f"-filer.port={filer}",
                 "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false", "-volume.max=8", "-master.volumeSizeLimitMB=64"],
                stdout=log, stderr=log,
            )  # fmt: skip
        end = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                self.close()
                raise AssertionError((self._folder / "log").read_text("utf-8", "replace")[-2_000:])
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://{LOOPBACK}:{self._s3}/", timeout=5)
        except urllib.error.HTTPError:
            return True  # it answers, and keeps out who has no key
        except OSError:
            return False
        return True

    def stop(self) -> None:
        self._process.kill()  # it takes half a minute to leave in order, and nobody needs what it keeps
        self._process.wait()

    def close(self) -> None:
        self.stop()
        for port in (self._s3, *self._others):  # it puts its sockets there and leaves them
            for number in (port, port + GRPC_OFFSET):
                for left in SOCKETS.glob(f"seaweedfs-*-{number}.sock"):
                    left.unlink(missing_ok=True)


@contextmanager
def bucket_server(folder: Path) -> Iterator[Callable[[], str]]:
    """Starts one, and this process and those that it starts may come in; yields what makes an empty place."""
    server, numbers = Weed(folder), count(1)
    with mock.patch.dict(os.environ, server.environment):
        try:
            yield lambda: f"s3://{BUCKET}/{next(numbers)}"
        finally:
            server.close()


def _free_ports(many: int) -> list[int]:
    """Ports whose gRPC neighbours are free too."""
    found: list[int] = []
    while len(found) < many:
        with socket.socket() as one, socket.socket() as other:
            one.bind((LOOPBACK, 0))
            port = one.getsockname()[1]
            try:
                other.bind((LOOPBACK, port + GRPC_OFFSET if port < 55_000 else port - GRPC_OFFSET))
            except OSError:
                continue
            if port < 55_000 and port not in found:
                found.append(port)
    return found
