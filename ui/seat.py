"""Who sits where? What every page needs: the store, the signed-in person, the office, and the way off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass

from desk.office import Office
from desk.store import Actor, Store
from ui.work import Work


@dataclass(frozen=True, slots=True)
class Seat:
    """A signed-in person at a counter."""

    store: Store
    actor: Actor
    office: Office
    work: Work
