"""Index the names of sources and which have second coders, so that an act on one source does not read them all.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Move a study one version on."""
    op.create_index("source_ref_lower", "source", [sa.text("lower(ref)")])
    op.create_index("source_filename_lower", "source", [sa.text("lower(filename)")])
    some = sa.text("CAST(second_coders AS VARCHAR) != '[]'")
    op.create_index("source_second_coders", "source", ["id"], sqlite_where=some, postgresql_where=some)
