"""What time is it? The one place that asks the system; rules and use cases are told."""

from __future__ import annotations

from datetime import datetime

from desk.rules.working_time import VIETNAM


def now() -> datetime:
    """This moment, aware, in Vietnam's time."""
    return datetime.now(VIETNAM)
