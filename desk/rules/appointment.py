"""When is it due? Procedure time + moment of reception + working calendar -> the appointment and its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Unit(StrEnum):
    """The unit of a processing time as the catalogue states it (DonViTinh of the portal, and the same-day rule)."""

    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class ProcessingTime:
    """How long a procedure may take: `amount` of `unit`; the amount of SAME_DAY is 0."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Appointment:
    """The moment promised to the citizen, aware, and the sentences that explain it."""

    due: datetime
    reasons: tuple[str, ...]
