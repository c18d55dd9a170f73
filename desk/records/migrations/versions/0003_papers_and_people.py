"""Numbers of papers, guidance before reception, and who else belongs to a dossier."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("people", sa.Text(), nullable=False, server_default=""))
    op.add_column("dossiers", sa.Column("quantity", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("dossiers", sa.Column("group_id", sa.String(), nullable=False, server_default=""))
    op.create_index(op.f("ix_dossiers_group_id"), "dossiers", ["group_id"], unique=False)
    for name in ("certified", "electronic", "pages"):
        op.add_column("components", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "paper_numbers",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_paper_numbers")),
    )
    op.create_table(
        "guidances",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("procedure_name", sa.String(), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_guidances")),
        sa.UniqueConstraint("id", name=op.f("uq_guidances_id")),
    )
    op.create_index(op.f("ix_guidances_at"), "guidances", ["at"], unique=False)
