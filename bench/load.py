"""How does a province bear all its desks closing at once? Real gateway processes on PostgreSQL, and what bare statements cost.

Every desk has its day ready (packed before the clock starts) and sends it in one turn, then has the day signed. A desk that
is told "later", or is cut, asks again, as in life. Afterwards the database is asked whether anything is missing.

python -m bench.load serve FOLDER DATABASE WORKERS
"""

from __future__ import annotations

import http.client
import os
import resource
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import msgspec
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from bench.tables import Plan, grid, percentile, short
from desk.clock import now
from desk.ids import new_id
from desk.rules.chain import GENESIS, Entry, link
from desk.rules.dossier_code import code_for
from desk.rules.lifecycle import Action
from sync import day_receipt, turn, wire
from sync.compact.journal import pack
from sync.enrolment import new_key
from sync.gateway.app import Gateway
from sync.gateway.serve import serve
from sync.gateway.store import devices, dossiers

HOUSE = Path(__file__).parents[1]
LOOPBACK = "127.0.0.1"
DESKS, QUICK_DESKS = 300, 6
DOSSIERS = 120
FRAME_ENTRIES = 120
WORKERS = 2
FEE_VND = 14_000
ANSWER_S = 300.0
LATER_S = 5.0
MEGA = 1e6


@dataclass(slots=True)
class Closing:
    """One desk at the end of its day, and how it went."""

    device: str
    key: bytes
    body: bytes
    ask: bytes
    turn_ms: float = 0.0
    day_ms: float = 0.0
    answered_ms: list[float] = field(default_factory=list)
    """How long each single request waited for its answer, also for one that says "later"."""
    later: int = 0
    agreed: bool = False
    wrong: list[str] = field(default_factory=list)


def measure(plan: Plan) -> list[str]:
    """One table: all desks at once."""
    desks = plan.times(DESKS, QUICK_DESKS)
    with _database(plan.folder / "postgres") as database:
        gateway = Gateway(plan.folder / "province", database=database)
        closings = [_closing(gateway, number) for number in range(1, desks + 1)]
        gateway.close()
        with _served(plan.folder / "province", database) as port:
            threads = [threading.Thread(target=_close, args=(one, port)) for one in closings]
            started = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            seconds = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / MEGA
        gateway = Gateway(plan.folder / "province", database=database)
        with gateway.store.read() as session:
            held = session.scalar(select(func.count()).select_from(dossiers)) or 0
            entries = session.scalar(select(func.sum(devices.c.held_seq))) or 0
        gateway.close()
        with psycopg.connect(database) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        size = row[0] if row else 0
    turns, days = [one.turn_ms for one in closings], [one.day_ms for one in closings]
    answered = [took for one in closings for took in one.answered_ms]
    bytes_up = sum(len(one.body) for one in closings)
    lost = desks * DOSSIERS - held
    rows = [
        ("dossiers a second", short(held / seconds)),
        ("seconds until all had their receipt", short(seconds)),
        ("one answer, median / p99 s", _two(answered)),
        ("turn with the day, median / p99 s", _two(turns)),
        ("signed receipt, median / p99 s", _two(days)),
        ("told to come later", str(sum(one.later for one in closings))),
        ("receipts that agree", f"{sum(one.agreed for one in closings)} of {desks}"),
        ("dossiers lost", str(lost)),
        ("journal entries held", f"{entries:,}"),
        ("bytes up, a dossier", short(bytes_up / desks / DOSSIERS)),
        ("bytes in PostgreSQL, a dossier", short(size / max(held, 1))),
        ("peak of the largest process, MB", short(peak)),
    ]  # fmt: skip
    wrong = sorted({why for one in closings for why in one.wrong})
    if wrong:
        rows.append(("what went wrong on the way", "; ".join(wrong)[:200]))
    title = (
        f"{desks} desks × {DOSSIERS} dossiers at once, PostgreSQL, {WORKERS} workers, {os.cpu_count()} cores"
    )
    return [grid((title, ""), rows)]


def _two(waits_ms: list[float]) -> str:
    return f"{short(percentile(waits_ms, 0.5) / 1e3)} / {short(percentile(waits_ms, 0.99) / 1e3)}"


def _closing(gateway: Gateway, number: int) -> Closing:
    office, device, key, at = f"H44.{number:03}", new_id(), new_key(), now()
    public = Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()
    code = gateway.devices.invite(office, at).code
    lease = gateway.devices.enrol(wire.EnrolAsk(code, device, public, office, "Quầy đo"), at).lease
    entries: list[Entry] = []

    def note(action: str, facts: dict[str, object], dossier: str, when: datetime) -> None:
        before = entries[-1].hash if entries else GENESIS
        entries.append(
            link(before, id=new_id(), device=device, seq=len(entries) + 1, at=when, actor="tiepnhan1",
                 dossier=dossier, action=action, payload=facts)
        )  # fmt: skip

    for serial in range(lease.first, lease.first + DOSSIERS):
        dossier = new_id()
        note(Action.RECEIVE, _reception(code_for(office, at.date(), serial), office, at), dossier, at)
        note(Action.HAND_OVER, {"role": "reception"}, dossier, at)
    frames = [turn.frame(turn.Kind.HELLO, wire.write(turn.Hello()))]
    frames += [
        turn.frame(turn.Kind.ENTRIES, pack(entries[first : first + FRAME_ENTRIES]))
        for first in range(0, len(entries), FRAME_ENTRIES)
    ]
    last = entries[-1]
    ask = day_receipt.ClosingAsk(at.date(), DOSSIERS, DOSSIERS * FEE_VND, last.seq, last.hash)
    return Closing(device, key, b"".join(frames), wire.write(ask))


def _reception(code: str, office: str, at: datetime) -> dict[str, object]:
    return {
        "role": "reception", "code": code, "office": office, "counter": "1", "received_at": at.isoformat(),
        "at": at.isoformat(), "case": "", "time": {"amount": 1, "unit": "working_day"},
        "procedure": {"code": "2.000815", "name": "Chứng thực bản sao từ bản chính", "field": "Chứng thực",
                      "catalogue": "đo"},
        "due": (at + timedelta(days=1)).isoformat(), "reasons": ["1 ngày làm việc"],
        "applicant": {"name": f"Nguyễn Văn Đo {code[-4:]}", "personal_id": "001099000000"},
        "components": [{"name": "Bản chính", "originals": 1, "copies": 0}],
        "fees": [{"name": "Phí chứng thực", "amount": FEE_VND, "method": "cash"}],
        "return_by": "desk", "note": "", "register_no": 1,
    }  # fmt: skip


def _close(one: Closing, port: int) -> None:
    one.turn_ms = _asked(one, port, turn.TURN, one.body)[0]
    one.day_ms, answer = _asked(one, port, wire.CLOSING, one.ask)
    one.agreed = msgspec.json.decode(answer)["receipt"]["agreed"]


def _asked(one: Closing, port: int, path: str, body: bytes) -> tuple[float, bytes]:
    started = time.perf_counter()
    while True:
        asked, later_s = time.perf_counter(), LATER_S
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=ANSWER_S)
        try:
            connection.request("POST", path, body, {"Authorization": _proof(one)})
            answer = connection.getresponse()
            said = answer.read()
        except OSError as cut:
            one.wrong.append(type(cut).__name__)
        else:
            one.answered_ms.append((time.perf_counter() - asked) * 1e3)
            later_s = float(answer.headers.get("Retry-After", LATER_S))
            if answer.status == 200:
                return (time.perf_counter() - started) * 1e3, said
            one.wrong.append(msgspec.json.decode(said)["code"])
            one.later += 1
        finally:
            connection.close()
        time.sleep(later_s)


def _proof(one: Closing) -> str:
    at, nonce = now(), os.urandom(16).hex()
    signature = Ed25519PrivateKey.from_private_bytes(one.key).sign(wire.session_text(one.device, at, nonce))
    return turn.proof_of(wire.SessionAsk(one.device, at, nonce, signature.hex()))


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns where there is no runtime folder
        import pgserver
    folder.mkdir()
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        host = quote(str(server.get_uri().partition("host=")[2] or folder / "data"), safe="/")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE province")
        yield f"postgresql://postgres@/province?host={host}"
    finally:
        server.cleanup()


@contextmanager
def _served(folder: Path, database: str) -> Iterator[int]:
    with open(folder / "gateway.log", "w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.load", "serve", str(folder), database, str(WORKERS)],
            cwd=HOUSE, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().rpartition(":")[2])
        finally:
            process.terminate()
            process.stdout.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)


def _say(at: str) -> None:
    print(at, flush=True)


if __name__ == "__main__":
    serve(Path(sys.argv[2]), LOOPBACK, 0, database=sys.argv[3], workers=int(sys.argv[4]), ready=_say)
