"""The journal and what is known of its way to the province."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.records.base import Base


class JournalRow(Base):
    """One entry of the hash-chained journal (nhật ký); never updated."""

    __tablename__ = "journal"
    __table_args__ = (
        Index(None, "dossier", "seq"),
        Index(
            "ix_journal_disputed", "seq", sqlite_where=text("action IN ('status_not_taken', 'not_rejoined')")
        ),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    dossier: Mapped[str | None]
    action: Mapped[str]
    payload: Mapped[str | None] = mapped_column(Text)
    payload_hash: Mapped[str]
    hash_before: Mapped[str]
    hash: Mapped[str]


class VerdictRow(Base):
    """The province refused this entry; a person must look."""

    __tablename__ = "verdicts"

    seq: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    message: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime]


class ExchangeRow(Base):
    """Where the exchange stands: the acknowledged prefix of the journal, the cursor of news, the last report."""

    __tablename__ = "exchange"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str | None]
    gateway_key: Mapped[str | None]
    held_seq: Mapped[int]
    held_hash: Mapped[str]
    held_at: Mapped[datetime | None]
    news_cursor: Mapped[int]
    reached_at: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]
    report: Mapped[str | None] = mapped_column(Text)


class HeldRow(Base):
    """When the province acknowledged the journal up to `seq`: since when it has a dossier."""

    __tablename__ = "held"

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class DraftRow(Base):
    """A dossier being typed; scratch, not a record: it is in no journal and is deleted once saved."""

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(primary_key=True)
    login: Mapped[str]
    title: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]
