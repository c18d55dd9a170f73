"""Choices of the office, tickets of the queue, ratings of citizens."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("stand", sa.String(), nullable=False),
        sa.Column("taken_at", sa.String(length=27), nullable=False),
        sa.Column("called_at", sa.String(length=27)),
        sa.Column("ended_at", sa.String(length=27)),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("day", "letter", "number", name=op.f("uq_tickets_day_letter_number")),
    )
    op.create_index(op.f("ix_tickets_day_stand"), "tickets", ["day", "stand"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("overall", sa.Integer(), nullable=False),
        sa.Column("manner", sa.Integer(), nullable=False),
        sa.Column("ease", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ratings")),
    )
