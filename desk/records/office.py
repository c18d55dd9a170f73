"""The office's own tables: who sits where, by which catalogue and calendar, with which serials."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.records.base import Base


class OfficeRow(Base):
    """The one office of this store; `document` is the office file as it was read."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    device: Mapped[str]
    training: Mapped[bool]
    document: Mapped[str] = mapped_column(Text)


class IdentityRow(Base):
    """A version of how the office appears on paper; the newest is in force. The emblem is a PNG."""

    __tablename__ = "identities"

    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    emblem: Mapped[bytes | None]


class CounterRow(Base):
    """A counter (quầy)."""

    __tablename__ = "counters"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class StaffRow(Base):
    """A member of staff; `failures` counts wrong passwords since the last good one."""

    __tablename__ = "staff"

    login: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    failures: Mapped[int]
    failed_at: Mapped[datetime | None]


class DatasetRow(Base):
    """One version of the procedure catalogue or of the working calendar; the newest `installed_at` is in force."""

    __tablename__ = "datasets"

    kind: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    installed_at: Mapped[datetime]
    document: Mapped[str] = mapped_column(Text)


class LeaseRow(Base):
    """A lease of serials: `first`..`last` of every day from `granted_at` on."""

    __tablename__ = "leases"
    __table_args__ = (CheckConstraint("first <= last", name="order"), UniqueConstraint("agency", "first"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agency: Mapped[str]
    first: Mapped[int]
    last: Mapped[int]
    granted_at: Mapped[datetime]


class SerialRow(Base):
    """The last serial given on a day under a lease (0 stands for the provisional numbers)."""

    __tablename__ = "serials"

    agency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    lease: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class RegisterRow(Base):
    """The last running number of the register (sổ theo dõi, form 07) of a year."""

    __tablename__ = "registers"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class PaperNumberRow(Base):
    """The last number of a series of papers ("HDHS", "TCHS") in a year."""

    __tablename__ = "paper_numbers"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class GuidanceRow(Base):
    """Somebody was sent home with a form 02 or 03 before anything was received; `document` as the journal has it."""

    __tablename__ = "guidances"
    __table_args__ = (Index(None, "at"),)

    no: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    form: Mapped[str]
    number: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    counter: Mapped[str]
    procedure: Mapped[str]
    procedure_name: Mapped[str]
    person_name: Mapped[str]
    words: Mapped[str] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)


class ClosingRow(Base):
    """A closed day (chốt ngày) and, once the province has answered, its receipt."""

    __tablename__ = "closings"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    closed_at: Mapped[datetime]
    closed_by: Mapped[str] = mapped_column(ForeignKey("staff.login"))
    summary: Mapped[str] = mapped_column(Text)
    receipt: Mapped[str | None] = mapped_column(Text)


class SettingRow(Base):
    """One choice of the office as a document; who chose it and when stands in the journal."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(Text)


class TicketRow(Base):
    """One ticket of the queue (số thứ tự); its end is noted in the journal, its way there is scratch."""

    __tablename__ = "tickets"
    __table_args__ = (UniqueConstraint("day", "letter", "number"), Index(None, "day", "stand"))

    id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date)
    letter: Mapped[str]
    number: Mapped[int]
    priority: Mapped[bool]
    stand: Mapped[str]
    taken_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    counter: Mapped[str]
    calls: Mapped[int]
    dossier: Mapped[str]


class RatingRow(Base):
    """How content a citizen was: one rating a dossier, three marks from 0 to 4."""

    __tablename__ = "ratings"

    code: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    overall: Mapped[int]
    manner: Mapped[int]
    ease: Mapped[int]
