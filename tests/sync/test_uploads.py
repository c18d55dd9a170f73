"""Which files are asked for after a cut, and which are simply sent on?"""

from __future__ import annotations

import pytest

from sync.failures import CutSending
from sync.line import Line
from sync.stages import Tally
from sync.turn import TurnAnswer
from sync.uploads import LITTLE_BYTES, Uploads
from sync.wire import WantedFile
from tests.sync.desks import MORNING, MemoryDesk

PACE = 64_000.0
FILES = 6
FILE_BYTES = 30_000


class Cuts:
    """Takes turns: reads so many bytes of each, lets `took_s` go by, and breaks it off."""

    def __init__(self) -> None:
        self.line = Line("http://127.0.0.1:1")
        self.line.patience.bytes_per_s = PACE
        self.reads, self.took_s = 0, 0.0
        self.asked: list[int] = []

    def __call__(self, frames, what, *, whole, size, watch) -> TurnAnswer:
        taken = 0
        if whole:
            self.asked.append(-1)  # nothing but a question
        for piece in () if whole else frames:
            taken += len(piece)
            if taken > self.reads:
                break
        self.line.patience.went(taken, self.took_s, self.took_s, reached=False)
        raise CutSending("cut_sending", "")


@pytest.fixture
def cuts() -> Cuts:
    return Cuts()


def uploads(cuts: Cuts) -> Uploads:
    desk = MemoryDesk()
    for number in range(FILES):
        desk.attach("d", b"%PDF-" + bytes([number]) * FILE_BYTES)
    made = Uploads(desk, cuts, cuts.line, desk.clock, lambda step: None, Tally())
    wanted = [WantedFile(sha256, 0) for sha256 in desk.unsent_files()]
    made.told(TurnAnswer(0, "0" * 64, MORNING, 0, wanted=wanted))
    return made


def tried(one: Uploads, times: int) -> None:
    for _time in range(times):
        with pytest.raises(CutSending):
            one.step()
        one.cut()


def test_after_a_cut_in_the_middle_the_files_on_their_way_are_asked_for(cuts) -> None:
    one = uploads(cuts)
    cuts.reads, cuts.took_s = 2 * FILE_BYTES + FILE_BYTES // 2, 1.0
    tried(one, 1)
    assert len(one._offsets) == FILES - 3


def test_what_a_dead_line_breaks_at_once_need_not_be_asked_for(cuts) -> None:
    one = uploads(cuts)
    cuts.reads, cuts.took_s = 2 * FILE_BYTES, 0.005
    tried(one, 20)
    assert len(one._offsets) == FILES, "20 times 5 ms at this pace are less than a question costs"
    assert cuts.asked == []


def test_a_line_that_lets_a_little_through_each_time_still_gets_on(cuts) -> None:
    one = uploads(cuts)
    cuts.reads, cuts.took_s = FILE_BYTES // 2, 0.1
    tried(one, 1 + int(LITTLE_BYTES / (0.1 * PACE)))
    assert len(one._offsets) == FILES - 1, "what arrived is asked for, or the same would be sent for ever"
