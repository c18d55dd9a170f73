"""A province in a process of its own, as an administrator starts it, that can be killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command.conftest import PASSPHRASE, Motcua, desk, motcua
from tests.scenarios.machines import _no_keyring, chance, founded, gateway, machine, new_office

__all__ = ["_no_keyring", "chance", "desk", "founded", "gateway", "machine", "motcua", "new_office"]
STARTS_WITHIN_S = 30


class Province:
    """`motcua gateway serve` on loopback."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["gateway", "serve", "--data", str(self.data), "--listen", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen(
            [sys.executable, "-c", "import sys; from ui.entry import main; sys.exit(main())", *command],
            env={**os.environ, "MOTCUA_PASSPHRASE": PASSPHRASE}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self._process.poll() is None, "the gateway stopped by itself"
            time.sleep(0.05)
        raise AssertionError("the gateway did not start")

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(20)


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = Province(tmp_path / "province")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def enrolled(motcua: Motcua, desk: Path, province: Province) -> Path:
    """The training office, known to the province."""
    code = motcua("gateway", "invite", "--data", province.data, "--office", "H44.900").out.strip()
    assert motcua("enrol", province.url, code, "--data", desk).code == 0
    return desk
