"""The gateway's process is killed (SIGKILL) at moments of its own choosing: what it acknowledged is there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.progress import Progress
from sync.enrolment import enrol, new_key
from sync.gateway.app import Gateway
from sync.outbox import Ending
from sync.relay import BadLine
from tests.sync.desks import MORNING, OFFICE, Clock, MemoryDesk
from tests.sync.held import files_there, journal_there
from tests.sync.test_cuts import a_small_day

PROGRAM = """
import sys
from datetime import datetime
from pathlib import Path
import uvicorn
from sync.gateway.app import Gateway
from sync.gateway.serve import _config, _listen
gateway = Gateway(Path(sys.argv[1]), clock=lambda: datetime.fromisoformat(sys.argv[3]))
uvicorn.Server(_config(gateway)).run(sockets=[_listen("127.0.0.1", int(sys.argv[2]))])
"""


class KillableProvince:
    """A gateway in a process of its own, on one port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with BadLine(0) as line:
            self.port = line.port
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = self._start()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def restart(self) -> None:
        self.kill()
        self.process = self._start()

    def _start(self) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(self.folder), str(self.port), MORNING.isoformat()]
        )
        while True:
            assert process.poll() is None, "the gateway did not start"
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return process
            except (urllib.error.URLError, OSError):
                continue


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[tuple[KillableProvince, MemoryDesk]]:
    gateway = Gateway(tmp_path / "province", clock=Clock())
    code = gateway.devices.invite(OFFICE, MORNING).code
    gateway.close()
    province = KillableProvince(tmp_path / "province")
    desk = MemoryDesk()
    done = enrol(province.url, code, desk.device, OFFICE, "Quầy thử", new_key())
    desk.known = done.identity
    desk.leases.add(done.lease)
    yield province, desk
    province.kill()


class Afterwards:
    """The killed gateway's folder, opened again."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway


@pytest.mark.parametrize("moments", [("nhật ký", "tệp"), ("tin", "Chốt"), ("nhật ký", "tệp đính kèm")])
def test_killed_twice_and_started_again(killable, exchange, moments: tuple[str, ...]) -> None:
    province, desk = killable
    a_small_day(desk)
    desk.attach(desk.receive(), b"%PDF-" + random.Random(9).randbytes(1_500_000))
    closing = desk.day()
    left = list(moments)

    def kill_then(step) -> None:
        if left and left[0] in step.what:
            left.pop(0)
            province.restart()

    with BadLine(province.port, rate=3_000_000) as line:
        report = exchange(desk, line.url, progress=Progress(kill_then), closings=(closing,))
    assert left == []
    assert (report.outcome, report.receipts[0].receipt.agreed) == (Ending.DONE, True)
    province.kill()
    gateway = Gateway(province.folder, clock=Clock())
    there = Afterwards(gateway)
    assert journal_there(there, desk) == [entry.hash for entry in desk.entries]
    assert files_there(there, desk) == desk.files
    gateway.close()
