"""How long does the first citizen wait for paper after the desk was started? A process that opens an office, then one receipt.

python -m bench.first_receipt [warm]     warm: the faces are loaded beforehand, as the open desk does while nobody waits
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.offices import training_office
from bench.tables import timed
from printing.render import warm
from ui.papers import receipt_pdf


def main() -> None:
    """One number: milliseconds from the saved dossier to its paper."""
    with tempfile.TemporaryDirectory() as folder, training_office(Path(folder) / "desk") as office:
        (request,) = office.requests(1)
        code = office.take(request)
        if sys.argv[1:] == ["warm"]:
            warm()
        with office.store.read() as session:
            took, _made = timed(lambda: receipt_pdf(session, code))
    print(took)


if __name__ == "__main__":
    main()
