"""What does the exchange of many small files need of the desk's memory? A desk in a process of its own, its peaks on the way.

python -m bench.memory FOLDER URL      exchanges, and prints three peaks in bytes: store open, journal sent, all files sent
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
from desk.progress import Progress, Step
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
    """One table: peaks of three loads, so that one sees what grows with the journal, and whether anything does with files."""
    most = plan.times(FILES, QUICK_FILES)
    rows = []
    for count in (most // 10, most // 2, most):
        peaks = _peaks(plan.folder / f"m{count}", count)
        above = [short((peak - peaks[0]) / MEGA) for peak in peaks[1:]]
        rows.append([f"{count:,} files of {FILE_BYTES} bytes", short(peaks[0] / MEGA), *above])
    heads = (
        "exchange, memory of the desk's process",
        "open MB",
        "journal sent, above MB",
        "files sent, above MB",
    )
    return [grid(heads, rows)]


def _peaks(folder: Path, count: int) -> list[int]:
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
    return [int(peak) for peak in done.stdout.split()]


def _exchange(folder: Path, url: str) -> None:
    store = Store.open(folder, lambda new: os.environ[keys.PASSPHRASE_VARIABLE])
    # Argon2id needed more than the exchange will: the peak begins anew where the store is open.
    Path("/proc/self/clear_refs").write_text("5")
    idle = _peak()
    begun: list[int] = []

    def watch(step: Step) -> None:
        if step.total and not begun:  # of files the sum is known, of the journal it is not
            begun.append(_peak())

    report = exchange(store, Progress(watch), seconds=LIMIT_S, url=url)
    if report.outcome is not Ending.DONE or not begun:
        raise RuntimeError(f"the exchange ended {report.outcome}: {report.attention}")
    print(idle, begun[0], _peak())
    store.close()


def _peak() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * KIB
    raise RuntimeError("only Linux tells the peak of a process")


if __name__ == "__main__":
    _exchange(Path(sys.argv[1]), sys.argv[2])
