"""What comes next in an exchange? THE TABLE: stage x outcome -> next stage, and whether to wait before it.

    outcome \\ stage   JOURNAL    ASK        FILES      CLOSING
    OK                FILES      JOURNAL    CLOSING    DONE
    MORE              JOURNAL    –          FILES      CLOSING
    AGAIN             –          –          JOURNAL    JOURNAL
    NOT_REACHED       JOURNAL…   ASK…       FILES…     CLOSING…
    CUT_SENDING       ASK…       ASK…       FILES…     CLOSING…
    CUT_WAITING       ASK…       ASK…       FILES…     CLOSING…
    BUSY              JOURNAL…   ASK…       FILES…     CLOSING…
    NOT_WELCOME       STOPPED    STOPPED    STOPPED    STOPPED
    REFUSED           STOPPED    STOPPED    FILES*     CLOSING*

    …  after waiting          *  what was refused is set aside for a person; the rest goes on

The journal goes before files, because it is small and says everything; a cut in it is followed by a question,
never by a blind repetition. A turn about files asks where those stand whose bytes were cut, and goes on with
the others meanwhile, so a cut stays in FILES. News come with every answer. After a cut it is tried again at
once; then waiting starts short and grows with the time that nothing got through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

FIRST_WAIT_S = 0.1
"""Ten attempts a second at most. The first after a cut is at once, and not twice within AT_ONCE_EVERY_S."""
AT_ONCE_EVERY_S = 2.0
LONGEST_WAIT_S = 30.0
WAIT_SHARE = 0.025
"""Waiting a fortieth of the outage so far wastes at most a fortieth of it once the line is back."""


class Stage(StrEnum):
    """Where the exchange is."""

    JOURNAL = "journal"
    """Push entries; always one turn, also when there is nothing to send."""
    ASK = "ask"
    """Learn what arrived, after a push that brought no answer."""
    FILES = "files"
    """Upload attachments, those due first."""
    CLOSING = "closing"
    """Have closed days compared and signed."""
    DONE = "done"
    STOPPED = "stopped"
    """A person must act first."""


class Outcome(StrEnum):
    """How a step went."""

    OK = "ok"
    """The stage has nothing left to do."""
    MORE = "more"
    """Something got through; the stage has more."""
    AGAIN = "again"
    """Meanwhile the journal has grown (news were noted, a clerk went on working): send it first."""
    NOT_REACHED = "not_reached"
    CUT_SENDING = "cut_sending"
    CUT_WAITING = "cut_waiting"
    BUSY = "busy"
    NOT_WELCOME = "not_welcome"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Move:
    """Where to go. `wait`: first wait; `aside`: first set aside what was refused."""

    stage: Stage
    wait: bool = False
    aside: bool = False


STAGES = (Stage.JOURNAL, Stage.ASK, Stage.FILES, Stage.CLOSING)

TABLE: Mapping[tuple[Stage, Outcome], Move] = {
    (Stage.JOURNAL, Outcome.OK): Move(Stage.FILES),
    (Stage.ASK, Outcome.OK): Move(Stage.JOURNAL),
    (Stage.FILES, Outcome.OK): Move(Stage.CLOSING),
    (Stage.CLOSING, Outcome.OK): Move(Stage.DONE),
    **{(stage, Outcome.MORE): Move(stage) for stage in (Stage.JOURNAL, Stage.FILES, Stage.CLOSING)},
    **{(stage, Outcome.AGAIN): Move(Stage.JOURNAL) for stage in (Stage.FILES, Stage.CLOSING)},
    **{
        (stage, outcome): Move(stage, wait=True)
        for stage in STAGES
        for outcome in (Outcome.NOT_REACHED, Outcome.CUT_SENDING, Outcome.CUT_WAITING, Outcome.BUSY)
    },
    (Stage.JOURNAL, Outcome.CUT_SENDING): Move(Stage.ASK, wait=True),
    (Stage.JOURNAL, Outcome.CUT_WAITING): Move(Stage.ASK, wait=True),
    **{(stage, Outcome.NOT_WELCOME): Move(Stage.STOPPED) for stage in STAGES},
    **{(stage, Outcome.REFUSED): Move(Stage.STOPPED) for stage in (Stage.JOURNAL, Stage.ASK)},
    (Stage.FILES, Outcome.REFUSED): Move(Stage.FILES, aside=True),
    (Stage.CLOSING, Outcome.REFUSED): Move(Stage.CLOSING, aside=True),
}


def move(stage: Stage, outcome: Outcome) -> Move:
    """The row of the table; KeyError for a pair that cannot happen."""
    return TABLE[stage, outcome]


def wait_s(outage_s: float, told_s: float = 0.0, spread: float = 1.0) -> float:
    """How long to wait when nothing got through for `outage_s`; at least as long as the province told.

    `spread` (1 to 1.2) keeps the desks of a province from coming back all at once.
    """
    return max(told_s, min(max(FIRST_WAIT_S, WAIT_SHARE * outage_s), LONGEST_WAIT_S) * spread)
