"""Which subjects are measured? `python -m bench [SUBJECT …] [--quick] [--dossiers N] [--folder DIR]`; without a subject, all."""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from bench.tables import Plan, machine

SUBJECTS = {
    "save": "a dossier with its journal entry against one bare durable commit",
    "receipt": "form 01 against bare reportlab with the same words and QR",
    "start": "the command line against an empty Python process",
    "exchange": "a day over bad lines against the fewest bytes that could carry it",
    "load": "a province whose desks all close at once, on PostgreSQL",
    "scale": "closing time of a counter, an office, a province, the country: reckoned and played through",
    "memory": "memory of the desk while it sends thousands of small files",
    "search": "each keystroke and list against the same statements on the bare file",
    "footprint": "memory of the desk with its pages against a bare window",
}
"""In the order of a full run; each is a module of this package with measure(plan) -> tables."""
DOSSIERS = 20_000
QUICK_DOSSIERS = 200


def main(arguments: list[str]) -> int:
    """Measure and print; exit 0 when every table came out."""
    words = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measures; prints Markdown tables.",
        epilog="\n".join(f"  {name:10}{what}" for name, what in SUBJECTS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words.add_argument(
        "subjects", nargs="*", metavar="SUBJECT", help="one or more of those below; default all"
    )
    words.add_argument("--quick", action="store_true", help="few repetitions: does it run, not how fast")
    words.add_argument("--dossiers", type=int, help=f"dossiers to search in (default {DOSSIERS})")
    words.add_argument(
        "--folder",
        type=Path,
        help="where stores are made: a folder on the disk to be measured, not a RAM disk",
    )
    words.add_argument(
        "--store",
        type=Path,
        help="a training store to search in, made once by `motcua demo-data`; its passphrase in MOTCUA_PASSPHRASE",
    )
    told = words.parse_args(arguments)
    for name in told.subjects:
        if name not in SUBJECTS:
            words.error(f"no subject {name!r}; there are: {', '.join(SUBJECTS)}")
    dossiers = told.dossiers or (QUICK_DOSSIERS if told.quick else DOSSIERS)
    if dossiers < 1:
        words.error("--dossiers must be at least 1")
    print(machine(), flush=True)
    for name in told.subjects or SUBJECTS:
        # Each subject in a folder of its own, gone before the next: a disk never holds more than one.
        with tempfile.TemporaryDirectory(prefix=f"motcua-{name}-", dir=told.folder) as folder:
            for table in import_module(f"bench.{name}").measure(
                Plan(Path(folder), told.quick, dossiers, told.store)
            ):
                print(f"\n{table}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
