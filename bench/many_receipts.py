"""What do many receipts in one file cost? A process of its own, so that its peak of memory is theirs alone."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from bench.tables import short, timed
from printing.documents.receipt import Receipt
from printing.render import pdf_of_many, warm

KILO = 1000


def main(number: int) -> None:
    """Print milliseconds a receipt, the peak of resident memory in MB, and kB a receipt."""
    warm()
    specimen = Receipt.specimen()
    documents = (
        replace(
            specimen,
            code=f"H00.000-261124-{n:04d}",
            holder=f"Nguyễn Thị Thử {n}",
            address=f"Thôn {n}, xã Thử Nghiệm",
        )
        for n in range(1, number + 1)
    )
    took, made = timed(lambda: pdf_of_many(documents))
    print(short(took / number), short(_peak_mb()), short(len(made) / KILO / number))


def _peak_mb() -> float:
    """The peak of resident memory. Not getrusage: a child begins there with its parent's peak."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
