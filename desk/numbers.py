"""Which number does the next paper bear? One running series a kind and year, beginning anew each January."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Session

from desk.records.office import PaperNumberRow


class Series(StrEnum):
    """Series that the desk counts itself. Forms 04 and 05 are letters of the office: their number comes from its clerk
    (văn thư) and is typed."""

    SUPPLEMENT = "HDHS"
    """Form 02, "Số: …/HDHS"."""
    REFUSAL = "TCHS"
    """Form 03."""


def next_number(session: Session, series: Series, year: int) -> str:
    """The number as the paper heads it, "12/HDHS", counted in this transaction: given once or not at all."""
    row = session.get(PaperNumberRow, (series.value, year))
    if row is None:
        row = PaperNumberRow(series=series.value, year=year, last=0)
        session.add(row)
    row.last += 1
    return f"{row.last}/{series.value}"
