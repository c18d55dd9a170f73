"""How is the province's gateway? Counters for Prometheus and one JSON line a request, without anything that citizens wrote.

A line holds the moment, method, route (never the address itself), status, code of a refusal, milliseconds, bytes and the
device's id. Counters are each worker's own (label `worker`); what lies in the database is the same from every worker.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from sync.gateway.store import GatewayStore, devices, dossiers, files, journal, named_files, uploads

LOG = "motcua.gateway"
BUCKETS_S = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
log = logging.getLogger(LOG)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request, as it may be written down."""

    method: str
    route: str
    status: int
    code: str
    seconds: float
    bytes_up: int
    device: str


class Watch:
    """What this worker has done so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._refusals: Counter[str] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._bytes_up = 0
        self.at_once = 0

    def note(self, seen: Seen) -> None:
        """Count a request and write its line."""
        with self._lock:
            self._requests[seen.method, seen.route, seen.status] += 1
            if seen.code:
                self._refusals[seen.code] += 1
            for bucket in BUCKETS_S:
                if seen.seconds <= bucket:
                    self._buckets[bucket] += 1
            self._seconds += seen.seconds
            self._bytes_up += seen.bytes_up
        log.info(
            "request",
            extra={
                "told": {
                    "method": seen.method, "route": seen.route, "status": seen.status, "code": seen.code,
                    "ms": round(seen.seconds * 1000, 1), "bytes_up": seen.bytes_up, "device": seen.device,
                }
            },
        )  # fmt: skip

    def text(self, store: GatewayStore) -> str:
        """Everything in the text format of Prometheus."""
        worker = {"worker": str(os.getpid())}
        with self._lock:
            total = sum(self._requests.values())
            lines = [
                "# TYPE motcua_requests_total counter",
                *(
                    _line("motcua_requests_total", {"method": m, "route": r, "status": str(s), **worker}, n)
                    for (m, r, s), n in sorted(self._requests.items())
                ),
                "# TYPE motcua_refusals_total counter",
                *(_line("motcua_refusals_total", {"code": c, **worker}, n) for c, n in sorted(self._refusals.items())),
                "# TYPE motcua_request_seconds histogram",
                *(
                    _line("motcua_request_seconds_bucket", {"le": str(b), **worker}, self._buckets[b])
                    for b in BUCKETS_S
                ),
                _line("motcua_request_seconds_bucket", {"le": "+Inf", **worker}, total),
                _line("motcua_request_seconds_sum", worker, round(self._seconds, 6)),
                _line("motcua_request_seconds_count", worker, total),
                "# TYPE motcua_bytes_up_total counter",
                _line("motcua_bytes_up_total", worker, self._bytes_up),
                "# TYPE motcua_requests_at_once gauge",
                _line("motcua_requests_at_once", worker, self.at_once),
            ]  # fmt: skip
        for name, number in _held(store).items():
            lines += [f"# TYPE motcua_{name} gauge", _line(f"motcua_{name}", {}, number)]
        return "\n".join(lines) + "\n"


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        said = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname.lower(), "said": record.getMessage()}  # fmt: skip
        return json.dumps({**said, **getattr(record, "told", {})}, ensure_ascii=False)


def log_to_stderr() -> None:
    """Let this process write its lines: a service's manager collects them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def _held(store: GatewayStore) -> dict[str, int]:
    missing = (
        select(func.count())
        .select_from(named_files.outerjoin(files, files.c.sha256 == named_files.c.sha256))
        .where(files.c.sha256.is_(None))
    )
    with store.read() as session:
        return {
            "devices": session.scalar(select(func.count()).select_from(devices)) or 0,
            "dossiers": session.scalar(select(func.count()).select_from(dossiers)) or 0,
            "journal_entries": int(session.scalar(select(func.sum(devices.c.held_seq))) or 0),
            "journal_entries_refused": session.scalar(
                select(func.count()).select_from(journal).where(journal.c.verdict.is_not(None))
            ) or 0,
            "files": session.scalar(select(func.count()).select_from(files)) or 0,
            "file_bytes": int(session.scalar(select(func.sum(files.c.size))) or 0),
            "files_wanted": session.scalar(missing) or 0,
            "uploads_open": session.scalar(select(func.count()).select_from(uploads)) or 0,
        }  # fmt: skip


def _line(name: str, labels: Mapping[str, str], number: float) -> str:
    named = ",".join(f'{label}="{value}"' for label, value in labels.items())
    return f"{name}{{{named}}} {number}" if named else f"{name} {number}"
