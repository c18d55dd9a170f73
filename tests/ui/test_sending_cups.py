"""The print queue against CUPS itself: stopped, it lets the paper wait; running, the paper comes out."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from desk import print_queue
from desk.print_queue import JobState
from desk.progress import Progress
from desk.store import Store
from printing.documents.receipt import Receipt
from printing.render import pdf
from tests.printing.reading import texts
from tests.printing.test_printers import cups, until  # noqa: F401 - a fixture
from tests.ui.test_sending import EIGHT
from ui.papers.sending import CUPS, turn


@pytest.mark.heavy
def test_a_queued_paper_waits_for_a_real_queue_that_is_stopped_and_comes_out_when_it_runs(
    cups: Path,  # noqa: F811
    store: Store,
) -> None:
    paper = pdf(Receipt.specimen())
    sha256, _size = store.vault.put([paper])
    with store.keep() as session:
        print_queue.enqueue(session, "Giấy hẹn", sha256, "A5", "quay", "tiepnhan1", EIGHT)
    subprocess.run(["cupsdisable", "quay"], check=True)
    (waiting,) = turn(store, CUPS, lambda: EIGHT, Progress())
    subprocess.run(["cupsenable", "quay"], check=True)
    assert (waiting.state, waiting.code) == (JobState.WAITING, "printer_stopped")
    later = EIGHT + timedelta(minutes=3)
    until(lambda: turn(store, CUPS, lambda: later, Progress())[0].state is JobState.DONE, "the queued paper")
    assert texts((cups / "printed.pdf").read_bytes()) == texts(paper)
