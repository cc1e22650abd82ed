"""The texts of sources are compressed.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from casecoder.store.compressed_text import FAST, compress_text

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Move a study one version on."""
    packed = sa.Column("packed", sa.LargeBinary(), server_default=sa.text("x''"), nullable=False)
    op.add_column("revision", packed)
    connection = op.get_bind()
    for key in connection.exec_driver_sql("SELECT id FROM revision").scalars().all():
        text = connection.exec_driver_sql("SELECT text FROM revision WHERE id = ?", (key,)).scalar_one()
        packing = "UPDATE revision SET packed = ? WHERE id = ?"
        connection.exec_driver_sql(packing, (compress_text(text, FAST), key))
    op.drop_column("revision", "text")
    op.execute("ALTER TABLE revision RENAME COLUMN packed TO text")
