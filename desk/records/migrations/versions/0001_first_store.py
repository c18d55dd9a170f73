"""The first store: office, dossiers, journal, exchange, and the search index."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applicants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("personal_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.String(length=27), nullable=False),
        sa.Column("dossiers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applicants")),
    )
    op.create_index(op.f("ix_applicants_name_key"), "applicants", ["name_key"], unique=False)
    op.create_index(op.f("ix_applicants_personal_id"), "applicants", ["personal_id"], unique=False)
    op.create_index(op.f("ix_applicants_phone"), "applicants", ["phone"], unique=False)
    op.create_table(
        "counters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counters")),
    )
    op.create_table(
        "datasets",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("installed_at", sa.String(length=27), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_datasets")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "exchange",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("gateway_key", sa.String(), nullable=True),
        sa.Column("held_seq", sa.Integer(), nullable=False),
        sa.Column("held_hash", sa.String(), nullable=False),
        sa.Column("held_at", sa.String(length=27), nullable=True),
        sa.Column("news_cursor", sa.Integer(), nullable=False),
        sa.Column("reached_at", sa.String(length=27), nullable=True),
        sa.Column("lost_at", sa.String(length=27), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_exchange_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
    )
    op.create_table(
        "held",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_held")),
    )
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("dossier", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("payload_hash", sa.String(), nullable=False),
        sa.Column("hash_before", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("id", name=op.f("uq_journal_id")),
    )
    op.create_index(op.f("ix_journal_dossier_seq"), "journal", ["dossier", "seq"], unique=False)
    op.create_table(
        "leases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_leases_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leases")),
        sa.UniqueConstraint("agency", "first", name=op.f("uq_leases_agency_first")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_office_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "registers",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_registers")),
    )
    op.create_table(
        "serials",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lease", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency", "day", "lease", name=op.f("pk_serials")),
    )
    op.create_table(
        "staff",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_staff")),
    )
    op.create_table(
        "verdicts",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("told_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_verdicts")),
    )
    op.create_table(
        "closings",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.String(length=27), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.login"], name=op.f("fk_closings_closed_by_staff")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_closings")),
    )
    op.create_table(
        "dossiers",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("provisional_code", sa.String(), nullable=True),
        sa.Column("paper_no", sa.String(), nullable=True),
        sa.Column("applicant", sa.Integer(), nullable=False),
        sa.Column("applicant_name", sa.String(), nullable=False),
        sa.Column("holder_name", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("procedure_name", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("case", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.Column("due_at", sa.String(length=27), nullable=False),
        sa.Column("finished_at", sa.String(length=27), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("return_by", sa.String(), nullable=False),
        sa.Column("fees_vnd", sa.Integer(), nullable=False),
        sa.Column("cash_vnd", sa.Integer(), nullable=False),
        sa.Column("register_no", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant"], ["applicants.id"], name=op.f("fk_dossiers_applicant_applicants")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("code", name=op.f("uq_dossiers_code")),
        sa.UniqueConstraint("id", name=op.f("uq_dossiers_id")),
        sa.UniqueConstraint("paper_no", "received_at", name=op.f("uq_dossiers_paper_no_received_at")),
        sa.UniqueConstraint("provisional_code", name=op.f("uq_dossiers_provisional_code")),
    )
    op.create_index(op.f("ix_dossiers_applicant"), "dossiers", ["applicant"], unique=False)
    op.create_index(op.f("ix_dossiers_finished_at"), "dossiers", ["finished_at"], unique=False)
    op.create_index(op.f("ix_dossiers_last_seq"), "dossiers", ["last_seq"], unique=False)
    op.create_index(op.f("ix_dossiers_received_at"), "dossiers", ["received_at"], unique=False)
    op.create_index(op.f("ix_dossiers_state_due_at"), "dossiers", ["state", "due_at"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("dossier", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.no"], name=op.f("fk_attachments_dossier_dossiers")),
        sa.PrimaryKeyConstraint("dossier", "position", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_confirmed_at"), "attachments", ["confirmed_at"], unique=False)
    op.create_index(op.f("ix_attachments_sha256"), "attachments", ["sha256"], unique=False)
    op.create_table(
        "components",
        sa.Column("dossier", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.no"], name=op.f("fk_components_dossier_dossiers")),
        sa.PrimaryKeyConstraint("dossier", "position", name=op.f("pk_components")),
    )
    op.create_table(
        "fees",
        sa.Column("dossier", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("amount_vnd", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["dossier"], ["dossiers.no"], name=op.f("fk_fees_dossier_dossiers")),
        sa.PrimaryKeyConstraint("dossier", "position", name=op.f("pk_fees")),
    )
    op.execute(
        "CREATE VIRTUAL TABLE dossier_search USING fts5(words, content='', contentless_delete=1, tokenize='ascii')"
    )
