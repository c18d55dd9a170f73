"""Where does the measured province run? In a process of its own, as in life: it must not share a processor's lock with the desk.

python -m bench.province FOLDER PORT
"""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.clock import now
from sync.gateway.app import Gateway
from sync.gateway.serve import serve
from sync.relay import BadLine

HOUSE = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"
START_S, STOP_S, LOOK_S = 30.0, 10.0, 0.05


@contextmanager
def province(folder: Path, office: str) -> Iterator[tuple[int, str]]:
    """A serving province; its port, and an enrolment code for a desk of this office."""
    gateway = Gateway(folder)
    code = gateway.devices.invite(office, now()).code
    gateway.close()
    with BadLine(0) as free:
        port = free.port
    process = subprocess.Popen([sys.executable, "-m", "bench.province", str(folder), str(port)], cwd=HOUSE)
    try:
        _wait(process, f"http://{LOOPBACK}:{port}/healthz")
        yield port, code
    finally:
        process.terminate()
        process.wait(STOP_S)


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=START_S):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_S)
    raise RuntimeError("the province did not start, so there is nothing to measure")


if __name__ == "__main__":
    serve(Path(sys.argv[1]), LOOPBACK, int(sys.argv[2]))
