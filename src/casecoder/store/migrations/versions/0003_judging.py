"""What the study says of rating; ratings agreed on, taking the place of others, signed off.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Move a study one version on."""
    op.add_column("study", sa.Column("settings", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("rating", sa.Column("kind", sa.String(), server_default="own", nullable=False))
    op.add_column("rating", sa.Column("settles", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("rating", sa.Column("reason", sa.String(), server_default="", nullable=False))
    op.add_column("rating", sa.Column("signed_by", sa.String(), server_default="", nullable=False))
    op.add_column("rating", sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
