"""What waits for a printer: rows that survive the end of the program."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.records.base import Base


class PrintJobRow(Base):
    """A kept paper on its way to a printer; scratch, not a record: that it was issued stands in the journal.

    `spool` is the print service's own number once it has the paper; `due_at` is the next try.
    """

    __tablename__ = "print_jobs"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[str]
    printer: Mapped[str]
    copies: Mapped[int]
    state: Mapped[str]
    tries: Mapped[int]
    code: Mapped[str]
    why: Mapped[str] = mapped_column(Text)
    spool: Mapped[str]
    by: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
