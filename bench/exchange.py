"""What does a bad line cost? A day's exchange over shaped lines against the fewest bytes that could carry it, and a plain POST.

desk ──▶ relay (rate, round trip, cuts) ──▶ gateway        floor = zstd -19 of records and files ÷ rate + a round trip
peer ──▶ relay (the same)               ──▶ sink           all of it as one JSON POST, from the start after every cut
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import zstandard

from bench.offices import RECEPTION, SEED, Office, training_office
from bench.post import posted, sink
from bench.tables import Plan, grid, short, timed
from desk.attachments import NewFile
from desk.clock import now
from desk.office import office_of
from desk.progress import Progress
from desk.reception import receive
from desk.rules.chain import Entry
from sync.gateway.serve import Embedded
from sync.outbox import Ending
from sync.relay import BadLine
from ui.exchange import DeskSide, enrol_desk, exchange

BITS = 8
EVERYTHING = 2**40
SCAN_BYTES = 200_000
JPEG_HEAD, JPEG_TAIL = b"\xff\xd8\xff", b"\xff\xd9"
LIMIT_S = 300.0
PEER_LIMIT, LEAST_PEER_LIMIT_S = 1.4, 20.0
"""A peer that starts again after every cut may never end: it may try for so many times the floor, or so long."""
ZSTD_LEVEL = 19
KILO = 1000


@dataclass(frozen=True, slots=True)
class Shape:
    """A line: bits a second each way, round trip in seconds; cut every so many seconds and dead for so long."""

    name: str
    bits_per_s: int
    rtt_s: float
    cut_every_s: float | None = None
    dead_s: float = 0.0

    @contextmanager
    def to(self, port: int) -> Iterator[BadLine]:
        """This line to a port on this machine."""
        with BadLine(port, rate=self.bits_per_s // BITS, rtt=self.rtt_s, cut_every=self.cut_every_s,
                     dead_s=self.dead_s) as line:  # fmt: skip
            yield line

    def fewest_s(self, size: int) -> float:
        """No exchange of `size` bytes can be over sooner on this line while it holds."""
        return size * BITS / self.bits_per_s + self.rtt_s


@dataclass(frozen=True, slots=True)
class Load:
    """What a day brought."""

    name: str
    dossiers: int
    scans: int


@dataclass(frozen=True, slots=True)
class Went:
    """How one load crossed one line, by the relay's count of bytes; not arrived: given up after `seconds`."""

    who: str
    seconds: float
    size: int
    cuts: int
    arrived: bool = True


LINES = (
    Shape("L1: 2 Mbit/s, 60 ms", 2_000_000, 0.060),
    Shape("L2: 512 kbit/s, 200 ms", 512_000, 0.200),
    Shape("L3: L2, dead 1 s after every 5 s", 512_000, 0.200, 5.0, 1.0),
)
LOADS = (Load("A: 120 dossiers", 120, 0), Load("B: 120 dossiers, 20 scans", 120, 20))
QUICK_LOADS = (Load("A: 10 dossiers", 10, 0), Load("B: 10 dossiers, 1 scan", 10, 1))


@dataclass(frozen=True, slots=True)
class Ready:
    """An enrolled office whose journal is with the province but for this load, and what the load holds."""

    office: Office
    port: int
    entries: Sequence[Entry]
    scans: Sequence[bytes]

    def fewest(self) -> int:
        """The facts and the files pressed as far as zstd goes: no exchange without a shared past needs less."""
        facts = b"\n".join((entry.payload or "").encode() for entry in self.entries)
        return len(zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(facts + b"".join(self.scans)))


def measure(plan: Plan) -> list[str]:
    """One table. A load with files takes minutes on a slow line and hardly a processor: its lines run side by side."""
    rows = []
    for load in QUICK_LOADS if plan.quick else LOADS:
        with ExitStack() as stack, ThreadPoolExecutor(2 * len(LINES) if load.scans else 1) as pool:
            # Founded one after another: migrations keep their connection in a global of their library.
            readies = [stack.enter_context(_ready(load, plan.folder / f"{load.name[0]}{at}"))
                       for at in range(len(LINES))]  # fmt: skip
            floors = [Went("floor: zstd -19 / rate + round trip", shape.fewest_s(fewest), fewest, 0)
                      for shape, fewest in zip(LINES, map(Ready.fewest, readies), strict=True)]  # fmt: skip
            crossings = [(pool.submit(_ours, ready, shape), pool.submit(_peer, ready, shape, floor))
                         for ready, shape, floor in zip(readies, LINES, floors, strict=True)]  # fmt: skip
            for shape, floor, (ours, peer) in zip(LINES, floors, crossings, strict=True):
                rows += [_cells(load, shape, went, floor) for went in (floor, ours.result(), peer.result())]
    heads = ("exchange", "line", "who", "seconds", "time ratio", "kB on the line", "bytes ratio", "cuts")
    return [grid(heads, rows, left=3)]


@contextmanager
def _ready(load: Load, folder: Path) -> Iterator[Ready]:
    with Embedded(folder / "province") as province, training_office(folder / "desk", leased=False) as office:
        with office.store.read() as session:
            code = province.gateway.devices.invite(office_of(session).code, now()).code
        enrol_desk(office.store, province.url, code)
        # What founding and enrolling noted goes up first: a day is measured, not the first day.
        _must_end(office, province.url)
        held = DeskSide(office.store).held()[0]
        scans = _take(office, load)
        yield Ready(office, province.port, DeskSide(office.store).unsent(held, EVERYTHING), scans)


def _take(office: Office, load: Load) -> list[bytes]:
    """Receive the load in one transaction; the scans that went with the first dossiers."""
    chance = random.Random(f"{SEED} {office.folder}")
    # Random bytes stand for scans: a JPEG cannot be pressed further either.
    scans = [JPEG_HEAD + chance.randbytes(SCAN_BYTES) + JPEG_TAIL for _scan in range(load.scans)]
    files = [
        NewFile(f"scan{number}.jpg", "", *office.store.vault.put([scan])) for number, scan in enumerate(scans)
    ]
    requests = office.requests(load.dossiers)
    with office.store.write(RECEPTION, now()) as change:
        for number, request in enumerate(requests):
            receive(change, replace(request, files=tuple(files[number : number + 1])))
    return scans


def _ours(ready: Ready, shape: Shape) -> Went:
    with shape.to(ready.port) as line:
        took_ms, _done = timed(lambda: _must_end(ready.office, line.url))
        return Went("motcua", took_ms / KILO, line.bytes_up + line.bytes_down, line.cuts)


def _must_end(office: Office, url: str) -> None:
    report = exchange(office.store, Progress(), seconds=LIMIT_S, url=url)
    if report.outcome is not Ending.DONE:
        raise RuntimeError(
            f"the exchange ended {report.outcome}, so there is nothing to compare: {report.attention}"
        )


def _peer(ready: Ready, shape: Shape, floor: Went) -> Went:
    limit_s = LIMIT_S if shape.cut_every_s is None else max(LEAST_PEER_LIMIT_S, PEER_LIMIT * floor.seconds)
    with sink() as port, shape.to(port) as line:
        took_ms, arrived = timed(lambda: posted(line.url, ready.entries, ready.scans, limit_s))
        return Went(
            "peer: one JSON POST", took_ms / KILO, line.bytes_up + line.bytes_down, line.cuts, arrived
        )


def _cells(load: Load, shape: Shape, went: Went, floor: Went) -> list[str]:
    seconds = short(went.seconds) if went.arrived else f"not in {short(went.seconds)}"
    ratio = f"{short(went.seconds / floor.seconds)} x" if went.arrived else ""
    return [load.name, shape.name, went.who, seconds, ratio, short(went.size / KILO),
            f"{short(went.size / floor.size)} x", str(went.cuts)]  # fmt: skip
