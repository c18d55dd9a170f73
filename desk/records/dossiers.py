"""The columns kept for searching dossiers; what they say is a fold over the journal (`motcua verify` compares)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.records.base import Base


class ApplicantRow(Base):
    """A person met before: the newest data under one personal id, or one name and phone."""

    __tablename__ = "applicants"
    __table_args__ = (Index(None, "personal_id"), Index(None, "name_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    personal_id: Mapped[str]
    name: Mapped[str]
    name_key: Mapped[str]
    phone: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime]
    dossiers: Mapped[int]


class ProcedureWordsRow(Base):
    """A procedure as dossiers name it: its number stands for it in the index of words (desk/narrowing.py)."""

    __tablename__ = "procedure_words"
    __table_args__ = (UniqueConstraint("procedure", "name", "field"),)

    no: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    name: Mapped[str]
    field: Mapped[str]
    words: Mapped[str] = mapped_column(Text)


class DossierRow(Base):
    """One dossier; `last_seq` is its newest journal entry."""

    __tablename__ = "dossiers"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("provisional_code"),
        UniqueConstraint("paper_no", "received_at"),
        Index(None, "state", "due_at"),
        Index(None, "received_at"),
        Index(None, "finished_at"),
        Index(None, "last_seq"),
        Index(None, "group_id"),
    )

    no: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str]
    provisional_code: Mapped[str | None]
    paper_no: Mapped[str | None]
    applicant: Mapped[int] = mapped_column(ForeignKey("applicants.id"), index=True)
    applicant_name: Mapped[str]
    holder_name: Mapped[str]
    procedure: Mapped[str]
    procedure_name: Mapped[str]
    field: Mapped[str]
    case: Mapped[str]
    counter: Mapped[str]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    state: Mapped[str]
    return_by: Mapped[str]
    fees_vnd: Mapped[int]
    cash_vnd: Mapped[int]
    register_no: Mapped[int]
    note: Mapped[str] = mapped_column(Text)
    last_seq: Mapped[int]
    people: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Representative and subjects as they are searched: names without diacritics, ids."""
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    group_id: Mapped[str] = mapped_column(default="", server_default="")


class ComponentRow(Base):
    """A component as handed in."""

    __tablename__ = "components"

    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.no"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    originals: Mapped[int]
    copies: Mapped[int]
    certified: Mapped[int] = mapped_column(default=0, server_default="0")
    electronic: Mapped[int] = mapped_column(default=0, server_default="0")
    pages: Mapped[int] = mapped_column(default=0, server_default="0")


class FeeRow(Base):
    """A fee as taken; amount in đồng."""

    __tablename__ = "fees"

    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.no"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    amount_vnd: Mapped[int]
    method: Mapped[str]


class AttachmentRow(Base):
    """A file of a dossier; `confirmed_at` is when the province said that it holds the bytes."""

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "sha256"), Index(None, "confirmed_at"))

    dossier: Mapped[int] = mapped_column(ForeignKey("dossiers.no"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    component: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    confirmed_at: Mapped[datetime | None]
