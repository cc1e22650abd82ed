"""Corrections with a review list, saved queries, speakers' names, how far a source is read.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Move a study one version on."""
    op.add_column("revision", sa.Column("row", sa.Integer(), server_default="0", nullable=False))
    op.add_column("source", sa.Column("status", sa.String(), server_default="unread", nullable=False))
    op.add_column("speaker", sa.Column("name", sa.String(), server_default="", nullable=False))
    op.add_column("code", sa.Column("worded_in", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "displaced",
        sa.Column("coding_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["coding_id"], ["coding.id"], initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("coding_id"),
    )
    op.create_table(
        "saved_query",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.drop_index("coding_code", "coding")
    op.create_index("coding_code", "coding", ["code_id", "source_id", "start", "end", "number"], unique=False)
    op.create_index("revision_row", "revision", ["row", "id"], unique=False)
    op.execute("CREATE VIRTUAL TABLE turn_terms USING fts5vocab(turn_index, row)")
    op.execute(  # the rows of a revision's turns were written one after the other
        'UPDATE revision SET "row" = found.before FROM ('
        " SELECT revision_id, min(rowid) - 1 AS before FROM turn_index GROUP BY revision_id"
        ") AS found WHERE found.revision_id = revision.id"
    )
