"""What does the exchange of many small files need of the desk's memory? A desk in a process of its own, its peak before and after.

python -m bench.memory FOLDER URL      exchanges, and prints its two peaks in bytes
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from bench.offices import RECEPTION, SEED, training_office
from bench.processes import HOUSE
from bench.province import province
from bench.tables import Plan, grid, short
from desk import keys
from desk.attachments import NewFile
from desk.clock import now
from desk.office import office_of
from desk.progress import Progress
from desk.reception import receive
from desk.store import Store
from sync.outbox import Ending
from ui.exchange import enrol_desk, exchange

FILES, QUICK_FILES = 5_000, 50
FILES_OF_A_DOSSIER = 10
FILE_BYTES = 2_000
LIMIT_S = 1_800.0
KIB, MEGA = 1024, 1_000_000


def measure(plan: Plan) -> list[str]:
    """One table: peaks of two loads, so that one sees whether memory grows with the number of files."""
    most = plan.times(FILES, QUICK_FILES)
    rows = []
    for count in (most // 10, most):
        idle, busy = _peaks(plan.folder / f"m{count}", count)
        rows.append([f"{count:,} files of {FILE_BYTES} bytes", short(idle / MEGA), short(busy / MEGA),
                     short((busy - idle) / MEGA)])  # fmt: skip
    return [grid(("exchange, memory of the desk's process", "open MB", "peak MB", "above MB"), rows)]


def _peaks(folder: Path, count: int) -> tuple[int, int]:
    with training_office(folder / "desk", leased=False) as office:
        with office.store.read() as session:
            code = office_of(session).code
        with province(folder / "province", code) as (port, invitation):
            url = f"http://127.0.0.1:{port}"
            enrol_desk(office.store, url, invitation)
            chance = random.Random(SEED)
            for request in office.requests(count // FILES_OF_A_DOSSIER):
                contents = [b"%PDF-" + chance.randbytes(FILE_BYTES) for _file in range(FILES_OF_A_DOSSIER)]
                files = [
                    NewFile(f"{number}.pdf", "", *office.store.vault.put([content]))
                    for number, content in enumerate(contents)
                ]
                with office.store.write(RECEPTION, now()) as change:
                    receive(change, replace(request, files=tuple(files)))
            office.store.close()
            done = subprocess.run(
                [sys.executable, "-m", "bench.memory", str(folder / "desk"), url],
                cwd=HOUSE, check=True, capture_output=True, text=True,
            )  # fmt: skip
    idle, busy = done.stdout.split()
    return int(idle), int(busy)


def _exchange(folder: Path, url: str) -> None:
    store = Store.open(folder, lambda new: os.environ[keys.PASSPHRASE_VARIABLE])
    # Argon2id needed more than the exchange will: the peak begins anew where the store is open.
    Path("/proc/self/clear_refs").write_text("5")
    idle = _peak()
    report = exchange(store, Progress(), seconds=LIMIT_S, url=url)
    if report.outcome is not Ending.DONE:
        raise RuntimeError(f"the exchange ended {report.outcome}: {report.attention}")
    print(idle, _peak())
    store.close()


def _peak() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * KIB
    raise RuntimeError("only Linux tells the peak of a process")


if __name__ == "__main__":
    _exchange(Path(sys.argv[1]), sys.argv[2])
