"""Several gateway processes over one database and one folder serve a desk in turn, over a line that is cut."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desk.clock import now
from sync.enrolment import enrol, new_key
from sync.gateway.app import Gateway
from sync.gateway.boxes import PlainBox, SealedBox
from sync.gateway.bucket import BucketRoom, opened_bucket
from sync.gateway.files import Files
from sync.gateway.parts import Superseded
from sync.gateway.refusal import Refusal
from sync.gateway.rooms import FolderRoom
from sync.gateway.store import GatewayStore
from sync.outbox import Ending
from sync.relay import BadLine
from tests.sync.desks import MORNING, OFFICE, Clock, MemoryDesk
from tests.sync.test_cuts import a_small_day, everything_is_there_once

CONTENT = b"%PDF-" + random.Random(8).randbytes(400_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HALF = len(CONTENT) // 2
SERVE = """
import sys
from pathlib import Path
from sync.gateway.serve import serve
if __name__ == "__main__":
    folder, database, bucket, workers = sys.argv[1:]
    say = lambda at: print(at, flush=True)
    serve(Path(folder), "127.0.0.1", 0, database=database, bucket=bucket, workers=int(workers), ready=say)
"""


class Balancer(BadLine):
    """A bad line in front of several gateways: each connection goes to the next one."""

    def __init__(self, ports: Sequence[int], **moods) -> None:
        self._ports = itertools.cycle(ports)
        super().__init__(0, **moods)

    @property
    def target(self) -> int:
        return next(self._ports)

    @target.setter
    def target(self, port: int) -> None:
        assert port == 0, "the ports are given once"


@dataclass(frozen=True)
class At:
    """Where one province keeps what it has; `other` is a folder of its own for a worker on another machine."""

    folder: Path
    database: str
    bucket: str

    @property
    def other(self) -> At:
        return replace(self, folder=self.folder.with_name("other")) if self.bucket else self

    @contextmanager
    def opened(self) -> Iterator[Gateway]:
        gateway = Gateway(self.folder, database=self.database, bucket=self.bucket)
        try:
            yield gateway
        finally:
            gateway.close()


@pytest.fixture
def at(tmp_path: Path, new_database: Callable[[], str], new_bucket: Callable[[], str]) -> At:
    return At(tmp_path / "province", new_database(), new_bucket())


class Serving:
    """Processes started by one command."""

    def __init__(self, script: Path, at: At, workers: int = 1) -> None:
        script.write_text(SERVE)
        self.process = subprocess.Popen(
            [sys.executable, str(script), str(at.folder), at.database, at.bucket, str(workers)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )  # fmt: skip
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().rpartition(":")[2])
        self.url = f"http://127.0.0.1:{self.port}"

    def workers(self, without: int = 0) -> list[int]:
        """Waits until both are there."""
        while True:
            assert self.process.poll() is None, "the gateway ended"
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            found = [int(pid) for pid in children if b"spawn_main" in _command_of(pid)]
            if len(found) == 2 and without not in found:
                return found

    def stop(self) -> int:
        self.process.terminate()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(30)


def _command_of(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it ended before or while it was asked
        return b""


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    running: list[Serving] = []

    def start(at: At, workers: int = 1) -> Serving:
        running.append(Serving(tmp_path / "serve.py", at, workers))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.stop()


def new_desk(at: At, url: str) -> MemoryDesk:
    with at.opened() as gateway:
        code = gateway.devices.invite(OFFICE, now()).code
    desk = MemoryDesk()
    desk.clock = Clock(now())
    done = enrol(url, code, desk.device, OFFICE, "Quầy thử", new_key())
    desk.known = done.identity
    desk.leases.add(done.lease)
    return desk


class Afterwards:
    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway


@pytest.mark.parametrize("seed", [1, 2])
def test_two_processes_serve_one_desk_in_turn_over_a_line_that_is_cut(
    started, at: At, exchange, seed: int
) -> None:
    """With a bucket they have no folder in common."""
    first, second = started(at), started(at.other)
    desk = new_desk(at, first.url)
    a_small_day(desk)
    desk.attach(desk.receive(), CONTENT + bytes([seed]))
    with Balancer([first.port, second.port], rate=600_000, cut_every=(0.15, 0.4), seed=seed) as line:
        report = exchange(desk, line.url, closings=(desk.day(),))
        assert line.cuts >= 2
        assert line.connections >= 3
    assert (report.outcome, report.attention) == (Ending.DONE, ())
    with at.opened() as gateway:
        everything_is_there_once(Afterwards(gateway), desk)
        assert gateway.files.arrived(hashlib.sha256(CONTENT + bytes([seed])).hexdigest()) == 0
    if at.bucket:
        assert not [path for path in at.folder.rglob("*") if path.is_file()], "nothing lies with the worker"
    else:
        assert not list((at.folder / "parts").iterdir())


def test_workers_on_one_socket_go_on_when_one_is_killed(started, at: At, exchange) -> None:
    province = started(at, workers=2)
    desk = new_desk(at, province.url)
    a_small_day(desk)
    victim = province.workers()[0]
    os.kill(victim, signal.SIGKILL)
    report = exchange(desk, province.url)
    assert report.outcome is Ending.DONE
    workers = province.workers(without=victim)
    assert urllib.request.urlopen(f"{province.url}/healthz", timeout=20).status == 200
    with at.opened() as gateway:
        everything_is_there_once(Afterwards(gateway), desk)
    assert province.stop() == 0
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


BOXES = {"plain": PlainBox(), "sealed": SealedBox(bytes(32))}


@pytest.fixture(params=itertools.product(("folder", "bucket"), BOXES), ids="-".join)
def two_rooms(request, tmp_path: Path) -> Iterator[tuple[Files, Files]]:
    """The file rooms of two processes: nothing in common but the database, and folder or bucket."""
    kind, box = request.param[0], BOXES[request.param[1]]
    store = GatewayStore(tmp_path)
    if kind == "folder":
        yield Files(store, FolderRoom(tmp_path, box)), Files(store, FolderRoom(tmp_path, box))
    else:
        bucket = opened_bucket(request.getfixturevalue("buckets")())
        yield Files(store, BucketRoom(store, bucket, box)), Files(store, BucketRoom(store, bucket, box))
    store.close()


def test_a_newer_request_in_another_process_takes_over_where_the_file_stands(two_rooms) -> None:
    here, there = two_rooms
    old = here.begin(SHA256, len(CONTENT), MORNING)
    here.append(old, CONTENT[:HALF])
    here.keep(old)
    new = there.claim(SHA256)
    assert new.size == HALF
    for act in (lambda: here.append(old, b"late"), lambda: here.keep(old), lambda: here.rollback(old)):
        with pytest.raises(Superseded):
            act()
    there.append(new, CONTENT[HALF:])
    with pytest.raises(Superseded):
        here.finish(old, MORNING)
    there.finish(new, MORNING)
    there.release(new)
    here.release(old)
    assert b"".join(here.read(SHA256)) == CONTENT
    assert here.claim(SHA256) is None


def test_what_begins_anew_in_another_process_ends_the_older_one(two_rooms) -> None:
    here, there = two_rooms
    old = here.begin(SHA256, len(CONTENT), MORNING)
    here.append(old, CONTENT[:HALF])
    new = there.begin(SHA256, len(CONTENT), MORNING)
    assert new.size == 0
    with pytest.raises(Superseded):
        here.append(old, CONTENT[HALF:])
    there.append(new, CONTENT)
    there.finish(new, MORNING)
    there.release(new)
    here.release(old)
    assert b"".join(there.read(SHA256)) == CONTENT


def test_a_file_finished_elsewhere_is_whole_for_everybody_and_leaves_no_part(two_rooms) -> None:
    here, there = two_rooms
    claim = there.begin(SHA256, len(CONTENT), MORNING)
    there.append(claim, CONTENT)
    there.finish(claim, MORNING)
    there.release(claim)
    assert here.standing(SHA256, MORNING) == (len(CONTENT), len(CONTENT))
    assert here.begin(SHA256, len(CONTENT), MORNING) is None
    assert here.arrived(SHA256) == there.arrived(SHA256) == 0
    with pytest.raises(Refusal):
        here.claim("0" * 64)


@pytest.mark.parametrize("two_rooms", [("folder", "plain")], indirect=True)
def test_a_part_of_an_earlier_version_goes_on(two_rooms, tmp_path) -> None:
    here, there = two_rooms
    claim = here.begin(SHA256, len(CONTENT), MORNING)
    here.append(claim, CONTENT[:HALF])
    here.release(claim)
    claim.part.path.rename(tmp_path / "parts" / f"{SHA256}.{len(CONTENT)}")
    assert there.arrived(SHA256) == HALF
    again = there.claim(SHA256)
    there.append(again, CONTENT[HALF:])
    there.finish(again, MORNING)
    there.release(again)
    assert b"".join(there.read(SHA256)) == CONTENT
