"""Which entries a person must decide on is found without reading the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_journal_disputed",
        "journal",
        ["seq"],
        sqlite_where=sa.text("action IN ('status_not_taken', 'not_rejoined')"),
    )
