"""Searching a million dossiers: one index of words for everything that a list is narrowed to, and one for people."""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FTS = "fts5(words, content='', contentless_delete=1, tokenize='ascii', detail=none, prefix='1 2 3 4 5 6 7')"
VIETNAM = timezone(timedelta(hours=7))  # since 1975; no dossier is older
DAYS, MONTHS, YEARS, PROCEDURES = 0xF0000, 0x100000, 0x101000, 0x102000
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
BETWEEN = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+")
BATCH = 2_000


def upgrade() -> None:
    connection = op.get_bind()
    op.create_table(
        "procedure_words",
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_procedure_words")),
        sa.UniqueConstraint(
            "procedure", "name", "field", name=op.f("uq_procedure_words_procedure_name_field")
        ),
    )
    op.drop_index(op.f("ix_applicants_phone"), table_name="applicants")
    op.execute("DROP TABLE dossier_search")
    op.execute(f"CREATE VIRTUAL TABLE dossier_search USING {FTS}")
    op.execute(f"CREATE VIRTUAL TABLE people_search USING {FTS}")
    op.execute(
        "INSERT INTO people_search (rowid, words)"
        " SELECT id, name_key || ' ' || personal_id || ' ' || phone FROM applicants"
    )
    procedures = _procedures(connection)
    last = 0
    while rows := connection.exec_driver_sql(
        "SELECT d.no, d.code, d.provisional_code, d.paper_no, d.applicant_name, d.holder_name, a.personal_id, a.phone,"
        " d.procedure, d.procedure_name, d.field, d.state, d.counter, d.received_at"
        " FROM dossiers AS d JOIN applicants AS a ON a.id = d.applicant WHERE d.no > ? ORDER BY d.no LIMIT ?",
        (last, BATCH),
    ).fetchall():
        connection.exec_driver_sql(
            "INSERT INTO dossier_search (rowid, words) VALUES (?, ?)",
            [(row[0], _words(row, procedures[row[8], row[9], row[10]])) for row in rows],
        )
        last = rows[-1][0]


def _procedures(connection):
    for procedure, name, field in connection.exec_driver_sql(
        "SELECT DISTINCT procedure, procedure_name, field FROM dossiers"
    ).fetchall():
        words = " ".join(BETWEEN.sub(" ", f"{procedure} {_fold(name)} {_fold(field)}".lower()).split())
        connection.exec_driver_sql(
            "INSERT INTO procedure_words (procedure, name, field, words) VALUES (?, ?, ?, ?)",
            (procedure, name, field, f" {words}"),
        )
    rows = connection.exec_driver_sql("SELECT procedure, name, field, no FROM procedure_words").fetchall()
    return {tuple(row[:3]): row[3] for row in rows}


def _words(row, procedure):
    day = datetime.fromisoformat(row.received_at).astimezone(VIETNAM).date()
    typed = (row.code, row.provisional_code or "", row.paper_no or "", _fold(row.applicant_name),
             _fold(row.holder_name), row.personal_id, row.phone)  # fmt: skip
    return " ".join((
        PRIVATE.sub(" ", " ".join(typed)).lower(),
        chr(PROCEDURES + procedure),
        "\ue001" + row.state,
        "\ue000" + row.counter.encode().hex(),
        chr(DAYS + (day - date(1950, 1, 1)).days),
        chr(MONTHS + (day.year - 1950) * 12 + day.month - 1),
        chr(YEARS + day.year - 1950),
    ))  # fmt: skip


def _fold(text):
    apart = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(bare.replace("đ", "d").replace("Đ", "d").casefold().split())
