"""Whose door is this? What stands on the sign at the door of an office, and on the sign-in page before the store is open.

The name of the office and of its counters hang on the wall of every commune: they are kept in the clear among the
habits, so that the page need not wait for the keys. Nobody's login or name is.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from desk.rules.words import _
from ui.memory import Memory

if TYPE_CHECKING:
    from desk.office import Office

FRONT = "front"


@dataclass(frozen=True, slots=True)
class Front:
    """The office as the sign-in page shows it; `counters` are (id, name)."""

    name: str
    parent: str = ""
    desk_name: str = ""
    counters: tuple[tuple[str, str], ...] = ()
    training: bool = False

    @classmethod
    def of(cls, office: Office) -> Front:
        """What of this office hangs on its door."""
        counters = tuple((counter.id, counter.name) for counter in office.counters)
        return cls(office.name, office.parent, office.desk_name, counters, office.training)


def remembered_front(memory: Memory) -> Front:
    """The office that opened here last; only the program's name before that."""
    try:
        kept = json.loads(memory.text(FRONT))
        counters = tuple((str(counter), str(name)) for counter, name in kept.pop("counters"))
        return Front(**kept, counters=counters)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Front(_("Một Cửa Desk"))


def keep_front(memory: Memory, front: Front) -> None:
    """Remember it for the next start."""
    memory.keep(FRONT, json.dumps(asdict(front), ensure_ascii=False))
