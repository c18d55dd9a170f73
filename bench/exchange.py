"""What does a bad line cost? A day's exchange over shaped lines against the fewest bytes that could carry it, and plain programs.

desk ──▶ relay (rate, round trip, cuts, lost answers) ──▶ gateway (a process of its own)
peer ──▶ relay (the same)                             ──▶ sink, or an rsync daemon

floor = (files as they are + all records as one zstd -19 stream) ÷ rate + one round trip, on a line that never breaks
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import zstandard

from bench.offices import RECEPTION, SEED, Office, training_office
from bench.post import posted, posted_one_by_one, sink
from bench.pouch import couch, modules, replicated
from bench.province import made_certificate, province
from bench.rsync import daemon, laid_out, program, synced
from bench.tables import Plan, grid, short, timed
from desk.attachments import NewFile
from desk.clock import now
from desk.office import office_of
from desk.progress import Progress
from desk.reception import receive
from desk.rules.chain import Entry
from desk.trust import Trust
from sync.gateway.serve import Certificate
from sync.outbox import Ending
from sync.relay import BadLine
from ui.exchange import DeskSide, enrol_desk, exchange

BITS = 8
EVERYTHING = 2**40
SCAN_BYTES = 200_000
JPEG_HEAD, JPEG_TAIL = b"\xff\xd8\xff", b"\xff\xd9"
LIMIT_S = 400.0
PEER_LIMIT, LEAST_PEER_LIMIT_S = 1.5, 20.0
"""A peer that starts again after every cut may never end: it may try for so many times the floor, or so long."""
ZSTD_LEVEL = 19
LINE_SEED = 1
"""Cuts a line of L3 after 23 s and again 37 s after it came back: twice while B crosses it."""
KILO = 1000


@dataclass(frozen=True, slots=True)
class Shape:
    """A line: bits a second each way, round trip in seconds; cut between so many seconds, dead for so long; answers lost."""

    name: str
    bits_per_s: int
    rtt_s: float
    cut_every_s: tuple[float, float] | None = None
    dead_s: float = 0.0
    lost: float = 0.0
    cut_after: int | None = None
    """Bytes up, and then one cut."""
    answers_lost: int = 0

    @contextmanager
    def to(self, port: int) -> Iterator[BadLine]:
        """This line to a port on this machine; the same seed cuts at the same moments for all who cross it."""
        with BadLine(port, rate=self.bits_per_s // BITS, rtt=self.rtt_s, cut_every=self.cut_every_s,
                     dead_s=self.dead_s, lose_share=self.lost, seed=LINE_SEED,
                     cut_up=self.cut_after, lose_answers=self.answers_lost) as line:  # fmt: skip
            yield line

    def fewest_s(self, size: int) -> float:
        """No exchange of `size` bytes can be over sooner on this line while it holds."""
        return size * BITS / self.bits_per_s + self.rtt_s


L1 = Shape("L1: 2 Mbit/s, 60 ms", 2_000_000, 0.060)
L2 = Shape("L2: 512 kbit/s, 200 ms", 512_000, 0.200)
L3 = Shape("L3: L2, cut every 20–40 s for 5 s", 512_000, 0.200, (20.0, 40.0), 5.0)
L4 = Shape("L4: L3, 10 % of answers lost", 512_000, 0.200, (20.0, 40.0), 5.0, 0.1)
L5 = Shape("L5: L2, cut once after 25 kB", 512_000, 0.200, cut_after=25_000)
L6 = Shape("L6: L2, the first answer lost", 512_000, 0.200, answers_lost=1)


@dataclass(frozen=True, slots=True)
class Load:
    """What a day brought, and the lines that it crosses."""

    name: str
    dossiers: int
    scans: int
    lines: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Went:
    """How one load crossed one line, by the relay's count of bytes; not arrived: given up after `seconds`."""

    who: str
    seconds: float
    size: int
    cuts: int = 0
    arrived: bool = True


LOADS = (
    Load("A: 120 dossiers", 120, 0, (L1, L2)),
    Load("B: 120 dossiers, 20 scans", 120, 20, (L1, L2, L3, L4)),
    Load("C: 2,500 dossiers", 2_500, 0, (L2, L4, L5, L6)),
)
QUICK_LOADS = (Load("A: 10 dossiers", 10, 0, (L1,)), Load("B: 10 dossiers, 1 scan", 10, 1, (L1,)))


@dataclass(frozen=True, slots=True)
class Ready:
    """An enrolled office whose journal is with the province but for this load, and what the load holds."""

    office: Office
    port: int
    entries: Sequence[Entry]
    scans: Sequence[bytes]
    folder: Path
    scheme: str

    def fewest(self) -> int:
        """The facts pressed as far as zstd goes, and the files: no exchange without a shared past needs less."""
        facts = b"\n".join((entry.payload or "").encode() for entry in self.entries)
        pressed = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(facts)
        return len(pressed) + sum(map(len, self.scans))


def measure(plan: Plan) -> Iterator[str]:
    """A table for each load. A load with files takes minutes on a slow line and hardly a processor: its lines run side by side."""
    heads = ("exchange", "line", "who", "seconds", "time ratio", "kB on the line", "bytes ratio", "cuts")
    rsync = "" if plan.quick else program(plan.folder / "rsync")
    pouch = None if plan.quick else modules(plan.folder / "pouch")
    for load in QUICK_LOADS if plan.quick else LOADS:
        rows: list[list[str]] = []
        # Each line in a process of its own: relays and desks must not share the lock of one Python.
        with ProcessPoolExecutor(len(load.lines) if load.scans else 1, get_context("spawn")) as pool:
            crossings = [pool.submit(_crossed, load, shape, plan.folder / f"{load.name[0]}{at}", rsync, pouch)
                         for at, shape in enumerate(load.lines)]  # fmt: skip
            for shape, crossed in zip(load.lines, crossings, strict=True):
                floor, *others = crossed.result()
                rows += [_cells(load, shape, went, floor) for went in (floor, *others)]
        yield grid(heads, rows, left=3)


def _crossed(load: Load, shape: Shape, folder: Path, rsync: str, pouch: Path | None) -> list[Went]:
    """The floor, the desk, and the peers one after another, each over a fresh line of this shape."""
    with _ready(load, folder) as ready:
        rows = _all(ready, shape, rsync, pouch)
    if not load.scans:
        with _ready(load, folder / "tls", made_certificate(folder / "certificate")) as ready:
            rows.insert(2, _ours("motcua over TLS", ready, shape))
    return rows


def _all(ready: Ready, shape: Shape, rsync: str, pouch: Path | None) -> list[Went]:
    fewest = ready.fewest()
    floor = Went("floor: zstd -19 / rate + round trip", shape.fewest_s(fewest), fewest)
    limit_s = max(LEAST_PEER_LIMIT_S, PEER_LIMIT * floor.seconds)
    rows = [floor, _ours("motcua", ready, shape)]
    if not ready.scans:
        rows.append(_ours("motcua, nothing new", ready, shape))
    with sink() as port:
        peers: list[tuple[str, Callable[[str], bool]]] = [
            ("peer: one JSON POST", lambda url: posted(url, ready.entries, ready.scans, limit_s))
        ]
        if not ready.scans:
            peers.append(
                ("peer: a POST for each record", lambda url: posted_one_by_one(url, ready.entries, limit_s))
            )
        rows += [_peer(who, shape, port, crosses) for who, crosses in peers]
    source = laid_out(ready.folder / "as-files", ready.entries, ready.scans)
    if rsync:
        with daemon(rsync, ready.folder / "rsync-to") as port:
            rows.append(_peer("peer: rsync -z in a loop", shape, port,
                              lambda url: synced(rsync, source, int(url.rsplit(":", 1)[1]), limit_s)))  # fmt: skip
    if pouch is not None:
        with couch(pouch) as port, shape.to(port) as line:
            took_s, arrived = replicated(pouch, source, port, line.url, limit_s)
            size = line.bytes_up + line.bytes_down
            rows.append(Went("peer: PouchDB, replicated", took_s, size, line.cuts, arrived))
    return rows


@contextmanager
def _ready(load: Load, folder: Path, certificate: Certificate | None = None) -> Iterator[Ready]:
    with training_office(folder / "desk", leased=False) as office:
        with office.store.read() as session:
            code = office_of(session).code
        scheme = "http" if certificate is None else "https"
        with province(folder / "province", code, certificate) as (port, invitation):
            url, pin = f"{scheme}://127.0.0.1:{port}", "" if certificate is None else certificate.pin()
            enrol_desk(office.store, url, invitation, Trust(pin=pin))
            # What founding and enrolling noted goes up first: a day is measured, not the first day.
            _must_end(office, url)
            held = DeskSide(office.store).held()[0]
            scans = _take(office, load)
            yield Ready(office, port, DeskSide(office.store).unsent(held, EVERYTHING), scans, folder, scheme)


def _take(office: Office, load: Load) -> list[bytes]:
    """Receive the load, each dossier at its own moment; the scans that went with the first dossiers."""
    chance = random.Random(f"{SEED} {office.folder}")
    # Random bytes stand for scans: a JPEG cannot be pressed further either.
    scans = [JPEG_HEAD + chance.randbytes(SCAN_BYTES) + JPEG_TAIL for _scan in range(load.scans)]
    files = [
        NewFile(f"scan{number}.jpg", "", *office.store.vault.put([scan])) for number, scan in enumerate(scans)
    ]
    for number, request in enumerate(office.requests(load.dossiers)):
        with office.store.write(RECEPTION, now()) as change:
            receive(change, replace(request, files=tuple(files[number : number + 1])))
    return scans


def _ours(who: str, ready: Ready, shape: Shape) -> Went:
    with shape.to(ready.port) as line:
        took_ms, _done = timed(lambda: _must_end(ready.office, f"{ready.scheme}://127.0.0.1:{line.port}"))
        return Went(who, took_ms / KILO, line.bytes_up + line.bytes_down, line.cuts)


def _must_end(office: Office, url: str) -> None:
    report = exchange(office.store, Progress(), seconds=LIMIT_S, url=url)
    if report.outcome is not Ending.DONE:
        raise RuntimeError(
            f"the exchange ended {report.outcome}, so there is nothing to compare: {report.attention}"
        )


def _peer(who: str, shape: Shape, port: int, crosses: Callable[[str], bool]) -> Went:
    with shape.to(port) as line:
        took_ms, arrived = timed(lambda: crosses(line.url))
        return Went(who, took_ms / KILO, line.bytes_up + line.bytes_down, line.cuts, arrived)


def _cells(load: Load, shape: Shape, went: Went, floor: Went) -> list[str]:
    seconds = short(went.seconds) if went.arrived else f"not in {short(went.seconds)}"
    ratio = f"{short(went.seconds / floor.seconds)} x" if went.arrived else ""
    return [load.name, shape.name, went.who, seconds, ratio, short(went.size / KILO),
            f"{went.size / floor.size:.3f} x", str(went.cuts)]  # fmt: skip
