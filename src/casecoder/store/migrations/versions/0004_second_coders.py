"""Who codes a source a second time, to see how far coders agree.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Move a study one version on."""
    op.add_column("source", sa.Column("second_coders", sa.JSON(), server_default="[]", nullable=False))
